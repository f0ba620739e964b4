//! What the report says of the files and of the links.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use throughline::ingest::{self, Consequence, EncodedColumn, Table, ValidationReport};
use throughline::linkage::{LinkageModel, PersonIndex, ScoredPairs, Truth};
use throughline::report::{DataSource, LinkageSummary, LinkageTruth, ValidationSummary};
use throughline::standardise::{RecordId, Records};

use crate::Outcome;

pub fn source(validation: &ValidationReport) -> DataSource {
    DataSource {
        name: validation.dataset().to_owned(),
        holds: validation.kind().name().to_owned(),
        records: validation.accepted() as u64,
    }
}

pub fn summary(validation: &ValidationReport) -> Outcome<ValidationSummary> {
    let mut reasons: BTreeMap<String, std::collections::BTreeSet<u64>> = BTreeMap::new();
    let quarantined = validation
        .findings()
        .iter()
        .filter(|f| f.consequence == Consequence::Quarantined);
    for finding in quarantined {
        let reason = match finding.kind {
            ingest::FindingKind::DuplicateRecordId { .. } => {
                "a record id that stands on an earlier line".into()
            }
            ingest::FindingKind::WrongFieldCount { .. } => {
                "more or fewer fields than the header".into()
            }
            kind => kind.to_string(),
        };
        reasons.entry(reason).or_default().insert(finding.line);
    }
    let count = |n: usize| n as u64;
    let (rows, kept, aside) = (
        validation.rows_in(),
        validation.accepted(),
        validation.quarantined(),
    );
    let summary =
        ValidationSummary::new(validation.dataset(), count(rows), count(kept), count(aside))?;
    Ok(reasons
        .into_iter()
        .fold(summary, |summary, (reason, lines)| {
            summary.reason(reason, lines.len() as u64)
        }))
}

pub fn linkage(
    folder: &Path,
    records: &Records,
    model: &LinkageModel,
    scored: &ScoredPairs,
    people: &PersonIndex,
) -> Outcome<LinkageSummary> {
    let links = scored
        .pairs()
        .iter()
        .filter(|pair| pair.probability() >= people.threshold())
        .count();
    let convergence = model.convergence();
    let sessions = convergence.sessions.iter().map(|session| {
        format!(
            "m probabilities were estimated from {} pairs that agree on {} ({} steps)",
            session.compared, session.rule, session.iterations
        )
    });
    let truth = match known_persons(&folder.join("truth/persons.csv"), records)? {
        Some(labels) => {
            let accuracy = people.accuracy(&Truth::new(records, &labels, scored.link_type())?);
            Some(LinkageTruth {
                precision: accuracy.precision,
                recall: accuracy.recall,
                f1: accuracy.f1,
            })
        }
        None => None,
    };
    Ok(LinkageSummary {
        records: records.len() as u64,
        people: people.person_count() as u64,
        links: links as u64,
        threshold: people.threshold(),
        converged: convergence.converged,
        notes: sessions
            .chain(convergence.findings.iter().map(ToString::to_string))
            .collect(),
        truth,
    })
}

/// The true person of each record, where the data come with one (columns dataset, record_id, person).
fn known_persons(path: &Path, records: &Records) -> Outcome<Option<EncodedColumn>> {
    if !path.exists() {
        return Ok(None);
    }
    let table = Table::read(path)?;
    let column = |name: &str| {
        table
            .column(name)
            .ok_or(format!("{}: no column {name}", path.display()))
    };
    let (datasets, ids, persons) = (column("dataset")?, column("record_id")?, column("person")?);
    let mut known: HashMap<(&str, &str), &str> = HashMap::new();
    for row in 0..table.len() {
        if let (Some(dataset), Some(id), Some(person)) =
            (datasets.get(row), ids.get(row), persons.get(row))
        {
            known.insert((dataset, id), person);
        }
    }
    let labels = records.sources().iter().flat_map(|source| {
        let known = &known;
        source.rows.clone().map(move |record| {
            let id = records
                .record_ids()
                .get(RecordId(record).index())
                .unwrap_or_default();
            known.get(&(&*source.name, id)).copied().unwrap_or_default()
        })
    });
    Ok(Some(EncodedColumn::from_values(labels)))
}
