//! What each kind of record looks like, declared once.
//!
//! A [`Schema`] declares the [`Field`]s of a [`DatasetKind`]: what each means, how it is checked, whether it is
//! needed and what it could give away about a person. [`CodeList`]s and [`Instrument`]s are data beside it. A
//! user's own headers are recognised, or mapped with a [`Mapping`].

mod code_list;
mod declaration;
mod field;
mod fields;
mod fold;
mod instrument;
mod kind;
mod mapping;

pub use code_list::{Code, CodeList, SeriesBreak, collection_year};
pub use declaration::Schema;
pub(crate) use declaration::identifier_named;
pub use field::{DisclosureRole, Field, FieldType, Need};
pub use fold::code_name;
pub use instrument::{Domain, Instrument};
pub use kind::{DatasetKind, Identifier};
pub(crate) use mapping::recognise;
pub use mapping::{Mapping, Recognised, RecognisedHow};
