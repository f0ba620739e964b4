//! What a release hid, and why: for the holder of the data, not for readers.

use std::fmt;

use serde::Serialize;

use crate::disclosure::Count;
use crate::disclosure::sheet::Place;

/// Why a number is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// A count of at least 1 and under the policy's minimum.
    Small,
    /// Nobody: a zero that the policy hides.
    Zero,
    /// It, or the numbers around it, would give away one of the above by subtraction.
    Secondary,
    /// Means and tests of fewer pairs than the policy allows.
    FewPairs,
    /// Everyone has the same value, so the mean is each person's.
    NoVariation,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Small => "under the minimum count",
            Self::Zero => "a zero that tells of everyone",
            Self::Secondary => "would give away another number",
            Self::FewPairs => "too few for a mean",
            Self::NoVariation => "everyone has the same value",
        })
    }
}

/// One number that a release does not show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// The table: `comparison`, `attrition`, `themes`.
    pub table: &'static str,
    /// Where in the table: measure, wave, group.
    pub place: String,
    /// The column.
    pub column: &'static str,
    /// Why.
    pub reason: Reason,
}

impl Withheld {
    pub(super) fn new(
        table: &'static str,
        place: &Place<'_>,
        column: &'static str,
        reason: Reason,
    ) -> Self {
        Self {
            table,
            place: place.text(),
            column,
            reason,
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            table,
            place,
            column,
            reason,
        } = self;
        write!(f, "{table}: {column} of {place}: {reason}")
    }
}

/// How many of a table's counts are shown, rounded and suppressed, and each number that is withheld with its reason.
///
/// The totals may be published. The list says which suppressed counts are small and which only stand beside one,
/// which narrows them: it stays with the holder of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    totals: AuditTotals,
    withheld: Vec<Withheld>,
}

/// How many counts of a table are shown and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AuditTotals {
    /// Counts shown as they are.
    pub exact: u64,
    /// Counts shown rounded.
    pub rounded: u64,
    /// Counts not shown.
    pub suppressed: u64,
    /// Rows whose means and tests are shown.
    pub estimates_shown: u64,
    /// Rows whose means and tests are withheld.
    pub estimates_withheld: u64,
}

impl AuditTotals {
    /// All counts of the table.
    pub fn counts(&self) -> u64 {
        self.exact + self.rounded + self.suppressed
    }
}

impl Audit {
    /// How many counts are shown and how.
    pub fn totals(&self) -> AuditTotals {
        self.totals
    }

    /// Each withheld number with its reason, in the order in which they were withheld.
    pub fn withheld(&self) -> &[Withheld] {
        &self.withheld
    }

    pub(super) fn count(&mut self, count: Count) {
        match count {
            Count::Exact(_) => self.totals.exact += 1,
            Count::Rounded(_) => self.totals.rounded += 1,
            Count::Suppressed { .. } => self.totals.suppressed += 1,
        }
    }

    pub(super) fn withhold(&mut self, withheld: Withheld) {
        self.withheld.push(withheld);
    }

    /// Withholds a count that was counted as shown.
    pub(super) fn withhold_shown(&mut self, withheld: Withheld, was: Count) {
        match was {
            Count::Exact(_) => self.totals.exact -= 1,
            Count::Rounded(_) => self.totals.rounded -= 1,
            Count::Suppressed { .. } => return,
        }
        self.totals.suppressed += 1;
        self.withhold(withheld);
    }

    pub(crate) fn estimate(&mut self, shown: bool) {
        match shown {
            true => self.totals.estimates_shown += 1,
            false => self.totals.estimates_withheld += 1,
        }
    }
}
