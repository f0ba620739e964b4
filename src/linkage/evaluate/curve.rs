//! Precision and recall at every threshold.

use serde::Serialize;

use super::{Accuracy, Truth};
use crate::kernel::fellegi_sunter::match_probability;
use crate::linkage::ScoredPairs;

/// Accuracy at the match weight where it is best.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BestF1 {
    /// The highest f1 over all match weights.
    pub f1: f64,
    /// The match weight at or above which pairs are links; infinite when the ladder's pairs alone are best.
    pub match_weight: f64,
    /// Precision there.
    pub precision: f64,
    /// Recall there.
    pub recall: f64,
}

/// Accuracy of the pairs at or above one match weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The match weight; infinite for the ladder's pairs alone.
    pub match_weight: f64,
    /// The match probability.
    pub match_probability: f64,
    /// Links of which the truth is known.
    pub links: u64,
    /// Those that are true.
    pub right: u64,
    /// Share of links that are true.
    pub precision: f64,
    /// Share of all true pairs that are linked.
    pub recall: f64,
    /// Harmonic mean of precision and recall; 0 when nothing is right.
    pub f1: f64,
}

impl ScoredPairs {
    /// The match weight at which f1 is highest (of several the highest), and accuracy there; `None` without pairs of which
    /// the truth is known.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn best_f1(&self, truth: &Truth) -> Option<BestF1> {
        let judged = Judged::new(self, truth);
        let best = judged
            .points(truth)
            .reduce(|best, point| match point.f1 > best.f1 {
                true => point,
                false => best,
            })?;
        Some(BestF1 {
            f1: best.f1,
            match_weight: best.match_weight,
            precision: best.precision,
            recall: best.recall,
        })
    }

    /// Accuracy at every match weight that a pair has, from the strongest down: the precision–recall curve.
    ///
    /// Pairs of the ladder are links at every point; where there are any, the first point is of them alone.
    ///
    /// # Panics
    ///
    /// When the truth is of other records.
    pub fn curve(&self, truth: &Truth) -> Vec<CurvePoint> {
        Judged::new(self, truth).points(truth).collect()
    }
}

/// Pairs of which the truth is known, with the weight at which they are links, strongest first.
struct Judged(Vec<(f64, bool)>);

impl Judged {
    fn new(scored: &ScoredPairs, truth: &Truth) -> Self {
        truth.check(&scored.sources);
        let judged = scored.pairs.iter().filter_map(|pair| {
            let weight = match pair.found_by.is_deterministic() {
                true => f64::INFINITY,
                false => pair.weight + 0.0,
            };
            Some((weight, truth.verdict(pair.left, pair.right)?))
        });
        let mut judged: Vec<(f64, bool)> = judged.collect();
        judged.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        Self(judged)
    }

    fn points(&self, truth: &Truth) -> impl Iterator<Item = CurvePoint> {
        let (mut links, mut right) = (0, 0);
        let tied = self.0.chunk_by(|a, b| a.0 == b.0);
        tied.map(move |tied| {
            links += tied.len() as u64;
            right += tied.iter().filter(|(_, same)| *same).count() as u64;
            let Accuracy {
                f1,
                precision,
                recall,
            } = Accuracy::new(right, links, truth.pairs());
            CurvePoint {
                match_weight: tied[0].0,
                match_probability: match_probability(tied[0].0),
                links,
                right,
                precision,
                recall,
                f1,
            }
        })
    }
}
