//! Cases worked out by hand, and values from outside.

use throughline::linkage::{Cardinality, Chains, Link, LinkType, Refusal, RefusedLink, Review};

use super::*;

/// The example of `scipy.optimize.linear_sum_assignment` in the documentation of SciPy 1.17: costs
/// [[4, 1, 3], [2, 0, 5], [3, 2, 2]] are least, 5, with columns 1, 0 and 2. A weight here is 10 less the cost.
#[test]
fn one_to_one_is_the_assignment_of_scipy() {
    let costs = [[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]];
    let cells = (0..3).flat_map(|row| (0..3).map(move |column| (row, column)));
    let pairs: Vec<ScoredPair> = cells
        .map(|(row, column)| pair(row, 3 + column, 10.0 - costs[row as usize][column as usize]))
        .collect();
    let records = records(&[("a", &["1", "2", "3"]), ("b", &["1", "2", "3"])]);
    let spec = LinkageSpec::new().pair("a", "b", Cardinality::OneToOne);
    let resolved = given(&spec, &records, &pairs)
        .resolve_with(&at(0.0))
        .unwrap();
    assert_eq!(persons(&resolved.people), [0, 1, 2, 1, 0, 2]);
    let total: f64 = resolved.links.iter().map(|link| link.weight).sum();
    assert_eq!(total, 30.0 - 5.0);
    assert_eq!(resolved.refused.len(), 6);
}

/// The best pair alone, 1 and 1, would shut out two good ones.
#[test]
fn a_link_taken_over_a_stronger_pair_is_for_review_at_any_setting() {
    let pairs = [pair(0, 2, 10.0), pair(0, 3, 8.0), pair(1, 2, 9.0)];
    let records = records(&[("a", &["1", "2"]), ("b", &["1", "2"])]);
    let spec = LinkageSpec::new().duplicate_free("a").duplicate_free("b");
    let resolved = given(&spec, &records, &pairs)
        .resolve_with(&at(5.0))
        .unwrap();
    assert_eq!(persons(&resolved.people), [0, 1, 1, 0]);
    let margins: Vec<f64> = resolved.links.iter().map(|link| link.margin).collect();
    assert_eq!(margins, [-2.0, -1.0]);
    assert_eq!(resolved.for_review().count(), 2);
    let refused = &resolved.refused[0];
    let held_twice = Refusal::HeldOnce {
        dataset: "a".into(),
        records: [RecordId(0), RecordId(1)],
    };
    assert_eq!(refused.reason, held_twice);
    assert_eq!(
        refused.reason.to_string(),
        "a holds each person at most once"
    );
}

/// A person who asks twice looks nearly like two people of the register: the close match of tracing practice.
#[test]
fn close_matches_are_flagged_or_withheld() {
    let pairs = [
        pair(0, 2, 12.0),
        pair(1, 2, 10.5),
        pair(1, 3, 14.0),
        pair(0, 3, -3.0),
    ];
    let records = records(&[("register", &["1", "2"]), ("asked", &["1", "2"])]);
    let spec = LinkageSpec::new().duplicate_free("register");
    let scored = given(&spec, &records, &pairs);
    let close = at(6.0).close_margin(2.0);
    let flagged = scored.resolve_with(&close).unwrap();
    assert_eq!(persons(&flagged.people), [0, 1, 0, 1]);
    let seen: Vec<_> = flagged
        .links
        .iter()
        .map(|link| (link.margin, link.review))
        .collect();
    assert_eq!(seen, [(1.5, true), (3.5, false)]);
    let withheld = scored
        .resolve_with(&close.review(Review::Withhold))
        .unwrap();
    assert_eq!(persons(&withheld.people), [0, 1, 2, 1]);
    assert_eq!(withheld.links, flagged.links);
    assert_eq!(withheld.people.weights()[0], f64::INFINITY);
    assert_eq!(
        scored.resolve_with(&at(6.0)).unwrap().for_review().count(),
        0
    );
}

#[test]
fn a_tie_is_for_review_and_goes_to_the_record_whose_id_is_first() {
    let tied = [pair(0, 2, 8.0), pair(1, 2, 8.0)];
    let spec = LinkageSpec::new().duplicate_free("a");
    for ids in [["1", "2"], ["2", "1"]] {
        let records = records(&[("a", &ids), ("b", &["1"])]);
        let resolved = given(&spec, &records, &tied)
            .resolve_with(&at(5.0))
            .unwrap();
        let first = ids.iter().position(|id| *id == "1").unwrap() as u32;
        assert_eq!(resolved.links.len(), 1);
        let link = resolved.links[0];
        assert_eq!((link.left.0, link.margin, link.review), (first, 0.0, true));
    }
}

/// Twins are two records of a register that holds each person once, however alike they are.
#[test]
fn a_pair_that_cannot_be_is_no_rival() {
    let pairs = [pair(0, 1, 11.0), pair(0, 2, 12.0), pair(1, 3, 13.0)];
    let records = records(&[("register", &["1", "2"]), ("asked", &["1", "2"])]);
    let spec = LinkageSpec::new().duplicate_free("register");
    let resolved = given(&spec, &records, &pairs)
        .resolve_with(&at(5.0).close_margin(3.0))
        .unwrap();
    assert!(
        resolved
            .links
            .iter()
            .all(|link| link.margin == f64::INFINITY && !link.review)
    );
    assert_eq!(resolved.refused.len(), 1);
}

