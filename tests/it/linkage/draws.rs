//! Drawn link sets and the errors to expect of links, on pairs that are given.

use rayon::ThreadPoolBuilder;
use throughline::linkage::{
    Cardinality, LinkDraws, LinkErrors, LinkType, LinkageSpec, MatchProbability, PersonIndex,
    Resolution, ScoredPair, ScoredPairs,
};
use throughline::standardise::RecordId;

use super::probability;
use super::resolve::{given, ladder, name, pair, partition, persons, records};

/// How often something holds of a thousand draws.
fn times(scored: &ScoredPairs, draws: LinkDraws, holds: impl Fn(&PersonIndex) -> bool) -> usize {
    let sets = scored.draws(&draws.draws(1_000)).unwrap();
    sets.iter().filter(|people| holds(people)).count()
}

fn together(a: u32, b: u32) -> impl Fn(&PersonIndex) -> bool {
    move |people| people.person(RecordId(a)) == people.person(RecordId(b))
}

/// Ids of so many records.
fn rows<'a>(prefix: &str, count: usize, names: &'a mut Vec<String>) -> Vec<&'a str> {
    *names = (0..count).map(|at| format!("{prefix}{at}")).collect();
    names.iter().map(String::as_str).collect()
}

#[test]
fn a_pair_is_linked_with_its_probability() {
    let records = records(&[("a", &["1", "2", "3"])]);
    let scored = given(&LinkageSpec::new(), &records, &[pair(0, 1, 1.0)]);
    let found = times(&scored, LinkDraws::new(), together(0, 1));
    assert!((620..715).contains(&found), "{found}");
    let sets = scored.draws(&LinkDraws::new()).unwrap();
    for people in sets.iter() {
        let weight = if together(0, 1)(&people) {
            1.0
        } else {
            f64::INFINITY
        };
        assert_eq!(people.weights(), [weight, weight, f64::INFINITY]);
        assert_eq!(people.threshold(), 0.0);
        assert_eq!(people.len(), 3);
    }
}

/// Both of 0 and 1 are like 2 with odds of 4; a person has one record of `a`: 1 : 4 : 4.
#[test]
fn rivals_share_what_there_is() {
    let records = records(&[("a", &["1", "2"]), ("b", &["3"])]);
    let pairs = [pair(0, 2, 2.0), pair(1, 2, 2.0)];
    let free = given(&LinkageSpec::new().duplicate_free("a"), &records, &pairs);
    let sets = free.draws(&LinkDraws::new().draws(3_000)).unwrap();
    assert!(sets.iter().all(|people| !together(0, 1)(&people)));
    for share in sets.shares() {
        assert!((share - 4.0 / 9.0).abs() < 0.04, "{share}");
    }
    // The pairs themselves say four in five each.
    let people = free.resolve(probability(0.7)).unwrap();
    let own = free.link_errors(&people);
    assert_eq!((own.links, own.apart), (1, 1));
    assert!((own.false_links - 0.2).abs() < 1e-12 && (own.missed_links - 0.8).abs() < 1e-12);
    let drawn = sets.link_errors(&people);
    assert!((drawn.false_share().unwrap() - 5.0 / 9.0).abs() < 0.04);
    assert!((drawn.missed_share().unwrap() - 0.5).abs() < 0.04);
}

/// Where a dataset may hold a person twice and its records are not compared, its records are linked independently; where they
/// are compared, the pair that was not kept speaks against both.
#[test]
fn records_that_are_never_compared_do_not_speak_against_one_another() {
    let records = records(&[("a", &["1", "2"]), ("b", &["3"])]);
    let pairs = [pair(0, 2, 0.0), pair(1, 2, 0.0)];
    let both = |people: &PersonIndex| people.person_count() == 1;
    let link = given(
        &LinkageSpec::new().link_type(LinkType::Link),
        &records,
        &pairs,
    );
    let draws = LinkDraws::new().not_kept(-10.0);
    let found = times(&link, draws, both);
    assert!((210..290).contains(&found), "{found}");
    let unlinked = LinkageSpec::new().pair("a", "a", Cardinality::Never);
    assert_eq!(
        times(&given(&unlinked, &records, &pairs), draws, both),
        found
    );
    let dedupe = given(&LinkageSpec::new(), &records, &pairs);
    assert!(times(&dedupe, draws, both) < 5);
    // Given pairs have a floor of 0 here, even odds.
    assert_eq!(times(&dedupe, LinkDraws::new(), both), found);
}

