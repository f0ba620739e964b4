//! Policies, released tables, and an auditor that attacks them by brute force.

use proptest::prelude::*;
use throughline::disclosure::{Count, Estimates, Policy, Reason, Released, Symbol};
use throughline::kernel::stats::Interval;
use throughline::longitudinal::{Attrition, AttritionRow, Direction};
use throughline::outcomes::{Comparison, ComparisonRow, PairedChange, Responders};
use throughline::voice::{ThemeRow, ThemeTable};

/// People of one group by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fates {
    not_due: u64,
    no_baseline: u64,
    lost: u64,
    improved: u64,
    same: u64,
    worse: u64,
}

const LEAVES: usize = 6;

impl Fates {
    fn new(of: [u64; LEAVES]) -> Self {
        let [not_due, no_baseline, lost, improved, same, worse] = of;
        Self {
            not_due,
            no_baseline,
            lost,
            improved,
            same,
            worse,
        }
    }

    fn leaves(self) -> [u64; LEAVES] {
        [
            self.not_due,
            self.no_baseline,
            self.lost,
            self.improved,
            self.same,
            self.worse,
        ]
    }

    fn add(self, other: Self) -> Self {
        let (a, b) = (self.leaves(), other.leaves());
        Self::new(std::array::from_fn(|i| a[i] + b[i]))
    }

    fn paired(self) -> u64 {
        self.improved + self.same + self.worse
    }

    fn baseline(self) -> u64 {
        self.paired() + self.lost
    }

    fn due(self) -> u64 {
        self.baseline() + self.no_baseline
    }

    fn eligible(self) -> u64 {
        self.due() + self.not_due
    }
}

fn change(mean_change: f64) -> PairedChange {
    PairedChange {
        mean_baseline: 20.0,
        mean_follow_up: 20.0 + mean_change,
        sd_baseline: 6.0,
        sd_follow_up: 5.5,
        mean_change,
        sd_change: 4.0,
        correlation: Some(0.6),
        ci: Interval {
            level: 0.95,
            lower: mean_change - 1.0,
            upper: mean_change + 1.0,
        },
        t_test: None,
        signed_rank: None,
        effects: vec![],
    }
}

fn comparison_row(grouping: &str, group: &str, fates: Fates) -> ComparisonRow {
    ComparisonRow {
        measure: "Wellbeing".into(),
        wave: "6 months".into(),
        grouping: grouping.into(),
        group: group.into(),
        direction: Direction::HigherIsBetter,
        n_eligible: fates.due(),
        n_baseline: fates.baseline(),
        n_paired: fates.paired(),
        change: (fates.paired() > 1).then(|| change(2.0)),
        responders: Responders {
            improved: fates.improved,
            same: fates.same,
            worse: fates.worse,
            threshold: 1.0,
        },
    }
}

fn attrition_row(grouping: &str, group: &str, fates: Fates) -> AttritionRow {
    let mean = |n: u64| (n > 0).then_some(20.0);
    AttritionRow {
        measure: "Wellbeing".into(),
        wave: "6 months".into(),
        grouping: grouping.into(),
        group: group.into(),
        eligible: fates.eligible(),
        not_due: fates.not_due,
        with_baseline: fates.baseline(),
        followed_up: fates.paired(),
        lost: fates.lost,
        mean_baseline_followed: mean(fates.paired()),
        mean_baseline_lost: mean(fates.lost),
    }
}

/// Everyone, then the groups of one grouping.
fn rows(groups: &[Fates]) -> Vec<(&'static str, String, Fates)> {
    let everyone = groups.iter().copied().reduce(Fates::add).expect("a group");
    let named = |(i, &fates): (usize, &Fates)| ("partner", format!("agency {i}"), fates);
    let mut rows = vec![("overall", "all".to_string(), everyone)];
    rows.extend(groups.iter().enumerate().map(named));
    rows
}

fn comparison(groups: &[Fates]) -> Comparison {
    let row =
        |(grouping, group, fates): &(&str, String, Fates)| comparison_row(grouping, group, *fates);
    Comparison::from_rows(rows(groups).iter().map(row).collect())
}

fn attrition(groups: &[Fates]) -> Attrition {
    let row =
        |(grouping, group, fates): &(&str, String, Fates)| attrition_row(grouping, group, *fates);
    Attrition::from_rows(rows(groups).iter().map(row).collect())
}

