//! Change of one arm beyond that of the other.

use super::comparisons::people;
use super::*;
use throughline::kernel::stats::comparators::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::regression::{Unfit, ancova, ols};

/// R 4.2 with clubSandwich 0.5.8 and sandwich 3.0: `coef_test(d, vcovCR(d, site, type="CR2"), "Satterthwaite")` of
/// `d <- lm(after - before ~ t)`; of `lm(after ~ t + before)`; of `lm(before - earlier ~ t)`; `vcovHC(d, type="HC3")`.
#[test]
fn difference_in_differences_as_r() {
    let data = people();
    let found = difference_in_differences(&data.waves(), 0.95).unwrap();
    close(found.effect.estimate, 2.198_601_398_601_4, 1e-12);
    close(found.effect.se, 0.965_668_247_885_741, 1e-12);
    close(found.effect.df.unwrap(), 5.708_984_142_879_68, 1e-10);
    close(found.effect.p, 0.065_298_628_258_401_8, 1e-11);
    close(found.comparison.change, 3.309_090_909_090_91, 1e-12);
    let adjusted = found.ancova.unwrap();
    close(adjusted.estimate, 2.168_856_081_703_79, 1e-11);
    close(adjusted.se, 0.951_405_498_460_421, 1e-11);
    close(adjusted.df.unwrap(), 5.585_771_333_862_9, 1e-9);
    let placebo = found.placebo.unwrap();
    close(placebo.estimate, 0.038_461_538_461_537_9, 1e-12);
    close(placebo.se, 0.463_418_006_504_321, 1e-12);
    assert_eq!(
        found.clusters,
        Some(ArmClusters {
            treated: 4,
            comparison: 4
        })
    );
    assert!(found.error == RobustError::Cr2 && !found.few_clusters);
    let alone = TwoWaves {
        clusters: None,
        earlier: None,
        ..data.waves()
    };
    let alone = difference_in_differences(&alone, 0.95).unwrap();
    close(alone.effect.se, 0.545_634_882_197_397, 1e-12);
    assert_eq!(
        (alone.placebo, alone.clusters, alone.error),
        (None, None, RobustError::Hc3)
    );
    let groups: Vec<usize> = data.treated.iter().map(|&t| usize::from(t)).collect();
    let model = ancova(&data.before, &data.after, &groups, 0.95).unwrap();
    let (found, expected) = (alone.ancova.unwrap(), model.groups[1].difference.unwrap());
    close(found.estimate, expected.estimate, 1e-12);
    close(found.se, expected.se, 1e-12);
}

/// Change on arm is the regression of score on arm, wave and both: estimate, CR2 standard error and degrees of freedom.
#[test]
fn two_ways_are_one() {
    let data = people();
    let found = difference_in_differences(&data.waves(), 0.95).unwrap();
    let design = Matrix::from_fn(96, 4, |i, j| {
        let (arm, wave) = (data.treated[i % 48], i >= 48);
        f64::from(u8::from([true, arm, wave, arm && wave][j]))
    });
    let scores = [&data.before[..], &data.after[..]].concat();
    let sites = [&data.sites[..], &data.sites[..]].concat();
    let both = ols(&design, &scores).unwrap();
    let both = both.cluster_robust_coefficients(&sites, 0.95).unwrap()[3];
    close(found.effect.estimate, both.estimate, 1e-12);
    close(found.effect.se, both.se, 1e-12);
    close(found.effect.df.unwrap(), both.df.unwrap(), 1e-9);
    // By hand: mean change of one arm less that of the other.
    let mean = |arm: bool| {
        let rows: Vec<usize> = (0..48).filter(|&i| data.treated[i] == arm).collect();
        rows.iter()
            .map(|&i| data.after[i] - data.before[i])
            .sum::<f64>()
            / rows.len() as f64
    };
    close(found.effect.estimate, mean(true) - mean(false), 1e-12);
    close(
        found.treated.after - found.treated.before,
        mean(true),
        1e-12,
    );
}

/// Arms that begin apart and move alike but for the effect, at sites that move on their own: the interval by site covers, that
/// by person does not, and the difference after is wrong.
#[test]
fn change_beyond_the_others() {
    const RUNS: u32 = 400;
    let mut rng = ChaCha8Rng::seed_from_u64(31);
    let (mut by_site, mut by_person, mut after_only, mut placebo_covered) = (0, 0, 0, 0);
    let sites: Vec<usize> = (0..240).map(|i| i % 12).collect();
    let treated: Vec<bool> = sites.iter().map(|site| *site < 5).collect();
    for _ in 0..RUNS {
        let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
        let moves: Vec<[f64; 2]> = (0..12).map(|_| [0.5 * draw(), 0.5 * draw()]).collect();
        let (mut earlier, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for (site, treated) in sites.iter().zip(&treated) {
            let own = draw() + if *treated { 1.5 } else { 0.0 };
            earlier.push(own + 0.7 * draw());
            before.push(own + 0.4 + moves[*site][0] + 0.7 * draw());
            let effect = if *treated { -1.0 } else { 0.0 };
            after.push(own + 1.0 + effect + moves[*site].iter().sum::<f64>() + 0.7 * draw());
        }
        let waves = TwoWaves {
            before: &before,
            after: &after,
            treated: &treated,
            clusters: Some(&sites),
            earlier: Some(&earlier),
        };
        let holds = |ci: Interval, truth: f64| u32::from(ci.lower <= truth && truth <= ci.upper);
        let found = difference_in_differences(&waves, 0.95).unwrap();
        by_site += holds(found.effect.ci, -1.0);
        placebo_covered += holds(found.placebo.unwrap().ci, 0.0);
        let alone = TwoWaves {
            clusters: None,
            ..waves
        };
        by_person += holds(
            difference_in_differences(&alone, 0.95).unwrap().effect.ci,
            -1.0,
        );
        let naive = weighted_att(&after, &treated, &[1.0; 240], Some(&sites), 0.95).unwrap();
        after_only += holds(naive.effect.ci, -1.0);
    }
    let share = |count: u32| f64::from(count) / f64::from(RUNS);
    close(share(by_site), 0.95, 0.035);
    close(share(placebo_covered), 0.95, 0.035);
    assert!(share(by_person) < 0.75, "{}", share(by_person));
    assert!(share(after_only) < 0.25, "{}", share(after_only));
}

#[test]
fn arms_that_cannot_be_compared() {
    let data = people();
    // One treated site: its own ups and downs can't be told from the effect.
    let one: Vec<usize> = data.sites.iter().map(|&site| site.min(4)).collect();
    let waves = TwoWaves {
        clusters: Some(&one),
        ..data.waves()
    };
    let lone = NotComparable::TooFewClusters {
        treated: 1,
        comparison: 4,
    };
    assert_eq!(difference_in_differences(&waves, 0.95).unwrap_err(), lone);
    let two: Vec<usize> = data.sites.iter().map(|&site| site.min(5)).collect();
    let waves = TwoWaves {
        clusters: Some(&two),
        ..data.waves()
    };
    assert!(
        difference_in_differences(&waves, 0.95)
            .unwrap()
            .few_clusters
    );
    let still = TwoWaves {
        after: &data.before,
        ..data.waves()
    };
    assert_eq!(
        difference_in_differences(&still, 0.95).unwrap_err(),
        NotComparable::NoVariation
    );
    let gone = [f64::NAN; 48];
    let gone = TwoWaves {
        after: &gone,
        ..data.waves()
    };
    let not_finite = NotComparable::Unfit(Unfit::NotFinite);
    assert_eq!(
        difference_in_differences(&gone, 0.95).unwrap_err(),
        not_finite
    );
}
