//! What holds of every world and every setting.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use throughline::linkage::{
    Chains, Link, LinkType, LinkageSpec, PersonIndex, Refusal, Resolution, Resolved, Review,
    ScoredPair, ScoredPairs,
};
use throughline::standardise::RecordId;

use super::world::{ALL, EACH, Read, World, dataset, free_worlds, resolutions, worlds};
use super::*;

fn ends(pair: &ScoredPair) -> (u32, u32) {
    (pair.left.0, pair.right.0)
}

/// The records of each person.
fn members(people: &PersonIndex) -> Vec<Vec<u32>> {
    let mut members = vec![Vec::new(); people.person_count()];
    for (record, person) in people.persons().iter().enumerate() {
        members[person.0 as usize].push(record as u32);
    }
    members
}

fn together(people: &PersonIndex, (left, right): (u32, u32)) -> bool {
    people.person(RecordId(left)) == people.person(RecordId(right))
}

/// The smallest record that each hangs together with, by following links until nothing changes.
fn components(records: u32, links: impl Iterator<Item = (u32, u32)> + Clone) -> Vec<u32> {
    let mut labels: Vec<u32> = (0..records).collect();
    loop {
        let before = labels.clone();
        for (left, right) in links.clone() {
            let least = labels[left as usize].min(labels[right as usize]);
            labels[left as usize] = least;
            labels[right as usize] = least;
        }
        if labels == before {
            return labels;
        }
    }
}

