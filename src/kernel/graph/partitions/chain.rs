//! Draws of the partition of a large component by a Markov chain.

use std::ops::Range;

use super::PartitionSampler;
use super::clusters::Clusters;
use super::stream::Stream;

/// Ties above a level drawn from 0 to this bind units in every other sweep.
const HIGHEST_LEVEL: f64 = 16.0;

const NONE: u32 = u32::MAX;

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
    open: Vec<Open>,
    /// By cluster its place among those.
    place: Vec<u32>,
    reached: Vec<bool>,
    waiting: Vec<u32>,
}

/// A cluster to move to.
struct Open {
    cluster: u32,
    weight: f64,
    connected: bool,
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
            open: Vec::new(),
            place: vec![NONE; n],
            reached: vec![false; n],
            waiting: Vec::new(),
        }
    }

    /// The cluster of each unit after so many rounds, each of one unit at a time, of bound units, and of exchanges.
    pub(super) fn run(mut self, sweeps: u32) -> Vec<u32> {
        for _ in 0..sweeps {
            self.sweep(f64::INFINITY);
            self.exchanges();
            let level = HIGHEST_LEVEL * self.stream.unit();
            self.bind(level);
            self.sweep(level);
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
            for tie in self.sampler.network.ties(self.start + unit) {
                let other = tie.to - self.start;
                if other > unit
                    && tie.weight > level
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
    /// none of their other ties holds, were they independent.
    fn staying(&self, level: f64) -> f64 {
        let cluster = self.clusters.of(self.moving[0]);
        let rest = self.clusters.count(cluster) as usize - self.moving.len();
        let absent = self.sampler.absent;
        let (mut own, mut unlinked) = (0.0, 1.0);
        for &unit in &self.moving {
            unlinked *= self.sampler.alone[(self.start + unit) as usize];
            for tie in self.sampler.network.ties(self.start + unit) {
                let other = tie.to - self.start;
                if self.clusters.of(other) == cluster {
                    unlinked *= 1.0 + tie.weight.exp2();
                    if rest > 0 && !self.moving.contains(&other) {
                        own += tie.weight.min(level) - absent * f64::from(tie.comparable);
                    }
                }
            }
        }
        if rest == 0 {
            return unlinked;
        }
        own += absent * self.comparable(cluster);
        1.0 / (1.0 + (-own).exp2() / unlinked)
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
        let into = match rest > 1 && !self.hangs_together(from) {
            true => from,
            false => {
                self.find_open(level, from);
                let current = if rest == 0 { NONE } else { from };
                match self.chosen(current, draw) {
                    NONE if rest == 0 => from,
                    NONE => self.clusters.take_empty(),
                    cluster => cluster,
                }
            }
        };
        if rest == 0 && into != from {
            self.clusters.give_back(from);
        }
        for at in 0..self.moving.len() {
            let unit = self.moving[at];
            self.clusters.join(unit, self.size(unit), into);
        }
    }

    /// The clusters that the moving units could join, one of their own first, with the weight of their pairs across.
    fn find_open(&mut self, level: f64, from: u32) {
        self.open.clear();
        self.open.push(Open {
            cluster: NONE,
            weight: 0.0,
            connected: true,
        });
        let absent = self.sampler.absent;
        for &unit in &self.moving {
            for tie in self.sampler.network.ties(self.start + unit) {
                let other = tie.to - self.start;
                if self.clusters.is_in_none(other) {
                    continue;
                }
                let cluster = self.clusters.of(other);
                let place = &mut self.place[cluster as usize];
                if *place == NONE {
                    *place = self.open.len() as u32;
                    self.open.push(Open {
                        cluster,
                        weight: 0.0,
                        connected: false,
                    });
                }
                let open = &mut self.open[*place as usize];
                open.weight += tie.weight.min(level) - absent * f64::from(tie.comparable);
                open.connected |= tie.connects();
            }
        }
        for at in 1..self.open.len() {
            let Open {
                cluster, connected, ..
            } = self.open[at];
            self.place[cluster as usize] = NONE;
            let may = connected && (cluster == from || self.may_join(cluster));
            self.open[at].weight += match may {
                true => absent * self.comparable(cluster),
                false => f64::NEG_INFINITY,
            };
        }
    }

    /// The cluster that a number from 0 to 1 stands for, the lowest numbers for the current one.
    fn chosen(&mut self, current: u32, draw: f64) -> u32 {
        let place = self.open.iter().position(|open| open.cluster == current);
        self.open.swap(
            0,
            place.expect("units have a tie with the rest of their cluster"),
        );
        let weights = self.open.iter().map(|open| open.weight);
        let most = weights.clone().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = weights.map(|weight| (weight - most).exp2()).sum();
        let mut at = draw * total;
        let mut last = current;
        for open in &self.open {
            let share = (open.weight - most).exp2();
            if share > 0.0 {
                last = open.cluster;
            }
            at -= share;
            if at < 0.0 {
                break;
            }
        }
        last
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
                if tie.connects() && self.clusters.of(other) == cluster {
                    if !std::mem::replace(&mut self.reached[other as usize], true) {
                        self.waiting.push(other);
                    }
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
