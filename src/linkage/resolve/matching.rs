//! Who goes with whom between two datasets of which at least one holds a person once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::limits::Limits;
use super::ranked::Waiting;
use crate::kernel::graph::{
    Edge, Labelling, best_left_for_each_right, maximum_assignment, refusals,
};

/// What a pair at the threshold is worth: the least that an assignment can count.
const LEAST: f64 = 1.0 / (1u64 << 32) as f64;

/// Gives pairs that the best matching of their two datasets leaves out the turn after all others.
///
/// Clusters to start from are matched as one. Pairs that constraints shut out already are not counted on.
pub(super) fn put_back_losers(
    waiting: &mut [Waiting],
    limits: &Limits,
    start: Option<&Labelling>,
    nodes: usize,
    threshold: f64,
) {
    let mut between: FxHashMap<(u32, u32), Vec<usize>> = FxHashMap::default();
    for (at, pair) in waiting.iter().enumerate() {
        let [a, b] = [pair.edge.left, pair.edge.right].map(|node| limits.classes[node as usize]);
        if limits.is_single(a, b) || limits.is_single(b, a) {
            between.entry((a.min(b), a.max(b))).or_default().push(at);
        }
    }
    if between.is_empty() {
        return;
    }
    let edges: Vec<Edge> = waiting.iter().map(|pair| pair.edge).collect();
    let open = refusals(nodes, &edges, &limits.constraints(start));
    let unit = |node: u32| start.map_or(node, |start| start.labels()[node as usize]);
    for ((lower, higher), members) in between {
        let gain = |at: usize| {
            let Edge {
                left,
                right,
                weight,
            } = edges[at];
            let turned = limits.classes[left as usize] != lower;
            let (left, right) = if turned { (right, left) } else { (left, right) };
            Edge::new(unit(left), unit(right), (weight - threshold).max(LEAST))
        };
        let able = members.iter().filter(|&&at| open[at].is_none());
        let gains: Vec<Edge> = able.map(|&at| gain(at)).collect();
        let chosen = matched(
            gains,
            limits.is_single(lower, higher),
            limits.is_single(higher, lower),
        );
        for at in members {
            let edge = gain(at);
            waiting[at].turn += u32::from(!chosen.contains(&(edge.left, edge.right)));
        }
    }
}

/// The matching of the largest gain in which a right unit goes with one left unit, a left with one right, or both.
fn matched(mut gains: Vec<Edge>, one_left: bool, one_right: bool) -> FxHashSet<(u32, u32)> {
    let turn = |edges: &mut [Edge]| {
        let turned = |edge: &mut Edge| std::mem::swap(&mut edge.left, &mut edge.right);
        edges.iter_mut().for_each(turned);
    };
    let links = match (one_left, one_right) {
        (true, true) => maximum_assignment(&gains).links,
        (true, false) => best_left_for_each_right(&gains).links,
        (false, _) => {
            turn(&mut gains);
            let mut links = best_left_for_each_right(&gains).links;
            turn(&mut links);
            links
        }
    };
    links
        .into_iter()
        .map(|link| (link.left, link.right))
        .collect()
}
