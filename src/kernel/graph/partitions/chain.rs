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
        for unit in 0..self.clusters.len() as u32 {
            let draw;
            self.moving.clear();
            if self.clusters.is_alone(unit) {
                draw = self.stream.unit();
                if draw < self.sampler.alone[(self.start + unit) as usize] {
                    continue;
                }
                self.moving.push(unit);
            } else if level == f64::INFINITY {
                draw = self.stream.unit();
                self.moving.push(unit);
            } else {
                if self.bound[unit as usize] != unit {
                    continue;
                }
                draw = self.stream.unit();
                let members = self.clusters.members(self.clusters.of(unit));
                let bound = members.filter(|&other| self.bound[other as usize] == unit);
                self.moving.extend(bound);
            }
            self.redraw(level, draw);
        }
    }

    /// Moves the moving units, which are all in one cluster, by a number from 0 to 1.
    fn redraw(&mut self, level: f64, draw: f64) {
        let from = self.clusters.of(self.moving[0]);
        for at in 0..self.moving.len() {
            let unit = self.moving[at];
            self.clusters.leave(unit, self.size(unit));
        }
        let rest = self.clusters.count(from);
        let into = match rest > 1 && !self.hangs_together(from) {
            true => Some(from),
            false => {
                self.find_open(level, from);
                self.chosen(draw)
            }
        };
        let into = match into {
            Some(cluster) => {
                if rest == 0 && cluster != from {
                    self.clusters.give_back(from);
                }
                cluster
            }
            None if rest == 0 => from,
            None => self.clusters.take_empty(),
        };
        for at in 0..self.moving.len() {
            let unit = self.moving[at];
            self.clusters.join(unit, self.size(unit), into);
        }
    }

    /// The clusters that the moving units could join, with the weight of their pairs across.
    fn find_open(&mut self, level: f64, from: u32) {
        self.open.clear();
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
        for at in 0..self.open.len() {
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

    /// The cluster that a number from 0 to 1 stands for; `None` for one of their own.
    fn chosen(&self, draw: f64) -> Option<u32> {
        let weights = self.open.iter().map(|open| open.weight);
        let most = weights.clone().fold(0.0, f64::max);
        let total: f64 = weights.map(|weight| (weight - most).exp2()).sum();
        let mut at = draw * (total + (-most).exp2()) - (-most).exp2();
        if at < 0.0 {
            return None;
        }
        let possible = self
            .open
            .iter()
            .filter(|open| open.weight > f64::NEG_INFINITY);
        let mut last = None;
        for open in possible {
            last = Some(open.cluster);
            at -= (open.weight - most).exp2();
            if at < 0.0 {
                break;
            }
        }
        last
    }

    /// Pairs of a node that moves and one of a cluster that may be compared.
    fn comparable(&self, cluster: u32) -> f64 {
        if self.sampler.holdings.compares_all() {
            let sizes = self.moving.iter().map(|&unit| f64::from(self.size(unit)));
            return sizes.sum::<f64>() * self.clusters.nodes(cluster);
        }
        let moving = self.moving.iter();
        moving.map(|&unit| self.comparable_to(unit, cluster)).sum()
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
