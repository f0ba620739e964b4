//! The sign test and the Hodges–Lehmann interval.

use super::*;

#[test]
fn sign_test_is_conservative_as_documented() {
    for (n, documented) in [
        (8, Some(0.008)),
        (20, Some(0.041)),
        (60, Some(0.027)),
        (200, Some(0.04)),
        (500, None),
    ] {
        let [rejected, covered] = rates(8_000, 21, |rng| {
            let test = sign_test(&normals(rng, n), 0.95).unwrap();
            [test.p <= 0.05, holds(test.ci, 0.5)]
        });
        rejected.rejects(&format!("sign test, {n} changes"), documented);
        let documented = documented.map(|size| 1.0 - size);
        covered.covers(&format!("sign test interval, {n} changes"), documented);
    }
}

#[test]
fn hodges_lehmann_covers() {
    for (n, runs) in [
        (8, 4_000),
        (20, 4_000),
        (60, 3_000),
        (200, 500),
        (500, 1_500),
    ] {
        let [covered] = rates(runs, 22, |rng| {
            let centre = hodges_lehmann(&normals(rng, n), 0.95).unwrap();
            [holds(centre.ci, 0.0)]
        });
        covered.covers(&format!("Hodges-Lehmann, {n} changes"), None);
    }
}

/// A normal value over the size of another has no mean at all.
#[test]
fn hodges_lehmann_covers_with_heavy_tails() {
    for n in [8, 60] {
        let [covered] = rates(3_000, 23, |rng| {
            let changes: Vec<f64> = (0..n).map(|_| normal(rng) / normal(rng).abs()).collect();
            [holds(hodges_lehmann(&changes, 0.95).unwrap().ci, 0.0)]
        });
        covered.covers(&format!("Hodges-Lehmann, {n} heavy-tailed changes"), None);
    }
}

/// Whole-number scores, a fifth of them unchanged.
#[test]
fn hodges_lehmann_covers_more_with_ties_as_documented() {
    for (n, documented) in [(8, 0.98), (20, 0.988), (60, 0.9955)] {
        let [covered] = rates(2_500, 24, |rng| {
            let changes: Vec<f64> = normals(rng, n).iter().map(|d| (2.0 * d).round()).collect();
            [holds(hodges_lehmann(&changes, 0.95).unwrap().ci, 0.0)]
        });
        covered.covers(
            &format!("Hodges-Lehmann, {n} tied changes"),
            Some(documented),
        );
    }
}
