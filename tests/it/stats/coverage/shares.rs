//! McNemar's test and Newcombe's interval.

use super::*;
use throughline::kernel::stats::categorical::{mcnemar, paired_shares};

/// People by both answers, with the chances of yes and yes, yes and no, no and yes.
fn table(rng: &mut ChaCha8Rng, n: usize, chances: [f64; 3]) -> [[u64; 2]; 2] {
    let mut cells = [0; 4];
    for _ in 0..n {
        let mut at = rng.random::<f64>();
        let place = chances.iter().position(|chance| {
            at -= chance;
            at < 0.0
        });
        cells[place.unwrap_or(3)] += 1;
    }
    [[cells[0], cells[1]], [cells[2], cells[3]]]
}

/// A fifth of people change their answer, as many one way as the other. Documented are mid-p, exact, plain and corrected.
#[test]
fn mcnemar_sizes_are_as_documented() {
    for (n, documented) in [
        (20, [Some(0.0165), Some(0.0044), None, Some(0.0044)]),
        (60, [None, Some(0.025), None, Some(0.0235)]),
        (200, [None, Some(0.035), None, Some(0.0335)]),
        (500, [None, Some(0.039), None, Some(0.038)]),
    ] {
        let found = rates(8_000, 31, |rng| {
            mcnemar(table(rng, n, [0.3, 0.1, 0.1])).map_or([false; 4], |test| {
                [test.p_mid, test.p_exact, test.p, test.p_corrected].map(|p| p <= 0.05)
            })
        });
        let forms = ["mid-p", "exact", "plain", "corrected"];
        for ((rate, form), documented) in found.into_iter().zip(forms).zip(documented) {
            rate.rejects(&format!("McNemar, {form}, {n} people"), documented);
        }
    }
}

#[test]
fn mcnemar_hardly_ever_rejects_with_few_changes_as_documented() {
    let [mid] = rates(8_000, 32, |rng| {
        [mcnemar(table(rng, 8, [0.3, 0.1, 0.1])).is_some_and(|test| test.p_mid <= 0.05)]
    });
    mid.between("McNemar, mid-p, 8 people", 0.0, 0.002);
}

#[test]
fn newcombe_covers() {
    for (name, chances, documented) in [
        ("no change", [0.3, 0.15, 0.15], [Some(0.979), None]),
        ("change", [0.35, 0.05, 0.25], [None, None]),
        ("rare", [0.02, 0.02, 0.08], [Some(0.998), Some(0.996)]),
    ] {
        let small = [(8, documented[0]), (20, documented[1])];
        let sixty = (60, (name == "rare").then_some(0.978));
        for (n, documented) in small.into_iter().chain([sixty, (200, None), (500, None)]) {
            let [covered] = rates(8_000, 33, |rng| {
                let found = paired_shares(table(rng, n, chances), 0.95).unwrap();
                [holds(found.ci, chances[2] - chances[1])]
            });
            covered.covers(&format!("Newcombe, {name}, {n} people"), documented);
        }
    }
}
