//! The Fellegi–Sunter kernel: coding, likelihood and estimation against oracles, published values and known
//! parameters.

mod combine;
mod dependence;
mod em;
mod faults;
mod information;
mod interaction;
mod kin;
mod labels;
mod naive;
mod published;
mod starts;
mod term_frequency;

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};
use throughline::kernel::fellegi_sunter::*;

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

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

/// Four comparisons of three and two levels.
fn truth() -> Parameters {
    Parameters::new(
        0.05,
        vec![
            vec![0.85, 0.1, 0.05],
            vec![0.9, 0.1],
            vec![0.7, 0.2, 0.1],
            vec![0.95, 0.05],
        ],
        vec![
            vec![0.02, 0.08, 0.9],
            vec![0.1, 0.9],
            vec![0.01, 0.04, 0.95],
            vec![0.5, 0.5],
        ],
    )
}

/// A start far from `truth`.
fn start_for(known: &Parameters) -> Parameters {
    let flat = |levels: &Vec<f64>, top: f64| {
        let rest = (1.0 - top) / (levels.len() - 1) as f64;
        let share = |k: usize| if k == 0 { top } else { rest };
        (0..levels.len()).map(share).collect()
    };
    let all = |p: &[Vec<f64>], top: f64| p.iter().map(|levels| flat(levels, top)).collect();
    Parameters::new(0.2, all(&known.m, 0.8), all(&known.u, 0.2))
}

/// Everything estimated, without penalty, to nine digits.
fn exact(comparisons: usize) -> EmSettings {
    EmSettings {
        estimate_u: true,
        max_iterations: 20_000,
        tolerance: 1e-9,
        pseudo_count: 0.0,
        ..EmSettings::new(comparisons)
    }
}

fn space_of(parameters: &Parameters) -> PatternSpace {
    let levels: Vec<usize> = parameters.m.iter().map(Vec::len).collect();
    PatternSpace::new(&levels).unwrap()
}

/// Pattern counts of so many independent pairs; each value missing with probability `missing`.
fn draw(parameters: &Parameters, missing: f64, pairs: u64, rng: &mut ChaCha8Rng) -> PatternCounts {
    let space = space_of(parameters);
    let mut counts = Vec::new();
    let (mut pairs_left, mut share_left) = (pairs, 1.0);
    for pattern in 0..space.size() {
        let digits: Vec<u8> = space.digits(pattern).collect();
        let absent = digits.iter().filter(|digit| **digit == 0).count() as i32;
        let observed = digits.len() as i32 - absent;
        let share = naive::probability(parameters, &digits)
            * missing.powi(absent)
            * (1.0 - missing).powi(observed);
        let of_left = (share / share_left).clamp(0.0, 1.0);
        let drawn = Binomial::new(pairs_left, of_left).unwrap().sample(rng);
        if drawn > 0 {
            counts.push((pattern, drawn));
        }
        pairs_left -= drawn;
        share_left -= share;
    }
    PatternCounts::new(&space, counts)
}

fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}
