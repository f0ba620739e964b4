//! Seeded populations of invented people, with the truth: for samples, tests and benches.

mod agency;
mod datasets;
mod draw;
mod export;
mod household;
mod identifiers;
mod journey;
mod misspell;
mod observe;
mod person;
mod place;
mod pools;
mod population;
mod rates;
mod register;
mod sheet;
mod trajectory;
mod truth;
mod voice_note;

pub use export::Written;
pub use person::{FamilyRole, Person, Sex};
pub use place::Address;
pub use population::{Population, PopulationBuilder};
pub use rates::Rates;
pub use register::RegisterRecord;
pub use truth::PlantedEffect;
