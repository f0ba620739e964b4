//! Joint tables of two comparisons: recovered, raked, held, and beside missing values.

use proptest::prelude::*;
use throughline::kernel::fellegi_sunter::*;

use super::dependence::{five, planted};
use super::em::any_model;
use super::*;

/// `parameters` with an interaction of comparisons 0 and 2 that says nothing yet.
fn with_table(mut parameters: Parameters, given_non_match: bool) -> Parameters {
    parameters.interactions = vec![Interaction::independent(&parameters, 0, 2, given_non_match)];
    parameters
}

/// Each cell within three standard errors, over cells with one; and how many those are.
fn within_three_errors(
    found: &[Vec<f64>],
    errors: &[Vec<Option<f64>>],
    known: &[Vec<f64>],
) -> usize {
    let cells = found
        .iter()
        .flatten()
        .zip(errors.iter().flatten())
        .zip(known.iter().flatten());
    let mut checked = 0;
    for ((found, error), known) in cells {
        if let Some(error) = error {
            close(*found, *known, 3.0 * error);
            checked += 1;
        }
    }
    checked
}

#[test]
fn a_planted_dependence_is_recovered_with_a_higher_likelihood() {
    let known = planted(&five(), 8.0);
    let counts = draw(&known, 0.1, 1_000_000, &mut seeded(77));
    let independent = expectation_maximisation(&counts, five(), &exact(5));
    let joined = expectation_maximisation(&counts, with_table(five(), false), &exact(5));
    assert!(joined.converged && joined.monotone);
    assert!(joined.log_likelihood > independent.log_likelihood + 100.0);
    let errors = standard_errors(
        &counts,
        &joined.parameters,
        &exact(5),
        Information::Observed,
    );
    let found = &joined.parameters.interactions[0].m;
    let checked = within_three_errors(found, &errors.interactions[0].m, &known.interactions[0].m);
    assert_eq!(checked, 9);
    assert_eq!(errors.interactions[0].u, None);
    close(joined.parameters.lambda, 0.05, 3.0 * errors.lambda.unwrap());
    assert_eq!(
        within_three_errors(&joined.parameters.m, &errors.m, &known.m),
        13
    );
    assert_eq!(
        within_three_errors(&joined.parameters.u, &errors.u, &known.u),
        13
    );
    let off = (independent.parameters.lambda - 0.05).abs();
    assert!(
        off > 5.0 * errors.lambda.unwrap(),
        "independence is {off} off"
    );
}

#[test]
fn a_dependence_in_both_classes_is_recovered() {
    let mut known = planted(&five(), 5.0);
    let mut interaction = Interaction::independent(&known, 0, 2, true);
    interaction.m = known.interactions[0].m.clone();
    interaction.u.as_mut().unwrap()[0][0] *= 20.0;
    interaction.rake(&known);
    known.interactions = vec![interaction];
    let counts = draw(&known, 0.2, 2_000_000, &mut seeded(72));
    let fit = expectation_maximisation(&counts, with_table(five(), true), &exact(5));
    assert!(fit.converged && fit.monotone);
    let errors = standard_errors(&counts, &fit.parameters, &exact(5), Information::Observed);
    let (found, errors) = (&fit.parameters.interactions[0], &errors.interactions[0]);
    within_three_errors(&found.m, &errors.m, &known.interactions[0].m);
    let [found, known] = [&found.u, &known.interactions[0].u].map(|u| u.as_ref().unwrap());
    assert_eq!(
        within_three_errors(found, errors.u.as_ref().unwrap(), known),
        9
    );
}

/// With a fifth of the values missing the table is still the maximum of the naive likelihood.
#[test]
fn the_table_is_the_maximum_with_missing_values() {
    let known = planted(&five(), 5.0);
    let counts = draw(&known, 0.2, 200_000, &mut seeded(73));
    let settings = EmSettings {
        tolerance: 1e-10,
        ..exact(5)
    };
    let fit = expectation_maximisation(&counts, with_table(five(), false), &settings).parameters;
    let best = naive::log_likelihood(&fit, &counts);
    for (from, to) in [
        ([0, 0], [2, 2]),
        ([0, 1], [1, 0]),
        ([1, 1], [0, 0]),
        ([2, 0], [0, 0]),
    ] {
        for by in [-3e-4, 3e-4] {
            let mut moved = fit.clone();
            let table = &mut moved.interactions[0].m;
            table[from[0]][from[1]] -= by;
            table[to[0]][to[1]] += by;
            assert!(naive::log_likelihood(&moved, &counts) < best);
        }
    }
}

