//! Expectation–maximisation: an oracle, known parameters, what is held, and what never happens.

use proptest::prelude::*;
use rand::RngExt;
use throughline::kernel::fellegi_sunter::*;

use super::*;

/// With 400,000 pairs, 20,000 of them matches, a share near one half has a standard error of about 0.004 given the
/// match status; four times that, for status is not known.
#[test]
fn em_recovers_known_parameters() {
    let counts = draw(&truth(), 0.1, 400_000, &mut seeded(11));
    let fit = expectation_maximisation(&counts, start_for(&truth()), &exact(4));
    assert!(fit.converged && fit.monotone);
    close(fit.parameters.lambda, 0.05, 0.002);
    for (found, known) in [
        (&fit.parameters.m, truth().m),
        (&fit.parameters.u, truth().u),
    ] {
        for (found, known) in found.iter().flatten().zip(known.iter().flatten()) {
            close(*found, *known, 0.016);
        }
    }
}

#[test]
fn em_on_counts_is_em_on_pairs() {
    let counts = draw(&truth(), 0.1, 5_000, &mut seeded(3));
    let mut naive = start_for(&truth());
    for _ in 0..25 {
        naive = naive::em_step(&space_of(&truth()), &counts, &naive);
    }
    let settings = EmSettings {
        max_iterations: 25,
        tolerance: 0.0,
        ..exact(4)
    };
    let fit = expectation_maximisation(&counts, start_for(&truth()), &settings);
    assert!(
        !fit.converged,
        "25 steps at tolerance 0 are not convergence"
    );
    close(fit.parameters.lambda, naive.lambda, 1e-12);
    let levels = |p: &Parameters| {
        p.m.iter()
            .chain(&p.u)
            .flatten()
            .copied()
            .collect::<Vec<_>>()
    };
    for (fast, naive) in levels(&fit.parameters).into_iter().zip(levels(&naive)) {
        close(fast, naive, 1e-10);
    }
    close(
        fit.log_likelihood,
        naive::log_likelihood(&naive, &counts),
        1e-7,
    );
}

#[test]
fn a_comparison_left_out_neither_informs_nor_moves() {
    let counts = draw(&truth(), 0.1, 20_000, &mut seeded(5));
    let settings = EmSettings {
        active: vec![true, true, true, false],
        estimate_u: false,
        ..exact(4)
    };
    let fit = expectation_maximisation(&counts, truth(), &settings);
    assert_eq!(fit.parameters.m[3], truth().m[3]);
    assert_eq!(fit.parameters.u, truth().u);
    assert_ne!(fit.parameters.m[0], truth().m[0]);
    let mut other = truth();
    other.m[3] = vec![0.1, 0.9];
    let without = expectation_maximisation(&counts, other, &settings);
    assert_eq!(without.parameters.m[0], fit.parameters.m[0]);
}

#[test]
fn held_levels_and_lambda_keep_their_values_and_the_rest_sums_up() {
    let counts = draw(&truth(), 0.1, 50_000, &mut seeded(6));
    let mut start = start_for(&truth());
    start.m[0] = vec![0.85, 0.01, 0.14];
    start.u[2] = vec![0.01, 0.04, 0.95];
    start.lambda = 0.05;
    let held = Held {
        lambda: true,
        m: vec![vec![true, false, false]],
        u: vec![vec![], vec![], vec![true, false, true]],
        kin: false,
    };
    let settings = EmSettings { held, ..exact(4) };
    let fit = expectation_maximisation(&counts, start, &settings);
    assert!(fit.converged && fit.monotone);
    let found = &fit.parameters;
    assert_eq!((found.lambda, found.m[0][0]), (0.05, 0.85));
    assert_eq!((found.u[2][0], found.u[2][2]), (0.01, 0.95));
    close(found.u[2][1], 0.04, 1e-15);
    close(found.m[0][1] + found.m[0][2], 0.15, 1e-12);
    close(found.m[0][1], 0.1, 0.02);
}

/// A held fit is the maximum given what is held: nudging any free parameter within its constraint does not help.
#[test]
fn a_held_fit_is_a_constrained_maximum() {
    let counts = draw(&truth(), 0.1, 50_000, &mut seeded(7));
    let mut start = start_for(&truth());
    start.m[0] = vec![0.8, 0.15, 0.05];
    let held = Held {
        m: vec![vec![true, false, false]],
        ..Held::default()
    };
    let fit = expectation_maximisation(&counts, start, &EmSettings { held, ..exact(4) });
    let at = |p: &Parameters| log_likelihood(&counts, p, &[true; 4]);
    let best = at(&fit.parameters);
    for nudge in [-1e-3, 1e-3] {
        let mut free = fit.parameters.clone();
        free.m[0][1] += nudge;
        free.m[0][2] -= nudge;
        assert!(at(&free) < best);
        let mut lambda = fit.parameters.clone();
        lambda.lambda += nudge;
        assert!(at(&lambda) < best);
    }
}

