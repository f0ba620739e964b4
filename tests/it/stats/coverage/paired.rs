//! Student's paired t.

use super::*;

#[test]
fn paired_t_is_right_for_normal_changes() {
    for n in [8, 20, 60, 200, 500] {
        let [covered, rejected] = rates(4_000, 1, |rng| {
            let changes = normals(rng, n);
            let test = paired_t(&changes, 0.95).unwrap().test.unwrap();
            let moved: Vec<f64> = changes.iter().map(|d| 2.0 * d + 0.7).collect();
            let ci = paired_t(&moved, 0.95).unwrap().ci;
            [holds(ci, 0.7), test.p <= 0.05]
        });
        covered.covers(&format!("paired t interval, {n} pairs"), None);
        rejected.rejects(&format!("paired t test, {n} pairs"), None);
    }
}

#[test]
fn paired_t_falls_short_for_lognormal_changes_as_documented() {
    for (n, documented) in [
        (8, Some(0.8325)),
        (20, Some(0.866)),
        (60, Some(0.903)),
        (200, Some(0.929)),
        (500, None),
    ] {
        let [covered] = rates(4_000, 2, |rng| {
            let found = paired_t(&lognormals(rng, n), 0.95).unwrap();
            [holds(found.ci, LOGNORMAL_MEAN)]
        });
        covered.covers(
            &format!("paired t interval, {n} lognormal changes"),
            documented,
        );
    }
}
