//! Analyses over every measure, wave and group: published values through the whole path, what is refused, and that nothing but
//! the data moves a digit.

mod declared;
mod episodes;
mod everything;
mod frames;
mod links;
mod published;
mod released;

use throughline::longitudinal::{Direction, Measure};
use throughline::outcomes::{Method, ResultRow, Results};
use throughline::schema::DatasetKind;

/// The row of a method and quantity in a group.
#[track_caller]
fn row<'r>(results: &'r Results, method: Method, group: &str, quantity: &str) -> &'r ResultRow {
    let found = results
        .of(method)
        .find(|row| row.group == group && row.quantity == quantity);
    found.unwrap_or_else(|| {
        let present: Vec<_> = results
            .of(method)
            .map(|row| (&row.group, &row.quantity))
            .collect();
        panic!("no {quantity} of {group} by {method}; there are {present:?}")
    })
}

#[track_caller]
fn close(found: Option<f64>, expected: f64, tolerance: f64) {
    let found = found.expect("a number");
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

/// A measure on a scale of 0 to 100, higher better.
fn measure(name: &str) -> Measure {
    let range = (0.0, 100.0);
    Measure::new(
        name,
        DatasetKind::Outcomes,
        name,
        range,
        Direction::HigherIsBetter,
    )
}
