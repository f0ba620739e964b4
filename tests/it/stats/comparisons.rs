//! Treated people against others.

use super::*;
use proptest::collection::vec;
use throughline::kernel::stats::comparators::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::missing::standardised_difference;
use throughline::kernel::stats::regression::Unfit;

/// 48 people made by remainders, so that R can make them too:
///
/// ```r
/// i <- 0:47; need <- (i*17) %% 48 / 4; girl <- as.numeric(i %% 3 == 0)
/// t <- as.numeric((i*29) %% 48 + 1.5*need > 30)
/// y <- (i*31) %% 48 / 3 + 2*need - 3*girl + 4*t; cl <- i %% 6; site <- i %% 4 + 4*t
/// before <- 2*need + (i*11) %% 13; earlier <- before - (i*5) %% 7
/// after <- before + (i*19) %% 23 / 5 + 1.5*t + (i %% 4)
/// ```
pub(super) struct People {
    need: Vec<f64>,
    girl: Vec<f64>,
    pub treated: Vec<bool>,
    outcome: Vec<f64>,
    clusters: Vec<usize>,
    pub sites: Vec<usize>,
    earlier: Vec<f64>,
    pub before: Vec<f64>,
    pub after: Vec<f64>,
}

pub(super) fn people() -> People {
    let each = |value: &dyn Fn(u32) -> f64| (0..48).map(value).collect::<Vec<f64>>();
    let rest = |i: u32, times: u32, by: u32| f64::from(i * times % by);
    let yes = |is: bool| f64::from(u8::from(is));
    let need = |i: u32| rest(i, 17, 48) / 4.0;
    let treated = |i: u32| rest(i, 29, 48) + 1.5 * need(i) > 30.0;
    let before = |i: u32| 2.0 * need(i) + rest(i, 11, 13);
    People {
        need: each(&need),
        girl: each(&|i| yes(i % 3 == 0)),
        treated: (0..48).map(treated).collect(),
        outcome: each(&|i| {
            rest(i, 31, 48) / 3.0 + 2.0 * need(i) - 3.0 * yes(i % 3 == 0) + 4.0 * yes(treated(i))
        }),
        clusters: (0..48).map(|i| i % 6).collect(),
        sites: (0..48_usize)
            .map(|i| i % 4 + 4 * usize::from(treated(i as u32)))
            .collect(),
        earlier: each(&|i| before(i) - rest(i, 5, 7)),
        before: each(&before),
        after: each(&|i| {
            before(i) + rest(i, 19, 23) / 5.0 + 1.5 * yes(treated(i)) + f64::from(i % 4)
        }),
    }
}

impl People {
    fn design(&self) -> Matrix {
        Matrix::from_columns(&[&[1.0; 48], &self.need, &self.girl])
    }

    fn scores(&self) -> Vec<f64> {
        propensity(&self.design(), &self.treated).unwrap().fitted
    }

    fn weights(&self) -> Vec<f64> {
        att_weights(&self.scores(), &self.treated, WeightLimit::None)
            .unwrap()
            .weights
    }

    pub fn waves(&self) -> TwoWaves<'_> {
        TwoWaves {
            before: &self.before,
            after: &self.after,
            treated: &self.treated,
            clusters: Some(&self.sites),
            earlier: Some(&self.earlier),
        }
    }
}

/// R 4.2: `e <- fitted(glm(t ~ need + girl, binomial, control=list(epsilon=1e-14)))`, `w <- ifelse(t==1, 1, e/(1-e))`; upper 95%
/// of `w[t==0]` by `quantile`.
#[test]
fn scores_and_weights_as_r() {
    let data = people();
    let model = propensity(&data.design(), &data.treated).unwrap();
    let estimates = [
        -0.887_970_449_121_372,
        0.170_640_338_885_886,
        0.200_821_548_019_028,
    ];
    for (found, expected) in model.coefficients.iter().zip(estimates) {
        close(found.estimate, expected, 1e-10);
    }
    let found = att_weights(&model.fitted, &data.treated, WeightLimit::None).unwrap();
    for (row, expected) in [
        (0, 0.503_008_152_579_435),
        (1, 1.0),
        (2, 1.755_006_273_242_62),
        (4, 0.965_828_733_799_083),
    ] {
        close(found.weights[row], expected, 1e-10);
    }
    assert_eq!((found.treated_effective_n, found.truncated), (26.0, 0));
    close(found.comparison_effective_n, 15.730_192_065_414_9, 1e-9);
    let drawn_in = WeightLimit::Truncate { share: 0.05 };
    let drawn_in = att_weights(&model.fitted, &data.treated, drawn_in).unwrap();
    assert_eq!(drawn_in.truncated, 2);
    let largest = drawn_in.weights.iter().copied().fold(0.0, f64::max);
    close(largest, 2.351_535_339_404_45, 1e-10);
    let seen = overlap(&model.fitted, &data.treated, &found.weights).unwrap();
    close(seen.treated.least, 0.356_784_041_412_502, 1e-11);
    close(seen.treated.greatest, 0.753_441_768_111_943, 1e-11);
    close(seen.comparison.least, 0.300_417_539_991_700, 1e-11);
    close(seen.comparison.greatest, 0.774_265_430_657_539, 1e-11);
    assert_eq!(
        (seen.treated.outside_other, seen.treated_outside_share),
        (0, 0.0)
    );
    assert_eq!(
        seen.common_support,
        Some((seen.treated.least, seen.treated.greatest))
    );
    close(seen.largest_weight, 3.429_981_650_187_15, 1e-9);
}