#[test]
fn a_level_never_seen_stays_possible_with_a_pseudo_count_and_not_without() {
    let mut known = truth();
    known.m[0] = vec![0.9, 0.1, 0.0];
    known.u[0] = vec![0.1, 0.9, 0.0];
    let counts = draw(&known, 0.0, 20_000, &mut seeded(8));
    let fit = |pseudo_count| {
        let settings = EmSettings {
            pseudo_count,
            ..exact(4)
        };
        expectation_maximisation(&counts, start_for(&known), &settings)
    };
    let (without, with) = (fit(0.0), fit(0.5));
    assert!(without.converged && without.monotone && without.log_likelihood.is_finite());
    assert_eq!(without.parameters.m[0][2], 0.0);
    assert!(with.converged && with.monotone);
    assert!(with.parameters.m[0][2] > 0.0 && with.parameters.m[0][2] < 1e-3);
}

#[test]
fn a_comparison_never_seen_keeps_its_start() {
    let space = PatternSpace::new(&[2, 2]).unwrap();
    let counts = PatternCounts::new(
        &space,
        vec![(space.encode(&[1, 0]), 5), (space.encode(&[2, 0]), 9)],
    );
    let start = Parameters::new(0.3, vec![vec![0.8, 0.2]; 2], vec![vec![0.3, 0.7]; 2]);
    let fit = expectation_maximisation(&counts, start, &exact(2));
    assert_eq!(fit.parameters.m[1], [0.8, 0.2]);
    assert!(fit.parameters.lambda.is_finite() && fit.monotone);
}

#[test]
fn a_model_without_extras_has_the_json_it_always_had() {
    let model = Parameters::new(0.5, vec![vec![0.75, 0.25]], vec![vec![0.5, 0.5]]);
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(text, r#"{"lambda":0.5,"m":[[0.75,0.25]],"u":[[0.5,0.5]]}"#);
    assert_eq!(serde_json::from_str::<Parameters>(&text).unwrap(), model);
}

/// A model of two to four comparisons with whatever a seed says: levels, interactions, kin.
pub fn any_model(seed: u64) -> Parameters {
    let mut rng = seeded(seed);
    let comparisons = rng.random_range(2..5);
    let simplex = |rng: &mut ChaCha8Rng, n: usize| {
        let raw: Vec<f64> = (0..n).map(|_| rng.random_range(0.05..1.0)).collect();
        let sum: f64 = raw.iter().sum();
        raw.into_iter().map(|x| x / sum).collect::<Vec<_>>()
    };
    let levels: Vec<usize> = (0..comparisons).map(|_| rng.random_range(2..4)).collect();
    let mut m: Vec<Vec<f64>> = levels.iter().map(|&n| simplex(&mut rng, n)).collect();
    let mut u: Vec<Vec<f64>> = levels.iter().map(|&n| simplex(&mut rng, n)).collect();
    m.iter_mut()
        .for_each(|levels| levels.sort_by(|a, b| b.total_cmp(a)));
    u.iter_mut()
        .for_each(|levels| levels.sort_by(f64::total_cmp));
    let mut model = Parameters::new(rng.random_range(0.05..0.5), m, u);
    if rng.random_bool(0.6) {
        let mut interaction = Interaction::independent(&model, 1, 0, rng.random_bool(0.5));
        let tables = [Some(&mut interaction.m), interaction.u.as_mut()];
        for cell in tables.into_iter().flatten().flatten().flatten() {
            *cell *= rng.random_range(0.3..3.0);
        }
        interaction.rake(&model);
        model.interactions.push(interaction);
    }
    for class in 0..rng.random_range(0..3) {
        let comparisons = match class {
            0 => vec![0],
            _ => vec![comparisons - 2, comparisons - 1],
        };
        model.kin.push(KinClass {
            comparisons,
            share: rng.random_range(0.01..0.2),
        });
    }
    model
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_likelihood_is_the_naive_one(seed: u64) {
        let model = any_model(seed);
        let counts = draw(&model, 0.2, 500, &mut seeded(seed));
        let found = log_likelihood(&counts, &model, &vec![true; model.m.len()]);
        let naive = naive::log_likelihood(&model, &counts);
        prop_assert!((found - naive).abs() < 1e-9 * naive.abs(), "{found} {naive}");
    }

    #[test]
    fn the_weight_is_the_naive_posterior_and_its_parts_add_up(seed: u64) {
        let model = any_model(seed);
        let space = space_of(&model);
        for pattern in 0..space.size() {
            let digits: Vec<u8> = space.digits(pattern).collect();
            let terms = naive::terms(&model, &digits);
            let naive = (terms[0] / terms[1..].iter().sum::<f64>()).log2();
            prop_assert!((model.match_weight(&digits) - naive).abs() < 1e-9);
            prop_assert!((model.weight_parts(&digits).total() - naive).abs() < 1e-9);
        }
    }

    #[test]
    fn the_penalised_likelihood_never_falls_whatever_the_model_and_the_start(seed: u64, a in 0.0f64..2.0) {
        let model = any_model(seed);
        let counts = draw(&model, 0.15, 3_000, &mut seeded(seed));
        let mut start = start_for(&model);
        start.kin = model.kin.clone();
        start.interactions = model.interactions.clone();
        let settings = EmSettings { pseudo_count: a, max_iterations: 60, ..exact(model.m.len()) };
        let fit = expectation_maximisation(&counts, start, &settings);
        prop_assert!(fit.monotone);
        for levels in fit.parameters.m.iter().chain(&fit.parameters.u) {
            prop_assert!((levels.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        for interaction in &fit.parameters.interactions {
            let row: f64 = interaction.m[0].iter().sum();
            prop_assert!((row - fit.parameters.m[interaction.first][0]).abs() < 1e-9);
        }
    }
}
