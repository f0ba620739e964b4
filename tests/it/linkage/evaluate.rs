//! Accuracy, where the truth is known of all records or of some pairs.

use proptest::prelude::*;
use throughline::ingest::EncodedColumn;
use throughline::linkage::{
    Accuracy, LabelledPair, LinkType, LinkageSpec, PersonIndex, RecordName, ScoredPair,
    ScoredPairs, Truth,
};
use throughline::standardise::{RecordId, Records};

use super::probability;
use super::resolve::{at, given, ladder, name, names, pair, records};

const LINK_TYPES: [LinkType; 3] = [LinkType::LinkAndDedupe, LinkType::Link, LinkType::Dedupe];

fn label(left: RecordName, right: RecordName, is_match: bool) -> LabelledPair {
    LabelledPair {
        left,
        right,
        is_match,
    }
}

/// Two datasets of three records.
fn two_by_three() -> Records {
    records(&[("a", &["1", "2", "3"]), ("b", &["1", "2", "3"])])
}

/// The example of `sklearn.metrics.precision_recall_curve` in the documentation of scikit-learn 1.9: truth 0, 0, 1, 1 and
/// scores 0.1, 0.4, 0.35, 0.8 have precisions 0.5, 2/3, 0.5 and 1 and recalls 1, 1, 0.5 and 0.5, from the lowest score.
#[test]
fn the_curve_is_that_of_scikit_learn() {
    let records = two_by_three();
    let names = names(&records);
    let cells = [
        (0, 3, 0.1, false),
        (0, 4, 0.4, false),
        (1, 3, 0.35, true),
        (1, 4, 0.8, true),
    ];
    let labelled: Vec<LabelledPair> = cells
        .iter()
        .map(|&(left, right, _, is_match)| {
            label(names[right].clone(), names[left].clone(), is_match)
        })
        .collect();
    let pairs = cells.map(|(left, right, score, _)| pair(left as u32, right as u32, score));
    let scored = given(&LinkageSpec::new(), &records, &pairs);
    let truth = Truth::from_pairs(&records, &labelled).unwrap();
    let curve = scored.curve(&truth);
    let seen: Vec<_> = curve
        .iter()
        .rev()
        .map(|point| (point.match_weight, point.precision, point.recall))
        .collect();
    assert_eq!(
        seen,
        [
            (0.1, 0.5, 1.0),
            (0.35, 2.0 / 3.0, 1.0),
            (0.4, 0.5, 0.5),
            (0.8, 1.0, 0.5)
        ]
    );
    let best = scored.best_f1(&truth).unwrap();
    assert_eq!((best.match_weight, best.f1), (0.35, 0.8));
}

#[test]
fn labelled_pairs_that_blocking_missed_are_misses_and_pairs_without_label_do_not_count() {
    let records = two_by_three();
    let scored = given(
        &LinkageSpec::new(),
        &records,
        &[
            pair(0, 3, 9.0),
            pair(1, 4, 8.0),
            pair(2, 5, 7.0),
            pair(1, 5, -2.0),
        ],
    );
    let labelled = [
        label(name("a", "1"), name("b", "1"), true),
        label(name("b", "2"), name("a", "2"), false),
        label(name("a", "2"), name("b", "3"), false),
        label(name("a", "3"), name("b", "1"), true),
        label(name("b", "1"), name("a", "3"), true),
    ];
    let truth = Truth::from_pairs(&records, &labelled).unwrap();
    assert_eq!(truth.pairs(), 2);
    let half = Accuracy {
        f1: 0.5,
        precision: 0.5,
        recall: 0.5,
    };
    assert_eq!(scored.accuracy(&truth, probability(0.9)), half);
    let resolved = scored.resolve_with(&at(3.0)).unwrap();
    assert_eq!(resolved.people.accuracy(&truth), half);
    assert_eq!(
        truth.accuracy_of(resolved.links.iter().map(|link| (link.left, link.right))),
        half
    );
    assert_eq!(scored.curve(&truth).len(), 3);
    let nothing = Truth::from_pairs(&records, &[]).unwrap();
    assert_eq!(scored.accuracy(&nothing, probability(0.9)).precision, 1.0);
    assert_eq!(scored.best_f1(&nothing), None);
}