#[test]
fn the_ladder_holds_and_what_may_not_be_never_is() {
    let records = records(&[("a", &["1", "2", "3", "4"]), ("b", &["5", "6"])]);
    let pairs = [
        ladder(0, 1, -8.0, 0),
        pair(1, 4, 3.0),
        pair(2, 4, 3.0),
        pair(2, 3, 6.0),
        pair(3, 5, 1.0),
        ladder(2, 5, 12.0, 0),
    ];
    let spec = LinkageSpec::new()
        .never_link(name("a", "3"), name("b", "6"))
        .pair("a", "b", Cardinality::ManyToOne);
    let scored = given(&spec, &records, &pairs);
    let sets = scored.draws(&LinkDraws::new().draws(300)).unwrap();
    let mut seen = [0; 2];
    for people in sets.iter() {
        assert!(together(0, 1)(&people), "the ladder holds");
        assert!(!together(2, 5)(&people), "though the ladder found the pair");
        assert!(!together(4, 5)(&people), "b is beside a once");
        seen[0] += usize::from(together(1, 4)(&people));
        seen[1] += usize::from(together(3, 5)(&people));
    }
    assert!(seen.iter().all(|times| (1..300).contains(times)));
    // The weight of a record is that of its strongest kept pair.
    let linked = sets.iter().find(together(1, 4)).unwrap();
    assert_eq!(linked.weights()[..2], [-8.0, 3.0]);
}

/// Two datasets that are not linked with one another meet through a third where bridges are allowed.
#[test]
fn bridges_are_allowed_where_settings_say_so() {
    let records = records(&[("a", &["1"]), ("b", &["2"]), ("c", &["3"])]);
    let spec = LinkageSpec::new().pair("a", "c", Cardinality::Never);
    let scored = given(&spec, &records, &[pair(0, 1, 5.0), pair(1, 2, 5.0)]);
    assert_eq!(times(&scored, LinkDraws::new(), together(0, 2)), 0);
    assert!(times(&scored, LinkDraws::new().bridges(true), together(0, 2)) > 900);
}

/// A world of three datasets, some thousand pairs, in which all that is kept is all but certain.
#[test]
fn draws_of_certain_links_are_resolved_people() {
    let mut names = Vec::new();
    let ids = rows("r", 200, &mut names);
    let records = records(&[("a", &ids), ("b", &ids), ("c", &ids)]);
    let pairs: Vec<ScoredPair> = (0..200u32)
        .flat_map(|at| {
            let weight = f64::from(45 + at % 9);
            let one = (at % 3 > 0).then(|| pair(at, 200 + (at * 7) % 200, weight));
            let other = (at % 5 > 0).then(|| pair(200 + (at * 7) % 200, 400 + at, weight + 1.0));
            one.into_iter().chain(other)
        })
        .collect();
    for spec in [
        LinkageSpec::new(),
        LinkageSpec::new().duplicate_free("a").duplicate_free("b"),
    ] {
        let scored = given(&spec, &records, &pairs);
        let resolved = scored.resolve(probability(0.95)).unwrap();
        assert!(resolved.person_count() < 400);
        for people in scored.draws(&LinkDraws::new().draws(3)).unwrap().iter() {
            assert_eq!(persons(&people), persons(&resolved));
            assert_eq!(people.weights(), resolved.weights());
        }
    }
}

