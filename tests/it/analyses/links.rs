//! Analyses over several link sets.

use throughline::ingest::{self, Source};
use throughline::kernel::stats::missing::rubin;
use throughline::linkage::{
    FoundBy, LinkDraws, LinkageSpec, MatchProbability, ScoredPair, ScoredPairs,
};
use throughline::longitudinal::{Direction, Study};
use throughline::outcomes::{
    Analysis, Caveat, LinkScenarios, Method, Results, WideScores, analyse_columns,
    combine_link_sets,
};
use throughline::schema::Schema;
use throughline::standardise::{RecordId, Standardiser};

use super::{close, row};

fn set(after: &[f64]) -> throughline::Result<Results> {
    let before: Vec<_> = (0..after.len()).map(|i| Some((i * 3 % 7) as f64)).collect();
    let after: Vec<_> = after.iter().copied().map(Some).collect();
    let scores = WideScores::new("x", Direction::HigherIsBetter, &before).wave("then", &after);
    analyse_columns(
        &scores,
        &Analysis::of([
            Method::PairedT,
            Method::SignedRank,
            Method::SignTest,
            Method::Effects,
        ]),
    )
}

#[test]
fn combined_by_rubins_rules() {
    let sets = [
        set(&[3.0, 5.0, 4.0, 9.0, 6.0, 8.0]),
        set(&[4.0, 5.0, 3.0, 9.0, 7.0, 8.0]),
        set(&[3.0, 6.0, 4.0, 9.0, 6.0, 5.0]),
    ];
    let sets: Vec<Results> = sets.into_iter().map(Result::unwrap).collect();
    let of = |results: &Results| {
        let mean = row(results, Method::PairedT, "all", "mean change");
        (mean.estimate.unwrap(), mean.se.unwrap().powi(2))
    };
    let (means, variances): (Vec<f64>, Vec<f64>) = sets.iter().map(of).unzip();
    let expected = rubin(&means, &variances, 5.0, 0.95).unwrap();
    let combined = combine_link_sets(sets.into_iter().map(Ok)).unwrap();
    let mean = row(&combined, Method::PairedT, "all", "mean change");
    close(mean.estimate, expected.pooled.estimate, 1e-12);
    close(mean.se, expected.pooled.se, 1e-12);
    close(mean.df, expected.pooled.df.unwrap(), 1e-9);
    close(mean.p, expected.pooled.p, 1e-12);
    assert!(mean.caveats.contains(&Caveat::OverLinkSets { sets: 3 }));
    let ranks = row(
        &combined,
        Method::SignedRank,
        "all",
        "sum of positive ranks",
    );
    assert_eq!((ranks.ci, ranks.p), (None, None));
    assert!(
        row(&combined, Method::Effects, "all", "d_av_rms")
            .ci
            .is_some()
    );
    let upwards = row(
        &combined,
        Method::SignTest,
        "all",
        "share of changes that are upwards",
    );
    let ci = upwards.ci.expect("a pooled interval");
    assert!(upwards.p.is_none() && ci.lower > 0.0 && ci.upper < 1.0);
    assert!(
        combine_link_sets([])
            .unwrap_err()
            .to_string()
            .contains("no link set")
    );
}

/// Six people of whom the last is found again with even odds only.
#[test]
fn ways_to_link_stand_side_by_side() {
    let referrals = "record_id,surname,referral_date,service\n".to_owned()
        + &(0..6)
            .map(|i| format!("R{i},Person{i},2024-01-0{},early_help\n", i + 1))
            .collect::<String>();
    let score = |i: usize, day: &str, score: usize| {
        format!("{i}{day},Person{i},Personal Outcome,safe,{day},{score}\n")
    };
    let outcomes = "record_id,surname,instrument,domain,outcome_date,score\n".to_owned()
        + &(0..6)
            .map(|i| score(i, "2024-01-10", 3) + &score(i, "2024-07-10", 4 + i))
            .collect::<String>();
    let read = ingest::read(&[
        Source::bytes("referrals", referrals.into(), Schema::referrals()).partner("council"),
        Source::bytes("outcomes", outcomes.into(), Schema::outcomes()).partner("charity"),
    ]);
    let read = read.unwrap();
    let records = Standardiser::default().records(&read.datasets).unwrap();
    let study = Study::from_toml(
        r#"
        name = "links"
        start = { event = "referral", repeats = "first" }
        baseline = { from = -5, to = 45 }
        waves = [{ name = "6 months", from = 136, to = 270 }]

        [[measures]]
        name = "safe"
        dataset = "outcomes"
        instrument = "personal_outcome"
        domain = "safe"
        range = [0, 10]
        direction = "higher_is_better"

        [analysis]
        methods = ["paired_t"]
        "#,
    );
    let study = study.unwrap();
    let pair = |left: u32, right: u32, weight: f64| ScoredPair {
        left: RecordId(left),
        right: RecordId(right),
        weight,
        found_by: FoundBy::Blocking(0),
    };
    let mut pairs = Vec::new();
    for i in 0..6 {
        let (baseline, follow_up) = (6 + 2 * i, 7 + 2 * i);
        let unsure = if i == 5 { 0.0 } else { 20.0 };
        pairs.extend([
            pair(i, baseline, 20.0),
            pair(i, follow_up, unsure),
            pair(baseline, follow_up, unsure),
        ]);
    }
    let pairs = ScoredPairs::given(&LinkageSpec::new(), &records, pairs).unwrap();
    let probability = |p| MatchProbability::new(p).unwrap();
    let scenarios = LinkScenarios::at(probability(0.95))
        .sweep([probability(0.4)])
        .drawn(LinkDraws::new().draws(40).seed(3));
    let follow = |people: &throughline::linkage::PersonIndex| study.follow(&read.datasets, people);
    let found = scenarios.analyse(&pairs, study.analysis(), follow).unwrap();
    let mean = |place: usize| {
        row(
            &found.scenarios[place].results,
            Method::PairedT,
            "all",
            "mean change",
        )
    };
    close(mean(0).estimate, 3.0, 1e-12);
    close(mean(1).estimate, 3.5, 1e-12);
    let drawn = mean(2);
    assert!((5..=6).contains(&drawn.n) && drawn.estimate > Some(3.0) && drawn.estimate < Some(3.5));
    assert!(drawn.se > mean(1).se);
    assert!(found.scenarios[2].people > 6.0 && found.scenarios[2].people < 7.0);
    let frame = found.to_frame().unwrap();
    assert_eq!(frame.height(), 3);
    assert_eq!(found.table(Method::PairedT).lines().count(), 5);
    let ladder = LinkScenarios::at(probability(0.95)).ladder_only();
    assert!(ladder.analyse(&pairs, study.analysis(), follow).is_err());
}
