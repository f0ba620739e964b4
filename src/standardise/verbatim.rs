//! Records as they were received, for models that were trained elsewhere.

use std::collections::BTreeMap;

use crate::Result;
use crate::ingest::{Dataset, EncodedColumn, Ingested, ValidationReport};
use crate::schema::Identifier;
use crate::standardise::{RecordColumn, Records};

use super::standardiser::{sources, stack};

pub(super) fn verbatim(read: &Ingested) -> Result<Records> {
    let sources = sources(&read.datasets)?;
    let named: Vec<BTreeMap<String, &EncodedColumn>> = read
        .datasets
        .iter()
        .zip(&read.reports)
        .map(|(dataset, report)| by_header(dataset, report))
        .collect();
    let headers: std::collections::BTreeSet<&String> =
        named.iter().flat_map(BTreeMap::keys).collect();
    let column = |header: &String| {
        let parts = named.iter().zip(&read.datasets).map(|(columns, dataset)| {
            let missing = || EncodedColumn::from_values(vec![""; dataset.len()]);
            columns
                .get(header)
                .map_or_else(missing, |&column| column.clone())
        });
        RecordColumn {
            identifier: Identifier::Other(header.clone()),
            values: stack(parts.collect()),
        }
    };
    let columns = headers.into_iter().map(column).collect();
    let record_ids = read.datasets.iter().map(Dataset::record_ids).cloned();
    Ok(Records {
        sources,
        record_ids: stack(record_ids.collect()),
        columns,
        findings: Vec::new(),
    })
}

/// A dataset's identifier columns by the headers that they came with.
fn by_header<'d>(
    dataset: &'d Dataset,
    report: &ValidationReport,
) -> BTreeMap<String, &'d EncodedColumn> {
    let header = |identifier: &Identifier| {
        let recognised = report.recognised().iter();
        let mut of_field = recognised.filter(|one| one.field.as_deref() == Some(identifier.name()));
        let found = of_field.next().map(|one| one.header.clone());
        found.unwrap_or_else(|| identifier.name().to_owned())
    };
    let columns = dataset.identifiers().iter();
    columns
        .map(|column| (header(&column.identifier), &column.values))
        .collect()
}
