//! Change between categories.

use super::*;
use throughline::kernel::stats::categorical::*;

fn table<const K: usize>(counts: [[u64; K]; K]) -> SquareTable {
    SquareTable::new(counts.map(|row| row.to_vec()).to_vec()).unwrap()
}

/// Agresti (2013), Categorical Data Analysis, approval ratings; statistics as statsmodels 0.14 gives them, Cohen's g as
/// effectsize does (.136), Newcombe's interval (.0212304 to .0587039) from R's Wilson intervals.
#[test]
fn approval_changed() {
    let ratings = [[794, 150], [86, 570]];
    let test = mcnemar(ratings).unwrap();
    close(test.chi_squared, 17.355_932_203_389_83, 1e-13);
    close(test.p / 3.099_293_441_045_215e-5, 1.0, 1e-11);
    close(test.chi_squared_corrected, 16.817_796_610_169_49, 1e-13);
    close(test.p_corrected / 4.114_562_281_345_944e-5, 1.0, 1e-11);
    close(test.p_exact / 3.715_936_139_571_386_6e-5, 1.0, 1e-11);
    close(test.p_mid / 2.893_389_517_615_428e-5, 1.0, 1e-11);
    let shares = paired_shares(ratings, 0.95).unwrap();
    close(shares.change, -0.04, 1e-15);
    close(shares.ci.lower, -0.058_703_872_895_728_84, 1e-14);
    close(shares.ci.upper, -0.021_230_423_982_877_06, 1e-14);
    close(shares.cohens_g.unwrap(), -0.135_593_220_338_983, 1e-14);
    close(shares.odds_ratio.unwrap(), 86.0 / 150.0, 1e-15);
}

/// statsmodels on 15 and 19 discordant pairs; pingouin's `chi2_mcnemar` data: corrected 20.021, exact 3.305e−6.
#[test]
fn few_changed() {
    let test = mcnemar([[30, 15], [19, 40]]).unwrap();
    close(test.chi_squared, 0.470_588_235_294_117_64, 1e-15);
    close(test.p, 0.492_716_677_227_087_7, 1e-12);
    close(test.p_corrected, 0.606_905_427_217_950_8, 1e-12);
    close(test.p_exact, 0.607_591_361_273_080_1, 1e-13);
    close(test.p_mid, 0.499_559_833_202_511_2, 1e-13);
    let treatment = mcnemar([[20, 40], [8, 12]]).unwrap();
    close(
        treatment.chi_squared_corrected,
        20.020_833_333_333_332,
        1e-13,
    );
    close(treatment.p_exact / 3.305_266_709_219_278e-6, 1.0, 1e-12);
    assert_eq!(mcnemar([[5, 0], [0, 7]]), None);
    let even = mcnemar([[0, 4], [4, 0]]).unwrap();
    assert_eq!((even.p_exact, even.chi_squared_corrected), (1.0, 0.0));
    close(even.p_mid, 1.0 - 70.0 / 256.0, 1e-15);
}

/// R: `prop.test(k, n, correct = FALSE)`.
#[test]
fn wilson_as_r_gives_it() {
    for (k, n, lower, upper) in [
        (81, 263, 0.255_288_519_878_274, 0.366_209_576_982_800),
        (15, 148, 0.062_386_399_530_736_3, 0.160_487_241_723_308),
        (0, 10, 0.0, 0.277_532_799_862_889),
        (10, 10, 1.0 - 0.277_532_799_862_889, 1.0),
    ] {
        let ci = wilson(k, n, 0.95);
        close(ci.lower, lower, 1e-14);
        close(ci.upper, upper, 1e-14);
    }
}

/// statsmodels `SquareTable`: its own 3 × 3 example, Stuart's (1955) vision of 7,477 women, and a lopsided table.
#[test]
fn margins_and_symmetry() {
    for (table, stuart_maxwell, bhapkar, bowker) in [
        (
            table([[20, 10, 5], [3, 30, 15], [0, 5, 40]]),
            (13.764_705_882_352_94, 0.001_025_727_726_558_067_8),
            15.423_274_974_253_35,
            (13.769_230_769_230_77, 0.003_236_706_503_235_448),
        ),
        (
            table([
                [1520, 266, 124, 66],
                [234, 1512, 432, 78],
                [117, 362, 1772, 205],
                [36, 82, 179, 492],
            ]),
            (11.956_569_622_982_54, 0.007_533_425_054_800_591),
            11.975_720_155_525_66,
            (19.106_550_215_266_772, 0.003_987_419_840_428_568),
        ),
        (
            table([
                [144, 33, 84, 126],
                [2, 4, 14, 29],
                [0, 2, 6, 25],
                [0, 0, 1, 5],
            ]),
            (271.922_246_968_261_56, 1.184_636_633_066_507_6e-58),
            636.027_656_312_199_2,
            (297.610_989_010_989, 2.658_518_583_680_658_2e-61),
        ),
    ] {
        let test = table.stuart_maxwell().unwrap();
        close(test.chi_squared / stuart_maxwell.0, 1.0, 1e-12);
        close(test.p / stuart_maxwell.1, 1.0, 1e-11);
        assert_eq!(test.df, table.categories() as f64 - 1.0);
        close(table.bhapkar().unwrap().chi_squared / bhapkar, 1.0, 1e-12);
        let test = table.bowker().unwrap();
        close(test.chi_squared / bowker.0, 1.0, 1e-13);
        close(test.p / bowker.1, 1.0, 1e-11);
    }
}

