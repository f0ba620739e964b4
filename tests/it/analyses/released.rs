//! Results beside their comparison, as a policy shows them.

use throughline::disclosure::{Policy, ProtectedResultRow, ResultsBeside};
use throughline::longitudinal::{Direction, Measure};
use throughline::outcomes::{Analysis, Method, WideScores, analyse_columns, compare_columns};

use super::measure;

/// Forty people of group a, thirty of b, and `few` of c; of everyone `worse` got worse.
fn released(few: usize, worse: usize) -> Vec<ProtectedResultRow> {
    let n = 70 + few;
    let before: Vec<_> = (0..n).map(|i| Some((i * 5 % 11) as f64)).collect();
    let change = |i: usize| {
        if i < worse {
            -4.0
        } else {
            ((i * 3 % 7) as f64) + 1.0
        }
    };
    let after: Vec<_> = (0..n)
        .map(|i| before[i].map(|score| score + change(i)))
        .collect();
    let group = |i: usize| match i {
        0..40 => "a",
        40..70 => "b",
        _ => "c",
    };
    let labels: Vec<_> = (0..n).map(|i| Some(group(i))).collect();
    let safety = Measure {
        minimal_important_change: Some(2.0),
        ..measure("safety")
    };
    let scores = WideScores::of(safety, &before)
        .wave("then", &after)
        .group_by("group", &labels);
    let policy = Policy::dfe();
    let comparison = policy.release(compare_columns(&scores).unwrap()).unwrap();
    let methods = [
        Method::PairedT,
        Method::SignedRank,
        Method::Responders,
        Method::Ancova,
    ];
    let results = analyse_columns(&scores, &Analysis::of(methods)).unwrap();
    let released = policy
        .release(ResultsBeside::new(results.clone(), &comparison))
        .unwrap();
    assert_eq!(released.table().rows().len(), results.rows().len());
    assert_eq!(
        released.audit().withheld().len(),
        released
            .table()
            .rows()
            .iter()
            .filter(|row| row.withheld)
            .count()
    );
    released.table().rows().to_vec()
}

fn of<'r>(
    rows: &'r [ProtectedResultRow],
    method: Method,
    group: &'r str,
) -> impl Iterator<Item = &'r ProtectedResultRow> {
    rows.iter()
        .filter(move |row| row.method == method && row.group == group)
}

#[test]
fn enough_people_are_shown() {
    let rows = released(30, 20);
    for row in rows.iter().filter(|row| row.method != Method::Responders) {
        assert!(!row.withheld, "{row:?}");
    }
    let rank = of(&rows, Method::SignedRank, "all").next().unwrap();
    assert!(rank.estimate.is_none() && rank.p.is_some());
    assert!(rank.caveats.iter().all(|caveat| !caveat.contains("zero")));
}

#[test]
fn few_people_and_whoever_would_give_them_away_are_hidden() {
    let rows = released(3, 20);
    let hidden = |group| of(&rows, Method::PairedT, group).next().unwrap().withheld;
    assert!(hidden("c") && hidden("b") && !hidden("all") && !hidden("a"));
    for row in rows.iter().filter(|row| row.method == Method::Ancova) {
        assert!(row.withheld && row.estimate.is_none() && row.ci.is_none() && row.p.is_none());
        assert!(row.n.is_suppressed() && row.caveats.is_empty());
    }
}

#[test]
fn a_share_of_few_hides_the_split() {
    let rows = released(30, 2);
    let shares: Vec<_> = of(&rows, Method::Responders, "all").collect();
    assert!(shares.len() == 2 && shares.iter().all(|row| row.withheld));
    assert!(!of(&rows, Method::PairedT, "all").next().unwrap().withheld);
}

/// Three people whose means are not shown: nothing tells whether all of them began past the cut-off, nor how many they are.
#[test]
fn few_people_chosen_by_score_are_not_told_from_others() {
    let chosen = Measure {
        direction: Direction::LowerIsBetter,
        cut_off: Some(17.0),
        ..super::measure("difficulties")
    };
    let arms: Vec<_> = (0..43)
        .map(|i| Some(if i < 3 { "few" } else { "many" }))
        .collect();
    let after: Vec<_> = (0..43).map(|i| Some(f64::from(8 + i % 9))).collect();
    let released = |first: f64| {
        let score = |i: i32| if i == 0 { first } else { f64::from(18 + i % 7) };
        let mut before: Vec<_> = (0..43).map(|i| Some(score(i))).collect();
        before[40] = Some(3.0);
        let scores = WideScores::of(chosen.clone(), &before)
            .wave("then", &after)
            .group_by("arm", &arms);
        let policy = Policy::dfe();
        let comparison = policy.release(compare_columns(&scores).unwrap()).unwrap();
        let results = analyse_columns(&scores, &Analysis::of([Method::PairedT])).unwrap();
        let of_few = results
            .rows()
            .iter()
            .filter(|row| row.group == "few")
            .count();
        let released = policy
            .release(ResultsBeside::new(results, &comparison))
            .unwrap();
        let rows = released.table().rows().iter();
        let rows: Vec<_> = rows.filter(|row| row.group == "few").cloned().collect();
        (of_few, rows)
    };
    let ((all, shown), (_, others)) = (released(20.0), released(5.0));
    assert!(all > shown.len(), "{all}");
    assert_eq!(shown, others);
    assert!(shown.iter().all(|row| row.n.shown().is_none()));
}
