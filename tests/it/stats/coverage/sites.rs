//! People in sites: the mixed model and cluster-robust intervals.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::mixed::{MixedMethod, random_intercept};
use throughline::kernel::stats::regression::ols;

struct Sample {
    sites: Vec<usize>,
    design: Matrix,
    outcome: Vec<f64>,
}

/// Sites of these sizes; terms are an intercept, a trait of people, a trait of every second site, none with an effect.
fn sample(rng: &mut ChaCha8Rng, sizes: &[usize], between: f64) -> Sample {
    let sites: Vec<usize> = sizes
        .iter()
        .enumerate()
        .flat_map(|(site, &size)| std::iter::repeat_n(site, size))
        .collect();
    let (levels, own) = (normals(rng, sizes.len()), normals(rng, sites.len()));
    let noise = normals(rng, sites.len());
    let design = Matrix::from_fn(sites.len(), 3, |i, j| match j {
        0 => 1.0,
        1 => own[i] + 0.3 * (sites[i] % 3) as f64,
        _ => (sites[i] % 2) as f64,
    });
    let outcome = (0..sites.len())
        .map(|i| between.sqrt() * levels[sites[i]] + noise[i])
        .collect();
    Sample {
        sites,
        design,
        outcome,
    }
}

const TERMS: [&str; 3] = ["intercept", "trait of people", "trait of sites"];

const EIGHT: [usize; 8] = [6, 8, 10, 14, 20, 28, 40, 60];

fn forty() -> Vec<usize> {
    (0..40).map(|site| 3 + site % 12).collect()
}

fn mixed_model(rng: &mut ChaCha8Rng, sizes: &[usize], between: f64) -> [bool; 3] {
    let sample = sample(rng, sizes, between);
    let (sites, outcome) = (&sample.sites, &sample.outcome);
    let fit = random_intercept(&sample.design, sites, outcome, MixedMethod::Reml, 0.95).unwrap();
    std::array::from_fn(|term| holds(fit.coefficients[term].ci, 0.0))
}

fn cr2(rng: &mut ChaCha8Rng, sizes: &[usize], between: f64) -> [bool; 3] {
    let sample = sample(rng, sizes, between);
    let fit = ols(&sample.design, &sample.outcome).unwrap();
    let found = fit
        .cluster_robust_coefficients(&sample.sites, 0.95)
        .unwrap();
    std::array::from_fn(|term| holds(found[term].ci, 0.0))
}

#[track_caller]
fn terms_cover(rates: [Rate; 3], what: &str, documented: [Option<f64>; 3]) {
    for ((rate, term), documented) in rates.into_iter().zip(TERMS).zip(documented) {
        rate.covers(&format!("{what}, {term}"), documented);
    }
}

/// Within sites the variance is 1.
#[test]
fn mixed_model_covers_with_eight_sites() {
    for (between, documented) in [
        (0.0, [Some(0.9675), None, Some(0.97)]),
        (0.05, [Some(0.944), Some(0.9455), Some(0.943)]),
        (0.25, [None; 3]),
    ] {
        let found = rates(1_000, 61, |rng| mixed_model(rng, &EIGHT, between));
        let what = format!("mixed model, 8 sites, variance {between} between");
        terms_cover(found, &what, documented);
    }
}

#[test]
fn mixed_model_covers_with_forty_sites() {
    let found = rates(600, 62, |rng| mixed_model(rng, &forty(), 0.25));
    terms_cover(found, "mixed model, 40 sites", [None; 3]);
}

#[test]
fn cr2_with_eight_unequal_sites_is_as_documented() {
    for (between, documented) in [
        (0.0, [Some(0.972), None, None]),
        (0.25, [None, Some(0.963), Some(0.937)]),
        (1.0, [None, Some(0.972), Some(0.9345)]),
    ] {
        let found = rates(2_000, 63, |rng| cr2(rng, &EIGHT, between));
        terms_cover(
            found,
            &format!("CR2, 8 sites, variance {between} between"),
            documented,
        );
    }
}

#[test]
fn cr2_covers_with_eight_equal_sites_and_with_forty() {
    let equal = rates(2_000, 64, |rng| cr2(rng, &[10; 8], 0.25));
    terms_cover(equal, "CR2, 8 sites of 10", [None; 3]);
    let forty = rates(1_000, 65, |rng| cr2(rng, &forty(), 0.25));
    terms_cover(forty, "CR2, 40 sites", [None; 3]);
}
