//! Which terms of a design say nothing of their own.

use super::{Matrix, Qr};

/// The columns that are combinations of columns before them, or nothing but zeros, in ascending order: those to leave out
/// so that the rest can be fitted.
///
/// Use it when a model answers [`Dependent`](crate::kernel::stats::regression::Unfit::Dependent), which names only the
/// first.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::linear::{Matrix, dependent_columns};
///
/// let boys = [1.0, 0.0, 1.0, 0.0];
/// let girls = [0.0, 1.0, 0.0, 1.0];
/// let design = Matrix::from_columns(&[&[1.0; 4], &boys, &girls, &[1.0, 2.0, 3.0, 4.0]]);
/// assert_eq!(dependent_columns(&design), [2]);
/// ```
pub fn dependent_columns(design: &Matrix) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..design.columns()).collect();
    let mut dependent = Vec::new();
    let selected =
        |kept: &[usize]| Matrix::from_fn(design.rows(), kept.len(), |i, j| design[(i, kept[j])]);
    while let Err(place) = Qr::new(&selected(&kept)) {
        dependent.push(kept.remove(place));
    }
    dependent
}
