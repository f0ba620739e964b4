//! Complete linkage and the minimum edge against the naive agglomeration, SciPy, anonlink and planted people.

use super::naive::{Linkage, Naive, constraints};
use super::*;
use throughline::kernel::graph::{
    Constraints, complete_linkage, connected_components, constrained_components,
    minimum_edge_linkage,
};

proptest! {
    #[test]
    fn complete_linkage_is_naive_agglomeration(
        edges in tied_edges(8, 40),
        (groups, pairs) in constraints(8),
        halves in -8..8,
        seed: u32,
    ) {
        let constraints = Constraints { exclusive_groups: &groups, cannot_link: &pairs, ..Constraints::default() };
        let threshold = f64::from(halves) / 2.0;
        let found = complete_linkage(8, &disturbed(&edges, seed), threshold, &constraints);
        Naive { nodes: 8, edges: &edges, threshold, linkage: Linkage::Complete, constraints }.agrees(&found);
    }

    #[test]
    fn complete_linkage_alone_is_naive_agglomeration(edges in tied_edges(8, 60), seed: u32) {
        let constraints = Constraints::default();
        let found = complete_linkage(8, &disturbed(&edges, seed), -2.0, &constraints);
        Naive { nodes: 8, edges: &edges, threshold: -2.0, linkage: Linkage::Complete, constraints }.agrees(&found);
    }

    #[test]
    fn minimum_edge_is_naive_agglomeration(
        edges in tied_edges(9, 30),
        (groups, pairs) in constraints(9),
        threshold in -6..12,
        floor in -8..8,
        seed: u32,
    ) {
        let constraints = Constraints { exclusive_groups: &groups, cannot_link: &pairs, ..Constraints::default() };
        let (threshold, floor) = (f64::from(threshold) / 2.0, f64::from(floor) / 2.0);
        let found = minimum_edge_linkage(9, &disturbed(&edges, seed), threshold, floor, &constraints);
        Naive { nodes: 9, edges: &edges, threshold, linkage: Linkage::Floor(floor), constraints }.agrees(&found);
    }

    #[test]
    fn a_floor_of_minus_infinity_asks_nothing(edges in tied_edges(12, 24), (groups, pairs) in constraints(12)) {
        let constraints = Constraints { exclusive_groups: &groups, cannot_link: &pairs, ..Constraints::default() };
        let found = minimum_edge_linkage(12, &edges, 1.0, f64::NEG_INFINITY, &constraints);
        prop_assert_eq!(found, constrained_components(12, &edges, 1.0, &constraints));
    }

    /// On more nodes than the naive way can take: cliques, each part of one at a lower threshold, and the order of input
    /// does not matter.
    #[test]
    fn complete_clusters_are_nested_cliques(edges in tied_edges(60, 900), seed: u32) {
        let none = Constraints::default();
        let low = complete_linkage(60, &edges, -1.0, &none);
        let high = complete_linkage(60, &edges, 3.0, &none);
        let joined = |a: u32, b: u32| edges.iter().map(|edge| edge.undirected())
            .any(|edge| (edge.left, edge.right) == (a, b) && edge.weight >= -1.0);
        for b in 0..60 {
            for a in 0..b {
                prop_assert!(!low.labelling.together(a, b) || joined(a, b));
                prop_assert!(!high.labelling.together(a, b) || low.labelling.together(a, b));
            }
        }
        prop_assert_eq!(complete_linkage(60, &disturbed(&edges, seed), -1.0, &none), low);
    }
}

/// Clusters and Σ label · (node + 1) modulo 1,000,003, by `linkage(…, "complete")` and `fcluster(…, "distance")` of SciPy
/// 1.17.1, distance 40,000 − weight, on the 780 pairs of 40 nodes with weights drawn by [`Lcg`] from seed 21.
#[test]
fn complete_linkage_of_all_pairs_is_that_of_scipy() {
    let mut lcg = Lcg(21);
    let pairs = (0..40).flat_map(|a| (a + 1..40).map(move |b| (a, b)));
    let edges: Vec<Edge> = pairs
        .map(|(a, b)| Edge::new(a, b, f64::from(lcg.next(32_768))))
        .collect();
    let reference = [
        (30_000.0, 22, 11_830),
        (20_000.0, 17, 9_852),
        (10_000.0, 12, 7_683),
        (5_000.0, 8, 3_415),
        (1_000.0, 3, 668),
    ];
    for (threshold, clusters, labels) in reference {
        let found = complete_linkage(40, &edges, threshold, &Constraints::default());
        let (found, _, sum) = summary(&found.labelling);
        assert_eq!((found, sum), (clusters, labels), "at {threshold}");
    }
}

/// As for constrained components, with `merge_threshold=1` of anonlink 0.15.3, which is complete linkage; `true` for
/// `deduplicated=True`.
#[test]
fn complete_linkage_of_some_pairs_is_that_of_anonlink() {
    let reference = [
        (5, 40, 700, 1_000, 11, false, 0.0, (109, 3, 717_624)),
        (5, 40, 700, 1_000, 11, false, 500.0, (118, 3, 806_263)),
        (5, 40, 700, 1_000, 11, true, 0.0, (115, 2, 624_855)),
        (5, 40, 700, 1_000, 11, true, 500.0, (121, 2, 712_695)),
        (5, 40, 700, 8, 12, false, 0.0, (113, 2, 742_221)),
        (5, 40, 700, 8, 12, true, 4.0, (128, 2, 773_652)),
        (8, 10, 1_500, 300, 13, false, 0.0, (31, 4, 77_861)),
        (8, 10, 1_500, 300, 13, false, 150.0, (38, 4, 106_123)),
        (8, 10, 1_500, 300, 13, true, 0.0, (32, 4, 96_031)),
        (8, 10, 1_500, 300, 13, true, 150.0, (37, 3, 105_632)),
    ];
    for (datasets, records, count, top, seed, exclusive, threshold, expected) in reference {
        let nodes = datasets * records;
        let edges = Lcg(seed).edges(nodes, nodes, count, top);
        let groups: Vec<_> = (0..nodes)
            .map(|node| exclusive.then_some(node / records))
            .collect();
        let constraints = Constraints {
            exclusive_groups: &groups,
            ..Constraints::default()
        };
        let found = complete_linkage(nodes as usize, &edges, threshold, &constraints);
        assert_eq!(summary(&found.labelling), expected, "seed {seed}");
    }
}

/// A chain of people: the last record of each looks like the first of the next, nearly as strongly as true pairs do, and
/// another two records of both were compared and look unlike.
#[test]
fn planted_people_are_recovered_where_components_chain_them() {
    let (truth, mut edges) = planted(200, 4, 0, 3);
    let chain = (3..799)
        .step_by(4)
        .map(|last| Edge::new(last, last + 1, 3.5));
    let unlike = (2..799)
        .step_by(4)
        .map(|third| Edge::new(third, third + 2, -6.0));
    edges.extend(chain.chain(unlike.take(199)));
    let none = Constraints::default();
    assert_eq!(connected_components(800, &edges, 3.0).clusters(), 1);
    let complete = complete_linkage(800, &edges, 3.0, &none);
    let minimum = minimum_edge_linkage(800, &edges, 3.0, 0.0, &none);
    assert_eq!(complete.labelling.labels(), truth);
    assert_eq!(minimum.labelling.labels(), truth);
    assert_eq!((complete.refused.len(), minimum.refused.len()), (199, 199));
}

#[test]
#[should_panic(expected = "a floor is a number")]
fn a_floor_that_is_no_number_is_refused() {
    minimum_edge_linkage(2, &[], 0.0, f64::NAN, &Constraints::default());
}
