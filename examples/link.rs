//! Links person records: finds duplicates in one file, or the same people in several.
//!
//! ```text
//! cargo run --example link -- --data people.csv
//! cargo run --example link -- --data school.csv --data health.csv --id pupil_ref --out linked
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use polars::prelude::{Column, DataFrame};
use polars_io::parquet::write::ParquetWriter;
use serde_json::{Value, json};
use throughline::ingest::{
    self, Dataset, EncodedColumn, Finding, Source, ValidationReport, count_findings,
};
use throughline::linkage::{
    LinkType, LinkageModel, LinkageSpec, MatchProbability, PersonIndex, ScoredPair, ScoredPairs,
    Truth,
};
use throughline::schema::{Mapping, Schema};
use throughline::standardise::{RecordId, Records, Standardiser};

/// Links person records: finds duplicates in one file, or the same people in several.
///
/// Columns are recognised by their headers (forename, surname, dob, postcode, ...); other columns count as further
/// identifiers under their own names, so leave out what does not identify a person. Blocking rules, comparisons
/// and training are chosen from the data unless a specification is given. The last line on standard output is one
/// JSON object with the figures of the run.
#[derive(Parser)]
struct Arguments {
    /// CSV, Parquet or Arrow IPC file; give it again to link several files.
    #[arg(long, required = true, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Specification in TOML: blocking rules and comparisons.
    #[arg(long, value_name = "FILE.toml")]
    spec: Option<PathBuf>,
    /// Column that holds the record id; recognised by its header, or the line number, when not given.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column that holds the true person; kept out of linkage and used to measure accuracy.
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// Match probability at or above which a pair is a link.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    threshold: f64,
    /// With several files, look for duplicates within each file too, whatever the specification says.
    #[arg(long)]
    dedupe: bool,
    /// Column to leave out; give it again for several.
    #[arg(long, value_name = "COLUMN")]
    ignore: Vec<String>,
    /// Write the rows that were set aside, each with its reasons, into the output folder; they hold personal data.
    #[arg(long, requires = "out")]
    quarantine: bool,
    /// Threads to use; all cores when not given. The result does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Folder for the links, the persons, the model and the specification; made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Format of links and persons.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
    Parquet,
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
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()?;
    }
    let spec = arguments.spec.as_deref().map(read_spec).transpose()?;
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut clock = Clock::start();
    let Input {
        datasets,
        reports,
        truth,
    } = read(arguments)?;
    clock.lap("read");
    let records = Standardiser::default().records(&datasets)?;
    drop(datasets);
    tell(records.findings());
    clock.lap("standardise");
    let spec = specification(arguments, spec, &records)?;
    clock.lap("choose");
    let model = spec.train(&records)?;
    clock.lap("train");
    describe(&model);
    let scored = model.score(&records)?;
    clock.lap("score");
    let people = scored.resolve(threshold)?;
    clock.lap("resolve");
    if let Some(folder) = &arguments.out {
        write(folder, arguments, &records, &model, &scored, &people)?;
        for report in reports
            .iter()
            .filter(|report| arguments.quarantine && report.quarantined() > 0)
        {
            report.write_quarantine(folder.join(format!("quarantine-{}.csv", report.dataset())))?;
        }
        clock.lap("write");
    }
    let mut figures = figures(&records, &scored, &people, &clock);
    figures["rows_in"] = json!(reports.iter().map(ValidationReport::rows_in).sum::<usize>());
    figures["set_aside"] = json!(
        reports
            .iter()
            .map(ValidationReport::quarantined)
            .sum::<usize>()
    );
    if let Some(labels) = truth {
        let truth = Truth::new(&records, &labels, scored.link_type())?;
        figures["true_pairs"] = json!(truth.pairs());
        figures["best_f1"] = json!(scored.best_f1(&truth));
        figures["at_threshold"] = json!(scored.accuracy(&truth, threshold));
        figures["clusters"] = json!(people.accuracy(&truth));
    }
    println!("{figures}");
    Ok(())
}

/// What was read: datasets without the truth column, how reading went, and the truth.
struct Input {
    datasets: Vec<Dataset>,
    reports: Vec<ValidationReport>,
    truth: Option<EncodedColumn>,
}

