//! Policies and released tables.

mod attack;
mod people;

use people::{Fates, comparison, comparison_row, rows};
use throughline::disclosure::{Count, Estimates, Policy, Reason, Symbol};
use throughline::outcomes::{Comparison, ComparisonRow};

fn typical() -> [Fates; 3] {
    [
        Fates::new([0, 12, 20, 40, 17, 3]),
        Fates::new([0, 9, 14, 30, 15, 7]),
        Fates::new([0, 8, 11, 28, 12, 9]),
    ]
}

#[test]
fn one_small_count_costs_four_counts_and_no_estimate() {
    let released = Policy::dfe().release(comparison(&typical())).unwrap();
    let rows = released.table().rows();
    assert_eq!(rows[1].worse.to_string(), "c");
    assert_eq!(rows[1].improved, Count::Exact(40));
    let totals = released.audit().totals();
    assert_eq!((totals.suppressed, totals.estimates_shown), (4, 4));
    let mut reasons: Vec<_> = released
        .audit()
        .withheld()
        .iter()
        .map(|w| w.reason)
        .collect();
    reasons.sort_by_key(|reason| *reason != Reason::Small);
    assert_eq!(reasons[0], Reason::Small);
    assert!(
        reasons[1..]
            .iter()
            .all(|reason| *reason == Reason::Secondary)
    );
    assert_eq!(
        released.audit().withheld()[0].to_string(),
        "comparison: same of Wellbeing, 6 months, partner agency 0: would give away another number"
    );
}

#[test]
fn a_small_group_loses_its_estimates_and_so_does_the_next_smallest() {
    let mut groups = typical();
    groups[2] = Fates::new([0, 0, 0, 2, 1, 0]);
    let released = Policy::dfe().release(comparison(&groups)).unwrap();
    let rows = released.table().rows();
    assert_eq!(rows[3].change, Estimates::Withheld);
    assert_eq!(rows[2].change, Estimates::Withheld);
    assert!(rows[1].change.shown().is_some() && rows[0].change.shown().is_some());
    assert_eq!(rows[1].n_paired, Count::Exact(60));
}

#[test]
fn people_in_no_group_are_protected_too() {
    let groups = typical();
    let mut table: Vec<ComparisonRow> = comparison(&groups).rows().to_vec();
    table[0].n_eligible += 2;
    table[0].n_baseline += 2;
    table[0].n_paired += 2;
    table[0].responders.improved += 2;
    let released = Policy::dfe().release(Comparison::from_rows(table)).unwrap();
    let hidden = |row: usize| released.table().rows()[row].n_paired.is_suppressed();
    assert!((0..4).any(hidden));
    assert!(!hidden(0), "the number for everyone is the last to go");
}

#[test]
fn a_zero_among_outcomes_is_hidden_where_the_policy_says_so_and_in_the_flow_never() {
    let groups = [
        Fates::new([0, 0, 0, 40, 30, 0]),
        Fates::new([0, 0, 0, 20, 20, 20]),
    ];
    let shown = Policy::dfe().release(comparison(&groups)).unwrap();
    assert_eq!(shown.table().rows()[1].worse, Count::Exact(0));
    let hidden = Policy::acro10().release(comparison(&groups)).unwrap();
    assert_eq!(hidden.table().rows()[1].worse.to_string(), "[c]");
    assert_eq!(hidden.table().rows()[1].n_eligible, Count::Exact(70));
}

#[test]
fn a_rounding_policy_gives_nothing_that_tells_the_true_number() {
    let groups = [
        Fates::new([0, 0, 0, 41, 31, 11]),
        Fates::new([0, 0, 0, 21, 22, 19]),
    ];
    let released = Policy::hes().release(comparison(&groups)).unwrap();
    let row = &released.table().rows()[1];
    assert_eq!(row.n_paired, Count::Rounded(85));
    assert_eq!(
        row.improved.percent_of(row.n_paired),
        Some(100.0 * 40.0 / 85.0)
    );
    let change = row.change.shown().unwrap();
    let t = change.t_test.unwrap();
    assert_eq!(t.df, 84.0);
    let se = change.sd_change / 85f64.sqrt();
    assert!((t.t - change.mean_change / se).abs() < 1e-12);
    let implied = (change.ci.upper - change.ci.lower) / 2.0 / se;
    assert!(
        (implied - 1.988_609_666_975_71).abs() < 1e-9,
        "t of 84 df: {implied}"
    );
}

