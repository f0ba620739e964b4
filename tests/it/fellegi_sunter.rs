//! The Fellegi–Sunter kernel: coding, likelihood, EM against a pair-by-pair oracle and known parameters.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::kernel::fellegi_sunter::{
    EmSettings, Parameters, PatternCounts, PatternSpace, expectation_maximisation,
    match_probability, match_weight_from_probability,
};

proptest! {
    #[test]
    fn every_pattern_decodes_to_what_was_encoded(levels in prop::collection::vec(1usize..6, 1..6), seed: u64) {
        let space = PatternSpace::new(&levels).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let digits: Vec<u8> = levels.iter().map(|&count| rng.random_range(0..=count) as u8).collect();
        let pattern = space.encode(&digits);
        prop_assert!(pattern < space.size());
        prop_assert_eq!(space.digits(pattern).collect::<Vec<_>>(), digits);
    }

    #[test]
    fn weight_and_probability_are_inverse(p in 1e-6f64..0.999_999) {
        prop_assert!((match_probability(match_weight_from_probability(p)) - p).abs() < 1e-12);
    }
}

#[test]
fn a_space_over_64_bits_is_none() {
    assert!(PatternSpace::new(&[15; 16]).is_none());
    assert!(PatternSpace::new(&[15; 15]).is_some());
}

fn truth() -> Parameters {
    Parameters {
        lambda: 0.05,
        m: vec![
            vec![0.85, 0.1, 0.05],
            vec![0.9, 0.1],
            vec![0.7, 0.2, 0.1],
            vec![0.95, 0.05],
        ],
        u: vec![
            vec![0.02, 0.08, 0.9],
            vec![0.1, 0.9],
            vec![0.01, 0.04, 0.95],
            vec![0.5, 0.5],
        ],
    }
}

/// Draws levels independently given match status; a tenth of the values missing.
fn simulate(parameters: &Parameters, pairs: usize, seed: u64) -> (PatternSpace, PatternCounts) {
    let levels: Vec<usize> = parameters.m.iter().map(Vec::len).collect();
    let space = PatternSpace::new(&levels).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..pairs {
        let source = if rng.random_bool(parameters.lambda) {
            &parameters.m
        } else {
            &parameters.u
        };
        let mut draw = |levels: &Vec<f64>| {
            if rng.random_bool(0.1) {
                return 0;
            }
            let mut left = rng.random::<f64>();
            let found = levels.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            found.unwrap_or(levels.len() - 1) as u8 + 1
        };
        let digits: Vec<u8> = source.iter().map(&mut draw).collect();
        *counts.entry(space.encode(&digits)).or_insert(0) += 1;
    }
    let counts = PatternCounts::new(&space, counts.into_iter().collect());
    (space, counts)
}

fn settings(comparisons: usize) -> EmSettings {
    EmSettings {
        active: vec![true; comparisons],
        estimate_u: true,
        max_iterations: 2_000,
        tolerance: 1e-9,
        pseudo_count: 0.0,
    }
}

fn start() -> Parameters {
    let known = truth();
    let flat = |levels: &Vec<f64>, top: f64| {
        let rest = (1.0 - top) / (levels.len() - 1) as f64;
        (0..levels.len())
            .map(|k| if k == 0 { top } else { rest })
            .collect()
    };
    Parameters {
        lambda: 0.2,
        m: known.m.iter().map(|levels| flat(levels, 0.8)).collect(),
        u: known.u.iter().map(|levels| flat(levels, 0.2)).collect(),
    }
}

/// With 400,000 pairs, 20,000 of them matches, a share near one half has a standard error of about 0.004 given the
/// match status; four times that, for status is not known.
#[test]
fn em_recovers_known_parameters() {
    let (_, counts) = simulate(&truth(), 400_000, 11);
    let fit = expectation_maximisation(&counts, start(), &settings(4));
    assert!(fit.converged && fit.monotone);
    assert!(
        (fit.parameters.lambda - 0.05).abs() < 0.002,
        "lambda {}",
        fit.parameters.lambda
    );
    for (found, known) in [
        (&fit.parameters.m, truth().m),
        (&fit.parameters.u, truth().u),
    ] {
        for (found, known) in found.iter().flatten().zip(known.iter().flatten()) {
            assert!((found - known).abs() < 0.016, "{found} for {known}");
        }
    }
}

/// One EM step over single pairs, with probabilities multiplied instead of logs added.
fn naive_step(space: &PatternSpace, counts: &PatternCounts, now: &Parameters) -> Parameters {
    let mut m: Vec<Vec<f64>> = now.m.iter().map(|levels| vec![0.0; levels.len()]).collect();
    let mut u = m.clone();
    let (mut matches, mut pairs) = (0.0, 0.0);
    for (digits, count) in counts.iter() {
        for _ in 0..count {
            let product = |p: &[Vec<f64>]| -> f64 {
                let known = (0..space.comparisons()).filter(|&c| digits[c] > 0);
                known.map(|c| p[c][digits[c] as usize - 1]).product()
            };
            let (a, b) = (
                now.lambda * product(&now.m),
                (1.0 - now.lambda) * product(&now.u),
            );
            let posterior = a / (a + b);
            pairs += 1.0;
            matches += posterior;
            for c in (0..space.comparisons()).filter(|&c| digits[c] > 0) {
                m[c][digits[c] as usize - 1] += posterior;
                u[c][digits[c] as usize - 1] += 1.0 - posterior;
            }
        }
    }
    for levels in m.iter_mut().chain(&mut u) {
        let sum: f64 = levels.iter().sum();
        levels.iter_mut().for_each(|level| *level /= sum);
    }
    Parameters {
        lambda: matches / pairs,
        m,
        u,
    }
}

#[test]
fn em_on_counts_is_em_on_pairs() {
    let (space, counts) = simulate(&truth(), 5_000, 3);
    let mut naive = start();
    for _ in 0..25 {
        naive = naive_step(&space, &counts, &naive);
    }
    let fit = expectation_maximisation(
        &counts,
        start(),
        &EmSettings {
            max_iterations: 25,
            tolerance: 0.0,
            ..settings(4)
        },
    );
    assert!(
        !fit.converged,
        "25 steps at tolerance 0 are not convergence"
    );
    assert!((fit.parameters.lambda - naive.lambda).abs() < 1e-12);
    for (fast, naive) in fit
        .parameters
        .m
        .iter()
        .flatten()
        .zip(naive.m.iter().flatten())
    {
        assert!((fast - naive).abs() < 1e-10);
    }
}

#[test]
fn a_comparison_left_out_neither_informs_nor_moves() {
    let (_, counts) = simulate(&truth(), 20_000, 5);
    let without = EmSettings {
        active: vec![true, true, true, false],
        estimate_u: false,
        ..settings(4)
    };
    let fit = expectation_maximisation(&counts, truth(), &without);
    assert_eq!(fit.parameters.m[3], truth().m[3]);
    assert_eq!(fit.parameters.u, truth().u);
    assert_ne!(fit.parameters.m[0], truth().m[0]);
}
