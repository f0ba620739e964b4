//! Compares a baseline with its follow-ups in a plain CSV file: one row a person, one column a time.
//!
//! ```text
//! cargo run --example compare -- --data scores.csv --baseline before --follow-up after --by service
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use comfy_table::CellAlignment;
use serde::Serialize;
use throughline::ingest::{EncodedColumn, Table};
use throughline::kernel::stats::{EFFECT_NAMES, Interval, SignedRankMethod};
use throughline::longitudinal::Direction;
use throughline::outcomes::{ComparisonRow, OVERALL, WideScores, compare_columns};

/// Compare people's scores at baseline with the same people's scores at follow-up.
///
/// Reads a table with a header and one row a person. Change is follow-up minus baseline. Empty cells and NA, NaN, NULL
/// and "." are missing. Exit code 2 means that the input could not be used, and the message says why.
#[derive(Debug, Parser)]
#[command(name = "compare")]
pub struct Arguments {
    /// CSV file (comma, semicolon or tab; UTF-8 or Windows-1252), Parquet or Arrow IPC
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Column of scores at baseline
    #[arg(long, value_name = "COLUMN")]
    baseline: String,
    /// Column of scores at follow-up; repeat it for several waves
    #[arg(long, value_name = "COLUMN", required = true)]
    follow_up: Vec<String>,
    /// Column whose values are the groups to compare
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// A fall in the score is an improvement
    #[arg(long)]
    lower_is_better: bool,
    /// Smallest change, in score units, that counts as improved or worse [default: any change]
    #[arg(long, value_name = "CHANGE")]
    important_change: Option<f64>,
    /// Write one JSON array, an object per group and follow-up, at full precision
    #[arg(long)]
    json: bool,
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
    let scores = Scores::read(&arguments.data)?;
    let broken: Vec<u64> = scores
        .table
        .broken_rows()
        .iter()
        .map(|row| row.line)
        .collect();
    if !broken.is_empty() {
        writeln!(
            remarks,
            "left out {}: not a row of as many fields as the header",
            lines(&broken)
        )?;
    }
    let rows = compare(arguments, &scores)?;
    if rows.iter().all(|row| row.n_paired == 0) {
        writeln!(
            remarks,
            "nobody has a score both at baseline and at follow-up"
        )?;
    }
    if arguments.json {
        let objects: Vec<Object<'_>> = rows.iter().map(Object::from).collect();
        serde_json::to_writer_pretty(&mut *out, &objects).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        print_table(arguments, &rows, out)?;
    }
    Ok(())
}

fn compare(arguments: &Arguments, table: &Scores) -> Result<Vec<ComparisonRow>, Failure> {
    if arguments.follow_up.contains(&arguments.baseline) {
        return Err(Failure::Input(format!(
            "column '{}' is named as baseline and as follow-up; name two columns",
            arguments.baseline
        )));
    }
    let baseline = table.scores(&arguments.baseline)?;
    let mut waves = Vec::new();
    for name in &arguments.follow_up {
        waves.push((name, table.scores(name)?));
    }
    let labels = arguments
        .by
        .as_ref()
        .map(|name| table.labels(name))
        .transpose()?;
    let direction = if arguments.lower_is_better {
        Direction::LowerIsBetter
    } else {
        Direction::HigherIsBetter
    };
    let mut scores = WideScores::new(&arguments.baseline, direction, &baseline);
    for (name, values) in &waves {
        scores = scores.wave(name, values);
    }
    if let (Some(name), Some(labels)) = (&arguments.by, &labels) {
        scores = scores.group_by(name, labels);
    }
    if let Some(change) = arguments.important_change {
        scores = scores.minimal_important_change(change);
    }
    let comparison = compare_columns(&scores)?;
    let wanted = arguments.by.as_deref().unwrap_or(OVERALL);
    let rows = comparison
        .rows()
        .iter()
        .filter(|row| row.grouping == wanted);
    Ok(rows.cloned().collect())
}

