//! A count as it may be shown.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What stands in place of a suppressed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// `c`, as the Department for Education writes it.
    #[serde(rename = "c")]
    C,
    /// `*`, as NHS statistics write it.
    #[serde(rename = "*")]
    Star,
    /// `[c]`, the Government Analysis Function's shorthand for confidential.
    #[serde(rename = "[c]")]
    BracketC,
}

impl Symbol {
    /// The symbol itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::C => "c",
            Self::Star => "*",
            Self::BracketC => "[c]",
        }
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A count after protection: a suppressed one is a kind of value, not a missing one.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::{Count, Symbol};
///
/// let hidden = Count::Suppressed { lower: 0, upper: Some(12), symbol: Symbol::C };
/// assert_eq!(hidden.to_string(), "c");
/// assert_eq!(hidden.shown(), None);
/// assert_eq!(Count::Rounded(15).shown(), Some(15));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The count itself.
    Exact(u64),
    /// The count rounded as the policy says.
    Rounded(u64),
    /// Not shown. The bounds are what a reader can work out from the numbers that are shown, no more: they are
    /// the same whether the number was small or only stands beside a small one.
    Suppressed {
        /// The count is not under this.
        lower: u64,
        /// The count is not over this; `None` where nothing shown bounds it.
        upper: Option<u64>,
        /// What is printed in its place.
        symbol: Symbol,
    },
}

impl Count {
    /// The number that is shown, `None` when it is suppressed.
    pub fn shown(self) -> Option<u64> {
        match self {
            Self::Exact(value) | Self::Rounded(value) => Some(value),
            Self::Suppressed { .. } => None,
        }
    }

    /// True when no number is shown.
    pub fn is_suppressed(self) -> bool {
        self.shown().is_none()
    }

    /// This count as a percentage of `whole`, from the numbers as shown (rounded ones too); `None` when either is
    /// suppressed or `whole` is zero. At most 100, which rounded counts could pass.
    pub fn percent_of(self, whole: Count) -> Option<f64> {
        let (part, whole) = (self.shown()?, whole.shown()?);
        (whole > 0).then(|| (100.0 * part as f64 / whole as f64).min(100.0))
    }
}

/// Hides every part of a hidden whole that is still shown: zeros beside one hidden part would say what became of
/// everyone in it. `note` is told the place of each part that this hides and what it was.
pub(super) fn hide_split(whole: Count, parts: &mut [Count], mut note: impl FnMut(usize, Count)) {
    let Count::Suppressed { upper, symbol, .. } = whole else {
        return;
    };
    for (place, part) in parts
        .iter_mut()
        .enumerate()
        .filter(|(_, part)| !part.is_suppressed())
    {
        note(place, *part);
        *part = Count::Suppressed {
            lower: 0,
            upper,
            symbol,
        };
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(value) | Self::Rounded(value) => fmt::Display::fmt(value, f),
            Self::Suppressed { symbol, .. } => fmt::Display::fmt(symbol, f),
        }
    }
}