/// With two categories Stuart–Maxwell and Bowker are McNemar; empty and stable categories cost only degrees of freedom.
#[test]
fn degenerate_tables() {
    let two = table([[794, 150], [86, 570]]);
    let mcnemar = mcnemar([[794, 150], [86, 570]]).unwrap();
    close(
        two.stuart_maxwell().unwrap().chi_squared,
        mcnemar.chi_squared,
        1e-12,
    );
    close(
        two.bowker().unwrap().chi_squared,
        mcnemar.chi_squared,
        1e-12,
    );
    let with_empty = table([[794, 0, 150], [0, 0, 0], [86, 0, 570]]);
    let test = with_empty.stuart_maxwell().unwrap();
    close(test.chi_squared, mcnemar.chi_squared, 1e-11);
    assert_eq!((test.df, with_empty.bowker().unwrap().df), (1.0, 1.0));
    let apart = table([[5, 9, 0, 0], [2, 4, 0, 0], [0, 0, 3, 7], [0, 0, 1, 1]]);
    let test = apart.stuart_maxwell().unwrap();
    assert_eq!(test.df, 2.0);
    close(test.chi_squared, 49.0 / 11.0 + 36.0 / 8.0, 1e-12);
    assert_eq!(table([[3, 0], [0, 4]]).stuart_maxwell(), None);
    assert_eq!(table([[3, 0], [0, 4]]).bowker(), None);
    assert_eq!(table([[0, 6], [0, 0]]).bhapkar(), None);
}

#[test]
fn net_improvement_is_turned_by_the_scale() {
    let table = table([[20, 10, 5], [3, 30, 15], [0, 5, 40]]);
    let up = table.net_improvement(true, 0.95).unwrap();
    let down = table.net_improvement(false, 0.95).unwrap();
    assert_eq!((up.improved, up.unchanged, up.worsened), (30, 90, 8));
    assert_eq!((down.improved, down.worsened), (8, 30));
    close(up.net, 22.0 / 128.0, 1e-15);
    close(up.ci.lower, -down.ci.upper, 1e-14);
    close(up.ci.upper, -down.ci.lower, 1e-14);
}

/// Coverage of the net improvement's interval by the whole multinomial distribution of 25 people.
#[test]
fn net_improvement_covers() {
    let (p_up, p_down, n) = (0.3, 0.15, 25_u64);
    let mut covered = 0.0;
    for up in 0..=n {
        let rest = n - up;
        let of_up = binomial_probability(up, n, p_up);
        for down in 0..=rest {
            let chance = of_up * binomial_probability(down, rest, p_down / (1.0 - p_up));
            let table = table([[rest - down, up], [down, 0]]);
            let ci = table.net_improvement(true, 0.95).unwrap().ci;
            if ci.lower <= p_up - p_down && p_up - p_down <= ci.upper {
                covered += chance;
            }
        }
    }
    assert!((0.935..0.975).contains(&covered), "{covered}");
}

proptest! {
    /// Shares of each row sum to one with attrition in, and the cells hold every person once.
    #[test]
    fn transitions_lose_nobody(people in prop::collection::vec((0usize..4, prop::option::of(0usize..4)), 1..80)) {
        let (from, to): (Vec<usize>, Vec<Option<usize>>) = people.into_iter().unzip();
        let transitions = Transitions::new(4, &from, &to).unwrap();
        let cells = transitions.cells(0.95);
        prop_assert_eq!(cells.iter().map(|cell| cell.count).sum::<u64>(), from.len() as u64);
        for category in from.iter().copied() {
            let row: f64 = cells.iter().filter(|cell| cell.from == category).map(|cell| cell.share).sum();
            prop_assert!((row - 1.0).abs() < 1e-12);
        }
        prop_assert!(cells.iter().all(|cell| cell.ci.lower <= cell.share && cell.share <= cell.ci.upper));
        let followed = to.iter().filter(|to| to.is_some()).count() as u64;
        prop_assert_eq!(transitions.followed_up().unwrap().total(), followed);
        prop_assert_eq!(Transitions::new(3, &[3], &[None]), None);
        prop_assert_eq!(Transitions::new(3, &[0], &[Some(3)]), None);
    }
}
