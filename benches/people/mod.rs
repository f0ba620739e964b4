//! What the linkage benches share: registers of invented people, and the model that they are linked by.

use throughline::ingest::{self, Source};
use throughline::linkage::LinkageSpec;
use throughline::schema::Schema;
use throughline::standardise::{Records, Standardiser};
use throughline::synthetic::Population;

/// The seven comparisons, blocking and training rules that `benches/peers` gives to Splink too.
pub fn model() -> LinkageSpec {
    let text = include_str!("../peers/people.toml");
    LinkageSpec::from_toml(text).expect("the specification is well formed")
}

/// About 1.92 records a person, with a further column `cohort`: the year of birth, for rules that share no column
/// with a comparison.
pub fn register(people: u64) -> Records {
    let population = Population::builder(people).seed(1).build();
    let mut text = String::from(
        "record_id,forename,surname,date_of_birth,sex,postcode,address_line,upn,cohort\n",
    );
    for record in population.expect("the size is allowed").register() {
        let born = record.date_of_birth.map(|date| date.to_string());
        let born = born.unwrap_or_default();
        let fields = [
            &record.record_id,
            &record.forename,
            &record.surname,
            &born,
            record.sex,
            &record.postcode,
            &record.address_line,
            &record.upn,
            born.get(..4).unwrap_or_default(),
        ];
        text.push_str(&fields.map(|field| format!("\"{field}\"")).join(","));
        text.push('\n');
    }
    let source = Source::bytes("people", text.into_bytes(), Schema::register());
    let read = ingest::read_one(&source).expect("the register is well formed");
    let records = Standardiser::default().records(&[read.dataset]);
    records.expect("the names differ")
}

/// Sizes worth timing; the larger ones are left out where benches are only tested.
pub fn sizes<const N: usize>(all: [u64; N]) -> impl Iterator<Item = u64> {
    let timed = std::env::args().any(|argument| argument == "--bench");
    all.into_iter().take(if timed { N } else { 1 })
}