/// R 4.2: over `sqrt((var(x[t==1]) + var(x[t==0]))/2)` the difference of means, then with `weighted.mean`; ratios of `var`, the
/// weighted one `sum(w)/(sum(w)^2 - sum(w^2))*sum(w*(x - m)^2)`.
#[test]
fn balance_as_r() {
    let data = people();
    let found = balance_table(&[&data.need, &data.girl], &data.treated, &data.weights()).unwrap();
    let expected = [
        [
            0.566_927_353_554_044,
            -0.024_885_003_364_398_2,
            0.925_601_497_227_277,
            0.932_509_098_935_519,
        ],
        [
            0.058_157_967_731_380_1,
            -0.060_665_793_575_620_2,
            1.035_692_307_692_31,
            0.940_129_285_936_959,
        ],
    ];
    for (found, expected) in found.iter().zip(expected) {
        close(found.before.unwrap(), expected[0], 1e-12);
        close(found.after.unwrap(), expected[1], 1e-10);
        close(found.variance_ratio_before.unwrap(), expected[2], 1e-12);
        close(found.variance_ratio_after.unwrap(), expected[3], 1e-10);
        assert!(!found.unlike && found.treated_mean == found.weighted_treated_mean);
    }
    let plain = balance_table(&[&data.need], &data.treated, &[0.4; 48]).unwrap()[0];
    assert!(plain.unlike);
    close(plain.after.unwrap(), plain.before.unwrap(), 1e-13);
    close(
        plain.variance_ratio_after.unwrap(),
        plain.variance_ratio_before.unwrap(),
        1e-13,
    );
    // What does not vary: alike where the arms agree, unlike where they part.
    let arm: Vec<f64> = data
        .treated
        .iter()
        .map(|&t| f64::from(u8::from(t)))
        .collect();
    let fixed = balance_table(&[&[0.1; 48], &arm], &data.treated, &data.weights()).unwrap();
    assert_eq!(
        (fixed[0].before, fixed[0].after, fixed[0].unlike),
        (None, None, false)
    );
    assert_eq!(
        (
            fixed[1].after,
            fixed[1].variance_ratio_after,
            fixed[1].unlike
        ),
        (None, None, true)
    );
}

/// R 4.2 with sandwich 3.0 and clubSandwich 0.5.8: `f <- lm(y ~ t, weights=w)`, `vcovHC(f, type="HC3")`,
/// `coef_test(g, vcovCR(g, cl, type="CR2"), "Satterthwaite")` of `g <- lm(I(y*s) ~ 0 + s + I(t*s))` with `s <- sqrt(w)`.
#[test]
fn weighted_effect_as_r() {
    let data = people();
    let weights = data.weights();
    let alone = weighted_att(&data.outcome, &data.treated, &weights, None, 0.95).unwrap();
    close(alone.comparison_mean, 19.130_682_512_380_1, 1e-9);
    close(alone.effect.estimate, 4.337_266_205_568_66, 1e-9);
    close(alone.effect.se, 0.969_625_479_298_12, 1e-9);
    assert_eq!(
        (alone.error, alone.effect.df, alone.few_clusters),
        (RobustError::Hc3, Some(46.0), false)
    );
    let clustered = weighted_att(
        &data.outcome,
        &data.treated,
        &weights,
        Some(&data.clusters),
        0.95,
    )
    .unwrap();
    close(clustered.effect.se, 0.353_034_779_752_987, 1e-9);
    close(clustered.effect.df.unwrap(), 4.935_105_769_805_07, 1e-8);
    assert_eq!(
        clustered.clusters,
        Some(ArmClusters {
            treated: 6,
            comparison: 6
        })
    );
}

