//! Partitions drawn at random, each as likely as its pairs are.

mod certain;
mod chain;
mod clusters;
mod exact;
mod exchange;
mod holdings;
mod lists;
mod network;
mod open;
mod stream;

use std::ops::Range;

use rayon::prelude::*;

use super::edge::checked;
use super::{Constraints, Edge, Labelling};
use certain::certain_clusters;
use chain::Chain;
use exact::{Exact, MOST};
use holdings::Holdings;
use network::Network;
use stream::Stream;

/// Edges at or above this weight hold, at or below its negative they hold nothing together.
const CERTAIN: f64 = 40.0;

/// Weights count as no more than this, either way.
const LIMIT: f64 = 4096.0;

/// Units that are drawn in one go.
const PORTION: u32 = 4096;

/// How likely each partition of nodes is.
///
/// A partition has a probability proportional to 2 to the weight of all pairs of nodes within its clusters: the product of
/// their odds. Its clusters hang together by edges and break no constraint. See [`PartitionSampler`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartitionLaw<'a> {
    /// Which nodes may not be together. Clusters to start from are together in every draw.
    pub constraints: Constraints<'a>,
    /// Weight of two nodes without an edge, at most 0.
    pub absent: f64,
    /// Pairs of classes whose nodes are never compared: without an edge such nodes count neither for nor against being
    /// together.
    pub uncompared: &'a [[u32; 2]],
    /// Components of up to so many units are drawn from the whole law, larger ones by a Markov chain; at most 12. A unit is a
    /// node, or nodes that are together in every draw.
    pub exact: u32,
    /// Sweeps of the Markov chain before its state is taken for a draw; each looks at every unit and at the ties of those that
    /// may move.
    pub sweeps: u32,
}

impl Default for PartitionLaw<'_> {
    /// No constraints, −10 bits for pairs without an edge, 6 units exactly, 12 sweeps.
    fn default() -> Self {
        Self {
            constraints: Constraints::default(),
            absent: -10.0,
            uncompared: &[],
            exact: 6,
            sweeps: 12,
        }
    }
}

/// Draws partitions of nodes by a [law](PartitionLaw).
///
/// Use it where what follows from links must show how unsure they are: each draw is one way in which things may be, and what is
/// computed from several of them varies as it would if links were drawn anew. Two nodes with one edge of weight w and no other
/// are together with probability 1/(1 + 2^−w).
///
/// Edges of 40 bits and more hold in every draw, unless what they join breaks a constraint or has an edge below 0 within it;
/// those of −40 and less hold no cluster together. Components of at most [`exact`](PartitionLaw::exact) units are drawn
/// exactly, by sums over the subsets of their units. Larger ones run a Markov chain from "every unit alone": Gibbs sampling of
/// one unit at a time; of units bound together by strong ties, where a tie of weight w above a level l binds with
/// probability 1 − 2^(l−w) and otherwise counts as l (Swendsen and Wang 1987, Physical Review Letters 58:86, decoupled in part as
/// by Higdon 1998, J. American Statistical Association 93:585); and exchanges of two neighbours of one unit.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, PartitionLaw, PartitionSampler};
///
/// let edges = [Edge::new(0, 1, 1.0), Edge::new(2, 3, 60.0)];
/// let sampler = PartitionSampler::new(4, &edges, &PartitionLaw::default());
/// let draws: Vec<_> = (0..3000).map(|number| sampler.draw(7, number)).collect();
/// let share = draws.iter().filter(|draw| draw.together(0, 1)).count() as f64 / 3000.0;
/// assert!((share - 2.0 / 3.0).abs() < 0.03);
/// assert!(draws.iter().all(|draw| draw.together(2, 3) && !draw.together(1, 2)));
/// ```
pub struct PartitionSampler {
    network: Network,
    holdings: Holdings,
    /// By node its unit.
    unit_of: Vec<u32>,
    /// By unit its first node.
    first: Vec<u32>,
    /// By place a bound on the probability that a unit that is alone stays so: that none of its ties holds, were they
    /// independent.
    alone: Vec<f64>,
    /// By place the nodes of the unit.
    sizes: Vec<u32>,
    absent: f64,
    exact: usize,
    sweeps: u32,
}

