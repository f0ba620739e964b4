//! All methods at once over made-up data of every kind: nothing panics, and only the data moves a digit.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use throughline::longitudinal::{Direction, Measure, Norms, PairedOutcomes, Spread, Stage};
use throughline::outcomes::{
    Analysis, Arms, CorrectLinks, Method, Results, SdqMeasures, analyse, analyse_with, compare,
};
use throughline::run::Run;

use super::measure;

const WAVES: [&str; 2] = ["6m", "12m"];
const SITES: [&str; 4] = ["north", "south", "east", "west"];

/// One episode's scores: baseline and two waves of each of three measures, its site and arm.
#[derive(Debug, Clone)]
struct Person {
    scores: [[Option<f64>; 3]; 3],
    site: usize,
    arm: bool,
    due: bool,
}

fn declared(name: &str) -> Measure {
    let spread = |mean, sd| Some(Spread { mean, sd });
    let stage = |(name, from): (&str, f64)| Stage {
        name: name.into(),
        from,
    };
    Measure {
        direction: Direction::LowerIsBetter,
        reliability: Some(0.8),
        cut_off: Some(17.0),
        minimal_important_change: Some(3.0),
        stages: [("low", 0.0), ("raised", 14.0), ("high", 20.0)]
            .map(stage)
            .to_vec(),
        norms: Some(Norms {
            source: "made up".into(),
            population: spread(8.4, 5.8),
            clinical: spread(20.0, 6.0),
            functional: spread(8.0, 5.0),
        }),
        ..measure(name)
    }
}

fn paired(people: &[Person], shuffle: Option<u64>) -> PairedOutcomes {
    let measures = ["total", "impact", "emotional"].map(declared).to_vec();
    let mut rows: Vec<(usize, usize, usize)> = Vec::new();
    for measure in 0..3 {
        for wave in 0..2 {
            rows.extend((0..people.len()).map(|person| (measure, wave, person)));
        }
    }
    if let Some(seed) = shuffle {
        rows.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    }
    let text = |name: &str, of: &dyn Fn(&(usize, usize, usize)) -> String| {
        let values: Vec<String> = rows.iter().map(of).collect();
        Series::new(name.into(), values).into_column()
    };
    let scores = |name: &str, at: &dyn Fn(usize) -> usize| {
        let score = |&(m, w, p): &(usize, usize, usize)| people[p].scores[m][at(w)];
        let values: Vec<Option<f64>> = rows.iter().map(score).collect();
        Series::new(name.into(), values).into_column()
    };
    let ids = |name: &str, of: &dyn Fn(usize) -> u32| {
        let values: Vec<u32> = rows.iter().map(|row| of(row.2)).collect();
        Series::new(name.into(), values).into_column()
    };
    let height = rows.len();
    let due: Vec<bool> = rows.iter().map(|row| people[row.2].due).collect();
    let frame = DataFrame::new(
        height,
        vec![
            ids("person", &|p| p as u32 / 2),
            ids("episode", &|p| p as u32),
            text("measure", &|row| measures[row.0].name.clone()),
            text("wave", &|row| WAVES[row.1].to_owned()),
            scores("baseline", &|_| 0),
            scores("follow_up", &|w| w + 1),
            Series::new("baseline_days".into(), vec![0i32; height]).into_column(),
            Series::new("follow_up_days".into(), vec![180i32; height]).into_column(),
            Series::new("due".into(), due).into_column(),
            Series::new("link_weight".into(), vec![9.0f64; height]).into_column(),
            text("site", &|row| SITES[people[row.2].site].to_owned()),
            text("arm", &|row| {
                if people[row.2].arm { "a" } else { "b" }.to_owned()
            }),
        ],
    );
    let groupings = ["site", "arm"].map(String::from).to_vec();
    PairedOutcomes::new(
        frame.unwrap(),
        measures,
        WAVES.map(String::from).to_vec(),
        groupings,
    )
    .unwrap()
}

fn everything() -> Analysis {
    Analysis {
        seed: 11,
        resamples: 40,
        imputations: 3,
        site: Some("site".into()),
        comparison: Some(Arms {
            grouping: "arm".into(),
            treated: "a".into(),
            control: "b".into(),
            adjust_for: vec!["site".into()],
        }),
        correct_links: Some(CorrectLinks {
            share: 0.95,
            checked: Some(100),
        }),
        sdq: Some(SdqMeasures {
            total: "total".into(),
            impact: "impact".into(),
            emotional: "emotional".into(),
            parent_rated: true,
            referred: true,
        }),
        ..Analysis::of(Method::ALL)
    }
}

