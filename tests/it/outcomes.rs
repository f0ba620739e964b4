//! Comparing paired outcomes and plain columns.

use std::path::Path;

use polars::prelude::{AnyValue, Column, DataFrame, DataType, IntoColumn, NamedFrom, Series};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::kernel::stats::{EFFECT_NAMES, SignedRankMethod};
use throughline::longitudinal::{Direction, Measure, PairedOutcomes};
use throughline::outcomes::{
    ALL, Comparison, ComparisonRow, NOT_RECORDED, OVERALL, WideScores, compare, compare_columns,
};
use throughline::schema::DatasetKind;

/// Weights in pounds of the family-treatment arm of the anorexia trial: Hand et al. (1994), A Handbook of Small Data Sets,
/// set 285; R's `MASS::anorexia`.
pub const FAMILY_TREATMENT: [(f64, f64); 17] = [
    (83.8, 95.2),
    (83.3, 94.3),
    (86.0, 91.5),
    (82.5, 91.9),
    (86.7, 100.3),
    (79.6, 76.7),
    (76.9, 76.8),
    (94.2, 101.6),
    (73.4, 94.9),
    (80.5, 75.2),
    (81.6, 77.8),
    (82.1, 95.5),
    (77.6, 90.7),
    (83.5, 92.5),
    (89.9, 93.8),
    (86.0, 91.7),
    (87.3, 98.0),
];

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

fn measure(name: &str, direction: Direction, important: Option<f64>) -> Measure {
    Measure {
        minimal_important_change: important,
        ..Measure::new(
            name,
            DatasetKind::Assessments,
            name,
            (0.0, 200.0),
            direction,
        )
    }
}

/// One eligible episode at one wave.
#[derive(Clone)]
struct Episode {
    measure: &'static str,
    wave: &'static str,
    baseline: Option<f64>,
    follow_up: Option<f64>,
    due: bool,
    service: Option<&'static str>,
}

fn episode(
    baseline: impl Into<Option<f64>>,
    follow_up: impl Into<Option<f64>>,
    service: &'static str,
) -> Episode {
    Episode {
        measure: "weight",
        wave: "6m",
        baseline: baseline.into(),
        follow_up: follow_up.into(),
        due: true,
        service: Some(service),
    }
}

fn frame(episodes: &[Episode]) -> DataFrame {
    fn column<T, P: ?Sized>(
        name: &str,
        episodes: &[Episode],
        value: impl Fn(&Episode) -> T,
    ) -> Column
    where
        Series: NamedFrom<Vec<T>, P>,
    {
        let values: Vec<T> = episodes.iter().map(value).collect();
        Series::new(name.into(), values).into_column()
    }
    let ids: Vec<u32> = (0..episodes.len() as u32).collect();
    DataFrame::new(
        episodes.len(),
        vec![
            Series::new("person".into(), ids.clone()).into_column(),
            Series::new("episode".into(), ids).into_column(),
            column("measure", episodes, |e| e.measure),
            column("wave", episodes, |e| e.wave),
            column("baseline", episodes, |e| e.baseline),
            column("follow_up", episodes, |e| e.follow_up),
            column("baseline_days", episodes, |_| 0i32),
            column("follow_up_days", episodes, |_| 180i32),
            column("due", episodes, |e| e.due),
            column("link_weight", episodes, |_| 20.0f64),
            column("service", episodes, |e| e.service),
        ],
    )
    .unwrap()
}

fn paired(episodes: &[Episode], important: Option<f64>) -> PairedOutcomes {
    PairedOutcomes::new(
        frame(episodes),
        vec![
            measure("weight", Direction::HigherIsBetter, important),
            measure("mood", Direction::LowerIsBetter, None),
        ],
        vec!["6m".to_owned(), "12m".to_owned()],
        vec!["service".to_owned()],
    )
    .unwrap()
}

fn family_treatment() -> Vec<Episode> {
    FAMILY_TREATMENT
        .map(|(before, after)| episode(before, after, "FT"))
        .to_vec()
}

