//! Quotas of classes, and clusters to start from.

use super::naive::{Linkage, Naive, constraints};
use super::*;
use throughline::kernel::graph::{
    Constraints, Quota, RefusalReason, complete_linkage, connected_components,
    constrained_components, minimum_edge_linkage, refusals,
};

/// Classes of `nodes` nodes, of four, and up to four quotas on them.
fn quotas(nodes: usize) -> impl Strategy<Value = (Vec<u32>, Vec<Quota>)> {
    let quota = (0..4u32, 0..4u32, 0..3u32);
    let quota = quota.prop_map(|(class, beside, most)| Quota {
        class,
        beside,
        most,
    });
    (
        prop::collection::vec(0..4u32, nodes),
        prop::collection::vec(quota, 1..5),
    )
}

proptest! {
    #[test]
    fn they_are_kept_as_by_naive_agglomeration(
        edges in tied_edges(9, 30),
        joined in tied_edges(9, 3),
        (groups, pairs) in constraints(9),
        (classes, quotas) in quotas(9),
        halves in -6..12,
        floor in -8..8,
        seed: u32,
    ) {
        let start = connected_components(9, &joined, -4.0);
        let threshold = f64::from(halves) / 2.0;
        let constraints = Constraints {
            exclusive_groups: &groups,
            cannot_link: &pairs,
            classes: &classes,
            quotas: &quotas,
            start: Some(&start),
        };
        let mixed = disturbed(&edges, seed);
        let naive = |linkage| Naive { nodes: 9, edges: &edges, threshold, linkage, constraints };
        naive(Linkage::Single).agrees(&constrained_components(9, &mixed, threshold, &constraints));
        naive(Linkage::Complete).agrees(&complete_linkage(9, &mixed, threshold, &constraints));
        let floor = f64::from(floor) / 2.0;
        naive(Linkage::Floor(floor)).agrees(&minimum_edge_linkage(9, &mixed, threshold, floor, &constraints));
    }

    /// A merge is refused beforehand exactly when, tried alone, it is refused, and for the same reason.
    #[test]
    fn refusals_are_those_of_each_edge_alone(
        edges in tied_edges(30, 60),
        joined in tied_edges(30, 8),
        (groups, pairs) in constraints(30),
        (classes, quotas) in quotas(30),
    ) {
        let start = connected_components(30, &joined, -4.0);
        let constraints = Constraints {
            exclusive_groups: &groups,
            cannot_link: &pairs,
            classes: &classes,
            quotas: &quotas,
            start: Some(&start),
        };
        for (edge, refusal) in edges.iter().zip(refusals(30, &edges, &constraints)) {
            let alone = constrained_components(30, &[*edge], -4.0, &constraints);
            prop_assert_eq!(alone.refused.first().map(|refused| refused.reason), refusal);
        }
    }

    /// On more nodes than the naive way can take: no cluster is over a quota, and every edge left out had a reason.
    #[test]
    fn clusters_are_within_their_quotas(edges in tied_edges(200, 600), (classes, quotas) in quotas(200), seed: u32) {
        let constraints = Constraints { classes: &classes, quotas: &quotas, ..Constraints::default() };
        let found = constrained_components(200, &disturbed(&edges, seed), 0.0, &constraints);
        let labels = found.labelling.labels();
        let over = |nodes: &dyn Fn(u32) -> bool, quota: &Quota| {
            let of = |class: u32| (0..200u32).filter(|&node| nodes(node) && classes[node as usize] == class).count();
            of(quota.class) > quota.most as usize && of(quota.beside) > 0
        };
        for label in (0..200).filter(|&node| labels[node as usize] == node) {
            let members = |node: u32| labels[node as usize] == label;
            let alone = (0..200).filter(|&node| members(node)).count() == 1;
            prop_assert!(alone || quotas.iter().all(|quota| !over(&members, quota)));
        }
        let apart = edges.iter().filter(|edge| edge.weight >= 0.0 && !found.labelling.together(edge.left, edge.right));
        prop_assert_eq!(found.refused.len(), apart.count());
        for refusal in &found.refused {
            let RefusalReason::OverQuota { quota } = refusal.reason else { panic!("no other constraint was given") };
            let ends = [refusal.edge.left, refusal.edge.right];
            let both = |node: u32| ends.iter().any(|&end| found.labelling.together(node, end));
            prop_assert!(over(&both, &quotas[quota]));
        }
    }
}

/// Children (class 0) have one home (class 1) at a time, and nothing of class 2 goes with a home.
#[test]
fn a_quota_limits_one_class_beside_another() {
    let quotas = [
        Quota {
            class: 1,
            beside: 0,
            most: 1,
        },
        Quota {
            class: 2,
            beside: 1,
            most: 0,
        },
    ];
    let edges = [
        Edge::new(1, 2, 9.0),
        Edge::new(0, 1, 8.0),
        Edge::new(0, 3, 7.0),
        Edge::new(3, 4, 6.0),
        Edge::new(0, 5, 5.0),
    ];
    let constraints = Constraints {
        classes: &[0, 1, 1, 0, 2, 2],
        quotas: &quotas,
        ..Constraints::default()
    };
    let found = constrained_components(6, &edges, 0.0, &constraints);
    assert_eq!(found.labelling.labels(), [0, 1, 1, 0, 0, 0]);
    assert_eq!(found.refused.len(), 1);
    assert_eq!(
        found.refused[0].reason,
        RefusalReason::OverQuota { quota: 0 }
    );
}

#[test]
#[should_panic(expected = "quotas need a class for every node")]
fn quotas_without_classes_are_refused() {
    let constraints = Constraints {
        quotas: &[Quota {
            class: 0,
            beside: 0,
            most: 1,
        }],
        ..Constraints::default()
    };
    constrained_components(2, &[], 0.0, &constraints);
}

#[test]
#[should_panic(expected = "every node is in a cluster to start from")]
fn a_start_of_other_nodes_is_refused() {
    let start = connected_components(1, &[], 0.0);
    let constraints = Constraints {
        start: Some(&start),
        ..Constraints::default()
    };
    refusals(2, &[], &constraints);
}