/// One group at one follow-up, as it is written in JSON.
#[derive(Serialize)]
struct Object<'a> {
    follow_up: &'a str,
    group: &'a str,
    n: u64,
    n_eligible: u64,
    n_baseline: u64,
    n_lost: u64,
    mean_baseline: Option<f64>,
    mean_follow_up: Option<f64>,
    sd_baseline: Option<f64>,
    sd_follow_up: Option<f64>,
    mean_change: Option<f64>,
    sd_change: Option<f64>,
    ci: Option<[f64; 2]>,
    t: Option<f64>,
    df: Option<f64>,
    p_t: Option<f64>,
    w: Option<f64>,
    p_wilcoxon: Option<f64>,
    wilcoxon_method: Option<SignedRankMethod>,
    n_zero: Option<u64>,
    effects: BTreeMap<&'static str, Option<f64>>,
    improved: u64,
    same: u64,
    worse: u64,
    threshold: f64,
}

impl<'a> From<&'a ComparisonRow> for Object<'a> {
    fn from(row: &'a ComparisonRow) -> Self {
        let change = row.change.as_ref();
        let t_test = change.and_then(|change| change.t_test);
        let signed_rank = change.and_then(|change| change.signed_rank);
        let effect = |name| change.and_then(|change| change.effect(name));
        Self {
            follow_up: &row.wave,
            group: &row.group,
            n: row.n_paired,
            n_eligible: row.n_eligible,
            n_baseline: row.n_baseline,
            n_lost: row.n_lost(),
            mean_baseline: change.map(|change| change.mean_baseline),
            mean_follow_up: change.map(|change| change.mean_follow_up),
            sd_baseline: change.map(|change| change.sd_baseline),
            sd_follow_up: change.map(|change| change.sd_follow_up),
            mean_change: change.map(|change| change.mean_change),
            sd_change: change.map(|change| change.sd_change),
            ci: change.map(|change| [change.ci.lower, change.ci.upper]),
            t: t_test.map(|test| test.t),
            df: t_test.map(|test| test.df),
            p_t: t_test.map(|test| test.p),
            w: signed_rank.map(|test| test.w),
            p_wilcoxon: signed_rank.map(|test| test.p),
            wilcoxon_method: signed_rank.map(|test| test.method),
            n_zero: signed_rank.map(|test| test.n_zero),
            effects: EFFECT_NAMES
                .into_iter()
                .map(|name| (name, effect(name).map(|effect| effect.value)))
                .collect(),
            improved: row.responders.improved,
            same: row.responders.same,
            worse: row.responders.worse,
            threshold: row.responders.threshold,
        }
    }
}

const HEADER: [&str; 13] = [
    "follow-up",
    "group",
    "n",
    "lost",
    "baseline",
    "follow-up mean",
    "change (95% CI)",
    "t (df)",
    "p",
    "Wilcoxon W",
    "p",
    "d_av_rms",
    "better / same / worse",
];

fn print_table(
    arguments: &Arguments,
    rows: &[ComparisonRow],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::ASCII_MARKDOWN);
    table.set_header(HEADER);
    for row in rows {
        table.add_row(table_cells(row));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let better = if arguments.lower_is_better {
        "lower"
    } else {
        "higher"
    };
    writeln!(out, "{table}")?;
    writeln!(
        out,
        "\nChange from {} is follow-up minus baseline; {better} is better. Lost: a baseline and no follow-up.",
        arguments.baseline
    )?;
    writeln!(
        out,
        "t: paired t test. Wilcoxon: signed-rank test, exact unless p is marked ~ (normal approximation)."
    )?;
    writeln!(
        out,
        "d_av_rms: change over the root mean square of the two standard deviations."
    )?;
    writeln!(out, "A change is not proof of its cause.")?;
    Ok(())
}

