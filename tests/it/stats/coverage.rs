//! Simulated error rates: how often 95% intervals hold the truth, and how often tests at 5% reject where nothing is to be
//! found.
//!
//! Asked of every method is coverage from 93.5% to 96.5% and rejection of 4% to 6%; where a method can't, its documentation
//! gives the figure, and the test holds it to that. `COVERAGE_TIMES=10` runs ten times as many samples, as the figures in the
//! documentation rest on; `--nocapture` shows the rates.

mod bootstraps;
mod centre;
mod effects;
mod false_links;
mod imputed;
mod models;
mod paired;
mod shares;
mod sign_flips;
mod signed_ranks;
mod sites;
mod survival;
mod weighted;

use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::*;

/// With fewer samples than this a share may leave the band by chance.
const FEW: u64 = 2_000;

/// How often something happened.
#[derive(Clone, Copy)]
struct Rate {
    hits: u64,
    runs: u64,
}

/// How often each of several things happens over samples, the same on any number of threads: each sample has a stream of
/// its own.
fn rates<const K: usize>(
    runs: u64,
    seed: u64,
    sample: impl Fn(&mut ChaCha8Rng) -> [bool; K] + Sync,
) -> [Rate; K] {
    let times: u64 = std::env::var("COVERAGE_TIMES").map_or(1, |times| times.parse().unwrap());
    let runs = runs * times;
    let hits = (0..runs)
        .into_par_iter()
        .map(|run| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(run);
            sample(&mut rng).map(u64::from)
        })
        .reduce(
            || [0; K],
            |a, b| std::array::from_fn(|place| a[place] + b[place]),
        );
    hits.map(|hits| Rate { hits, runs })
}

impl Rate {
    fn share(self) -> f64 {
        self.hits as f64 / self.runs as f64
    }

    #[track_caller]
    fn between(self, what: &str, low: f64, high: f64) {
        let share = self.share();
        println!("{what}: {:.2}%", 100.0 * share);
        assert!(
            (low..=high).contains(&share),
            "{what}: {share}, expected {low} to {high}"
        );
    }

    /// From 93.5% to 96.5%, or as documented.
    #[track_caller]
    fn covers(self, what: &str, documented: Option<f64>) {
        self.is_about(what, documented, (0.935, 0.965));
    }

    /// From 4% to 6%, or as documented.
    #[track_caller]
    fn rejects(self, what: &str, documented: Option<f64>) {
        self.is_about(what, documented, (0.04, 0.06));
    }

    /// Within three standard errors and rounding of a documented share, or else within a band; of its middle where samples
    /// are few.
    #[track_caller]
    fn is_about(self, what: &str, documented: Option<f64>, band: (f64, f64)) {
        let around = |share: f64| {
            let off = 3.0 * (share * (1.0 - share) / self.runs as f64).sqrt() + 0.0006;
            (share - off, share + off)
        };
        let nominal = f64::midpoint(band.0, band.1);
        let few = (self.runs < FEW).then_some(nominal);
        let (low, high) = documented.or(few).map_or(band, around);
        self.between(what, low, high);
    }
}

fn holds(ci: Interval, truth: f64) -> bool {
    ci.lower <= truth && truth <= ci.upper
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn normals(rng: &mut ChaCha8Rng, n: usize) -> Vec<f64> {
    (0..n).map(|_| normal(rng)).collect()
}

/// Mean of [`lognormals`].
const LOGNORMAL_MEAN: f64 = 1.648_721_270_700_128_2;

/// exp(Z): skewness 6.2.
fn lognormals(rng: &mut ChaCha8Rng, n: usize) -> Vec<f64> {
    normals(rng, n).into_iter().map(f64::exp).collect()
}

/// True with this chance.
fn happens(rng: &mut ChaCha8Rng, chance: f64) -> bool {
    rng.random::<f64>() < chance
}

fn logit_chance(predictor: f64) -> f64 {
    1.0 / (1.0 + (-predictor).exp())
}
