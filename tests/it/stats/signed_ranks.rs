//! The signed-rank test.

use super::*;

/// Every pattern of signs, counted one by one.
fn by_enumeration(changes: &[f64], zeros: ZeroMethod) -> f64 {
    let ranked_below = match zeros {
        ZeroMethod::Drop => 0,
        _ => changes.iter().filter(|d| **d == 0.0).count() as u64,
    };
    let nonzero: Vec<f64> = changes.iter().copied().filter(|d| *d != 0.0).collect();
    let doubled_rank = |d: f64| -> u64 {
        let below = nonzero.iter().filter(|other| other.abs() < d.abs()).count() as u64;
        let equal = nonzero
            .iter()
            .filter(|other| other.abs() == d.abs())
            .count() as u64;
        2 * (below + ranked_below) + equal + 1
    };
    let ranks: Vec<u64> = nonzero.iter().map(|&d| doubled_rank(d)).collect();
    let observed: u64 = nonzero
        .iter()
        .zip(&ranks)
        .filter(|(d, _)| **d > 0.0)
        .map(|(_, r)| r)
        .sum();
    let (mut low, mut high) = (0u64, 0u64);
    for pattern in 0..1u64 << ranks.len() {
        let sum: u64 = ranks
            .iter()
            .enumerate()
            .filter(|(i, _)| pattern >> i & 1 == 1)
            .map(|(_, r)| r)
            .sum();
        low += u64::from(sum <= observed);
        high += u64::from(sum >= observed);
    }
    (2.0 * low.min(high) as f64 / (1u64 << ranks.len()) as f64).min(1.0)
}

proptest! {
    #[test]
    fn exact_p_counts_every_pattern(changes in prop::collection::vec(-4i32..=4, 1..11)) {
        let changes: Vec<f64> = changes.into_iter().map(f64::from).collect();
        for zeros in [ZeroMethod::Drop, ZeroMethod::Pratt, ZeroMethod::Split] {
            let settings = SignedRankSettings { zeros, ..Default::default() };
            match signed_rank_with(&changes, settings) {
                Some(test) => prop_assert!((test.p - by_enumeration(&changes, zeros)).abs() < 1e-12),
                None => prop_assert!(changes.iter().all(|&d| d == 0.0)),
            }
        }
    }

    #[test]
    fn turning_every_sign_turns_only_the_sum(changes in prop::collection::vec(-30i32..=30, 1..60)) {
        let changes: Vec<f64> = changes.into_iter().map(f64::from).collect();
        prop_assume!(changes.iter().any(|&d| d != 0.0));
        let turned: Vec<f64> = changes.iter().map(|d| -d).collect();
        let (one, other) = (signed_rank(&changes).unwrap(), signed_rank(&turned).unwrap());
        let n = one.n_nonzero as f64;
        prop_assert_eq!(one.p, other.p);
        prop_assert_eq!(one.w + other.w, n * (n + 1.0) / 2.0);
        prop_assert!((rank_biserial(&changes).unwrap() + rank_biserial(&turned).unwrap()).abs() < 1e-12);
    }
}

/// R on `sleep`: one zero, n 9, all one way: exact 2/512; normal with correction .0090907.
#[test]
fn sleep_by_rank() {
    let changes = differences(&SLEEP.0, &SLEEP.1);
    let exact = signed_rank(&changes).unwrap();
    assert_eq!((exact.w, exact.n_nonzero, exact.n_zero), (45.0, 9, 1));
    assert_eq!(
        (exact.p, exact.method),
        (0.003_906_25, SignedRankMethod::Exact)
    );
    close(
        signed_rank_normal(&changes, true).unwrap().p,
        0.009_090_698_015_925_06,
        1e-14,
    );
}

/// Hollander and Wolfe (1973), p. 29, depression scale; R's `wilcox.test` example: V 40, two-sided .0390625; effectsize
/// gives the rank-biserial .7778 (.295 to .944).
#[test]
fn depression_by_rank() {
    let thousandths = |score: i32| f64::from(score) / 1000.0;
    let first = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300].map(thousandths);
    let second = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290].map(thousandths);
    let changes = differences(&second, &first);
    let test = signed_rank(&changes).unwrap();
    assert_eq!((test.w, test.p), (40.0, 0.039_062_5));
    close(rank_biserial(&changes).unwrap(), 7.0 / 9.0, 1e-15);
    let ci = rank_biserial_interval(&changes, 0.95).unwrap();
    close(ci.lower, 0.295_363_129_336_241_9, 1e-13);
    close(ci.upper, 0.944_155_901_920_081_5, 1e-13);
}