fn find<'a>(comparison: &'a Comparison, wave: &str, group: &str) -> &'a ComparisonRow {
    let mut rows = comparison.rows().iter();
    rows.find(|row| row.wave == wave && row.group == group)
        .unwrap()
}

/// R: `t.test(Postwt, Prewt, paired = TRUE)` in the arm FT, and exactRankTests' exact signed-rank p, with ties.
#[test]
fn anorexia_family_treatment() {
    let comparison = compare(&paired(&family_treatment(), None)).unwrap();
    for group in [ALL, "FT"] {
        let row = find(&comparison, "6m", group);
        assert_eq!((row.n_eligible, row.n_baseline, row.n_paired), (17, 17, 17));
        let change = row.change.as_ref().unwrap();
        close(change.mean_change, 7.264_705_882, 5e-10);
        close(change.sd_change, 7.157_421_077, 5e-10);
        let test = change.t_test.unwrap();
        close(test.t, 4.184_908_135, 5e-10);
        close(test.p, 0.000_700_253_1, 5e-11);
        close(change.ci.lower, 3.584_699_54, 5e-9);
        close(change.ci.upper, 10.944_712_23, 5e-9);
        let rank = change.signed_rank.unwrap();
        assert_eq!(rank.method, SignedRankMethod::Exact);
        close(rank.p, 0.000_839_233_4, 5e-11);
        assert_eq!(
            (
                row.responders.improved,
                row.responders.same,
                row.responders.worse
            ),
            (13, 0, 4)
        );
        assert_eq!(change.headline_effect().unwrap().name, "d_av_rms");
    }
}

#[test]
fn counts_follow_who_is_due_and_who_was_lost() {
    let mut episodes = vec![
        episode(10.0, 12.0, "b"),
        episode(10.0, None, "b"),
        episode(None, 9.0, "a"),
        episode(20.0, 18.0, "a"),
        episode(f64::NAN, 18.0, "a"),
        episode(20.0, 25.0, "a"),
    ];
    episodes.push(Episode {
        due: false,
        ..episode(1.0, 50.0, "not due")
    });
    episodes.push(Episode {
        service: None,
        ..episode(4.0, 4.0, "-")
    });
    let comparison = compare(&paired(&episodes, Some(5.0))).unwrap();
    let counts = |group: &str| {
        let row = find(&comparison, "6m", group);
        let responders = (
            row.responders.improved,
            row.responders.same,
            row.responders.worse,
        );
        (
            [row.n_eligible, row.n_baseline, row.n_paired, row.n_lost()],
            responders,
        )
    };
    assert_eq!(counts(ALL), ([7, 5, 4, 1], (1, 3, 0)));
    assert_eq!(counts("a"), ([4, 2, 2, 0], (1, 1, 0)));
    assert_eq!(counts("b"), ([2, 2, 1, 1], (0, 1, 0)));
    assert_eq!(counts("not due"), ([0, 0, 0, 0], (0, 0, 0)));
    assert_eq!(counts(NOT_RECORDED), ([1, 1, 1, 0], (0, 1, 0)));
    assert_eq!(find(&comparison, "6m", "b").change, None);
}

#[test]
fn rows_come_in_study_order() {
    let mut episodes = vec![episode(1.0, 2.0, "zebra"), episode(1.0, 2.0, "apple")];
    episodes.push(Episode {
        service: None,
        ..episode(1.0, 2.0, "-")
    });
    episodes.push(Episode {
        measure: "mood",
        wave: "12m",
        ..episode(3.0, 2.0, "apple")
    });
    let comparison = compare(&paired(&episodes, None)).unwrap();
    let places: Vec<[&str; 4]> = comparison
        .rows()
        .iter()
        .map(|row| [row.measure.as_str(), &row.wave, &row.grouping, &row.group])
        .collect();
    let expected = [
        ["weight", "6m", OVERALL, ALL],
        ["weight", "6m", "service", "apple"],
        ["weight", "6m", "service", "zebra"],
        ["weight", "6m", "service", NOT_RECORDED],
        ["weight", "12m", OVERALL, ALL],
        ["mood", "6m", OVERALL, ALL],
        ["mood", "12m", OVERALL, ALL],
        ["mood", "12m", "service", "apple"],
    ];
    assert_eq!(places, expected);
    let mood = &comparison.rows()[6];
    assert_eq!((mood.responders.improved, mood.responders.worse), (1, 0));
    assert_eq!(comparison.rows()[4].n_eligible, 0);
}

