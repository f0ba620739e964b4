//! The added-value score of the Strengths and Difficulties Questionnaire.
//!
//! Ford, Hutchings, Bywater, Goodman and Goodman (2009), British J. Psychiatry 194:552: what a parent would have been
//! expected to report about six months on, learnt from 604 untreated children of a national survey with clinic-like
//! difficulties, less what the parent does report.

use serde::Serialize;

use crate::kernel::stats::{Interval, normal_critical};

/// Standard deviation of the score, by construction.
const SD: f64 = 5.0;

/// Who filled in the questionnaire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SdqRespondent {
    /// A parent or carer.
    Parent,
    /// A teacher.
    Teacher,
    /// The young person.
    Young,
}

/// One child's scores, and how they came about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SdqFollowUp {
    /// Who answered, both times.
    pub respondent: SdqRespondent,
    /// Whether the child was referred for difficulties, as the score assumes.
    pub referred: bool,
    /// Months from the first to the second questionnaire.
    pub months: f64,
    /// Total difficulties at first, 0 to 40.
    pub total: u8,
    /// Impact at first, 0 to 10.
    pub impact: u8,
    /// Emotional symptoms at first, 0 to 10.
    pub emotional: u8,
    /// Total difficulties at follow-up, 0 to 40.
    pub follow_up_total: u8,
}

/// Why no added value is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum SdqRefusal {
    /// The formula is for parents' answers.
    #[error("the added-value score is for parents' answers only")]
    Respondent,
    /// The formula is for children like those seen in clinics.
    #[error("the added-value score is for children referred for difficulties only")]
    NotReferred,
    /// The formula is for a follow-up of four to eight months.
    #[error("the added-value score is for a follow-up of four to eight months only")]
    Interval,
    /// A score is outside its scale.
    #[error("a score is outside its scale")]
    Score,
}

/// Change beyond what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AddedValue {
    /// Points of the total by which the child, or the mean child, is better than expected; worse below zero.
    pub score: f64,
    /// The score in standard deviations of the untreated: over 5.
    pub effect: f64,
    /// Interval of the score.
    pub ci: Interval,
}

/// The added value of one child: 2.3 + 0.8 total + 0.2 impact − 0.3 emotional − total at follow-up.
///
/// Use it for children followed up after help, instead of raw change, which regression to the mean flatters. The interval
/// of one child reaches ten points either way: show groups.
///
/// # Errors
///
/// When the respondent is not a parent, the child was not referred, the follow-up is not after four to eight months, or
/// a score is outside its scale.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::{SdqFollowUp, SdqRespondent, sdq_added_value};
///
/// let child = SdqFollowUp {
///     respondent: SdqRespondent::Parent,
///     referred: true,
///     months: 6.0,
///     total: 20,
///     impact: 5,
///     emotional: 6,
///     follow_up_total: 15,
/// };
/// let value = sdq_added_value(&child, 0.95).unwrap();
/// assert!((value.score - 2.5).abs() < 1e-12 && (value.effect - 0.5).abs() < 1e-12);
/// assert!(sdq_added_value(&SdqFollowUp { months: 11.0, ..child }, 0.95).is_err());
/// ```
pub fn sdq_added_value(child: &SdqFollowUp, level: f64) -> Result<AddedValue, SdqRefusal> {
    score(child).map(|score| added_value(score, 1, level))
}

/// The mean added value of a group, with its interval at the standard deviation of 5 that the score has by construction.
///
/// # Errors
///
/// As [`sdq_added_value`], for the first child refused; an empty group has no score to give and is refused as one.
///
/// # Panics
///
/// When `level` is not strictly between 0 and 1.
pub fn sdq_group_added_value(
    children: &[SdqFollowUp],
    level: f64,
) -> Result<AddedValue, SdqRefusal> {
    let scores: Vec<f64> = children.iter().map(score).collect::<Result<_, _>>()?;
    if scores.is_empty() {
        return Err(SdqRefusal::Score);
    }
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    Ok(added_value(mean, scores.len(), level))
}

fn score(child: &SdqFollowUp) -> Result<f64, SdqRefusal> {
    if child.respondent != SdqRespondent::Parent {
        return Err(SdqRefusal::Respondent);
    }
    if !child.referred {
        return Err(SdqRefusal::NotReferred);
    }
    if !(4.0..=8.0).contains(&child.months) {
        return Err(SdqRefusal::Interval);
    }
    if child.total.max(child.follow_up_total) > 40 || child.impact.max(child.emotional) > 10 {
        return Err(SdqRefusal::Score);
    }
    let tenths = 23 + 8 * i32::from(child.total) + 2 * i32::from(child.impact)
        - 3 * i32::from(child.emotional)
        - 10 * i32::from(child.follow_up_total);
    Ok(f64::from(tenths) / 10.0)
}

fn added_value(score: f64, n: usize, level: f64) -> AddedValue {
    let reach = normal_critical(level) * SD / (n as f64).sqrt();
    AddedValue {
        score,
        effect: score / SD,
        ci: Interval {
            level,
            lower: score - reach,
            upper: score + reach,
        },
    }
}
