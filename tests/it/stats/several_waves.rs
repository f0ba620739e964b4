//! Change over several waves.

use super::*;
use throughline::kernel::stats::categorical::mcnemar;
use throughline::kernel::stats::waves::*;

fn by_wave<const K: usize>(people: &[[u8; K]]) -> [Vec<bool>; K] {
    std::array::from_fn(|wave| people.iter().map(|person| person[wave] == 1).collect())
}

/// Conover (1999), p. 253, as NIST Dataplot has it: Q 2.8; a 12 × 4 example with Q 13.2857143, p .00405776, and a weighted one
/// compared with SAS, Q 8.4706 (statsmodels' test suite); pingouin's `cochran` data: Q 6.705882, p .034981.
#[test]
fn cochran_examples() {
    let conover = by_wave(&[
        [1, 1, 1],
        [1, 1, 1],
        [0, 1, 0],
        [1, 1, 0],
        [0, 0, 0],
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 0],
        [0, 0, 1],
        [0, 1, 0],
        [1, 1, 1],
        [1, 1, 1],
    ]);
    let test = cochran_q(&conover.each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 2.8, 1e-14);
    close(test.p, (-1.4_f64).exp(), 1e-14);
    let four = by_wave(&[
        [0, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
        [1, 1, 1, 1],
        [1, 0, 0, 1],
        [0, 1, 0, 1],
        [1, 0, 0, 1],
        [0, 0, 0, 1],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 1],
        [0, 0, 1, 1],
    ]);
    let test = cochran_q(&four.each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 93.0 / 7.0, 1e-13);
    close(test.p / 0.004_057_759_938_163_716, 1.0, 1e-12);
    let kinds = [
        [0, 0, 0],
        [1, 0, 0],
        [0, 0, 1],
        [1, 0, 1],
        [0, 1, 0],
        [1, 1, 0],
        [0, 1, 1],
        [1, 1, 1],
    ];
    let weighted: Vec<[u8; 3]> = kinds
        .into_iter()
        .zip([6, 2, 16, 4, 2, 6, 4, 6])
        .flat_map(|(kind, count)| std::iter::repeat_n(kind, count))
        .collect();
    let test = cochran_q(&by_wave(&weighted).each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 144.0 / 17.0, 1e-13);
    close(test.p / 0.014_475_552_056_282_438, 1.0, 1e-12);
    let energetic = [
        "11100111100101101111",
        "10001000001101000010",
        "11010110111100110101",
    ]
    .map(|wave| wave.bytes().map(|b| b == b'1').collect::<Vec<bool>>());
    let test = cochran_q(&energetic.each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 6.705_882_352_941_177, 1e-13);
    close(test.p / 0.034_981_316_424_350_116, 1.0, 1e-12);
}

/// CVST's `cochranq.test` of R, in statsmodels' test suite: Q 4.2 on 3 and 1.2174 on 4 degrees of freedom.
#[test]
fn cochran_of_few_people() {
    let four = by_wave(&[
        [1, 0, 1, 1],
        [0, 1, 1, 1],
        [1, 1, 1, 0],
        [0, 1, 0, 0],
        [0, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 1, 0, 0],
        [1, 1, 1, 1],
        [0, 1, 0, 0],
    ]);
    let test = cochran_q(&four.each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 4.2, 1e-13);
    assert_eq!(test.df, 3.0);
    let five = by_wave(&[
        [0, 0, 1, 1, 0],
        [0, 1, 0, 1, 0],
        [0, 1, 1, 0, 1],
        [1, 0, 0, 0, 1],
        [1, 1, 0, 0, 0],
        [1, 0, 1, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0],
    ]);
    let test = cochran_q(&five.each_ref().map(Vec::as_slice)).unwrap();
    close(test.chi_squared, 28.0 / 23.0, 1e-13);
    close(test.p / 0.875_227_036_969_614_3, 1.0, 1e-12);
    assert_eq!(test.df, 4.0);
}

