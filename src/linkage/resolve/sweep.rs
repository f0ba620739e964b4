//! People at many thresholds.

use super::{Resolution, resolver::Resolver};
use crate::Result;
use crate::kernel::graph::{Edge, component_sweep};
use crate::linkage::{MatchProbability, PersonIndex, ScoredPair, ScoredPairs};

impl ScoredPairs {
    /// People at each of several thresholds, in the order given, each as [`resolve`](Self::resolve) makes them.
    ///
    /// Use it to see how people fall apart as the threshold rises, and whether an answer hangs on where it is. Where the
    /// specification constrains nothing, pairs are sorted once and joined from the strongest down for all thresholds together;
    /// otherwise what is forbidden is looked up once, and pairs are taken anew at each threshold.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Self::resolve).
    pub fn resolve_at(&self, thresholds: &[MatchProbability]) -> Result<Vec<PersonIndex>> {
        let resolutions: Vec<Resolution> =
            thresholds.iter().copied().map(Resolution::new).collect();
        let Some(first) = resolutions.first() else {
            return Ok(Vec::new());
        };
        let mut resolver = Resolver::new(self, first);
        if !resolver.is_free() {
            let resolved = |&threshold: &MatchProbability| {
                resolver.at(threshold);
                resolver.resolved()
            };
            return Ok(thresholds.iter().map(resolved).collect());
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
                resolver.at(thresholds[place]);
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
