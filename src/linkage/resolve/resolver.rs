//! From pairs to clusters of nodes, and from those to people.

use super::limits::Limits;
use super::matching::put_back_losers;
use super::nodes::Nodes;
use super::ranked::{EVERY_RANK, Ranked, Waiting};
use super::{Chains, Refusal, RefusedLink, Resolution};
use crate::kernel::graph::{
    self, Clustering, Edge, Labelling, RefusalReason, UnionFind, complete_linkage,
    constrained_components, margins, minimum_edge_linkage, refusals,
};
use crate::linkage::{MatchProbability, PersonId, PersonIndex, ScoredPair, ScoredPairs};
use crate::standardise::RecordId;

/// Clusters of nodes, and the pairs that were refused, by place.
pub(super) struct Clusters {
    pub(super) labelling: Labelling,
    refused: Vec<(usize, RefusalReason)>,
}

impl Clusters {
    /// The same clusters, the refused pairs of others added.
    pub(super) fn also_refusing(mut self, others: Self) -> Self {
        self.refused.extend(others.refused);
        self
    }
}

/// One way of resolving one set of pairs.
pub(super) struct Resolver<'a> {
    pub(super) scored: &'a ScoredPairs,
    resolution: Resolution,
    pub(super) nodes: Nodes,
    /// `None` when records hang together by any links.
    pub(super) limits: Option<Limits>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(scored: &'a ScoredPairs, resolution: &Resolution) -> Self {
        let free = resolution.chains == Chains::Allowed && !Limits::any(scored, resolution);
        if !free {
            return Self::by_name(scored, resolution);
        }
        Self {
            scored,
            resolution: *resolution,
            nodes: Nodes::as_records(),
            limits: None,
        }
    }

    /// Limits whether anything is forbidden or not, and nodes numbered by name.
    pub(super) fn by_name(scored: &'a ScoredPairs, resolution: &Resolution) -> Self {
        let nodes = Nodes::by_name(scored);
        let limits = Some(Limits::new(scored, &nodes, resolution));
        Self {
            scored,
            resolution: *resolution,
            nodes,
            limits,
        }
    }

    /// The same at another threshold.
    pub(super) fn at(&mut self, threshold: MatchProbability) {
        self.resolution.threshold = threshold.weight();
        self.resolution.probability = threshold.get();
    }

    /// The pairs that are strong enough for a link, by place.
    pub(super) fn strong(&self) -> Vec<u32> {
        let places = self.scored.pairs.iter().zip(0..);
        let strong = places.filter(|(pair, _)| self.is_strong(pair));
        strong.map(|(_, place)| place).collect()
    }

    pub(super) fn is_strong(&self, pair: &ScoredPair) -> bool {
        self.resolution.takes(pair)
    }

    /// Whether records hang together by any links.
    pub(super) fn is_free(&self) -> bool {
        self.limits.is_none()
    }

    pub(super) fn pair(&self, place: u32) -> &'a ScoredPair {
        &self.scored.pairs[place as usize]
    }

    /// Whether both records of a pair are in one cluster.
    pub(super) fn together(&self, clusters: &Clusters, pair: &ScoredPair) -> bool {
        let [left, right] = [pair.left, pair.right].map(|record| self.nodes.of_record(record));
        clusters.labelling.together(left, right)
    }

    pub(super) fn edge(&self, pair: &ScoredPair) -> Edge {
        let [left, right] = [pair.left, pair.right].map(|record| self.nodes.of_record(record));
        Edge::new(left, right, pair.weight)
    }

    /// Clusters by these pairs.
    pub(super) fn clusters(&self, strong: &[u32]) -> Clusters {
        let records = self.scored.record_ids.len();
        if let Some(limits) = &self.limits {
            return self.limited(limits, records, strong);
        }
        let mut sets = UnionFind::new(records);
        for &place in strong {
            let pair = self.pair(place);
            sets.union(pair.left.0, pair.right.0);
        }
        Clusters {
            labelling: sets.labelling(),
            refused: Vec::new(),
        }
    }

    /// The ladder's pairs by rule, obeying limits alone; then matchings; then all that is left, by chains.
    fn limited(&self, limits: &Limits, nodes: usize, strong: &[u32]) -> Clusters {
        let (ladder, mut scored): (Vec<Waiting>, Vec<Waiting>) = strong
            .iter()
            .map(|&place| self.waiting(place))
            .partition(|waiting| self.pair(waiting.place).found_by.is_deterministic());
        let ladder = Ranked::new(ladder);
        let first = (!ladder.edges.is_empty()).then(|| {
            constrained_components(nodes, &ladder.edges, EVERY_RANK, &limits.constraints(None))
        });
        let start = first.as_ref().map(|first| &first.labelling);
        put_back_losers(&mut scored, limits, start, nodes, self.resolution.threshold);
        let ranked = Ranked::new(scored);
        let last = self.chained(nodes, &ranked.edges, &limits.constraints(start));
        let mut refused = ranked.places_of(last.refused);
        refused.extend(ladder.places_of(first.map_or_else(Vec::new, |first| first.refused)));
        Clusters {
            labelling: last.labelling,
            refused,
        }
    }

    fn waiting(&self, place: u32) -> Waiting {
        let pair = self.pair(place);
        let turn = match pair.found_by.is_deterministic() {
            true => u32::from(pair.found_by.rule()),
            false => 0,
        };
        Waiting {
            place,
            turn,
            edge: self.edge(pair),
        }
    }

    fn chained(
        &self,
        nodes: usize,
        ranked: &[Edge],
        constraints: &graph::Constraints,
    ) -> Clustering {
        match self.resolution.chains {
            Chains::Allowed => constrained_components(nodes, ranked, EVERY_RANK, constraints),
            Chains::Complete => complete_linkage(nodes, ranked, EVERY_RANK, constraints),
            Chains::MinimumEdge(floor) => {
                let pairs = self.scored.pairs.iter();
                let weak =
                    pairs.filter(|pair| !pair.found_by.is_deterministic() && pair.weight < floor);
                let below = |pair: &ScoredPair| {
                    let edge = self.edge(pair);
                    Edge::new(edge.left, edge.right, edge.weight - floor)
                };
                let edges: Vec<Edge> = ranked.iter().copied().chain(weak.map(below)).collect();
                minimum_edge_linkage(nodes, &edges, EVERY_RANK, 0.0, constraints)
            }
        }
    }

    /// The lead of each link over its runner-up.
    pub(super) fn margins(&self, links: &[u32], clusters: &Clusters) -> Vec<f64> {
        let labelling = &clusters.labelling;
        let is_sure = |pair: &ScoredPair| pair.found_by.is_deterministic();
        let rivals = self.rivals();
        let edges: Vec<Edge> = rivals.iter().map(|pair| self.edge(pair)).collect();
        let links: Vec<&ScoredPair> = links.iter().map(|&place| self.pair(place)).collect();
        let of_links = |links: &[&ScoredPair], edges: &[Edge]| -> Vec<f64> {
            let links: Vec<Edge> = links.iter().map(|pair| self.edge(pair)).collect();
            let found = margins(&links, edges, labelling);
            found.into_iter().map(|margin| margin.margin).collect()
        };
        let mut found = of_links(&links, &edges);
        let sure: Vec<usize> = (0..links.len()).filter(|&at| is_sure(links[at])).collect();
        if !sure.is_empty() {
            let rivals = rivals.iter().zip(&edges).filter(|(pair, _)| is_sure(pair));
            let rivals: Vec<Edge> = rivals.map(|(_, edge)| *edge).collect();
            let links: Vec<&ScoredPair> = sure.iter().map(|&at| links[at]).collect();
            for (at, margin) in sure.into_iter().zip(of_links(&links, &rivals)) {
                found[at] = margin;
            }
        }
        found
    }

    /// The pairs that could be of one person, were it for them alone.
    pub(super) fn rivals(&self) -> Vec<&'a ScoredPair> {
        let pairs = self.scored.pairs.iter();
        let Some(limits) = &self.limits else {
            return pairs.collect();
        };
        let edges: Vec<Edge> = pairs.clone().map(|pair| self.edge(pair)).collect();
        let refused = refusals(
            self.scored.record_ids.len(),
            &edges,
            &limits.constraints(None),
        );
        let open = pairs.zip(refused).filter(|(_, refusal)| refusal.is_none());
        open.map(|(pair, _)| pair).collect()
    }

    /// The refused pairs with their reasons, by record.
    pub(super) fn refused(&self, clusters: Clusters) -> Vec<RefusedLink> {
        let mut refused = clusters.refused;
        refused.sort_unstable_by_key(|(place, _)| *place);
        let link = |(place, reason): (usize, RefusalReason)| {
            let pair = &self.scored.pairs[place];
            RefusedLink {
                left: pair.left,
                right: pair.right,
                weight: pair.weight,
                found_by: pair.found_by,
                reason: self.reason(reason),
            }
        };
        refused.into_iter().map(link).collect()
    }

    fn reason(&self, reason: RefusalReason) -> Refusal {
        let name = |dataset: usize| self.scored.sources[dataset].name.clone();
        match reason {
            RefusalReason::SameGroup { group, nodes } => Refusal::HeldOnce {
                dataset: name(self.nodes.dataset(group)),
                records: self.nodes.records(nodes),
            },
            RefusalReason::CannotLink { nodes } => Refusal::NeverLinked {
                records: self.nodes.records(nodes),
            },
            RefusalReason::OverQuota { quota } => {
                let limits = self.limits.as_ref().expect("a quota is a limit");
                let place = limits.cardinality(quota);
                let (left, right, how) = self.scored.constraints.cardinalities[place];
                let (left, right) = (name(left), name(right));
                Refusal::Cardinality { left, right, how }
            }
            RefusalReason::MissingEdges { edges, pairs } => Refusal::NotAllLinked {
                links: edges,
                pairs,
            },
            RefusalReason::WeakEdge { edge } => {
                let records = self.nodes.records([edge.left, edge.right]);
                let weight = self.scored.weight_of(records);
                Refusal::WeakPair { records, weight }
            }
        }
    }

    /// People as clusters by these pairs.
    pub(super) fn resolved(&self) -> PersonIndex {
        let strong = self.strong();
        let clusters = self.clusters(&strong);
        let pairs = strong.iter().map(|&place| self.pair(place));
        let links = pairs.filter(|pair| self.together(&clusters, pair));
        self.people(&clusters.labelling, links)
    }

    /// People as clusters, each record with the weight of its strongest link.
    pub(super) fn people<'l>(
        &self,
        labelling: &Labelling,
        links: impl Iterator<Item = &'l ScoredPair>,
    ) -> PersonIndex {
        let records = self.scored.record_ids.len();
        let labels = labelling.labels();
        let mut numbers = vec![None; records];
        let mut person_count = 0;
        let person = |record: u32| {
            let label = labels[self.nodes.of_record(RecordId(record)) as usize];
            *numbers[label as usize].get_or_insert_with(|| {
                person_count += 1;
                PersonId(person_count - 1)
            })
        };
        let persons = (0..records as u32).map(person).collect();
        PersonIndex {
            sources: self.scored.sources.clone(),
            persons,
            weights: strongest(records, links),
            person_count,
            threshold: self.resolution.probability,
        }
    }
}

impl ScoredPairs {
    /// The weight of a pair that there is.
    fn weight_of(&self, [left, right]: [RecordId; 2]) -> f64 {
        let found = self
            .pairs
            .binary_search_by_key(&(left, right), |pair| (pair.left, pair.right));
        self.pairs[found.expect("the pair was scored")].weight
    }
}

/// For each record the weight of its strongest link; infinite where it has none.
fn strongest<'l>(records: usize, links: impl Iterator<Item = &'l ScoredPair>) -> Vec<f64> {
    let mut weights = vec![f64::NAN; records];
    for pair in links {
        for record in [pair.left, pair.right] {
            let strongest = &mut weights[record.index()];
            *strongest = strongest.max(pair.weight);
        }
    }
    for weight in weights.iter_mut().filter(|weight| weight.is_nan()) {
        *weight = f64::INFINITY;
    }
    weights
}
