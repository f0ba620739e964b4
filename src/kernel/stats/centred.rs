//! Mean and squared deviations of a whole slice, the same for any order of its values.

use super::ExactSum;

/// A series with its mean and Σ(x − mean)².
///
/// Squares are taken about a whole number near the mean, where scores leave whole squares, and put right by
/// Σ(x − mean)² = Σ(x − c)² − n(mean − c)²; about the mean itself where that would cancel.
pub(super) struct Centred<'a> {
    values: &'a [f64],
    pub mean: f64,
    pub m2: f64,
    pub centre: f64,
    /// Mean less centre, with more digits than the mean has.
    shift: f64,
}

impl<'a> Centred<'a> {
    /// `None` of no values.
    pub(super) fn new(values: &'a [f64]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut sum = ExactSum::new();
        sum.insert_slice(values);
        let (mean, more) = sum.over(values.len());
        let about = |centre: f64| {
            let shift = (mean - centre) + more;
            let mut squares = ExactSum::new();
            squares.insert_products((values, centre), (values, centre));
            let squares = squares.finalise();
            let excess = values.len() as f64 * shift * shift;
            let centred = Self {
                values,
                mean,
                m2: (squares - excess).max(0.0),
                centre,
                shift,
            };
            (centred, excess * 2.0 < squares)
        };
        let (centred, kept) = about(mean.round());
        Some(if kept { centred } else { about(mean).0 })
    }

    pub(super) fn n(&self) -> u64 {
        self.values.len() as u64
    }

    /// Σ(x − mean of x)(y − mean of y) with a series of the same length.
    pub(super) fn products(&self, other: &Self) -> f64 {
        let mut products = ExactSum::new();
        products.insert_products((self.values, self.centre), (other.values, other.centre));
        products.finalise() - self.values.len() as f64 * self.shift * other.shift
    }
}
