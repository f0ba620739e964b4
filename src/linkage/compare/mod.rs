//! From two rows of codes to an agreement pattern.

mod compiled;
mod evaluate;
mod values;

pub(crate) use compiled::Compiled;
pub(crate) use evaluate::Scratch;
pub(crate) use values::derive_codes;