#[test]
fn scores_that_do_not_vary_are_withheld() {
    let mut table = comparison(&typical()).rows().to_vec();
    table[1].change.as_mut().unwrap().sd_change = 0.0;
    let released = Policy::dfe().release(Comparison::from_rows(table)).unwrap();
    assert_eq!(released.table().rows()[1].change, Estimates::Withheld);
    let reasons = released.audit().withheld().iter().map(|w| w.reason);
    assert_eq!(reasons.filter(|&r| r == Reason::NoVariation).count(), 1);
}

#[test]
fn the_same_count_told_again_shares_its_fate() {
    let mut table = comparison(&typical()).rows().to_vec();
    let again = table.clone().into_iter().map(|row| ComparisonRow {
        measure: "Education".into(),
        n_baseline: row.n_eligible - 3,
        ..row
    });
    table.extend(again.collect::<Vec<_>>());
    let released = Policy::dfe().release(Comparison::from_rows(table)).unwrap();
    let rows = released.table().rows();
    for row in 0..4 {
        assert_eq!(rows[row].n_eligible, rows[row + 4].n_eligible);
    }
}

#[test]
fn the_small_counts_of_a_large_table_are_found_quickly_and_the_same_each_time() {
    let mut table = Vec::new();
    for measure in 0..6 {
        for wave in 0..2 {
            let mut state = 17 + measure * 7 + wave;
            let mut next = |most: u64| {
                state = (state * 48_271) % 2_147_483_647;
                state % most
            };
            let groups: Vec<Fates> = (0..12)
                .map(|_| Fates::new(std::array::from_fn(|_| next(40))))
                .collect();
            let row = |(grouping, group, fates): (&str, String, Fates)| ComparisonRow {
                measure: format!("measure {measure}"),
                wave: format!("wave {wave}"),
                ..comparison_row(grouping, &group, fates)
            };
            table.extend(rows(&groups).into_iter().map(row));
        }
    }
    let first = Policy::dfe()
        .release(Comparison::from_rows(table.clone()))
        .unwrap();
    let second = Policy::dfe().release(Comparison::from_rows(table)).unwrap();
    assert_eq!(first, second);
    let totals = first.audit().totals();
    assert!(
        totals.suppressed > 0 && totals.suppressed < totals.counts() / 2,
        "{totals:?}"
    );
}

#[test]
fn a_table_that_does_not_add_up_is_refused() {
    let mut table = comparison(&typical()).rows().to_vec();
    table[1].responders.improved += 1;
    let error = Policy::dfe()
        .release(Comparison::from_rows(table))
        .unwrap_err();
    assert!(error.is_disclosure());
    assert!(
        error
            .to_string()
            .contains("Wellbeing, 6 months, partner agency 0")
    );

    let mut table = comparison(&typical()).rows().to_vec();
    table.push(table[1].clone());
    let error = Policy::dfe()
        .release(Comparison::from_rows(table))
        .unwrap_err();
    assert!(error.to_string().contains("twice"));
}

#[test]
fn a_policy_is_checked_and_reads_back() {
    let too_low = Policy::custom("x").minimum(2).build().unwrap_err();
    assert!(too_low.to_string().contains("choose 3 or more"));
    assert!(Policy::custom("").build().is_err());
    assert!(Policy::custom("x").minimum(5).rounding(11).build().is_err());
    assert!(
        Policy::custom("x")
            .minimum(9)
            .estimates_minimum(8)
            .build()
            .is_err()
    );
    for policy in [Policy::dfe(), Policy::acro10(), Policy::hes()] {
        let text = toml::to_string(&policy).unwrap();
        assert_eq!(toml::from_str::<Policy>(&text).unwrap(), policy);
    }
    let broken = "name = \"x\"\nminimum = 1\n";
    assert!(
        toml::from_str::<Policy>(broken)
            .unwrap_err()
            .to_string()
            .contains("minimum count of 1")
    );
    assert_eq!(Policy::hes().symbol(), Symbol::Star);
}

#[test]
fn a_released_table_serialises_without_the_reasons() {
    let released = Policy::dfe().release(comparison(&typical())).unwrap();
    let text = serde_json::to_string(&released).unwrap();
    assert!(text.contains("\"suppressed\""));
    assert!(!text.contains("secondary") && !text.contains("small"));
}
