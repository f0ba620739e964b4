//! Reading the files, the truth column kept apart.

use std::path::PathBuf;

use throughline::ingest::{
    self, Dataset, EncodedColumn, Finding, Ingested, Source, ValidationReport, count_findings,
};
use throughline::schema::{Mapping, Schema};

use crate::{Arguments, Outcome};

/// What was read, the truth column taken out, and the truth.
pub struct Input {
    pub read: Ingested,
    pub truth: Option<EncodedColumn>,
}

/// Reads every file as a register, the truth column taken out.
pub fn read(arguments: &Arguments, id: Option<&str>) -> Outcome<Input> {
    let ignored = arguments
        .ignore
        .iter()
        .fold(Mapping::new(), Mapping::ignore);
    let mapping = id
        .iter()
        .fold(ignored, |mapping, id| mapping.column(*id, "record_id"));
    let source = |path: &PathBuf| Source::file(path, Schema::register()).mapping(mapping.clone());
    let sources: Vec<Source> = arguments.data.iter().map(source).collect();
    let mut read = ingest::read(&sources)?;
    read.reports
        .iter()
        .for_each(|one| report(one, arguments.truth.as_deref()));
    let mut labels = Vec::new();
    for (dataset, report) in read.datasets.iter_mut().zip(&read.reports) {
        if let Some(header) = &arguments.truth {
            labels.push(take_truth(dataset, report, header)?);
        }
    }
    let truth =
        (!labels.is_empty()).then(|| EncodedColumn::stack(&labels.iter().collect::<Vec<_>>()));
    Ok(Input { read, truth })
}

fn take_truth(
    dataset: &mut Dataset,
    report: &ValidationReport,
    header: &str,
) -> Outcome<EncodedColumn> {
    let recognised = report.recognised().iter().find(|one| one.header == header);
    let field = recognised.and_then(|one| one.field.as_deref());
    if field == Some("record_id") {
        return Err(format!(
            "{}: `{header}` holds the record ids; the truth is another column",
            dataset.name()
        )
        .into());
    }
    let column = field.and_then(|field| dataset.take_identifier(field));
    let present = report
        .recognised()
        .iter()
        .map(|one| one.header.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    column.ok_or_else(|| {
        format!(
            "{} has no column `{header}` to take the truth from; it has: {present}",
            dataset.name()
        )
        .into()
    })
}

fn report(report: &ValidationReport, truth: Option<&str>) {
    eprintln!(
        "{}: {} rows, {} set aside",
        report.dataset(),
        report.rows_in(),
        report.quarantined()
    );
    for recognised in report.recognised() {
        match truth == Some(recognised.header.as_str()) {
            true => eprintln!("  {} -> the truth, kept out of linkage", recognised.header),
            false => eprintln!("  {recognised}"),
        }
    }
    tell(report.findings());
}

pub fn tell(findings: &[Finding]) {
    for count in count_findings(findings) {
        eprintln!("  {count}");
    }
}