/// Floating sums depend on order; the comparison must not, to the last bit.
#[test]
fn the_order_of_rows_changes_nothing() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let services = ["north", "south", "east"];
    let mut episodes: Vec<Episode> = (0..3000)
        .map(|i| {
            let baseline = rng.random_range(0.0..30.0);
            let follow_up = (i % 7 != 0).then(|| baseline + rng.random_range(-4.0..6.0));
            episode(baseline, follow_up, services[i % 3])
        })
        .collect();
    let first = compare(&paired(&episodes, None)).unwrap();
    episodes.shuffle(&mut rng);
    assert_eq!(compare(&paired(&episodes, None)).unwrap(), first);
    let baseline: Vec<Option<f64>> = episodes.iter().map(|e| e.baseline).collect();
    let follow_up: Vec<Option<f64>> = episodes.iter().map(|e| e.follow_up).collect();
    let labels: Vec<Option<&str>> = episodes.iter().map(|e| e.service).collect();
    let scores = WideScores::new("weight", Direction::HigherIsBetter, &baseline)
        .wave("6m", &follow_up)
        .group_by("service", &labels);
    assert_eq!(compare_columns(&scores).unwrap().rows(), &first.rows()[..4]);
}

#[test]
fn change_that_does_not_vary_has_no_test() {
    let episodes = vec![
        episode(10.1, 10.4, "a"),
        episode(20.2, 20.5, "a"),
        episode(5.5, 5.8, "a"),
    ];
    let comparison = compare(&paired(&episodes, None)).unwrap();
    let change = find(&comparison, "6m", "a").change.clone().unwrap();
    assert_eq!((change.sd_change, change.t_test), (0.0, None));
    assert_eq!((change.ci.lower, change.ci.upper), (0.3, 0.3));
    assert_eq!(change.signed_rank.unwrap().p, 0.25);
    assert_eq!(change.effect("d_z"), None);
    let still = vec![episode(1.0, 1.0, "a"), episode(2.0, 2.0, "a")];
    let comparison = compare(&paired(&still, None)).unwrap();
    let change = find(&comparison, "6m", "a").change.clone().unwrap();
    assert_eq!((change.t_test, change.signed_rank), (None, None));
    assert_eq!(change.headline_effect().unwrap().value, 0.0);
}

#[test]
fn no_episode_gives_empty_overall_rows() {
    let comparison = compare(&paired(&[], None)).unwrap();
    assert_eq!(comparison.rows().len(), 4);
    assert!(
        comparison
            .rows()
            .iter()
            .all(|row| row.n_eligible == 0 && row.change.is_none())
    );
}

#[test]
fn a_frame_has_a_row_a_cell_and_a_column_a_statistic() {
    let mut episodes = family_treatment();
    episodes.push(episode(80.0, None, "alone"));
    let frame = compare(&paired(&episodes, None))
        .unwrap()
        .to_frame()
        .unwrap();
    assert_eq!(frame.height(), 6);
    for name in EFFECT_NAMES {
        assert_eq!(frame.column(name).unwrap().dtype(), &DataType::Float64);
    }
    let cell = |column: &str, row: usize| {
        frame
            .column(column)
            .unwrap()
            .get(row)
            .unwrap()
            .into_static()
    };
    assert_eq!(cell("group", 1), AnyValue::String("FT").into_static());
    assert_eq!(cell("n_paired", 1), AnyValue::UInt64(17));
    assert_eq!(cell("n_lost", 2), AnyValue::UInt64(1));
    assert_eq!(cell("t", 2), AnyValue::Null);
    assert_eq!(
        cell("wilcoxon_method", 1),
        AnyValue::String("exact").into_static()
    );
    assert_eq!(
        cell("direction", 1),
        AnyValue::String("higher_is_better").into_static()
    );
    close(
        frame.column("p_t").unwrap().f64().unwrap().get(1).unwrap(),
        0.000_700_253_1,
        5e-11,
    );
}

