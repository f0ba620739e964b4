//! Wilcoxon's signed-rank test.

use super::*;

fn rejects(changes: &[f64], zeros: ZeroMethod, method: SignedRankMethod) -> bool {
    let settings = SignedRankSettings {
        zeros,
        method: Some(method),
        continuity: true,
    };
    signed_rank_with(changes, settings).is_some_and(|test| test.p <= 0.05)
}

#[test]
fn signed_rank_keeps_its_size_without_ties() {
    for (n, runs, documented) in [
        (8, 8_000, Some(0.0393)),
        (20, 4_000, None),
        (60, 4_000, None),
        (200, 1_000, None),
    ] {
        let found = rates(runs, 11, |rng| {
            let changes = normals(rng, n);
            [SignedRankMethod::Exact, SignedRankMethod::Normal]
                .map(|method| rejects(&changes, ZeroMethod::Drop, method))
        });
        for (rate, method) in found.into_iter().zip(["exact", "normal"]) {
            rate.rejects(&format!("{method} signed rank, {n} changes"), documented);
        }
    }
    let [normal] = rates(4_000, 12, |rng| {
        let changes = normals(rng, 500);
        [rejects(
            &changes,
            ZeroMethod::Drop,
            SignedRankMethod::Normal,
        )]
    });
    normal.rejects("normal signed rank, 500 changes", None);
}

/// Whole-number scores, a fifth of them unchanged.
#[test]
fn signed_rank_keeps_its_size_with_ties_and_zeros() {
    use SignedRankMethod::{Exact, Normal};
    let ways = [
        (ZeroMethod::Drop, Exact, Some(0.0233)),
        (ZeroMethod::Pratt, Exact, Some(0.0233)),
        (ZeroMethod::Split, Exact, Some(0.0233)),
        (ZeroMethod::Drop, Normal, Some(0.0304)),
        (ZeroMethod::Pratt, Normal, Some(0.038)),
        (ZeroMethod::Split, Normal, Some(0.038)),
    ];
    for (n, runs) in [(8, 8_000), (20, 8_000), (60, 3_000), (200, 600)] {
        let found = rates(runs, 13, |rng| {
            let changes: Vec<f64> = normals(rng, n).iter().map(|d| (2.0 * d).round()).collect();
            ways.map(|(zeros, method, _)| rejects(&changes, zeros, method))
        });
        for (rate, (zeros, method, of_eight)) in found.into_iter().zip(ways) {
            let what = format!("{method:?} signed rank with ties, zeros {zeros:?}, {n} changes");
            rate.rejects(&what, of_eight.filter(|_| n == 8));
        }
    }
}
