//! One estimate from several training sessions.
//!
//! Sessions differ by more than chance, because each sees only the pairs that its blocking rule lets through. The
//! standard errors therefore look both at what the sessions say of themselves and at how far they disagree, and report
//! the larger.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::{match_probability, match_weight_from_probability};

/// What one session says of a comparison's levels, or of the cells of a joint table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionLevels {
    /// Probability of each level; `None` for a level the session did not see.
    pub probabilities: Vec<Option<f64>>,
    /// Standard errors, where known.
    pub standard_errors: Vec<Option<f64>>,
    /// Matches expected among the session's pairs.
    pub expected_matches: f64,
}

/// How sessions are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CombineBy {
    /// The mean weighted by expected matches, scaled to add up to one: each match counts once.
    ExpectedMatches,
    /// The median of each level by itself, as Splink 4 has it; the levels need not add up to one.
    Median,
}

/// A comparison's levels over sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CombinedLevels {
    /// Probability of each level; `None` where no session saw it.
    pub probabilities: Vec<Option<f64>>,
    /// Standard errors: the larger of that from the sessions' own and that from their disagreement; `None` where there is
    /// neither.
    pub standard_errors: Vec<Option<f64>>,
}

/// Combines what sessions say of one comparison's levels.
///
/// # Panics
///
/// When the sessions differ in the number of levels.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::{CombineBy, SessionLevels, combine_levels};
///
/// let session = |m: f64, expected_matches| SessionLevels {
///     probabilities: vec![Some(m), Some(1.0 - m)], standard_errors: vec![None; 2], expected_matches };
/// let sessions = [session(0.9, 300.0), session(0.8, 100.0), session(0.4, 100.0)];
/// let mean = combine_levels(&sessions, CombineBy::ExpectedMatches);
/// assert!((mean.probabilities[0].unwrap() - 0.78).abs() < 1e-12);
/// assert_eq!(combine_levels(&sessions, CombineBy::Median).probabilities[0], Some(0.8));
/// ```
pub fn combine_levels(sessions: &[SessionLevels], by: CombineBy) -> CombinedLevels {
    let levels = sessions
        .first()
        .map_or(0, |session| session.probabilities.len());
    assert!(
        sessions
            .iter()
            .all(|s| [s.probabilities.len(), s.standard_errors.len()] == [levels; 2]),
        "sessions have the same levels"
    );
    let combine = |level: usize| {
        let said = sessions.iter().filter_map(|session| {
            Some(Said {
                value: session.probabilities[level]?,
                error: session.standard_errors[level],
                weight: match by {
                    CombineBy::ExpectedMatches => session.expected_matches,
                    CombineBy::Median => 1.0,
                },
            })
        });
        said.filter(|said| said.weight > 0.0).collect::<Vec<_>>()
    };
    let said: Vec<Vec<Said>> = (0..levels).map(combine).collect();
    let centre = |said: &Vec<Said>| match by {
        CombineBy::ExpectedMatches => mean(said),
        CombineBy::Median => median(said.iter().map(|said| said.value).collect()),
    };
    let mut probabilities: Vec<Option<f64>> = said.iter().map(centre).collect();
    let standard_errors = said.iter().map(|said| error(said, by)).collect();
    if by == CombineBy::ExpectedMatches {
        let all: f64 = probabilities.iter().flatten().sum();
        probabilities.iter_mut().flatten().for_each(|p| *p /= all);
    }
    CombinedLevels {
        probabilities,
        standard_errors,
    }
}

/// One session's word on one level.
struct Said {
    value: f64,
    error: Option<f64>,
    weight: f64,
}

fn mean(said: &[Said]) -> Option<f64> {
    let weight: f64 = said.iter().map(|said| said.weight).sum();
    let sum: f64 = said.iter().map(|said| said.weight * said.value).sum();
    (weight > 0.0).then(|| sum / weight)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    (n > 0).then(|| f64::midpoint(values[(n - 1) / 2], values[n / 2]))
}

/// Error of a weighted mean, from its parts' errors and from their spread as a ratio estimate has it (Cochran 1977,
/// Sampling Techniques, eq. 6.13); of a median, a mean's times √(π/2) from three sessions on, where a normal sample's
/// tends to.
fn error(said: &[Said], by: CombineBy) -> Option<f64> {
    let centre = mean(said)?;
    let n = said.len() as f64;
    let weight: f64 = said.iter().map(|said| said.weight).sum();
    let own: Option<f64> = said
        .iter()
        .map(|said| Some((said.weight * said.error?).powi(2)))
        .sum();
    let apart = said
        .iter()
        .map(|said| (said.weight * (said.value - centre)).powi(2));
    let spread = (n > 1.0).then(|| n / (n - 1.0) * apart.sum::<f64>());
    let variance = own.into_iter().chain(spread).reduce(f64::max)?;
    let of_median = match by {
        CombineBy::Median if n > 2.0 => (PI / 2.0).sqrt(),
        _ => 1.0,
    };
    Some(of_median * variance.sqrt() / weight)
}

/// One lambda from sessions' lambdas, each [freed](shift_odds) of its rule: the reciprocal of the median reciprocal, as
/// Splink 4 has it; `None` without sessions.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::combine_lambdas;
///
/// assert_eq!(combine_lambdas(&[0.001, 0.25, 0.002]), Some(0.002));
/// assert!((combine_lambdas(&[0.001, 0.003]).unwrap() - 0.0015).abs() < 1e-15);
/// ```
pub fn combine_lambdas(lambdas: &[f64]) -> Option<f64> {
    median(lambdas.iter().map(|lambda| lambda.recip()).collect()).map(f64::recip)
}

/// The probability whose log2 odds are `bits` above those of `probability`.
///
/// A session's pairs all agree on its rule's columns: its lambda is that of all pairs, shifted by the level weights of
/// that agreement, and shifting back by them frees it of the rule.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::shift_odds;
///
/// assert!((shift_odds(0.1, 2.0) - 4.0 / 13.0).abs() < 1e-15); // odds of 1 : 9 become 4 : 9
/// ```
pub fn shift_odds(probability: f64, bits: f64) -> f64 {
    match_probability(match_weight_from_probability(probability) + bits)
}
