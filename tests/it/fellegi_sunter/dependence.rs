//! Dependence given the match status: the null distribution, planted dependence, the likelihood-ratio test, published
//! data.

use throughline::kernel::fellegi_sunter::*;

use super::published::{HIV_ASSAYS, four_items};
use super::*;

/// Five comparisons, so that a pair of them can be told from the rest.
pub fn five() -> Parameters {
    let mut known = truth();
    known.m.push(vec![0.8, 0.15, 0.05]);
    known.u.push(vec![0.03, 0.07, 0.9]);
    known
}

/// `five` with comparisons 0 and 2 erring together among matches, by a factor in the odds of both being wrong.
pub fn planted(known: &Parameters, odds: f64) -> Parameters {
    let mut model = known.clone();
    let mut interaction = Interaction::independent(&model, 0, 2, false);
    interaction.m[1..]
        .iter_mut()
        .for_each(|row| row[1..].iter_mut().for_each(|cell| *cell *= odds));
    interaction.rake(&model);
    model.interactions = vec![interaction];
    model
}

fn fitted(counts: &PatternCounts, start: &Parameters) -> Parameters {
    let mut start = start.clone();
    start.interactions.clear();
    let settings = EmSettings {
        tolerance: 1e-8,
        ..exact(5)
    };
    let fit = expectation_maximisation(counts, start, &settings);
    assert!(fit.converged);
    fit.parameters
}

/// Independent data: 200 samples of 10,000 to 100,000,000 pairs, ten pairs of comparisons each, in both classes. p is
/// below 0.05 in about 5 in 100. No pair is called dependent, but for a few in 10,000 pairs with 500 matches.
#[test]
fn independent_data_raise_few_alarms() {
    let known = five();
    let (mut tested, mut low) = (0, 0);
    let mut alarms = [0; 4];
    for sample in 0..200 {
        let pairs = [10_000, 100_000, 1_000_000, 100_000_000][sample % 4];
        let counts = draw(&known, 0.1, pairs, &mut seeded(4_000 + sample as u64));
        let fit = fitted(&counts, &known);
        for among in [Among::Matches, Among::NonMatches] {
            for found in dependences(&counts, &fit, &exact(5), among) {
                tested += usize::from(found.degrees > 0);
                low += usize::from(found.p < 0.05);
                let alarm = found.is_dependent(&DependenceLimits::default());
                alarms[sample % 4] += usize::from(alarm);
            }
        }
    }
    assert!(
        tested > 3_900,
        "{tested} of 4000: a few have cells too rare"
    );
    close(low as f64 / tested as f64, 0.05, 0.015);
    assert_eq!(alarms[1..], [0; 3]);
    assert!(alarms[0] <= 5, "{} of 1000", alarms[0]);
}

#[test]
fn planted_dependence_is_found_and_only_there() {
    let known = planted(&five(), 8.0);
    for (place, pairs) in [10_000, 100_000, 10_000_000, 100_000_000]
        .into_iter()
        .enumerate()
    {
        let counts = draw(&known, 0.1, pairs, &mut seeded(50 + place as u64));
        let fit = fitted(&counts, &known);
        let found = dependences(&counts, &fit, &exact(5), Among::Matches);
        let limits = DependenceLimits::default();
        let dependent = found.iter().filter(|pair| pair.is_dependent(&limits));
        assert_eq!(
            dependent
                .map(|pair| (pair.first, pair.second))
                .collect::<Vec<_>>(),
            [(0, 2)]
        );
        let pair = &found[1];
        assert!(pair.observed[1][1] > 1.5 * pair.expected[1][1], "{pair:?}");
        let among_others = dependences(&counts, &fit, &exact(5), Among::NonMatches);
        assert!(!among_others.iter().any(|pair| pair.is_dependent(&limits)));
    }
}

#[test]
fn dependence_among_non_matches_is_found_there() {
    let mut known = five();
    let mut interaction = Interaction::independent(&known, 1, 3, true);
    interaction.u.as_mut().unwrap()[0][0] *= 3.0;
    interaction.rake(&known);
    known.interactions = vec![interaction];
    let counts = draw(&known, 0.1, 1_000_000, &mut seeded(61));
    let fit = fitted(&counts, &known);
    let limits = DependenceLimits::default();
    let found = dependences(&counts, &fit, &exact(5), Among::NonMatches);
    let dependent = found.iter().filter(|pair| pair.is_dependent(&limits));
    assert_eq!(
        dependent
            .map(|pair| (pair.first, pair.second))
            .collect::<Vec<_>>(),
        [(1, 3)]
    );
}

/// With a hundred million pairs a trifle is certain, and still a trifle.
#[test]
fn a_trifle_is_significant_but_not_dependence() {
    let known = planted(&five(), 1.1);
    let counts = draw(&known, 0.1, 100_000_000, &mut seeded(62));
    let fit = fitted(&counts, &known);
    let pair = &dependences(&counts, &fit, &exact(5), Among::Matches)[1];
    assert_eq!((pair.first, pair.second), (0, 2));
    assert!(
        pair.p < 1e-6 && pair.cramers_v < 0.05 && !pair.is_dependent(&DependenceLimits::default())
    );
}

