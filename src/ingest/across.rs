//! Checks that look at several fields or rows at once.

use std::sync::Arc;

use chrono::NaiveDate;

use super::check::Checker;
use super::payload::Payload;
use super::rules::{Status, broken_among_rows, broken_by_row};
use crate::ingest::{Consequence, EncodedColumn, FindingKind, parse_date};
use crate::schema::{CodeList, DatasetKind, collection_year};

impl Checker<'_> {
    pub(super) fn across_fields(&mut self, kind: DatasetKind, payload: &Payload) {
        match kind {
            DatasetKind::Referrals => {
                let years: Vec<Option<i32>> = payload
                    .date("referral_date")
                    .iter()
                    .map(|date| date.map(collection_year))
                    .collect();
                for (field, list) in [("source", "source"), ("primary_need", "primary_need")] {
                    self.codes_in_year(field, list, payload.text(field), &years);
                }
                self.end_before_start(payload);
                self.action_after_none(payload);
            }
            DatasetKind::CareLeavers => {
                let years = payload.year("collection_year");
                for field in ["activity", "accommodation"] {
                    self.codes_in_year(field, field, payload.text(field), years);
                }
                self.collection_rules(payload);
            }
            _ => {}
        }
    }

    fn codes_in_year(
        &mut self,
        field: &str,
        list: &str,
        column: &EncodedColumn,
        years: &[Option<i32>],
    ) {
        let Some(list) = CodeList::named(list) else {
            return;
        };
        let codes: Vec<_> = column.pool().iter().map(|code| list.find(code)).collect();
        let field = Arc::from(field);
        for (row, &code) in column.codes().iter().enumerate() {
            if let (Some(code), Some(year)) = (codes[code as usize], years[row])
                && !code.valid_in(year)
            {
                self.note(row, &field, FindingKind::CodeNotInYear, Consequence::Noted);
            }
        }
    }

    fn end_before_start(&mut self, payload: &Payload) {
        let field = Arc::from("end_date");
        let days = payload
            .date("referral_date")
            .iter()
            .zip(payload.date("end_date"));
        for (row, (start, end)) in days.enumerate() {
            if start.zip(*end).is_some_and(|(start, end)| end < start) {
                self.note(
                    row,
                    &field,
                    FindingKind::Contradiction,
                    Consequence::Quarantined,
                );
            }
        }
    }

    /// A referral marked as no further action whose outcome is some action.
    fn action_after_none(&mut self, payload: &Payload) {
        let field = Arc::from("no_further_action");
        let outcomes = payload.text("outcome");
        for (row, flag) in payload.flag("no_further_action").iter().enumerate() {
            let Some((flag, outcome)) = flag.zip(outcomes.get(row)) else {
                continue;
            };
            if flag != (outcome == "nfa") {
                self.note(row, &field, FindingKind::Contradiction, Consequence::Noted);
            }
        }
    }

    fn collection_rules(&mut self, payload: &Payload) {
        let born = self.births();
        let people = self.column("local_id");
        let one_a_year = self.column("collection_year").is_some();
        let statuses: Vec<Status<'_>> = (0..self.table.len())
            .map(|row| Status {
                in_touch: payload.text("in_touch").get(row),
                activity: payload.text("activity").get(row),
                accommodation: payload.text("accommodation").get(row),
                date: payload.date("contact_date")[row],
                born: born[row],
                person: people.and_then(|people| people.get(row)),
                year: payload.year("collection_year")[row].filter(|_| one_a_year),
            })
            .collect();
        let by_row = statuses.iter().enumerate().flat_map(|(row, status)| {
            let broken = broken_by_row(status).into_iter();
            broken.map(move |(field, rule)| (row, field, rule))
        });
        let broken: Vec<_> = by_row.chain(broken_among_rows(&statuses)).collect();
        for (row, field, rule) in broken {
            let kind = FindingKind::BrokenRule(rule);
            self.note(row, &Arc::from(field), kind, Consequence::Noted);
        }
    }

    /// Dates of birth as far as they can be read; the standardise chapter reports those that cannot.
    fn births(&self) -> Vec<Option<NaiveDate>> {
        let Some(column) = self.column("date_of_birth") else {
            return vec![None; self.table.len()];
        };
        let days: Vec<Option<NaiveDate>> = column
            .pool()
            .iter()
            .map(|text| parse_date(text, self.order).ok())
            .collect();
        let codes = column.codes().iter();
        codes.map(|&code| days[code as usize]).collect()
    }
}