#[test]
fn frames_that_do_not_fit_are_refused() {
    let whole = frame(&family_treatment());
    let make = |frame: DataFrame, wave: &str, grouping: &str| {
        PairedOutcomes::new(
            frame,
            vec![measure("weight", Direction::HigherIsBetter, None)],
            vec![wave.to_owned()],
            vec![grouping.to_owned()],
        )
    };
    assert!(make(whole.clone(), "6m", "service").is_ok());
    let error = make(whole.drop("due").unwrap(), "6m", "service").unwrap_err();
    assert!(error.is_outcomes());
    assert!(
        error.to_string().contains("no column `due`") && error.to_string().contains("link_weight")
    );
    let error = make(whole.clone(), "6m", "partner").unwrap_err();
    assert!(error.to_string().contains("no column `partner`"));
    let error = make(whole.clone(), "3m", "service").unwrap_err();
    assert!(error.to_string().contains("`6m`") && error.to_string().contains("3m"));
    let mut retyped = whole.clone();
    let days = Series::new("due".into(), vec![1i32; 17]).into_column();
    retyped.with_column(days).unwrap();
    let error = make(retyped, "6m", "service").unwrap_err();
    assert!(
        error.to_string().contains("`due`") && error.to_string().contains("bool"),
        "{error}"
    );
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let (long, short) = ([Some(1.0), Some(2.0)], [Some(1.0)]);
    let scores = WideScores::new("mood", Direction::LowerIsBetter, &long);
    let message = |scores: &WideScores<'_>| compare_columns(scores).unwrap_err().to_string();
    assert!(message(&scores).contains("no follow-up"));
    assert!(message(&scores.clone().wave("6m", &short)).contains("`6m` has 1 rows"));
    assert!(message(&scores.clone().wave("6m", &long).wave("6m", &long)).contains("twice"));
    let negative = scores
        .clone()
        .wave("6m", &long)
        .minimal_important_change(-1.0);
    assert!(message(&negative).contains("below zero"));
    let labels = [Some("a")];
    assert!(message(&scores.clone().wave("6m", &long).group_by("arm", &labels)).contains("`arm`"));
}

/// The whole of the Beat the Blues trial, where it is present: n and change by treatment at 2 months as R gives them.
#[test]
fn beat_the_blues_by_treatment() {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/outcomes/btheb.csv"
    ));
    if !path.exists() {
        println!("skipped: {} is absent", path.display());
        return;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let scores = |place: usize| -> Vec<Option<f64>> {
        records.iter().map(|r| r[place].parse().ok()).collect()
    };
    let labels: Vec<Option<&str>> = records.iter().map(|r| Some(&r[2])).collect();
    let waves = [scores(4), scores(5), scores(6), scores(7)];
    let baseline = scores(3);
    let mut wide =
        WideScores::new("bdi", Direction::LowerIsBetter, &baseline).group_by("treatment", &labels);
    for (name, wave) in ["2m", "4m", "6m", "8m"].into_iter().zip(&waves) {
        wide = wide.wave(name, wave);
    }
    let comparison = compare_columns(&wide).unwrap();
    let row = find(&comparison, "2m", "BtheB");
    let change = row.change.as_ref().unwrap();
    assert_eq!((row.n_baseline, row.n_paired), (52, 52));
    close(change.mean_change, -7.826_923, 5e-7);
    close(change.t_test.unwrap().t, -5.936_817, 5e-7);
    let lost: Vec<u64> = ["2m", "4m", "6m", "8m"]
        .map(|wave| find(&comparison, wave, ALL).n_lost())
        .to_vec();
    assert!(lost.is_sorted() && lost[0] < lost[3], "{lost:?}");
}
