//! Links person records: finds duplicates in one file, or the same people in several.
//!
//! ```text
//! cargo run --example link -- --data people.csv
//! cargo run --example link -- --data school.csv --data health.csv --id pupil_ref --out linked
//! cargo run --example link -- --data people.csv --splink model.json
//! ```

mod clock;
mod input;
mod model;
mod output;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use serde_json::{Value, json};
use throughline::ingest::ValidationReport;
use throughline::linkage::{
    Chains, MatchProbability, Resolution, Resolved, ScoredPairs, Scoring, Truth,
};
use throughline::standardise::Records;

use clock::{Clock, peak_mb};
use input::Input;
use model::{Given, describe, describe_plan, run};

/// Links person records: finds duplicates in one file, or the same people in several.
///
/// Columns are recognised by their headers (forename, surname, dob, postcode, ...); other columns count as further
/// identifiers under their own names, so leave out what does not identify a person. Blocking rules, comparisons
/// and training are chosen from the data unless a specification or a model is given. The last line on standard output is
/// one JSON object with the figures of the run.
#[derive(Parser)]
struct Arguments {
    /// CSV, Parquet or Arrow IPC file; give it again to link several files.
    #[arg(long, required = true, value_name = "FILE")]
    data: Vec<PathBuf>,
    /// Specification in TOML: blocking rules, comparisons and all else.
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["model", "splink"])]
    spec: Option<PathBuf>,
    /// Model that an earlier run wrote: scores without training.
    #[arg(long, value_name = "FILE.json", conflicts_with = "splink")]
    model: Option<PathBuf>,
    /// Splink 4 or 5 settings or model: values are compared as they are; a trained model is run as it is.
    #[arg(long, value_name = "SETTINGS.json")]
    splink: Option<PathBuf>,
    /// Train a Splink model anew though it is trained.
    #[arg(long, requires = "splink")]
    train: bool,
    /// Column that holds the record id; recognised by its header, or the line number, when not given.
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column that holds the true person; kept out of linkage and used to measure accuracy.
    #[arg(long, value_name = "COLUMN")]
    truth: Option<String>,
    /// Match probability at or above which a pair is a link.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    threshold: f64,
    /// What hangs together and is one person.
    #[arg(long, value_enum, default_value_t = Linked::Chains)]
    linked: Linked,
    /// Links whose margin over the runner-up is below so many bits go to clerical review.
    #[arg(long, default_value_t = 0.0, value_name = "BITS")]
    close_margin: f64,
    /// Keep of each record only its best so many candidate pairs.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// CSV of records that must never be linked: two columns, each `dataset/id`.
    #[arg(long, value_name = "FILE.csv")]
    never: Option<PathBuf>,
    /// With several files, look for duplicates within each file too, whatever the specification says.
    #[arg(long, conflicts_with_all = ["model", "splink"])]
    dedupe: bool,
    /// Column to leave out; give it again for several.
    #[arg(long, value_name = "COLUMN")]
    ignore: Vec<String>,
    /// Count the pairs of each blocking rule before any is scored, and say so.
    #[arg(long)]
    plan: bool,
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

#[derive(Clone, Copy, ValueEnum)]
enum Linked {
    /// Whatever hangs together by any chain of links.
    Chains,
    /// Only records that are all linked with one another.
    Complete,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match linked(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn linked(arguments: &Arguments) -> Outcome<()> {
    let resolution = resolution(arguments)?;
    let given = Given::read(arguments)?;
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut clock = Clock::start();
    let id = arguments.id.as_deref().or(given.id());
    let Input { read, truth } = input::read(arguments, id)?;
    clock.lap("read");
    let records = given.records(&read)?;
    let reports = read.reports;
    drop(read.datasets);
    clock.lap("standardise");
    let model = given.model(arguments, &records, &mut clock)?;
    describe(&model);
    if arguments.plan {
        describe_plan(&model.spec().plan(&records)?);
        clock.lap("plan");
    }
    let scoring = Scoring::new().run(run(arguments).observer(&clock));
    let scoring = arguments.top.into_iter().fold(scoring, Scoring::top);
    let scored = model.score_with(&records, &scoring)?;
    clock.lap("score");
    let resolved = scored.resolve_with(&resolution)?;
    clock.lap("resolve");
    if let Some(folder) = &arguments.out {
        output::write(folder, arguments, &records, &model, &resolved, &reports)?;
        clock.lap("write");
    }
    let mut figures = figures(&records, &reports, &scored, &resolved, &clock);
    if let Some(labels) = truth {
        let truth = Truth::new(&records, &labels, scored.link_type())?;
        figures["true_pairs"] = json!(truth.pairs());
        figures["best_f1"] = json!(scored.best_f1(&truth));
        figures["at_threshold"] =
            json!(scored.accuracy(&truth, MatchProbability::new(arguments.threshold)?));
        figures["clusters"] = json!(resolved.people.accuracy(&truth));
    }
    println!("{figures}");
    Ok(())
}

fn resolution(arguments: &Arguments) -> Outcome<Resolution> {
    let chains = match arguments.linked {
        Linked::Chains => Chains::Allowed,
        Linked::Complete => Chains::Complete,
    };
    let threshold = MatchProbability::new(arguments.threshold)?;
    Ok(Resolution::new(threshold)
        .chains(chains)
        .close_margin(arguments.close_margin))
}

fn figures(
    records: &Records,
    reports: &[ValidationReport],
    scored: &ScoredPairs,
    resolved: &Resolved,
    clock: &Clock,
) -> Value {
    let sum = |count: fn(&ValidationReport) -> usize| reports.iter().map(count).sum::<usize>();
    json!({
        "rows_in": sum(ValidationReport::rows_in),
        "set_aside": sum(ValidationReport::quarantined),
        "records": records.len(),
        "candidate_pairs": scored.candidate_pairs(),
        "links": resolved.links.len(),
        "for_review": resolved.links.iter().filter(|link| link.review).count(),
        "refused": resolved.refused.len(),
        "persons": resolved.people.person_count(),
        "threshold": resolved.people.threshold(),
        "seconds": clock.laps,
        "total_seconds": clock.total(),
        "peak_mb": peak_mb(),
    })
}