/// scipy's test suite, `test_wilcoxon_arg_type` data: T 34, p .6948866 without and .7240817 with correction; all
/// digits by R's `wilcox.test`.
#[test]
fn scipy_without_ties() {
    let x = [
        120.0, 114.0, 181.0, 188.0, 180.0, 146.0, 121.0, 191.0, 132.0, 113.0, 127.0, 112.0,
    ];
    let y = [
        133.0, 143.0, 119.0, 189.0, 112.0, 199.0, 198.0, 113.0, 115.0, 121.0, 142.0, 187.0,
    ];
    let changes = differences(&y, &x);
    let test = signed_rank_normal(&changes, false).unwrap();
    assert_eq!(test.w.min(78.0 - test.w), 34.0);
    close(test.p, 0.694_886_602_372_473, 1e-13);
    close(
        signed_rank_normal(&changes, true).unwrap().p,
        0.724_081_660_915_389_5,
        1e-13,
    );
}

/// scipy's test suite, `test_wilcoxon_arg_type` and its neighbours: values −4 to 4 with their frequencies. Pratt T 423,
/// split zeros T 441, dropped zeros T 327; p to all digits, and with correction, from scipy 1.17.1.
#[test]
fn scipy_with_ties_and_zeros() {
    let frequencies = [1, 4, 16, 15, 8, 4, 5, 1, 2];
    let changes: Vec<f64> = (-4i32..=4)
        .zip(frequencies)
        .flat_map(|(value, count)| std::iter::repeat_n(f64::from(value), count))
        .collect();
    for (zeros, smaller, plain, corrected) in [
        (
            ZeroMethod::Pratt,
            423.0,
            0.003_172_456_800_676_257_6,
            0.003_215_154_664_371_923,
        ),
        (
            ZeroMethod::Split,
            441.0,
            0.003_214_534_317_247_305_5,
            0.003_257_687_621_985_364,
        ),
        (
            ZeroMethod::Drop,
            327.0,
            0.006_413_461_158_607_235_5,
            0.006_515_648_244_599_831_5,
        ),
    ] {
        let p = |continuity| {
            let method = Some(SignedRankMethod::Normal);
            let settings = SignedRankSettings {
                zeros,
                method,
                continuity,
            };
            let test = signed_rank_with(&changes, settings).unwrap();
            assert_eq!((test.w, test.n_nonzero, test.n_zero), (smaller, 48, 8));
            test.p
        };
        close(p(false) / plain, 1.0, 1e-12);
        close(p(true) / corrected, 1.0, 1e-12);
    }
}

#[test]
fn nothing_to_rank_and_everything_tied() {
    assert_eq!(signed_rank(&[]), None);
    assert_eq!(signed_rank(&[0.0; 5]), None);
    assert_eq!(signed_rank_normal(&[0.0; 5], true), None);
    assert_eq!(signed_rank(&[2.0]).unwrap().p, 1.0);
    let tied = signed_rank(&[2.0; 6]).unwrap();
    assert_eq!((tied.w, tied.p), (21.0, 2.0 / 64.0));
    let level = signed_rank(&[1.0, -1.0, 1.0, -1.0]).unwrap();
    assert_eq!((level.w, level.p), (5.0, 1.0));
}

/// At the limit the approximation has taken over smoothly: tied scores, p within 2%.
#[test]
fn methods_meet_at_the_limit() {
    let changes: Vec<f64> = (0..=EXACT_LIMIT)
        .map(|i| (i * 7 % 11) as f64 - 5.2)
        .collect();
    let above = signed_rank(&changes).unwrap();
    let below = signed_rank(&changes[1..]).unwrap();
    assert_eq!(above.method, SignedRankMethod::Normal);
    assert_eq!(below.method, SignedRankMethod::Exact);
    close(above.p / signed_rank_exact(&changes).unwrap().p, 1.0, 0.02);
    assert_eq!(signed_rank_exact(&vec![1.0; 1001]), None);
    assert!(signed_rank_exact(&vec![1.0; 1000]).unwrap().p > 0.0);
}