#[test]
fn ladder_pairs_are_links_at_any_weight_in_the_order_of_rules() {
    let pairs = [
        ladder(0, 2, 1.0, 1),
        ladder(1, 2, -7.0, 0),
        pair(0, 3, 9.0),
        pair(1, 3, 15.0),
    ];
    let records = records(&[("register", &["1", "2"]), ("asked", &["1", "2"])]);
    let spec = LinkageSpec::new()
        .duplicate_free("register")
        .duplicate_free("asked");
    let scored = given(&spec, &records, &pairs);
    let resolved = scored.resolve_with(&at(5.0)).unwrap();
    // Rule 0 gives asked/1 to register/2, which is then no longer there for asked/2.
    assert_eq!(persons(&resolved.people), [0, 1, 1, 0]);
    assert_eq!(
        resolved
            .links
            .iter()
            .map(|link| link.weight)
            .collect::<Vec<_>>(),
        [9.0, -7.0]
    );
    assert!(resolved.people.probability(RecordId(2)) < 0.01);
    // The other ladder pair of asked/1 is a rival of its link; the stronger pair of register/2 is none.
    assert_eq!(resolved.links[1].margin, -8.0);

    let never = spec.never_link(name("register", "2"), name("asked", "1"));
    let resolved = given(&never, &records, &pairs)
        .resolve_with(&at(5.0))
        .unwrap();
    assert_eq!(persons(&resolved.people), [0, 1, 0, 1]);
    let forbidden = Refusal::NeverLinked {
        records: [RecordId(1), RecordId(2)],
    };
    assert!(resolved.refused.iter().any(|one| one.reason == forbidden));
}

/// Two datasets that are each linked with a register only.
#[test]
fn datasets_that_are_never_linked_meet_in_a_person_only_over_a_bridge() {
    let records = records(&[("register", &["1"]), ("school", &["1"]), ("police", &["1"])]);
    let pairs = [pair(0, 1, 12.0), pair(0, 2, 9.0)];
    let spec = LinkageSpec::new().pair("police", "school", Cardinality::Never);
    let scored = given(&spec, &records, &pairs);
    let apart = scored.resolve_with(&at(5.0)).unwrap();
    assert_eq!(persons(&apart.people), [0, 0, 1]);
    let reason = &apart.refused[0].reason;
    assert_eq!(reason.name(), "cardinality");
    assert_eq!(reason.to_string(), "police and school are linked never");
    let met = scored.resolve_with(&at(5.0).bridges(true)).unwrap();
    assert_eq!(met.people.person_count(), 1);
    assert!(ScoredPairs::given(&spec, &records, vec![pair(1, 2, 5.0)]).is_err());
}

/// A dataset that is never linked with itself is not compared with itself; another may still join two of its records.
#[test]
fn a_dataset_may_meet_itself_through_another() {
    let records = records(&[("a", &["1"]), ("b", &["1", "2"])]);
    let spec = LinkageSpec::new().pair("b", "b", Cardinality::Never);
    let scored = given(&spec, &records, &[pair(0, 1, 9.0), pair(0, 2, 9.0)]);
    assert_eq!(scored.resolve(probability(0.9)).unwrap().person_count(), 1);
}

/// Two of one dataset come together first; the other dataset is linked one to one, so neither takes a partner.
#[test]
fn cardinalities_hold_of_people_and_not_of_single_pairs() {
    let records = records(&[("a", &["1", "2"]), ("b", &["1"])]);
    let pairs = [pair(0, 1, 12.0), pair(0, 2, 9.0)];
    let spec = LinkageSpec::new().pair("a", "b", Cardinality::OneToOne);
    let resolved = given(&spec, &records, &pairs)
        .resolve_with(&at(5.0))
        .unwrap();
    assert_eq!(persons(&resolved.people), [0, 0, 1]);
    let reason = Refusal::Cardinality {
        left: "a".into(),
        right: "b".into(),
        how: Cardinality::OneToOne,
    };
    assert_eq!(resolved.refused[0].reason, reason);
    let many = LinkageSpec::new().pair("a", "b", Cardinality::ManyToOne);
    let resolved = given(&many, &records, &pairs)
        .resolve_with(&at(5.0))
        .unwrap();
    assert_eq!(resolved.people.person_count(), 1);
}

