//! Seeded populations of invented people, with the truth: for samples, tests and benches.

mod draw;
mod household;
mod identifiers;
mod misspell;
mod observe;
mod person;
mod place;
mod pools;
mod population;
mod rates;
mod register;

pub use person::{FamilyRole, Person, Sex};
pub use place::Address;
pub use population::{Population, PopulationBuilder};
pub use rates::Rates;
pub use register::RegisterRecord;
