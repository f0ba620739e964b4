//! Draws of the partition of a large component by a Markov chain.

use std::ops::Range;

use super::PartitionSampler;
use super::clusters::Clusters;
use super::network::Tie;
use super::open::OpenClusters;
use super::stream::Stream;

/// Ties above a level drawn from 0 to this bind units in every other sweep.
const HIGHEST_LEVEL: f64 = 16.0;

/// The partition as it is, and room to work in. Units are numbered within the component.
pub(super) struct Chain<'a> {
    pub(super) sampler: &'a PartitionSampler,
    pub(super) start: u32,
    pub(super) clusters: Clusters,
    pub(super) stream: Stream,
    /// By unit the first of those that it is bound to.
    bound: Vec<u32>,
    /// Units that move together.
    moving: Vec<u32>,
    /// Clusters that they may move to.
    open: OpenClusters,
    reached: Vec<bool>,
    waiting: Vec<u32>,
}

impl<'a> Chain<'a> {
    /// Every unit alone.
    pub(super) fn new(
        sampler: &'a PartitionSampler,
        component: Range<u32>,
        stream: Stream,
    ) -> Self {
        let n = component.len();
        let start = component.start;
        let clusters = Clusters::new(component.map(|place| sampler.size(place)));
        Self {
            sampler,
            start,
            clusters,
            stream,
            bound: (0..n as u32).collect(),
            moving: Vec::new(),
            open: OpenClusters::new(n),
            reached: vec![false; n],
            waiting: Vec::new(),
        }
    }

    /// The cluster of each unit after so many sweeps, of single and of bound units in turn, each with exchanges after it.
    pub(super) fn run(mut self, sweeps: u32) -> Vec<u32> {
        for number in 0..sweeps {
            let level = match number % 2 {
                0 => f64::INFINITY,
                _ => HIGHEST_LEVEL * self.stream.unit(),
            };
            if level < f64::INFINITY {
                self.bind(level);
            }
            self.sweep(level);
            self.exchanges();
        }
        self.clusters.labels().to_vec()
    }

    pub(super) fn unit(&self, unit: u32) -> u32 {
        self.sampler.unit(self.start + unit)
    }

    pub(super) fn size(&self, unit: u32) -> u32 {
        self.sampler.size(self.start + unit)
    }

    /// Binds units of one cluster whose tie is above a level, with probability 1 − 2^(level − weight). Given what is bound,
    /// the tie counts as the level between units that are not.
    fn bind(&mut self, level: f64) {
        for unit in 0..self.clusters.len() as u32 {
            self.bound[unit as usize] = unit;
        }
        for unit in 0..self.clusters.len() as u32 {
            if self.clusters.is_alone(unit) {
                continue;
            }
            let ties = self.sampler.network.ties(self.start + unit).iter();
            for tie in ties.take_while(|tie| tie.weight > level) {
                let other = tie.to - self.start;
                if other > unit
                    && self.clusters.of(other) == self.clusters.of(unit)
                    && self.stream.unit() >= (level - tie.weight).exp2()
                {
                    let (a, b) = (self.first_bound(unit), self.first_bound(other));
                    self.bound[a.max(b) as usize] = a.min(b);
                }
            }
        }
        for unit in 0..self.bound.len() {
            self.bound[unit] = self.bound[self.bound[unit] as usize];
        }
    }

    fn first_bound(&self, mut unit: u32) -> u32 {
        while self.bound[unit as usize] != unit {
            unit = self.bound[unit as usize];
        }
        unit
    }

    /// Draws the cluster of each unit, or of those bound together, given all others; ties count as `level` at most, and below
    /// infinity units move as they are bound.
    fn sweep(&mut self, level: f64) {
        let is_bound = level < f64::INFINITY;
        for unit in 0..self.clusters.len() as u32 {
            let is_alone = self.clusters.is_alone(unit);
            if is_bound && !is_alone && self.bound[unit as usize] != unit {
                continue;
            }
            let draw = self.stream.unit();
            if is_alone && draw < self.sampler.alone[(self.start + unit) as usize] {
                continue;
            }
            self.moving.clear();
            if is_bound && !is_alone {
                let members = self.clusters.members(self.clusters.of(unit));
                let bound = members.filter(|&other| self.bound[other as usize] == unit);
                self.moving.extend(bound);
            } else {
                self.moving.push(unit);
            }
            if is_alone || draw >= self.staying(level) {
                self.redraw(level, draw);
            }
        }
    }

    /// A bound on the probability that the moving units stay with the rest of their cluster, or alone if there is no rest: that
    /// none of their other ties holds, were they independent. A tie above 0 within the cluster counts for 2^weight of its
    /// 1 + 2^weight, and ties that are neither above 0 nor below a pair without an edge are not looked at, which makes it less.
    fn staying(&self, level: f64) -> f64 {
        let cluster = self.clusters.of(self.moving[0]);
        let rest = self.clusters.count(cluster) as usize - self.moving.len();
        let absent = self.sampler.absent;
        // Where all pairs may be compared, only ties below this can weigh less than a pair without an edge.
        let weak = match self.sampler.holdings.compares_all() {
            true => absent,
            false => 0.0,
        };
        let (mut own, mut within, mut unlinked) = (0.0, 0.0, 1.0);
        for &unit in &self.moving {
            unlinked *= self.sampler.alone[(self.start + unit) as usize];
            let ties = self.sampler.network.ties(self.start + unit);
            let excess = |tie: &Tie| tie.weight.min(level) - absent * f64::from(tie.comparable);
            let strong = ties.iter().take_while(|tie| tie.weight > 0.0);
            let weak = ties.iter().rev().take_while(|tie| tie.weight < weak);
            let weak = weak.filter(|tie| excess(tie) < 0.0);
            for tie in strong.chain(weak) {
                let other = tie.to - self.start;
                if self.clusters.of(other) == cluster {
                    within += tie.weight.max(0.0);
                    if rest > 0 && !self.moving.contains(&other) {
                        own += excess(tie);
                    }
                }
            }
        }
        if rest == 0 {
            return unlinked * f64::exp2(within);
        }
        own += absent * self.comparable(cluster);
        1.0 / (1.0 + (-own - within).exp2() / unlinked)
    }

