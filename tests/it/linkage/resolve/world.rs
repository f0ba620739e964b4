//! Small worlds: three datasets, pairs that often tie, and what may not be one person.

use proptest::prelude::*;
use throughline::linkage::{
    Cardinality, Chains, FoundBy, LinkageSpec, Resolution, ScoredPair, ScoredPairs,
};
use throughline::standardise::{RecordId, Records};

use super::{name, records};

/// Records of each dataset.
pub const EACH: u32 = 4;
pub const ALL: u32 = 3 * EACH;
const DATASETS: [&str; 3] = ["a", "b", "c"];
const ACROSS: [(usize, usize); 3] = [(0, 1), (1, 2), (2, 0)];

/// A world by canonical record: `dataset · EACH + id`.
#[derive(Debug, Clone)]
pub struct World {
    pub pairs: Vec<ScoredPair>,
    pub duplicate_free: [bool; 3],
    pub cardinalities: Vec<(usize, usize, Cardinality)>,
    pub never: Vec<(u32, u32)>,
}

/// A world as it was read: its records may stand in any order.
pub struct Read {
    pub records: Records,
    pub scored: ScoredPairs,
}

impl World {
    /// Datasets and rows in their own order.
    pub fn read(&self) -> Read {
        self.read_as([0, 1, 2], |id| id)
    }

    /// Datasets and rows in another order.
    pub fn read_as(&self, datasets: [usize; 3], row: impl Fn(u32) -> u32) -> Read {
        let ids: Vec<String> = (0..EACH).map(|at| row(at).to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let files = datasets.map(|dataset| (DATASETS[dataset], &ids[..]));
        let records = records(&files);
        let mut places = vec![0; ALL as usize];
        for (at, dataset) in datasets.into_iter().enumerate() {
            for place in 0..EACH {
                let canonical = dataset as u32 * EACH + row(place);
                places[canonical as usize] = at as u32 * EACH + place;
            }
        }
        let moved = |pair: &ScoredPair| ScoredPair {
            left: RecordId(places[pair.left.index()]),
            right: RecordId(places[pair.right.index()]),
            ..*pair
        };
        let pairs = self.pairs.iter().rev().map(moved).collect();
        let scored = ScoredPairs::given(&self.spec(), &records, pairs).unwrap();
        Read { records, scored }
    }

    pub fn spec(&self) -> LinkageSpec {
        let record = |canonical: u32| {
            let dataset = DATASETS[dataset(canonical)];
            name(dataset, &(canonical % EACH).to_string())
        };
        let mut spec = LinkageSpec::new();
        for (name, free) in DATASETS.iter().zip(self.duplicate_free) {
            if free {
                spec = spec.duplicate_free(name);
            }
        }
        for &(left, right, how) in &self.cardinalities {
            spec = spec.pair(DATASETS[left], DATASETS[right], how);
        }
        let never = self.never.iter();
        never.fold(spec, |spec, &(left, right)| {
            spec.never_link(record(left), record(right))
        })
    }

    /// What is wrong with a person who has these canonical records.
    pub fn fault(&self, person: &[u32], bridges: bool) -> Option<String> {
        let count = |of: usize| {
            person
                .iter()
                .filter(|&&record| dataset(record) == of)
                .count()
        };
        let twice = (0..3).find(|&of| self.duplicate_free[of] && count(of) > 1);
        let mut pairings = self.cardinalities.iter();
        let crowded = pairings.find(|&&(left, right, how)| {
            let (left, right) = (count(left), count(right));
            left > 0
                && right > 0
                && match how {
                    Cardinality::ManyToMany => false,
                    Cardinality::OneToMany => left > 1,
                    Cardinality::ManyToOne => right > 1,
                    Cardinality::OneToOne => left > 1 || right > 1,
                    Cardinality::Never => !bridges,
                }
        });
        let mut never = self.never.iter();
        let never = never.find(|(a, b)| person.contains(a) && person.contains(b));
        let faults = [
            twice.map(|of| format!("two records of {}", DATASETS[of])),
            crowded.map(|pairing| format!("breaks {pairing:?}")),
            never.map(|pair| format!("holds {pair:?}")),
        ];
        faults.into_iter().flatten().next()
    }
}

pub fn dataset(canonical: u32) -> usize {
    (canonical / EACH) as usize
}

fn cardinality() -> impl Strategy<Value = Option<Cardinality>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Cardinality::OneToMany)),
        1 => Just(Some(Cardinality::ManyToOne)),
        2 => Just(Some(Cardinality::OneToOne)),
        1 => Just(Some(Cardinality::Never)),
    ]
}

/// Pairs with weights in halves from −4 to 8, every sixth or so of the ladder.
fn pairs() -> impl Strategy<Value = Vec<ScoredPair>> {
    let rule = prop_oneof![
        5 => Just(FoundBy::Blocking(0)),
        1 => (0..2u16).prop_map(FoundBy::Ladder),
    ];
    let pair = (0..ALL, 1..ALL, -8..=16, rule);
    let pair = pair.prop_map(|(left, step, halves, found_by)| {
        let right = (left + step) % ALL;
        ScoredPair {
            left: RecordId(left.min(right)),
            right: RecordId(left.max(right)),
            weight: f64::from(halves) / 2.0,
            found_by,
        }
    });
    prop::collection::vec(pair, 0..40).prop_map(|mut pairs| {
        pairs.sort_by_key(|pair| (pair.left, pair.right));
        pairs.dedup_by_key(|pair| (pair.left, pair.right));
        pairs
    })
}

/// Worlds of all kinds; pairs of datasets that are never linked are left out.
pub fn worlds() -> impl Strategy<Value = World> {
    let how = [cardinality(), cardinality(), cardinality()];
    let never = (0..ALL, 1..ALL).prop_map(|(left, step)| (left, (left + step) % ALL));
    let free = prop::array::uniform3(prop::bool::weighted(0.3));
    let never = prop::collection::vec(never, 0..3);
    (pairs(), free, how, never).prop_map(|(mut pairs, duplicate_free, how, never)| {
        let across = ACROSS.into_iter().zip(how);
        let cardinalities: Vec<_> = across
            .filter_map(|((left, right), how)| Some((left, right, how?)))
            .collect();
        pairs.retain(|pair| {
            let (a, b) = (dataset(pair.left.0), dataset(pair.right.0));
            let mut never = cardinalities
                .iter()
                .filter(|(_, _, how)| *how == Cardinality::Never);
            !never.any(|&(left, right, _)| (left, right) == (a, b) || (left, right) == (b, a))
        });
        World {
            pairs,
            duplicate_free,
            cardinalities,
            never,
        }
    })
}

/// Worlds in which nothing is forbidden.
pub fn free_worlds() -> impl Strategy<Value = World> {
    pairs().prop_map(|pairs| World {
        pairs,
        duplicate_free: [false; 3],
        cardinalities: Vec::new(),
        never: Vec::new(),
    })
}

pub fn resolutions() -> impl Strategy<Value = Resolution> {
    let chains = prop_oneof![
        2 => Just(Chains::Allowed),
        1 => Just(Chains::Complete),
        1 => (-8..10).prop_map(|halves| Chains::MinimumEdge(f64::from(halves) / 2.0)),
    ];
    let settings = (-6..12, chains, 0..5, any::<bool>());
    settings.prop_map(|(halves, chains, margin, bridges)| {
        Resolution::at_weight(f64::from(halves) / 2.0)
            .chains(chains)
            .close_margin(f64::from(margin))
            .bridges(bridges)
    })
}
