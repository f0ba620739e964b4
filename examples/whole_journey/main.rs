//! The whole journey: records of several agencies linked to people, people followed, change compared, small
//! numbers protected, and a report.
//!
//! ```text
//! cargo run --example whole_journey
//! cargo run --example whole_journey -- --data my_records --study my_study.toml --out my_report
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use throughline::disclosure::{Policy, ResultsBeside};
use throughline::ingest::{self, ValidationReport};
use throughline::linkage::{LinkageSpec, MatchProbability};
use throughline::longitudinal::{Followed, PersonAttributes, Study};
use throughline::report::{self, Report, Summary};
use throughline::standardise::Standardiser;
use throughline::{evidence, outcomes, voice};

mod context;
mod files;

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
    let read = ingest::read(&files::sources(&arguments.data, &arguments.out)?)?;
    progress.set_message("linking");
    let records = Standardiser::default().records(&read.datasets)?;
    let model = LinkageSpec::for_records(&records)?.train(&records)?;
    let scored = model.score(&records)?;
    let people = scored.resolve(threshold)?;
    progress.set_message("following and comparing");
    let attributes = PersonAttributes::from_records(&records, &people)?;
    let followed = study.follow_with(&read.datasets, &people, &attributes)?;
    let change = outcomes::compare(&followed.paired)?;
    let results = outcomes::analyse_followed(&followed, study.analysis())?;
    let themes = voice::themes(&read.datasets, &people, &followed)?;

    let policy = match arguments.policy {
        Preset::Dfe => Policy::dfe(),
        Preset::Acro10 => Policy::acro10(),
        Preset::Hes => Policy::hes(),
    };
    let change = policy.release(change)?;
    let results = policy.release(ResultsBeside::new(results, &change))?;
    let mut report = Report::new(study.name(), change.clone())
        .study(describe(&study, &followed))
        .themes(policy.release(themes)?)
        .results(results)
        .linkage(context::linkage(
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
            .source(context::source(validation))
            .validation(context::summary(validation)?);
    }
    let report = report.attrition(policy.release(followed.attrition)?);

    progress.finish_and_clear();
    files::tell(&read.reports, &records);
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
