//! Drawn partitions against the law summed over all partitions.

use std::collections::BTreeMap;

use super::*;
use throughline::kernel::graph::{
    Constraints, PartitionLaw, PartitionSampler, Quota, connected_components,
};

/// Every partition of nodes, each as the smallest node of each node's cluster.
fn partitions(nodes: u32) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for node in 0..nodes {
        let grown = |labels: Vec<u32>| {
            let mut choices: Vec<u32> = labels.clone();
            choices.push(node);
            choices.sort_unstable();
            choices.dedup();
            let with = move |label| {
                let mut labels = labels.clone();
                labels.push(label);
                labels
            };
            choices.into_iter().map(with)
        };
        all = all.into_iter().flat_map(grown).collect();
    }
    all
}

/// log2 of what the law gives a partition, up to a constant; `None` where it is impossible.
fn weight(labels: &[u32], edges: &[Edge], law: &PartitionLaw) -> Option<f64> {
    let nodes = labels.len() as u32;
    let together = |a: u32, b: u32| labels[a as usize] == labels[b as usize];
    let constraints = &law.constraints;
    let class = |node: u32| constraints.classes.get(node as usize).copied();
    let group = |node: u32| constraints.exclusive_groups.get(node as usize).copied();
    let mut total = 0.0;
    let mut joined = Vec::new();
    for a in 0..nodes {
        for b in a + 1..nodes {
            if constraints.start.is_some_and(|start| start.together(a, b)) && !together(a, b) {
                return None;
            }
            if !together(a, b) {
                continue;
            }
            if group(a).flatten().is_some() && group(a) == group(b) {
                return None;
            }
            let kept = |edge: &&Edge| [[a, b], [b, a]].contains(&[edge.left, edge.right]);
            let kept: Vec<&Edge> = edges.iter().filter(kept).collect();
            joined.extend(kept.iter().copied().copied());
            let ends = class(a).zip(class(b));
            let compared = ends.is_none_or(|(a, b)| {
                !law.uncompared.contains(&[a, b]) && !law.uncompared.contains(&[b, a])
            });
            total += match kept.is_empty() {
                true if compared => law.absent,
                true => 0.0,
                false => kept.iter().map(|edge| edge.weight).sum(),
            };
        }
    }
    if constraints.cannot_link.iter().any(|&[a, b]| together(a, b)) {
        return None;
    }
    for quota in constraints.quotas {
        for label in 0..nodes {
            let count = |class: u32| {
                let members = (0..nodes).filter(|&node| labels[node as usize] == label);
                members
                    .filter(|&node| constraints.classes[node as usize] == class)
                    .count() as u32
            };
            if count(quota.class) > quota.most && count(quota.beside) > 0 {
                return None;
            }
        }
    }
    let hanging = connected_components(nodes as usize, &joined, f64::NEG_INFINITY);
    (hanging.labels() == labels).then_some(total)
}

/// The probability of each partition.
fn probabilities(nodes: u32, edges: &[Edge], law: &PartitionLaw) -> BTreeMap<Vec<u32>, f64> {
    let possible = partitions(nodes).into_iter();
    let odds = possible.filter_map(|labels| {
        let weight = weight(&labels, edges, law)?;
        Some((labels, weight.exp2()))
    });
    let odds: BTreeMap<_, _> = odds.collect();
    let total: f64 = odds.values().sum();
    let shares = odds
        .into_iter()
        .map(|(labels, odds)| (labels, odds / total));
    shares.collect()
}

/// How often each partition is drawn.
fn frequencies(sampler: &PartitionSampler, seed: u64, draws: u64) -> BTreeMap<Vec<u32>, u64> {
    let mut counts = BTreeMap::new();
    for number in 0..draws {
        let labels = sampler.draw(seed, number).labels().to_vec();
        *counts.entry(labels).or_default() += 1;
    }
    counts
}

/// The largest difference between how often a partition was drawn and how often to expect it, in standard errors.
fn distance(
    counts: &BTreeMap<Vec<u32>, u64>,
    expected: &BTreeMap<Vec<u32>, f64>,
    draws: u64,
) -> f64 {
    for labels in counts.keys() {
        assert!(expected.contains_key(labels), "{labels:?} is impossible");
    }
    let n = draws as f64;
    let likely = expected.iter().filter(|(_, p)| n * **p > 5.0);
    let differences = likely.map(|(labels, &p)| {
        let drawn = counts.get(labels).copied().unwrap_or(0) as f64;
        (drawn - n * p).abs() / (n * p * (1.0 - p)).sqrt().max(1.0)
    });
    differences.fold(0.0, f64::max)
}

/// Edges between some two thirds of all pairs, from −`spread` to `spread` bits.
fn dense(nodes: u32, spread: u32, lcg: &mut Lcg) -> Vec<Edge> {
    let pairs = (0..nodes).flat_map(|a| (a + 1..nodes).map(move |b| (a, b)));
    let mut edges = Vec::new();
    for (a, b) in pairs {
        let weight = f64::from(lcg.next(2 * spread + 1)) - f64::from(spread);
        if lcg.next(3) > 0 {
            edges.push(Edge::new(a, b, weight));
        }
    }
    edges
}

