//! Connected components at one and at many thresholds.

use super::*;
use throughline::kernel::graph::{UnionFind, component_sweep, connected_components};

/// Labels by flooding: each node takes the smallest label of a neighbour until nothing changes.
fn flooded(nodes: usize, edges: &[Edge], threshold: f64) -> Vec<u32> {
    let mut labels: Vec<u32> = (0..nodes as u32).collect();
    loop {
        let before = labels.clone();
        for edge in edges.iter().filter(|edge| edge.weight >= threshold) {
            let (left, right) = (edge.left as usize, edge.right as usize);
            let low = labels[left].min(labels[right]);
            (labels[left], labels[right]) = (low, low);
        }
        if labels == before {
            return labels;
        }
    }
}

proptest! {
    #[test]
    fn components_are_what_flooding_finds(edges in tied_edges(12, 20), halves in -10..20) {
        let threshold = f64::from(halves) / 2.0;
        let found = connected_components(12, &edges, threshold);
        prop_assert_eq!(found.labels(), flooded(12, &edges, threshold));
    }

    #[test]
    fn a_sweep_is_each_threshold_alone(
        edges in tied_edges(12, 20),
        thresholds in prop::collection::vec(-5i8..9, 0..6),
        seed: u32,
    ) {
        let mut thresholds: Vec<f64> = thresholds.into_iter().map(f64::from).collect();
        let sweep: Vec<_> = component_sweep(12, &disturbed(&edges, seed), &thresholds).collect();
        thresholds.sort_by(|a, b| b.total_cmp(a));
        prop_assert_eq!(sweep.len(), thresholds.len());
        for (at, threshold) in sweep.iter().zip(thresholds) {
            prop_assert_eq!(at.threshold, threshold);
            prop_assert_eq!(&at.labelling, &connected_components(12, &edges, threshold));
        }
    }

    #[test]
    fn numbers_count_clusters_in_order_of_first_node(edges in tied_edges(12, 10)) {
        let labelling = connected_components(12, &edges, 0.0);
        let numbers = labelling.numbers();
        let mut seen = 0;
        for node in 0..12 {
            prop_assert!(numbers[node] <= seen);
            seen = seen.max(numbers[node] + 1);
            for other in 0..node {
                let together = labelling.together(node as u32, other as u32);
                prop_assert_eq!(numbers[node] == numbers[other], together);
            }
        }
        prop_assert_eq!(labelling.clusters(), seen as usize);
    }
}

/// Components, nodes in the largest, and the sum of labels (smallest member of each node's component), by
/// `scipy.sparse.csgraph.connected_components` of SciPy 1.17.1 on the graph of [`Lcg`] with seed 7.
#[test]
fn components_are_those_of_scipy() {
    let edges = Lcg(7).edges(200, 200, 260, 100);
    let reference = [
        (80.0, 146, 8, 16_138),
        (60.0, 85, 62, 9_493),
        (40.0, 50, 138, 5_775),
        (20.0, 29, 163, 3_174),
        (0.0, 16, 184, 1_854),
    ];
    let thresholds = reference.map(|(threshold, ..)| threshold);
    let sweep = component_sweep(200, &edges, &thresholds);
    for (at, (threshold, clusters, largest, labels)) in sweep.zip(reference) {
        let mut sizes = [0; 200];
        for &label in at.labelling.labels() {
            sizes[label as usize] += 1;
        }
        assert_eq!(at.threshold, threshold);
        assert_eq!(at.labelling.clusters(), clusters);
        assert_eq!(sizes.iter().max(), Some(&largest));
        assert_eq!(at.labelling.labels().iter().sum::<u32>(), labels);
    }
}

#[test]
fn planted_people_are_recovered_between_the_weights() {
    let (truth, edges) = planted(300, 4, 500, 3);
    assert_eq!(connected_components(1_200, &edges, 4.0).labels(), truth);
    let chained = connected_components(1_200, &edges, 0.0).clusters();
    assert!(chained < 200, "{chained} people when weak edges count");
}

#[test]
fn infinite_weights_and_thresholds_are_numbers_like_others() {
    let edges = [
        Edge::new(0, 1, f64::INFINITY),
        Edge::new(1, 2, f64::NEG_INFINITY),
        Edge::new(2, 3, -0.0),
    ];
    let found = |threshold| connected_components(4, &edges, threshold).clusters();
    assert_eq!(found(f64::INFINITY), 3);
    assert_eq!(found(0.0), 2);
    assert_eq!(found(f64::NEG_INFINITY), 1);
    let sweep = component_sweep(4, &edges, &[0.0]).next().unwrap();
    assert_eq!(sweep.labelling, connected_components(4, &edges, 0.0));
}

#[test]
#[should_panic(expected = "a weight is a number")]
fn a_weight_that_is_no_number_is_refused() {
    connected_components(2, &[Edge::new(0, 1, f64::NAN)], 0.0);
}

#[test]
#[should_panic(expected = "an edge joins nodes that there are")]
fn an_edge_to_nowhere_is_refused() {
    component_sweep(2, &[Edge::new(0, 2, 1.0)], &[0.0]);
}

#[test]
fn a_set_is_named_by_its_smallest_member_in_any_order_of_unions() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let mut sets = UnionFind::new(5);
        let unions = [(4, 3), (3, 2), (2, 1)];
        assert!(
            order
                .iter()
                .all(|&at| sets.union(unions[at].0, unions[at].1))
        );
        assert_eq!(sets.labelling().labels(), [0, 1, 1, 1, 1]);
        assert!(!sets.union(1, 4));
    }
}
