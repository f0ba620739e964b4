//! What units hold, and which may be together.

use rustc_hash::FxHashMap;

use super::lists::Lists;
use crate::kernel::graph::{Constraints, Quota};

/// By unit its nodes, classes and groups, as far as the law asks for them.
pub(super) struct Holdings {
    /// Nodes of each unit.
    pub(super) sizes: Vec<u32>,
    /// Exclusive groups of each unit.
    groups: Lists<u32>,
    /// Units that a unit may not be with.
    apart: Lists<u32>,
    /// Classes of each unit with how many nodes of each; empty when nothing asks for classes.
    classes: Lists<(u32, u32)>,
    quotas: Vec<Quota>,
    /// Classes that are never compared, both ways round.
    uncompared: Vec<[u32; 2]>,
}

impl Holdings {
    /// From the unit of each node.
    pub(super) fn new(
        unit_of: &[u32],
        units: usize,
        constraints: &Constraints,
        uncompared: &[[u32; 2]],
    ) -> Self {
        let mut sizes = vec![0; units];
        unit_of.iter().for_each(|&unit| sizes[unit as usize] += 1);
        let groups = constraints.exclusive_groups.iter().zip(unit_of);
        let groups = groups.filter_map(|(group, &unit)| group.map(|group| (unit, group)));
        let unit = |node: u32| unit_of[node as usize];
        let pairs = constraints.cannot_link.iter();
        let apart = pairs.flat_map(|&[a, b]| [(unit(a), unit(b)), (unit(b), unit(a))]);
        let turned = uncompared.iter().flat_map(|&[a, b]| [[a, b], [b, a]]);
        let is_classed = !constraints.quotas.is_empty() || !uncompared.is_empty();
        Self {
            sizes,
            groups: Lists::new(units, groups.collect()),
            apart: Lists::new(units, apart.filter(|(a, b)| a != b).collect()),
            classes: match is_classed {
                true => Lists::new(units, counts(unit_of, constraints.classes)),
                false => Lists::new(units, Vec::new()),
            },
            quotas: constraints.quotas.to_vec(),
            uncompared: turned.collect(),
        }
    }

    /// Whether two nodes of these classes are compared.
    pub(super) fn compares(&self, a: u32, b: u32) -> bool {
        !self.uncompared.contains(&[a, b])
    }

    /// Whether every pair of nodes may be compared.
    pub(super) fn compares_all(&self) -> bool {
        self.uncompared.is_empty()
    }

    /// Pairs of a node of each of two units that may be compared.
    pub(super) fn comparable(&self, a: u32, b: u32) -> f64 {
        if self.compares_all() {
            return f64::from(self.sizes[a as usize]) * f64::from(self.sizes[b as usize]);
        }
        let mut pairs = 0.0;
        for &(class, count) in self.classes.of(a) {
            for &(other, more) in self.classes.of(b) {
                if self.compares(class, other) {
                    pairs += f64::from(count) * f64::from(more);
                }
            }
        }
        pairs
    }

    /// Whether any units may be together.
    pub(super) fn is_free(&self) -> bool {
        self.groups.is_empty() && self.apart.is_empty() && self.quotas.is_empty()
    }

    /// Whether two units may not be together in any cluster.
    pub(super) fn clash(&self, a: u32, b: u32) -> bool {
        self.differ(a, b) || self.is_over_quota([a, b].into_iter())
    }

    /// Whether two units share an exclusive group or must be kept apart.
    pub(super) fn differ(&self, a: u32, b: u32) -> bool {
        let groups = self.groups.of(b);
        self.apart.of(a).contains(&b) || self.groups.of(a).iter().any(|own| groups.contains(own))
    }

    /// Whether units together have more nodes of a class than may be beside another.
    pub(super) fn is_over_quota(&self, units: impl Iterator<Item = u32> + Clone) -> bool {
        let count = |class: u32| -> u32 {
            let held = units.clone().flat_map(|unit| self.classes.of(unit));
            held.filter(|held| held.0 == class).map(|held| held.1).sum()
        };
        let over = |quota: &Quota| count(quota.class) > quota.most && count(quota.beside) > 0;
        self.quotas.iter().any(over)
    }
}

fn counts(unit_of: &[u32], classes: &[u32]) -> Vec<(u32, (u32, u32))> {
    assert_eq!(
        classes.len(),
        unit_of.len(),
        "quotas and uncompared classes need a class for every node"
    );
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (&unit, &class) in unit_of.iter().zip(classes) {
        *counts.entry((unit, class)).or_default() += 1;
    }
    let counts = counts.into_iter();
    counts
        .map(|((unit, class), count)| (unit, (class, count)))
        .collect()
}