/// What a reader of one row of both tables sees: which people are counted, and as how many.
fn published(
    compared: &Released<Comparison>,
    flow: &Released<Attrition>,
    row: usize,
) -> Vec<(&'static [usize], Count)> {
    let (a, b) = (&compared.table().rows()[row], &flow.table().rows()[row]);
    vec![
        (&[3], a.improved),
        (&[4], a.same),
        (&[5], a.worse),
        (&[3, 4, 5], a.n_paired),
        (&[2, 3, 4, 5], a.n_baseline),
        (&[1, 2, 3, 4, 5], a.n_eligible),
        (&[3, 4, 5], b.followed_up),
        (&[2], b.lost),
        (&[2, 3, 4, 5], b.with_baseline),
        (&[1], b.no_baseline),
        (&[1, 2, 3, 4, 5], b.due),
        (&[0], b.not_due),
        (&[0, 1, 2, 3, 4, 5], b.eligible),
    ]
}

/// True when the shown count can stand for `true_count`; a suppressed one stands for anything.
fn agrees(count: Count, true_count: u64, policy: &Policy) -> bool {
    let (base, minimum) = (policy.rounding().unwrap_or(1), policy.minimum());
    match count {
        Count::Exact(value) => value == true_count,
        Count::Rounded(value) => {
            (true_count + base / 2) / base * base == value
                && (true_count == 0 || true_count >= minimum)
        }
        Count::Suppressed { lower, upper, .. } => {
            true_count >= lower && upper.is_none_or(|upper| true_count <= upper)
        }
    }
}

/// The attacker: is there a table of two groups, no count over `most`, that agrees with what is published, and whose
/// count of one leaf `wanted` likes? Leaves are filled from the last to the first.
struct Attacker<'a> {
    published: &'a [Vec<(&'static [usize], Count)>; 3],
    policy: &'a Policy,
    most: u64,
    leaf: usize,
    wanted: &'a dyn Fn(u64, u64) -> bool,
}

impl Attacker<'_> {
    fn succeeds(&self) -> bool {
        self.fill(0, &mut [[0; LEAVES]; 2])
    }

    fn fill(&self, filled: usize, table: &mut [[u64; LEAVES]; 2]) -> bool {
        if filled == LEAVES {
            return true;
        }
        for a in 0..=self.most {
            for b in 0..=self.most {
                if LEAVES - 1 - filled == self.leaf && !(self.wanted)(a, b) {
                    continue;
                }
                table[0][filled] = a;
                table[1][filled] = b;
                if consistent(filled, table, self.published, self.policy)
                    && self.fill(filled + 1, table)
                {
                    return true;
                }
            }
        }
        false
    }
}

