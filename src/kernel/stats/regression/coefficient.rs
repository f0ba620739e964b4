//! What models report of each term, and why one can't be fitted.

use serde::Serialize;

use crate::kernel::stats::{
    Interval, f_upper_tail, normal_critical, normal_two_sided_p, t_critical, t_two_sided_p,
};

/// One coefficient with its interval and test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coefficient {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Estimate over standard error.
    pub statistic: f64,
    /// Degrees of freedom of Student's t; `None` for a normal reference.
    pub df: Option<f64>,
    /// Two-sided p value of no effect.
    pub p: f64,
    /// Its interval.
    pub ci: Interval,
}

impl Coefficient {
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub(in crate::kernel::stats) fn new(
        estimate: f64,
        se: f64,
        df: Option<f64>,
        level: f64,
    ) -> Self {
        let statistic = estimate / se;
        let (p, reach) = match df {
            Some(df) => (t_two_sided_p(statistic, df), t_critical(level, df)),
            None => (normal_two_sided_p(statistic), normal_critical(level)),
        };
        Self {
            estimate,
            se,
            statistic,
            df,
            p,
            ci: Interval {
                level,
                lower: estimate - reach * se,
                upper: estimate + reach * se,
            },
        }
    }
}

/// An F test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FTest {
    /// The statistic.
    pub f: f64,
    /// Numerator degrees of freedom.
    pub df1: f64,
    /// Denominator degrees of freedom.
    pub df2: f64,
    /// Its upper tail.
    pub p: f64,
}

impl FTest {
    pub(in crate::kernel::stats) fn new(f: f64, df1: f64, df2: f64) -> Self {
        Self {
            f,
            df1,
            df2,
            p: f_upper_tail(f, df1, df2),
        }
    }
}

/// Why a model can't be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Unfit {
    /// There are not more rows than terms.
    #[error("there are not more rows than terms")]
    TooFewRows,
    /// A term is a combination of those before it, or nothing but zeros: the first such;
    /// [`dependent_columns`](crate::kernel::stats::linear::dependent_columns) names all.
    #[error("term {0} is a combination of the terms before it")]
    Dependent(usize),
    /// A term is settled by single clusters, so that nothing says how far it would vary between clusters.
    #[error("term {0} is settled by single clusters, so its error can't be estimated")]
    SettledByClusters(usize),
    /// The outcome does not vary as the model needs.
    #[error("the outcome does not vary as the model needs")]
    NoVariation,
    /// A value is missing or infinite.
    #[error("a value is not finite")]
    NotFinite,
}

/// # Panics
///
/// When the outcome has not one value a row.
pub(in crate::kernel::stats) fn check_finite(
    design: &crate::kernel::stats::linear::Matrix,
    outcome: &[f64],
) -> Result<(), Unfit> {
    assert_eq!(
        design.rows(),
        outcome.len(),
        "the outcome has one value a row"
    );
    let rows = (0..design.rows()).flat_map(|row| design.row(row));
    if rows.chain(outcome).any(|value| !value.is_finite()) {
        return Err(Unfit::NotFinite);
    }
    Ok(())
}
