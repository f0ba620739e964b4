//! Linear and logistic models.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::regression::*;

/// Employment, and six economic series: Longley (1967), J. American Statistical Association 62:819.
const LONGLEY: [[f64; 7]; 16] = [
    [60323.0, 83.0, 234289.0, 2356.0, 1590.0, 107608.0, 1947.0],
    [61122.0, 88.5, 259426.0, 2325.0, 1456.0, 108632.0, 1948.0],
    [60171.0, 88.2, 258054.0, 3682.0, 1616.0, 109773.0, 1949.0],
    [61187.0, 89.5, 284599.0, 3351.0, 1650.0, 110929.0, 1950.0],
    [63221.0, 96.2, 328975.0, 2099.0, 3099.0, 112075.0, 1951.0],
    [63639.0, 98.1, 346999.0, 1932.0, 3594.0, 113270.0, 1952.0],
    [64989.0, 99.0, 365385.0, 1870.0, 3547.0, 115094.0, 1953.0],
    [63761.0, 100.0, 363112.0, 3578.0, 3350.0, 116219.0, 1954.0],
    [66019.0, 101.2, 397469.0, 2904.0, 3048.0, 117388.0, 1955.0],
    [67857.0, 104.6, 419180.0, 2822.0, 2857.0, 118734.0, 1956.0],
    [68169.0, 108.4, 442769.0, 2936.0, 2798.0, 120445.0, 1957.0],
    [66513.0, 110.8, 444546.0, 4681.0, 2637.0, 121950.0, 1958.0],
    [68655.0, 112.6, 482704.0, 3813.0, 2552.0, 123366.0, 1959.0],
    [69564.0, 114.2, 502601.0, 3931.0, 2514.0, 125368.0, 1960.0],
    [69331.0, 115.7, 518173.0, 4806.0, 2572.0, 127852.0, 1961.0],
    [70551.0, 116.9, 554894.0, 4007.0, 2827.0, 130081.0, 1962.0],
];
/// Calibration of ozone monitors, y then x: NIST StRD, Norris.
const NORRIS: [[f64; 2]; 36] = [
    [0.1, 0.2],
    [338.8, 337.4],
    [118.1, 118.2],
    [888.0, 884.6],
    [9.2, 10.1],
    [228.1, 226.5],
    [668.5, 666.3],
    [998.5, 996.3],
    [449.1, 448.6],
    [778.9, 777.0],
    [559.2, 558.2],
    [0.3, 0.4],
    [0.1, 0.6],
    [778.1, 775.5],
    [668.8, 666.9],
    [339.3, 338.0],
    [448.9, 447.5],
    [10.8, 11.6],
    [557.7, 556.0],
    [228.3, 228.1],
    [998.0, 995.8],
    [888.8, 887.6],
    [119.6, 120.2],
    [0.3, 0.3],
    [0.6, 0.3],
    [557.6, 556.8],
    [339.3, 339.1],
    [888.0, 887.2],
    [998.5, 999.0],
    [778.9, 779.0],
    [10.2, 11.1],
    [117.6, 118.3],
    [228.9, 229.2],
    [668.4, 669.1],
    [449.2, 448.9],
    [0.2, 0.5],
];
#[track_caller]
fn digits(found: f64, certified: f64, digits: i32) {
    assert!(
        (found / certified - 1.0).abs() < 10_f64.powi(-digits),
        "found {found:e}, certified {certified:e}"
    );
}

fn cars() -> Ols {
    ols(&Matrix::from_columns(&[&[1.0; 50], &SPEED]), &DISTANCE).unwrap()
}

