//! Change over three or more waves of the same people.

mod cochran;
mod contrast;
mod friedman;

pub use cochran::cochran_q;
pub use contrast::wave_contrast;
pub use friedman::{Friedman, friedman};

/// How many people every wave has.
///
/// # Panics
///
/// When the waves differ in length.
fn people<T>(waves: &[&[T]]) -> usize {
    let n = waves.first().map_or(0, |wave| wave.len());
    assert!(
        waves.iter().all(|wave| wave.len() == n),
        "every wave has one value a person"
    );
    n
}
