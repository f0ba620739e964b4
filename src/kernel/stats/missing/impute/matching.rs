//! People with the nearest predictions.

use rand::distr::{Distribution, Uniform};
use rand_chacha::ChaCha8Rng;

/// People seen, by their predictions.
pub(super) struct Donors {
    fitted: Vec<f64>,
    values: Vec<f64>,
    wanted: usize,
    any: Option<Uniform<usize>>,
}

impl Donors {
    pub fn new(fitted: &[f64], values: impl Iterator<Item = f64>, wanted: usize) -> Self {
        let mut pairs: Vec<(f64, f64)> = fitted.iter().copied().zip(values).collect();
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let wanted = wanted.min(pairs.len());
        let (fitted, values) = pairs.into_iter().unzip();
        Self {
            fitted,
            values,
            wanted,
            any: Uniform::new(0, wanted).ok(),
        }
    }

    /// A value for each prediction. Near predictions follow each other, so that their donors are at hand.
    pub fn pick_all(&self, predicted: impl Iterator<Item = f64>, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let mut places: Vec<(f64, usize)> = predicted.zip(0..).collect();
        places.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut picked = vec![0.0; places.len()];
        for (at, place) in places {
            picked[place] = self.pick(at, rng);
        }
        picked
    }

    /// The value of one of the nearest people, each as likely; among people equally far away who compete for the last
    /// places, each of them as likely.
    fn pick(&self, at: f64, rng: &mut ChaCha8Rng) -> f64 {
        let split = self.fitted.partition_point(|&fitted| fitted < at);
        let (left, right, reach) = self.window(at, split);
        let slot = self.any.map_or(0, |any| any.sample(rng));
        let away = |place: usize| (self.fitted[place] - at).abs();
        let tied_left = left > 0 && away(left - 1) == reach;
        let tied_right = right < self.fitted.len() && away(right) == reach;
        if !tied_left && !tied_right {
            return self.values[left + slot];
        }
        let (below, above) = self.fitted.split_at(split);
        let inner = below.partition_point(|&fitted| at - fitted >= reach)
            ..split + above.partition_point(|&fitted| fitted - at < reach);
        let outer = below.partition_point(|&fitted| at - fitted > reach)
            ..split + above.partition_point(|&fitted| fitted - at <= reach);
        if slot < inner.len() {
            return self.values[inner.start + slot];
        }
        let tied = Uniform::new(0, outer.len() - inner.len()).map_or(0, |any| any.sample(rng));
        let before = inner.start - outer.start;
        self.values[if tied < before {
            outer.start + tied
        } else {
            inner.end + tied - before
        }]
    }

    /// The nearest places as a range, and how far away the last of them is.
    fn window(&self, at: f64, split: usize) -> (usize, usize, f64) {
        let (mut left, mut right, mut reach) = (split, split, 0.0_f64);
        while right - left < self.wanted {
            let below = (left > 0).then(|| at - self.fitted[left - 1]);
            let above = self.fitted.get(right).map(|fitted| fitted - at);
            match (below, above) {
                (Some(below), Some(above)) if below < above => (left, reach) = (left - 1, below),
                (Some(below), None) => (left, reach) = (left - 1, below),
                (_, Some(above)) => (right, reach) = (right + 1, above),
                (None, None) => break,
            }
        }
        (left, right, reach)
    }
}