/// Draws small graphs under constraints of every kind; each partition must come up as often as the law says, none that is
/// impossible.
fn has_the_law(exact: u32, seeds: std::ops::Range<u64>) {
    const DRAWS: u64 = 2_000;
    for seed in seeds {
        let mut lcg = Lcg(seed + 100);
        let nodes = 5 + (seed % 3) as u32;
        let edges = dense(nodes, 4 + 4 * (seed % 2) as u32, &mut lcg);
        let classes: Vec<u32> = (0..nodes).map(|_| lcg.next(3)).collect();
        let groups: Vec<Option<u32>> = classes
            .iter()
            .map(|&class| (class < seed as u32 % 3).then_some(class))
            .collect();
        let quotas = [Quota {
            class: 0,
            beside: 1,
            most: 1,
        }];
        let uncompared = [[2, 2], [0, 1]];
        let start = connected_components(nodes as usize, &[Edge::new(1, 3, 1.0)], 0.0);
        let constraints = Constraints {
            exclusive_groups: &groups,
            cannot_link: if seed % 5 == 1 { &[[0, 4]] } else { &[] },
            classes: &classes,
            quotas: if seed % 4 == 2 { &quotas } else { &[] },
            start: (groups[1].is_none() && seed % 4 == 3).then_some(&start),
        };
        let law = PartitionLaw {
            constraints,
            uncompared: if seed % 3 == 1 { &uncompared } else { &[] },
            absent: -f64::from(lcg.next(6)),
            exact,
            sweeps: 12,
        };
        let held = [Edge::new(1, 3, 2.0)];
        let edges = if constraints.start.is_some() {
            [&edges[..], &held].concat()
        } else {
            edges
        };
        let sampler = PartitionSampler::new(nodes as usize, &disturbed(&edges, seed as u32), &law);
        let expected = probabilities(nodes, &edges, &law);
        let largest = distance(&frequencies(&sampler, 3, DRAWS), &expected, DRAWS);
        assert!(largest < 5.0, "seed {seed}: {largest} standard errors");
    }
}

#[test]
fn small_components_are_drawn_by_the_law() {
    has_the_law(8, 0..40);
}

#[test]
fn a_markov_chain_has_the_same_law() {
    has_the_law(1, 0..40);
}

