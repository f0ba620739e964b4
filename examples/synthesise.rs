//! Makes invented people and their records, with the truth, at any size.

use std::ffi::OsStr;
use std::fmt::Display;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use throughline::synthetic::Population;

/// Make invented people and their records, with the truth beside them.
///
/// A name that ends in .csv gets a plain register of person records (about 1.92 a person) with the columns
/// record_id, person, source, forename, surname, date_of_birth, sex, postcode, address_line and upn; `person` is
/// the truth. Any other name is a directory and gets the five datasets of eight invented agencies, their truth
/// and a study. The same number of people and seed always give the same bytes.
#[derive(Parser)]
struct Arguments {
    /// Number of people, 1 to 20 million
    #[arg(long)]
    people: u64,
    /// Seed of every random draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A .csv file for the register, or a directory for the datasets
    #[arg(long, value_name = "FILE|DIR")]
    out: PathBuf,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let population = Population::builder(arguments.people)
        .seed(arguments.seed)
        .build()?;
    let started = Instant::now();
    let bar = progress_bar(arguments.people);
    let progress = |done| bar.set_position(done);
    let out = &arguments.out;
    let written = match wants_register(out) {
        true => write_register(&population, out, progress)?,
        false => write_datasets(&population, out, progress)?,
    };
    bar.finish_and_clear();
    println!(
        "{written} of {} people in {} ({:.1} s)",
        arguments.people,
        out.display(),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// A .csv file is wanted, rather than a directory.
fn wants_register(out: &Path) -> bool {
    let csv = |ending: &OsStr| ending.eq_ignore_ascii_case("csv");
    out.extension().is_some_and(csv) && !out.is_dir()
}

fn write_register(
    population: &Population,
    out: &Path,
    progress: impl FnMut(u64),
) -> Result<String, Box<dyn std::error::Error>> {
    let at = |error: &dyn Display| format!("{}: {error}", out.display());
    let file = File::create(out).map_err(|error| at(&error))?;
    let writer = BufWriter::with_capacity(1 << 20, file);
    let records = population
        .write_register(writer, progress)
        .map_err(|error| at(&error))?;
    Ok(format!("{records} records"))
}

fn write_datasets(
    population: &Population,
    out: &Path,
    progress: impl FnMut(u64),
) -> Result<String, Box<dyn std::error::Error>> {
    let written = population.write_datasets(out, progress)?;
    Ok(format!(
        "{} records in {} datasets",
        written.records,
        written.files.len()
    ))
}

fn progress_bar(people: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} people, {eta} left");
    let bar = ProgressBar::new(people);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