/// Reads every file as a register, the truth column taken out.
fn read(arguments: &Arguments) -> Outcome<Input> {
    let ignored = arguments
        .ignore
        .iter()
        .fold(Mapping::new(), Mapping::ignore);
    let mapping = arguments
        .id
        .iter()
        .fold(ignored, |mapping, id| mapping.column(id, "record_id"));
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
    Ok(Input {
        datasets: read.datasets,
        reports: read.reports,
        truth,
    })
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

fn tell(findings: &[Finding]) {
    for count in count_findings(findings) {
        eprintln!("  {count}");
    }
}

fn read_spec(path: &Path) -> Outcome<LinkageSpec> {
    Ok(LinkageSpec::read(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// The caller's specification or one chosen from the records. Several files are linked, one is deduplicated, unless
/// the specification or `--dedupe` says otherwise.
fn specification(
    arguments: &Arguments,
    given: Option<LinkageSpec>,
    records: &Records,
) -> Outcome<LinkageSpec> {
    let several = arguments.data.len() > 1 && !arguments.dedupe;
    let link_type = if several {
        LinkType::Link
    } else {
        LinkType::LinkAndDedupe
    };
    match given {
        None => Ok(LinkageSpec::for_link_type(records, link_type)?),
        Some(spec) if spec.chosen_link_type().is_some() && !arguments.dedupe => Ok(spec),
        Some(spec) => Ok(spec.link_type(link_type)),
    }
}

fn describe(model: &LinkageModel) {
    let blocking: Vec<String> = model
        .spec()
        .blocking()
        .iter()
        .map(ToString::to_string)
        .collect();
    eprintln!("blocking: {}", blocking.join("; "));
    let convergence = model.convergence();
    for session in &convergence.sessions {
        eprintln!(
            "trained on {}: {} pairs, {:.0} matches expected, {} steps, {}",
            session.rule,
            session.compared,
            session.expected_matches,
            session.iterations,
            if session.converged {
                "converged"
            } else {
                "NOT converged"
            }
        );
    }
    for finding in &convergence.findings {
        eprintln!("note: {finding}");
    }
}

fn figures(records: &Records, scored: &ScoredPairs, people: &PersonIndex, clock: &Clock) -> Value {
    let threshold = people.threshold();
    let links = scored
        .pairs()
        .iter()
        .filter(|pair| pair.probability() >= threshold)
        .count();
    json!({
        "records": records.len(),
        "candidate_pairs": scored.candidate_pairs(),
        "links": links,
        "persons": people.person_count(),
        "threshold": threshold,
        "seconds": clock.laps,
        "total_seconds": clock.total(),
        "peak_mb": peak_mb(),
    })
}

fn write(
    folder: &Path,
    arguments: &Arguments,
    records: &Records,
    model: &LinkageModel,
    scored: &ScoredPairs,
    people: &PersonIndex,
) -> Outcome<()> {
    model.save(folder.join("model.json"))?;
    std::fs::write(folder.join("spec.toml"), model.spec().to_toml()?)?;
    let threshold = people.threshold();
    let links: Vec<&ScoredPair> = scored
        .pairs()
        .iter()
        .filter(|pair| pair.probability() >= threshold)
        .collect();
    match arguments.format {
        Format::Csv => {
            write_links_csv(&folder.join("links.csv"), records, &links)?;
            write_persons_csv(&folder.join("persons.csv"), records, people)
        }
        Format::Parquet => {
            write_parquet(&folder.join("links.parquet"), links_frame(records, &links)?)?;
            write_parquet(
                &folder.join("persons.parquet"),
                persons_frame(records, people)?,
            )
        }
    }
}

fn id(records: &Records, record: RecordId) -> &str {
    records.record_ids().get(record.index()).unwrap_or_default()
}

fn source(records: &Records, record: RecordId) -> &str {
    let found = records
        .sources()
        .iter()
        .find(|source| source.rows.contains(&record.0));
    found.map_or("", |source| &source.name)
}

fn write_links_csv(path: &Path, records: &Records, links: &[&ScoredPair]) -> Outcome<()> {
    let mut writer =
        csv::Writer::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let several = records.sources().len() > 1;
    let header: &[&str] = &[
        "left",
        "right",
        "match_weight",
        "match_probability",
        "left_source",
        "right_source",
    ];
    writer.write_record(&header[..if several { 6 } else { 4 }])?;
    for pair in links {
        writer.write_field(id(records, pair.left))?;
        writer.write_field(id(records, pair.right))?;
        writer.write_field(pair.weight.to_string())?;
        writer.write_field(pair.probability().to_string())?;
        if several {
            writer.write_field(source(records, pair.left))?;
            writer.write_field(source(records, pair.right))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.flush()?)
}

fn write_persons_csv(path: &Path, records: &Records, people: &PersonIndex) -> Outcome<()> {
    let mut writer =
        csv::Writer::from_path(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let several = records.sources().len() > 1;
    writer.write_record(
        &["record_id", "person_id", "weight", "source"][..if several { 4 } else { 3 }],
    )?;
    for (place, (person, weight)) in people.persons().iter().zip(people.weights()).enumerate() {
        let record = RecordId(place as u32);
        writer.write_field(id(records, record))?;
        writer.write_field(person.to_string())?;
        writer.write_field(if weight.is_finite() {
            weight.to_string()
        } else {
            String::new()
        })?;
        if several {
            writer.write_field(source(records, record))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.flush()?)
}

fn links_frame(records: &Records, links: &[&ScoredPair]) -> Outcome<DataFrame> {
    let text = |value: &dyn Fn(&ScoredPair) -> String| {
        links.iter().map(|pair| value(pair)).collect::<Vec<_>>()
    };
    let number = |value: &dyn Fn(&ScoredPair) -> f64| {
        links.iter().map(|pair| value(pair)).collect::<Vec<_>>()
    };
    let mut columns = vec![
        Column::new(
            "left".into(),
            text(&|pair| id(records, pair.left).to_owned()),
        ),
        Column::new(
            "right".into(),
            text(&|pair| id(records, pair.right).to_owned()),
        ),
        Column::new("match_weight".into(), number(&|pair| pair.weight)),
        Column::new(
            "match_probability".into(),
            number(&|pair| pair.probability()),
        ),
    ];
    if records.sources().len() > 1 {
        let of = |record: fn(&ScoredPair) -> RecordId| {
            text(&|pair| source(records, record(pair)).to_owned())
        };
        columns.push(Column::new("left_source".into(), of(|pair| pair.left)));
        columns.push(Column::new("right_source".into(), of(|pair| pair.right)));
    }
    Ok(DataFrame::new(links.len(), columns)?)
}

fn persons_frame(records: &Records, people: &PersonIndex) -> Outcome<DataFrame> {
    let places = || (0..people.len() as u32).map(RecordId);
    let ids: Vec<&str> = places().map(|record| id(records, record)).collect();
    let persons: Vec<u32> = people.persons().iter().map(|person| person.0).collect();
    let weights: Vec<Option<f64>> = people
        .weights()
        .iter()
        .map(|w| w.is_finite().then_some(*w))
        .collect();
    let mut columns = vec![
        Column::new("record_id".into(), ids),
        Column::new("person_id".into(), persons),
        Column::new("weight".into(), weights),
    ];
    if records.sources().len() > 1 {
        let sources: Vec<&str> = places().map(|record| source(records, record)).collect();
        columns.push(Column::new("source".into(), sources));
    }
    Ok(DataFrame::new(people.len(), columns)?)
}

fn write_parquet(path: &Path, mut frame: DataFrame) -> Outcome<()> {
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    ParquetWriter::new(file).finish(&mut frame)?;
    Ok(())
}

/// Seconds by stage, and a spinner that names the last stage done.
struct Clock {
    started: Instant,
    last: Instant,
    laps: BTreeMap<&'static str, f64>,
    spinner: ProgressBar,
}

impl Clock {
    fn start() -> Self {
        let spinner = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}");
        spinner.set_style(style.expect("the template is well formed"));
        spinner.enable_steady_tick(std::time::Duration::from_millis(120));
        let now = Instant::now();
        Self {
            started: now,
            last: now,
            laps: BTreeMap::new(),
            spinner,
        }
    }

    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps
            .insert(stage, rounded(now.duration_since(self.last).as_secs_f64()));
        self.last = now;
        self.spinner.set_message(format!("{stage} done"));
    }

    fn total(&self) -> f64 {
        rounded(self.started.elapsed().as_secs_f64())
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Peak resident memory in MiB, where the system tells.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
