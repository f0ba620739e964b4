//! From identifiers as received to identifiers that can be compared.
//!
//! A [`Standardiser`] turns [`Dataset`](crate::ingest::Dataset)s into [`Records`]: one row per record, one column
//! per identifier, each distinct value read once, and a [`Finding`](crate::ingest::Finding) for each value that a
//! person should know about. The same rules are here for one value at a time: [`name()`], [`date_of_birth`], [`sex()`],
//! [`postcode()`], [`address_line`], [`text`], and the numbers [`Upn`], [`NhsNumber`], [`Chi`], [`Uln`], [`Scn`].
//!
//! # Examples
//!
//! ```
//! use throughline::standardise::{self, NhsNumber};
//!
//! assert_eq!(standardise::name("Ms. Siân O'Neill-Evans").value(), Some("SIAN ONEILL EVANS"));
//! assert_eq!(standardise::postcode("CF1O 3NQ").value(), Some("CF10 3NQ"));
//! assert!(NhsNumber::parse("401 023 2137").is_ok());
//! ```

mod address;
mod column;
mod date;
mod fold;
mod identifier;
mod local_id;
mod name;
mod name_columns;
mod number_columns;
mod person_name;
mod placeholder;
mod postcode;
mod records;
mod sex;
mod standardiser;
mod value;
mod verbatim;

pub use address::address_line;
pub use date::date_of_birth;
pub use identifier::{Chi, NhsIssuer, NhsNumber, Scn, Uln, Upn};
pub use name::{StandardName, SurnameFirst, name};
pub use person_name::PersonName;
pub use postcode::{Postcode, postcode};
pub use records::{RecordColumn, RecordId, RecordSource, Records};
pub use sex::{Sex, sex};
pub use standardiser::Standardiser;
pub use value::{StandardValue, text};
