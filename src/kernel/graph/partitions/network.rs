//! Units with their ties, those of one component side by side.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::slice::ParallelSliceMut;

use super::CERTAIN;
use super::holdings::Holdings;

/// What a unit has to do with another.
#[derive(Clone, Copy)]
pub(super) struct Tie {
    /// The place of the other.
    pub(super) to: u32,
    /// Pairs of a node of each that may be compared.
    pub(super) comparable: u32,
    /// Weight of all pairs of a node of each, those without an edge included.
    pub(super) weight: f64,
}

impl Tie {
    /// Whether clusters hang together by it.
    pub(super) fn connects(&self) -> bool {
        self.weight > -CERTAIN
    }
}

/// Edges between two units as one.
struct Bundle {
    units: [u32; 2],
    /// Weight of the edges over that of pairs without.
    excess: f64,
}

/// Units of components of two or more, with their ties.
pub(super) struct Network {
    /// By place the unit.
    pub(super) units: Vec<u32>,
    /// Places of each component, by its smallest unit.
    pub(super) components: Vec<Range<u32>>,
    starts: Vec<u32>,
    ties: Vec<Tie>,
}

const NOWHERE: u32 = u32::MAX;

impl Network {
    /// From what each edge between two units weighs over a pair without an edge.
    pub(super) fn new(excess: Vec<([u32; 2], f64)>, holdings: &Holdings, absent: f64) -> Self {
        let bundles = bundled(excess);
        let tie = |bundle: &Bundle| {
            let [a, b] = bundle.units;
            let comparable = holdings.comparable(a, b);
            (!holdings.clash(a, b)).then_some(Tie {
                to: b,
                comparable: comparable as u32,
                weight: bundle.excess + absent * comparable,
            })
        };
        let ties = bundles
            .iter()
            .filter_map(|bundle| Some((bundle.units[0], tie(bundle)?)));
        let by_unit = Adjacency::new(holdings.sizes.len(), ties.collect());
        let (units, components) = by_unit.walked();
        let mut places = vec![NOWHERE; holdings.sizes.len()];
        for (place, &unit) in units.iter().enumerate() {
            places[unit as usize] = place as u32;
        }
        let (mut starts, mut ties) = (vec![0], Vec::with_capacity(by_unit.ties.len()));
        for component in &components {
            for place in component.clone() {
                let own = by_unit.of(units[place as usize]).iter();
                let moved = own.map(|tie| Tie {
                    to: places[tie.to as usize],
                    ..*tie
                });
                let first = ties.len();
                ties.extend(moved.filter(|tie| component.contains(&tie.to)));
                ties[first..].sort_unstable_by(|a, b| {
                    let weights = b.weight.total_cmp(&a.weight);
                    weights.then(a.to.cmp(&b.to))
                });
                starts.push(ties.len() as u32);
            }
        }
        Self {
            units,
            components,
            starts,
            ties,
        }
    }

    /// The ties of the unit at a place, within its component, the strongest first.
    pub(super) fn ties(&self, place: u32) -> &[Tie] {
        let [start, end] = [place, place + 1].map(|place| self.starts[place as usize] as usize);
        &self.ties[start..end]
    }
}

/// Edges of the same two units taken together, each both ways round, by unit.
fn bundled(excess: Vec<([u32; 2], f64)>) -> Vec<Bundle> {
    let turned = |(units, excess): ([u32; 2], f64)| {
        let [a, b] = units;
        [(a, b), (b, a)].map(|(a, b)| Bundle {
            units: [a, b],
            excess,
        })
    };
    let mut bundles: Vec<Bundle> = excess.into_iter().flat_map(turned).collect();
    bundles.par_sort_unstable_by(|a, b| {
        let units = a.units.cmp(&b.units);
        units.then(a.excess.total_cmp(&b.excess))
    });
    bundles.dedup_by(|next, kept| {
        let same = next.units == kept.units;
        if same {
            kept.excess += next.excess;
        }
        same
    });
    bundles
}

/// Ties by unit.
struct Adjacency {
    starts: Vec<u32>,
    ties: Vec<Tie>,
}

impl Adjacency {
    /// From ties in the order of their units.
    fn new(units: usize, ties: Vec<(u32, Tie)>) -> Self {
        assert!(
            u32::try_from(ties.len()).is_ok(),
            "ties are numbered by 32 bits"
        );
        let mut starts = vec![0; units + 1];
        for (unit, _) in &ties {
            starts[*unit as usize + 1] += 1;
        }
        for unit in 0..units {
            starts[unit + 1] += starts[unit];
        }
        Self {
            starts,
            ties: ties.into_iter().map(|(_, tie)| tie).collect(),
        }
    }

    fn of(&self, unit: u32) -> &[Tie] {
        let unit = unit as usize;
        &self.ties[self.starts[unit] as usize..self.starts[unit + 1] as usize]
    }

    /// Units so that those with ties above 0 are side by side, and the components of two or more.
    fn walked(&self) -> (Vec<u32>, Vec<Range<u32>>) {
        let units = self.starts.len() - 1;
        let (mut order, mut components) = (Vec::new(), Vec::new());
        let mut seen = vec![false; units];
        let mut far = VecDeque::new();
        for root in 0..units as u32 {
            if seen[root as usize] || !self.of(root).iter().any(Tie::connects) {
                continue;
            }
            let start = order.len();
            far.push_back(root);
            while let Some(unit) = far.pop_front() {
                if std::mem::replace(&mut seen[unit as usize], true) {
                    continue;
                }
                let mut next = order.len();
                order.push(unit);
                while next < order.len() {
                    for tie in self.of(order[next]).iter().filter(|tie| tie.connects()) {
                        if seen[tie.to as usize] {
                            continue;
                        }
                        if tie.weight > 0.0 {
                            seen[tie.to as usize] = true;
                            order.push(tie.to);
                        } else {
                            far.push_back(tie.to);
                        }
                    }
                    next += 1;
                }
            }
            components.push(start as u32..order.len() as u32);
        }
        (order, components)
    }
}
