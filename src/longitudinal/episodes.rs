//! Episodes: each person's starts.

use std::ops::Range;

use chrono::NaiveDate;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Int32Chunked, IntoColumn, IntoSeries, NewChunkedArray,
    StringChunked,
};

use crate::error::{Result, StudyError};
use crate::linkage::PersonId;
use crate::longitudinal::grouping::Grouping;
use crate::longitudinal::linked::{Part, same};
use crate::longitudinal::{Repeats, Start, StartEvent};
use crate::standardise::RecordId;

/// One person's time from a start on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Episode {
    /// Whose it is.
    pub person: PersonId,
    /// The record that started it.
    pub record: RecordId,
    /// The day it started, in days since 1 January 1970.
    pub start_day: i32,
    /// Match weight of the start record's membership of the person; infinite where nothing had to tie it.
    pub link_weight: f64,
}

impl Episode {
    /// The date on which it started, `None` for a day that the calendar does not reach.
    pub fn start(&self) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(self.start_day)
    }
}

/// Every episode of a study, numbered in order of person and start.
#[derive(Debug, Clone)]
pub struct Episodes {
    pub(crate) episodes: Vec<Episode>,
    pub(crate) groupings: Vec<Grouping>,
    first_of_person: Vec<u32>,
}

impl Episodes {
    pub(crate) fn new(episodes: Vec<Episode>, groupings: Vec<Grouping>, people: usize) -> Self {
        let mut first_of_person = vec![0; people + 1];
        for episode in &episodes {
            first_of_person[episode.person.0 as usize + 1] += 1;
        }
        for person in 0..people {
            first_of_person[person + 1] += first_of_person[person];
        }
        Self {
            episodes,
            groupings,
            first_of_person,
        }
    }

    /// Number of episodes.
    pub fn len(&self) -> usize {
        self.episodes.len()
    }

    /// True when nothing started.
    pub fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }

    /// The episodes; an episode's place is its number in every table.
    pub fn iter(&self) -> std::slice::Iter<'_, Episode> {
        self.episodes.iter()
    }

    /// The episodes of one person, earliest first; none for a person that never started.
    ///
    /// # Panics
    ///
    /// When the person is not of the person index that was followed.
    pub fn of_person(&self, person: PersonId) -> &[Episode] {
        &self.episodes[self.numbers_of(person)]
    }

    /// The group of an episode in a grouping of the study, `None` when the study has no such grouping.
    ///
    /// # Panics
    ///
    /// When there is no such episode.
    pub fn group(&self, episode: usize, grouping: &str) -> Option<&str> {
        let mut groupings = self.groupings.iter();
        let grouping = groupings.find(|own| own.name == grouping)?;
        Some(&grouping.labels[grouping.codes[episode] as usize])
    }

    /// Number of people in the person index that was followed.
    pub(crate) fn people(&self) -> usize {
        self.first_of_person.len() - 1
    }

    pub(crate) fn numbers_of(&self, person: PersonId) -> Range<usize> {
        let person = person.0 as usize;
        self.first_of_person[person] as usize..self.first_of_person[person + 1] as usize
    }

    /// The episodes as a table: `person` and `episode` (`UInt32`), `start` (`Date`), `record` (`UInt32`, the
    /// record's place in the person index), `link_weight` (`Float64`), then one `String` column per grouping.
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let each = || self.episodes.iter();
        let persons: Vec<u32> = each().map(|episode| episode.person.0).collect();
        let numbers: Vec<u32> = (0..self.len() as u32).collect();
        let days = each().map(|episode| episode.start_day);
        let starts = Int32Chunked::from_iter_values("start".into(), days).into_date();
        let records: Vec<u32> = each().map(|episode| episode.record.0).collect();
        let weights: Vec<f64> = each().map(|episode| episode.link_weight).collect();
        let mut columns = vec![
            Column::new("person".into(), persons),
            Column::new("episode".into(), numbers),
            starts.into_series().into_column(),
            Column::new("record".into(), records),
            Column::new("link_weight".into(), weights),
        ];
        let groupings = self.groupings.iter();
        columns.extend(groupings.map(|grouping| grouping.column(1)));
        Ok(DataFrame::new(self.len(), columns)?)
    }
}

