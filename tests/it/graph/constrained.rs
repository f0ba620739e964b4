//! Components under constraints against the naive agglomeration, anonlink and planted people.

use super::naive::{Linkage, Naive, constraints};
use super::*;
use throughline::kernel::graph::{
    Constraints, RefusalReason, connected_components, constrained_components,
};

proptest! {
    #[test]
    fn it_is_naive_agglomeration(
        edges in tied_edges(9, 24),
        (groups, pairs) in constraints(9),
        halves in -6..12,
        seed: u32,
    ) {
        let constraints = Constraints { exclusive_groups: &groups, cannot_link: &pairs, ..Constraints::default() };
        let threshold = f64::from(halves) / 2.0;
        let found = constrained_components(9, &disturbed(&edges, seed), threshold, &constraints);
        Naive { nodes: 9, edges: &edges, threshold, linkage: Linkage::Single, constraints }.agrees(&found);
    }

    #[test]
    fn without_constraints_it_is_components(edges in tied_edges(12, 24), halves in -6..12) {
        let threshold = f64::from(halves) / 2.0;
        let found = constrained_components(12, &edges, threshold, &Constraints::default());
        prop_assert_eq!(found.labelling, connected_components(12, &edges, threshold));
        prop_assert!(found.refused.is_empty());
    }

    /// On more nodes than the naive way can take: no constraint is broken, every edge left out had a reason, and the
    /// order of input does not matter.
    #[test]
    fn clusters_hold_no_two_that_may_not_be_together(
        edges in tied_edges(200, 600),
        (groups, pairs) in constraints(200),
        seed: u32,
    ) {
        let constraints = Constraints { exclusive_groups: &groups, cannot_link: &pairs, ..Constraints::default() };
        let found = constrained_components(200, &edges, 0.0, &constraints);
        let together = |a: u32, b: u32| found.labelling.together(a, b);
        let group = |node: u32| groups.get(node as usize).copied().flatten();
        for a in 0..200 {
            prop_assert!((0..a).all(|b| group(a).is_none() || group(a) != group(b) || !together(a, b)));
        }
        prop_assert!(pairs.iter().all(|&[a, b]| !together(a, b)));
        let apart = edges.iter().filter(|edge| edge.weight >= 0.0 && !together(edge.left, edge.right));
        prop_assert_eq!(found.refused.len(), apart.count());
        for refusal in &found.refused {
            let [a, b] = match refusal.reason {
                RefusalReason::SameGroup { group: shared, nodes } => {
                    prop_assert!(nodes.iter().all(|&node| group(node) == Some(shared)));
                    nodes
                }
                RefusalReason::CannotLink { nodes } => nodes,
                _ => panic!("no other constraint was given"),
            };
            let (left, right) = (refusal.edge.left, refusal.edge.right);
            prop_assert!((together(left, a) && together(right, b)) || (together(left, b) && together(right, a)));
        }
        prop_assert_eq!(constrained_components(200, &disturbed(&edges, seed), 0.0, &constraints), found);
    }
}

/// Clusters, nodes in the largest, and Σ label · (node + 1) modulo 1,000,003, by `probabilistic_greedy_solve` of anonlink
/// 0.15.3 with `merge_threshold=0` and `deduplicated=True` on graphs of [`Lcg`]: datasets, records of each, edges drawn,
/// weights below, seed, threshold. Edges were handed over in the order that this crate documents.
#[test]
fn datasets_without_duplicates_are_linked_as_by_anonlink() {
    let reference = [
        (5, 40, 700, 1_000, 11, 0.0, (60, 5, 785_724)),
        (5, 40, 700, 1_000, 11, 500.0, (77, 5, 993_254)),
        (5, 40, 700, 8, 12, 0.0, (59, 5, 761_392)),
        (5, 40, 700, 8, 12, 4.0, (86, 5, 132_016)),
        (8, 10, 1_500, 300, 13, 0.0, (15, 7, 29_361)),
    ];
    for (datasets, records, count, top, seed, threshold, expected) in reference {
        let nodes = datasets * records;
        let edges = Lcg(seed).edges(nodes, nodes, count, top);
        let groups: Vec<_> = (0..nodes).map(|node| Some(node / records)).collect();
        let constraints = Constraints {
            exclusive_groups: &groups,
            ..Constraints::default()
        };
        let found = constrained_components(nodes as usize, &edges, threshold, &constraints);
        assert_eq!(summary(&found.labelling), expected, "seed {seed}");
    }
}

