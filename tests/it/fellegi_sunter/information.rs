//! Standard errors: numerical derivatives, published values, coverage, and when there are none.

use throughline::kernel::fellegi_sunter::*;

use super::published::{CHEATING, four_items};
use super::*;

/// Every block of probabilities of a model that add up to one, in turn; a table's margins follow it.
fn block(model: &mut Parameters, place: usize) -> Option<Vec<&mut f64>> {
    let mut blocks: Vec<Vec<&mut f64>> = Vec::new();
    let in_table = |c: usize, i: &Interaction| i.first == c || i.second == c;
    let interactions = model.interactions.clone();
    let of_m = |c: usize| !interactions.iter().any(|i| in_table(c, i));
    let of_u = |c: usize| !interactions.iter().any(|i| i.u.is_some() && in_table(c, i));
    let m = model.m.iter_mut().enumerate().filter(|(c, _)| of_m(*c));
    blocks.extend(m.map(|(_, levels)| levels.iter_mut().collect()));
    let u = model.u.iter_mut().enumerate().filter(|(c, _)| of_u(*c));
    blocks.extend(u.map(|(_, levels)| levels.iter_mut().collect()));
    for interaction in &mut model.interactions {
        blocks.push(interaction.m.iter_mut().flatten().collect());
        blocks.extend(
            interaction
                .u
                .as_mut()
                .map(|u| u.iter_mut().flatten().collect()),
        );
    }
    (place < blocks.len()).then(|| blocks.swap_remove(place))
}

/// Directions: lambda, kin shares, and each member of a block against the block's last.
fn moves(model: &Parameters) -> Vec<(usize, usize)> {
    let mut model = model.clone();
    let mut moves = vec![(0, 0)];
    moves.extend((0..model.kin.len()).map(|class| (1, class)));
    for place in 0.. {
        match block(&mut model, place) {
            Some(levels) => moves.extend((0..levels.len() - 1).map(|k| (2 + place, k))),
            None => return moves,
        }
    }
    moves
}

fn moved(model: &Parameters, along: (usize, usize), by: f64) -> Parameters {
    let mut next = model.clone();
    match along {
        (0, _) => next.lambda += by,
        (1, class) => next.kin[class].share += by,
        (place, k) => {
            let mut levels = block(&mut next, place - 2).unwrap();
            *levels[k] += by;
            **levels.last_mut().unwrap() -= by;
        }
    }
    for i in next.interactions.clone() {
        let row = |table: &[Vec<f64>]| {
            table
                .iter()
                .map(|row| row.iter().sum())
                .collect::<Vec<f64>>()
        };
        let column = |table: &[Vec<f64>]| {
            (0..table[0].len())
                .map(|l| table.iter().map(|row| row[l]).sum())
                .collect::<Vec<f64>>()
        };
        (next.m[i.first], next.m[i.second]) = (row(&i.m), column(&i.m));
        if let Some(u) = &i.u {
            (next.u[i.first], next.u[i.second]) = (row(u), column(u));
        }
    }
    next
}

/// Minus second differences of the naive log-likelihood.
fn numerical_information(model: &Parameters, counts: &PatternCounts) -> Vec<Vec<f64>> {
    let along = moves(model);
    let h = 1e-4;
    let at = |a: usize, x: f64, b: usize, y: f64| {
        naive::log_likelihood(
            &moved(&moved(model, along[a], x * h), along[b], y * h),
            counts,
        )
    };
    let second = |a: usize, b: usize| {
        (at(a, 1.0, b, -1.0) + at(a, -1.0, b, 1.0) - at(a, 1.0, b, 1.0) - at(a, -1.0, b, -1.0))
            / (4.0 * h * h)
    };
    (0..along.len())
        .map(|a| (0..along.len()).map(|b| second(a, b)).collect())
        .collect()
}

/// Gauss–Jordan elimination.
fn inverse(mut a: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    for (i, row) in a.iter_mut().enumerate() {
        row.extend((0..n).map(|j| f64::from(u8::from(i == j))));
    }
    for i in 0..n {
        let pivot = (i..n)
            .max_by(|&x, &y| a[x][i].abs().total_cmp(&a[y][i].abs()))
            .unwrap();
        a.swap(i, pivot);
        let by = a[i][i];
        a[i].iter_mut().for_each(|x| *x /= by);
        let row = a[i].clone();
        for (_, other) in a.iter_mut().enumerate().filter(|(k, _)| *k != i) {
            let by = other[i];
            other.iter_mut().zip(&row).for_each(|(x, y)| *x -= by * y);
        }
    }
    a.into_iter().map(|row| row[n..].to_vec()).collect()
}