/// Two waves: Q is McNemar's chi-squared.
#[test]
fn two_waves_are_mcnemar() {
    let counts = [[9, 6], [2, 4]];
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (before, row) in counts.iter().enumerate() {
        for (after, &count) in row.iter().enumerate() {
            first.extend(std::iter::repeat_n(before == 0, count as usize));
            second.extend(std::iter::repeat_n(after == 0, count as usize));
        }
    }
    let q = cochran_q(&[&first, &second]).unwrap();
    close(q.chi_squared, mcnemar(counts).unwrap().chi_squared, 1e-14);
    assert_eq!(cochran_q(&[&[true, false], &[true, false]]), None);
}

/// R: `friedman.test`, chi-squared 13.8, df 3, p .0031904219078 (ties in the last row); pingouin: W .657142857, F 11.5; scipy: F's
/// tail on 3 and 18 degrees of freedom.
#[test]
fn friedman_example() {
    let waves: [[f64; 7]; 4] = [
        [14.0, 19.0, 17.0, 17.0, 16.0, 15.0, 20.0],
        [23.0, 25.0, 22.0, 21.0, 24.0, 23.0, 24.0],
        [26.0, 25.0, 29.0, 28.0, 28.0, 27.0, 20.0],
        [30.0, 33.0, 28.0, 27.0, 32.0, 36.0, 20.0],
    ];
    let waves: Vec<&[f64]> = waves.iter().map(|wave| &wave[..]).collect();
    let test = friedman(&waves).unwrap();
    close(test.chi_squared, 13.8, 1e-13);
    assert_eq!(test.df, 3.0);
    close(test.p, 0.003_190_421_907_797_314, 1e-14);
    close(test.kendalls_w, 0.657_142_857_142_857_2, 1e-14);
    close(test.p_f.unwrap(), 0.0001917852258193987, 1e-14);
    assert_eq!(test.mean_ranks.iter().sum::<f64>(), 10.0);
    assert_eq!(friedman(&[&[1.0, 2.0], &[1.0, 2.0]]), None);
}

/// A contrast of two waves is the paired t test; Helmert's contrast is by definition.
#[test]
fn contrasts_are_paired_tests() {
    let third: Vec<f64> = SLEEP.0.iter().map(|x| x * x).collect();
    let change = wave_contrast(&[&SLEEP.0, &SLEEP.1], &[-1.0, 1.0], 0.95).unwrap();
    let plain = paired_t(&differences(&SLEEP.0, &SLEEP.1), 0.95).unwrap();
    close(change.mean, plain.mean, 1e-14);
    close(change.test.unwrap().p, plain.test.unwrap().p, 1e-14);
    let helmert = wave_contrast(&[&SLEEP.0, &SLEEP.1, &third], &[-0.5, -0.5, 1.0], 0.9).unwrap();
    let by_hand: Vec<f64> = (0..10)
        .map(|i| third[i] - f64::midpoint(SLEEP.0[i], SLEEP.1[i]))
        .collect();
    close(helmert.mean, paired_t(&by_hand, 0.9).unwrap().mean, 1e-13);
    close(
        helmert.ci.upper,
        paired_t(&by_hand, 0.9).unwrap().ci.upper,
        1e-12,
    );
}

/// Everybody's score rose by 1.4: the contrast does not vary, whatever binary makes of the decimals.
#[test]
fn equal_decimal_contrasts_are_equal() {
    let (before, after) = ([81.6, 87.7, 10.1, 0.3], [83.0, 89.1, 11.5, 1.7]);
    let change = wave_contrast(&[&before, &after], &[-1.0, 1.0], 0.95).unwrap();
    assert_eq!((change.mean, change.sd, change.test), (1.4, 0.0, None));
}

#[test]
#[should_panic(expected = "sum to zero")]
fn a_contrast_compares() {
    wave_contrast(&[&SLEEP.0, &SLEEP.1], &[1.0, 1.0], 0.95);
}
