//! Estimates corrected for false links.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::linkage_error::*;
use throughline::kernel::stats::regression::{Unfit, ols};

const KNOWN: fn(f64) -> LinkedBlock = |correct| LinkedBlock {
    correct,
    checked: None,
};

/// R, by the definition with dense matrices: one block, share of right links 1, .9 and .8; ratio and Lahiri–Larsen agree.
#[test]
fn one_block() {
    let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2];
    let design = Matrix::from_columns(&[&[1.0; 6], &x]);
    for (correct, intercept, slope) in [
        (1.0, -0.02, 2.02),
        (0.9, -0.984_090_909_090_91, 2.295_454_545_454_55),
        (0.8, -2.252_631_578_947_4, 2.657_894_736_842_1),
    ] {
        for correction in [LinkageCorrection::Ratio, LinkageCorrection::LahiriLarsen] {
            let fit = linked_regression(&design, &y, &[0; 6], &[KNOWN(correct)], correction, 0.95)
                .unwrap();
            close(fit.coefficients[0].estimate, intercept, 1e-12);
            close(fit.coefficients[1].estimate, slope, 1e-12);
        }
    }
    let naive = ols(&design, &y).unwrap();
    let fit = linked_regression(
        &design,
        &y,
        &[0; 6],
        &[KNOWN(1.0)],
        LinkageCorrection::Ratio,
        0.95,
    )
    .unwrap();
    close(
        fit.coefficients[1].se,
        naive.coefficients(0.95)[1].se,
        1e-12,
    );
    close(fit.residual_variance.sqrt(), naive.sigma(), 1e-12);
}

/// R, by the definition with dense matrices: two blocks of five and seven, shares .9 and .75 known, or from 40 and 60 checks.
#[test]
fn two_blocks() {
    let x = [
        0.3, 1.1, -0.4, 2.2, 1.9, 0.8, -1.3, 0.2, 3.1, 1.4, -0.6, 2.7,
    ];
    let y = [1.8, 2.8, 5.7, 0.3, 4.6, 3.1, 1.1, -1.7, 7.4, -0.7, 4.2, 6.5];
    let blocks = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
    let design = Matrix::from_columns(&[&[1.0; 12], &x]);
    let checked = [
        LinkedBlock {
            correct: 0.9,
            checked: Some(40),
        },
        LinkedBlock {
            correct: 0.75,
            checked: Some(60),
        },
    ];
    for (correction, estimates, variance, se, se_checked) in [
        (
            LinkageCorrection::Ratio,
            [1.996_117_036_781_137, 0.977_771_540_230_382],
            7.124_121_138_843_75,
            [1.132_263_903_670_561, 0.839_914_054_278_312],
            [1.134_110_358_584_89, 0.842_669_846_040_9],
        ),
        (
            LinkageCorrection::LahiriLarsen,
            [2.115_103_770_910_121, 0.852_522_346_410_398],
            7.268_275_577_427_73,
            [1.124_378_638_029_21, 0.827_688_427_659_97],
            [1.125_672_058_742_11, 0.829_634_136_540_667],
        ),
        (
            LinkageCorrection::Blue,
            [2.140_120_819_337_422, 0.795_270_679_637_493],
            7.345_868_195_992_65,
            [1.123_589_622_860_36, 0.826_208_837_638_306],
            [1.124_681_087_671_492, 0.827_842_728_785_859],
        ),
    ] {
        let fit = |shares: &[LinkedBlock]| {
            linked_regression(&design, &y, &blocks, shares, correction, 0.95).unwrap()
        };
        let known = fit(&[KNOWN(0.9), KNOWN(0.75)]);
        assert!(known.converged);
        close(known.residual_variance, variance, 1e-11);
        for term in 0..2 {
            close(known.coefficients[term].estimate, estimates[term], 1e-11);
            close(known.coefficients[term].se, se[term], 1e-11);
            close(fit(&checked).coefficients[term].se, se_checked[term], 1e-11);
        }
    }
}

