//! Degrees of freedom of fixed terms.
//!
//! Satterthwaite's df = 2V²/Var(V̂) for the variance V of a coefficient: Kuznetsova, Brockhoff and Christensen (2017), J.
//! Statistical Software 82(13). With H the curvature of the criterion in Λ and ln σ², Var(V̂) = 2g′H⁻¹g for the slope g of V.
//! Profiled over σ, this is 2(V²/m + ∇Ṽ′H_p⁻¹∇Ṽ), with m the divisor of σ², Ṽ the profiled variance and H_p the curvature
//! of the profiled criterion: no term of σ is left.

use super::problem::Problem;
use super::search::{curvature, free_places};
use crate::kernel::stats::linear::{Matrix, SymmetricEigen};

/// Widths of the two differences that Richardson's extrapolation combines, as shares of a value of Λ: the error left is of
/// the fourth power.
const WIDTHS: [f64; 2] = [2e-3, 1e-3];
/// A direction whose curvature is below this share of the largest has none.
const FLAT: f64 = 1e-8;

/// One value a fixed term; `None` where the criterion has no curvature to go by.
pub(super) fn degrees_of_freedom(problem: &Problem, lambda: &Matrix) -> Option<Vec<f64>> {
    let places = free_places(problem.q);
    let at = |place: (usize, usize), by: f64| -> Option<Vec<f64>> {
        let mut shifted = lambda.clone();
        shifted[place] += by;
        let covariance = problem.coefficients(&problem.evaluate(&shifted)?).1;
        Some((0..problem.p).map(|j| covariance[(j, j)]).collect())
    };
    let centre = at((0, 0), 0.0)?;
    let slope_at = |place: (usize, usize), width: f64| -> Option<Vec<f64>> {
        let width = width * lambda[place].abs().max(1e-1);
        let (above, below) = (at(place, width)?, at(place, -width)?);
        let pairs = above.iter().zip(&below);
        Some(pairs.map(|(a, b)| (a - b) / (2.0 * width)).collect())
    };
    let mut slopes = Vec::with_capacity(places.len());
    for &place in &places {
        let (coarse, fine) = (slope_at(place, WIDTHS[0])?, slope_at(place, WIDTHS[1])?);
        let pairs = coarse.into_iter().zip(fine);
        slopes.push(pairs.map(|(c, f)| extrapolated(c, f)).collect::<Vec<_>>());
    }
    let [coarse, fine] = WIDTHS.map(|width| curvature(problem, lambda, &places, width));
    let (coarse, fine) = (coarse?, fine?);
    let size = places.len();
    let curvature = Matrix::from_fn(size, size, |i, j| {
        extrapolated(coarse[(i, j)], fine[(i, j)])
    });
    let eigen = SymmetricEigen::new(&curvature);
    let largest = eigen.values().iter().copied().fold(0.0, f64::max);
    let inverse = eigen.map(|value| {
        if value > FLAT * largest {
            1.0 / value
        } else {
            0.0
        }
    });
    let df = (0..problem.p).map(|j| {
        let slope: Vec<f64> = slopes.iter().map(|of_place| of_place[j]).collect();
        let v = centre[j];
        v * v / (v * v / problem.divisor() + inverse.quadratic(&slope))
    });
    Some(df.collect())
}

/// Richardson's (1911) combination of two central differences, the second half as wide: Philosophical Transactions A 210:307.
fn extrapolated(coarse: f64, fine: f64) -> f64 {
    fine + (fine - coarse) / 3.0
}
