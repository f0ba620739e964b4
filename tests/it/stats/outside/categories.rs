//! Yes and no, ordered categories, several waves, several tests.

use super::*;
use throughline::kernel::stats::categorical::*;
use throughline::kernel::stats::resampling::{benjamini_hochberg, holm};
use throughline::kernel::stats::waves::{cochran_q, friedman};

pub fn check(outside: &mut Outside) {
    twice(outside);
    square(outside);
    waves(outside);
    let p = series("p_values");
    for (name, adjusted) in [("holm", holm(&p)), ("bh", benjamini_hochberg(&p))] {
        for (place, p) in adjusted.into_iter().enumerate() {
            outside.check(&format!("{name}/{place}"), &[("p", p)], 1e-14);
        }
    }
}

fn counts<const K: usize>(name: &str) -> Vec<[u64; K]> {
    let cells: Vec<u64> = codes(name).into_iter().map(|count| count as u64).collect();
    cells.chunks(K).map(|row| row.try_into().unwrap()).collect()
}

fn twice(outside: &mut Outside) {
    let [first, second] = counts::<2>("twice")[..] else {
        panic!("two rows")
    };
    let table = [first, second];
    let test = mcnemar(table).unwrap();
    let found = [
        ("chi", test.chi_squared),
        ("p", test.p),
        ("chi_corrected", test.chi_squared_corrected),
        ("p_corrected", test.p_corrected),
        ("p_exact", test.p_exact),
        ("p_mid", test.p_mid),
    ];
    outside.check("mcnemar", &found, 1e-12);
    let turned = table.map(|[yes, no]| [no, yes]);
    for (case, table) in [("newcombe", table), ("newcombe_turned", turned)] {
        let shares = paired_shares(table, 0.95).unwrap();
        let ends = [("lower", shares.ci.lower), ("upper", shares.ci.upper)];
        outside.check(case, &[("change", shares.change)], 1e-12);
        outside.check(case, &ends, 1e-12);
    }
    let ci = wilson(table[0][0], table.as_flattened().iter().sum(), 0.95);
    outside.check("wilson", &[("lower", ci.lower), ("upper", ci.upper)], 1e-13);
}

fn square(outside: &mut Outside) {
    let rows = counts::<4>("square").into_iter().map(Vec::from).collect();
    let table = SquareTable::new(rows).unwrap();
    let stuart_maxwell = table.stuart_maxwell().unwrap();
    for (name, test) in [
        ("stuart_maxwell", stuart_maxwell),
        ("bhapkar", table.bhapkar().unwrap()),
        ("bowker", table.bowker().unwrap()),
    ] {
        let found = [("chi", test.chi_squared), ("df", test.df), ("p", test.p)];
        outside.check(&format!("square/{name}"), &found, 1e-11);
    }
}

fn waves(outside: &mut Outside) {
    let answers: Vec<Vec<bool>> = (0..4).map(|wave| yes(&format!("yes_{wave}"))).collect();
    let answers: Vec<&[bool]> = answers.iter().map(Vec::as_slice).collect();
    let test = cochran_q(&answers).unwrap();
    let found = [("chi", test.chi_squared), ("df", test.df), ("p", test.p)];
    outside.check("cochran", &found, 1e-11);
    let scores: Vec<Vec<f64>> = (0..4)
        .map(|wave| series(&format!("score_{wave}")))
        .collect();
    let scores: Vec<&[f64]> = scores.iter().map(Vec::as_slice).collect();
    let test = friedman(&scores).unwrap();
    let found = [
        ("chi", test.chi_squared),
        ("p", test.p),
        ("w", test.kendalls_w),
        ("p_f", test.p_f.unwrap()),
    ];
    outside.check("friedman", &found, 1e-11);
}
