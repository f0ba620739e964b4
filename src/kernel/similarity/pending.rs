#![allow(missing_docs, dead_code)]
#[derive(Default)]
pub struct Nicknames;
impl Nicknames { pub fn groups(&self, _: &str) -> Vec<u32> { Vec::new() } }