/// People of whom a tenth are linked to somebody else of their block: the naive slope is drawn to zero, the corrected one is
/// right on average and its interval covers.
#[test]
fn slopes_come_back() {
    let mut rng = ChaCha8Rng::seed_from_u64(2009);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let (runs, n, wrong) = (300, 200, 40);
    let blocks: Vec<usize> = (0..n).map(|i| i / 100).collect();
    let shares = [KNOWN(1.0 - f64::from(wrong) / 100.0), KNOWN(1.0)];
    let (mut naive, mut corrected, mut covered) = (Moments::new(), Moments::new(), 0);
    for _ in 0..runs {
        let x: Vec<f64> = (0..n).map(|_| draw()).collect();
        let mut y: Vec<f64> = x.iter().map(|x| 1.0 + 2.0 * x + draw()).collect();
        // Rows come in random order already: the first of the block pass their outcomes round.
        y[..wrong as usize].rotate_left(1);
        let design = Matrix::from_columns(&[&vec![1.0; n], &x]);
        naive.insert(ols(&design, &y).unwrap().estimates()[1]);
        let fit = linked_regression(&design, &y, &blocks, &shares, LinkageCorrection::Blue, 0.95)
            .unwrap();
        corrected.insert(fit.coefficients[1].estimate);
        let ci = fit.coefficients[1].ci;
        covered += u32::from(ci.lower <= 2.0 && 2.0 <= ci.upper);
    }
    let corrected = corrected.finalise().unwrap();
    close(
        corrected.mean,
        2.0,
        3.5 * corrected.sd().unwrap() / f64::from(runs).sqrt(),
    );
    close(naive.finalise().unwrap().mean, 1.6, 0.05);
    let coverage = f64::from(covered) / f64::from(runs);
    assert!((0.91..=0.995).contains(&coverage), "{coverage}");
}

#[test]
fn links_no_better_than_chance() {
    let design = Matrix::from_columns(&[&[1.0; 4], &[1.0, 2.0, 3.0, 4.0]]);
    let fit = |correct| {
        linked_regression(
            &design,
            &[1.0, 3.0, 2.0, 5.0],
            &[0; 4],
            &[KNOWN(correct)],
            LinkageCorrection::Ratio,
            0.95,
        )
    };
    assert_eq!(fit(0.25).unwrap_err(), Unfit::NoVariation);
    assert!(fit(0.6).is_ok());
}

/// With r .7 and equal spread, d_z is .978, .946 and .901 of what it is without 2, 5 and 10% false links.
#[test]
fn effects_regain_what_false_links_took() {
    for (wrong, share) in [(0.02, 0.978), (0.05, 0.946), (0.10, 0.901)] {
        let r = 0.7 * (1.0 - wrong);
        let linked = PairedSummary {
            n: 500,
            mean_change: 3.0,
            sd_change: (2.0_f64 * 36.0 * (1.0 - r)).sqrt(),
            sd_baseline: 6.0,
            sd_follow_up: 6.0,
            correlation: Some(r),
        };
        let right = without_false_links(&linked, 1.0 - wrong, 1_000_000_000).unwrap();
        close(right.correlation.unwrap(), 0.7, 1e-7);
        close(d_z(&linked).unwrap() / d_z(&right).unwrap(), share, 0.0006);
        assert_eq!(d_av_rms(&linked), d_av_rms(&right));
    }
    let extreme = PairedSummary {
        n: 9,
        mean_change: 1.0,
        sd_change: 1.0,
        sd_baseline: 1.0,
        sd_follow_up: 1.0,
        correlation: Some(0.95),
    };
    assert_eq!(without_false_links(&extreme, 0.8, 50), None);
    assert_eq!(
        without_false_links(
            &PairedSummary {
                correlation: None,
                ..extreme
            },
            0.9,
            50
        ),
        None
    );
}

/// Changes of linked pairs, some passed round: the corrected summary is that of the right pairs.
#[test]
fn corrected_summaries_are_those_of_right_pairs() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let n = 60_000;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let person = draw();
        before.push(10.0 + 3.0 * person + 2.0 * draw());
        after.push(11.0 + 3.0 * person + 2.0 * draw());
    }
    let right = summary(&before, &after).0;
    after[..n / 10].rotate_left(1);
    let linked = summary(&before, &after).0;
    let corrected = without_false_links(&linked, 0.9, n as u64).unwrap();
    close(linked.mean_change, right.mean_change, 1e-10);
    assert!(linked.sd_change > 1.05 * right.sd_change);
    close(corrected.sd_change, right.sd_change, 0.02);
    close(
        corrected.correlation.unwrap(),
        right.correlation.unwrap(),
        0.006,
    );
}
