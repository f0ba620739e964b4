//! What estimation leaves as it is.

use super::Parameters;

/// Parameters that expectation–maximisation leaves as they start; by default none.
///
/// Hold what is known from elsewhere: a level's `m` from labels, `u` from random pairs, lambda from a rule of known
/// recall. Where some levels of a comparison are held, its free levels share what the held ones leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Whether lambda is held.
    pub lambda: bool,
    /// One list for each comparison with one flag for each level; shorter lists hold nothing further.
    pub m: Vec<Vec<bool>>,
    /// The same for `u`; nothing of `u` moves anyway unless it is estimated.
    pub u: Vec<Vec<bool>>,
    /// Whether the shares of the kin classes are held.
    pub kin: bool,
}

impl Held {
    /// Everything held but lambda and the shares of the kin classes.
    pub fn all_but_shares(parameters: &Parameters) -> Self {
        let all = |p: &[Vec<f64>]| p.iter().map(|levels| vec![true; levels.len()]).collect();
        Self {
            lambda: false,
            m: all(&parameters.m),
            u: all(&parameters.u),
            kin: false,
        }
    }
}

/// Whether level `level` of comparison `comparison` is flagged.
pub(super) fn is_held(flags: &[Vec<bool>], comparison: usize, level: usize) -> bool {
    let levels = flags.get(comparison);
    levels.is_some_and(|levels| levels.get(level).copied().unwrap_or(false))
}

/// Whether an interaction's table is held: both comparisons whole.
///
/// # Panics
///
/// When some of its levels are held and others not.
pub(super) fn table_is_held(flags: &[Vec<bool>], levels: &[Vec<f64>], pair: [usize; 2]) -> bool {
    let flag = |c: usize| (0..levels[c].len()).map(move |k| is_held(flags, c, k));
    let mut all = pair.into_iter().flat_map(flag);
    let first = all.next().unwrap_or(false);
    assert!(
        all.all(|held| held == first),
        "the comparisons of an interaction are held whole and together, or not at all"
    );
    first
}