impl PartitionSampler {
    /// Gets ready to draw partitions of `nodes` nodes: some `edges · log edges`, once for all draws.
    ///
    /// # Panics
    ///
    /// When a weight is NaN, a node is not below `nodes`, the weight of pairs without an edge is not a number at most 0, more than
    /// 12 units are to be drawn exactly, there are 2³¹ edges or more, classes are given for other than `nodes` nodes though
    /// something asks for them, or as [`constrained_components`](super::constrained_components) does.
    pub fn new(nodes: usize, edges: &[Edge], law: &PartitionLaw) -> Self {
        assert!(law.absent <= 0.0, "a pair without an edge weighs at most 0");
        assert!(
            law.exact as usize <= MOST,
            "at most 12 units are drawn exactly"
        );
        let absent = law.absent.max(-LIMIT);
        let together = certain_clusters(nodes, edges, &law.constraints);
        let labels = together.labels().iter().enumerate();
        let first = labels.filter(|(node, label)| **label as usize == *node);
        let first: Vec<u32> = first.map(|(_, &label)| label).collect();
        let unit_of = together.numbers();
        let holdings = Holdings::new(&unit_of, first.len(), &law.constraints, law.uncompared);
        let class = |node: u32| law.constraints.classes.get(node as usize).copied();
        let excess = checked(nodes, edges).filter_map(|edge| {
            let (left, right) = (edge.left, edge.right);
            let units = [left, right].map(|node| unit_of[node as usize]);
            let ends = class(left).zip(class(right));
            let compared = ends.is_none_or(|(a, b)| holdings.compares(a, b));
            let without = if compared { absent } else { 0.0 };
            let weight = edge.weight.clamp(-LIMIT, LIMIT);
            (units[0] != units[1]).then_some((units, weight - without))
        });
        let network = Network::new(excess.collect(), &holdings, absent);
        let unlinked = |place: u32| {
            let ties = network.ties(place).iter();
            ties.map(|tie| 1.0 / (1.0 + tie.weight.exp2())).product()
        };
        let units = network.units.iter();
        let sizes = units.map(|&unit| holdings.sizes[unit as usize]);
        Self {
            sizes: sizes.collect(),
            alone: (0..network.units.len() as u32).map(unlinked).collect(),
            network,
            holdings,
            unit_of,
            first,
            absent,
            exact: law.exact as usize,
            sweeps: law.sweeps,
        }
    }

    /// The draw of this seed and number, whatever was drawn before and however many threads there are.
    ///
    /// Each component has its own stream of random numbers, from the seed, the number and its smallest node. Components are
    /// drawn in parallel.
    pub fn draw(&self, seed: u64, number: u64) -> Labelling {
        let portions = self.portions();
        let draw = |exact: &mut Exact, components: &&[Range<u32>]| {
            self.draw_all(exact, components, seed, number)
        };
        let drawn: Vec<Vec<u32>> = match &portions[..] {
            [only] => vec![draw(&mut Exact::default(), only)],
            all => all.par_iter().map_init(Exact::default, draw).collect(),
        };
        let mut labels = self.first.clone();
        for (&unit, label) in self.network.units.iter().zip(drawn.into_iter().flatten()) {
            labels[unit as usize] = label;
        }
        let units = self.unit_of.iter();
        Labelling::new(units.map(|&unit| labels[unit as usize]).collect())
    }

    /// Components in lots of some thousand units.
    fn portions(&self) -> Vec<&[Range<u32>]> {
        let lot = |component: &Range<u32>| component.start / PORTION;
        let lots = self.network.components.chunk_by(|a, b| lot(a) == lot(b));
        lots.collect()
    }

    /// The first node of the cluster of each unit.
    fn draw_all(
        &self,
        exact: &mut Exact,
        components: &[Range<u32>],
        seed: u64,
        number: u64,
    ) -> Vec<u32> {
        let mut labels = Vec::new();
        let mut clusters = Vec::new();
        let mut firsts = Vec::new();
        for component in components {
            let node = self.first[self.unit(component.start) as usize];
            let mut stream = Stream::new(seed, number, node);
            if component.len() <= self.exact {
                clusters.clear();
                clusters.resize(component.len(), 0);
                exact.draw(self, component.clone(), &mut stream, &mut clusters);
            } else {
                clusters = Chain::new(self, component.clone(), stream).run(self.sweeps);
            }
            firsts.clear();
            firsts.resize(component.len(), u32::MAX);
            for (place, &cluster) in component.clone().zip(&clusters) {
                let first: &mut u32 = &mut firsts[cluster as usize];
                *first = (*first).min(self.first[self.unit(place) as usize]);
            }
            labels.extend(clusters.iter().map(|&cluster| firsts[cluster as usize]));
        }
        labels
    }

    /// The unit at a place.
    fn unit(&self, place: u32) -> u32 {
        self.network.units[place as usize]
    }

    /// Nodes of the unit at a place.
    fn size(&self, place: u32) -> u32 {
        self.sizes[place as usize]
    }
}
