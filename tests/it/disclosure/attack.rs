//! An auditor that attacks released tables by brute force: it runs through the tables that agree with what is shown
//! and asks whether a small count is known.

use proptest::prelude::*;
use throughline::disclosure::{Count, Estimates, Policy, Released};
use throughline::longitudinal::Attrition;
use throughline::outcomes::Comparison;
use throughline::voice::{ThemeRow, ThemeTable};

use super::people::{Fates, LEAVES, attrition, comparison, comparison_row, rows};

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