fn table_cells(row: &ComparisonRow) -> [String; 13] {
    let change = row.change.as_ref();
    let show = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let t_test = change.and_then(|change| change.t_test);
    let signed_rank = change.and_then(|change| change.signed_rank);
    let responders = &row.responders;
    [
        row.wave.clone(),
        row.group.clone(),
        row.n_paired.to_string(),
        row.n_lost().to_string(),
        show(change.map(|c| format!("{:.2}", c.mean_baseline))),
        show(change.map(|c| format!("{:.2}", c.mean_follow_up))),
        show(change.map(|c| format!("{:.2} ({})", c.mean_change, interval(&c.ci)))),
        show(t_test.map(|test| format!("{:.3} ({})", test.t, test.df))),
        show(t_test.map(|test| p_value(test.p))),
        show(signed_rank.map(|test| test.w.to_string())),
        show(signed_rank.map(|test| {
            let mark = if test.method == SignedRankMethod::Normal {
                "~"
            } else {
                ""
            };
            format!("{mark}{}", p_value(test.p))
        })),
        show(
            change
                .and_then(|c| c.headline_effect())
                .map(|effect| format!("{:.2}", effect.value)),
        ),
        format!(
            "{} / {} / {}",
            responders.improved, responders.same, responders.worse
        ),
    ]
}

fn interval(ci: &Interval) -> String {
    format!("{:.2} to {:.2}", ci.lower, ci.upper)
}

fn p_value(p: f64) -> String {
    if p < 0.0001 {
        "<0.0001".to_owned()
    } else {
        format!("{p:.4}")
    }
}

/// The table with the name of its file for messages.
struct Scores {
    file: String,
    table: Table,
}

impl Scores {
    fn read(path: &Path) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let table = Table::read(path)?;
        if table.is_empty() {
            return Err(Failure::Input(format!(
                "{file}: has a header and no usable row; it needs one row a person"
            )));
        }
        Ok(Self { file, table })
    }

    fn column(&self, name: &str) -> Result<&EncodedColumn, Failure> {
        self.table.column(name).ok_or_else(|| {
            Failure::Input(format!(
                "{}: there is no column '{name}'; its columns are {}",
                self.file,
                self.table.headers().join(", ")
            ))
        })
    }

    fn labels(&self, name: &str) -> Result<Vec<Option<&str>>, Failure> {
        let column = self.column(name)?;
        let label = |row| column.get(row).filter(|value| !is_missing(value));
        Ok((0..column.len()).map(label).collect())
    }

    fn scores(&self, name: &str) -> Result<Vec<Option<f64>>, Failure> {
        let labels = self.labels(name)?;
        let parse = |value: &str| value.parse().ok().filter(|score: &f64| score.is_finite());
        let scores: Vec<Option<f64>> = labels.iter().map(|value| value.and_then(parse)).collect();
        let wrong: Vec<u64> = (0..scores.len())
            .filter(|&row| labels[row].is_some() && scores[row].is_none())
            .map(|row| self.table.lines()[row])
            .collect();
        if wrong.is_empty() {
            return Ok(scores);
        }
        Err(Failure::Input(format!(
            "{}: column '{name}' has a value that is not a number on {}; write numbers with a decimal point, and \
             leave missing ones empty",
            self.file,
            lines(&wrong)
        )))
    }
}

fn is_missing(value: &str) -> bool {
    ["", ".", "NA", "NaN", "NULL"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

/// "line 4", "lines 4, 9 and 12", "lines 4, 9, 12, 15, 20 and 7 more".
fn lines(numbers: &[u64]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = numbers.iter().take(SHOWN).map(u64::to_string).collect();
    match (numbers.len(), shown.as_slice()) {
        (1, [only]) => format!("line {only}"),
        (count, shown) if count > SHOWN => {
            format!("lines {} and {} more", shown.join(", "), count - SHOWN)
        }
        (_, [first @ .., last]) => format!("lines {} and {last}", first.join(", ")),
        (_, []) => "no line".to_owned(),
    }
}