/// Person `p` has one record in each of four datasets. True edges weigh 6.25 and more, false ones 6: components chain
/// people together, but where datasets hold a person once the true edges come first.
#[test]
fn planted_people_are_recovered_through_edges_that_would_chain_them() {
    let (truth, mut edges) = planted(300, 4, 500, 3);
    for edge in &mut edges {
        let within = truth[edge.left as usize] == truth[edge.right as usize];
        edge.weight = if within {
            6.0 + edge.weight / 16.0
        } else {
            6.0
        };
    }
    let groups: Vec<_> = (0..1_200).map(|node| Some(node % 4)).collect();
    let constraints = Constraints {
        exclusive_groups: &groups,
        ..Constraints::default()
    };
    let found = constrained_components(1_200, &edges, 5.0, &constraints);
    assert_eq!(found.labelling.labels(), truth);
    assert!(connected_components(1_200, &edges, 5.0).clusters() < 30);
}

#[test]
fn a_cannot_link_pair_holds_through_clusters() {
    let edges = [
        Edge::new(0, 1, 9.0),
        Edge::new(3, 2, 8.0),
        Edge::new(2, 1, 7.0),
    ];
    let constraints = Constraints {
        cannot_link: &[[3, 0], [1, 3]],
        ..Constraints::default()
    };
    let found = constrained_components(4, &edges, 0.0, &constraints);
    assert_eq!(found.labelling.labels(), [0, 0, 2, 2]);
    assert_eq!(found.refused.len(), 1);
    assert_eq!(found.refused[0].edge, Edge::new(1, 2, 7.0));
    assert_eq!(
        found.refused[0].reason,
        RefusalReason::CannotLink { nodes: [0, 3] }
    );
}

/// A cluster of 40 nodes in 40 groups: one more of group 7 and one kept from them all.
#[test]
fn a_large_cluster_names_the_first_that_keeps_another_away() {
    let star = (1..40).map(|node| Edge::new(0, node, 5.0));
    let late = [Edge::new(20, 40, 4.0), Edge::new(30, 41, 3.0)];
    let edges: Vec<Edge> = star.chain(late).collect();
    let groups: Vec<_> = (0..40).map(Some).chain([Some(7), None]).collect();
    let pairs: Vec<_> = (0..40).rev().map(|node| [41, node]).collect();
    let constraints = Constraints {
        exclusive_groups: &groups,
        cannot_link: &pairs,
        ..Constraints::default()
    };
    let found = constrained_components(42, &edges, 0.0, &constraints);
    assert_eq!(found.labelling.clusters(), 3);
    let reasons: Vec<_> = found.refused.iter().map(|refusal| refusal.reason).collect();
    let same = RefusalReason::SameGroup {
        group: 7,
        nodes: [7, 40],
    };
    assert_eq!(
        reasons,
        [same, RefusalReason::CannotLink { nodes: [0, 41] }]
    );
}

#[test]
fn one_thread_and_four_give_the_same() {
    let edges = Lcg(17).edges(20_000, 20_000, 60_000, 10);
    let groups: Vec<_> = (0..20_000).map(|node| Some(node % 5)).collect();
    let constraints = Constraints {
        exclusive_groups: &groups,
        ..Constraints::default()
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| constrained_components(20_000, &edges, 2.0, &constraints))
    };
    assert_eq!(on(1), on(4));
}

#[test]
#[should_panic(expected = "groups are given for every node or for none")]
fn groups_for_some_nodes_are_refused() {
    let constraints = Constraints {
        exclusive_groups: &[None],
        ..Constraints::default()
    };
    constrained_components(2, &[], 0.0, &constraints);
}

#[test]
#[should_panic(expected = "a node cannot be kept from itself")]
fn a_pair_of_one_node_is_refused() {
    let constraints = Constraints {
        cannot_link: &[[1, 1]],
        ..Constraints::default()
    };
    constrained_components(2, &[], 0.0, &constraints);
}