/// NIST StRD, Longley: certified to fifteen digits.
#[test]
fn longley_keeps_its_digits() {
    let design = Matrix::from_fn(16, 7, |i, j| if j == 0 { 1.0 } else { LONGLEY[i][j] });
    let fit = ols(&design, &LONGLEY.map(|row| row[0])).unwrap();
    for (found, (estimate, se)) in fit.coefficients(0.95).iter().zip([
        (-3_482_258.634_595_82, 890_420.383_607_373),
        (15.061_872_271_373_3, 84.914_925_774_766_9),
        (-0.358_191_792_925_910e-1, 0.334_910_077_722_432e-1),
        (-2.020_229_803_816_83, 0.488_399_681_651_699),
        (-1.033_226_867_173_59, 0.214_274_163_161_675),
        (-0.511_041_056_535_807e-1, 0.226_073_200_069_370),
        (1_829.151_464_613_55, 455.478_499_142_212),
    ]) {
        digits(found.estimate, estimate, 14);
        digits(found.se, se, 13);
    }
    let summary = fit.summary(0.95);
    digits(summary.sigma, 304.854_073_561_965, 13);
    digits(summary.r_squared.unwrap(), 0.995_479_004_577_296, 14);
    assert_eq!((summary.n, summary.df), (16, 9.0));
}

/// NIST StRD: Norris, NoInt1, NoInt2.
#[test]
fn simple_regressions_keep_their_digits() {
    let design = Matrix::from_fn(36, 2, |i, j| if j == 0 { 1.0 } else { NORRIS[i][1] });
    let fit = ols(&design, &NORRIS.map(|row| row[0])).unwrap();
    let found = fit.coefficients(0.95);
    digits(found[0].estimate, -0.262_323_073_774_029, 12);
    digits(found[1].estimate, 1.002_116_818_020_45, 14);
    digits(found[0].se, 0.232_818_234_301_152, 13);
    digits(found[1].se, 0.429_796_848_199_937e-3, 13);
    digits(fit.sigma(), 0.884_796_396_144_373, 13);
    digits(fit.r_squared().unwrap(), 0.999_993_745_883_712, 14);
    let no_intercept = |x: &[f64], y: &[f64]| {
        let fit = ols(&Matrix::from_columns(&[x]), y).unwrap();
        (
            fit.coefficients(0.95)[0],
            fit.sigma(),
            fit.r_squared().unwrap(),
        )
    };
    let x: Vec<f64> = (60..=70).map(f64::from).collect();
    let y: Vec<f64> = (130..=140).map(f64::from).collect();
    let (first, sigma, r_squared) = no_intercept(&x, &y);
    digits(first.estimate, 2.074_380_165_289_26, 14);
    digits(first.se, 0.165_289_256_198_347e-1, 13);
    digits(sigma, 3.567_530_340_063_38, 13);
    digits(r_squared, 0.999_365_492_298_663, 14);
    let (second, sigma, r_squared) = no_intercept(&[4.0, 5.0, 6.0], &[3.0, 4.0, 4.0]);
    digits(second.estimate, 0.727_272_727_272_727, 14);
    digits(second.se, 0.420_827_318_078_432e-1, 13);
    digits(sigma, 0.369_274_472_937_998, 13);
    digits(r_squared, 0.993_348_115_299_335, 14);
}

/// R: the sandwich formulas of HC0 to HC3 on `lm(dist ~ speed, cars)`.
#[test]
fn robust_errors_as_r_computes_them() {
    let fit = cars();
    for (kind, intercept, slope) in [
        (HcKind::Hc0, 5.541_872_177_292_968, 0.398_680_875_606_556),
        (HcKind::Hc1, 5.656_149_605_872_76, 0.406_901_964_767_531),
        (HcKind::Hc2, 5.732_346_859_090_01, 0.412_802_205_248_096),
        (HcKind::Hc3, 5.931_803_319_074_577, 0.427_537_219_172_097),
    ] {
        let found = fit.robust_coefficients(kind, 0.95);
        digits(found[0].se, intercept, 12);
        digits(found[1].se, slope, 12);
    }
    close(fit.leverages().iter().sum::<f64>(), 2.0, 1e-12);
}

