//! Single values: what a text stands for, or why it stands for nothing.

use crate::ingest::FindingKind;
use crate::schema::{CodeList, code_name};

/// Words that systems write where there is no value; numbers, codes and flags only, for Null and Na are names.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    const WORDS: [&str; 6] = ["null", "na", "n/a", "#n/a", "nan", "none"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

pub(super) fn number(text: &str) -> Result<f64, FindingKind> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(FindingKind::UnreadableNumber),
    }
}

pub(super) fn flag(text: &str) -> Result<bool, FindingKind> {
    match code_name(text).as_str() {
        "yes" | "y" | "true" | "t" | "1" => Ok(true),
        "no" | "n" | "false" | "f" | "0" => Ok(false),
        _ => Err(FindingKind::UnknownCode),
    }
}

/// A collection year, written `2023`, `2022/23`, `2022-23` or `2022-2023`.
pub(super) fn year(text: &str) -> Result<i32, FindingKind> {
    let whole = |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 4);
    let year = match text.split_once(['/', '-']) {
        None => whole(text),
        Some((start, end)) => whole(start).map(|start| start + 1).filter(|next| {
            whole(end) == Some(*next) || (end.len() == 2 && end.parse() == Ok(next.rem_euclid(100)))
        }),
    };
    year.filter(|year| (1990..2100).contains(year))
        .ok_or(FindingKind::UnreadableNumber)
}

pub(super) fn code(list: &CodeList, text: &str) -> Result<String, FindingKind> {
    let code = list.find(text).ok_or(FindingKind::UnknownCode)?;
    Ok(code.code().to_owned())
}

/// Codes parted by `;` or `|`, each once, in order of first mention, joined by `;`.
pub(super) fn names(text: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in text.split([';', '|']).map(code_name) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collection_years_are_named_by_their_end() {
        for text in ["2023", "2022/23", "2022-23", "2022-2023"] {
            assert_eq!(year(text), Ok(2023), "{text}");
        }
        for text in ["23", "2022/24", "0023", "year", "2022/"] {
            assert_eq!(year(text), Err(FindingKind::UnreadableNumber), "{text}");
        }
    }

    #[test]
    fn themes_are_kept_once_in_order() {
        assert_eq!(
            names("Feeling safe | school;feeling_safe;"),
            "feeling_safe;school"
        );
    }
}
