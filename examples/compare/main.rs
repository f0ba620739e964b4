//! Compares baselines with their follow-ups in a plain file: one row a person, or one row a score.
//!
//! ```text
//! cargo run --example compare -- --data scores.csv --baseline before --follow-up after --by service
//! cargo run --example compare -- --data scores.csv --baseline before --follow-up after --methods paired_t,bootstrap --how
//! cargo run --example compare -- --data long.csv --person id --time wave --score score --baseline 0 --follow-up 6m
//! ```

use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, Parser};
use throughline::outcomes::{Comparison, Method, OVERALL};

mod ask;
mod input;
mod object;
mod table;

/// Compare people's scores at baseline with the same people's scores at follow-up.
///
/// Reads a table with a header and one row a person, or (with --person, --time and --score) one row a score. Change is
/// follow-up minus baseline. Empty cells and NA, NaN, NULL and "." are missing. Exit code 2 means that the input could not be
/// used, and the message says why.
#[derive(Debug, Parser)]
#[command(name = "compare")]
pub struct Arguments {
    /// File: CSV (comma, semicolon or tab; UTF-8 or Windows-1252), Parquet or Arrow IPC
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Column of scores at baseline (with --time: the time of the baseline)
    #[arg(long, value_name = "COLUMN", required_unless_present = "measure")]
    baseline: Option<String>,
    /// Column of scores at follow-up; repeat it for several waves
    #[arg(long, value_name = "COLUMN", required_unless_present = "measure")]
    follow_up: Vec<String>,
    /// A measure by name, with its baseline and follow-ups; repeat it for several measures
    #[arg(long, value_name = "NAME=BASELINE,FOLLOW-UP[,..]", conflicts_with_all = ["baseline", "follow_up"])]
    measure: Vec<String>,
    /// Column that says whose a row is
    #[arg(long, value_name = "COLUMN")]
    person: Option<String>,
    /// Column of times, where every row is one score
    #[arg(long, value_name = "COLUMN", requires_all = ["person", "score"])]
    time: Option<String>,
    /// Column of scores, where every row is one score
    #[arg(long, value_name = "COLUMN", requires = "time")]
    score: Option<String>,
    /// Column whose values are the groups to compare; repeat it for several
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,
    /// A fall in the score is an improvement
    #[arg(long)]
    lower_is_better: bool,
    /// Smallest change, in score units, that counts as improved or worse [default: any change]
    #[arg(long, value_name = "CHANGE")]
    important_change: Option<f64>,
    /// Write one JSON array, an object per row, at full precision
    #[arg(long)]
    json: bool,
    /// Say how long reading and analysing took, and the most memory used
    #[arg(long)]
    timing: bool,
    #[command(flatten)]
    asked: Asked,
}

/// What is asked beyond the comparison; every option but --methods and --how belongs to some method.
#[derive(Debug, Args)]
struct Asked {
    /// Methods by name, parted by commas, or `all`; a wrong name lists them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    methods: Vec<String>,
    /// Also say how each number was made
    #[arg(long, requires = "methods")]
    how: bool,
    /// Leave out the rows of everyone where there are groups
    #[arg(long, requires = "by")]
    groups_only: bool,
    /// Coverage of intervals
    #[arg(
        long,
        requires = "methods",
        value_name = "SHARE",
        default_value_t = 0.95
    )]
    level: f64,
    /// Seed of every random step
    #[arg(long, requires = "methods", default_value_t = 1)]
    seed: u64,
    /// Bootstrap resamples
    #[arg(long, requires = "methods", default_value_t = 2000)]
    resamples: u32,
    /// Times that lost follow-ups are imputed
    #[arg(long, requires = "methods", default_value_t = 20)]
    imputations: u32,
    /// Zeros in the signed-rank test: drop, pratt or split
    #[arg(long, requires = "methods", default_value = "drop")]
    zeros: String,
    /// Adjust p values for their number: none, holm or benjamini_hochberg
    #[arg(long, requires = "methods", default_value = "none")]
    adjust: String,
    /// One of the --by columns, whose groups are sites
    #[arg(long, requires = "methods", value_name = "COLUMN")]
    site: Option<String>,
    /// A treated and a comparison group of a --by column
    #[arg(long, requires = "methods", value_name = "COLUMN=TREATED,COMPARISON")]
    versus: Option<String>,
    /// Further --by columns to balance or adjust for
    #[arg(long, value_name = "COLUMN", requires = "versus")]
    adjust_for: Vec<String>,
    /// Share of links found correct in a check
    #[arg(long, requires = "methods", value_name = "SHARE")]
    correct_links: Option<f64>,
    /// Score that divides people in need from others
    #[arg(long, allow_hyphen_values = true, value_name = "SCORE")]
    cut_off: Option<f64>,
    /// Published test-retest reliability
    #[arg(long, value_name = "R")]
    reliability: Option<f64>,
    /// Published mean and standard deviation of the population
    #[arg(long, allow_hyphen_values = true, value_name = "MEAN,SD")]
    population: Option<String>,
    /// Published mean and standard deviation of people in need
    #[arg(
        long,
        requires = "methods",
        allow_hyphen_values = true,
        value_name = "MEAN,SD"
    )]
    clinical: Option<String>,
    /// Published mean and standard deviation of people not in need
    #[arg(
        long,
        requires = "methods",
        allow_hyphen_values = true,
        value_name = "MEAN,SD"
    )]
    functional: Option<String>,
    /// Named stages with their lowest scores, lowest first
    #[arg(
        long,
        requires = "methods",
        value_name = "NAME:FROM,..",
        value_delimiter = ','
    )]
    stages: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments, &mut io::stdout().lock(), &mut io::stderr()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Why the program stopped.