/// Unsure pairs of a large component, and the same with datasets and rows in another order and on other numbers of threads.
#[test]
fn a_draw_depends_on_its_seed_and_number_alone() {
    let mut names = Vec::new();
    let ids = rows("r", 300, &mut names);
    let turned: Vec<&str> = ids.iter().rev().copied().collect();
    let one = records(&[("a", &ids), ("b", &ids)]);
    let other = records(&[("b", &turned), ("a", &ids)]);
    let spec = LinkageSpec::new().duplicate_free("a");
    let mut pairs = Vec::new();
    let mut moved = Vec::new();
    for at in 0..900u32 {
        let (a, b) = (at * 37 % 300, (at * 91 + at / 7) % 300);
        let weight = f64::from(at % 11) - 6.0;
        if !pairs.contains(&pair(a, 300 + b, weight)) {
            pairs.push(pair(a, 300 + b, weight));
            moved.push(pair(300 + a, 299 - b, weight));
        }
    }
    let (mut seen, mut kept) = (Vec::new(), Vec::new());
    for (at, pair) in pairs.iter().enumerate() {
        let ends = (pair.left, pair.right);
        if !seen.contains(&ends) {
            seen.push(ends);
            kept.push(at);
        }
    }
    let of = |pairs: &[ScoredPair]| kept.iter().map(|&at| pairs[at]).collect::<Vec<_>>();
    let scored = given(&spec, &one, &of(&pairs));
    let draws = LinkDraws::new().seed(4);
    let drawn = scored.draws(&draws).unwrap().draw(7);
    assert!(drawn.person_count() < 560);
    for threads in [1, 2, 7] {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        assert_eq!(
            pool.install(|| scored.draws(&draws).unwrap().draw(7)),
            drawn
        );
    }
    let again = given(&spec, &other, &of(&moved));
    let again = again.draws(&draws).unwrap().draw(7);
    assert_eq!(partition(&again, &other), partition(&drawn, &one));
    let sets = scored.draws(&draws).unwrap();
    assert_ne!(sets.draw(8), drawn);
    assert_ne!(scored.draws(&draws.seed(5)).unwrap().draw(7), drawn);
    assert_eq!(sets.iter().nth(7).unwrap(), drawn);
    assert_eq!(
        (sets.len(), sets.is_empty(), sets.iter().len()),
        (20, false, 20)
    );
}

#[test]
fn settings_that_cannot_be_meant_are_refused() {
    let records = records(&[("a", &["1", "2"])]);
    let scored = given(&LinkageSpec::new(), &records, &[pair(0, 1, 1.0)]);
    for (draws, part) in [
        (LinkDraws::new().draws(0), "no draw was asked for"),
        (LinkDraws::new().sweeps(0), "one sweep or more"),
        (LinkDraws::new().exact_up_to(13), "at most 12"),
        (LinkDraws::new().not_kept(0.1), "weighs 0.1"),
        (LinkDraws::new().not_kept(f64::NAN), "not 0 or below"),
    ] {
        let refusal = scored.draws(&draws).err().unwrap().to_string();
        assert!(refusal.contains(part), "{refusal}");
    }
}

#[test]
fn the_ladder_alone_makes_people() {
    let records = records(&[("a", &["1", "2", "3"]), ("b", &["4"])]);
    let pairs = [
        ladder(0, 1, -3.0, 1),
        pair(1, 2, f64::INFINITY),
        ladder(0, 3, 9.0, 0),
        ladder(1, 3, 9.0, 0),
    ];
    let scored = given(&LinkageSpec::new(), &records, &pairs);
    let resolved = scored.resolve_with(&Resolution::ladder_only()).unwrap();
    assert_eq!(persons(&resolved.people), [0, 0, 1, 0]);
    assert_eq!((resolved.links.len(), resolved.refused.len()), (3, 0));
    assert_eq!(resolved.people.threshold(), 1.0);
    let once = LinkageSpec::new().duplicate_free("a");
    let resolved = given(&once, &records, &pairs).resolve_with(&Resolution::ladder_only());
    let resolved = resolved.unwrap();
    assert_eq!(persons(&resolved.people), [0, 1, 2, 0]);
    assert_eq!((resolved.links.len(), resolved.refused.len()), (1, 2));
    let none = given(&LinkageSpec::new(), &records, &[pair(0, 1, 50.0)]);
    let refusal = none.resolve_with(&Resolution::ladder_only()).unwrap_err();
    assert!(
        refusal.to_string().contains("the ladder found no pair"),
        "{refusal}"
    );
}