    /// Moves the moving units, which are all in one cluster, by a number from 0 to 1: below the probability of their staying
    /// they stay.
    fn redraw(&mut self, level: f64, draw: f64) {
        let from = self.clusters.of(self.moving[0]);
        for at in 0..self.moving.len() {
            let unit = self.moving[at];
            self.clusters.leave(unit, self.size(unit));
        }
        let rest = self.clusters.count(from);
        let current = (rest > 0).then_some(from);
        let chosen = match rest > 1 && !self.hangs_together(from) {
            true => current,
            false => {
                self.find_open(level, from);
                self.open.chosen(current, draw)
            }
        };
        let into = match chosen {
            Some(cluster) => cluster,
            None if rest == 0 => from,
            None => self.clusters.take_empty(),
        };
        if rest == 0 && into != from {
            self.clusters.give_back(from);
        }
        for at in 0..self.moving.len() {
            let unit = self.moving[at];
            self.clusters.join(unit, self.size(unit), into);
        }
    }

    /// The clusters that the moving units could join, with the weight of their pairs across.
    fn find_open(&mut self, level: f64, from: u32) {
        let mut open = std::mem::take(&mut self.open);
        open.clear();
        let absent = self.sampler.absent;
        for &unit in &self.moving {
            for tie in self.sampler.network.ties(self.start + unit) {
                let other = tie.to - self.start;
                if !self.clusters.is_in_none(other) {
                    let open = open.at(self.clusters.of(other));
                    open.weight += tie.weight.min(level) - absent * f64::from(tie.comparable);
                    open.connected |= tie.connects();
                }
            }
        }
        for other in open.others() {
            let cluster = other.cluster;
            let may = other.connected && (cluster == from || self.may_join(cluster));
            other.weight += match may {
                true => absent * self.comparable(cluster),
                false => f64::NEG_INFINITY,
            };
        }
        self.open = open;
    }

    /// Pairs of a node that moves and one of a cluster that does not, that may be compared.
    fn comparable(&self, cluster: u32) -> f64 {
        if self.sampler.holdings.compares_all() {
            let sizes = self.moving.iter().map(|&unit| f64::from(self.size(unit)));
            let moving: f64 = sizes.sum();
            let is_own = self.clusters.of(self.moving[0]) == cluster;
            let others = self.clusters.nodes(cluster) - if is_own { moving } else { 0.0 };
            return moving * others;
        }
        let members = self.clusters.members(cluster);
        let others = members.filter(|other| !self.moving.contains(other));
        let pairs = |other| {
            let moving = self.moving.iter();
            let pairs = moving.map(|&unit| {
                self.sampler
                    .holdings
                    .comparable(self.unit(unit), self.unit(other))
            });
            pairs.sum::<f64>()
        };
        others.map(pairs).sum()
    }

    /// Pairs of a node of a unit and one of a cluster, the unit apart, that may be compared.
    pub(super) fn comparable_to(&self, unit: u32, cluster: u32) -> f64 {
        let others = self
            .clusters
            .members(cluster)
            .filter(|&other| other != unit);
        let pairs = |other| {
            self.sampler
                .holdings
                .comparable(self.unit(unit), self.unit(other))
        };
        others.map(pairs).sum()
    }

    fn may_join(&self, cluster: u32) -> bool {
        let holdings = &self.sampler.holdings;
        if holdings.is_free() {
            return true;
        }
        let members = self.clusters.members(cluster).map(|unit| self.unit(unit));
        let moving = self.moving.iter().map(|&unit| self.unit(unit));
        let differ = |unit| members.clone().any(|other| holdings.differ(unit, other));
        !moving.clone().any(differ) && !holdings.is_over_quota(moving.chain(members))
    }

    /// Whether a cluster of one unit or more hangs together.
    pub(super) fn hangs_together(&mut self, cluster: u32) -> bool {
        let first = self.clusters.members(cluster).next();
        let first = first.expect("a cluster is of one unit or more");
        self.waiting.clear();
        self.waiting.push(first);
        self.reached[first as usize] = true;
        let mut next = 0;
        while let Some(&unit) = self.waiting.get(next) {
            for tie in self.sampler.network.ties(self.start + unit) {
                let other = tie.to - self.start;
                let hangs_on = tie.connects() && self.clusters.of(other) == cluster;
                if hangs_on && !std::mem::replace(&mut self.reached[other as usize], true) {
                    self.waiting.push(other);
                }
            }
            next += 1;
        }
        for unit in &self.waiting {
            self.reached[*unit as usize] = false;
        }
        next == self.clusters.count(cluster) as usize
    }
}
