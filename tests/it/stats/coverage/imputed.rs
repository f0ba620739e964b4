//! Rubin's rules over proper imputations.

use super::*;
use rand_distr::ChiSquared;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::rubin;
use throughline::kernel::stats::regression::ols;

/// One completed outcome: variance, then line, then values drawn from their posteriors given the people seen.
fn imputed(rng: &mut ChaCha8Rng, x: &[f64], y: &[Option<f64>]) -> Vec<f64> {
    let seen: Vec<(f64, f64)> = x
        .iter()
        .zip(y)
        .filter_map(|(x, y)| Some((*x, (*y)?)))
        .collect();
    let n = seen.len() as f64;
    let centre = seen.iter().map(|(x, _)| x).sum::<f64>() / n;
    let spread = seen
        .iter()
        .map(|(x, _)| (x - centre) * (x - centre))
        .sum::<f64>();
    let design = Matrix::from_fn(
        seen.len(),
        2,
        |i, j| if j == 0 { 1.0 } else { seen[i].0 - centre },
    );
    let outcome: Vec<f64> = seen.iter().map(|(_, y)| *y).collect();
    let fit = ols(&design, &outcome).unwrap();
    let sigma = (fit.rss() / ChiSquared::new(n - 2.0).unwrap().sample(rng)).sqrt();
    let level = fit.estimates()[0] + sigma / n.sqrt() * normal(rng);
    let slope = fit.estimates()[1] + sigma / spread.sqrt() * normal(rng);
    x.iter()
        .zip(y)
        .map(|(x, y)| y.unwrap_or_else(|| level + slope * (x - centre) + sigma * normal(rng)))
        .collect()
}

/// Baselines, and outcomes that about four in ten people lack, those with a high baseline more often.
fn with_losses(rng: &mut ChaCha8Rng, n: usize) -> (Vec<f64>, Vec<Option<f64>>) {
    loop {
        let x = normals(rng, n);
        let y: Vec<Option<f64>> = x
            .iter()
            .map(|x| {
                let y = 0.6 * x + 0.8 * normal(rng);
                (!happens(rng, logit_chance(x - 0.5))).then_some(y)
            })
            .collect();
        if y.iter().flatten().count() > 4 {
            return (x, y);
        }
    }
}

#[test]
fn rubin_covers_what_complete_cases_miss() {
    for (n, runs, documented) in [
        (20, 2_500, Some(0.966)),
        (60, 2_500, None),
        (200, 1_000, None),
        (500, 500, None),
    ] {
        let [covered, complete] = rates(runs, 51, |rng| {
            let (x, y) = with_losses(rng, n);
            let (means, variances): (Vec<f64>, Vec<f64>) = (0..10)
                .map(|_| {
                    let found = paired_t(&imputed(rng, &x, &y), 0.95).unwrap();
                    (found.mean, found.sd * found.sd / n as f64)
                })
                .unzip();
            let pooled = rubin(&means, &variances, (n - 1) as f64, 0.95).unwrap();
            let seen: Vec<f64> = y.into_iter().flatten().collect();
            [pooled.pooled.ci, paired_t(&seen, 0.95).unwrap().ci].map(|ci| holds(ci, 0.0))
        });
        covered.covers(&format!("Rubin, {n} people"), documented);
        complete.between(&format!("complete cases, {n} people"), 0.0, 0.91);
    }
}