/// By hand: at 2 bits 0–1 and 2–3 are links and 1–2, though weaker, is within no person; at 0.5 bits all are one.
#[test]
fn errors_to_expect_are_sums_of_probabilities() {
    let records = records(&[("a", &["1", "2"]), ("b", &["3", "4"])]);
    let odds = |odds: f64| odds.log2();
    let pairs = [
        pair(0, 1, odds(9.0)),
        pair(1, 2, odds(1.5)),
        ladder(2, 3, -5.0, 0),
        pair(0, 3, odds(0.25)),
    ];
    let scored = given(&LinkageSpec::new(), &records, &pairs);
    let people = scored.resolve(probability(0.8)).unwrap();
    let close = |found: LinkErrors, links, false_links: f64, apart, missed_links: f64| {
        assert_eq!((found.links, found.apart), (links, apart));
        assert!((found.false_links - false_links).abs() < 1e-12, "{found:?}");
        assert!(
            (found.missed_links - missed_links).abs() < 1e-12,
            "{found:?}"
        );
    };
    close(scored.link_errors(&people), 2, 0.1, 2, 0.8);
    let all = scored.resolve(probability(0.55)).unwrap();
    assert_eq!(all.person_count(), 1);
    close(scored.link_errors(&all), 3, 0.1 + 0.4, 0, 0.0);
    let by_dataset = scored.link_errors_by_dataset(&people);
    let names: Vec<(&str, &str)> = by_dataset
        .iter()
        .map(|one| (&*one.left, &*one.right))
        .collect();
    assert_eq!(names, [("a", "a"), ("a", "b"), ("b", "b")]);
    close(by_dataset[0].errors, 1, 0.1, 0, 0.0);
    close(by_dataset[1].errors, 0, 0.0, 2, 0.8);
    close(by_dataset[2].errors, 1, 0.0, 0, 0.0);
    assert_eq!(by_dataset[1].errors.false_share(), None);
    assert_eq!(by_dataset[1].errors.missed_share(), Some(1.0));
    let frame = throughline::linkage::DatasetLinkErrors::frame(&by_dataset).unwrap();
    assert_eq!((frame.height(), frame.width()), (3, 8));
    assert_eq!(frame.column("false_share").unwrap().null_count(), 1);
    let sets = scored.draws(&LinkDraws::new()).unwrap();
    let drawn = sets.link_errors_by_dataset(&people);
    close(drawn[2].errors, 1, 0.0, 0, 0.0);
    assert_eq!(drawn.iter().map(|one| one.errors.links).sum::<u64>(), 2);
}

/// People at several thresholds where datasets hold a person once are those of each threshold by itself.
#[test]
fn a_sweep_under_constraints_is_each_threshold_by_itself() {
    let records = records(&[("a", &["1", "2"]), ("b", &["3", "4"])]);
    let pairs = [
        pair(0, 2, 6.0),
        pair(0, 3, 4.0),
        pair(1, 2, 5.0),
        pair(1, 3, 0.5),
    ];
    let spec = LinkageSpec::new().duplicate_free("a").duplicate_free("b");
    let scored = given(&spec, &records, &pairs);
    let at: Vec<MatchProbability> = [0.97, 0.6, 0.99, 0.1].map(probability).to_vec();
    let swept = scored.resolve_at(&at).unwrap();
    for (&threshold, people) in at.iter().zip(&swept) {
        assert_eq!(*people, scored.resolve(threshold).unwrap());
    }
    assert_eq!(swept.len(), 4);
    assert!(scored.resolve_at(&[]).unwrap().is_empty());
}