#[test]
fn labels_of_records_that_are_not_there_are_refused_by_name() {
    let records = two_by_three();
    let refused = |labelled: &[LabelledPair]| {
        let error = Truth::from_pairs(&records, labelled).unwrap_err();
        assert!(error.is_linkage());
        error.to_string()
    };
    let good = label(name("a", "1"), name("b", "1"), true);
    let unknown = refused(&[good.clone(), label(name("a", "2"), name("b", "9"), true)]);
    assert!(
        unknown.contains("the record `9` of the dataset `b`"),
        "{unknown}"
    );
    let elsewhere = refused(&[label(name("c", "1"), name("b", "1"), true)]);
    assert!(
        elsewhere.contains("the record `1` of the dataset `c`"),
        "{elsewhere}"
    );
    let turned = label(name("b", "1"), name("a", "1"), false);
    let both = refused(&[good, turned]);
    assert!(
        both.contains("`b/1` and `a/1` are labelled both a match and none"),
        "{both}"
    );
    assert!(refused(&[label(name("a", "1"), name("a", "1"), true)]).contains("are one record"));
}

/// Rule 0 is right in one of two pairs, rule 1 in its only one; a weak ladder pair is a link all the same.
#[test]
fn the_ladder_is_judged_by_rule_and_counts_at_every_threshold() {
    let records = two_by_three();
    let pairs = [
        ladder(0, 3, 12.0, 0),
        ladder(1, 5, 3.0, 0),
        ladder(2, 5, -6.0, 1),
        pair(1, 4, 6.0),
        pair(0, 4, 1.0),
    ];
    let truth = EncodedColumn::from_values(["x", "y", "z", "x", "y", "z"]);
    let truth = Truth::new(&records, &truth, LinkType::Link).unwrap();
    let scored = given(&LinkageSpec::new(), &records, &pairs);
    let rules = scored.ladder_accuracy(&truth);
    let seen: Vec<_> = rules
        .iter()
        .map(|rule| (rule.rule, rule.right, rule.links))
        .collect();
    assert_eq!(seen, [(0, 1, 2), (1, 1, 1)]);
    assert_eq!(
        (rules[0].accuracy.precision, rules[0].accuracy.recall),
        (0.5, 1.0 / 3.0)
    );
    let strict = scored.accuracy(&truth, probability(0.999));
    assert_eq!((strict.precision, strict.recall), (2.0 / 3.0, 2.0 / 3.0));
    let curve = scored.curve(&truth);
    let points: Vec<_> = curve
        .iter()
        .map(|point| (point.match_weight, point.right, point.links))
        .collect();
    assert_eq!(points, [(f64::INFINITY, 2, 3), (6.0, 3, 4), (1.0, 3, 5)]);
    assert_eq!(curve[0].match_probability, 1.0);
    assert_eq!(scored.best_f1(&truth).unwrap().match_weight, 6.0);
}

/// Of all pairs that a link type allows: how many are one person in both, by the people and by the truth.
fn by_every_pair(people: &PersonIndex, labels: &[u8], link_type: LinkType) -> (u64, u64, u64) {
    let count = labels.len() as u32;
    let (mut right, mut links, mut pairs) = (0, 0, 0);
    for (left, other) in (0..count).flat_map(|b| (0..b).map(move |a| (a, b))) {
        if !link_type.allows(left / 5, other / 5) {
            continue;
        }
        let linked = people.person(RecordId(left)) == people.person(RecordId(other));
        let label = |record: u32| labels[record as usize];
        let same = label(left) == label(other) && label(left) != 0;
        right += u64::from(linked && same);
        links += u64::from(linked);
        pairs += u64::from(same);
    }
    (right, links, pairs)
}

fn share(of: u64, all: u64) -> f64 {
    if all == 0 {
        1.0
    } else {
        of as f64 / all as f64
    }
}

fn fifteen() -> Records {
    let ids = ["1", "2", "3", "4", "5"];
    records(&[("a", &ids), ("b", &ids), ("c", &ids)])
}

