//! Measures of text against `rapidfuzz` and `strsim`, where they have the same function, on seeded names and addresses.
//!
//! The peers are called as their documentation shows: `rapidfuzz` on bytes, `strsim` on text. Answers must agree pair
//! by pair before anything is timed, and in sum each time.

mod bounds;
mod corpus;
mod edits;
mod jaro;
mod phonetic;
mod race;
mod sets;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20);
    targets = edits::benches, jaro::benches, sets::benches, phonetic::benches, bounds::benches
}
criterion_main!(benches);
