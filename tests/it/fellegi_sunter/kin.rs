//! Siblings and twins as classes of non-matches: their weights, and their shares recovered.

use throughline::kernel::fellegi_sunter::*;

use super::*;

const FORENAME: usize = 0;
const SURNAME: usize = 1;
const HOME: usize = 2;
const BIRTH: usize = 3;
const SEX: usize = 4;

/// Children of one authority: one pair in 20,000 a match, one in 10,000 siblings, one in 200,000 twins.
fn children() -> Parameters {
    let m = vec![
        vec![0.85, 0.1, 0.05],
        vec![0.88, 0.07, 0.05],
        vec![0.7, 0.3],
        vec![0.95, 0.04, 0.01],
        vec![0.99, 0.01],
    ];
    let u = vec![
        vec![0.005, 0.01, 0.985],
        vec![0.003, 0.007, 0.99],
        vec![0.0005, 0.9995],
        vec![0.0002, 0.02, 0.9798],
        vec![0.5, 0.5],
    ];
    let mut model = Parameters::new(5e-5, m, u);
    model.kin = vec![
        KinClass {
            comparisons: vec![SURNAME, HOME],
            share: 1e-4,
        },
        KinClass {
            comparisons: vec![SURNAME, HOME, BIRTH],
            share: 5e-6,
        },
    ];
    model
}

/// The same without kin, as a guess to start from.
fn guess() -> Parameters {
    let mut model = children();
    model.lambda = 1e-3;
    model.kin.iter_mut().for_each(|class| class.share = 1e-3);
    model
}

/// Pairs that agree exactly on surname and home.
fn in_block(counts: &PatternCounts) -> PatternCounts {
    let space = space_of(&children());
    let inside = counts
        .iter()
        .filter(|(digits, _)| digits[SURNAME] == 1 && digits[HOME] == 1);
    PatternCounts::new(
        &space,
        inside
            .map(|(digits, count)| (space.encode(digits), count))
            .collect(),
    )
}

fn block(all_pairs: u64) -> RuleBlock {
    let agreement = |comparison| Agreement {
        comparison,
        levels: vec![0],
    };
    RuleBlock {
        agreements: vec![agreement(SURNAME), agreement(HOME)],
        present: 0.9 * 0.9,
        all_pairs: all_pairs as f64,
    }
}

#[test]
fn twins_weigh_far_less_and_pairs_from_two_homes_as_before() {
    let guarded = children();
    let unguarded = Parameters {
        kin: Vec::new(),
        ..children()
    };
    let mut twins = [1; 5];
    (twins[FORENAME], twins[SEX]) = (3, 2);
    let (before, after) = (unguarded.match_weight(&twins), guarded.match_weight(&twins));
    assert!(
        before > 5.0 && after < -3.0 && before - after > 10.0,
        "{before} to {after}"
    );
    // Siblings: another date of birth as well.
    let mut siblings = twins;
    siblings[BIRTH] = 3;
    assert!(guarded.match_weight(&siblings) < unguarded.match_weight(&siblings) - 5.0);
    assert!(guarded.match_weight(&siblings) < -10.0);
    // A true match keeps nearly all of its weight.
    let [before, after] = [&unguarded, &guarded].map(|model| model.match_weight(&[1; 5]));
    assert!(before > 20.0 && after > 10.0, "{before} to {after}");
    // Whoever lives elsewhere and has another surname is no kin.
    for digits in [[1, 3, 2, 1, 1], [1, 0, 2, 1, 1], [3, 3, 2, 3, 2]] {
        close(
            guarded.match_weight(&digits),
            unguarded.match_weight(&digits),
            0.05,
        );
    }
    let parts = guarded.weight_parts(&twins);
    close(parts.total(), guarded.match_weight(&twins), 1e-9);
    close(
        parts.kin,
        guarded.match_weight(&twins) - unguarded.match_weight(&twins),
        1e-9,
    );
}

#[test]
fn a_pair_that_disagrees_on_home_is_unchanged() {
    let guarded = children();
    let unguarded = Parameters {
        kin: Vec::new(),
        ..children()
    };
    // The model has three in ten kin apart: few, unless they share a birthday as well, beside all who are not kin.
    for (digits, tolerance) in [
        ([1, 2, 2, 1, 1], 0.15),
        ([1, 2, 2, 3, 1], 0.01),
        ([3, 3, 2, 1, 2], 0.01),
    ] {
        close(
            guarded.match_weight(&digits),
            unguarded.match_weight(&digits),
            tolerance,
        );
    }
}

fn z(found: f64, error: Option<f64>, known: f64) -> f64 {
    ((found - known) / error.unwrap()).abs()
}

/// A hundred samples of 100 million pairs, of which some 13,000 are in the block: lambda and both kin shares of all pairs
/// are covered as promised.
#[test]
fn shares_of_all_pairs_are_recovered_from_one_block() {
    let known = children();
    let all_pairs = 100_000_000;
    let mut rng = seeded(121);
    let mut covered = [0; 3];
    for _ in 0..100 {
        let counts = in_block(&draw(&known, 0.1, all_pairs, &mut rng));
        let found = class_shares(&counts, &guess(), &[true; 5], Some(&block(all_pairs)));
        assert!(found.converged && found.gap < 2e-4);
        let zs = [
            z(found.parameters.lambda, found.lambda_error, known.lambda),
            z(
                found.parameters.kin[0].share,
                found.kin_errors[0],
                known.kin[0].share,
            ),
            z(
                found.parameters.kin[1].share,
                found.kin_errors[1],
                known.kin[1].share,
            ),
        ];
        for (covered, z) in covered.iter_mut().zip(zs) {
            *covered += usize::from(z <= 1.96);
            assert!(z < 4.0);
        }
        close(
            found.expected_pairs.iter().sum::<f64>(),
            counts.pairs() as f64,
            1e-3,
        );
    }
    for covered in covered {
        assert!((88..=100).contains(&covered), "{covered} of 100");
    }
}

