//! Optimal assignment against all matchings, SciPy and greed.

use super::*;
use throughline::kernel::graph::{Assignment, best_left_for_each_right, maximum_assignment};

/// All matchings, left nodes from 0 up, right nodes from the lowest up and none last; the first of the largest total.
/// Weights are whole, so that totals are exact.
fn first_of_all(lefts: u32, rights: u32, edges: &[Edge]) -> (f64, Vec<Option<u32>>) {
    let gain = |left, right| {
        let between = edges.iter().filter(|e| (e.left, e.right) == (left, right));
        between.map(|edge| edge.weight).fold(0.0, f64::max)
    };
    let mut best = (-1.0, Vec::new());
    let mut waiting = vec![(0.0, Vec::new())];
    while let Some((total, chosen)) = waiting.pop() {
        let left = chosen.len() as u32;
        if left == lefts {
            if total > best.0 {
                best = (total, chosen);
            }
            continue;
        }
        let choices =
            (0..rights).filter(|&right| gain(left, right) > 0.0 && !chosen.contains(&Some(right)));
        let choices: Vec<_> = choices.map(Some).chain([None]).collect();
        for &choice in choices.iter().rev() {
            let more = choice.map_or(0.0, |right| gain(left, right));
            let chosen = chosen.iter().copied().chain([choice]).collect();
            waiting.push((total + more, chosen));
        }
    }
    best
}

fn right_of(lefts: u32, found: &Assignment) -> Vec<Option<u32>> {
    let link = |left| found.links.iter().find(|link| link.left == left);
    (0..lefts)
        .map(|left| link(left).map(|link| link.right))
        .collect()
}

/// Strongest edge first, each node once.
fn greedy(edges: &[Edge]) -> f64 {
    let mut edges: Vec<&Edge> = edges.iter().filter(|edge| edge.weight > 0.0).collect();
    edges.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    let mut total = 0.0;
    for edge in edges {
        if !lefts.contains(&edge.left) && !rights.contains(&edge.right) {
            lefts.push(edge.left);
            rights.push(edge.right);
            total += edge.weight;
        }
    }
    total
}

fn is_a_matching(found: &Assignment, edges: &[Edge]) {
    for (at, link) in found.links.iter().enumerate() {
        assert!(edges.contains(link));
        let others = &found.links[..at];
        assert!(
            others
                .iter()
                .all(|other| other.left < link.left && other.right != link.right)
        );
    }
}

fn bipartite(lefts: u32, rights: u32, most: usize, top: i32) -> impl Strategy<Value = Vec<Edge>> {
    let edge = (0..lefts, 0..rights, -1..=top);
    let edge = edge.prop_map(|(left, right, weight)| Edge::new(left, right, f64::from(weight)));
    prop::collection::vec(edge, 0..=most)
}

fn shuffled(edges: &[Edge], seed: u32) -> Vec<Edge> {
    let mut lcg = Lcg(u64::from(seed));
    let mut edges = edges.to_vec();
    for last in (1..edges.len()).rev() {
        edges.swap(last, lcg.next(last as u32 + 1) as usize);
    }
    edges
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn it_is_the_first_of_the_best_of_all_matchings(edges in bipartite(5, 5, 16, 3)) {
        let found = maximum_assignment(&edges);
        let (total, chosen) = first_of_all(5, 5, &edges);
        is_a_matching(&found, &edges);
        prop_assert_eq!(found.total, total);
        prop_assert_eq!(right_of(5, &found), chosen);
    }

    #[test]
    fn it_is_best_when_hardly_anything_ties(edges in bipartite(6, 4, 20, 1_000)) {
        let found = maximum_assignment(&edges);
        let (total, chosen) = first_of_all(6, 4, &edges);
        prop_assert_eq!(found.total, total);
        prop_assert_eq!(right_of(6, &found), chosen);
    }

    #[test]
    fn weights_of_any_fraction_lose_no_more_than_rounding(
        edges in bipartite(5, 5, 16, 1_000),
        scale in 1e-3f64..1e3,
    ) {
        let (total, _) = first_of_all(5, 5, &edges);
        let scaled: Vec<Edge> = edges.iter().map(|e| Edge { weight: e.weight * scale, ..*e }).collect();
        let found = maximum_assignment(&scaled);
        is_a_matching(&found, &scaled);
        prop_assert!((found.total - total * scale).abs() < 1e-8);
    }

    #[test]
    fn each_right_takes_its_strongest_left(edges in bipartite(6, 6, 20, 3), seed: u32) {
        let mut strongest = [(0.0, 0); 6];
        for edge in &edges {
            let held = &mut strongest[edge.right as usize];
            if edge.weight > held.0 || (edge.weight == held.0 && edge.left < held.1) {
                *held = (edge.weight, edge.left);
            }
        }
        let rights = (0..6).zip(strongest).filter(|(_, (weight, _))| *weight > 0.0);
        let mut expected: Vec<Edge> = rights.map(|(right, (weight, left))| Edge::new(left, right, weight)).collect();
        expected.sort_by_key(|link| (link.left, link.right));
        let found = best_left_for_each_right(&shuffled(&edges, seed));
        prop_assert_eq!(found.total, expected.iter().map(|link| link.weight).fold(0.0, |sum, weight| sum + weight));
        prop_assert_eq!(found.links, expected);
    }
}

