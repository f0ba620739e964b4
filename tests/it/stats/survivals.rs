//! Time to an event.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::regression::Unfit;
use throughline::kernel::stats::survival::*;

/// Weeks of remission in acute myelogenous leukaemia, eleven people maintained on chemotherapy and twelve not: Miller (1997),
/// Survival Analysis; R's `aml`.
const WEEKS: [f64; 23] = [
    9.0, 13.0, 13.0, 18.0, 23.0, 28.0, 31.0, 34.0, 45.0, 48.0, 161.0, 5.0, 5.0, 8.0, 8.0, 12.0,
    16.0, 23.0, 27.0, 30.0, 33.0, 43.0, 45.0,
];
const RELAPSED: &str = "11011011010111110111111";

fn relapsed() -> Vec<bool> {
    RELAPSED.bytes().map(|b| b == b'1').collect()
}

fn not_maintained() -> Vec<usize> {
    (0..23).map(|i| usize::from(i >= 11)).collect()
}

#[track_caller]
fn relatively(found: f64, expected: f64, tolerance: f64) {
    close(found / expected, 1.0, tolerance);
}

/// R's survival 3.5: `survfit(Surv(time, status) ~ 1, aml)` and by x.
#[test]
fn curves_as_r_draws_them() {
    let events = relapsed();
    let median = kaplan_meier(&WEEKS, &events, 0.95).median();
    assert_eq!(
        (median.time, median.lower, median.upper),
        (Some(27.0), Some(18.0), Some(45.0))
    );
    let maintained = kaplan_meier(&WEEKS[..11], &events[..11], 0.95);
    let median = maintained.median();
    assert_eq!(
        (median.time, median.lower, median.upper),
        (Some(31.0), Some(18.0), None)
    );
    let not = kaplan_meier(&WEEKS[11..], &events[11..], 0.95);
    let median = not.median();
    assert_eq!(
        (median.time, median.lower, median.upper),
        (Some(23.0), Some(8.0), None)
    );
    let step = maintained
        .steps
        .iter()
        .find(|step| step.time == 34.0)
        .unwrap();
    assert_eq!((step.at_risk, step.events, step.censored), (4, 1, 0));
    relatively(step.survival, 0.368_181_818_181_818_2, 1e-14);
    relatively(step.se, 0.162_668_885_827_094_8, 1e-13);
    relatively(step.ci.unwrap().lower, 0.154_877_117_897_187_1, 1e-13);
    relatively(step.ci.unwrap().upper, 0.875_260_678_143_908, 1e-13);
    let last = not.steps.last().unwrap();
    assert_eq!((last.survival, last.ci), (0.0, None));
    assert_eq!((maintained.at(8.9), maintained.at(9.0)), (1.0, 10.0 / 11.0));
    assert_eq!(
        maintained.at(500.0),
        maintained.steps.last().unwrap().survival
    );
}

proptest! {
    /// Without any censoring the curve is the share of people beyond a time, and its error binomial.
    #[test]
    fn uncensored_curves_are_shares(times in prop::collection::vec(1u8..20, 1..40)) {
        let times: Vec<f64> = times.into_iter().map(f64::from).collect();
        let curve = kaplan_meier(&times, &vec![true; times.len()], 0.9);
        let n = times.len() as f64;
        for step in &curve.steps {
            let share = times.iter().filter(|&&time| time > step.time).count() as f64 / n;
            prop_assert!((step.survival - share).abs() < 1e-12);
            prop_assert!((step.se - (share * (1.0 - share) / n).sqrt()).abs() < 1e-12);
        }
        let mut sorted = times.clone();
        sorted.sort_by(f64::total_cmp);
        let median = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        prop_assert_eq!(curve.median().time, Some(median));
    }
}

/// R: `survdiff`, chi-squared 3.3963886989776, p .0653393220405; and four groups of the first thirty people of `lung`.
#[test]
fn log_rank_as_r_has_it() {
    let test = log_rank(&WEEKS, &relapsed(), &not_maintained()).unwrap();
    assert_eq!((test.observed, test.df), (vec![7, 11], 1.0));
    relatively(test.expected[0], 10.689_335_992_300_72, 1e-14);
    relatively(test.expected[1], 7.310_664_007_699_28, 1e-14);
    relatively(test.chi_squared, 3.396_388_698_977_601, 1e-13);
    relatively(test.p, 0.065_339_322_040_505_13, 1e-12);
    let test = log_rank(&LUNG_DAYS, &lung_died(), &LUNG_ECOG).unwrap();
    relatively(test.chi_squared, 5.527_657_983_145_87, 1e-12);
    assert_eq!(test.df, 3.0);
    relatively(test.expected[3], 0.179_028_953_166_884, 1e-12);
    assert_eq!(log_rank(&WEEKS, &relapsed(), &[0; 23]), None);
    assert_eq!(log_rank(&WEEKS, &[false; 23], &not_maintained()), None);
}

