//! The file as scores: one row a person, or one row a score.

use std::io::Write;
use std::path::Path;

use polars::prelude::{Column, DataFrame, IntoLazy};
use throughline::ingest::{EncodedColumn, Table};
use throughline::longitudinal::{Direction, Measure};
use throughline::outcomes::FrameScores;
use throughline::schema::DatasetKind;

use super::{Arguments, Failure, ask};

/// A measure with its times: columns of a wide file, values of a long file's time column.
struct Times {
    name: String,
    baseline: String,
    follow_up: Vec<String>,
}

/// Reads the columns in need.
pub fn read(arguments: &Arguments, remarks: &mut impl Write) -> Result<FrameScores, Failure> {
    let measures = measures(arguments)?;
    let file = File::read(&arguments.data)?;
    let broken: Vec<u64> = file
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
    let mut columns = Vec::new();
    let labels = arguments
        .by
        .iter()
        .chain(&arguments.person)
        .chain(&arguments.time);
    for name in unique(labels) {
        columns.push(Column::new(name.as_str().into(), file.labels(name)?));
    }
    if let (Some(person), Some(time)) = (&arguments.person, &arguments.time) {
        let at = |rows: Vec<usize>| -> Vec<u64> {
            rows.into_iter()
                .map(|row| file.table.lines()[row])
                .collect()
        };
        let (people, times) = (file.labels(person)?, file.labels(time)?);
        let of_nobody = at((0..people.len())
            .filter(|&row| people[row].is_none())
            .collect());
        if !of_nobody.is_empty() {
            writeln!(
                remarks,
                "left out {}: nobody in '{person}'",
                lines(&of_nobody)
            )?;
        }
        let asked = |label: &str| {
            let mut times = measures.iter();
            times.any(|own| own.baseline == label || own.follow_up.iter().any(|own| own == label))
        };
        let other = |row: &usize| times[*row].is_none_or(|label| !asked(label));
        let not_asked = at((0..times.len()).filter(other).collect());
        if !not_asked.is_empty() {
            writeln!(
                remarks,
                "not used {}: no time that is compared",
                lines(&not_asked)
            )?;
        }
    }
    let scores: Vec<&String> = match &arguments.score {
        Some(score) => vec![score],
        None => (measures.iter())
            .flat_map(|own| std::iter::once(&own.baseline).chain(&own.follow_up))
            .collect(),
    };
    for name in unique(scores.into_iter()) {
        if columns.iter().any(|column| column.name() == name) {
            let message = format!("column '{name}' can't be both scores and labels");
            return Err(Failure::Input(message));
        }
        columns.push(Column::new(name.as_str().into(), file.scores(name)?));
    }
    let frame = DataFrame::new(file.table.len(), columns);
    let frame = frame
        .map_err(|error| Failure::Input(error.to_string()))?
        .lazy();
    let scores = match (&arguments.person, &arguments.time, &arguments.score) {
        (Some(person), Some(time), Some(score)) => FrameScores::long(frame, person, time, score),
        (Some(person), _, _) => FrameScores::wide(frame).person(person),
        _ => FrameScores::wide(frame),
    };
    let scores = arguments.by.iter().fold(scores, FrameScores::group_by);
    let mut scores = scores;
    for own in measures {
        let waves = own
            .follow_up
            .iter()
            .map(|column| (column.clone(), column.clone()));
        scores = scores.with(declared(arguments, &own)?, own.baseline.clone(), waves);
    }
    Ok(scores)
}

fn declared(arguments: &Arguments, own: &Times) -> Result<Measure, Failure> {
    let direction = if arguments.lower_is_better {
        Direction::LowerIsBetter
    } else {
        Direction::HigherIsBetter
    };
    let any = (f64::NEG_INFINITY, f64::INFINITY);
    let plain = Measure::new(
        &own.name,
        DatasetKind::Assessments,
        &own.name,
        any,
        direction,
    );
    let measure = Measure {
        minimal_important_change: arguments.important_change,
        ..plain
    };
    ask::declare(&arguments.asked, measure)
}

fn unique<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut seen: Vec<&String> = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

fn measures(arguments: &Arguments) -> Result<Vec<Times>, Failure> {
    let mut measures: Vec<Times> = arguments
        .measure
        .iter()
        .map(|text| times(text))
        .collect::<Result<_, _>>()?;
    if let Some(baseline) = &arguments.baseline {
        measures.push(Times {
            name: baseline.clone(),
            baseline: baseline.clone(),
            follow_up: arguments.follow_up.clone(),
        });
    }
    for own in &measures {
        if own.follow_up.contains(&own.baseline) {
            return Err(Failure::Input(format!(
                "column '{}' is named as baseline and as follow-up; name two columns",
                own.baseline
            )));
        }
    }
    Ok(measures)
}

fn times(text: &str) -> Result<Times, Failure> {
    let parts = text.split_once('=').and_then(|(name, times)| {
        let mut times = times.split(',').map(str::to_owned);
        let (baseline, follow_up) = (times.next()?, times.collect::<Vec<_>>());
        (!name.is_empty() && !follow_up.is_empty()).then(|| Times {
            name: name.to_owned(),
            baseline,
            follow_up,
        })
    });
    let message = || format!("--measure is NAME=BASELINE,FOLLOW-UP[,..], not '{text}'");
    parts.ok_or_else(|| Failure::Input(message()))
}

/// The table with the name of its file for messages.
struct File {
    file: String,
    table: Table,
}

impl File {
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
