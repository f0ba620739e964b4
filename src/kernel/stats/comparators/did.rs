//! Change of one arm beyond that of the other.

use serde::Serialize;

use super::not_comparable::check_people;
use super::robust::{Errors, few, size};
use super::{ArmClusters, NotComparable, RobustError};
use crate::kernel::stats::differences;
use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::regression::{Coefficient, ols};

/// Scores of two arms at two waves: one entry a person in every slice.
#[derive(Debug, Clone, Copy)]
pub struct TwoWaves<'a> {
    /// Scores before treatment.
    pub before: &'a [f64],
    /// Scores of the same people after it.
    pub after: &'a [f64],
    /// Who was treated.
    pub treated: &'a [bool],
    /// The site or other cluster in which treatment was given, where people share one.
    pub clusters: Option<&'a [usize]>,
    /// Scores of the same people at a wave earlier than `before`, where there is one: to see whether the arms moved alike when
    /// nobody was treated.
    pub earlier: Option<&'a [f64]>,
}

/// An arm at both waves.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ArmChange {
    /// How many people.
    pub people: u64,
    /// Mean before.
    pub before: f64,
    /// Mean after.
    pub after: f64,
    /// Mean change.
    pub change: f64,
}

/// Difference in differences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DifferenceInDifferences {
    /// The treated arm.
    pub treated: ArmChange,
    /// The comparison arm.
    pub comparison: ArmChange,
    /// Mean change of the treated arm less that of the other.
    pub effect: Coefficient,
    /// How the standard errors were found.
    pub error: RobustError,
    /// Clusters by arm, where there are clusters.
    pub clusters: Option<ArmClusters>,
    /// Whether the degrees of freedom are too few for the interval to be trusted: below [`FEW_DF`](super::FEW_DF).
    pub few_clusters: bool,
    /// The arms' difference after at equal score before, with the same kind of standard error; `None` where it can't be
    /// fitted. It answers another question: that the arms would have been alike given the score before, not that they would have
    /// changed alike. Where the arms began apart the two part (Lord 1967, Psychological Bulletin 68:304), and where
    /// each is right in turn they bracket the effect (Angrist and Pischke 2009, Mostly Harmless Econometrics, section 5.4).
    pub ancova: Option<Coefficient>,
    /// The same difference in differences from the earlier wave to the one before, when nobody was treated: far from zero, and
    /// the arms did not move alike; near zero says little where its interval is wide (Roth 2022, American Economic Review:
    /// Insights 4:305). `None` without an earlier wave or where it can't be estimated.
    pub placebo: Option<Coefficient>,
}

/// The mean change of one arm less that of another: least squares of change on arm, which for people seen at both waves is the
/// regression of score on arm, wave and both (Angrist and Pischke 2009, section 5.2).
///
/// Use it when arms began at different levels but would have moved alike without treatment. Standard errors are HC3, or CR2
/// where there are clusters. Clusters must be those that were treated or not, such as sites: change of people at one site moves
/// together (Bertrand, Duflo and Mullainathan 2004, Quarterly J. Economics 119:249).
///
/// # Errors
///
/// When an arm has fewer than two people or lies in fewer than two clusters, nobody's change differs from others of the same
/// arm, or a score is not finite.
///
/// # Panics
///
/// When the slices differ in length or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::{TwoWaves, difference_in_differences};
///
/// let waves = TwoWaves {
///     before: &[4.0, 5.0, 6.0, 5.0, 7.0, 8.0, 7.0, 9.0],
///     after: &[8.0, 8.0, 9.0, 7.0, 8.0, 8.0, 9.0, 10.0],
///     treated: &[true, true, true, true, false, false, false, false],
///     clusters: Some(&[1, 1, 2, 2, 3, 3, 4, 4]),
///     earlier: None,
/// };
/// let found = difference_in_differences(&waves, 0.95).unwrap();
/// assert_eq!((found.treated.change, found.comparison.change), (3.0, 1.0));
/// assert!((found.effect.estimate - 2.0).abs() < 1e-12);
/// assert!(found.few_clusters && (found.effect.df.unwrap() - 2.0).abs() < 1e-9);
/// ```
pub fn difference_in_differences(
    waves: &TwoWaves,
    level: f64,
) -> Result<DifferenceInDifferences, NotComparable> {
    let TwoWaves {
        before,
        after,
        treated,
        clusters,
        earlier,
    } = *waves;
    assert!(
        before.len() == treated.len() && after.len() == treated.len(),
        "all series have one value a person"
    );
    check_people(treated.iter().copied())?;
    let errors = Errors::new(treated, clusters, level)?;
    let effect = change_effect(before, after, treated, &errors)?;
    let placebo = earlier.map(|earlier| {
        assert_eq!(
            earlier.len(),
            treated.len(),
            "all series have one value a person"
        );
        change_effect(earlier, before, treated, &errors)
    });
    let design = Matrix::from_fn(treated.len(), 3, |i, j| match j {
        0 => 1.0,
        1 => f64::from(u8::from(treated[i])),
        _ => before[i],
    });
    let adjusted = ols(&design, after).map_err(NotComparable::from);
    Ok(DifferenceInDifferences {
        treated: arm(waves, true),
        comparison: arm(waves, false),
        effect,
        error: errors.kind,
        clusters: errors.arms,
        few_clusters: few(errors.kind, &effect),
        ancova: adjusted
            .and_then(|fit| errors.coefficient(&fit, 1, size(after)))
            .ok(),
        placebo: placebo.and_then(Result::ok),
    })
}

fn change_effect(
    before: &[f64],
    after: &[f64],
    treated: &[bool],
    errors: &Errors,
) -> Result<Coefficient, NotComparable> {
    let design = Matrix::from_fn(treated.len(), 2, |i, j| {
        f64::from(u8::from(j == 0 || treated[i]))
    });
    let fit = ols(&design, &differences(before, after))?;
    errors.coefficient(&fit, 1, size(before).max(size(after)))
}

fn arm(waves: &TwoWaves, wanted: bool) -> ArmChange {
    let people = waves.treated.iter().filter(|&&arm| arm == wanted).count();
    let mean = |values: &[f64]| {
        let of_arm = values
            .iter()
            .zip(waves.treated)
            .filter(|(_, arm)| **arm == wanted);
        of_arm.map(|(value, _)| value).sum::<f64>() / people as f64
    };
    let (before, after) = (mean(waves.before), mean(waves.after));
    ArmChange {
        people: people as u64,
        before,
        after,
        change: after - before,
    }
}
