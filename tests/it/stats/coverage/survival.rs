//! Cox's model and the log-rank test.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::survival::{CoxTies, cox, log_rank};

/// Months to an event in two groups, follow-up ending at random; in whole months where `tied`.
fn times(rng: &mut ChaCha8Rng, n: usize, log_ratio: f64, tied: bool) -> (Vec<f64>, Vec<bool>) {
    (0..n)
        .map(|i| {
            let hazard = (log_ratio * (i % 2) as f64).exp();
            let event = -6.0 * (1.0 - rng.random::<f64>()).ln() / hazard;
            let end = 4.0 + 20.0 * rng.random::<f64>();
            let seen = event.min(end);
            (if tied { seen.ceil() } else { seen }, event <= end)
        })
        .unzip()
}

/// Samples whose fit settles: whether the Wald interval holds the truth, and the score, likelihood ratio and log-rank tests
/// reject.
fn compared(rng: &mut ChaCha8Rng, n: usize, log_ratio: f64, tied: bool) -> [bool; 4] {
    let groups: Vec<usize> = (0..n).map(|i| i % 2).collect();
    let design = Matrix::from_fn(n, 1, |i, _| (i % 2) as f64);
    loop {
        let (times, events) = times(rng, n, log_ratio, tied);
        if let Ok(fit) = cox(&design, &times, &events, CoxTies::Efron, 0.95)
            && fit.converged
        {
            let log_rank = log_rank(&times, &events, &groups).unwrap().p;
            let [score, ratio, log_rank] =
                [fit.score.p, fit.likelihood_ratio.p, log_rank].map(|p| p <= 0.05);
            return [
                holds(fit.coefficients[0].ci, log_ratio),
                score,
                ratio,
                log_rank,
            ];
        }
    }
}

#[test]
fn cox_and_log_rank_are_right_but_in_tiny_samples() {
    for (n, runs, documented) in [
        (
            8,
            3_000,
            [Some(0.9995), Some(0.026), Some(0.026), Some(0.026)],
        ),
        (20, 3_000, [None, Some(0.061), None, Some(0.061)]),
        (60, 3_000, [None; 4]),
        (200, 1_000, [None; 4]),
        (500, 500, [None; 4]),
    ] {
        let [wald, tests @ ..] = rates(runs, 91, |rng| compared(rng, n, 0.0, false));
        wald.covers(&format!("Cox, no effect, {n} people"), documented[0]);
        let names = ["Cox score", "Cox likelihood ratio", "log-rank"];
        for ((rate, name), documented) in tests.into_iter().zip(names).zip(&documented[1..]) {
            rate.rejects(&format!("{name}, {n} people"), *documented);
        }
    }
}

#[test]
fn cox_covers_an_effect_with_tied_months() {
    for n in [20, 60] {
        let [wald, ..] = rates(3_000, 92, |rng| compared(rng, n, 0.7, true));
        wald.covers(&format!("Cox, an effect, tied months, {n} people"), None);
    }
}