/// An interaction in both classes, kin that are like matches on one of its comparisons, missing values.
fn rich_truth() -> Parameters {
    let mut model = truth();
    model.lambda = 0.3;
    let mut interaction = Interaction::independent(&model, 0, 1, true);
    interaction.m[0][0] *= 3.0;
    interaction.m[2][1] *= 2.0;
    interaction.u.as_mut().unwrap()[2][1] *= 1.5;
    interaction.rake(&model);
    model.interactions = vec![interaction];
    model.kin = vec![KinClass {
        comparisons: vec![1, 2],
        share: 0.2,
    }];
    model
}

#[test]
fn the_information_is_the_second_derivatives() {
    let model = rich_truth();
    let counts = draw(&model, 0.1, 1_000_000, &mut seeded(31));
    let covariance = inverse(numerical_information(&model, &counts));
    let error = |along: (usize, usize)| {
        let place = moves(&model).iter().position(|m| *m == along).unwrap();
        covariance[place][place].sqrt()
    };
    let found = standard_errors(&counts, &model, &exact(4), Information::Observed);
    let same = |found: Option<f64>, expected: f64| close(found.unwrap() / expected, 1.0, 2e-3);
    same(found.lambda, error((0, 0)));
    same(found.kin[0], error((1, 0)));
    // Blocks: m of 2 and 3, u of 2 and 3, the table given a match, the table given a non-match.
    same(found.m[2][0], error((2, 0)));
    same(found.m[2][1], error((2, 1)));
    same(found.m[3][0], error((3, 0)));
    same(found.m[3][1], error((3, 0)));
    same(found.u[2][1], error((4, 1)));
    same(found.u[3][1], error((5, 0)));
    for cell in 0..5 {
        same(
            found.interactions[0].m[cell / 2][cell % 2],
            error((6, cell)),
        );
        same(
            found.interactions[0].u.as_ref().unwrap()[cell / 2][cell % 2],
            error((7, cell)),
        );
    }
    // A margin is a sum of cells.
    let sum_of = |cells: [usize; 2]| {
        let places = cells.map(|cell| moves(&model).iter().position(|m| *m == (6, cell)).unwrap());
        let pairs = places
            .iter()
            .flat_map(|a| places.iter().map(move |b| (*a, *b)));
        pairs.map(|(a, b)| covariance[a][b]).sum::<f64>().sqrt()
    };
    same(found.m[0][0], sum_of([0, 1]));
    same(found.m[0][1], sum_of([2, 3]));
}

/// The R package poLCA (1.6) reports errors from the outer product of scores; its output for the cheating data is
/// quoted to eight digits in the parity check of the Python package pypolca. Its steps stop where the likelihood gains
/// 1e−10, which leaves about five digits.
#[test]
fn outer_products_give_the_published_errors_of_the_cheating_data() {
    let counts = four_items(CHEATING);
    let start = Parameters::new(0.2, vec![vec![0.4, 0.6]; 4], vec![vec![0.9, 0.1]; 4]);
    let settings = EmSettings {
        tolerance: 1e-11,
        max_iterations: 100_000,
        ..exact(4)
    };
    let fit = expectation_maximisation(&counts, start, &settings);
    let errors = standard_errors(
        &counts,
        &fit.parameters,
        &settings,
        Information::OuterProduct,
    );
    close(errors.lambda.unwrap(), 0.07917588, 1e-5);
    let m = [0.18727617, 0.18239628, 0.08797450, 0.10029747];
    let u = [0.02941271, 0.03118501, 0.01516346, 0.02643547];
    for c in 0..4 {
        for k in 0..2 {
            close(errors.m[c][k].unwrap(), m[c], 1e-5);
            close(errors.u[c][k].unwrap(), u[c], 1e-5);
        }
    }
}

/// Errors and true values of every parameter of a fit, with the estimates: lambda, m, u, and the level weights.
fn estimates(fit: &Parameters, errors: &StandardErrors, known: &Parameters) -> Vec<[f64; 3]> {
    let mut all = vec![[fit.lambda, errors.lambda.unwrap(), known.lambda]];
    for c in 0..known.m.len() {
        for k in 0..known.m[c].len() {
            all.push([fit.m[c][k], errors.m[c][k].unwrap(), known.m[c][k]]);
            all.push([fit.u[c][k], errors.u[c][k].unwrap(), known.u[c][k]]);
            let error = errors.level_weights[c][k].unwrap();
            all.push([fit.level_weight(c, k), error, known.level_weight(c, k)]);
        }
    }
    all
}

