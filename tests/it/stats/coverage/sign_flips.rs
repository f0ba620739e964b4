//! The sign-flip test.

use super::*;
use throughline::kernel::stats::resampling::sign_flip;

#[test]
fn sign_flip_keeps_its_size() {
    for (n, runs) in [(8, 4_000), (10, 2_000), (60, 2_000), (200, 600), (500, 250)] {
        let [rejected] = rates(runs, 111, |rng| {
            let seed = rng.next_u64();
            [sign_flip(&normals(rng, n), 999, seed).unwrap().p <= 0.05]
        });
        rejected.rejects(&format!("sign flip, {n} changes"), None);
    }
}

/// Cubes of normal values.
#[test]
fn sign_flip_keeps_its_size_with_heavy_tails() {
    for n in [8, 40] {
        let [rejected] = rates(2_000, 112, |rng| {
            let seed = rng.next_u64();
            let cubes: Vec<f64> = normals(rng, n).iter().map(|d| d * d * d).collect();
            [sign_flip(&cubes, 999, seed).unwrap().p <= 0.05]
        });
        rejected.rejects(&format!("sign flip, {n} heavy-tailed changes"), None);
    }
}
