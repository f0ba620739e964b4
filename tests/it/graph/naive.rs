//! Agglomeration as it is defined: try all pairs of clusters, merge the first that may merge, start again.

use throughline::kernel::graph::{Clustering, Constraints, Edge, Refusal, RefusalReason};

use super::*;

/// What two clusters must be to each other to merge, besides the constraints.
#[derive(Clone, Copy, PartialEq)]
pub enum Linkage {
    /// Joined by one edge.
    Single,
    /// Joined by every pair.
    Complete,
    /// Joined by one edge, and none below the floor.
    Floor(f64),
}

/// A problem with all that bears on it.
pub struct Naive<'a> {
    pub nodes: u32,
    pub edges: &'a [Edge],
    pub threshold: f64,
    pub linkage: Linkage,
    pub constraints: Constraints<'a>,
}

/// The order in which edges are taken: halves of weights are whole here.
type Order = (i64, u32, u32);

fn order(edge: &Edge) -> Order {
    ((-2.0 * edge.weight) as i64, edge.left, edge.right)
}

impl Naive<'_> {
    /// Edges across two clusters, undirected, in their order.
    fn across(&self, a: &[u32], b: &[u32]) -> Vec<Edge> {
        let edges = self.edges.iter().map(|edge| edge.undirected());
        let meets =
            |edge: &Edge, a: &[u32], b: &[u32]| a.contains(&edge.left) && b.contains(&edge.right);
        let mut across: Vec<Edge> = edges
            .filter(|edge| meets(edge, a, b) || meets(edge, b, a))
            .collect();
        across.sort_by_key(order);
        across
    }

    fn strong_across(&self, a: &[u32], b: &[u32]) -> Vec<Edge> {
        let mut strong = self.across(a, b);
        strong.retain(|edge| edge.weight >= self.threshold);
        if self.linkage == Linkage::Complete {
            let all = strong.clone();
            let mut seen = all.iter().enumerate();
            strong.retain(|_| {
                let Some((at, edge)) = seen.next() else {
                    return false;
                };
                all[..at]
                    .iter()
                    .all(|other| (other.left, other.right) != (edge.left, edge.right))
            });
        }
        strong
    }

    fn reason(&self, a: &[u32], b: &[u32]) -> Option<RefusalReason> {
        let pairs = a
            .iter()
            .flat_map(|&x| b.iter().map(move |&y| [x.min(y), x.max(y)]));
        let mut pairs: Vec<[u32; 2]> = pairs.collect();
        pairs.sort_unstable();
        let listed = |&&[x, y]: &&[u32; 2]| {
            self.constraints
                .cannot_link
                .iter()
                .any(|&pair| pair == [x, y] || pair == [y, x])
        };
        if let Some(&nodes) = pairs.iter().find(listed) {
            return Some(RefusalReason::CannotLink { nodes });
        }
        let group = |node: u32| {
            self.constraints
                .exclusive_groups
                .get(node as usize)
                .copied()
                .flatten()
        };
        let same = pairs
            .iter()
            .filter(|pair| group(pair[0]).is_some() && group(pair[0]) == group(pair[1]));
        if let Some(&nodes) = same.min_by_key(|pair| group(pair[0])) {
            let group = group(nodes[0]).unwrap();
            return Some(RefusalReason::SameGroup { group, nodes });
        }
        if let Some(quota) = self.quota_over(a, b) {
            return Some(RefusalReason::OverQuota { quota });
        }
        let edges = self.strong_across(a, b).len();
        match self.linkage {
            Linkage::Complete if edges < pairs.len() => Some(RefusalReason::MissingEdges {
                edges: edges as u64,
                pairs: pairs.len() as u64,
            }),
            Linkage::Floor(floor) => {
                let weakest = self.across(a, b).pop().filter(|edge| edge.weight < floor);
                weakest.map(|edge| RefusalReason::WeakEdge { edge })
            }
            _ => None,
        }
    }

    fn quota_over(&self, a: &[u32], b: &[u32]) -> Option<usize> {
        let of = |class: u32| {
            let both = a.iter().chain(b);
            both.filter(|&&node| self.constraints.classes[node as usize] == class)
                .count()
        };
        let mut quotas = self.constraints.quotas.iter();
        quotas.position(|quota| of(quota.class) > quota.most as usize && of(quota.beside) > 0)
    }

    /// The clusters to start from, nodes ascending.
    fn start(&self) -> Vec<Vec<u32>> {
        let Some(start) = self.constraints.start else {
            return (0..self.nodes).map(|node| vec![node]).collect();
        };
        let members = |label: u32| {
            let nodes = (0..self.nodes).filter(|&node| start.together(node, label));
            nodes.collect::<Vec<_>>()
        };
        let all = (0..self.nodes).map(members);
        all.enumerate()
            .filter(|(node, members)| members[0] as usize == *node)
            .map(|(_, members)| members)
            .collect()
    }

    /// Where in the order of edges two clusters would merge.
    fn merges_at(&self, a: &[u32], b: &[u32]) -> Option<Order> {
        let strong = self.strong_across(a, b);
        let edge = match self.linkage {
            Linkage::Complete => strong.last(),
            _ => strong.first(),
        };
        let edge = edge.map(order)?;
        self.reason(a, b).is_none().then_some(edge)
    }

    /// Labels, and the refused edges in their order with their reasons.
    pub fn clustering(&self) -> (Vec<u32>, Vec<Refusal>) {
        let mut clusters = self.start();
        loop {
            let pairs = (0..clusters.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let merging = pairs
                .filter_map(|(a, b)| Some((self.merges_at(&clusters[a], &clusters[b])?, a, b)));
            let Some((_, a, b)) = merging.min() else {
                break;
            };
            let gone = clusters.remove(b);
            clusters[a].extend(gone);
            clusters[a].sort_unstable();
        }
        let mut labels = vec![0; self.nodes as usize];
        let mut refused = Vec::new();
        for (at, cluster) in clusters.iter().enumerate() {
            let label = *cluster.iter().min().unwrap();
            cluster
                .iter()
                .for_each(|&node| labels[node as usize] = label);
            for other in &clusters[..at] {
                for edge in self.strong_across(cluster, other) {
                    let reason = self.reason(cluster, other).unwrap();
                    refused.push(Refusal { edge, reason });
                }
            }
        }
        refused.sort_by_key(|refusal| order(&refusal.edge));
        (labels, refused)
    }

    pub fn agrees(&self, found: &Clustering) {
        let (labels, refused) = self.clustering();
        assert_eq!(found.labelling.labels(), labels);
        assert_eq!(found.refused, refused);
    }
}

/// Constraints drawn: a group or none for each of `nodes` nodes, or no groups at all; some pairs kept apart.
pub fn constraints(nodes: u32) -> impl Strategy<Value = (Vec<Option<u32>>, Vec<[u32; 2]>)> {
    let groups = prop::collection::vec(prop::option::of(0..nodes / 2), nodes as usize);
    let groups = prop_oneof![Just(vec![]), groups];
    let pair = (0..nodes, 1..nodes).prop_map(move |(a, step)| [a, (a + step) % nodes]);
    (groups, prop::collection::vec(pair, 0..nodes as usize / 2))
}
