//! Identifiers with right check characters that nobody holds.

use chrono::{Datelike, NaiveDate};

use super::draw::scatter;
use super::person::Sex;

const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// A Unique Pupil Number. Its authority code starts with 0, which no authority's does.
///
/// Siblings registered one after another get neighbouring serial numbers, as they do in schools.
pub(crate) fn upn(number: u64, locality: u8, born: NaiveDate) -> String {
    let (school, serial) = (number / 1000, number % 1000);
    let digits = format!(
        "0{}{}{:04}{:02}{serial:03}",
        locality + 1,
        school / 10_000 % 10,
        (school * 7919 + 1234) % 10_000,
        (born.year() + 4).rem_euclid(100),
    );
    format!("{}{digits}", upn_check_letter(&digits))
}

/// A temporary UPN: as the permanent one, with a letter in the last place.
pub(crate) fn temporary_upn(number: u64, locality: u8, born: NaiveDate, nth: u64) -> String {
    let serial = scatter(number * 8 + nth);
    let digits = format!(
        "0{}9{:04}{:02}{:02}",
        locality + 1,
        serial % 10_000,
        (born.year() + 5).rem_euclid(100),
        serial / 10_000 % 100,
    );
    let last = (serial / 1_000_000 % 23) as usize;
    let sum = upn_sum(&digits) + 13 * last;
    let letters = UPN_LETTERS.map(char::from);
    format!("{}{digits}{}", letters[sum % 23], letters[last])
}

fn upn_check_letter(digits: &str) -> char {
    char::from(UPN_LETTERS[upn_sum(digits) % 23])
}

fn upn_sum(digits: &str) -> usize {
    digits
        .bytes()
        .zip(2..)
        .map(|(digit, place)| usize::from(digit - b'0') * place)
        .sum()
}

/// An NHS number of the range kept for testing (999), which holds 900,000 of these before they repeat.
pub(crate) fn nhs_number(number: u64) -> String {
    let group = number / 9 % 100_000 * 60_601 % 100_000;
    (0..10)
        .filter_map(|last| modulus_11(&format!("999{group:05}{last}"), 0))
        .nth((number % 9) as usize)
        .unwrap_or_default()
}

/// A Community Health Index number: date of birth, serial whose last digit tells the sex, check digit.
pub(crate) fn chi(number: u64, born: NaiveDate, sex: Sex) -> String {
    let date = born.format("%d%m%y");
    let parity = u64::from(sex == Sex::Male);
    let first = scatter(number) % 500;
    (0..500)
        .map(|step| (first + step) % 500 * 2 + parity)
        .find_map(|serial| modulus_11(&format!("{date}{serial:03}"), 0))
        .unwrap_or_default()
}

/// A Unique Learner Number, all of which start with 99 here.
pub(crate) fn uln(number: u64) -> String {
    let first = scatter(number ^ 0x0055_4c4e) % 10_000_000;
    (0..20)
        .find_map(|step| modulus_11(&format!("99{:07}", (first + step) % 10_000_000), 10))
        .unwrap_or_default()
}

/// A Scottish Candidate Number: nine digits.
pub(crate) fn scn(number: u64) -> String {
    format!("9{:08}", number * 48_271 % 100_000_000)
}

/// An agency's own number for a person, which another agency's tells nothing about.
pub(crate) fn local_id(prefix: &str, number: u64, agency: usize) -> String {
    let scattered = (number + 1) * (48_271 + 2 * agency as u64) % 99_999_989;
    format!("{prefix}{scattered:08}")
}

/// Nine digits and the check digit that makes the sum, weighted 10 to 1, leave `remainder`; `None` where that
/// would take two digits.
fn modulus_11(nine: &str, remainder: u32) -> Option<String> {
    let sum: u32 = nine
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = (remainder + 11 - sum % 11) % 11;
    (check < 10).then(|| format!("{nine}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors: python-stdnum's for UPN and NHS number, the Learning Records Service's for ULN, phsmethods' for
    /// CHI.
    #[test]
    fn check_characters_agree_with_published_ones() {
        assert_eq!(upn_check_letter("801200001001"), 'H');
        assert_eq!(upn_check_letter("801200005001"), 'B');
        assert_eq!(modulus_11("943476591", 0).as_deref(), Some("9434765919"));
        assert_eq!(modulus_11("927630868", 10).as_deref(), Some("9276308686"));
        assert_eq!(modulus_11("190485123", 0).as_deref(), Some("1904851231"));
    }

    #[test]
    fn numbers_do_not_repeat() {
        let born = NaiveDate::default();
        for make in [nhs_number, scn, |n| upn(n, 1, NaiveDate::default())] {
            let all: std::collections::BTreeSet<String> = (0..30_000).map(make).collect();
            assert_eq!(all.len(), 30_000);
        }
        assert_eq!(chi(5, born, Sex::Male).len(), 10);
        assert_eq!(uln(5).len(), 10);
    }
}
