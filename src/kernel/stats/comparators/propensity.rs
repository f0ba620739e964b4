//! The chance of being in the treated arm.

use super::NotComparable;
use super::not_comparable::check_people;
use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::regression::{LogisticFit, logistic};

/// Fits everyone's chance of being in the treated arm, the propensity score of Rosenbaum and Rubin (1983), Biometrika 70:41, by
/// logistic regression; the scores are the fitted chances.
///
/// Use it with a `design` of what was known before treatment and bears on the outcome too, an intercept as a column of ones:
/// baseline scores above all, never what treatment can change. Judge it by [`balance_table`](super::balance_table()), not by
/// its fit.
///
/// # Errors
///
/// When an arm has fewer than two people, the model can't be fitted or does not settle, or it foretells some people's arm without
/// doubt: then no weights make the arms alike, and a coarser design or fewer people (those with a like in the other arm) are needed.
///
/// # Panics
///
/// When there is not one arm a row.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::comparators::{NotComparable, propensity};
/// use throughline::kernel::stats::linear::Matrix;
///
/// let treated = [true, true, true, false, true, false, false, false];
/// let girl = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0];
/// let model = propensity(&Matrix::from_columns(&[&[1.0; 8], &girl]), &treated).unwrap();
/// assert!((model.fitted[0] - 0.75).abs() < 1e-9 && (model.fitted[7] - 0.25).abs() < 1e-9);
///
/// let need = [9.0, 8.0, 7.0, 3.0, 6.0, 2.0, 1.0, 4.0];
/// let found = propensity(&Matrix::from_columns(&[&[1.0; 8], &need]), &treated);
/// assert_eq!(found.unwrap_err(), NotComparable::Separated);
/// ```
pub fn propensity(design: &Matrix, treated: &[bool]) -> Result<LogisticFit, NotComparable> {
    check_people(treated.iter().copied())?;
    let model = logistic(design, treated, 0.95)?;
    if model.separated {
        return Err(NotComparable::Separated);
    }
    if !model.converged {
        return Err(NotComparable::NotSettled);
    }
    Ok(model)
}
