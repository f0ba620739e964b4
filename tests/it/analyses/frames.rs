//! Scores from frames, wide and long, and results as frames, batches, CSV and JSON.

use polars::prelude::{IntoLazy, LazyFrame, df};
use throughline::longitudinal::Direction;
use throughline::outcomes::{Analysis, FrameScores, Method, Results};

use super::{close, row};

fn wide() -> LazyFrame {
    let frame = df![
        "id" => ["p", "q", "r", "s"],
        "arm" => [Some("a"), Some("b"), Some("a"), None],
        "start" => [Some(3.0), Some(4.0), Some(5.0), Some(6.0)],
        "half" => [Some(5.0), Some(4.0), None, Some(9.0)],
        "year" => [6i32, 5, 7, 9],
    ];
    frame.unwrap().lazy()
}

fn long() -> LazyFrame {
    let frame = df![
        "id" => ["s", "p", "q", "r", "s", "q", "p", "p", "q", "r", "s"],
        "arm" => [None, Some("a"), Some("b"), Some("a"), None, Some("b"), Some("a"), Some("a"), Some("b"), Some("a"), None],
        "time" => ["start", "start", "start", "start", "half", "half", "half", "year", "year", "year", "year"],
        "score" => [6.0, 3.0, 4.0, 5.0, 9.0, 4.0, 5.0, 6.0, 5.0, 7.0, 9.0],
    ];
    frame.unwrap().lazy()
}

fn asked(scores: FrameScores) -> Results {
    let scores = scores
        .measure(
            "safety",
            Direction::HigherIsBetter,
            "start",
            [("6m", "half"), ("12m", "year")],
        )
        .group_by("arm");
    scores
        .analyse(&Analysis::of([
            Method::PairedT,
            Method::SignedRank,
            Method::Friedman,
        ]))
        .unwrap()
}

#[test]
fn wide_and_long_say_the_same() {
    let results = asked(FrameScores::wide(wide()));
    assert_eq!(
        results.rows(),
        asked(FrameScores::long(long(), "id", "time", "score")).rows()
    );
    let mean = row(&results, Method::PairedT, "all", "mean change");
    assert_eq!((mean.wave.as_str(), mean.n, mean.n_missing), ("6m", 3, 1));
    close(mean.estimate, 5.0 / 3.0, 1e-12);
    let groups: Vec<&str> = results
        .of(Method::PairedT)
        .take(4)
        .map(|row| row.group.as_str())
        .collect();
    assert_eq!(groups, ["all", "a", "b", "not recorded"]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let measured = |scores: FrameScores, baseline: &str, wave: &str| {
        let scores = scores.measure("x", Direction::HigherIsBetter, baseline, [("then", wave)]);
        scores.compare().unwrap_err().to_string()
    };
    let message = measured(FrameScores::wide(wide()), "start", "later");
    assert!(
        message.contains("no column `later`") && message.contains("half"),
        "{message}"
    );
    assert!(measured(FrameScores::wide(wide()), "start", "arm").contains("not scores"));
    let message = measured(
        FrameScores::long(long(), "id", "time", "score"),
        "start",
        "decade",
    );
    assert!(
        message.contains("`decade`") && message.contains("year"),
        "{message}"
    );
    let twice = df!["id" => ["p", "p", "q"], "time" => ["start", "start", "start"], "score" => [1.0, 2.0, 3.0]];
    let twice = FrameScores::long(twice.unwrap().lazy(), "id", "time", "score");
    let message = measured(twice, "start", "start");
    assert!(message.contains("rows 0 and 1"), "{message}");
    let no_wave: [(&str, &str); 0] = [];
    let scores =
        FrameScores::wide(wide()).measure("x", Direction::HigherIsBetter, "start", no_wave);
    assert!(
        scores
            .compare()
            .unwrap_err()
            .to_string()
            .contains("no follow-up")
    );
}

#[test]
fn scores_that_are_not_finite_are_findings() {
    let frame = df!["before" => [Some(1.0), Some(f64::NAN), None, Some(4.0)], "after" => [f64::INFINITY, 2.0, 3.0, 5.0]];
    let scores = FrameScores::wide(frame.unwrap().lazy()).measure(
        "x",
        Direction::HigherIsBetter,
        "before",
        [("then", "after")],
    );
    let results = scores.analyse(&Analysis::default()).unwrap();
    let found: Vec<_> = results
        .findings()
        .iter()
        .map(|found| (found.field, found.row))
        .collect();
    assert_eq!(found, [("baseline", 1), ("follow_up", 0)]);
    assert_eq!((results.rows()[0].n, results.rows()[0].n_missing), (1, 3));
}

#[test]
fn results_go_out_whole() {
    let results = asked(FrameScores::wide(wide()));
    let frame = results.to_frame().unwrap();
    assert_eq!(frame.height(), results.rows().len());
    let estimates: Vec<Option<f64>> = frame
        .column("estimate")
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect();
    let expected: Vec<Option<f64>> = results.rows().iter().map(|row| row.estimate).collect();
    assert_eq!(estimates, expected);
    let batches = results.to_record_batches().unwrap();
    let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
    assert_eq!(
        (rows, batches[0].num_columns()),
        (frame.height(), frame.width())
    );
    let mut bytes = Vec::new();
    results.write_csv(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), frame.height() + 1);
    assert!(text.starts_with("measure,wave,grouping,group,direction,method,quantity,estimate,"));
    assert!(text.contains(&format!(",{},", 5.0 / 3.0)), "{text}");
    let json = serde_json::to_value(&results).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), frame.height());
    assert_eq!(json["analysis"]["methods"][0], "paired_t");
    let table = results.table();
    assert_eq!(table.lines().count(), frame.height() + 2);
    assert!(table.contains("95% CI") && table.contains("arm: not recorded"));
}

/// Rows of a long frame that name nobody are nobody's: left out, told, and never a person together.
#[test]
fn rows_of_nobody_are_left_out_and_told() {
    let frame = df![
        "id" => [Some("a"), Some("a"), None, None, Some("b"), Some("b")],
        "wave" => ["0", "6", "0", "6", "0", "6"],
        "score" => [1.0, 2.0, 9.0, 0.0, 3.0, 6.0],
    ]
    .unwrap();
    let scores = FrameScores::long(frame.lazy(), "id", "wave", "score").measure(
        "x",
        Direction::HigherIsBetter,
        "0",
        [("then", "6")],
    );
    let results = scores.analyse(&Analysis::of([Method::PairedT])).unwrap();
    let row = &results.rows()[0];
    assert_eq!((row.n, row.n_missing, row.estimate), (2, 0, Some(2.0)));
    let told: Vec<_> = results
        .findings()
        .iter()
        .map(|own| (own.field, own.row))
        .collect();
    assert_eq!(told, [("person", 2), ("person", 3)]);
}