proptest! {
    /// Holds every left node below to what it has; no lower right node for the next one keeps the total.
    #[test]
    fn no_left_can_have_a_lower_right_at_the_same_total(edges in bipartite(14, 12, 50, 3), seed: u32) {
        let found = maximum_assignment(&edges);
        prop_assert_eq!(&maximum_assignment(&shuffled(&edges, seed)), &found);
        let chosen = right_of(14, &found);
        for left in 0..14 {
            let below = found.links.iter().filter(|link| link.left < left);
            let (settled, held): (Vec<u32>, Vec<f64>) = below.map(|link| (link.right, link.weight)).unzip();
            let later = edges.iter().filter(|edge| edge.left > left && !settled.contains(&edge.right));
            let lower = |right| chosen[left as usize].is_none_or(|own| right < own) && !settled.contains(&right);
            let wishes = edges.iter().filter(|edge| edge.left == left && edge.weight > 0.0);
            for wish in wishes.filter(|wish| lower(wish.right)) {
                let rest: Vec<Edge> = later.clone().filter(|edge| edge.right != wish.right).copied().collect();
                let total = held.iter().sum::<f64>() + wish.weight + maximum_assignment(&rest).total;
                prop_assert!(total < found.total);
            }
        }
    }
}

/// Totals by `scipy.optimize.linear_sum_assignment` of SciPy 1.17.1 on the dense matrix, 0 where there is no edge, and
/// by greed; graphs of [`Lcg`], the strongest of several edges between two nodes.
#[test]
fn totals_are_those_of_scipy_and_above_greed() {
    let reference = [
        (60, 45, 300, 200, 1, 7_478.0),
        (45, 60, 300, 200, 2, 7_184.0),
        (50, 50, 400, 5, 3, 174.0),
        (30, 200, 500, 1_000, 4, 28_023.0),
        (1_000, 800, 8_000, 4_000, 5, 2_757_258.0),
        (1_000, 800, 8_000, 3, 6, 1_552.0),
    ];
    for (lefts, rights, count, top, seed, total) in reference {
        let edges = Lcg(seed).edges(lefts, rights, count, top);
        let found = maximum_assignment(&edges);
        is_a_matching(&found, &edges);
        assert_eq!(found.total, total, "seed {seed}");
        assert!(greedy(&edges) < total);
        assert_eq!(found, maximum_assignment(&shuffled(&edges, 9)));
    }
}

/// A chain 9, 10, 9: greed takes the middle.
#[test]
fn two_good_links_beat_one_better() {
    let edges = [
        Edge::new(7, 3, 9.0),
        Edge::new(7, 5, 10.0),
        Edge::new(9, 5, 9.0),
    ];
    let found = maximum_assignment(&edges);
    assert_eq!((found.total, greedy(&edges)), (18.0, 10.0));
    assert_eq!(found.links, [edges[0], edges[2]]);
}

#[test]
fn sums_that_tie_on_paper_tie() {
    let edges = [
        Edge::new(0, 0, 0.3),
        Edge::new(0, 1, 0.1),
        Edge::new(1, 0, 0.2),
    ];
    let apart = Edge::new(1, 1, 1e-12);
    let found = maximum_assignment(&[&edges[..], &[apart]].concat());
    assert_eq!(
        found.links,
        [edges[0]],
        "0 with 0 comes before 0 with 1, and a gain of no unit is none"
    );
}

#[test]
fn weights_beyond_the_ceiling_and_infinite_ones_are_taken() {
    let edges = [
        Edge::new(0, 0, f64::INFINITY),
        Edge::new(0, 1, 5.0),
        Edge::new(1, 0, 1e300),
        Edge::new(1, 1, 6.0),
    ];
    let found = maximum_assignment(&edges);
    assert_eq!(found.links, [edges[0], edges[3]]);
    assert_eq!(found.total, f64::INFINITY);
}

#[test]
fn no_edges_and_edges_without_gain_leave_all_alone() {
    for edges in [
        vec![],
        vec![Edge::new(0, 0, 0.0), Edge::new(1, 0, f64::NEG_INFINITY)],
    ] {
        for found in [maximum_assignment(&edges), best_left_for_each_right(&edges)] {
            assert_eq!(found.links, []);
            assert!(found.total == 0.0 && found.total.is_sign_positive());
        }
    }
}

#[test]
#[should_panic(expected = "a weight is a number")]
fn a_gain_that_is_no_number_is_refused() {
    maximum_assignment(&[Edge::new(0, 0, f64::NAN)]);
}

/// Every left's own right is worth 6 to 9, another's at most 5.
#[test]
fn planted_pairs_are_recovered() {
    let mut lcg = Lcg(5);
    let mut edges = lcg.edges(2_000, 2_000, 6_000, 6);
    for left in 0..2_000 {
        let weight = f64::from(6 + lcg.next(4));
        edges.push(Edge::new(left, 1_999 - left, weight));
    }
    let found = maximum_assignment(&shuffled(&edges, 2));
    let own = found
        .links
        .iter()
        .filter(|link| link.left + link.right == 1_999);
    assert_eq!(own.count(), 2_000);
}
