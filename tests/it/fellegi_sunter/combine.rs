//! Sessions combined.

use rand_distr::StandardNormal;
use throughline::kernel::fellegi_sunter::*;

use super::*;

fn session(m: &[f64], errors: Option<f64>, expected_matches: f64) -> SessionLevels {
    SessionLevels {
        probabilities: m.iter().copied().map(Some).collect(),
        standard_errors: vec![errors; m.len()],
        expected_matches,
    }
}

#[test]
fn the_mean_counts_each_match_once_and_adds_up_to_one() {
    let mut partial = session(&[0.5, 0.3, 0.2], None, 100.0);
    partial.probabilities[2] = None;
    let sessions = [
        session(&[0.9, 0.08, 0.02], None, 300.0),
        partial,
        session(&[0.8, 0.1, 0.1], None, 0.0),
    ];
    let found = combine_levels(&sessions, CombineBy::ExpectedMatches).probabilities;
    let raw = [0.8, (0.08 * 300.0 + 0.3 * 100.0) / 400.0, 0.02];
    let sum: f64 = raw.iter().sum();
    for (found, raw) in found.iter().zip(raw) {
        close(found.unwrap(), raw / sum, 1e-12);
    }
}

/// Splink 4's rule: each level's median over the sessions that saw it, not scaled.
#[test]
fn the_median_is_level_by_level_over_those_that_saw_it() {
    let mut partial = session(&[0.6, 0.4, 0.0], None, 1.0);
    partial.probabilities[2] = None;
    let sessions = [
        session(&[0.9, 0.05, 0.05], None, 5.0),
        partial,
        session(&[0.7, 0.28, 0.02], None, 9.0),
    ];
    let found = combine_levels(&sessions, CombineBy::Median).probabilities;
    assert_eq!(found[..2], [Some(0.7), Some(0.28)]);
    close(found[2].unwrap(), 0.035, 1e-15);
}

#[test]
fn without_a_word_there_is_no_value() {
    let silent = SessionLevels {
        probabilities: vec![None],
        standard_errors: vec![None],
        expected_matches: 10.0,
    };
    for by in [CombineBy::ExpectedMatches, CombineBy::Median] {
        let found = combine_levels(std::slice::from_ref(&silent), by);
        assert_eq!(
            (found.probabilities[0], found.standard_errors[0]),
            (None, None)
        );
        assert!(combine_levels(&[], by).probabilities.is_empty());
    }
    assert_eq!(combine_lambdas(&[]), None);
}

#[test]
fn the_larger_of_own_and_between_error_is_reported() {
    let errors = |sessions: &[SessionLevels]| {
        let of = |by| combine_levels(sessions, by).standard_errors[0];
        (of(CombineBy::ExpectedMatches), of(CombineBy::Median))
    };
    let one = [session(&[0.9, 0.1], Some(0.02), 50.0)];
    assert_eq!(errors(&one), (Some(0.02), Some(0.02)));
    let alike = [
        session(&[0.9, 0.1], Some(0.02), 50.0),
        session(&[0.9, 0.1], Some(0.02), 50.0),
    ];
    close(errors(&alike).0.unwrap(), 0.02 / 2f64.sqrt(), 1e-12);
    let apart = [
        session(&[0.9, 0.1], Some(0.001), 50.0),
        session(&[0.7, 0.3], Some(0.001), 50.0),
    ];
    // Two values 0.2 apart: the error of their mean is half of that.
    close(errors(&apart).0.unwrap(), 0.1, 1e-12);
    close(errors(&apart).1.unwrap(), 0.1, 1e-12);
    assert_eq!(errors(&[session(&[0.9, 0.1], None, 1.0)]), (None, None));
}

/// Sessions that scatter about a truth: the reported errors are the scatter of the combined values.
#[test]
fn errors_are_the_scatter_of_repeated_combinations() {
    let mut rng = seeded(111);
    for by in [CombineBy::ExpectedMatches, CombineBy::Median] {
        let (mut values, mut squared_errors) = (Vec::new(), 0.0);
        for _ in 0..4_000 {
            let sessions: Vec<SessionLevels> = (0..9)
                .map(|place| {
                    let z: f64 = rng.sample(StandardNormal);
                    session(
                        &[0.8 + 0.03 * z, 0.2 - 0.03 * z],
                        None,
                        100.0 + 10.0 * f64::from(place),
                    )
                })
                .collect();
            let found = combine_levels(&sessions, by);
            values.push(found.probabilities[0].unwrap());
            squared_errors += found.standard_errors[0].unwrap().powi(2);
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        close(mean, 0.8, 0.002);
        let scatter = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
        close((squared_errors / n).sqrt() / scatter, 1.0, 0.06);
    }
}

#[test]
fn lambda_is_the_reciprocal_of_the_median_reciprocal_and_frees_itself_of_a_rule() {
    close(combine_lambdas(&[0.5, 0.1, 0.2]).unwrap(), 0.2, 1e-15);
    close(combine_lambdas(&[0.1, 0.2]).unwrap(), 1.0 / 7.5, 1e-15);
    let known = truth();
    // Among pairs that agree on comparison 0, by Bayes.
    let agreeing = 0.05 * 0.85 / (0.05 * 0.85 + 0.95 * 0.02);
    let bits = known.level_weight(0, 0);
    close(shift_odds(0.05, bits), agreeing, 1e-12);
    close(shift_odds(agreeing, -bits), 0.05, 1e-12);
}
