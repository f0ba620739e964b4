//! What may be shown, as one value that every release takes.

use serde::{Deserialize, Serialize};

use crate::disclosure::{Releasable, Released, Symbol};
use crate::error::{DisclosureError, Result};

/// The rules by which a table may be shown: smallest count, smallest group for a mean, rounding, zeros.
///
/// Use a named preset where the receiving body has its rule, [`Policy::custom`] otherwise. A policy reads and
/// writes as TOML or JSON; one that breaks its own rules cannot be read.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::Policy;
///
/// let policy = Policy::dfe();
/// assert_eq!((policy.minimum(), policy.rounding()), (6, None));
/// let strict = Policy::custom("panel").minimum(20).rounding(10).build()?;
/// assert_eq!(strict.estimates_minimum(), 20);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PolicyBuilder")]
pub struct Policy {
    name: String,
    minimum: u64,
    estimates_minimum: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<u64>,
    show_zeros: bool,
    symbol: Symbol,
}

impl Policy {
    /// England's Department for Education, children-in-need and looked-after statistics at local-authority
    /// level: 1 to 5 shown as `c` with secondary suppression, no rounding, zeros shown.
    pub fn dfe() -> Self {
        Self {
            name: "dfe".into(),
            minimum: 6,
            estimates_minimum: 6,
            rounding: None,
            show_zeros: true,
            symbol: Symbol::C,
        }
    }

    /// The default of the ACRO output checkers: counts under 10 and zeros of an outcome shown as `[c]`, means
    /// only with 10 degrees of freedom (11 pairs), no rounding.
    pub fn acro10() -> Self {
        Self {
            name: "acro10".into(),
            minimum: 10,
            estimates_minimum: 11,
            rounding: None,
            show_zeros: false,
            symbol: Symbol::BracketC,
        }
    }

    /// NHS Hospital Episode Statistics below national level: 1 to 7 shown as `*`, other counts rounded to the
    /// nearest 5, zeros shown, means only of 8 or more.
    pub fn hes() -> Self {
        Self {
            name: "hes".into(),
            minimum: 8,
            estimates_minimum: 8,
            rounding: Some(5),
            show_zeros: true,
            symbol: Symbol::Star,
        }
    }

    /// A policy of one's own: minimum 10, no rounding, zeros hidden and `[c]` until told otherwise.
    pub fn custom(name: impl Into<String>) -> PolicyBuilder {
        PolicyBuilder {
            name: name.into(),
            ..PolicyBuilder::default()
        }
    }

    /// Protects a table: the one way to a [`Released`] value.
    ///
    /// # Errors
    ///
    /// When the table's counts do not add up, or a row stands in it twice: a table that no stage made.
    ///
    /// # Examples
    ///
    /// A report takes released tables only; this does not compile:
    ///
    /// ```compile_fail,E0308
    /// use throughline::outcomes::Comparison;
    /// use throughline::report::Report;
    ///
    /// fn publish(comparison: Comparison) -> String {
    ///     throughline::report::html(&Report::new("Change", comparison))
    /// }
    /// ```
    ///
    /// and this does:
    ///
    /// ```
    /// use throughline::disclosure::Policy;
    /// use throughline::outcomes::Comparison;
    /// use throughline::report::Report;
    ///
    /// fn publish(comparison: Comparison) -> throughline::Result<String> {
    ///     let released = Policy::dfe().release(comparison)?;
    ///     Ok(throughline::report::html(&Report::new("Change", released)))
    /// }
    /// ```
    pub fn release<T: Releasable>(&self, table: T) -> Result<Released<T>> {
        Released::protect(self, table)
    }

    /// The policy's name, printed on everything that was released under it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The smallest count above zero that is shown.
    pub fn minimum(&self) -> u64 {
        self.minimum
    }

    /// The smallest number of pairs whose means and tests are shown.
    pub fn estimates_minimum(&self) -> u64 {
        self.estimates_minimum
    }

