//! Everything about a paired sample at once, whatever the order of its pairs.

use super::*;
use rand::seq::SliceRandom;
use throughline::kernel::stats::resampling::*;

type Answers = (
    PairedSummary,
    Vec<PairedT>,
    Vec<Option<SignedRank>>,
    (Vec<Effect>, Vec<EffectInterval>),
    (Option<SignTest>, Option<HodgesLehmann>),
    Vec<f64>,
);

const ZEROS: [ZeroMethod; 3] = [ZeroMethod::Drop, ZeroMethod::Pratt, ZeroMethod::Split];

fn settings(zeros: ZeroMethod) -> SignedRankSettings {
    SignedRankSettings {
        zeros,
        ..SignedRankSettings::default()
    }
}

fn answers(baseline: &[f64], follow_up: &[f64]) -> Answers {
    let sample = PairedSample::new(baseline, follow_up).unwrap();
    let mut changes = sample.changes().to_vec();
    changes.extend([sample.mean_baseline(), sample.mean_follow_up()]);
    (
        sample.summary(),
        vec![sample.t_test(0.95), sample.t_test(0.8)],
        ZEROS
            .map(|zeros| sample.signed_rank(settings(zeros)))
            .to_vec(),
        (sample.effects(), sample.effect_intervals(0.9)),
        (sample.sign_test(0.95), sample.hodges_lehmann(0.95)),
        changes,
    )
}

/// Scores in these units; 0 for any number.
fn pairs(n: usize, unit: f64, seed: u64) -> Vec<(f64, f64)> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let in_units = |score: f64| {
        if unit > 0.0 {
            (score * unit).round() / unit
        } else {
            score
        }
    };
    (0..n)
        .map(|_| {
            let before = normal();
            let after = 0.6 * before + 0.8 * normal();
            (in_units(20.0 + 6.0 * before), in_units(18.5 + 6.0 * after))
        })
        .collect()
}

#[test]
fn nothing_depends_on_the_order_of_pairs() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for (n, unit) in [
        (2, 1.0),
        (7, 10.0),
        (150, 1.0),
        (900, 0.0),
        (2_000, 10.0),
        (2_500, 1.0),
    ] {
        let mut rows = pairs(n, unit, n as u64);
        let unzipped =
            |rows: &[(f64, f64)]| -> (Vec<f64>, Vec<f64>) { rows.iter().copied().unzip() };
        let (x, y) = unzipped(&rows);
        let expected = answers(&x, &y);
        let changes = differences(&x, &y);
        let drawn = (
            bootstrap_mean(&changes, 50, 1, 0.9),
            sign_flip(&changes, 50, 1),
        );
        for _ in 0..5 {
            rows.shuffle(&mut rng);
            let (x, y) = unzipped(&rows);
            // Equal doubles are equal bits here, but for the sign of zero, which sorting gives up.
            assert_eq!(format!("{:?}", answers(&x, &y)), format!("{expected:?}"));
            let changes = differences(&x, &y);
            assert_eq!(
                (
                    bootstrap_mean(&changes, 50, 1, 0.9),
                    sign_flip(&changes, 50, 1)
                ),
                drawn
            );
        }
    }
}

/// The free functions, each on changes as they come.
#[test]
fn a_sample_answers_as_the_functions_do() {
    for (n, unit) in [(3, 1.0), (40, 10.0), (700, 1.0), (600, 0.0)] {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs(n, unit, 9 * n as u64).into_iter().unzip();
        let sample = PairedSample::new(&x, &y).unwrap();
        let (expected, changes) = summary(&x, &y);
        assert_eq!(sample.summary(), expected);
        assert_eq!(sample.t_test(0.95), paired_t(&changes, 0.95).unwrap());
        for zeros in ZEROS {
            assert_eq!(
                sample.signed_rank(settings(zeros)),
                signed_rank_with(&changes, settings(zeros))
            );
        }
        assert_eq!(sample.effects(), expected.effects(&changes));
        assert_eq!(
            sample.effect_intervals(0.9),
            expected.effect_intervals(&changes, 0.9)
        );
        assert_eq!(sample.sign_test(0.9), sign_test(&changes, 0.9));
        assert_eq!(sample.hodges_lehmann(0.9), hodges_lehmann(&changes, 0.9));
        let mut sorted = changes;
        sorted.sort_by(f64::total_cmp);
        assert_eq!(sample.changes(), sorted);
    }
}

