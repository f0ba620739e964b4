//! Margins of links over their runners-up.

use super::*;
use throughline::kernel::graph::{
    Constraints, connected_components, constrained_components, margins,
};

proptest! {
    #[test]
    fn a_margin_is_over_the_best_of_all_edges_that_lead_elsewhere(edges in tied_edges(12, 40), seed: u32) {
        let groups: Vec<_> = (0..12).map(|node| Some(node % 3)).collect();
        let constraints = Constraints { exclusive_groups: &groups, ..Constraints::default() };
        let people = constrained_components(12, &edges, 2.0, &constraints).labelling;
        let links = edges.iter().filter(|edge| edge.weight >= 2.0 && people.together(edge.left, edge.right));
        let links: Vec<Edge> = links.copied().collect();
        let found = margins(&links, &disturbed(&edges, seed), &people);
        prop_assert_eq!(found.len(), links.len());
        for (link, found) in links.iter().zip(found) {
            let touches = |node| node == link.left || node == link.right;
            let elsewhere = edges.iter().map(|edge| edge.undirected()).filter(|edge| {
                let (left, right) = (edge.left, edge.right);
                (touches(left) || touches(right)) && !people.together(left, right)
            });
            let best = elsewhere.min_by_key(|edge| ((-2.0 * edge.weight) as i64, edge.left, edge.right));
            prop_assert_eq!(found.runner_up, best);
            prop_assert_eq!(found.margin, best.map_or(f64::INFINITY, |best| link.weight - best.weight));
        }
    }
}

/// Planted: true pairs weigh 4 to 12, edges between people −4 to 3.
#[test]
fn true_links_of_planted_people_lead_and_lone_people_have_no_runner_up() {
    let (truth, edges) = planted(300, 4, 500, 3);
    let people = connected_components(1_200, &edges, 4.0);
    let (links, between): (Vec<Edge>, Vec<Edge>) = edges
        .iter()
        .partition(|edge| truth[edge.left as usize] == truth[edge.right as usize]);
    let found = margins(&links, &edges, &people);
    assert!(found.iter().all(|margin| margin.margin >= 1.0));
    let alone = |link: &&Edge| {
        let touches = |node| node == link.left || node == link.right;
        !between
            .iter()
            .any(|edge| touches(edge.left) || touches(edge.right))
    };
    let infinite = found.iter().filter(|margin| margin.margin == f64::INFINITY);
    assert_eq!(infinite.count(), links.iter().filter(alone).count());
}

/// The larger total takes 9 and 9 over 10, so both links stand behind the edge they shut out.
#[test]
fn a_link_chosen_over_a_stronger_edge_has_a_margin_below_zero() {
    let edges = [
        Edge::new(0, 2, 9.0),
        Edge::new(1, 2, 10.0),
        Edge::new(1, 3, 9.0),
    ];
    let links = [edges[0], edges[2]];
    let people = connected_components(4, &links, 0.0);
    for margin in margins(&links, &edges, &people) {
        assert_eq!(margin.margin, -1.0);
        assert_eq!(margin.runner_up, Some(edges[1]));
    }
}

#[test]
fn infinite_weights_have_margins_that_are_numbers() {
    let edges = [
        Edge::new(0, 1, f64::INFINITY),
        Edge::new(1, 2, f64::INFINITY),
        Edge::new(3, 4, 2.0),
        Edge::new(4, 5, f64::NEG_INFINITY),
    ];
    let people = connected_components(6, &[edges[0], edges[2]], 0.0);
    let found = margins(&[edges[0], edges[2]], &edges, &people);
    assert_eq!((found[0].margin, found[1].margin), (0.0, f64::INFINITY));
    assert_eq!(found[1].runner_up, Some(edges[3]));
}

#[test]
#[should_panic(expected = "a link is within a cluster")]
fn a_link_between_clusters_is_refused() {
    let edges = [Edge::new(0, 1, 1.0)];
    margins(&edges, &edges, &connected_components(2, &edges, 2.0));
}