fn is_partition_by(people: &PersonIndex, labels: &[u32]) -> bool {
    let pairs = (0..labels.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let mut pairs = pairs.map(|(a, b)| (a as u32, b as u32, labels[a] == labels[b]));
    pairs.all(|(a, b, same)| together(people, (a, b)) == same)
}

/// Canonical records of a person of a world that was read in its own order.
fn resolve(world: &World, resolution: &Resolution) -> (Read, Resolved) {
    let read = world.read();
    let resolved = read.scored.resolve_with(resolution).unwrap();
    (read, resolved)
}

/// That a reason is true of the two people it is said of.
fn holds(
    world: &World,
    bridges: bool,
    resolution: &Resolution,
    people: [&[u32]; 2],
    scored: &ScoredPairs,
    reason: &Refusal,
) -> bool {
    let across = |[a, b]: [RecordId; 2]| {
        people[0].contains(&a.0) && people[1].contains(&b.0)
            || people[0].contains(&b.0) && people[1].contains(&a.0)
    };
    let found = |records: [RecordId; 2]| {
        let mut pairs = scored.pairs().iter();
        pairs.find(|pair| [pair.left, pair.right] == records)
    };
    match reason {
        Refusal::HeldOnce {
            dataset: name,
            records,
        } => {
            let datasets = records.map(|record| dataset(record.0));
            across(*records)
                && datasets[0] == datasets[1]
                && world.duplicate_free[datasets[0]]
                && **name == *["a", "b", "c"][datasets[0]]
        }
        Refusal::NeverLinked { records } => {
            let [a, b] = records.map(|record| record.0);
            across(*records) && (world.never.contains(&(a, b)) || world.never.contains(&(b, a)))
        }
        Refusal::Cardinality { left, right, how } => {
            let index = |name: &str| ["a", "b", "c"].iter().position(|one| *one == name).unwrap();
            let pairing = (index(left), index(right), *how);
            let alone = World {
                cardinalities: vec![pairing],
                duplicate_free: [false; 3],
                never: vec![],
                pairs: vec![],
            };
            world.cardinalities.contains(&pairing)
                && alone.fault(&people.concat(), bridges).is_some()
        }
        Refusal::NotAllLinked { links, pairs } => {
            let strong = scored.pairs().iter().filter(|pair| {
                pair.weight >= resolution.threshold_weight()
                    && !pair.found_by.is_deterministic()
                    && across([pair.left, pair.right])
            });
            *pairs == (people[0].len() * people[1].len()) as u64
                && *links == strong.count() as u64
                && links < pairs
        }
        Refusal::WeakPair { records, weight } => {
            across(*records)
                && found(*records)
                    .is_some_and(|pair| pair.weight == *weight && !pair.found_by.is_deterministic())
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn nobody_holds_two_records_that_may_not_be_one_person(
        world in worlds(),
        resolution in resolutions(),
        bridges: bool,
        withheld: bool,
    ) {
        let review = if withheld { Review::Withhold } else { Review::Flag };
        let (_, resolved) = resolve(&world, &resolution.bridges(bridges).review(review));
        for person in members(&resolved.people) {
            prop_assert_eq!(world.fault(&person, bridges), None);
        }
    }

    #[test]
    fn every_strong_pair_is_a_link_or_refused_for_a_reason_that_holds(
        world in worlds(),
        resolution in resolutions(),
        bridges: bool,
    ) {
        let resolution = resolution.bridges(bridges);
        let (Read { scored, .. }, resolved) = resolve(&world, &resolution);
        let strong = scored.pairs().iter().filter(|pair| {
            pair.found_by.is_deterministic() || pair.weight >= resolution.threshold_weight()
        });
        let (linked, apart): (Vec<ScoredPair>, Vec<ScoredPair>) =
            strong.partition(|pair| together(&resolved.people, ends(pair)));
        prop_assert_eq!(resolved.links.iter().map(Link::pair).collect::<Vec<_>>(), linked);
        prop_assert_eq!(resolved.refused.iter().map(|one| one.pair()).collect::<Vec<_>>(), apart);
        let members = members(&resolved.people);
        for refused in &resolved.refused {
            let people = [refused.left, refused.right].map(|end| &members[resolved.people.person(end).0 as usize][..]);
            prop_assert!(holds(&world, bridges, &resolution, people, &scored, &refused.reason), "{:?}", refused);
            let by_chains = matches!(refused.reason, Refusal::NotAllLinked { .. } | Refusal::WeakPair { .. });
            prop_assert!(!(by_chains && refused.found_by.is_deterministic()), "the ladder heeds no chains");
        }
    }

    #[test]
    fn where_nothing_is_forbidden_people_are_components(world in free_worlds(), halves in -6..12) {
        let threshold = f64::from(halves) / 2.0;
        let (Read { scored, .. }, resolved) = resolve(&world, &at(threshold));
        let is_link = |pair: &&ScoredPair| pair.found_by.is_deterministic() || pair.weight >= threshold;
        let links = scored.pairs().iter().filter(is_link);
        let labels = components(ALL, links.clone().map(ends));
        prop_assert!(is_partition_by(&resolved.people, &labels));
        prop_assert!(resolved.refused.is_empty());
        let firsts: Vec<u32> = (0..ALL).filter(|&record| labels[record as usize] == record).collect();
        for (number, first) in firsts.iter().enumerate() {
            prop_assert_eq!(resolved.people.person(RecordId(*first)).0, number as u32);
        }
        for record in (0..ALL).map(RecordId) {
            let own = links.clone().filter(|pair| pair.left == record || pair.right == record);
            let strongest = own.map(|pair| pair.weight).reduce(f64::max).unwrap_or(f64::INFINITY);
            prop_assert_eq!(resolved.people.weights()[record.index()], strongest);
            prop_assert_eq!(resolved.people.probability(record), 1.0 / (1.0 + (-strongest).exp2()));
        }
    }

    /// Neither who is one person, nor links, margins and refusals, nor the names of people.
    #[test]
    fn nothing_hangs_on_the_order_of_datasets_and_rows(
        world in worlds(),
        resolution in resolutions(),
        datasets in Just([0usize, 1, 2]).prop_shuffle(),
        step in prop_oneof![Just(1u32), Just(3)],
        shift in 0..EACH,
    ) {
        let (own, resolved) = resolve(&world, &resolution);
        let moved = world.read_as(datasets, |at| (at * step + shift) % EACH);
        let again = moved.scored.resolve_with(&resolution).unwrap();
        prop_assert_eq!(partition(&resolved.people, &own.records), partition(&again.people, &moved.records));
        let named = |read: &Read, left: RecordId, right: RecordId| {
            let names = names(&read.records);
            let mut ends = [names[left.index()].clone(), names[right.index()].clone()];
            ends.sort();
            ends
        };
        let links = |read: &Read, resolved: &Resolved| -> BTreeMap<_, _> {
            let link = |link: &Link| (named(read, link.left, link.right), (link.margin.to_bits(), link.review));
            resolved.links.iter().map(link).collect()
        };
        prop_assert_eq!(links(&own, &resolved), links(&moved, &again));
        let refused = |read: &Read, resolved: &Resolved| -> BTreeSet<_> {
            let refused = resolved.refused.iter();
            refused.map(|one| {
                let between = one.reason.records().map(|[a, b]| named(read, a, b));
                (named(read, one.left, one.right), one.reason.name(), between)
            }).collect()
        };
        prop_assert_eq!(refused(&own, &resolved), refused(&moved, &again));
        let labels = |read: &Read, resolved: &Resolved| resolved.people.labels(&read.records);
        let set = |labels: Vec<RecordName>| labels.into_iter().collect::<BTreeSet<_>>();
        prop_assert_eq!(labels(&own, &resolved).len(), resolved.people.person_count());
        prop_assert_eq!(set(labels(&own, &resolved)), set(labels(&moved, &again)));
        let firsts = partition(&again.people, &moved.records);
        let firsts = firsts.iter().map(|person| person.first().unwrap().clone());
        prop_assert_eq!(set(labels(&moved, &again)), firsts.collect::<BTreeSet<_>>());
    }

    #[test]
    fn many_thresholds_are_each_as_one(world in prop_oneof![free_worlds(), worlds()], thresholds in prop::collection::vec(0.01..0.999, 0..5)) {
        let Read { scored, .. } = world.read();
        let thresholds: Vec<_> = thresholds.into_iter().map(probability).collect();
        let one_by_one: Vec<_> = thresholds.iter().map(|&one| scored.resolve(one).unwrap()).collect();
        prop_assert_eq!(scored.resolve_at(&thresholds).unwrap(), one_by_one);
        for &one in &thresholds {
            let with = scored.resolve_with(&Resolution::new(one)).unwrap();
            prop_assert_eq!(with.people, scored.resolve(one).unwrap());
        }
    }

    #[test]
    fn a_margin_is_over_the_best_pair_that_leads_elsewhere(world in worlds(), resolution in resolutions(), bridges: bool) {
        let (Read { scored, .. }, resolved) = resolve(&world, &resolution.bridges(bridges));
        let rivals = scored.pairs().iter().filter(|pair| {
            let (left, right) = ends(pair);
            !together(&resolved.people, (left, right)) && world.fault(&[left, right], bridges).is_none()
        });
        for link in &resolved.links {
            let sure = link.found_by.is_deterministic();
            let own = rivals.clone().filter(|pair| {
                let touches = |end| end == link.left || end == link.right;
                (touches(pair.left) || touches(pair.right)) && (!sure || pair.found_by.is_deterministic())
            });
            let best = own.map(|pair| pair.weight).fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(link.margin, link.weight - best);
        }
    }

    #[test]
    fn complete_people_are_all_linked_and_minimum_edges_kept(world in worlds(), halves in -6..12, floor in -8..10) {
        let mut world = world;
        world.pairs.retain(|pair| !pair.found_by.is_deterministic());
        let (threshold, floor) = (f64::from(halves) / 2.0, f64::from(floor) / 2.0);
        let weight = |scored: &ScoredPairs, own: (u32, u32)| {
            let mut pairs = scored.pairs().iter();
            pairs.find(|pair| ends(pair) == own).map(|pair| pair.weight)
        };
        let (read, complete) = resolve(&world, &at(threshold).chains(Chains::Complete));
        let (_, least) = resolve(&world, &at(threshold).chains(Chains::MinimumEdge(floor)));
        for own in (0..ALL).flat_map(|b| (0..b).map(move |a| (a, b))) {
            let weight = weight(&read.scored, own);
            prop_assert!(!together(&complete.people, own) || weight.is_some_and(|weight| weight >= threshold));
            prop_assert!(!together(&least.people, own) || weight.is_none_or(|weight| weight >= floor));
        }
    }

    /// What is withheld ties nobody; what is left is as it was.
    #[test]
    fn people_are_made_without_links_that_are_withheld(world in worlds(), resolution in resolutions()) {
        let (_, flagged) = resolve(&world, &resolution);
        let (_, withheld) = resolve(&world, &resolution.review(Review::Withhold));
        let marks = |resolved: &Resolved| -> BTreeSet<_> {
            resolved.for_review().map(|link| ends(&link.pair())).collect()
        };
        prop_assert_eq!(marks(&flagged), marks(&withheld));
        let kept = withheld.links.iter().filter(|link| !link.review).map(|link| ends(&link.pair()));
        prop_assert!(is_partition_by(&withheld.people, &components(ALL, kept.clone())));
        for own in kept {
            prop_assert!(together(&flagged.people, own));
        }
        let count = |resolved: &Resolved| resolved.links.len() + resolved.refused.len();
        prop_assert_eq!(count(&flagged), count(&withheld));
    }
}

/// The largest total of weight above the threshold that a matching of two datasets of [`EACH`] records has.
fn largest_total(weights: &[[Option<f64>; EACH as usize]], taken: u32) -> f64 {
    let Some((row, rest)) = weights.split_first() else {
        return 0.0;
    };
    let alone = largest_total(rest, taken);
    let free = row
        .iter()
        .enumerate()
        .filter(|(right, _)| taken & (1 << right) == 0);
    let with = free
        .filter_map(|(right, weight)| Some((*weight)? + largest_total(rest, taken | 1 << right)));
    with.fold(alone, f64::max)
}

proptest! {
    #[test]
    fn one_to_one_links_have_the_largest_total(
        halves in prop::collection::vec(prop::option::weighted(0.7, -4..16), (EACH * EACH) as usize),
        threshold in -2..4,
        said_of_datasets: bool,
    ) {
        let ids: Vec<String> = (0..EACH).map(|id| id.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let records = records(&[("a", &ids), ("b", &ids)]);
        let spec = LinkageSpec::new().link_type(LinkType::Link);
        let spec = match said_of_datasets {
            true => spec.duplicate_free("a").duplicate_free("b"),
            false => spec.pair("b", "a", throughline::linkage::Cardinality::OneToOne),
        };
        let threshold = f64::from(threshold) / 2.0;
        let mut pairs = Vec::new();
        let mut gains = [[None; EACH as usize]; EACH as usize];
        for (at, halves) in halves.iter().enumerate() {
            let (left, right) = (at as u32 / EACH, at as u32 % EACH);
            if let Some(halves) = halves {
                let weight = f64::from(*halves) / 2.0;
                pairs.push(pair(left, EACH + right, weight));
                gains[left as usize][right as usize] = (weight >= threshold).then_some(weight - threshold);
            }
        }
        let resolved = given(&spec, &records, &pairs).resolve_with(&at(threshold)).unwrap();
        let total: f64 = resolved.links.iter().map(|link| link.weight - threshold).sum();
        prop_assert_eq!(total, largest_total(&gains, 0));
    }

    #[test]
    fn one_to_many_links_are_with_the_best(
        halves in prop::collection::vec(prop::option::weighted(0.7, -4..16), (EACH * EACH) as usize),
        threshold in -2..4,
    ) {
        let ids: Vec<String> = (0..EACH).map(|id| id.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let records = records(&[("a", &ids), ("b", &ids)]);
        let spec = LinkageSpec::new().link_type(LinkType::Link).duplicate_free("a");
        let threshold = f64::from(threshold) / 2.0;
        let cells = halves.iter().enumerate();
        let pairs: Vec<ScoredPair> = cells.filter_map(|(at, halves)| {
            let (left, right) = (at as u32 / EACH, at as u32 % EACH);
            halves.map(|halves: i32| pair(left, EACH + right, f64::from(halves) / 2.0))
        }).collect();
        let resolved = given(&spec, &records, &pairs).resolve_with(&at(threshold)).unwrap();
        for right in EACH..2 * EACH {
            let own = pairs.iter().filter(|pair| pair.right.0 == right && pair.weight >= threshold);
            let best = own.max_by(|a, b| a.weight.total_cmp(&b.weight).then(b.left.cmp(&a.left)));
            let found = resolved.links.iter().find(|link| link.right.0 == right);
            prop_assert_eq!(found.map(Link::pair), best.copied());
        }
    }
}