/// The same stack of estimating equations in R, its derivative by central differences: `psi` holds `X*(t-e)`, `t*(y-mu1)`,
/// `(1-t)*e/(1-e)*(y-mu0)`; `solve(A) %*% crossprod(psi) %*% t(solve(A))`, times 48/47, or with `rowsum(psi, cl)` times 6/5.
#[test]
fn stacked_effect_as_r() {
    let data = people();
    let model = propensity(&data.design(), &data.treated).unwrap();
    let run = |clusters| {
        stacked_att(
            &data.outcome,
            &data.treated,
            &data.design(),
            &model,
            clusters,
            0.95,
        )
        .unwrap()
    };
    let alone = run(None);
    close(alone.estimate, 4.337_266_205_568_67, 1e-9);
    close(alone.se, 0.328_059_114_935_536, 1e-7);
    let clustered = run(Some(&data.clusters));
    close(clustered.se, 0.287_333_903_254_577, 1e-7);
    assert_eq!((alone.df, clustered.df), (Some(47.0), Some(5.0)));
}

/// People in need are treated more and do worse: outcome y₀ = −2x + noise, effect 1 + x/2 on each.
fn referred(n: usize, rng: &mut ChaCha8Rng) -> (Vec<f64>, Vec<bool>, Vec<f64>) {
    let mut draw = || -> f64 { StandardNormal.sample(rng) };
    let (mut need, mut treated, mut outcome) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let x = draw();
        let t = normal_cdf(draw()) < 1.0 / (1.0 + (0.5 - 0.7 * x).exp());
        outcome.push(-2.0 * x + draw() + if t { 1.0 + x / 2.0 } else { 0.0 });
        need.push(x);
        treated.push(t);
    }
    (need, treated, outcome)
}

/// Confounded: the naive difference is wrong, the weighted one right; the stacked standard error is the spread of the estimate,
/// the one that takes weights as known is not.
#[test]
fn weights_undo_confounding() {
    const RUNS: usize = 400;
    let mut rng = ChaCha8Rng::seed_from_u64(21);
    // The effect on the treated is 1 + E(x | treated)/2, by a large draw.
    let (need, treated, _) = referred(200_000, &mut rng);
    let of_treated: Vec<f64> = need
        .iter()
        .zip(&treated)
        .filter(|(_, t)| **t)
        .map(|(x, _)| *x)
        .collect();
    let truth = 1.0 + Moments::from_slice(&of_treated).finalise().unwrap().mean / 2.0;
    let (mut estimates, mut known, mut stacked) = (Vec::new(), 0.0, 0.0);
    let (mut covered, mut naive_covered) = (0.0, 0.0);
    for _ in 0..RUNS {
        let (need, treated, outcome) = referred(600, &mut rng);
        let design = Matrix::from_columns(&[&vec![1.0; 600], &need]);
        let model = propensity(&design, &treated).unwrap();
        let weights = att_weights(&model.fitted, &treated, WeightLimit::None)
            .unwrap()
            .weights;
        let plain = weighted_att(&outcome, &treated, &weights, None, 0.95)
            .unwrap()
            .effect;
        let whole = stacked_att(&outcome, &treated, &design, &model, None, 0.95).unwrap();
        close(whole.estimate, plain.estimate, 1e-9);
        let naive = weighted_att(&outcome, &treated, &[1.0; 600], None, 0.95)
            .unwrap()
            .effect;
        let holds = |ci: Interval| f64::from(u8::from(ci.lower <= truth && truth <= ci.upper));
        covered += holds(whole.ci) / RUNS as f64;
        naive_covered += holds(naive.ci) / RUNS as f64;
        known += plain.se / RUNS as f64;
        stacked += whole.se / RUNS as f64;
        estimates.push(whole.estimate);
    }
    let found = Moments::from_slice(&estimates).finalise().unwrap();
    close(found.mean, truth, 0.04);
    assert_eq!(naive_covered, 0.0);
    assert!((0.91..0.98).contains(&covered), "{covered}");
    close(stacked / found.sd().unwrap(), 1.0, 0.12);
    assert!(known > 1.3 * found.sd().unwrap(), "{known} {found:?}");
}

