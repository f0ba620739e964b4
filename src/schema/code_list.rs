//! Code lists: data shipped with the crate, versioned by collection year.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::schema::code_name;

/// One code of a [`CodeList`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    code: String,
    label: String,
    group: Option<String>,
    #[serde(default)]
    spellings: Vec<String>,
    from: Option<i32>,
    until: Option<i32>,
    #[serde(default)]
    labels: Vec<LabelFrom>,
}

/// A label that replaced the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelFrom {
    from: i32,
    label: String,
}

impl Code {
    /// The code as payloads hold it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What it means, in the first year of the list.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What it means in a collection year.
    pub fn label_in(&self, year: i32) -> &str {
        let latest = self.labels.iter().rfind(|label| label.from <= year);
        latest.map_or(&self.label, |label| &label.label)
    }

    /// The coarser class it belongs to (`eet`, `neet`; `suitable`, `unsuitable`; `nfa`).
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// First collection year, `None` when it was always there.
    pub fn from_year(&self) -> Option<i32> {
        self.from
    }

    /// Last collection year, `None` when it still is there.
    pub fn until_year(&self) -> Option<i32> {
        self.until
    }

    /// True when the collection of that year has the code.
    pub fn valid_in(&self, year: i32) -> bool {
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }
}

/// A year from which a series cannot be compared with the years before without care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesBreak {
    /// First collection year after the break.
    pub year: i32,
    /// What changed.
    pub note: String,
}

/// A closed list of codes with their labels, spellings and years.
///
/// Collection years run from 1 April and are named by the year they end in: 2023 is 2022-23.
///
/// # Examples
///
/// ```
/// use throughline::schema::CodeList;
///
/// let activity = CodeList::named("activity").unwrap();
/// let code = activity.find("F3").unwrap();
/// assert!(code.valid_in(2021) && !code.valid_in(2022));
/// assert_eq!(activity.breaks()[0].year, 2022);
///
/// let sex = CodeList::named("sex").unwrap();
/// assert_eq!(sex.find("female").unwrap().code(), "F");
/// assert!(sex.find("fem").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    name: String,
    label: String,
    source: String,
    codes: Vec<Code>,
    #[serde(default)]
    breaks: Vec<SeriesBreak>,
}

static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| {
    [
        include_str!("code_lists/source.toml"),
        include_str!("code_lists/service.toml"),
        include_str!("code_lists/outcome.toml"),
        include_str!("code_lists/primary_need.toml"),
        include_str!("code_lists/in_touch.toml"),
        include_str!("code_lists/activity.toml"),
        include_str!("code_lists/accommodation.toml"),
        include_str!("code_lists/informant.toml"),
        include_str!("code_lists/voice_kind.toml"),
        include_str!("code_lists/speaker.toml"),
        include_str!("code_lists/sex.toml"),
    ]
    .into_iter()
    .map(|text| toml::from_str(text).expect("a code list shipped with the crate is valid"))
    .collect()
});

impl CodeList {
    /// Every list, in the order of the schemas that use them.
    pub fn all() -> &'static [CodeList] {
        &LISTS
    }

    /// The list of a name such as `activity`, `None` when there is none.
    pub fn named(name: &str) -> Option<&'static CodeList> {
        LISTS.iter().find(|list| list.name == name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it lists.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whose list it is.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The codes, in the list's own order.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// Where the series breaks, by year.
    pub fn breaks(&self) -> &[SeriesBreak] {
        &self.breaks
    }

    /// The code that a whole value stands for: itself, its label or a listed spelling, whatever the case and
    /// whatever marks stand between words.
    pub fn find(&self, value: &str) -> Option<&Code> {
        let folded = code_name(value);
        if folded.is_empty() || value.starts_with('-') {
            return None;
        }
        self.codes.iter().find(|code| {
            [&code.code, &code.label]
                .into_iter()
                .chain(&code.spellings)
                .any(|spelling| code_name(spelling) == folded)
        })
    }
}

/// The collection year that a day belongs to.
///
/// # Examples
///
/// ```
/// use chrono::NaiveDate;
/// use throughline::schema::collection_year;
///
/// assert_eq!(collection_year(NaiveDate::from_ymd_opt(2023, 3, 31).unwrap()), 2023);
/// assert_eq!(collection_year(NaiveDate::from_ymd_opt(2023, 4, 1).unwrap()), 2024);
/// ```
pub fn collection_year(date: NaiveDate) -> i32 {
    date.year() + i32::from(date.month() >= 4)
}