/// Two nodes with one edge: the match probability and no other.
#[test]
fn two_nodes_are_together_with_the_probability_of_their_edge() {
    for (weight, exact) in [(-6.0, 6), (-1.5, 6), (0.0, 1), (0.7, 6), (3.0, 1), (5.0, 6)] {
        let law = PartitionLaw {
            exact,
            ..PartitionLaw::default()
        };
        let edges = [Edge::new(1, 0, weight)];
        let sampler = PartitionSampler::new(2, &edges, &law);
        let p = 1.0 / (1.0 + f64::exp2(-weight));
        let n = 20_000.0;
        let together = (0..20_000).filter(|&number| sampler.draw(9, number).together(0, 1));
        let found = together.count() as f64;
        assert!(
            (found - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt(),
            "{weight}: {found}"
        );
    }
}

proptest! {
    /// On more nodes than can be summed over: no constraint is broken, clusters hang together, and neither the order of
    /// edges nor what was drawn before matters.
    #[test]
    fn draws_obey_constraints(edges in tied_edges(120, 300), seed: u32, number in 0u64..50) {
        let mut lcg = Lcg(u64::from(seed));
        let classes: Vec<u32> = (0..120).map(|_| lcg.next(4)).collect();
        let groups: Vec<Option<u32>> = (0..120).map(|_| Some(lcg.next(30)).filter(|group| *group < 20)).collect();
        let apart: Vec<[u32; 2]> = (0..40).map(|_| [lcg.next(60), 60 + lcg.next(60)]).collect();
        let quotas = [Quota { class: 0, beside: 1, most: 1 }, Quota { class: 2, beside: 3, most: 0 }];
        let constraints = Constraints {
            exclusive_groups: &groups,
            cannot_link: &apart,
            classes: &classes,
            quotas: &quotas,
            start: None,
        };
        let law = PartitionLaw { constraints, sweeps: 3, ..PartitionLaw::default() };
        let sampler = PartitionSampler::new(120, &edges, &law);
        let drawn = sampler.draw(5, number);
        let together = |a: u32, b: u32| drawn.together(a, b);
        for a in 0..120 {
            let group = |node: u32| groups[node as usize];
            prop_assert!((0..a).all(|b| group(a).is_none() || group(a) != group(b) || !together(a, b)));
            let beside = |class: u32| (0..120).filter(|&b| together(a, b) && classes[b as usize] == class).count();
            prop_assert!(beside(1) == 0 || beside(0) <= 1);
            prop_assert!(beside(2) == 0 || beside(3) == 0);
        }
        prop_assert!(apart.iter().all(|&[a, b]| !together(a, b)));
        let within: Vec<Edge> = edges.iter().copied().filter(|edge| together(edge.left, edge.right)).collect();
        prop_assert_eq!(&connected_components(120, &within, f64::NEG_INFINITY), &drawn);
        let again = PartitionSampler::new(120, &disturbed(&edges, seed), &law);
        again.draw(5, number + 1);
        prop_assert_eq!(again.draw(5, number), drawn);
    }
}

/// Two certain edges to one node, of which one can hold, are drawn evenly; without the constraint both hold in every draw,
/// though the pair across has no edge, but not where it speaks against them.
#[test]
fn certain_edges_hold_unless_they_contradict_one_another() {
    let edges = [Edge::new(0, 1, 50.0), Edge::new(1, 2, 50.0)];
    let sampler = PartitionSampler::new(
        3,
        &edges,
        &PartitionLaw {
            absent: -60.0,
            ..PartitionLaw::default()
        },
    );
    assert!((0..50).all(|number| sampler.draw(1, number).clusters() == 1));
    let against = [edges[0], edges[1], Edge::new(0, 2, -60.0)];
    let sampler = PartitionSampler::new(3, &against, &PartitionLaw::default());
    assert!((0..50).all(|number| sampler.draw(1, number).clusters() == 2));
    let constraints = Constraints {
        cannot_link: &[[0, 2]],
        ..Constraints::default()
    };
    for exact in [1, 6] {
        let law = PartitionLaw {
            constraints,
            exact,
            ..PartitionLaw::default()
        };
        let sampler = PartitionSampler::new(3, &edges, &law);
        let first = (0..2_000)
            .filter(|&number| sampler.draw(1, number).together(0, 1))
            .count();
        assert!((900..1_100).contains(&first), "{first}");
        assert!((0..50).all(|number| sampler.draw(1, number).clusters() == 2));
    }
}

/// Where every edge is certain all draws are the components, or what constraints leave of them.
#[test]
fn draws_of_certain_edges_are_components() {
    let (truth, mut edges) = planted(300, 4, 0, 3);
    edges.iter_mut().for_each(|edge| edge.weight += 40.0);
    let sampler = PartitionSampler::new(1_200, &edges, &PartitionLaw::default());
    assert!((0..5).all(|number| sampler.draw(1, number).labels() == truth));
    edges
        .iter_mut()
        .for_each(|edge| edge.weight = f64::INFINITY);
    let sampler = PartitionSampler::new(1_200, &edges, &PartitionLaw::default());
    assert_eq!(sampler.draw(2, 0).labels(), truth);
}

/// Twenty thousand nodes hang together by edges of one to 65: one in 65 edges holds, and clusters stay small.
#[test]
fn weak_edges_do_not_percolate() {
    let mut edges = Lcg(23).edges(20_000, 20_000, 40_000, 1);
    edges.retain(|edge| edge.left != edge.right);
    edges.iter_mut().for_each(|edge| edge.weight = -6.0);
    let component = connected_components(20_000, &edges, -6.0);
    assert!(component.clusters() < 1_000);
    let sampler = PartitionSampler::new(20_000, &edges, &PartitionLaw::default());
    let drawn = sampler.draw(1, 0);
    let linked = 20_000 - drawn.clusters();
    let expected = edges.len() as f64 / 65.0;
    assert!(
        (linked as f64 - expected).abs() < 5.0 * expected.sqrt(),
        "{linked} of {expected}"
    );
    assert!(summary(&drawn).1 <= 4);
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let mut edges = Lcg(29).edges(30_000, 30_000, 24_000, 24);
    edges.iter_mut().for_each(|edge| edge.weight -= 12.0);
    let groups: Vec<_> = (0..30_000)
        .map(|node| Some(node % 7).filter(|group| *group < 3))
        .collect();
    let constraints = Constraints {
        exclusive_groups: &groups,
        ..Constraints::default()
    };
    let law = PartitionLaw {
        constraints,
        ..PartitionLaw::default()
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| PartitionSampler::new(30_000, &edges, &law).draw(4, 11))
    };
    let one = on(1);
    assert!(one.clusters() < 27_000);
    assert_eq!(one, on(2));
    assert_eq!(one, on(7));
    let sampler = PartitionSampler::new(30_000, &edges, &law);
    assert_ne!(one, sampler.draw(4, 12));
    assert_ne!(one, sampler.draw(5, 11));
}

#[test]
#[should_panic(expected = "a pair without an edge weighs at most 0")]
fn pairs_without_an_edge_do_not_speak_for_one_person() {
    PartitionSampler::new(
        2,
        &[],
        &PartitionLaw {
            absent: 0.5,
            ..PartitionLaw::default()
        },
    );
}

#[test]
#[should_panic(expected = "at most 12 units are drawn exactly")]
fn large_components_are_not_summed_over() {
    PartitionSampler::new(
        2,
        &[],
        &PartitionLaw {
            exact: 13,
            ..PartitionLaw::default()
        },
    );
}

#[test]
#[should_panic(expected = "need a class for every node")]
fn uncompared_classes_need_classes() {
    PartitionSampler::new(
        2,
        &[],
        &PartitionLaw {
            uncompared: &[[0, 0]],
            ..PartitionLaw::default()
        },
    );
}