/// Without the block, surname and home left out: matches and twins stand apart, siblings and unrelated pairs don't.
#[test]
fn shares_within_a_block_leave_together_what_nothing_tells_apart() {
    let known = children();
    let drawn = draw(&known, 0.1, 100_000_000, &mut seeded(122));
    let counts = in_block(&drawn);
    let active = [true, false, false, true, true];
    let mut guess = guess();
    guess.kin[0].share = 0.75;
    guess.kin[1].share = 0.05;
    let found = class_shares(&counts, &guess, &active, None);
    assert!(found.converged);
    // By Bayes: how the classes come into the block.
    let reach = |like_match: bool| match like_match {
        true => 0.88 * 0.7,
        false => 0.003 * 0.0005,
    };
    let others = 1.0 - known.lambda;
    let within = [
        known.lambda * reach(true),
        others * known.kin[1].share * reach(true),
        others
            * (known.kin[0].share * reach(true)
                + (1.0 - known.kin[0].share - known.kin[1].share) * reach(false)),
    ];
    let sum: f64 = within.iter().sum();
    assert!(z(found.parameters.lambda, found.lambda_error, within[0] / sum) < 3.0);
    assert!(
        z(
            found.parameters.kin[1].share,
            found.kin_errors[1],
            within[1] / (within[1] + within[2])
        ) < 3.0
    );
    assert_eq!(found.kin_errors[0], None);
    let unrelated = 1.0
        - found
            .parameters
            .kin
            .iter()
            .map(|class| class.share)
            .sum::<f64>();
    close(found.parameters.kin[0].share / unrelated, 0.75 / 0.2, 1e-6);
}

/// Any counts will do: here all pairs. It is EM with everything held but the shares, and both have the same errors.
#[test]
fn on_all_pairs_it_is_em_with_the_rest_held() {
    let mut known = children();
    known.lambda = 0.01;
    known.kin[0].share = 0.02;
    known.kin[1].share = 0.004;
    let counts = draw(&known, 0.1, 2_000_000, &mut seeded(123));
    let found = class_shares(&counts, &guess(), &[true; 5], None);
    let settings = EmSettings {
        held: Held::all_but_shares(&known),
        tolerance: 1e-10,
        max_iterations: 10_000,
        ..EmSettings::new(5)
    };
    let fit = expectation_maximisation(&counts, guess(), &settings);
    assert!(fit.converged && fit.monotone && found.converged);
    close(found.parameters.lambda, fit.parameters.lambda, 1e-7);
    let errors = standard_errors(&counts, &fit.parameters, &settings, Information::Observed);
    close(
        found.lambda_error.unwrap() / errors.lambda.unwrap(),
        1.0,
        1e-3,
    );
    for class in 0..2 {
        close(
            found.parameters.kin[class].share,
            fit.parameters.kin[class].share,
            1e-6,
        );
        close(
            found.kin_errors[class].unwrap() / errors.kin[class].unwrap(),
            1.0,
            1e-3,
        );
        assert!(
            z(
                fit.parameters.kin[class].share,
                errors.kin[class],
                known.kin[class].share
            ) < 3.0
        );
    }
    close(
        found.log_likelihood,
        naive::log_likelihood(&found.parameters, &counts),
        1e-4,
    );
    assert_eq!(found.parameters.m, known.m);
}

#[test]
fn a_class_that_is_not_there_gets_next_to_nothing() {
    let mut known = children();
    known.kin.truncate(1);
    let counts = in_block(&draw(&known, 0.1, 100_000_000, &mut seeded(124)));
    let found = class_shares(&counts, &guess(), &[true; 5], Some(&block(100_000_000)));
    assert!(found.converged);
    let twins = found.parameters.kin[1].share;
    assert!(twins < 4e-7, "{twins} of 5e-6");
    assert!(z(found.parameters.kin[0].share, found.kin_errors[0], 1e-4) < 3.0);
}

/// With a joint table the probability of the block is the table's cell.
#[test]
fn a_block_on_two_comparisons_that_depend_on_each_other() {
    let mut known = children();
    let mut interaction = Interaction::independent(&known, SURNAME, HOME, false);
    interaction.m[0][0] *= 3.0;
    interaction.rake(&known);
    known.interactions = vec![interaction];
    let counts = in_block(&draw(&known, 0.1, 100_000_000, &mut seeded(125)));
    let guess = Parameters {
        interactions: known.interactions.clone(),
        ..guess()
    };
    let found = class_shares(&counts, &guess, &[true; 5], Some(&block(100_000_000)));
    assert!(z(found.parameters.lambda, found.lambda_error, known.lambda) < 3.0);
    assert!(
        z(
            found.parameters.kin[0].share,
            found.kin_errors[0],
            known.kin[0].share
        ) < 3.0
    );
}

#[test]
#[should_panic(expected = "no more pairs")]
fn a_block_larger_than_all_pairs_is_refused() {
    let counts = in_block(&draw(&children(), 0.1, 1_000_000, &mut seeded(126)));
    class_shares(&counts, &guess(), &[true; 5], Some(&block(10)));
}
