//! Published latent class analyses with two classes, which are this model with every level estimated.

use throughline::kernel::fellegi_sunter::*;

use super::*;

/// Two classes started apart, everything estimated.
fn two_classes(counts: &PatternCounts, interactions: bool) -> EmFit {
    let n = counts.comparisons();
    let mut start = Parameters::new(0.4, vec![vec![0.8, 0.2]; n], vec![vec![0.3, 0.7]; n]);
    if interactions {
        start.interactions = vec![Interaction::independent(&start, 1, 2, true)];
    }
    let settings = EmSettings {
        tolerance: 1e-10,
        max_iterations: 100_000,
        ..exact(n)
    };
    expectation_maximisation(counts, start, &settings)
}

/// Counts of the patterns of four two-level items, the last item changing fastest.
pub fn four_items(counts: [u64; 16]) -> PatternCounts {
    let space = PatternSpace::new(&[2; 4]).unwrap();
    let digits = |i: usize| [i >> 3, i >> 2, i >> 1, i].map(|bit| (bit & 1) as u8 + 1);
    let coded = counts
        .iter()
        .enumerate()
        .map(|(i, &count)| (space.encode(&digits(i)), count));
    PatternCounts::new(&space, coded.filter(|(_, count)| *count > 0).collect())
}

/// Role conflict, 216 respondents: Stouffer & Toby (1951), Am. J. Sociol. 56:395.
const ROLE_CONFLICT: [u64; 16] = [42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20];

/// Academic cheating, 319 students: Dayton (1998), Latent Class Scaling Analysis, table 3.1.
pub const CHEATING: [u64; 16] = [207, 46, 7, 5, 13, 4, 1, 2, 10, 3, 1, 2, 11, 4, 1, 2];

/// Four HIV assays of 428 people, negative first: Alvord et al. (1988), Int. Congress Series.
pub const HIV_ASSAYS: [u64; 16] = [170, 15, 0, 0, 6, 0, 0, 0, 4, 17, 0, 83, 1, 4, 0, 128];

/// Goodman (1974), Biometrika 61:215, fits two classes to the role conflict data: likelihood-ratio chi-squared 2.72;
/// the smaller class has .279 and "particularistic" .993, .940, .927, .769, the larger .714, .330, .354, .132.
/// The log-likelihood, −504.4677, is in the manual of the R package poLCA 1.6 (`values`).
#[test]
fn goodmans_role_conflict() {
    let fit = two_classes(&four_items(ROLE_CONFLICT), false);
    assert!(fit.converged && fit.monotone);
    close(fit.log_likelihood, -504.4677, 5e-5);
    let found = fit.parameters;
    close(found.lambda, 0.279, 5e-4);
    for (c, (m, u)) in [
        (0.993, 0.714),
        (0.940, 0.330),
        (0.927, 0.354),
        (0.769, 0.132),
    ]
    .iter()
    .enumerate()
    {
        close(found.m[c][0], *m, 6e-4);
        close(found.u[c][0], *u, 6e-4);
    }
}

/// The log-likelihood −440.0271 is in the manual of the R package poLCA 1.6 (`cheating`).
#[test]
fn daytons_cheating() {
    let fit = two_classes(&four_items(CHEATING), false);
    close(fit.log_likelihood, -440.0271, 5e-5);
}

/// Oberski's course on latent class analysis (2023, "Local dependence LCA in R") has for independent assays, by poLCA,
/// the log-likelihood −629.8827; and with assays 2 and 3 joined in both classes, by flexmix, BIC 1313.246 for 11
/// parameters, which stops 0.001 short of the maximum. He finds of assay 2 given the smaller class .9643 negative, given the larger .4301, and of assay 3
/// 1 and .0888; the odds of the joint cells are exp of −1.426241, 1.610088 and 2.043280.
#[test]
fn alvords_assays_with_and_without_an_interaction() {
    let counts = four_items(HIV_ASSAYS);
    let independent = two_classes(&counts, false);
    close(independent.log_likelihood, -629.8827, 5e-5);
    let joined = two_classes(&counts, true);
    assert!(joined.converged && joined.monotone);
    let bic = -2.0 * joined.log_likelihood + 11.0 * 428f64.ln();
    close(bic, 1313.245, 2e-3);
    let found = joined.parameters;
    close(found.lambda, 0.459, 5e-4);
    close(found.m[1][0], 0.9643, 1e-4);
    close(found.u[1][0], 0.4301, 1e-4);
    close(found.m[2][0], 1.0, 1e-4);
    close(found.u[2][0], 0.0888, 1e-4);
    let table = found.interactions[0].u.as_ref().unwrap();
    let odds = [table[1][0], table[0][1], table[1][1]].map(|cell| (cell / table[0][0]).ln());
    for (odds, published) in odds.into_iter().zip([-1.426241, 1.610088, 2.043280]) {
        close(odds, published, 1e-4);
    }
}