/// R, by the definition with dense matrices: CR2 and its degrees of freedom on `cars` cut into eight unequal clusters, with
/// a term that is constant within clusters.
#[test]
fn few_clusters_as_r_computes_them() {
    let sizes = [3, 9, 2, 6, 5, 4, 12, 9];
    let codes: Vec<usize> = (1..=8)
        .zip(sizes)
        .flat_map(|(code, size)| vec![code; size])
        .collect();
    let treated: Vec<f64> = codes
        .iter()
        .map(|code| f64::from(u8::from(code % 2 == 0)))
        .collect();
    let fit = ols(
        &Matrix::from_columns(&[&[1.0; 50], &SPEED, &treated]),
        &DISTANCE,
    )
    .unwrap();
    let found = fit.cluster_robust_coefficients(&codes, 0.95).unwrap();
    for (term, (se, df)) in found.iter().zip([
        (8.703_212_812_718_084, 2.618_442_742_350_823),
        (0.568_852_057_516_491_5, 2.484_565_515_439_504),
        (4.172_093_377_811_248, 3.450_756_702_549_092),
    ]) {
        digits(term.se, se, 11);
        digits(term.df.unwrap(), df, 11);
    }
    let alone: Vec<usize> = (0..50).collect();
    let hc2 = fit.robust_coefficients(HcKind::Hc2, 0.95);
    let singletons = fit.cluster_robust_coefficients(&alone, 0.95).unwrap();
    digits(singletons[1].se, hc2[1].se, 12);
    assert_eq!(
        fit.cluster_robust_coefficients(&[4; 50], 0.95),
        Err(Unfit::TooFewRows)
    );
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let ones = [1.0; 4];
    let x = [1.0, 2.0, 3.0, 4.0];
    let twice = [2.0, 4.0, 6.0, 8.0];
    let why = |columns: &[&[f64]], y: &[f64]| ols(&Matrix::from_columns(columns), y).err().unwrap();
    assert_eq!(why(&[&ones, &x, &twice], &x), Unfit::Dependent(2));
    assert_eq!(why(&[&ones, &[0.0; 4]], &x), Unfit::Dependent(1));
    assert_eq!(why(&[&[1.0], &[2.0]], &[1.0]), Unfit::TooFewRows);
    assert_eq!(why(&[&ones], &[1.0, f64::NAN, 2.0, 3.0]), Unfit::NotFinite);
}

proptest! {
    /// Residuals are at right angles to every term, however the terms are scaled.
    #[test]
    fn residuals_are_orthogonal(rows in prop::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64, -50.0..50.0_f64), 5..30), scale in 1e-6..1e6_f64) {
        let x1: Vec<f64> = rows.iter().map(|row| row.0 * scale).collect();
        let x2: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let y: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let ones = vec![1.0; y.len()];
        if let Ok(fit) = ols(&Matrix::from_columns(&[&ones, &x1, &x2]), &y) {
            for column in [&ones, &x1, &x2] {
                let size: f64 = column.iter().map(|x| x.abs()).sum();
                let product: f64 = column.iter().zip(fit.residuals()).map(|(x, e)| x * e).sum();
                prop_assert!(product.abs() <= 1e-10 * size * 50.0);
            }
        }
    }
}

const WEIGHT: [f64; 32] = [
    2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25,
    5.424, 5.345, 2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17,
    2.77, 3.57, 2.78,
];
const MANUAL: &str = "11100000000000000111000001111111";

/// Newton's method with mpmath at 40 digits on am ~ wt of `mtcars` (Henderson and Velleman 1981); R's `glm` agrees to eight
/// digits of the standard errors, which it takes from the last but one step.
#[test]
fn logistic_as_r_fits_it() {
    let manual: Vec<bool> = MANUAL.bytes().map(|b| b == b'1').collect();
    let fit = logistic(&Matrix::from_columns(&[&[1.0; 32], &WEIGHT]), &manual, 0.95).unwrap();
    assert!(fit.converged && !fit.separated);
    digits(fit.coefficients[0].estimate, 12.040_369_728_657_32, 13);
    digits(fit.coefficients[1].estimate, -4.023_969_962_173_201, 13);
    digits(fit.coefficients[0].se, 4.510_066_238_966_759, 12);
    digits(fit.coefficients[1].se, 1.436_527_752_623_558, 12);
    digits(fit.coefficients[1].p, 0.005_091_642_306_971_435, 12);
    digits(fit.covariance[(0, 1)], -6.424_445_799_610_112, 12);
    digits(fit.deviance, 19.176_084_807_445_1, 13);
    close(fit.fitted.iter().sum::<f64>(), 13.0, 1e-10);
}