/// Near independence the score test and the likelihood-ratio test of the same joint table agree.
#[test]
fn the_score_test_is_the_likelihood_ratio_test_near_independence() {
    let known = planted(&five(), 1.3);
    let counts = draw(&known, 0.1, 4_000_000, &mut seeded(63));
    let fit = fitted(&counts, &known);
    let pair = &dependences(&counts, &fit, &exact(5), Among::Matches)[1];
    let mut start = fit.clone();
    start.interactions = vec![Interaction::independent(&fit, 0, 2, false)];
    let joined = expectation_maximisation(
        &counts,
        start,
        &EmSettings {
            tolerance: 1e-9,
            ..exact(5)
        },
    );
    let active = [true; 5];
    let ratio = 2.0
        * (log_likelihood(&counts, &joined.parameters, &active)
            - log_likelihood(&counts, &fit, &active));
    assert_eq!(pair.degrees, 4);
    close(pair.statistic / ratio, 1.0, 0.1);
    let left = dependences(&counts, &joined.parameters, &exact(5), Among::Matches);
    assert_eq!(left.len(), 9, "what is joined is not tested again");
    assert!(left.iter().all(|pair| pair.p > 1e-4));
}

/// Alvord's HIV assays: Uebersax ("Conditional dependence in latent class models") and Oberski find assays 2 and 3
/// dependent and no others; with the joint table in both classes twice the log-likelihood rises by 13.2.
#[test]
fn alvords_assays_2_and_3_depend() {
    let counts = four_items(HIV_ASSAYS);
    let start = Parameters::new(0.5, vec![vec![0.2, 0.8]; 4], vec![vec![0.9, 0.1]; 4]);
    let fit = expectation_maximisation(&counts, start, &exact(4)).parameters;
    for found in dependences(&counts, &fit, &exact(4), Among::Matches) {
        if (found.first, found.second) == (1, 2) {
            assert!(found.p < 0.01 && found.cramers_v > 0.1, "{found:?}");
            assert!(found.statistic > 5.0 && found.statistic < 30.0, "{found:?}");
        } else {
            assert!(found.p > 0.05, "{found:?}");
        }
    }
}

/// Three comparisons of two levels leave no cell over for a fourth parameter.
#[test]
fn what_cannot_be_told_from_independence_has_no_degrees() {
    let known = Parameters::new(0.3, vec![vec![0.9, 0.1]; 3], vec![vec![0.2, 0.8]; 3]);
    let counts = draw(&known, 0.0, 100_000, &mut seeded(64));
    let fit = expectation_maximisation(&counts, known, &exact(3)).parameters;
    for found in dependences(&counts, &fit, &exact(3), Among::Matches) {
        assert_eq!((found.degrees, found.p), (0, 1.0));
    }
}

#[test]
fn two_comparisons_never_shown_together_are_not_tested() {
    let space = PatternSpace::new(&[2, 2, 2]).unwrap();
    let counted = [
        ([1, 0, 1], 50),
        ([2, 0, 2], 500),
        ([0, 1, 1], 40),
        ([0, 2, 2], 600),
        ([2, 0, 1], 30),
    ];
    let counts = PatternCounts::new(
        &space,
        counted
            .map(|(digits, n)| (space.encode(&digits), n))
            .to_vec(),
    );
    let model = Parameters::new(0.1, vec![vec![0.9, 0.1]; 3], vec![vec![0.1, 0.9]; 3]);
    let found = dependences(&counts, &model, &EmSettings::new(3), Among::Matches);
    let pairs: Vec<_> = found.iter().map(|pair| (pair.first, pair.second)).collect();
    assert_eq!(pairs, [(0, 2), (1, 2)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Also with interactions, kin and few pairs.
    #[test]
    fn whatever_the_model_the_numbers_are_numbers(seed: u64, estimate_u: bool, pairs in 0u64..3_000) {
        let model = super::em::any_model(seed);
        let counts = draw(&model, 0.2, pairs, &mut seeded(seed));
        let settings = EmSettings { estimate_u, ..EmSettings::new(model.m.len()) };
        let fit = expectation_maximisation(&counts, model, &settings).parameters;
        for among in [Among::Matches, Among::NonMatches] {
            for found in dependences(&counts, &fit, &settings, among) {
                prop_assert!((0.0..=1.0).contains(&found.p) && (0.0..=1.0).contains(&found.cramers_v));
                prop_assert!(found.statistic >= 0.0 && found.statistic.is_finite());
                let of = |table: &[Vec<f64>]| table.iter().flatten().sum::<f64>();
                prop_assert!((of(&found.observed) - of(&found.expected)).abs() < 1e-6 * of(&found.observed));
            }
        }
        for information in [Information::Observed, Information::OuterProduct] {
            let errors = standard_errors(&counts, &fit, &settings, information);
            let all = errors.m.iter().chain(&errors.u).chain(&errors.level_weights).flatten();
            for error in all.chain(&errors.kin).chain([&errors.lambda]).flatten() {
                prop_assert!(*error > 0.0 && error.is_finite());
            }
        }
    }
}
