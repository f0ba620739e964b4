//! Checks a table against its schema, once per distinct value.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::payload::{PartedRows, Payload, Values, dataset, eet, ended_there, suitable};
use super::report::Quarantine;
use super::source::{Checked, Source};
use super::values;
use crate::error::Result;
use crate::ingest::{
    Consequence, DateOrder, EncodedColumn, EncodedColumnBuilder, Finding, FindingKind, MISSING,
    Table, ValidationReport, parse_date,
};
use crate::schema::{
    CodeList, Field, FieldType, Instrument, Need, Recognised, Schema, code_name, collection_year,
};

/// Checks a table whose columns are known to suffice.
pub(super) fn check(
    name: &str,
    table: &Table,
    source: &Source,
    recognised: Vec<Recognised>,
    today: NaiveDate,
) -> Result<Checked> {
    let mut checker = Checker {
        name: name.into(),
        table,
        recognised: &recognised,
        order: source.mapping.date_order().unwrap_or_default(),
        today,
        findings: Vec::new(),
        quarantined: vec![false; table.len()],
    };
    let record_ids = checker.record_ids();
    let partner = source.mapping.partner().unwrap_or(name);
    let payload = checker.payload(&source.schema, partner);
    checker.across_fields(source.schema.kind(), &payload);
    for row in table.broken_rows() {
        checker.findings.push(Finding {
            dataset: checker.name.clone(),
            line: row.line,
            field: None,
            kind: row.kind,
            consequence: Consequence::Quarantined,
        });
    }
    let Checker {
        name,
        mut findings,
        quarantined,
        ..
    } = checker;
    findings.sort_by_key(|finding| finding.line);
    let rows = PartedRows::new(&quarantined);
    let mut dataset = dataset(
        name,
        table,
        &source.schema,
        &recognised,
        record_ids,
        &payload,
        &rows,
    )?;
    dataset.date_order = source.mapping.date_order();
    let report = ValidationReport::new(
        &dataset,
        table.format(),
        findings,
        recognised,
        Quarantine::of(table, rows.quarantined()),
    );
    assert_eq!(
        report.rows_in(),
        report.accepted() + report.quarantined(),
        "every row is accepted or quarantined"
    );
    Ok(Checked { dataset, report })
}

/// A check under way.
pub(super) struct Checker<'a> {
    name: Arc<str>,
    pub(super) table: &'a Table,
    recognised: &'a [Recognised],
    pub(super) order: DateOrder,
    today: NaiveDate,
    findings: Vec<Finding>,
    quarantined: Vec<bool>,
}

/// What is to be said of each distinct value, by code; `None` where nothing is.
type Verdicts = Vec<Option<FindingKind>>;

