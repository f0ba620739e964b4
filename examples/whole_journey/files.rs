//! The files of a folder, and how they were read.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use throughline::ingest::{Source, Table, ValidationReport, count_findings};
use throughline::schema::{DatasetKind, Mapping, Schema};
use throughline::standardise::Records;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Every file in a folder that is named after a dataset kind, in order of path; files passed over are named. The folder `except`,
/// where results go, is left out.
pub fn sources(folder: &Path, except: &Path) -> Outcome<Vec<Source>> {
    let mut files = Vec::new();
    collect(folder, except, &mut files)?;
    files.sort();
    let mut sources = Vec::new();
    let mut read: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for path in files {
        let Some(kind) = kind_of(&path) else {
            eprintln!(
                "not read: {} (its name is not one of {})",
                path.display(),
                kinds()
            );
            continue;
        };
        let name = path.with_extension("");
        let name = name
            .strip_prefix(folder)?
            .to_string_lossy()
            .replace('\\', "/");
        if let Some(other) = read.insert(path.with_extension(""), path.clone()) {
            let (one, two) = (other.display(), path.display());
            return Err(format!(
                "{one} and {two} would be read as the same records: keep one of them"
            )
            .into());
        }
        let inner = path.parent().filter(|parent| *parent != folder);
        let mut mapping = mapping_for(&path, kind)?;
        if let (None, Some(agency)) = (mapping.partner(), inner.and_then(Path::file_name)) {
            mapping = mapping.with_partner(agency.to_string_lossy().replace('_', " "));
        }
        sources.push(
            Source::file(&path, Schema::of(kind))
                .named(name)
                .mapping(mapping),
        );
    }
    if sources.is_empty() {
        return Err(format!(
            "{}: no file is called one of {} (.csv, .parquet, .arrow)",
            folder.display(),
            kinds()
        )
        .into());
    }
    Ok(sources)
}

fn kinds() -> String {
    DatasetKind::ALL.map(DatasetKind::name).join(", ")
}

fn kind_of(path: &Path) -> Option<DatasetKind> {
    let stem = path
        .file_stem()?
        .to_str()?
        .to_lowercase()
        .replace([' ', '-'], "_");
    DatasetKind::ALL
        .into_iter()
        .find(|kind| kind.name() == stem)
}

/// The mapping of a file: `referrals.toml` beside `referrals.csv`, or what of `mapping.toml` concerns it.
fn mapping_for(path: &Path, kind: DatasetKind) -> Outcome<Mapping> {
    let own = path.with_extension("toml");
    let shared = path.with_file_name("mapping.toml");
    if own.exists() {
        return Ok(Mapping::read(&own)?);
    }
    if !shared.exists() {
        return Ok(Mapping::new());
    }
    let shared =
        Mapping::read(&shared).map_err(|error| format!("{}: {error}", shared.display()))?;
    let mut mapping = Mapping::new();
    if let Some(partner) = shared.partner() {
        mapping = mapping.with_partner(partner);
    }
    if let Some(order) = shared.date_order() {
        mapping = mapping.with_date_order(order);
    }
    if shared.dataset().is_some_and(|only| only != kind) {
        return Ok(mapping);
    }
    let table = Table::read(path)?;
    let schema = Schema::of(kind);
    let concerns = |header: &str, field: &str| {
        table.headers().iter().any(|one| one == header)
            && (field == "ignore" || schema.field(field).is_some())
    };
    let entries = shared
        .columns()
        .filter(|(header, field)| concerns(header, field));
    Ok(entries.fold(mapping, |mapping, (header, field)| {
        mapping.column(header, field)
    }))
}

fn collect(folder: &Path, except: &Path, files: &mut Vec<PathBuf>) -> Outcome<()> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let left_out = path.ends_with("truth") || same(&path, except);
        if path.is_dir() && !left_out {
            collect(&path, except, files)?;
        } else if path.is_file() && readable(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn same(one: &Path, other: &Path) -> bool {
    one.canonicalize()
        .ok()
        .is_some_and(|one| other.canonicalize().ok() == Some(one))
}

fn readable(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    ["csv", "tsv", "txt", "parquet", "arrow", "ipc", "feather"]
        .contains(&ending.to_lowercase().as_str())
}

/// Says on standard error how each file was read and what a person should look at.
pub fn tell(reports: &[ValidationReport], records: &Records) {
    for report in reports {
        let (rows, aside) = (report.rows_in(), report.quarantined());
        eprintln!("{}: {rows} rows, {aside} set aside", report.dataset());
        let renamed = report
            .recognised()
            .iter()
            .filter(|one| one.field.as_ref() != Some(&one.header));
        let renamed: Vec<String> = renamed.map(ToString::to_string).collect();
        if !renamed.is_empty() {
            eprintln!("  {}", renamed.join("; "));
        }
        count_findings(report.findings())
            .iter()
            .for_each(|count| eprintln!("  {count}"));
    }
    count_findings(records.findings())
        .iter()
        .for_each(|count| eprintln!("  {count}"));
}
