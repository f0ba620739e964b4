//! Rules of the national collection of looked-after children's data (SSDA903) on care leavers.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// A rule that ties several fields, or several rows, of a care-leaver return together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CollectionRule {
    /// 153: in touch, activity and accommodation stand together or not at all.
    AllOrNone,
    /// 344: died or returned home, so activity and accommodation are 0.
    ZeroWhenDiedOrHome,
    /// 345: in touch, so neither activity nor accommodation is 0.
    KnownWhenInTouch,
    /// 347: no foyer under 18.
    FoyerUnder18,
    /// 348: no contact after death.
    AfterDeath,
    /// 391: no care leaver under 17.
    Under17,
    /// 3001: not with a former foster carer at 17.
    FormerCarerAt17,
    /// INT34: one row for a young person and year.
    OneRowPerYear,
}

impl fmt::Display for CollectionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AllOrNone => {
                "rule 153: in touch, activity and accommodation stand together or not at all"
            }
            Self::ZeroWhenDiedOrHome => {
                "rule 344: after death or a return home activity and accommodation are 0"
            }
            Self::KnownWhenInTouch => {
                "rule 345: in touch, so neither activity nor accommodation is 0"
            }
            Self::FoyerUnder18 => "rule 347: a foyer does not take people under 18",
            Self::AfterDeath => "rule 348: an earlier row says that this person died",
            Self::Under17 => "rule 391: a care leaver in this return is 17 or over",
            Self::FormerCarerAt17 => "rule 3001: not with a former foster carer at 17",
            Self::OneRowPerYear => "rule INT34: this person has a row in this year already",
        })
    }
}

/// What the rules look at in one row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Status<'a> {
    pub(super) in_touch: Option<&'a str>,
    pub(super) activity: Option<&'a str>,
    pub(super) accommodation: Option<&'a str>,
    pub(super) date: Option<NaiveDate>,
    pub(super) born: Option<NaiveDate>,
    pub(super) person: Option<&'a str>,
    pub(super) year: Option<i32>,
}

/// The rules that one row breaks by itself, each with the field it is about.
pub(super) fn broken_by_row(status: &Status<'_>) -> Vec<(&'static str, CollectionRule)> {
    let mut broken = Vec::new();
    let three = [status.in_touch, status.activity, status.accommodation];
    let given = three.iter().flatten().count();
    if given == 1 || given == 2 {
        broken.push(("in_touch", CollectionRule::AllOrNone));
    }
    let codes = [
        ("activity", status.activity),
        ("accommodation", status.accommodation),
    ];
    for (field, code) in codes {
        match (status.in_touch, code) {
            (Some("DIED" | "RHOM"), Some(code)) if code != "0" => {
                broken.push((field, CollectionRule::ZeroWhenDiedOrHome));
            }
            (Some("YES"), Some("0")) => broken.push((field, CollectionRule::KnownWhenInTouch)),
            _ => {}
        }
    }
    let Some(age) = status
        .date
        .zip(status.born)
        .and_then(|(on, born)| age(born, on))
    else {
        return broken;
    };
    let letter = status.accommodation.and_then(|code| code.chars().next());
    if letter == Some('T') && age < 18 {
        broken.push(("accommodation", CollectionRule::FoyerUnder18));
    }
    if letter == Some('Z') && age == 17 {
        broken.push(("accommodation", CollectionRule::FormerCarerAt17));
    }
    if age < 17 {
        broken.push(("contact_date", CollectionRule::Under17));
    }
    broken
}

/// The rules that rows break among themselves: row number, field, rule.
pub(super) fn broken_among_rows(
    statuses: &[Status<'_>],
) -> Vec<(usize, &'static str, CollectionRule)> {
    let mut died: FxHashMap<&str, NaiveDate> = FxHashMap::default();
    let mut seen: FxHashMap<(&str, i32), ()> = FxHashMap::default();
    let mut broken = Vec::new();
    for status in statuses {
        if let (Some(person), Some(date), Some("DIED")) =
            (status.person, status.date, status.in_touch)
        {
            let first = died.entry(person).or_insert(date);
            *first = date.min(*first);
        }
    }
    for (row, status) in statuses.iter().enumerate() {
        let Some(person) = status.person else {
            continue;
        };
        let after = status
            .date
            .zip(died.get(person))
            .is_some_and(|(on, died)| on > *died);
        if after {
            broken.push((row, "in_touch", CollectionRule::AfterDeath));
        }
        if let Some(year) = status.year
            && seen.insert((person, year), ()).is_some()
        {
            broken.push((row, "local_id", CollectionRule::OneRowPerYear));
        }
    }
    broken
}

fn age(born: NaiveDate, on: NaiveDate) -> Option<i32> {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    Some(on.year() - born.year() - i32::from(!had_birthday)).filter(|&age| age >= 0)
}