    /// What shown counts are rounded to a multiple of, if anything.
    pub fn rounding(&self) -> Option<u64> {
        self.rounding
    }

    /// Whether a zero among outcomes (nobody improved) is shown. A zero in the flow (nobody was lost) always is:
    /// it says how complete the data is, not what became of anyone.
    pub fn show_zeros(&self) -> bool {
        self.show_zeros
    }

    /// What stands in place of a suppressed number.
    pub fn symbol(&self) -> Symbol {
        self.symbol
    }

    /// A count as this policy shows it when it need not be hidden.
    pub(crate) fn rounded(&self, value: u64) -> u64 {
        match self.rounding {
            Some(base) => (value + base / 2) / base * base,
            None => value,
        }
    }

    /// The smallest and largest true count that a shown count can stand for.
    pub(crate) fn stands_for(&self, value: u64) -> (u64, u64) {
        match self.rounding {
            Some(base) if value > 0 => {
                let shown = self.rounded(value);
                let lower = shown.saturating_sub(base / 2).max(self.minimum);
                (lower, shown + (base - 1) / 2)
            }
            _ => (value, value),
        }
    }
}

/// Settings of a policy of one's own, checked once by [`build`](PolicyBuilder::build).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicyBuilder {
    name: String,
    minimum: u64,
    estimates_minimum: Option<u64>,
    rounding: Option<u64>,
    show_zeros: bool,
    symbol: Symbol,
}

impl Default for PolicyBuilder {
    fn default() -> Self {
        Self {
            name: String::new(),
            minimum: 10,
            estimates_minimum: None,
            rounding: None,
            show_zeros: false,
            symbol: Symbol::BracketC,
        }
    }
}

impl PolicyBuilder {
    /// The smallest count above zero that is shown; 3 or more.
    pub fn minimum(mut self, minimum: u64) -> Self {
        self.minimum = minimum;
        self
    }

    /// The smallest number of pairs whose means and tests are shown; the minimum count unless set.
    pub fn estimates_minimum(mut self, minimum: u64) -> Self {
        self.estimates_minimum = Some(minimum);
        self
    }

    /// Rounds shown counts to the nearest multiple of `base`.
    pub fn rounding(mut self, base: u64) -> Self {
        self.rounding = Some(base);
        self
    }

    /// Whether a zero among outcomes is shown.
    pub fn show_zeros(mut self, show: bool) -> Self {
        self.show_zeros = show;
        self
    }

    /// What stands in place of a suppressed number.
    pub fn symbol(mut self, symbol: Symbol) -> Self {
        self.symbol = symbol;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// When there is no name, the minimum is under 3, means are allowed of fewer people than counts, or the
    /// rounding base would turn a shown count into zero.
    pub fn build(self) -> Result<Policy> {
        Ok(self.checked()?)
    }

    fn checked(self) -> std::result::Result<Policy, DisclosureError> {
        let (name, minimum) = (self.name, self.minimum);
        let estimates_minimum = self.estimates_minimum.unwrap_or(minimum);
        if name.is_empty() {
            return Err(DisclosureError::NoName);
        }
        if minimum < 3 {
            return Err(DisclosureError::MinimumTooLow { name, minimum });
        }
        if estimates_minimum < minimum {
            return Err(DisclosureError::EstimatesTooLow {
                name,
                estimates: estimates_minimum,
                minimum,
            });
        }
        if let Some(base) = self.rounding.filter(|&base| base < 2 || base > 2 * minimum) {
            return Err(DisclosureError::RoundingBase {
                name,
                base,
                minimum,
                largest: 2 * minimum,
            });
        }
        Ok(Policy {
            name,
            minimum,
            estimates_minimum,
            rounding: self.rounding,
            show_zeros: self.show_zeros,
            symbol: self.symbol,
        })
    }
}

impl TryFrom<PolicyBuilder> for Policy {
    type Error = crate::Error;

    fn try_from(settings: PolicyBuilder) -> Result<Self> {
        settings.build()
    }
}
