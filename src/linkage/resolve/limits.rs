//! What a specification forbids, as the graph kernel takes it.

use super::Resolution;
use super::nodes::Nodes;
use crate::kernel::graph::{Constraints, Labelling, Quota};
use crate::linkage::{Cardinality, ScoredPairs};

/// Limits on what a person may hold, in terms of nodes and classes.
pub(super) struct Limits {
    groups: Vec<Option<u32>>,
    apart: Vec<[u32; 2]>,
    pub(super) classes: Vec<u32>,
    quotas: Vec<Quota>,
    /// By quota, the place of its cardinality.
    cardinality_of: Vec<usize>,
    /// Classes that hold each person at most once.
    once: Vec<u32>,
}

impl Limits {
    /// Whether anything is forbidden at all.
    pub(super) fn any(scored: &ScoredPairs, resolution: &Resolution) -> bool {
        let constraints = &scored.constraints;
        let mut cardinalities = constraints.cardinalities.iter();
        !constraints.duplicate_free.is_empty()
            || !constraints.never.is_empty()
            || cardinalities.any(|&(left, right, how)| {
                left != right && most(how, resolution.bridges) != [None, None]
            })
    }

    pub(super) fn new(scored: &ScoredPairs, nodes: &Nodes, resolution: &Resolution) -> Self {
        let classes = nodes.classes(&scored.sources);
        let constraints = &scored.constraints;
        let duplicate_free = constraints.duplicate_free.iter();
        let once: Vec<u32> = duplicate_free.map(|&place| nodes.class(place)).collect();
        let group = |&class: &u32| once.contains(&class).then_some(class);
        let groups = match once.is_empty() {
            true => Vec::new(),
            false => classes.iter().map(group).collect(),
        };
        let never = constraints.never.iter();
        let apart = never.map(|&(left, right)| [nodes.of_record(left), nodes.of_record(right)]);
        let (mut quotas, mut cardinality_of) = (Vec::new(), Vec::new());
        for (place, &(left, right, how)) in constraints.cardinalities.iter().enumerate() {
            let [of_left, of_right] = most(how, resolution.bridges);
            let (left, right) = (nodes.class(left), nodes.class(right));
            for (class, beside, most) in [(left, right, of_left), (right, left, of_right)] {
                if let Some(most) = most.filter(|_| left != right) {
                    quotas.push(Quota {
                        class,
                        beside,
                        most,
                    });
                    cardinality_of.push(place);
                }
            }
        }
        Self {
            groups,
            apart: apart.collect(),
            classes,
            quotas,
            cardinality_of,
            once,
        }
    }

    /// For the kernel, with clusters to start from.
    pub(super) fn constraints<'a>(&'a self, start: Option<&'a Labelling>) -> Constraints<'a> {
        Constraints {
            exclusive_groups: &self.groups,
            cannot_link: &self.apart,
            classes: &self.classes,
            quotas: &self.quotas,
            start,
        }
    }

    /// The place of the cardinality that a quota comes from.
    pub(super) fn cardinality(&self, quota: usize) -> usize {
        self.cardinality_of[quota]
    }

    /// Pairs of classes whose records were never compared.
    pub(super) fn uncompared(scored: &ScoredPairs, nodes: &Nodes) -> Vec<[u32; 2]> {
        let datasets = 0..scored.sources.len();
        let pairs = datasets.flat_map(|left| (0..=left).map(move |right| (left, right)));
        let is_compared = |left: usize, right: usize| {
            let mut pairings = scored.constraints.cardinalities.iter().rev();
            let pairing =
                pairings.find(|&&(a, b, _)| (a, b) == (left, right) || (b, a) == (left, right));
            match pairing {
                Some((_, _, how)) => *how != Cardinality::Never,
                None => scored.link_type.allows(left as u32, right as u32),
            }
        };
        let uncompared = pairs.filter(|&(left, right)| !is_compared(left, right));
        uncompared
            .map(|(left, right)| [nodes.class(left), nodes.class(right)])
            .collect()
    }

    /// Whether a person who has a record of `beside` has at most one of `class`.
    pub(super) fn is_single(&self, class: u32, beside: u32) -> bool {
        let quota =
            |quota: &Quota| (quota.class, quota.beside) == (class, beside) && quota.most == 1;
        class != beside && (self.once.contains(&class) || self.quotas.iter().any(quota))
    }
}

/// The most records of the left dataset beside the right, and of the right beside the left.
fn most(how: Cardinality, bridges: bool) -> [Option<u32>; 2] {
    match how {
        Cardinality::ManyToMany => [None, None],
        Cardinality::OneToMany => [Some(1), None],
        Cardinality::ManyToOne => [None, Some(1)],
        Cardinality::OneToOne => [Some(1), Some(1)],
        Cardinality::Never if bridges => [None, None],
        Cardinality::Never => [Some(0), None],
    }
}