#[test]
fn what_cannot_be_compared() {
    let data = people();
    let nobody = NotComparable::TooFewPeople {
        treated: 0,
        comparison: 48,
    };
    assert_eq!(
        propensity(&data.design(), &[false; 48]).unwrap_err(),
        nobody
    );
    let parted = Matrix::from_fn(48, 2, |i, j| {
        if j == 0 {
            1.0
        } else {
            f64::from(u8::from(data.treated[i]))
        }
    });
    assert_eq!(
        propensity(&parted, &data.treated).unwrap_err(),
        NotComparable::Separated
    );
    let twice = Matrix::from_columns(&[&[1.0; 48], &data.need, &data.need]);
    assert_eq!(
        propensity(&twice, &data.treated).unwrap_err(),
        NotComparable::Unfit(Unfit::Dependent(2))
    );
    for (row, bad) in [(3, 0.0), (4, 1.0), (5, f64::NAN)] {
        let mut scores = data.scores();
        scores[row] = bad;
        let found = att_weights(&scores, &data.treated, WeightLimit::None);
        assert_eq!(found.unwrap_err(), NotComparable::ImproperScore { row });
    }
    let mut weights = data.weights();
    weights[9] = f64::NAN;
    let improper = NotComparable::ImproperWeight { row: 9 };
    let found = weighted_att(&data.outcome, &data.treated, &weights, None, 0.95);
    assert_eq!(found.unwrap_err(), improper);
    assert_eq!(
        balance_table(&[], &data.treated, &weights).unwrap_err(),
        improper
    );
    let few = WeightLimit::Trim {
        low: 0.99,
        high: 0.999,
    };
    assert_eq!(
        att_weights(&data.scores(), &data.treated, few).unwrap_err(),
        NotComparable::TooFewPeople {
            treated: 0,
            comparison: 0
        }
    );
    let model = propensity(&data.design(), &data.treated).unwrap();
    let flat = stacked_att(
        &[2.0; 48],
        &data.treated,
        &data.design(),
        &model,
        None,
        0.95,
    );
    assert_eq!(flat.unwrap_err(), NotComparable::NoVariation);
    let flat = weighted_att(&[2.0; 48], &data.treated, &data.weights(), None, 0.95);
    assert_eq!(flat.unwrap_err(), NotComparable::NoVariation);
}

proptest! {
    /// Weights, their worth, ranges and trimming against sums written out.
    #[test]
    fn weights_by_hand(scores in vec(0.01_f64..0.99, 8..40), bits in any::<u64>(), share in 0.0_f64..0.5) {
        let treated: Vec<bool> = (0..scores.len()).map(|i| i < 2 || (i > 3 && bits >> i & 1 == 1)).collect();
        let of = |arm: bool| scores.iter().zip(&treated).filter(move |(_, t)| **t == arm).map(|(e, _)| *e);
        let odds: Vec<f64> = of(false).map(|e| e / (1.0 - e)).collect();
        let found = att_weights(&scores, &treated, WeightLimit::None).unwrap();
        let (sum, squares) = (odds.iter().sum::<f64>(), odds.iter().map(|w| w * w).sum::<f64>());
        prop_assert!((found.comparison_effective_n - sum * sum / squares).abs() < 1e-9);
        prop_assert!(found.comparison_effective_n <= odds.len() as f64 + 1e-9);
        let drawn_in = att_weights(&scores, &treated, WeightLimit::Truncate { share }).unwrap();
        let moved = found.weights.iter().zip(&drawn_in.weights).filter(|(a, b)| a != b).count();
        prop_assert_eq!(moved as u64, drawn_in.truncated);
        prop_assert!(drawn_in.comparison_effective_n >= found.comparison_effective_n - 1e-9);
        let seen = overlap(&scores, &treated, &found.weights).unwrap();
        let (low, high) = of(false).fold((1.0_f64, 0.0_f64), |(low, high), e| (low.min(e), high.max(e)));
        prop_assert_eq!((seen.comparison.least, seen.comparison.greatest), (low, high));
        let outside = of(true).filter(|e| *e < low || *e > high).count();
        prop_assert_eq!(seen.treated.outside_other, outside as u64);
        prop_assert!((seen.largest_weight_share - odds.iter().copied().fold(0.0, f64::max) / sum).abs() < 1e-12);
        if let Ok(trimmed) = att_weights(&scores, &treated, WeightLimit::Trim { low: 0.1, high: 0.9 }) {
            let gone = |arm: bool| of(arm).filter(|e| !(0.1..=0.9).contains(e)).count() as u64;
            prop_assert_eq!((trimmed.treated_left_out, trimmed.comparison_left_out), (gone(true), gone(false)));
            let outcome: Vec<f64> = scores.iter().enumerate().map(|(i, e)| e + (i * i % 7) as f64).collect();
            let effect = weighted_att(&outcome, &treated, &trimmed.weights, None, 0.9).unwrap();
            let mean = |arm: bool| {
                let rows = || (0..scores.len()).filter(|&i| treated[i] == arm);
                rows().map(|i| trimmed.weights[i] * outcome[i]).sum::<f64>() / rows().map(|i| trimmed.weights[i]).sum::<f64>()
            };
            prop_assert!((effect.effect.estimate - (mean(true) - mean(false))).abs() < 1e-9);
        }
        let covariate: Vec<f64> = scores.iter().map(|e| e * e).collect();
        let table = balance_table(&[&covariate], &treated, &found.weights).unwrap()[0];
        let values = |arm: bool| of(arm).map(|e| e * e).collect::<Vec<f64>>();
        prop_assert_eq!(table.before, standardised_difference(&values(true), &values(false)));
    }
}
