//! By how much each link beat its runner-up.

use super::edge::checked;
use super::{Edge, Labelling};

/// A link's lead over the best edge that would have taken one of its nodes to another person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Weight of the link less that of its runner-up, in bits; infinite when there is none. Below 0 when the link was
    /// chosen over a stronger edge.
    pub margin: f64,
    /// The strongest edge from one of the link's nodes to another cluster, undirected; ties by lower node and then by
    /// higher node.
    pub runner_up: Option<Edge>,
}

/// For each link its weight less the largest weight of any edge from one of its nodes to a node with another label.
///
/// Use it to find links that are probable and yet unsure, because someone else is nearly as probable: they belong in
/// clerical review. `links` are the edges that were followed, within clusters; `edges` are all scored edges, links among
/// them or not, below the threshold too. Margins come in the order of `links`. One pass over edges and one over links.
///
/// Two infinite weights of one sign have a margin of 0.
///
/// # Panics
///
/// When a weight is NaN, a node has no label, or a link joins two clusters.
///
/// # Examples
///
/// ```
/// use throughline::kernel::graph::{Edge, connected_components, margins};
///
/// let links = [Edge::new(0, 1, 9.0), Edge::new(2, 3, 8.0)];
/// let people = connected_components(5, &links, 0.0);
/// let edges = [links[0], links[1], Edge::new(1, 2, 6.5), Edge::new(0, 4, 1.0)];
/// let found = margins(&links, &edges, &people);
/// assert_eq!(found[0].margin, 2.5);
/// assert_eq!(found[1].margin, 1.5);
/// assert_eq!(found[1].runner_up, Some(edges[2]));
/// ```
pub fn margins(links: &[Edge], edges: &[Edge], labelling: &Labelling) -> Vec<Margin> {
    let nodes = labelling.labels().len();
    let mut rivals: Vec<Option<Edge>> = vec![None; nodes];
    let outward = checked(nodes, edges).filter(|edge| !labelling.together(edge.left, edge.right));
    for edge in outward {
        for node in [edge.left, edge.right] {
            let rival = &mut rivals[node as usize];
            *rival = stronger(*rival, Some(edge));
        }
    }
    let margin = |link: &Edge| {
        assert!(!link.weight.is_nan(), "a weight is a number");
        assert!(
            labelling.together(link.left, link.right),
            "a link is within a cluster"
        );
        let runner_up = stronger(rivals[link.left as usize], rivals[link.right as usize]);
        Margin {
            margin: runner_up.map_or(f64::INFINITY, |rival| lead(link.weight, rival.weight)),
            runner_up,
        }
    };
    links.iter().map(margin).collect()
}

/// The edge that comes first, strongest first.
fn stronger(a: Option<Edge>, b: Option<Edge>) -> Option<Edge> {
    let both = a.into_iter().chain(b);
    both.min_by(Edge::strongest_first)
}

fn lead(weight: f64, rival: f64) -> f64 {
    if weight == rival { 0.0 } else { weight - rival }
}
