//! People at many thresholds.

use super::{Resolution, resolver::Resolver};
use crate::Result;
use crate::kernel::graph::{Edge, component_sweep};
use crate::linkage::{MatchProbability, PersonIndex, ScoredPair, ScoredPairs};

impl ScoredPairs {
    /// People at each of several thresholds, in the order given, each as [`resolve`](Self::resolve) makes them.
    ///
    /// Use it to see how people fall apart as the threshold rises. Where the specification constrains nothing, pairs are
    /// sorted once and joined from the strongest down for all thresholds together; otherwise each threshold is resolved
    /// by itself.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve).
    pub fn resolve_at(&self, thresholds: &[MatchProbability]) -> Result<Vec<PersonIndex>> {
        let resolutions: Vec<Resolution> =
            thresholds.iter().copied().map(Resolution::new).collect();
        let is_free = resolutions
            .first()
            .is_some_and(|first| Resolver::new(self, first).is_free());
        if !is_free {
            return thresholds
                .iter()
                .map(|&threshold| self.resolve(threshold))
                .collect();
        }
        let mut order: Vec<usize> = (0..thresholds.len()).collect();
        order.sort_by(|&a, &b| {
            resolutions[b]
                .threshold
                .total_cmp(&resolutions[a].threshold)
        });
        let weights: Vec<f64> = resolutions.iter().map(|one| one.threshold).collect();
        let edges: Vec<Edge> = self.pairs.iter().map(always_or_by_weight).collect();
        let sweep = component_sweep(self.record_ids.len(), &edges, &weights);
        let mut found: Vec<(usize, PersonIndex)> = order
            .into_iter()
            .zip(sweep)
            .map(|(place, at)| {
                let resolver = Resolver::new(self, &resolutions[place]);
                let links = self.pairs.iter().filter(|pair| resolver.is_strong(pair));
                (place, resolver.people(&at.labelling, links))
            })
            .collect();
        found.sort_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, people)| people).collect())
    }
}

/// A pair that is a link at any threshold if the ladder found it.
fn always_or_by_weight(pair: &ScoredPair) -> Edge {
    let weight = match pair.found_by.is_deterministic() {
        true => f64::INFINITY,
        false => pair.weight,
    };
    Edge::new(pair.left.0, pair.right.0, weight)
}
