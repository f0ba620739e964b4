//! Level probabilities from labelled pairs.

use throughline::kernel::fellegi_sunter::*;

use super::*;

/// The patterns of matches alone.
fn matches_of(known: &Parameters, pairs: u64, rng: &mut ChaCha8Rng) -> PatternCounts {
    let only = Parameters {
        lambda: 1.0,
        ..known.clone()
    };
    draw(&only, 0.1, pairs, rng)
}

/// 400 samples: 95 in 100 within 1.96 errors of the truth, with an error of 0.011 for each level.
#[test]
fn known_probabilities_are_covered() {
    let known = truth();
    let mut rng = seeded(101);
    let (mut covered, mut all) = (0, 0usize);
    for _ in 0..400 {
        let counts = matches_of(&known, 3_000, &mut rng);
        let found = levels_from_labels(&counts, &[3, 2, 3, 2], 0.0);
        for (levels, known) in found.iter().zip(&known.m) {
            let levels = levels.as_ref().unwrap();
            for ((p, error), known) in levels
                .probabilities
                .iter()
                .zip(&levels.standard_errors)
                .zip(known)
            {
                all += 1;
                covered += usize::from((p - known).abs() <= 1.96 * error);
            }
        }
    }
    close(covered as f64 / all as f64, 0.95, 0.015);
}

/// Labelled matches are a session with lambda 1: EM gives the same.
#[test]
fn it_is_em_with_every_pair_a_match() {
    let counts = matches_of(&truth(), 20_000, &mut seeded(102));
    let start = Parameters {
        lambda: 1.0,
        ..start_for(&truth())
    };
    let held = Held {
        lambda: true,
        ..Held::default()
    };
    let settings = EmSettings {
        held,
        ..EmSettings::new(4)
    };
    let fit = expectation_maximisation(&counts, start, &settings).parameters;
    let errors = standard_errors(&counts, &fit, &settings, Information::Observed);
    for (c, found) in levels_from_labels(&counts, &[3, 2, 3, 2], 0.5)
        .into_iter()
        .enumerate()
    {
        let found = found.unwrap();
        for k in 0..found.probabilities.len() {
            close(found.probabilities[k], fit.m[c][k], 1e-12);
            close(
                found.standard_errors[k] / errors.m[c][k].unwrap(),
                1.0,
                0.01,
            );
        }
    }
}

#[test]
fn a_level_without_labels_is_possible_with_a_pseudo_count_and_a_comparison_without_any_is_none() {
    let space = PatternSpace::new(&[3, 2]).unwrap();
    let counts = PatternCounts::new(
        &space,
        vec![(space.encode(&[1, 0]), 8), (space.encode(&[2, 0]), 1)],
    );
    let found = levels_from_labels(&counts, &[3, 2], 1.0);
    let first = found[0].as_ref().unwrap();
    assert_eq!(first.probabilities, [0.75, 2.0 / 12.0, 1.0 / 12.0]);
    assert_eq!(first.pairs, 9);
    close(
        first.standard_errors[0],
        (0.75f64 * 0.25 / 12.0).sqrt(),
        1e-15,
    );
    assert_eq!(found[1], None);
}
