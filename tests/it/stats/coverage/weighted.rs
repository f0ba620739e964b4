//! The mean at follow-up weights.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::{follow_up_weights, weighted_mean};

/// Mean change of everybody where people with a high baseline change more and are lost more often: weighted, and of
/// those followed up alone.
fn covered(rng: &mut ChaCha8Rng, n: usize, truncate: f64) -> [bool; 2] {
    loop {
        let x = normals(rng, n);
        let change: Vec<f64> = x.iter().map(|x| 0.6 * x + 0.8 * normal(rng)).collect();
        let kept: Vec<bool> = x
            .iter()
            .map(|x| happens(rng, logit_chance(0.8 - 0.8 * x)))
            .collect();
        let design = Matrix::from_fn(n, 2, |i, j| [1.0, x[i]][j]);
        let Ok(found) = follow_up_weights(&design, &kept, truncate) else {
            continue;
        };
        if found.model.separated {
            continue;
        }
        let pairs = change.iter().zip(&kept);
        let seen: Vec<f64> = pairs.filter(|(_, kept)| **kept).map(|(d, _)| *d).collect();
        let weighted = weighted_mean(&change, &found.weights, 0.95).unwrap();
        return [weighted.ci, paired_t(&seen, 0.95).unwrap().ci].map(|ci| holds(ci, 0.0));
    }
}

#[test]
fn weighted_mean_covers_what_those_followed_up_miss() {
    for (n, runs, documented) in [
        (20, 2_000, None),
        (60, 2_000, None),
        (200, 1_000, Some(0.967)),
        (500, 600, Some(0.967)),
    ] {
        let [weighted, seen] = rates(runs, 101, |rng| covered(rng, n, 0.0));
        weighted.covers(&format!("weighted mean, {n} people"), documented);
        seen.between(&format!("those followed up, {n} people"), 0.0, 0.94);
    }
}