/// Pairs of 15 records with weights in halves, some of the ladder.
fn pairs() -> impl Strategy<Value = Vec<ScoredPair>> {
    let pair = (0..15u32, 1..15u32, -8..16, 0..6).prop_map(|(left, step, halves, rule)| {
        let right = (left + step) % 15;
        let weight = f64::from(halves) / 2.0;
        match rule {
            0 => ladder(left.min(right), left.max(right), weight, 0),
            _ => pair(left.min(right), left.max(right), weight),
        }
    });
    prop::collection::vec(pair, 0..40).prop_map(|mut pairs| {
        pairs.sort_by_key(|pair| (pair.left, pair.right));
        pairs.dedup_by_key(|pair| (pair.left, pair.right));
        pairs
    })
}

/// A person from 1 for each of 15 records, 0 where unknown.
fn labels() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..6u8, 15)
}

fn truth_of(records: &Records, labels: &[u8], link_type: LinkType) -> Truth {
    let text = |label: &u8| match label {
        0 => String::new(),
        label => label.to_string(),
    };
    let column = EncodedColumn::from_values(labels.iter().map(text));
    Truth::new(records, &column, link_type).unwrap()
}

proptest! {
    #[test]
    fn people_are_judged_over_every_allowed_pair(pairs in pairs(), labels in labels()) {
        let records = fifteen();
        let people = given(&LinkageSpec::new(), &records, &pairs).resolve(probability(0.9)).unwrap();
        for link_type in LINK_TYPES {
            let truth = truth_of(&records, &labels, link_type);
            let (right, links, pairs) = by_every_pair(&people, &labels, link_type);
            prop_assert_eq!(truth.pairs(), pairs);
            let found = people.accuracy(&truth);
            prop_assert_eq!((found.precision, found.recall), (share(right, links), share(right, pairs)));
        }
    }

    /// The truth of all records, and the same said of every pair, are one truth.
    #[test]
    fn labels_of_every_pair_say_what_labels_of_records_do(pairs in pairs(), labels in labels()) {
        let records = fifteen();
        let names = names(&records);
        let every = (0..15).flat_map(|b| (0..b).map(move |a| (a, b)));
        let labelled: Vec<LabelledPair> = every
            .map(|(a, b): (usize, usize)| label(names[a].clone(), names[b].clone(), labels[a] == labels[b] && labels[a] != 0))
            .collect();
        let by_pair = Truth::from_pairs(&records, &labelled).unwrap();
        let by_record = truth_of(&records, &labels, LinkType::LinkAndDedupe);
        let scored = given(&LinkageSpec::new(), &records, &pairs);
        let people = scored.resolve(probability(0.9)).unwrap();
        prop_assert_eq!(by_pair.pairs(), by_record.pairs());
        prop_assert_eq!(people.accuracy(&by_pair), people.accuracy(&by_record));
        prop_assert_eq!(scored.curve(&by_pair), scored.curve(&by_record));
        prop_assert_eq!(scored.ladder_accuracy(&by_pair), scored.ladder_accuracy(&by_record));
    }

    #[test]
    fn the_curve_is_the_accuracy_at_each_threshold(pairs in pairs(), labels in labels(), threshold in 0.01..0.999) {
        let records = fifteen();
        let scored = given(&LinkageSpec::new(), &records, &pairs);
        let threshold = probability(threshold);
        for link_type in LINK_TYPES {
            let truth = truth_of(&records, &labels, link_type);
            let curve = scored.curve(&truth);
            prop_assert!(curve.is_sorted_by(|a, b| a.match_weight > b.match_weight));
            prop_assert!(curve.is_sorted_by_key(|point| point.recall));
            let best = scored.best_f1(&truth).map(|best| best.f1);
            prop_assert_eq!(best, curve.iter().map(|point| point.f1).reduce(f64::max));
            let above = curve.iter().rfind(|point| point.match_weight >= threshold.weight());
            let found = scored.accuracy(&truth, threshold);
            let expected = above.map_or((1.0, share(0, truth.pairs())), |point| (point.precision, point.recall));
            prop_assert_eq!((found.precision, found.recall), expected);
        }
    }
}

#[test]
#[should_panic(expected = "the truth is of other records")]
fn the_truth_of_other_records_is_refused() {
    let truth = Truth::from_pairs(&two_by_three(), &[]).unwrap();
    let scored: ScoredPairs = given(&LinkageSpec::new(), &fifteen(), &[]);
    scored.curve(&truth);
}