/// A row by its place, the bits of its numbers, its people, its seed and its caveats.
type Bits = (String, [Option<u64>; 8], u64, u64, Option<u64>, String);

/// Every number of every row, by its bits.
fn bits(results: &Results) -> Vec<Bits> {
    let rows = results.rows().iter().map(|row| {
        let number = |value: Option<f64>| value.map(f64::to_bits);
        (
            format!(
                "{} {} {} {} {} {}",
                row.measure, row.wave, row.grouping, row.group, row.method, row.quantity
            ),
            [
                number(row.estimate),
                number(row.se),
                number(row.ci.map(|ci| ci.lower)),
                number(row.ci.map(|ci| ci.upper)),
                number(row.statistic),
                number(row.df),
                number(row.p),
                number(row.p_adjusted),
            ],
            row.n,
            row.n_missing,
            row.seed,
            format!("{:?}", row.caveats),
        )
    });
    rows.collect()
}

fn score() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => (0u32..=40).prop_map(|score| Some(f64::from(score))),
        1 => Just(None),
        1 => Just(Some(10.0)),
        1 => prop_oneof![Just(Some(f64::NAN)), Just(Some(f64::INFINITY)), Just(Some(1e300)), Just(Some(-0.0))],
    ]
}

fn person() -> impl Strategy<Value = Person> {
    let wave = || [score(), score(), score()];
    (
        [wave(), wave(), wave()],
        0..SITES.len(),
        any::<bool>(),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(scores, site, arm, due)| Person {
            scores,
            site,
            arm,
            due,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn nothing_panics_and_every_cell_is_accounted_for(people in prop::collection::vec(person(), 0..30)) {
        let paired = paired(&people, None);
        let results = analyse(&paired, &everything()).unwrap();
        let due = people.iter().filter(|person| person.due).count() as u64;
        for row in results.of(Method::PairedT).filter(|row| row.grouping == "overall") {
            prop_assert_eq!(row.n + row.n_missing, due);
        }
        for row in results.rows() {
            prop_assert!(row.estimate.is_some() || row.p.is_some() || !row.caveats.is_empty(), "{:?}", row);
        }
        let wrong = people.iter().flat_map(|person| person.scores.iter().flatten());
        let wrong = wrong.filter(|score| score.is_some_and(|score| !score.is_finite())).count();
        prop_assert!((wrong == 0) == results.findings().is_empty());
        prop_assert_eq!(compare(&paired).unwrap().rows().iter().filter(|row| row.grouping == "overall").count(), 6);
    }

    #[test]
    fn neither_threads_nor_the_order_of_rows_move_a_bit(
        people in prop::collection::vec(person(), 8..40),
        seed in any::<u64>(),
    ) {
        let one = analyse_with(&paired(&people, None), &everything(), &Run::new().threads(1)).unwrap();
        for threads in [2, 7] {
            let other = analyse_with(&paired(&people, Some(seed)), &everything(), &Run::new().threads(threads)).unwrap();
            prop_assert_eq!(bits(&one), bits(&other));
        }
    }
}

/// A row's stream hangs on its place alone: fewer methods or groups leave it as it is, another seed does not.
#[test]
fn seeds_belong_to_places() {
    let person = |i: usize| Person {
        scores: [[
            Some((i % 7) as f64),
            Some((i % 5) as f64 + 2.5),
            Some((i % 11) as f64),
        ]; 3],
        site: i % 4,
        arm: i.is_multiple_of(2),
        due: true,
    };
    let paired = paired(&(0..24).map(person).collect::<Vec<_>>(), None);
    let all = analyse(&paired, &everything()).unwrap();
    let few = Analysis {
        methods: vec![Method::Bootstrap],
        ..everything()
    };
    let bootstrapped = bits(&analyse(&paired, &few).unwrap());
    let numbers = || bootstrapped.iter().filter(|row| row.1[0].is_some());
    assert!(numbers().count() > 0 && numbers().all(|row| row.4.is_some()));
    assert_eq!(
        bootstrapped,
        bits(&all.filtered(|row| row.method == Method::Bootstrap))
    );
    let other = bits(&analyse(&paired, &Analysis { seed: 12, ..few }).unwrap());
    let both = other
        .iter()
        .zip(&bootstrapped)
        .filter(|(_, own)| own.1[0].is_some());
    assert!(both.clone().all(|(other, own)| other.4 != own.4));
}
