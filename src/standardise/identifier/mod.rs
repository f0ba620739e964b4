//! Numbers that registers give a person, with their check digits.

mod chi;
mod digits;
mod nhs;
mod scn;
mod uln;
mod upn;

pub use chi::Chi;
pub use nhs::{NhsIssuer, NhsNumber};
pub use scn::Scn;
pub use uln::Uln;
pub use upn::Upn;
