//! Mixed models whose criterion has several valleys.

use super::*;
use throughline::kernel::stats::linear::Matrix;
use throughline::kernel::stats::mixed::*;

/// Sixteen rows of six groups, found by chance. From its own start lme4 1.1-31 ends at 111.4805, above the 111.2860 that it has
/// for intercepts alone; R's `optim` on lme4's criterion, from seven starts, ends lowest at 111.2531.
#[test]
fn the_lowest_of_several_valleys() {
    let rows = [
        (3, 2.0, 32.0),
        (5, 3.5, 70.0),
        (1, -2.0, -8.0),
        (4, 0.0, 0.0),
        (3, 0.0, 0.0),
        (0, 0.0, -1.0),
        (0, 0.0, -6.0),
        (2, -4.0, -39.0),
        (4, -3.0, -44.0),
        (0, 2.0, 19.0),
        (3, 0.0, 0.0),
        (2, -2.5, -17.0),
        (4, -0.5, -18.0),
        (3, 2.5, 24.0),
        (4, 1.0, 15.0),
        (4, 3.5, 47.0),
    ];
    let design = Matrix::from_fn(16, 2, |i, j| if j == 0 { 1.0 } else { rows[i].1 });
    let (codes, y) = (rows.map(|row| row.0), rows.map(|row| row.2));
    let intercepts = random_intercept(&design, &codes, &y, MixedMethod::Ml, 0.95).unwrap();
    close(intercepts.criterion, 111.286_024, 5e-6);
    let slopes = mixed_model(&design, &design, &codes, &y, MixedMethod::Ml, 0.95).unwrap();
    assert!(slopes.converged && slopes.singular);
    close(slopes.criterion, 111.2531, 5e-5);
}
