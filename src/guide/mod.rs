//! The guide: one page a subject, for reading rather than looking up.
//!
//! | page | about |
//! |---|---|
//! | [`data`] | what is read, how headers are found, what is set aside |
//! | [`identifiers`] | how names, dates, postcodes and numbers are standardised |
//! | [`linkage`] | which records are the same person |
//! | [`linkage_specification`] | everything that a linkage specification can say |
//! | [`study`] | who is followed, from when to when, on what |
//! | [`statistics`] | what the numbers of a comparison are, and are not |
//! | [`disclosure`] | how small numbers are protected |
//! | [`synthetic`] | invented populations with their truth |

#[doc = include_str!("data.md")]
pub mod data {}

#[doc = include_str!("identifiers.md")]
pub mod identifiers {}

#[doc = include_str!("linkage.md")]
pub mod linkage {}

#[doc = include_str!("linkage-specification.md")]
pub mod linkage_specification {}

#[doc = include_str!("study.md")]
pub mod study {}

#[doc = include_str!("statistics.md")]
pub mod statistics {}

#[doc = include_str!("disclosure.md")]
pub mod disclosure {}

#[doc = include_str!("synthetic.md")]
pub mod synthetic {}