/// The starts that begin episodes, in order of person and day; `parts` are the datasets that hold starts.
pub(super) fn find(parts: &[Part<'_>], start: &Start) -> Result<Vec<Episode>> {
    let filters = parts.iter().map(|part| StartFilter::new(part, start));
    let filters = filters.collect::<Result<Vec<_>>>()?;
    check_present(&filters, start)?;
    let mut starts = Vec::new();
    for (part, filter) in parts.iter().zip(&filters) {
        let days = part.days(start.event.date_column())?;
        for (row, day) in days.iter().enumerate() {
            if let Some(day) = day.filter(|_| filter.starts(row)) {
                starts.push(Episode {
                    person: part.persons[row],
                    record: RecordId(part.first + row as u32),
                    start_day: day,
                    link_weight: part.weights[row],
                });
            }
        }
    }
    starts.sort_unstable_by_key(|start| (start.person, start.start_day, start.record));
    Ok(spaced(starts, start.repeats))
}

/// Keeps of each person's sorted starts those that the rule lets begin an episode.
fn spaced(starts: Vec<Episode>, repeats: Repeats) -> Vec<Episode> {
    let mut kept: Vec<Episode> = Vec::new();
    for start in starts {
        let begins = match kept.last() {
            Some(previous) if previous.person == start.person => match repeats {
                Repeats::First => false,
                Repeats::AfterDays(days) => {
                    let since = i64::from(start.start_day) - i64::from(previous.start_day);
                    since >= i64::from(days)
                }
            },
            _ => true,
        };
        if begins {
            kept.push(start);
        }
    }
    kept
}

/// Which rows of one dataset start an episode.
struct StartFilter<'a> {
    event: StartEvent,
    wanted: Option<&'a str>,
    coded: Option<&'a StringChunked>,
    outcome: Option<&'a StringChunked>,
    ended_there: Option<&'a BooleanChunked>,
}

impl<'a> StartFilter<'a> {
    fn new(part: &Part<'a>, start: &'a Start) -> Result<Self> {
        let (column, wanted) = coded_field(start);
        let takes_up = start.event == StartEvent::ServiceStart;
        let coded = (wanted.is_some() || takes_up).then(|| part.text(column));
        let outcome = (takes_up && part.has("outcome")).then(|| part.text("outcome"));
        let flag = "no_further_action";
        let ended_there = (takes_up && part.has(flag)).then(|| part.flags(flag));
        Ok(Self {
            event: start.event,
            coded: coded.transpose()?,
            outcome: outcome.transpose()?,
            ended_there: ended_there.transpose()?,
            wanted,
        })
    }

    fn starts(&self, row: usize) -> bool {
        let code = self.coded.and_then(|coded| coded.get(row));
        let is_wanted = match (self.wanted, code) {
            (Some(wanted), Some(code)) => same(wanted, code),
            (Some(_), None) => false,
            (None, _) => true,
        };
        is_wanted && (self.event != StartEvent::ServiceStart || code.is_some() && !self.ended(row))
    }

    /// True when no further action was taken on a referral.
    fn ended(&self, row: usize) -> bool {
        let flagged = self.ended_there.and_then(|flags| flags.get(row));
        let outcome = self.outcome.and_then(|outcome| outcome.get(row));
        let says_so = |outcome| {
            StartEvent::NO_FURTHER_ACTION
                .iter()
                .any(|own| same(own, outcome))
        };
        flagged == Some(true) || outcome.is_some_and(says_so)
    }
}

fn coded_field(start: &Start) -> (&'static str, Option<&str>) {
    if start.event.has_service() {
        ("service", start.service.as_deref())
    } else {
        ("instrument", start.instrument.as_deref())
    }
}

/// Refuses a start by a service or an instrument that no record has.
fn check_present(filters: &[StartFilter<'_>], start: &Start) -> Result<()> {
    let (column, Some(wanted)) = coded_field(start) else {
        return Ok(());
    };
    let mut present: Vec<&str> = Vec::new();
    for coded in filters.iter().filter_map(|filter| filter.coded) {
        let mut values: Vec<&str> = coded.iter().flatten().map(str::trim).collect();
        values.sort_unstable();
        values.dedup();
        present.extend(values);
    }
    present.sort_unstable();
    present.dedup();
    if present.iter().any(|value| same(value, wanted)) {
        return Ok(());
    }
    Err(StudyError::Absent {
        wanted: vec![format!("{column} `{wanted}` (the start)")],
        kind: start.event.dataset(),
        present: present.into_iter().map(String::from).collect(),
    }
    .into())
}