/// Every published sum whose leaves are all filled, the newest among them, holds. `filled` counts down from the last.
fn consistent(
    filled: usize,
    table: &[[u64; LEAVES]; 2],
    published: &[Vec<(&'static [usize], Count)>; 3],
    policy: &Policy,
) -> bool {
    let newest = LEAVES - 1 - filled;
    (0..3).all(|row| {
        published[row].iter().all(|(leaves, count)| {
            if !leaves.contains(&newest) || leaves[0] < newest {
                return true;
            }
            let of = |group: usize| -> u64 {
                leaves
                    .iter()
                    .map(|leaf| table[group][LEAVES - 1 - leaf])
                    .sum()
            };
            let sum = match row {
                0 => of(0) + of(1),
                group => of(group - 1),
            };
            agrees(*count, sum, policy)
        })
    })
}

/// Checks that no small count of two groups can be told from the other counts that the policy hides.
fn attack(groups: &[Fates; 2], policy: &Policy) -> Result<(), TestCaseError> {
    let compared = policy.release(comparison(groups)).unwrap();
    let flow = policy.release(attrition(groups)).unwrap();
    let published = std::array::from_fn(|row| published(&compared, &flow, row));
    let most = groups
        .iter()
        .flat_map(|group| group.leaves())
        .max()
        .unwrap()
        + policy.minimum();
    let truth = [groups[0], groups[1], groups[0].add(groups[1])];
    for (row, fates) in truth.iter().enumerate() {
        for (leaf, &value) in fates.leaves().iter().enumerate() {
            let outcome = leaf >= 3 && fates.paired() > 0;
            let smallest = u64::from(policy.show_zeros() || !outcome);
            let small = value >= smallest && value < policy.minimum();
            if !small {
                continue;
            }
            let of = |a: u64, b: u64| [a, b, a + b][row];
            let finds = |wanted: &dyn Fn(u64, u64) -> bool| {
                let (published, leaf) = (&published, leaf);
                Attacker {
                    published,
                    policy,
                    most,
                    leaf,
                    wanted,
                }
                .succeeds()
            };
            let low = finds(&|a, b| of(a, b) <= smallest);
            let high = finds(&|a, b| of(a, b) >= policy.minimum() - 1);
            prop_assert!(
                low && high,
                "row {row} leaf {leaf} value {value}: {published:?}"
            );
        }
    }
    Ok(())
}

fn fates() -> impl Strategy<Value = Fates> {
    let count = prop_oneof![3 => 0u64..3, 2 => 3u64..6, 1 => 6u64..9];
    prop::array::uniform6(count).prop_map(Fates::new)
}

/// As `fates`, most of them nil, since rounded counts leave the attacker many tables to try.
fn few() -> impl Strategy<Value = Fates> {
    let count = prop_oneof![3 => Just(0u64), 2 => 1u64..4, 1 => 4u64..8];
    prop::array::uniform6(count).prop_map(Fates::new)
}

fn small_policy(show_zeros: bool, rounding: Option<u64>) -> Policy {
    let policy = Policy::custom("small").minimum(3).show_zeros(show_zeros);
    let policy = match rounding {
        Some(base) => policy.rounding(base),
        None => policy,
    };
    policy.build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_reader_of_both_tables_cannot_work_out_a_small_count(
        a in fates(), b in fates(), show_zeros: bool
    ) {
        attack(&[a, b], &small_policy(show_zeros, None))?;
    }

    #[test]
    fn nor_where_counts_are_rounded(a in few(), b in few()) {
        attack(&[a, b], &small_policy(true, Some(5)))?;
    }

    #[test]
    fn the_bounds_of_a_suppressed_count_hold_the_truth(a in fates(), b in fates()) {
        let policy = small_policy(true, None);
        let released = policy.release(comparison(&[a, b])).unwrap();
        for (row, (_, _, truth)) in released.table().rows().iter().zip(rows(&[a, b])) {
            prop_assert!(agrees(row.improved, truth.improved, &policy));
            prop_assert!(agrees(row.same, truth.same, &policy));
            prop_assert!(agrees(row.worse, truth.worse, &policy));
            prop_assert!(agrees(row.n_paired, truth.paired(), &policy));
            prop_assert!(agrees(row.n_baseline, truth.baseline(), &policy));
            prop_assert!(agrees(row.n_eligible, truth.due(), &policy));
        }
    }

    #[test]
    fn estimates_go_with_their_number_of_pairs(a in fates(), b in fates()) {
        let policy = small_policy(true, None);
        let released = policy.release(comparison(&[a, b])).unwrap();
        for row in released.table().rows() {
            prop_assert!(row.change.shown().is_none() || !row.n_paired.is_suppressed());
        }
        let withheld = released.table().rows()[1..].iter().zip([a, b]);
        let withheld = withheld.filter(|(row, truth)| {
            truth.paired() > 0 && matches!(row.change, Estimates::Withheld)
        });
        let overall = &released.table().rows()[0];
        prop_assert!(withheld.count() != 1 || overall.change.shown().is_none());
    }

    #[test]
    fn no_small_count_of_a_theme_is_known(
        counts in prop::collection::vec(prop::array::uniform4(0u64..9), 1..4),
        show_zeros: bool,
    ) {
        let policy = small_policy(show_zeros, None);
        let rows = counts.iter().enumerate().map(|(i, &[improved, same, worse, not_paired])| ThemeRow {
            measure: "Wellbeing".into(),
            wave: "6 months".into(),
            theme: format!("theme {i}"),
            improved, same, worse, not_paired,
        });
        let released = policy.release(ThemeTable::from_rows(rows.collect())).unwrap();
        for (row, truth) in released.table().rows().iter().zip(&counts) {
            let shown = [row.improved, row.same, row.worse, row.not_paired];
            for (cell, &value) in truth.iter().enumerate() {
                let nobody = truth.iter().sum::<u64>() == 0;
                let smallest = u64::from(show_zeros || cell == 3 || nobody);
                if value < smallest || value >= policy.minimum() {
                    continue;
                }
                let possible = theme_values(&shown, row.people, cell);
                prop_assert!(possible.contains(&smallest), "{shown:?} {possible:?}");
                prop_assert!(possible.iter().any(|&v| v >= policy.minimum() - 1), "{shown:?}");
            }
        }
    }
}

/// Counts of two agencies and two services, from the four cells of people who share both.
fn two_groupings(cells: &[[u64; 3]; 4]) -> [[u64; 3]; 5] {
    let sum = |of: &[usize]| std::array::from_fn(|k| of.iter().map(|&cell| cells[cell][k]).sum());
    [
        sum(&[0, 1, 2, 3]),
        sum(&[0, 1]),
        sum(&[2, 3]),
        sum(&[0, 2]),
        sum(&[1, 3]),
    ]
}

/// Is there a table that agrees with the released one, in which `wanted` likes the five rows' counts of `first`?
/// Everyone was followed up, and the attacker knows it.
fn linked_table(
    released: &Released<Comparison>,
    most: u64,
    first: usize,
    wanted: &dyn Fn(&[u64; 5]) -> bool,
) -> bool {
    let rows = released.table().rows();
    let leaf = |row: usize, k: usize| [rows[row].improved, rows[row].same, rows[row].worse][k];
    let whole = |row: usize| {
        let told = [
            rows[row].n_paired,
            rows[row].n_baseline,
            rows[row].n_eligible,
        ];
        told.iter().find_map(|count| count.shown())
    };
    let columns: Vec<Vec<[u64; 5]>> = (0..3)
        .map(|k| {
            let mut found = Vec::new();
            for a in 0..=most {
                for b in 0..=most {
                    for c in 0..=(a + b) {
                        let column = [a + b, a, b, c, a + b - c];
                        let agrees =
                            (0..5).all(|row| leaf(row, k).shown().is_none_or(|v| v == column[row]));
                        if agrees && (k != first || wanted(&column)) {
                            found.push(column);
                        }
                    }
                }
            }
            found
        })
        .collect();
    let fits = |sum: &[u64; 5]| (0..5).all(|row| whole(row).is_none_or(|n| n == sum[row]));
    let add =
        |a: &[u64; 5], b: &[u64; 5]| -> [u64; 5] { std::array::from_fn(|row| a[row] + b[row]) };
    columns[0].iter().any(|x| {
        columns[1].iter().any(|y| {
            let two = add(x, y);
            (0..5).all(|row| whole(row).is_none_or(|n| n >= two[row]))
                && columns[2].iter().any(|z| fits(&add(&two, z)))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn two_groupings_of_the_same_people_do_not_give_each_other_away(
        cells in prop::array::uniform4(prop::array::uniform3(prop_oneof![3 => 0u64..3, 2 => 2u64..6])),
        show_zeros: bool,
    ) {
        let policy = small_policy(show_zeros, None);
        let truth = two_groupings(&cells);
        let names = [("overall", "all"), ("partner", "a"), ("partner", "b"), ("service", "c"), ("service", "d")];
        let row = |(&(grouping, group), &[improved, same, worse]): (&(&str, &str), &[u64; 3])| {
            comparison_row(grouping, group, Fates::new([0, 0, 0, improved, same, worse]))
        };
        let table = Comparison::from_rows(names.iter().zip(&truth).map(row).collect());
        let released = policy.release(table).unwrap();
        let most = truth[0].iter().max().unwrap() + 3;
        for (row, counts) in truth.iter().enumerate() {
            for (k, &value) in counts.iter().enumerate() {
                let smallest = u64::from(show_zeros || counts.iter().sum::<u64>() == 0);
                if value < smallest || value >= policy.minimum() {
                    continue;
                }
                let low = linked_table(&released, most, k, &|column| column[row] <= smallest);
                let high = linked_table(&released, most, k, &|column| column[row] >= policy.minimum() - 1);
                prop_assert!(low && high, "row {row} {k}: {value} in {:?}", released.table());
            }
        }
    }
}

/// Every value that one cell of a theme's row takes in a table that agrees with what is shown.
fn theme_values(shown: &[Count; 4], people: Count, cell: usize) -> Vec<u64> {
    let range = |count: Count| match count.shown() {
        Some(value) => value..=value,
        None => 0..=12,
    };
    let mut values = Vec::new();
    for a in range(shown[0]) {
        for b in range(shown[1]) {
            for c in range(shown[2]) {
                for d in range(shown[3]) {
                    if people.shown().is_none_or(|total| total == a + b + c + d) {
                        values.push([a, b, c, d][cell]);
                    }
                }
            }
        }
    }
    values
}

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
        (implied - 1.988_609_666_975_710).abs() < 1e-9,
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
