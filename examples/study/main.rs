//! Runs a study in TOML on a folder of records: links people, follows them, and asks everything that its `[analysis]` says.
//!
//! ```text
//! cargo run --example study
//! cargo run --example study -- --data my_records --study my_study.toml --out my_results --draws 20 --sweep
//! ```

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use throughline::ingest;
use throughline::linkage::{LinkDraws, LinkageSpec, MatchProbability, PersonIndex};
use throughline::longitudinal::{PersonAttributes, Study};
use throughline::outcomes::{
    Analysis, LinkScenarios, Method, OVERALL, ResultRow, Results, analyse_followed_with,
};
use throughline::run::{Observer, Progress, Run};
use throughline::standardise::Standardiser;

#[path = "../whole_journey/files.rs"]
mod files;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Runs a study on the records of several agencies and writes every number with its method, people, caveats and seed.
///
/// Reads every file called referrals, care_leavers, assessments, outcomes or voice (CSV, Parquet or Arrow IPC) in a folder and
/// the folders in it. Writes results.csv, results.json and how.txt; with --draws or --sweep links.csv too. The numbers are
/// for those who hold the data: nothing is suppressed. Exit code 2 means that the input could not be used.
#[derive(Parser)]
struct Arguments {
    /// Folder of records; the samples when not given.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples"))]
    data: PathBuf,
    /// Study in TOML; `study.toml` in the data folder when not given.
    #[arg(long, value_name = "FILE")]
    study: Option<PathBuf>,
    /// Folder for the results; made when it is not there.
    #[arg(long, value_name = "DIR", default_value = "target/study")]
    out: PathBuf,
    /// Methods by name, parted by commas, or `all`, in place of the study's.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    methods: Vec<String>,
    /// Seed of every random step, in place of the study's.
    #[arg(long)]
    seed: Option<u64>,
    /// Match probability at or above which two records are one person.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    threshold: f64,
    /// Also draw so many link sets by their probabilities and combine the results.
    #[arg(long, default_value_t = 0, value_name = "SETS")]
    draws: u32,
    /// Also link at other thresholds, and by certain links alone where the specification has any.
    #[arg(long)]
    sweep: bool,
}

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
    if !arguments.data.is_dir() {
        return Err(format!("{}: not a folder", arguments.data.display()).into());
    }
    let in_data = || arguments.data.join("study.toml");
    let study_file = arguments.study.clone().unwrap_or_else(in_data);
    if !study_file.exists() {
        let study_file = study_file.display();
        return Err(format!("{study_file}: not there; name a study with --study").into());
    }
    let study = Study::read(&study_file)?;
    let analysis = analysis(arguments, &study)?;

    let read = ingest::read(&files::sources(&arguments.data, &arguments.out)?)?;
    let records = Standardiser::default().records(&read.datasets)?;
    let model = LinkageSpec::for_records(&records)?.train(&records)?;
    let scored = model.score(&records)?;
    files::tell(&read.reports, &records);

    let follow = |people: &PersonIndex| {
        let attributes = PersonAttributes::from_records(&records, people)?;
        study.follow_with(&read.datasets, people, &attributes)
    };
    let followed = follow(&scored.resolve(threshold)?)?;
    for finding in ingest::count_findings(&followed.findings) {
        eprintln!("  {finding}");
    }
    let watch = Watch(bar());
    let results = analyse_followed_with(&followed, &analysis, &Run::new().observer(&watch))?;
    watch.0.finish_and_clear();
    write(arguments, &results)?;
    let everyone = |row: &&ResultRow| row.grouping == OVERALL && row.method == Method::PairedT;
    println!("{}", results.filtered(everyone).table());
    let (rows, defined) = (results.rows().len(), results.rows().iter());
    let defined = defined.filter(|row| row.estimate.is_some() || row.p.is_some());
    println!("{rows} rows, {} with a number", defined.count());

    if arguments.draws > 0 || arguments.sweep {
        let mut scenarios = LinkScenarios::at(threshold);
        if arguments.sweep {
            let others = [0.5, 0.8, 0.9, 0.99].into_iter().map(MatchProbability::new);
            scenarios = scenarios.sweep(others.collect::<Result<Vec<_>, _>>()?);
        }
        if arguments.draws > 0 {
            let seed = analysis.seed;
            scenarios = scenarios.drawn(LinkDraws::new().draws(arguments.draws).seed(seed));
        }
        let found = scenarios.analyse(&scored, &analysis, follow)?;
        found.write_csv(create(arguments, "links.csv")?)?;
        println!("{}", found.filtered(everyone).table(Method::PairedT));
    }
    println!("{}", arguments.out.join("results.csv").display());
    Ok(())
}

/// The study's analysis, with what the command line says in its place.
fn analysis(arguments: &Arguments, study: &Study) -> Outcome<Analysis> {
    let mut analysis = study.analysis().clone();
    if let Some(seed) = arguments.seed {
        analysis.seed = seed;
    }
    if arguments.methods == ["all"] {
        analysis.methods = Method::ALL.to_vec();
    } else if !arguments.methods.is_empty() {
        let method = |name: &String| {
            let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
            let message = format!(
                "there is no method '{name}'; methods are {}",
                names.join(", ")
            );
            Method::from_name(name.trim()).ok_or(message)
        };
        let methods = arguments.methods.iter().map(method);
        analysis.methods = methods.collect::<Result<_, _>>()?;
    }
    analysis.check(study.groups())?;
    Ok(analysis)
}

fn create(arguments: &Arguments, name: &str) -> Outcome<std::io::BufWriter<std::fs::File>> {
    let path = arguments.out.join(name);
    let failed = |error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(&arguments.out).map_err(failed)?;
    Ok(std::io::BufWriter::new(
        std::fs::File::create(&path).map_err(failed)?,
    ))
}

fn write(arguments: &Arguments, results: &Results) -> Outcome<()> {
    results.write_csv(create(arguments, "results.csv")?)?;
    serde_json::to_writer_pretty(create(arguments, "results.json")?, results)?;
    let mut how = create(arguments, "how.txt")?;
    for row in results.rows() {
        writeln!(how, "{}", results.how(row))?;
    }
    how.flush()?;
    Ok(())
}

/// Draws progress on a terminal.
struct Watch(ProgressBar);

impl Observer for Watch {
    fn progress(&self, progress: Progress) {
        self.0.set_length(progress.total);
        self.0.set_position(progress.done);
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{elapsed_precise} {bar:40} {pos}/{len} analysing");
    bar.set_style(style.expect("the template is well formed"));
    bar
}