#[test]
fn separation_is_said() {
    let x: Vec<f64> = (0..20).map(f64::from).collect();
    let yes: Vec<bool> = (0..20).map(|i| i >= 10).collect();
    let design = Matrix::from_columns(&[&[1.0; 20], &x]);
    let fit = logistic(&design, &yes, 0.95).unwrap();
    assert!(fit.separated && !fit.converged);
    assert_eq!(
        logistic(&design, &[true; 20], 0.95).unwrap_err(),
        Unfit::NoVariation
    );
}

/// Known coefficients come back from simulated people, within their standard errors.
#[test]
fn logistic_recovers_what_made_the_data() {
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    let x: Vec<f64> = (0..20_000)
        .map(|_| StandardNormal.sample(&mut rng))
        .collect();
    let yes: Vec<bool> = x
        .iter()
        .map(|x| {
            let noise: f64 = StandardNormal.sample(&mut rng);
            let uniform = normal_cdf(noise);
            uniform < 1.0 / (1.0 + (-(-0.7 + 1.2 * x)).exp())
        })
        .collect();
    let fit = logistic(
        &Matrix::from_columns(&[&vec![1.0; x.len()], &x]),
        &yes,
        0.999,
    )
    .unwrap();
    for (found, truth) in fit.coefficients.iter().zip([-0.7, 1.2]) {
        assert!(
            found.ci.lower < truth && truth < found.ci.upper,
            "{found:?}"
        );
    }
}

/// Weights of girls before and after treatment, the first eight of each group, control, cognitive, family: Hand et al. (1993),
/// A Handbook of Small Data Sets, no. 285. R: `lm` with the formula of HC3, and `anova` of nested models.
#[test]
fn ancova_as_r_fits_it() {
    let before = [
        80.7, 89.4, 91.8, 74.0, 78.1, 88.3, 87.3, 75.1, 80.5, 84.9, 81.5, 82.6, 79.9, 88.7, 94.9,
        76.3, 83.8, 83.3, 86.0, 82.5, 86.7, 79.6, 76.9, 94.2,
    ];
    let after = [
        80.2, 80.1, 86.4, 86.3, 76.1, 78.1, 75.1, 86.7, 82.2, 85.6, 81.4, 81.9, 76.4, 103.6, 98.4,
        93.4, 95.2, 94.3, 91.5, 91.9, 100.3, 76.7, 76.8, 101.6,
    ];
    let groups: Vec<usize> = (0..24).map(|i| i / 8).collect();
    let model = ancova(&before, &after, &groups, 0.95).unwrap();
    digits(model.slope.estimate, 0.606_959_426_018_61, 12);
    digits(model.slope.se, 0.340_388_204_865_197, 12);
    let [control, cognitive, family] = model.groups[..] else {
        panic!("three groups")
    };
    assert_eq!((control.n, control.difference), (8, None));
    digits(control.adjusted_mean, 81.451_240_691_485_03, 13);
    let (cognitive_against, family_against) =
        (cognitive.difference.unwrap(), family.difference.unwrap());
    digits(cognitive_against.estimate, 6.388_498_330_039_32, 12);
    digits(cognitive_against.se, 4.276_451_381_470_29, 12);
    digits(family_against.estimate, 9.282_779_595_505_69, 12);
    digits(family_against.se, 4.056_581_088_595_17, 12);
    digits(
        family.adjusted_mean,
        81.451_240_691_485_03 + 9.282_779_595_505_69,
        13,
    );
    digits(model.sigma, 7.573_368_991_495_25, 13);
    let between = model.between_groups.unwrap();
    digits(between.f, 3.129_334_097_116_227, 12);
    digits(between.p, 0.065_701_154_656_099, 12);
    let slopes = model.equal_slopes.unwrap();
    assert_eq!((slopes.df1, slopes.df2), (2.0, 18.0));
    digits(slopes.f, 5.278_551_088_791_311, 12);
    digits(slopes.p, 0.015_704_543_862_437_1, 11);
    assert_eq!(
        ancova(&before, &after, &[0; 24], 0.95)
            .unwrap()
            .between_groups,
        None
    );
    assert_eq!(
        ancova(&[1.0; 24], &after, &groups, 0.95),
        Err(Unfit::Dependent(1))
    );
}
