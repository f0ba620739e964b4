//! Seeded populations of invented people, with the truth: for samples, tests and benches.
//!
//! A [`Population`] is a number of people, a seed and [`Rates`]. It gives
//!
//! - people as they truly are: [`persons`](Population::persons);
//! - a register of person records with errors and their truth: [`records`](Population::records) one after another,
//!   [`register`](Population::register) in memory, [`write_register`](Population::write_register) at any size;
//! - the five datasets of eight agencies with truth and a study:
//!   [`write_datasets`](Population::write_datasets), and what is planted in them:
//!   [`planted_effects`](Population::planted_effects).
//!
//! # Examples
//!
//! ```
//! use throughline::synthetic::Population;
//!
//! let population = Population::builder(400).seed(7).build()?;
//! let mut csv = Vec::new();
//! let records = population.write_register(&mut csv, |people| println!("{people} people done"))?;
//! assert_eq!(csv.iter().filter(|&&byte| byte == b'\n').count() as u64, records + 1);
//!
//! let effects = population.planted_effects()?;
//! let difficulties = effects.iter().find(|effect| effect.instrument == "sdq");
//! assert!(difficulties.is_some_and(|effect| effect.planted_change < 0.0));
//! # Ok::<(), throughline::Error>(())
//! ```

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