/// R: `coxph` with Efron's and Breslow's ties, taken to the last step: -.9155 (se .5119) and -.9042 (.5122) for the maintained.
#[test]
fn hazards_as_r_fits_them() {
    let terms: Vec<f64> = not_maintained()
        .iter()
        .map(|&code| 1.0 - code as f64)
        .collect();
    let design = Matrix::from_columns(&[&terms]);
    for (ties, estimate, se, log, null, score) in [
        (
            CoxTies::Efron,
            -0.915_532_575_014_773_1,
            0.511_934_275_172_009_4,
            -41.032_615_596_458_4,
            -42.724_839_262_760_2,
            3.416_734_395_517_3,
        ),
        (
            CoxTies::Breslow,
            -0.904_219_723_686_211,
            0.512_247_907_304_188_6,
            -41.250_114_350_068_9,
            -42.898_123_897_174_0,
            3.322_561_416_273_07,
        ),
    ] {
        let fit = cox(&design, &WEEKS, &relapsed(), ties, 0.95).unwrap();
        assert!(fit.converged);
        relatively(fit.coefficients[0].estimate, estimate, 1e-12);
        relatively(fit.coefficients[0].se, se, 1e-12);
        relatively(fit.log_likelihood, log, 1e-13);
        relatively(fit.log_likelihood_null, null, 1e-13);
        relatively(fit.score.chi_squared, score, 1e-12);
        relatively(fit.likelihood_ratio.chi_squared, 2.0 * (log - null), 1e-11);
    }
}

const LUNG_DAYS: [f64; 30] = [
    306.0, 455.0, 1010.0, 210.0, 883.0, 1022.0, 310.0, 361.0, 218.0, 166.0, 170.0, 654.0, 728.0,
    567.0, 144.0, 613.0, 707.0, 61.0, 88.0, 301.0, 81.0, 624.0, 371.0, 394.0, 520.0, 574.0, 118.0,
    390.0, 12.0, 473.0,
];
const LUNG_AGE: [f64; 30] = [
    74.0, 68.0, 56.0, 57.0, 60.0, 74.0, 68.0, 71.0, 53.0, 61.0, 57.0, 68.0, 68.0, 57.0, 67.0, 70.0,
    63.0, 56.0, 57.0, 67.0, 49.0, 50.0, 58.0, 72.0, 70.0, 60.0, 70.0, 53.0, 74.0, 69.0,
];
const LUNG_ECOG: [usize; 30] = [
    1, 0, 0, 1, 0, 1, 2, 2, 1, 2, 1, 2, 1, 1, 1, 1, 2, 2, 1, 1, 0, 1, 0, 0, 1, 0, 3, 1, 2, 1,
];

fn lung_died() -> Vec<bool> {
    "110110111111111111111111111111"
        .bytes()
        .map(|b| b == b'1')
        .collect()
}

/// R: `coxph(Surv(time, status) ~ age + ph.ecog)` on the first thirty people of `lung` (Loprinzi et al. 1994).
#[test]
fn two_terms_as_r_fits_them() {
    let ecog = LUNG_ECOG.map(|score| score as f64);
    let design = Matrix::from_columns(&[&LUNG_AGE, &ecog]);
    let fit = cox(&design, &LUNG_DAYS, &lung_died(), CoxTies::Efron, 0.95).unwrap();
    let [age, status] = fit.coefficients[..] else {
        panic!("two terms")
    };
    relatively(age.estimate, -0.030_330_295_610_971_3, 1e-11);
    relatively(age.se, 0.028_190_836_471_441_6, 1e-11);
    relatively(status.estimate, 0.547_685_265_122_304_8, 1e-11);
    relatively(status.se, 0.284_882_284_945_967_8, 1e-11);
    relatively(status.p, 0.054_543_282_950_340_8, 1e-10);
    relatively(fit.log_likelihood, -71.980_415_714_975_6, 1e-13);
    relatively(fit.score.chi_squared, 4.017_352_616_542_82, 1e-11);
}

#[test]
fn hazards_that_cannot_be_fitted() {
    let fit = |x: &[f64], times: &[f64], events: &[bool]| {
        cox(
            &Matrix::from_columns(&[x]),
            times,
            events,
            CoxTies::Efron,
            0.95,
        )
    };
    let times = [1.0, 2.0, 3.0, 4.0];
    assert_eq!(
        fit(&[1.0; 4], &times, &[true; 4]).unwrap_err(),
        Unfit::NoVariation
    );
    assert_eq!(
        fit(&times, &times, &[false; 4]).unwrap_err(),
        Unfit::NoVariation
    );
    assert_eq!(fit(&[1.0], &[1.0], &[true]).unwrap_err(), Unfit::TooFewRows);
    let foretold = fit(&[1.0, 1.0, 0.0, 0.0], &times, &[true, true, false, false]);
    assert!(foretold.map_or(true, |fit| !fit.converged));
}

/// Exponential times with a hazard ratio of 2 and random ends of follow-up give the ratio back.
#[test]
fn a_known_hazard_ratio_comes_back() {
    let mut rng = ChaCha8Rng::seed_from_u64(1972);
    let mut draw = || -> f64 { -normal_cdf(StandardNormal.sample(&mut rng)).ln() };
    let x: Vec<f64> = (0..4_000).map(|i| f64::from(i % 2)).collect();
    let (mut times, mut events) = (Vec::new(), Vec::new());
    for &x in &x {
        let (event, end) = (draw() / 2.0_f64.powf(x), draw() / 0.4);
        times.push((event.min(end) * 20.0).ceil());
        events.push(event <= end);
    }
    let fit = cox(
        &Matrix::from_columns(&[&x]),
        &times,
        &events,
        CoxTies::Efron,
        0.999,
    )
    .unwrap();
    let ci = fit.coefficients[0].ci;
    assert!(ci.lower < 2.0_f64.ln() && 2.0_f64.ln() < ci.upper, "{ci:?}");
}
