//! Several starts.

use throughline::kernel::fellegi_sunter::*;

use super::*;

#[test]
fn starts_on_one_peak_agree_and_the_first_wins() {
    let counts = draw(&truth(), 0.1, 100_000, &mut seeded(21));
    let start = |lambda| Parameters {
        lambda,
        ..start_for(&truth())
    };
    let fits = best_of_starts(
        &counts,
        vec![start(0.2), start(0.01), start(0.5)],
        &exact(4),
    );
    assert!(fits.agree);
    assert_eq!((fits.winner, fits.ends.len()), (0, 3));
    for end in &fits.ends {
        assert!(end.converged);
        close(end.log_likelihood, fits.best.log_likelihood, 1e-4);
    }
}

/// With `u` free the labels can swap: the same likelihood at quite other parameters.
#[test]
fn swapped_labels_have_the_same_likelihood_but_do_not_agree() {
    let counts = draw(&truth(), 0.1, 100_000, &mut seeded(22));
    let right = start_for(&truth());
    let swapped = Parameters::new(1.0 - right.lambda, right.u.clone(), right.m.clone());
    let fits = best_of_starts(&counts, vec![right, swapped], &exact(4));
    close(
        fits.ends[0].log_likelihood,
        fits.ends[1].log_likelihood,
        1e-4,
    );
    assert!(!fits.agree && fits.ends[1].difference > 0.5);
    assert_eq!((fits.winner, fits.ends[0].difference), (0, 0.0));
}

/// Stopped after one step the worse start is still far off, and the better one wins wherever it stands.
#[test]
fn the_higher_likelihood_wins() {
    let counts = draw(&truth(), 0.1, 50_000, &mut seeded(23));
    let settings = EmSettings {
        max_iterations: 1,
        ..exact(4)
    };
    let fits = best_of_starts(&counts, vec![start_for(&truth()), truth()], &settings);
    assert_eq!(fits.winner, 1);
    assert!(!fits.agree && fits.ends[0].log_likelihood < fits.ends[1].log_likelihood);
    assert_eq!(fits.best.log_likelihood, fits.ends[1].log_likelihood);
}
