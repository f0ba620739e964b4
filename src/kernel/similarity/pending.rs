#![allow(missing_docs, dead_code)]
use super::Dialect;
pub fn character_jaccard(_: &[u8], _: &[u8]) -> f64 { 0.0 }
pub fn qgram_jaccard<T>(_: &[T], _: &[T], _: usize) -> f64 { 0.0 }
pub fn qgram_cosine<T>(_: &[T], _: &[T], _: usize) -> f64 { 0.0 }
pub fn soundex(_: &str) -> String { String::new() }
pub fn double_metaphone(_: &str) -> (String, String) { Default::default() }
pub fn distance_km(_: Dialect, _: (f64, f64), _: (f64, f64)) -> f64 { 0.0 }
#[derive(Default)]
pub struct Nicknames;
impl Nicknames { pub fn groups(&self, _: &str) -> Vec<u32> { Vec::new() } }
pub mod dialect_functions {
    use super::Dialect;
    pub fn jaro(_: Dialect, a: &str, b: &str) -> f64 { let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect()); crate::kernel::similarity::jaro(&a, &b) }
    pub fn jaro_winkler(_: Dialect, a: &str, b: &str) -> f64 { let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect()); crate::kernel::similarity::jaro_winkler(&a, &b) }
    pub fn levenshtein(_: Dialect, a: &str, b: &str) -> usize { let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect()); crate::kernel::similarity::levenshtein(&a, &b) }
    pub fn damerau_levenshtein(_: Dialect, a: &str, b: &str) -> usize { let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect()); crate::kernel::similarity::damerau_levenshtein(&a, &b) }
    pub fn jaccard(_: Dialect, _: &str, _: &str) -> f64 { 0.0 }
}
