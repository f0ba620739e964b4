//! Degrees of freedom of fixed terms.
//!
//! Satterthwaite's df = 2V²/Var(V̂) for the variance V of a coefficient: Kuznetsova, Brockhoff and Christensen (2017), J.
//! Statistical Software 82(13). With H the curvature of the criterion in Λ and ln σ², Var(V̂) = 2g′H⁻¹g for the slope g of V.
//! Profiled over σ, this is 2(V²/m + ∇Ṽ′H_p⁻¹∇Ṽ), with m the divisor of σ², Ṽ the profiled variance and H_p the curvature
//! of the profiled criterion: no term of σ is left.

use super::problem::Problem;
use super::search::{curvature, free_places};
use crate::kernel::stats::linear::{Matrix, SymmetricEigen};

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
    let mut slopes = Vec::with_capacity(places.len());
    for &place in &places {
        let width = 1e-5 * lambda[place].abs().max(1e-1);
        let (above, below) = (at(place, width)?, at(place, -width)?);
        let pairs = above.iter().zip(&below);
        slopes.push(
            pairs
                .map(|(a, b)| (a - b) / (2.0 * width))
                .collect::<Vec<_>>(),
        );
    }
    let eigen = SymmetricEigen::new(&curvature(problem, lambda, &places)?);
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