/// 0–1–2–3, where 0 and 2 were compared and are unlike.
#[test]
fn chains_are_followed_as_far_as_they_are_allowed() {
    let records = records(&[("a", &["1", "2", "3", "4"])]);
    let pairs = [
        pair(0, 1, 9.0),
        pair(1, 2, 8.0),
        pair(2, 3, 7.0),
        pair(0, 2, -4.0),
    ];
    let scored = given(&LinkageSpec::new(), &records, &pairs);
    let people = |chains| {
        let resolved = scored.resolve_with(&at(5.0).chains(chains)).unwrap();
        (persons(&resolved.people), resolved.refused)
    };
    assert_eq!(people(Chains::Allowed).0, [0, 0, 0, 0]);
    let (complete, refused) = people(Chains::Complete);
    assert_eq!(complete, [0, 0, 1, 1]);
    assert_eq!(
        refused[0].reason,
        Refusal::NotAllLinked { links: 1, pairs: 4 }
    );
    let (minimum, refused) = people(Chains::MinimumEdge(0.0));
    assert_eq!(minimum, [0, 0, 1, 1]);
    let weak = Refusal::WeakPair {
        records: [RecordId(0), RecordId(2)],
        weight: -4.0,
    };
    assert_eq!(refused[0].reason, weak);
    assert_eq!(people(Chains::MinimumEdge(-4.0)).0, [0, 0, 0, 0]);
    // A floor above the threshold is the threshold too.
    assert_eq!(people(Chains::MinimumEdge(7.5)).0, [0, 0, 1, 2]);
}

#[test]
fn people_are_named_by_their_first_record_by_dataset_and_id() {
    let records = records(&[("z", &["9", "10"]), ("b", &["7", "3"])]);
    let scored = given(
        &LinkageSpec::new(),
        &records,
        &[pair(0, 2, 9.0), pair(2, 3, 9.0)],
    );
    let people = scored.resolve(probability(0.9)).unwrap();
    assert_eq!(people.labels(&records), [name("b", "3"), name("z", "10")]);
}

#[test]
fn links_and_refused_links_are_frames() {
    let pairs = [pair(0, 2, 12.0), pair(1, 2, 10.5), ladder(1, 3, 2.0, 1)];
    let records = records(&[("register", &["1", "2"]), ("asked", &["1", "2"])]);
    let spec = LinkageSpec::new().duplicate_free("register");
    let resolved = given(&spec, &records, &pairs)
        .resolve_with(&at(6.0).close_margin(2.0))
        .unwrap();
    let links = Link::frame(&resolved.links).unwrap();
    let common = [
        "left",
        "right",
        "match_weight",
        "match_probability",
        "deterministic",
        "rule",
    ];
    let columns = |frame: &polars::prelude::DataFrame| -> Vec<String> {
        frame
            .get_column_names()
            .iter()
            .map(|name| name.to_string())
            .collect()
    };
    assert_eq!(
        columns(&links),
        [&common[..], &["margin", "review"]].concat()
    );
    let margins: Vec<Option<f64>> = links
        .column("margin")
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(margins, [Some(1.5), None]);
    let refused = RefusedLink::frame(&resolved.refused).unwrap();
    let own = ["reason", "reason_left", "reason_right"];
    assert_eq!(columns(&refused), [&common[..], &own].concat());
    assert_eq!(
        refused.column("reason").unwrap().str().unwrap().get(0),
        Some("held_once")
    );
    assert_eq!(
        refused
            .column("reason_right")
            .unwrap()
            .u32()
            .unwrap()
            .get(0),
        Some(1)
    );
    assert_eq!(
        Link::record_batches(&resolved.links).unwrap()[0].num_rows(),
        2
    );
    assert_eq!(
        RefusedLink::record_batches(&resolved.refused).unwrap()[0].num_columns(),
        9
    );
    assert_eq!(Link::frame(&[]).unwrap().height(), 0);
}

/// Planted: 500 people, each once in a register and twice in each of two agencies' files, true pairs above false ones.
#[test]
fn planted_people_are_recovered() {
    let (people, span) = (500u32, 5u32);
    let ids: Vec<String> = (0..2 * people).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let all = records(&[
        ("register", &ids[..people as usize]),
        ("x", &ids),
        ("y", &ids),
    ]);
    let record = |person: u32, which: u32| match which {
        0 => person,
        1 | 2 => people + 2 * person + which - 1,
        _ => 3 * people + 2 * person + which - 3,
    };
    let mut pairs = Vec::new();
    for person in 0..people {
        for which in 1..span {
            pairs.push(pair(
                record(person, 0),
                record(person, which),
                9.0 + f64::from((person * 7 + which) % 5),
            ));
            // The next person of the register looks nearly the same.
            pairs.push(pair(
                record((person + 1) % people, 0),
                record(person, which),
                6.0 + f64::from(person % 3),
            ));
        }
    }
    let spec = LinkageSpec::new()
        .link_type(LinkType::Link)
        .duplicate_free("register");
    let scored = given(&spec, &all, &pairs);
    let resolved = scored.resolve_with(&at(5.0)).unwrap();
    assert_eq!(resolved.people.person_count(), 500);
    assert!((0..people).all(|person| (1..span).all(|which| {
        resolved.people.person(RecordId(record(person, which)))
            == resolved.people.person(RecordId(person))
    })));
    assert_eq!(
        (resolved.links.len(), resolved.refused.len()),
        (2_000, 2_000)
    );
    let free = given(&LinkageSpec::new(), &all, &pairs);
    assert_eq!(
        free.resolve_with(&at(5.0)).unwrap().people.person_count(),
        1
    );
}
