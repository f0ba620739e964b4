//! The whole journey: records of several agencies linked to people, people followed, change compared, small
//! numbers protected, and a report.
//!
//! ```text
//! cargo run --example whole_journey
//! cargo run --example whole_journey -- --data my_records --study my_study.toml --out my_report
//! ```

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use throughline::disclosure::Policy;
use throughline::ingest::{
    self, Consequence, EncodedColumn, Source, Table, ValidationReport, count_findings,
};
use throughline::linkage::{
    LinkageModel, LinkageSpec, MatchProbability, PersonIndex, ScoredPairs, Truth,
};
use throughline::longitudinal::{Followed, PersonAttributes, Study};
use throughline::report::{
    self, DataSource, LinkageSummary, LinkageTruth, Report, Summary, ValidationSummary,
};
use throughline::schema::{DatasetKind, Mapping, Schema};
use throughline::standardise::{RecordId, Records, Standardiser};
use throughline::{evidence, outcomes, voice};

/// Links the records of several agencies to people, follows each person from baseline to follow-up, and reports what
/// changed, with small numbers protected.
///
/// Reads every file called referrals, care_leavers, assessments, outcomes or voice (CSV, Parquet or Arrow IPC) in a
/// folder and the folders in it (a folder called truth excepted); a folder's name stands for the agency where a file
/// has no such column. A file `mapping.toml` maps the headers of the files beside it, `referrals.toml` those of
/// one. Writes report.html and summary.json; what was recognised and found goes to standard error.
#[derive(Parser)]
struct Arguments {
    /// Folder of records; the samples when not given.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples"))]
    data: PathBuf,
    /// Study in TOML; `study.toml` in the data folder when not given.
    #[arg(long, value_name = "FILE")]
    study: Option<PathBuf>,
    /// Folder for the report; made when it is not there.
    #[arg(long, value_name = "DIR", default_value = "target/journey")]
    out: PathBuf,
    /// Rules that protect small numbers.
    #[arg(long, value_enum, default_value_t = Preset::Dfe)]
    policy: Preset,
    /// Match probability at or above which two records are one person.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    threshold: f64,
    /// Also write the rows that were set aside, each with its reasons; they hold personal data.
    #[arg(long)]
    quarantine: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Preset {
    Dfe,
    Acro10,
    Hes,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    let threshold = MatchProbability::new(arguments.threshold)?;
    let progress = spinner();
    if !arguments.data.is_dir() {
        return Err(format!("{}: not a folder", arguments.data.display()).into());
    }
    let study_file = arguments
        .study
        .clone()
        .unwrap_or_else(|| arguments.data.join("study.toml"));
    if !study_file.exists() {
        return Err(format!(
            "{}: not there; name a study with --study",
            study_file.display()
        )
        .into());
    }
    let study = Study::read(&study_file)?;

    progress.set_message("reading");
    let read = ingest::read(&sources(arguments)?)?;
    progress.set_message("linking");
    let records = Standardiser::default().records(&read.datasets)?;
    let model = LinkageSpec::for_records(&records)?.train(&records)?;
    let scored = model.score(&records)?;
    let people = scored.resolve(threshold)?;
    progress.set_message("following and comparing");
    let attributes = PersonAttributes::from_records(&records, &people)?;
    let followed = study.follow_with(&read.datasets, &people, &attributes)?;
    let change = outcomes::compare(&followed.paired)?;
    let themes = voice::themes(&read.datasets, &people, &followed)?;

    let policy = match arguments.policy {
        Preset::Dfe => Policy::dfe(),
        Preset::Acro10 => Policy::acro10(),
        Preset::Hes => Policy::hes(),
    };
    let change = policy.release(change)?;
    let mut report = Report::new(study.name(), change.clone())
        .study(describe(&study, &followed))
        .themes(policy.release(themes)?)
        .linkage(linkage(
            &arguments.data,
            &records,
            &model,
            &scored,
            &people,
        )?)
        .seed(model.convergence().seed);
    if study.groups().iter().any(|group| group == "partner") {
        report = report.pooled(evidence::pool(&change, "partner")?);
    }
    for validation in &read.reports {
        report = report
            .source(source(validation))
            .validation(summary(validation)?);
    }
    let report = report.attrition(policy.release(followed.attrition)?);

    progress.finish_and_clear();
    tell(&read.reports, &records);
    write(arguments, &report, &read.reports)?;
    println!("{}", report::terminal(&report));
    let rows: usize = read.reports.iter().map(ValidationReport::rows_in).sum();
    let aside: usize = read.reports.iter().map(ValidationReport::quarantined).sum();
    println!(
        "{rows} rows in = {} accepted + {aside} set aside (--quarantine writes them)",
        rows - aside
    );
    println!("{}", arguments.out.join("report.html").display());
    Ok(())
}

/// Every file that is named after a dataset kind, in order of path; files passed over are named.
fn sources(arguments: &Arguments) -> Outcome<Vec<Source>> {
    let folder = &arguments.data;
    let mut files = Vec::new();
    collect(folder, &arguments.out, &mut files)?;
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
        let inner = path.parent().filter(|parent| *parent != folder.as_path());
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

/// Says on standard error how each file was read and what a person should look at.
fn tell(reports: &[ValidationReport], records: &Records) {
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

fn describe(study: &Study, followed: &Followed) -> String {
    let waves: Vec<&str> = study
        .waves()
        .iter()
        .map(|wave| wave.name.as_str())
        .collect();
    let end = followed
        .observed_to
        .map_or(String::new(), |date| format!(" The data run to {date}."));
    format!(
        "{} people whose {} started an episode, followed up at {}.{end}",
        followed.episodes.len(),
        study.start().event.dataset().name().replace('_', " "),
        waves.join(", ")
    )
}

fn source(validation: &ValidationReport) -> DataSource {
    DataSource {
        name: validation.dataset().to_owned(),
        holds: validation.kind().name().to_owned(),
        records: validation.accepted() as u64,
    }
}

fn summary(validation: &ValidationReport) -> Outcome<ValidationSummary> {
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

fn linkage(
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

fn write(arguments: &Arguments, report: &Report, validations: &[ValidationReport]) -> Outcome<()> {
    let folder = &arguments.out;
    let failed = |error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    std::fs::write(folder.join("report.html"), report::html(report)).map_err(failed)?;
    Summary::of(report).write(folder.join("summary.json"))?;
    for validation in validations
        .iter()
        .filter(|v| arguments.quarantine && v.quarantined() > 0)
    {
        let file = folder
            .join("quarantine")
            .join(validation.dataset())
            .with_extension("csv");
        std::fs::create_dir_all(file.parent().unwrap_or(folder)).map_err(failed)?;
        validation.write_quarantine(&file)?;
    }
    Ok(())
}

fn spinner() -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}");
    spinner.set_style(style.expect("the template is well formed"));
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}
