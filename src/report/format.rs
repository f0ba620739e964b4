//! Numbers as people read them.

use crate::disclosure::{Count, Estimates, ProtectedComparisonRow};
use crate::kernel::stats::Interval;

/// A number with a true minus sign.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.into(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A change: always with its sign.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let nil = text.chars().all(|c| matches!(c, '0' | '.'));
    match nil || text.starts_with('\u{2212}') {
        true => text,
        false => format!("+{text}"),
    }
}

/// An interval of a change, `+1.2 to +3.4`.
pub(super) fn interval(interval: &Interval, decimals: usize) -> String {
    let (lower, upper) = (interval.lower, interval.upper);
    format!("{} to {}", signed(lower, decimals), signed(upper, decimals))
}

/// A change with its interval, `+2.3 (+1.2 to +3.4)`.
pub(super) fn estimate(value: f64, around: &Interval, decimals: usize) -> String {
    format!(
        "{} ({})",
        signed(value, decimals),
        interval(around, decimals)
    )
}

/// A p value: never 0, never more digits than it is worth.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 {
        "<0.001".into()
    } else if p < 0.0995 {
        format!("{p:.3}")
    } else {
        format!("{p:.2}")
    }
}

/// A whole number with commas.
pub(super) fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count, or the symbol that stands in its place.
pub(super) fn count(count: Count) -> String {
    count.shown().map_or_else(|| count.to_string(), thousands)
}

/// A share with its count, `61% (412)`; the symbol when the count is suppressed.
pub(super) fn share(part: Count, whole: Count) -> String {
    match part.percent_of(whole) {
        Some(percent) => format!("{percent:.0}% ({})", count(part)),
        None if whole.shown() == Some(0) => "\u{2013}".into(),
        None => count(part),
    }
}

/// How many decimals a measure's means deserve: two where changes vary by little, one otherwise.
pub(super) fn decimals<'a>(rows: impl IntoIterator<Item = &'a ProtectedComparisonRow>) -> usize {
    let spread = |row: &ProtectedComparisonRow| row.change.shown().map(|change| change.sd_change);
    let smallest = rows
        .into_iter()
        .filter_map(spread)
        .fold(f64::INFINITY, f64::min);
    match smallest {
        s if s < 0.3 => 3,
        s if s < 3.0 => 2,
        _ => 1,
    }
}

/// A code as words: `early_help` reads `early help`.
pub(super) fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// What stands where estimates are not shown.
pub(super) fn absent(estimates: &Estimates, symbol: &str) -> String {
    match estimates {
        Estimates::None => "\u{2013}".into(),
        Estimates::Shown(_) | Estimates::Withheld => symbol.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(signed(-2.345, 2), "\u{2212}2.35");
        assert_eq!(signed(2.0, 1), "+2.0");
        assert_eq!(signed(0.001, 1), "0.0");
        assert_eq!(p_value(0.00004), "<0.001");
        assert_eq!(p_value(0.0123), "0.012");
        assert_eq!(p_value(0.456), "0.46");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
    }
}
