//! Error rates under the null.

use super::*;

const RUNS: u32 = 4_000;

struct Rates {
    covered: f64,
    t_rejected: f64,
    rank_rejected: f64,
}

fn rates(n: usize, seed: u64) -> Rates {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut covered, mut t_rejected, mut rank_rejected) = (0, 0, 0);
    for _ in 0..RUNS {
        let changes: Vec<f64> = (0..n).map(|_| StandardNormal.sample(&mut rng)).collect();
        let change = paired_t(&changes, 0.95).unwrap();
        covered += u32::from(change.ci.lower <= 0.0 && 0.0 <= change.ci.upper);
        t_rejected += u32::from(change.test.unwrap().p <= 0.05);
        rank_rejected += u32::from(signed_rank(&changes).unwrap().p <= 0.05);
    }
    let share = |count: u32| f64::from(count) / f64::from(RUNS);
    Rates {
        covered: share(covered),
        t_rejected: share(t_rejected),
        rank_rejected: share(rank_rejected),
    }
}

#[track_caller]
fn within_chance(found: f64, expected: f64) {
    let se = (expected * (1.0 - expected) / f64::from(RUNS)).sqrt();
    close(found, expected, 3.5 * se);
}

/// Under the null the t test rejects 5% and its interval covers 95%. The exact rank test can reject only at attainable
/// levels: 10/256 with 8 pairs; with 40, twice P(T ≤ 264) = .0488 (Wilcoxon's tables give 264 as the 5% point).
#[test]
fn error_rates_are_as_stated() {
    for (n, seed, rank_level) in [(8, 8, 10.0 / 256.0), (40, 40, 0.0488)] {
        let rates = rates(n, seed);
        within_chance(rates.covered, 0.95);
        within_chance(rates.t_rejected, 0.05);
        within_chance(rates.rank_rejected, rank_level);
    }
}