/// 200 samples of 100,000 pairs: 31 numbers each, of which 95 in 100 should be within 1.96 errors of the truth. A share
/// of 200 has a standard error of 0.015, so each number is given four of those; all together vary far less.
#[test]
fn known_parameters_are_covered_as_often_as_promised() {
    let known = truth();
    let samples = 200;
    let mut rng = seeded(32);
    let mut covered = vec![0; estimates_per_sample(&known)];
    let mut within_three = 0;
    for _ in 0..samples {
        let counts = draw(&known, 0.1, 100_000, &mut rng);
        let settings = EmSettings {
            tolerance: 1e-7,
            ..exact(4)
        };
        let fit = expectation_maximisation(&counts, known.clone(), &settings);
        let errors = standard_errors(&counts, &fit.parameters, &settings, Information::Observed);
        for (place, [found, error, truth]) in estimates(&fit.parameters, &errors, &known)
            .into_iter()
            .enumerate()
        {
            let z = (found - truth).abs() / error;
            covered[place] += usize::from(z <= 1.96);
            within_three += usize::from(z <= 3.0);
        }
    }
    for &times in &covered {
        close(times as f64 / samples as f64, 0.95, 0.06);
    }
    let all = (samples * covered.len()) as f64;
    close(covered.iter().sum::<usize>() as f64 / all, 0.95, 0.012);
    assert!(within_three as f64 / all > 0.994);
}

fn estimates_per_sample(known: &Parameters) -> usize {
    1 + 3 * known.m.iter().map(Vec::len).sum::<usize>()
}

#[test]
fn both_informations_agree_on_many_pairs_and_shrink_with_their_root() {
    let counts = draw(&truth(), 0.1, 2_000_000, &mut seeded(33));
    let fit = expectation_maximisation(&counts, truth(), &exact(4)).parameters;
    let space = space_of(&truth());
    let hundredfold = counts
        .iter()
        .map(|(digits, count)| (space.encode(digits), 100 * count))
        .collect();
    let errors = |counts: &PatternCounts, information| {
        let errors = standard_errors(counts, &fit, &exact(4), information);
        estimates(&fit, &errors, &truth())
            .into_iter()
            .map(|[_, error, _]| error)
            .collect::<Vec<_>>()
    };
    let observed = errors(&counts, Information::Observed);
    let outer = errors(&counts, Information::OuterProduct);
    let more = errors(
        &PatternCounts::new(&space, hundredfold),
        Information::Observed,
    );
    for ((observed, outer), more) in observed.iter().zip(outer).zip(more) {
        close(outer / observed, 1.0, 0.05);
        close(more / observed, 0.1, 1e-9);
    }
}

#[test]
fn what_is_held_left_out_or_at_its_bound_has_no_error() {
    let mut known = truth();
    known.m[0] = vec![0.9, 0.1, 0.0];
    known.u[0] = vec![0.1, 0.9, 0.0];
    let counts = draw(&known, 0.0, 50_000, &mut seeded(34));
    let settings = EmSettings {
        active: vec![true, true, true, false],
        estimate_u: false,
        held: Held {
            m: vec![vec![], vec![], vec![true, false, false]],
            ..Held::default()
        },
        pseudo_count: 0.1,
        ..EmSettings::new(4)
    };
    let fit = expectation_maximisation(&counts, known, &settings);
    let errors = standard_errors(&counts, &fit.parameters, &settings, Information::Observed);
    let known = |errors: &[Option<f64>]| errors.iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!(
        known(&errors.m[0]),
        [true, true, false],
        "no pair shows the third level"
    );
    assert_eq!(known(&errors.m[1]), [true, true]);
    assert_eq!(
        known(&errors.m[2]),
        [false, true, true],
        "the first level is held"
    );
    assert_eq!(known(&errors.m[3]), [false, false], "not active");
    assert!(errors.u.iter().flatten().all(Option::is_none));
    assert_eq!(known(&errors.level_weights[0]), [true, true, false]);
    assert!(errors.lambda.is_some());
}

/// Two comparisons of two levels have three free cells, and the model five parameters.
#[test]
fn what_the_counts_do_not_identify_has_no_error() {
    let known = Parameters::new(0.3, vec![vec![0.9, 0.1]; 2], vec![vec![0.2, 0.8]; 2]);
    let counts = draw(&known, 0.0, 100_000, &mut seeded(35));
    let fit = expectation_maximisation(&counts, known, &exact(2)).parameters;
    let errors = standard_errors(&counts, &fit, &exact(2), Information::Observed);
    assert_eq!(errors.lambda, None);
    assert!(
        errors
            .m
            .iter()
            .chain(&errors.u)
            .flatten()
            .all(Option::is_none)
    );
    let settings = EmSettings {
        estimate_u: false,
        ..exact(2)
    };
    let errors = standard_errors(&counts, &fit, &settings, Information::Observed);
    assert!(errors.lambda.is_some() && errors.m.iter().flatten().all(Option::is_some));
}