/// Sums by the book: ranks one by one, moments in two passes.
#[test]
fn a_sample_by_definition() {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs(800, 10.0, 4).into_iter().unzip();
    let changes = differences(&x, &y);
    let n = changes.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let products = |x: &[f64], y: &[f64]| -> f64 {
        let (mean_x, mean_y) = (mean(x), mean(y));
        x.iter()
            .zip(y)
            .map(|(x, y)| (x - mean_x) * (y - mean_y))
            .sum()
    };
    let sample = PairedSample::new(&x, &y).unwrap();
    let found = sample.summary();
    close(sample.mean_baseline(), mean(&x), 1e-12);
    close(sample.mean_follow_up(), mean(&y), 1e-12);
    close(found.mean_change, mean(&changes), 1e-12);
    close(
        found.sd_change,
        (products(&changes, &changes) / (n - 1.0)).sqrt(),
        1e-12,
    );
    close(
        found.sd_baseline,
        (products(&x, &x) / (n - 1.0)).sqrt(),
        1e-12,
    );
    let correlation = products(&x, &y) / (products(&x, &x) * products(&y, &y)).sqrt();
    close(found.correlation.unwrap(), correlation, 1e-13);
    let rank = |d: f64| {
        let below = changes.iter().filter(|other| other.abs() < d.abs()).count();
        let equal = changes
            .iter()
            .filter(|other| other.abs() == d.abs())
            .count();
        below as f64 + (equal + 1) as f64 / 2.0
    };
    let up: f64 = changes.iter().filter(|d| **d > 0.0).map(|&d| rank(d)).sum();
    let pratt = sample.signed_rank(settings(ZeroMethod::Pratt)).unwrap();
    assert!(pratt.n_zero > 0);
    assert_eq!(pratt.w, up);
}

#[test]
fn samples_of_too_few_pairs() {
    assert!(PairedSample::new(&[], &[]).is_none());
    assert!(PairedSample::new(&[1.0], &[2.0]).is_none());
    let flat = PairedSample::new(&[0.1; 5], &[0.3; 5]).unwrap();
    assert_eq!(
        (flat.summary().sd_change, flat.t_test(0.9).test),
        (0.0, None)
    );
    assert_eq!(
        (flat.summary().correlation, flat.effect_intervals(0.9).len()),
        (None, 0)
    );
    let same = PairedSample::new(&[4.0; 3], &[4.0; 3]).unwrap();
    assert_eq!(
        (
            same.sign_test(0.9),
            same.signed_rank(settings(ZeroMethod::Pratt))
        ),
        (None, None)
    );
    assert_eq!(same.hodges_lehmann(0.9).unwrap().estimate, 0.0);
}

#[test]
#[should_panic(expected = "one value a pair")]
fn samples_of_unpaired_scores() {
    let _ = PairedSample::new(&[1.0, 2.0], &[1.0]);
}

/// Differences as they are defined: by the logarithm, whatever the way that is taken for speed.
fn by_logarithm(baseline: f64, follow_up: f64) -> f64 {
    let (sum, largest) = (follow_up - baseline, baseline.abs().max(follow_up.abs()));
    if sum == 0.0 || !sum.is_finite() {
        return sum;
    }
    let places = 13 - largest.log10().floor() as i32;
    if !(0..=22).contains(&places) {
        return sum;
    }
    let scale = 10f64.powi(places);
    (sum * scale).round() / scale
}

fn score() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-200i32..200).prop_map(f64::from),
        (-99_999i64..99_999, 0i32..5).prop_map(|(n, places)| n as f64 / 10f64.powi(places)),
        -1e3..1e3_f64,
        (-1.0..1.0_f64, -14i32..18).prop_map(|(n, e)| n * 10f64.powi(e)),
        // Around powers of ten, where the first digit turns.
        (-11i32..16, -40i64..40)
            .prop_map(|(e, off)| { f64::from_bits((10f64.powi(e).to_bits() as i64 + off) as u64) }),
        Just(-0.0),
    ]
}

proptest! {
    #[test]
    fn differences_are_those_of_the_definition(scores in prop::collection::vec((score(), score()), 1..600)) {
        let (x, y): (Vec<f64>, Vec<f64>) = scores.into_iter().unzip();
        let whole: Vec<f64> = x.iter().map(|x| x.trunc()).collect();
        for (x, y) in [(&x, &y), (&y, &x), (&whole, &whole)] {
            for (found, (&x, &y)) in differences(x, y).iter().zip(x.iter().zip(y)) {
                prop_assert_eq!(found.to_bits(), by_logarithm(x, y).to_bits());
                prop_assert_eq!(difference(x, y).to_bits(), found.to_bits());
            }
        }
        let y: Vec<f64> = y.iter().map(|y| y.trunc()).collect();
        for (found, (&x, &y)) in differences(&whole, &y).iter().zip(whole.iter().zip(&y)) {
            prop_assert_eq!(found.to_bits(), by_logarithm(x, y).to_bits());
        }
    }
}
