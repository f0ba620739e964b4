//! Draws of the partition of a small component by its whole law.

use std::ops::Range;

use super::PartitionSampler;
use super::stream::Stream;

/// Components of more units than this can't be drawn so.
pub(super) const MOST: usize = 12;

/// Tables over the sets of units of one component; a set is its bits.
#[derive(Default)]
pub(super) struct Exact {
    /// Weight of all pairs in a set, −∞ where two may not be together.
    pairs: Vec<f64>,
    /// The same, −∞ where the set does not hang together.
    cluster: Vec<f64>,
    /// log2 of the sum of 2^weight over the partitions of a set.
    total: Vec<f64>,
}

/// The units of one component.
struct Small {
    weights: [[f64; MOST]; MOST],
    clash: [usize; MOST],
    adjacent: [usize; MOST],
    n: usize,
}

impl Exact {
    /// Draws for each unit of a component a number that its cluster has.
    pub(super) fn draw(
        &mut self,
        sampler: &PartitionSampler,
        component: Range<u32>,
        stream: &mut Stream,
        clusters: &mut [u32],
    ) {
        if component.len() == 2 {
            let weight = sampler.network.ties(component.start)[0].weight;
            let probability = 1.0 / (1.0 + (-weight).exp2());
            clusters[0] = 0;
            clusters[1] = u32::from(stream.unit() >= probability);
            return;
        }
        let small = Small::new(sampler, component.clone());
        self.weigh(sampler, &small, &component);
        self.add_up(small.n);
        let mut left = (1 << small.n) - 1;
        while left != 0 {
            let cluster = self.drawn(left, stream.unit());
            let first = left.trailing_zeros();
            let members = (0..small.n).filter(|unit| cluster >> unit & 1 == 1);
            members.for_each(|unit| clusters[unit] = first);
            left &= !cluster;
        }
    }

    /// The weight of every set as one cluster.
    fn weigh(&mut self, sampler: &PartitionSampler, small: &Small, component: &Range<u32>) {
        let sets = 1 << small.n;
        self.pairs.clear();
        self.pairs.resize(sets, 0.0);
        self.cluster.clear();
        self.cluster.resize(sets, 0.0);
        for set in 1..sets {
            let first = set.trailing_zeros() as usize;
            let rest = set & (set - 1);
            if rest == 0 {
                continue;
            }
            let others = (first + 1..small.n).filter(|unit| rest >> unit & 1 == 1);
            let units = std::iter::once(first).chain(others.clone());
            let units = units.map(|unit| sampler.unit(component.start + unit as u32));
            let is_open = small.clash[first] & rest == 0 && !sampler.holdings.is_over_quota(units);
            self.pairs[set] = match is_open {
                true => {
                    self.pairs[rest] + others.map(|unit| small.weights[first][unit]).sum::<f64>()
                }
                false => f64::NEG_INFINITY,
            };
            self.cluster[set] = match small.hangs_together(set) {
                true => self.pairs[set],
                false => f64::NEG_INFINITY,
            };
        }
    }

    /// Z(S) = Σ f(C) Z(S ∖ C) over the clusters C ⊆ S that hold the first unit of S.
    fn add_up(&mut self, n: usize) {
        self.total.clear();
        self.total.resize(1 << n, 0.0);
        for set in 1..1usize << n {
            let mut most = f64::NEG_INFINITY;
            let mut sum = 0.0;
            for cluster in clusters_of(set) {
                let term = self.cluster[cluster] + self.total[set & !cluster];
                if term > most {
                    sum = sum * (most - term).exp2() + 1.0;
                    most = term;
                } else if term > most - 64.0 {
                    sum += (term - most).exp2();
                }
            }
            self.total[set] = most + sum.log2();
        }
    }

    /// The cluster of the first unit of a set.
    fn drawn(&self, set: usize, mut at: f64) -> usize {
        let mut last = set & set.wrapping_neg();
        for cluster in clusters_of(set) {
            let log = self.cluster[cluster] + self.total[set & !cluster] - self.total[set];
            let share = log.exp2();
            if share > 0.0 {
                last = cluster;
            }
            at -= share;
            if at < 0.0 {
                break;
            }
        }
        last
    }
}

/// The subsets of a set that hold its first unit.
fn clusters_of(set: usize) -> impl Iterator<Item = usize> {
    let first = set & set.wrapping_neg();
    let rest = set & !first;
    let mut next = Some(rest);
    std::iter::from_fn(move || {
        let subset = next?;
        next = (subset != 0).then(|| (subset - 1) & rest);
        Some(subset | first)
    })
}

impl Small {
    fn new(sampler: &PartitionSampler, component: Range<u32>) -> Self {
        let n = component.len();
        let mut small = Self {
            weights: [[0.0; MOST]; MOST],
            clash: [0; MOST],
            adjacent: [0; MOST],
            n,
        };
        for a in 0..n {
            for b in (0..n).filter(|&b| b != a) {
                let [x, y] = [a, b].map(|at| sampler.unit(component.start + at as u32));
                small.weights[a][b] = sampler.absent * sampler.holdings.comparable(x, y);
                small.clash[a] |= usize::from(sampler.holdings.differ(x, y)) << b;
            }
            for tie in sampler.network.ties(component.start + a as u32) {
                let b = (tie.to - component.start) as usize;
                small.weights[a][b] = tie.weight;
                small.adjacent[a] |= usize::from(tie.connects()) << b;
            }
        }
        small
    }

    fn hangs_together(&self, set: usize) -> bool {
        let mut reached = set & set.wrapping_neg();
        let mut waiting = reached;
        while waiting != 0 {
            let unit = waiting.trailing_zeros() as usize;
            let new = self.adjacent[unit] & set & !reached;
            reached |= new;
            waiting = (waiting & (waiting - 1)) | new;
        }
        reached == set
    }
}
