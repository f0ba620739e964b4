//! What was lost, against what imputation makes of it.

use super::imputed::{NORMAL, column, lossy, matched};
use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::*;
use throughline::kernel::stats::regression::ols;

/// Lost at random given baseline: Rubin's interval holds the truth as often as it says, that of people followed up far less often.
#[test]
fn intervals_cover_what_was_lost() {
    const RUNS: u32 = 500;
    // Matching needs people like those lost, so fewer of the highest are lost there.
    for (settings, n, steeper, seed) in [(NORMAL, 80, 1.5, 3), (matched(5), 250, 0.8, 4)] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (mut covered, mut covered_seen, mut lost) = (0, 0, 0);
        for run in 0..RUNS {
            let waves = lossy(n, steeper, &mut rng);
            let settings = ImputeSettings {
                seed: u64::from(run),
                ..settings
            };
            let found = imputed_mean_change(
                &[column(&waves[0]), column(&waves[1])],
                &[],
                &settings,
                0.95,
            )
            .unwrap();
            let holds = |ci: Interval| ci.lower <= 1.0 && 1.0 <= ci.upper;
            covered += u32::from(holds(found.changes[0].unwrap().pooled.ci));
            lost += found.report.columns[1].missing;
            let pairs = waves[0].iter().zip(&waves[1]);
            let seen: Vec<f64> = pairs.filter_map(|(x, y)| Some(((*y)?) - ((*x)?))).collect();
            covered_seen += u32::from(holds(paired_t(&seen, 0.95).unwrap().ci));
        }
        let share = |count: u32| f64::from(count) / f64::from(RUNS);
        close(lost as f64 / (f64::from(RUNS) * n as f64), 0.42, 0.03);
        assert!(share(covered_seen) < 0.75, "{}", share(covered_seen));
        let se = (0.95_f64 * 0.05 / f64::from(RUNS)).sqrt();
        close(share(covered), 0.95, 3.5 * se);
    }
}

/// Holes anywhere, at random given the first column: slopes of completed data are those of the truth.
#[test]
fn sweeps_keep_the_slopes() {
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let n = 6_000;
    let (mut x, mut y, mut z) = (Vec::new(), Vec::new(), Vec::new());
    let mut first = Vec::new();
    for _ in 0..n {
        let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
        let w = draw();
        let (u, v) = (w + draw(), draw());
        let t = 2.0 * u - v + 0.5 * w + draw();
        let gone = |a: f64, b: f64| normal_cdf(a) < 0.35 / (1.0 + (-b).exp());
        first.push(w);
        x.push((!gone(draw(), w)).then_some(u));
        y.push((!gone(draw(), -w)).then_some(v));
        z.push((!gone(draw(), 2.0 * w)).then_some(t));
    }
    let columns = [column(&x), column(&y), column(&z)];
    let settings = ImputeSettings { sets: 10, ..NORMAL };
    let found = impute(&columns, &[&first], &settings).unwrap();
    let mut slopes = [0.0; 4];
    for set in 0..10 {
        let [x, y, z] = [0, 1, 2].map(|j| found.completed(set, j));
        let fit = ols(&Matrix::from_columns(&[&vec![1.0; n], &x, &y, &first]), &z).unwrap();
        slopes
            .iter_mut()
            .zip(fit.estimates())
            .for_each(|(sum, b)| *sum += b / 10.0);
    }
    for (found, truth) in slopes.iter().zip([0.0, 2.0, -1.0, 0.5]) {
        close(*found, truth, 0.06);
    }
    // Sets mingle: at the last sweep they differ from each other more than their mean moves between sweeps.
    for report in &found.report.columns {
        assert_eq!((report.trace.len(), report.trace[0].len()), (10, 10));
        let at = |sweep: usize| report.trace.iter().map(|set| set[sweep]).sum::<f64>() / 10.0;
        close(at(9), at(5), 0.1);
    }
}
