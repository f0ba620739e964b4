//! Writing links, people, the model and the specification.

use std::fs::File;
use std::path::Path;

use polars::prelude::{Column, DataFrame};
use polars_io::parquet::write::ParquetWriter;
use throughline::ingest::ValidationReport;
use throughline::linkage::{Link, LinkageModel, PersonIndex, RefusedLink, Resolved};
use throughline::standardise::{RecordId, Records};

use crate::{Arguments, Format, Outcome};

/// A column of a file that is written.
enum Values {
    Text(Vec<String>),
    Number(Vec<Option<f64>>),
    Flag(Vec<bool>),
}

type Table = Vec<(&'static str, Values)>;

pub fn write(
    folder: &Path,
    arguments: &Arguments,
    records: &Records,
    model: &LinkageModel,
    resolved: &Resolved,
    reports: &[ValidationReport],
) -> Outcome<()> {
    model.save(folder.join("model.json"))?;
    std::fs::write(folder.join("spec.toml"), model.spec().to_toml()?)?;
    let (review, links): (Vec<&Link>, Vec<&Link>) =
        resolved.links.iter().partition(|link| link.review);
    let tables = [
        ("links", links_table(records, model, &links)),
        ("review", links_table(records, model, &review)),
        ("refused", refused_table(records, &resolved.refused)),
        ("persons", persons_table(records, &resolved.people)),
    ];
    for (name, table) in tables {
        match arguments.format {
            Format::Csv => write_csv(&folder.join(format!("{name}.csv")), &table)?,
            Format::Parquet => write_parquet(&folder.join(format!("{name}.parquet")), table)?,
        }
    }
    for report in reports
        .iter()
        .filter(|report| arguments.quarantine && report.quarantined() > 0)
    {
        report.write_quarantine(folder.join(format!("quarantine-{}.csv", report.dataset())))?;
    }
    Ok(())
}

fn id(records: &Records, record: RecordId) -> String {
    records
        .record_ids()
        .get(record.index())
        .unwrap_or_default()
        .to_owned()
}

fn source(records: &Records, record: RecordId) -> String {
    let mut sources = records.sources().iter();
    let found = sources.find(|source| source.rows.contains(&record.0));
    found.map_or_else(String::new, |source| source.name.to_string())
}

/// A link's stage and rule as people know them.
fn rule(model: &LinkageModel, link: &Link) -> String {
    let place = link.found_by.rule() as usize;
    match link.found_by.is_deterministic() {
        true => format!(
            "ladder {}: {}",
            place + 1,
            model.spec().ladder_names()[place]
        ),
        false => model.spec().blocking()[place].to_string(),
    }
}

fn links_table(records: &Records, model: &LinkageModel, links: &[&Link]) -> Table {
    let text = |value: &dyn Fn(&Link) -> String| {
        Values::Text(links.iter().map(|link| value(link)).collect())
    };
    let number = |value: &dyn Fn(&Link) -> f64| {
        let finite = |link: &&Link| Some(value(link)).filter(|value| value.is_finite());
        Values::Number(links.iter().map(finite).collect())
    };
    let mut table = vec![
        ("left", text(&|link| id(records, link.left))),
        ("right", text(&|link| id(records, link.right))),
        ("match_weight", number(&|link| link.weight)),
        ("match_probability", number(&|link| link.probability())),
        (
            "deterministic",
            Values::Flag(
                links
                    .iter()
                    .map(|link| link.found_by.is_deterministic())
                    .collect(),
            ),
        ),
        ("rule", text(&|link| rule(model, link))),
        ("margin", number(&|link| link.margin)),
    ];
    if records.sources().len() > 1 {
        table.push(("left_source", text(&|link| source(records, link.left))));
        table.push(("right_source", text(&|link| source(records, link.right))));
    }
    table
}

fn refused_table(records: &Records, refused: &[RefusedLink]) -> Table {
    let text =
        |value: &dyn Fn(&RefusedLink) -> String| Values::Text(refused.iter().map(value).collect());
    let weights = refused.iter().map(|link| Some(link.weight));
    vec![
        ("left", text(&|link| id(records, link.left))),
        ("right", text(&|link| id(records, link.right))),
        ("match_weight", Values::Number(weights.collect())),
        ("reason", text(&|link| link.reason.name().to_owned())),
    ]
}

fn persons_table(records: &Records, people: &PersonIndex) -> Table {
    let places = || (0..people.len() as u32).map(RecordId);
    let weights = people.weights().iter();
    let persons = people.persons().iter().map(ToString::to_string);
    let mut table = vec![
        (
            "record_id",
            Values::Text(places().map(|record| id(records, record)).collect()),
        ),
        ("person_id", Values::Text(persons.collect())),
        (
            "weight",
            Values::Number(
                weights
                    .map(|weight| Some(*weight).filter(|w| w.is_finite()))
                    .collect(),
            ),
        ),
    ];
    if records.sources().len() > 1 {
        let sources = places().map(|record| source(records, record));
        table.push(("source", Values::Text(sources.collect())));
    }
    table
}

fn write_csv(path: &Path, table: &Table) -> Outcome<()> {
    let named = |error: csv::Error| format!("{}: {error}", path.display());
    let mut writer = csv::Writer::from_path(path).map_err(named)?;
    writer.write_record(table.iter().map(|(name, _)| name))?;
    let rows = table.first().map_or(0, |(_, values)| values.len());
    for row in 0..rows {
        writer.write_record(table.iter().map(|(_, values)| values.show(row)))?;
    }
    Ok(writer.flush()?)
}

fn write_parquet(path: &Path, table: Table) -> Outcome<()> {
    let rows = table.first().map_or(0, |(_, values)| values.len());
    let columns = table.into_iter().map(|(name, values)| match values {
        Values::Text(values) => Column::new(name.into(), values),
        Values::Number(values) => Column::new(name.into(), values),
        Values::Flag(values) => Column::new(name.into(), values),
    });
    let mut frame = DataFrame::new(rows, columns.collect())?;
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    ParquetWriter::new(file).finish(&mut frame)?;
    Ok(())
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Flag(values) => values.len(),
        }
    }

    fn show(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values[row].clone(),
            Self::Number(values) => values[row].map_or_else(String::new, |value| value.to_string()),
            Self::Flag(values) => values[row].to_string(),
        }
    }
}
