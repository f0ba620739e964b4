//! Findings counted, for a person to read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::ingest::{Consequence, Finding, FindingKind};

/// Lines that a count names.
const LINES: usize = 5;

/// How often one thing is the matter with one field of one dataset.
///
/// # Examples
///
/// ```
/// use throughline::ingest::{Source, count_findings, read_one};
/// use throughline::schema::Schema;
///
/// let text = b"Ref,Date of referral,Service\n7,04/03/2021,Early Help\n8,31/02/2021,CSC\n9,31/02/2021,CSC\n";
/// let source = Source::bytes("referrals", text.to_vec(), Schema::referrals()).partner("Northvale");
/// let counts = count_findings(read_one(&source)?.report.findings());
/// assert_eq!(
///     counts[0].to_string(),
///     "referrals, referral_date: a date that no calendar has, 2 times (lines 3, 4), row quarantined",
/// );
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingCount {
    /// Name of the dataset.
    pub dataset: String,
    /// Field name of the schema, `None` when rows as a whole are meant.
    pub field: Option<String>,
    /// What is the matter, of the first of them.
    pub kind: FindingKind,
    /// What followed.
    pub consequence: Consequence,
    /// How many findings.
    pub count: u64,
    /// Lines of the first of them, at most five.
    pub lines: Vec<u64>,
}

impl fmt::Display for FindingCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.dataset)?;
        if let Some(field) = &self.field {
            write!(f, ", {field}")?;
        }
        let lines: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        let (lines, more) = (lines.join(", "), self.count > LINES as u64);
        match self.count {
            1 => write!(f, ": {} (line {lines})", self.kind)?,
            count => {
                let rest = if more { ", ..." } else { "" };
                write!(f, ": {}, {count} times (lines {lines}{rest})", self.kind)?;
            }
        }
        write!(f, ", {}", self.consequence)
    }
}

/// Counts findings by dataset, field, kind and consequence, in that order.
pub fn count_findings(findings: &[Finding]) -> Vec<FindingCount> {
    type Key = (Arc<str>, Option<Arc<str>>, FindingKind, Consequence);
    let mut counts: BTreeMap<Key, FindingCount> = BTreeMap::new();
    for finding in findings {
        let key = (
            Arc::clone(&finding.dataset),
            finding.field.clone(),
            without_details(finding.kind),
            finding.consequence,
        );
        let one = counts.entry(key).or_insert_with(|| FindingCount {
            dataset: finding.dataset.to_string(),
            field: finding.field.as_deref().map(str::to_owned),
            kind: finding.kind,
            consequence: finding.consequence,
            count: 0,
            lines: Vec::new(),
        });
        one.count += 1;
        if one.lines.len() < LINES {
            one.lines.push(finding.line);
        }
    }
    counts.into_values().collect()
}

/// The kind alone, so that rows that differ in its details are counted together.
fn without_details(kind: FindingKind) -> FindingKind {
    match kind {
        FindingKind::WrongFieldCount { .. } => FindingKind::WrongFieldCount {
            expected: 0,
            found: 0,
        },
        FindingKind::DuplicateRecordId { .. } => FindingKind::DuplicateRecordId { first_line: 0 },
        kind => kind,
    }
}
