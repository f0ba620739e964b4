//! Formats of dates.

use super::Refused;
use crate::kernel::similarity::Dialect;

/// The `strptime` format of whole dates that a model's format is; formats with a time of day, a year of two digits or
/// anything that the engines read differently are refused.
pub(super) fn translate(format: &str, dialect: Dialect) -> Result<String, Refused> {
    let read = match dialect {
        Dialect::Spark => from_java(format),
        _ => known(format).then(|| format.to_owned()),
    };
    read.filter(|format| is_whole_date(format)).ok_or_else(|| {
        Refused::Unknown(format!(
            "the date format '{format}'; formats of a four-digit year, month and day are read"
        ))
    })
}

/// Whether a format is of year, month and day, with or without leading zeros, and plain text.
fn known(format: &str) -> bool {
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let directive = ["%Y", "%m", "%-m", "%d", "%-d", "%b"]
            .into_iter()
            .find(|directive| rest[at..].starts_with(directive));
        match directive {
            Some(directive) => rest = &rest[at + directive.len()..],
            None => return false,
        }
    }
    true
}

fn is_whole_date(format: &str) -> bool {
    let one_of = |of: &[&str]| {
        let found: usize = of.iter().map(|part| format.matches(part).count()).sum();
        found == 1
    };
    one_of(&["%Y"]) && one_of(&["%m", "%-m", "%b"]) && one_of(&["%d", "%-d"])
}

/// A pattern of Java's `DateTimeFormatter` as a `strptime` format.
fn from_java(format: &str) -> Option<String> {
    let mut written = String::new();
    let mut rest = format;
    while let Some(symbol) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(symbol).len();
        match (symbol, run) {
            ('y' | 'u', 4) => written.push_str("%Y"),
            ('M', 1) => written.push_str("%-m"),
            ('M', 2) => written.push_str("%m"),
            ('M', 3) => written.push_str("%b"),
            ('d', 1) => written.push_str("%-d"),
            ('d', 2) => written.push_str("%d"),
            ('/' | '-' | '.' | ' ' | ',', _) => written.push_str(&rest[..run]),
            _ => return None,
        }
        rest = &rest[run..];
    }
    Some(written)
}