impl<'a> Checker<'a> {
    pub(super) fn column(&self, field: &str) -> Option<&'a EncodedColumn> {
        let place = self
            .recognised
            .iter()
            .position(|one| one.field.as_deref() == Some(field))?;
        Some(&self.table.columns[place])
    }

    pub(super) fn note(
        &mut self,
        row: usize,
        field: &Arc<str>,
        kind: FindingKind,
        consequence: Consequence,
    ) {
        if consequence == Consequence::Quarantined {
            self.quarantined[row] = true;
        }
        self.findings.push(Finding {
            dataset: self.name.clone(),
            line: self.table.lines[row],
            field: Some(field.clone()),
            kind,
            consequence,
        });
    }

    fn note_verdicts(
        &mut self,
        field: &str,
        codes: &[u32],
        verdicts: &Verdicts,
        consequence: Consequence,
    ) {
        if verdicts.iter().all(Option::is_none) {
            return;
        }
        let field = Arc::from(field);
        for (row, &code) in codes.iter().enumerate() {
            if let Some(kind) = verdicts[code as usize] {
                let consequence = match kind {
                    FindingKind::MissingValue => Consequence::Quarantined,
                    _ => consequence,
                };
                self.note(row, &field, kind, consequence);
            }
        }
    }

    /// The record ids; `line 12` for the record on line 12 where the input has none.
    fn record_ids(&mut self) -> EncodedColumn {
        let Some(column) = self.column("record_id") else {
            let ids = self.table.lines.iter().map(|line| format!("line {line}"));
            return EncodedColumn::from_values(ids);
        };
        let field = Arc::from("record_id");
        let mut first_lines = vec![None; column.pool().len()];
        for (row, &code) in column.codes().iter().enumerate() {
            let line = self.table.lines[row];
            let kind = match (code, first_lines[code as usize]) {
                (MISSING, _) => FindingKind::MissingValue,
                (_, Some(first_line)) => FindingKind::DuplicateRecordId { first_line },
                (_, None) => {
                    first_lines[code as usize] = Some(line);
                    continue;
                }
            };
            self.note(row, &field, kind, Consequence::Quarantined);
        }
        column.clone()
    }

    /// Every payload field's values, in schema order.
    fn payload(&mut self, schema: &Schema, partner: &str) -> Payload {
        let mut payload = Payload::default();
        for field in schema.payload_fields() {
            let values = match (field.name(), field.field_type()) {
                ("partner", _) => Values::Text(self.partner(field, partner)),
                ("no_further_action", _) => {
                    let given = self.typed(field, values::flag);
                    Values::Flag(ended_there(given, payload.text("outcome")))
                }
                ("accommodation_suitable", _) => {
                    Values::Flag(suitable(payload.text("accommodation")))
                }
                ("eet", _) => Values::Text(eet(payload.text("activity"))),
                ("instrument", _) => Values::Text(self.texts(field, |text| Ok(instrument(text)))),
                ("domain", _) => Values::Text(self.domains(payload.text("instrument"))),
                ("score", _) => Values::Score(self.scores(field, &payload)),
                ("collection_year", _) => {
                    Values::Year(self.years(field, payload.date("contact_date")))
                }
                (_, FieldType::Date) => Values::Date(self.dates(field)),
                (_, FieldType::Flag) => Values::Flag(self.typed(field, values::flag)),
                (_, FieldType::Code { list }) => Values::Text(self.codes(field, list)),
                (_, FieldType::Names) => {
                    Values::Text(self.texts(field, |text| Ok(values::names(text))))
                }
                _ => Values::Text(self.texts(field, |text| Ok(text.to_owned()))),
            };
            payload.fields.push((field.name(), values));
        }
        payload
    }

    fn partner(&mut self, field: &Field, constant: &str) -> EncodedColumn {
        match self.column(field.name()) {
            None => EncodedColumn::from_values(std::iter::repeat_n(constant, self.table.len())),
            Some(column) if field.need() == Need::ColumnOrConstant => {
                let mut verdicts = vec![None; column.pool().len()];
                verdicts[0] = Some(FindingKind::MissingValue);
                self.note_verdicts(
                    field.name(),
                    column.codes(),
                    &verdicts,
                    Consequence::Quarantined,
                );
                column.clone()
            }
            Some(column) => EncodedColumn::from_values(
                (0..column.len()).map(|row| column.get(row).unwrap_or(constant)),
            ),
        }
    }

    /// Reads a column by what each distinct value stands for.
    fn typed<T: Copy>(
        &mut self,
        field: &Field,
        parse: impl Fn(&str) -> std::result::Result<T, FindingKind>,
    ) -> Vec<Option<T>> {
        let Some(column) = self.column(field.name()) else {
            return vec![None; self.table.len()];
        };
        let missing = missing(field);
        let (mut values, mut verdicts) = (vec![None], vec![missing]);
        for text in column.pool().iter().skip(1) {
            let (value, verdict) = match parse(text) {
                Ok(value) => (Some(value), None),
                Err(_) if values::stands_for_nothing(text) => (None, missing),
                Err(kind) => (None, Some(kind)),
            };
            values.push(value);
            verdicts.push(verdict);
        }
        self.note_verdicts(field.name(), column.codes(), &verdicts, when_bad(field));
        let codes = column.codes().iter();
        codes.map(|&code| values[code as usize]).collect()
    }

    /// Reads a column as text, each distinct value put in its kept form.
    fn texts(
        &mut self,
        field: &Field,
        form: impl Fn(&str) -> std::result::Result<String, FindingKind>,
    ) -> EncodedColumn {
        let Some(column) = self.column(field.name()) else {
            return EncodedColumn::from_values(std::iter::repeat_n("", self.table.len()));
        };
        let missing = missing(field);
        let mut verdicts = vec![missing];
        let texts = column.map(|text| {
            let formed = form(text);
            verdicts.push(match &formed {
                Ok(formed) if formed.is_empty() => missing,
                Ok(_) => None,
                Err(_) if values::stands_for_nothing(text) => missing,
                Err(kind) => Some(*kind),
            });
            formed.ok()
        });
        self.note_verdicts(field.name(), column.codes(), &verdicts, when_bad(field));
        texts
    }

    fn codes(&mut self, field: &Field, list: &str) -> EncodedColumn {
        let list = CodeList::named(list);
        self.texts(field, |text| match list {
            Some(list) => values::code(list, text),
            None => Err(FindingKind::UnknownCode),
        })
    }

    fn dates(&mut self, field: &Field) -> Vec<Option<NaiveDate>> {
        let (order, today) = (self.order, self.today);
        self.typed(field, |text| match parse_date(text, order)? {
            date if date > today => Err(FindingKind::FutureDate),
            date => Ok(date),
        })
    }

    fn years(&mut self, field: &Field, dates: &[Option<NaiveDate>]) -> Vec<Option<i32>> {
        let given = self.typed(field, values::year);
        given
            .into_iter()
            .zip(dates)
            .map(|(year, date)| year.or_else(|| date.map(collection_year)))
            .collect()
    }

    /// The domains, a known instrument's under their listed names.
    fn domains(&mut self, instruments: &EncodedColumn) -> EncodedColumn {
        let Some(column) = self.column("domain") else {
            return EncodedColumn::from_values(std::iter::repeat_n("", self.table.len()));
        };
        let mut names: FxHashMap<(u32, u32), String> = FxHashMap::default();
        let pairs = instruments.codes().iter().zip(column.codes());
        let mut builder = EncodedColumnBuilder::default();
        for (&instrument, &domain) in pairs {
            let name = names.entry((instrument, domain)).or_insert_with(|| {
                domain_name(
                    instruments.pool().value(instrument),
                    column.pool().value(domain),
                )
            });
            builder.push(name);
        }
        builder.finish()
    }

    /// The scores, those outside their instrument's range quarantined.
    fn scores(&mut self, field: &Field, payload: &Payload) -> Vec<Option<f64>> {
        let scores = self.typed(field, values::number);
        let (instruments, domains) = (payload.text("instrument"), payload.text("domain"));
        let mut ranges: FxHashMap<(u32, u32), Option<(f64, f64)>> = FxHashMap::default();
        let name = Arc::from(field.name());
        for (row, score) in scores.iter().enumerate() {
            let key = (instruments.codes()[row], domains.codes()[row]);
            let range = *ranges.entry(key).or_insert_with(|| {
                let instrument = Instrument::named(instruments.pool().value(key.0))?;
                instrument.range(Some(domains.pool().value(key.1)))
            });
            let outside = score
                .zip(range)
                .is_some_and(|(score, (low, high))| score < low || score > high);
            if outside {
                self.note(
                    row,
                    &name,
                    FindingKind::OutOfRange,
                    Consequence::Quarantined,
                );
            }
        }
        scores
    }
}

fn missing(field: &Field) -> Option<FindingKind> {
    (field.need() == Need::Needed).then_some(FindingKind::MissingValue)
}

/// A date or score that cannot be read costs the row; any other optional value only itself.
fn when_bad(field: &Field) -> Consequence {
    match (field.need(), field.field_type()) {
        (Need::Needed, _) | (_, FieldType::Date | FieldType::Score) => Consequence::Quarantined,
        _ => Consequence::ValueDropped,
    }
}

fn instrument(text: &str) -> String {
    Instrument::named(text).map_or_else(|| code_name(text), |known| known.name().to_owned())
}

fn domain_name(instrument: &str, domain: &str) -> String {
    Instrument::named(instrument)
        .and_then(|known| known.domain(domain))
        .map_or_else(|| code_name(domain), |known| known.name().to_owned())
}