#[derive(Debug)]
pub enum Failure {
    /// The input could not be used.
    Input(String),
    /// The result could not be written.
    Output(io::Error),
}

impl Failure {
    /// 2 for unusable input, 1 for trouble in writing.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Output(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) => f.write_str(message),
            Self::Output(error) => write!(f, "the result could not be written: {error}"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<throughline::Error> for Failure {
    fn from(error: throughline::Error) -> Self {
        Self::Input(error.to_string())
    }
}

/// The whole program: the result to `out`, remarks to `remarks`.
pub fn run(
    arguments: &Arguments,
    out: &mut impl Write,
    remarks: &mut impl Write,
) -> Result<(), Failure> {
    let methods = ask::methods(&arguments.asked)?;
    let started = Instant::now();
    let scores = input::read(arguments, remarks)?;
    let read = started.elapsed();
    let started = Instant::now();
    if methods.is_empty() {
        let comparison = scores.compare()?;
        let analysed = started.elapsed();
        print_comparison(arguments, &comparison, out, remarks)?;
        timing(arguments, read, analysed, remarks)?;
    } else {
        let results = scores.analyse(&ask::analysis(&arguments.asked, methods)?)?;
        let analysed = started.elapsed();
        ask::print(arguments, &results, out, remarks)?;
        timing(arguments, read, analysed, remarks)?;
    }
    Ok(())
}

fn print_comparison(
    arguments: &Arguments,
    comparison: &Comparison,
    out: &mut impl Write,
    remarks: &mut impl Write,
) -> Result<(), Failure> {
    let grouped = !arguments.by.is_empty();
    let wanted = |grouping: &str| (grouping == OVERALL) != grouped;
    let rows = comparison.rows().iter();
    let rows: Vec<_> = rows.filter(|row| wanted(&row.grouping)).cloned().collect();
    if rows.iter().all(|row| row.n_paired == 0) {
        writeln!(
            remarks,
            "nobody has a score both at baseline and at follow-up"
        )?;
    }
    if arguments.json {
        let objects: Vec<object::Object<'_>> = rows.iter().map(object::Object::from).collect();
        serde_json::to_writer_pretty(&mut *out, &objects).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        table::print_table(arguments, &rows, out)?;
    }
    Ok(())
}

fn timing(
    arguments: &Arguments,
    read: std::time::Duration,
    analysed: std::time::Duration,
    remarks: &mut impl Write,
) -> Result<(), Failure> {
    if arguments.timing {
        let (read, analysed) = (read.as_secs_f64(), analysed.as_secs_f64());
        writeln!(remarks, "read {read:.3} s, analysed {analysed:.3} s")?;
    }
    Ok(())
}

/// Every method's name, for a message.
fn method_names() -> String {
    let names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    names.join(", ")
}