#[test]
fn where_one_of_the_two_is_missing_the_other_counts_by_itself() {
    let known = planted(&five(), 8.0);
    let alone = five();
    for digits in [[2, 1, 0, 1, 1], [0, 1, 3, 1, 1], [0, 2, 0, 1, 1]] {
        close(
            known.match_weight(&digits),
            alone.match_weight(&digits),
            1e-12,
        );
    }
    assert!(known.match_weight(&[2, 1, 2, 1, 1]) > alone.match_weight(&[2, 1, 2, 1, 1]) + 0.5);
    let parts = known.weight_parts(&[2, 1, 2, 1, 1]);
    let gain = known.match_weight(&[2, 1, 2, 1, 1]) - alone.match_weight(&[2, 1, 2, 1, 1]);
    close(parts.interactions[0], gain, 1e-12);
}

#[test]
fn a_held_table_stays() {
    let known = planted(&five(), 8.0);
    let counts = draw(&known, 0.1, 100_000, &mut seeded(74));
    let mut start = start_for(&five());
    start.interactions = known.interactions.clone();
    start.interactions[0].m[0][1] += 0.002;
    start.interactions[0].m[0][0] -= 0.002;
    (start.m[0], start.m[2]) = (known.m[0].clone(), known.m[2].clone());
    let all = vec![true; 3];
    let held = Held {
        m: vec![all.clone(), vec![], all],
        ..Held::default()
    };
    let fit = expectation_maximisation(&counts, start.clone(), &EmSettings { held, ..exact(5) });
    assert!(fit.monotone);
    let mut raked = start.interactions[0].clone();
    raked.rake(&start);
    for (found, start) in fit.parameters.interactions[0]
        .m
        .iter()
        .flatten()
        .zip(raked.m.iter().flatten())
    {
        close(*found, *start, 1e-12);
    }
    assert_ne!(fit.parameters.m[1], start.m[1]);
}

#[test]
#[should_panic(expected = "held whole and together")]
fn a_table_held_in_part_is_refused() {
    let counts = draw(&five(), 0.0, 1_000, &mut seeded(75));
    let held = Held {
        m: vec![vec![true]],
        ..Held::default()
    };
    expectation_maximisation(
        &counts,
        with_table(five(), false),
        &EmSettings { held, ..exact(5) },
    );
}

fn odds_ratio(table: &[Vec<f64>]) -> f64 {
    table[0][0] * table[1][1] / (table[0][1] * table[1][0])
}

/// As in a training session whose rule reads one of the two columns.
#[test]
fn a_table_with_a_comparison_left_out_keeps_its_odds_and_follows_the_other() {
    let known = planted(&five(), 8.0);
    let counts = draw(&known, 0.1, 100_000, &mut seeded(76));
    let mut settings = exact(5);
    settings.active[0] = false;
    let mut start = start_for(&five());
    start.interactions = known.interactions.clone();
    let fit = expectation_maximisation(&counts, start.clone(), &settings).parameters;
    let mut without = start.clone();
    without.interactions.clear();
    let alone = expectation_maximisation(&counts, without, &settings).parameters;
    assert_eq!(fit.m[2], alone.m[2]);
    assert_eq!(fit.m[0], start.m[0]);
    let table = &fit.interactions[0].m;
    close(
        odds_ratio(table),
        odds_ratio(&known.interactions[0].m),
        1e-9,
    );
    close(table.iter().map(|row| row[1]).sum(), fit.m[2][1], 1e-12);
}

#[test]
fn an_interaction_survives_json() {
    let mut known = planted(&five(), 8.0);
    assert_eq!(
        serde_json::from_str::<Parameters>(&serde_json::to_string(&known).unwrap()).unwrap(),
        known
    );
    assert!(!serde_json::to_string(&known).unwrap().contains("null"));
    known.interactions[0].u = Some(vec![vec![1.0 / 9.0; 3]; 3]);
    known.kin = vec![KinClass {
        comparisons: vec![0],
        share: 0.125,
    }];
    assert_eq!(
        serde_json::from_str::<Parameters>(&serde_json::to_string(&known).unwrap()).unwrap(),
        known
    );
}

proptest! {
    #[test]
    fn raking_gives_the_margins_and_keeps_the_odds(seed: u64) {
        let model = any_model(seed);
        let mut rng = seeded(seed ^ 1);
        let mut interaction = Interaction::independent(&model, 0, 1, true);
        interaction.m.iter_mut().flatten().for_each(|cell| *cell *= rng.random_range(0.2..5.0));
        let before = odds_ratio(&interaction.m);
        interaction.rake(&model);
        prop_assert!((odds_ratio(&interaction.m) / before - 1.0).abs() < 1e-9);
        for (row, m) in interaction.m.iter().zip(&model.m[0]) {
            prop_assert!((row.iter().sum::<f64>() - m).abs() < 1e-12);
        }
        for (l, m) in model.m[1].iter().enumerate() {
            prop_assert!((interaction.m.iter().map(|row| row[l]).sum::<f64>() - m).abs() < 1e-12);
        }
        let once = interaction.clone();
        interaction.rake(&model);
        for (again, once) in interaction.m.iter().flatten().zip(once.m.iter().flatten()) {
            prop_assert!((again - once).abs() < 1e-12);
        }
    }
}
