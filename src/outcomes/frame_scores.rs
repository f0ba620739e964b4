//! Scores in a frame: one row a person, or one row a score.

use std::sync::Arc;

use polars::prelude::{DataFrame, DataType, LazyFrame, col};
use rayon::prelude::*;

use crate::error::{OutcomesError, Result};
use crate::longitudinal::{Direction, Measure};
use crate::run::Run;

use super::analyse::analyse_gathered;
use super::columns::plain_measure;
use super::compare::compare_gathered;
use super::gather::{Block, Gathered, Grouping, encode_column};
use super::membership::{ABSENT, Membership};
use super::score_columns::{Long, Scores, wide_scores};
use super::{Analysis, Comparison, Results, ScoreFinding};

/// Scores in a frame, wide (one row a person, a column a time) or long (one row a score); set it up, then
/// [`compare`](Self::compare) or [`analyse`](Self::analyse).
///
/// Only the columns in need are read, so a lazy scan of a large file costs no more than they do. A score that is null or
/// not finite is missing; one that is there and not finite is a [finding](Results::findings) too, and so is a row of a long
/// frame that names no person: it is left out. Everyone counts as due.
///
/// # Examples
///
/// ```
/// use polars::prelude::{IntoLazy, df};
/// use throughline::longitudinal::Direction;
/// use throughline::outcomes::{Analysis, FrameScores, Method};
///
/// let frame = df!["service" => ["a", "b", "a"], "before" => [3.0, 4.0, 5.0], "after" => [5.0, 4.0, 6.0]]?;
/// let scores = FrameScores::wide(frame.lazy())
///     .measure("safety", Direction::HigherIsBetter, "before", [("6 months", "after")])
///     .group_by("service");
/// let results = scores.analyse(&Analysis::of([Method::PairedT]))?;
/// let means: Vec<_> = results.rows().iter().map(|row| (row.group.as_str(), row.estimate)).collect();
/// assert_eq!(means, [("all", Some(1.0)), ("a", Some(1.5)), ("b", None)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FrameScores {
    frame: LazyFrame,
    shape: Shape,
    measures: Vec<Measured>,
    person: Option<String>,
    groups: Vec<String>,
}

/// Where scores stand in the frame.
#[derive(Clone)]
enum Shape {
    Wide,
    Long { time: String, score: String },
}

/// A measure with its times: columns of a wide frame, or values of a long frame's time column.
#[derive(Clone)]
struct Measured {
    measure: Measure,
    baseline: String,
    /// Name of the wave, and its time.
    waves: Vec<(String, String)>,
}

impl FrameScores {
    /// A frame with one row a person (or an episode) and one column for each time.
    pub fn wide(frame: LazyFrame) -> Self {
        Self {
            frame,
            shape: Shape::Wide,
            measures: Vec::new(),
            person: None,
            groups: Vec::new(),
        }
    }

    /// A frame with one row a score: columns for whose it is, for the time, and for the score. Measures are then told apart
    /// by their times; a person's groups are those of their first row.
    pub fn long(
        frame: LazyFrame,
        person: impl Into<String>,
        time: impl Into<String>,
        score: impl Into<String>,
    ) -> Self {
        Self {
            shape: Shape::Long {
                time: time.into(),
                score: score.into(),
            },
            person: Some(person.into()),
            ..Self::wide(frame)
        }
    }

    /// Adds a measure of which nothing but its direction is known: its baseline, and its waves by name, each a column of a
    /// wide frame or a value of a long frame's time column.
    #[must_use]
    pub fn measure<W: Into<String>, T: Into<String>>(
        self,
        name: &str,
        direction: Direction,
        baseline: impl Into<String>,
        waves: impl IntoIterator<Item = (W, T)>,
    ) -> Self {
        self.with(plain_measure(name, direction), baseline, waves)
    }

    /// Adds a measure of which more is known, such as its cut-off or reliability.
    #[must_use]
    pub fn with<W: Into<String>, T: Into<String>>(
        mut self,
        measure: Measure,
        baseline: impl Into<String>,
        waves: impl IntoIterator<Item = (W, T)>,
    ) -> Self {
        let waves = waves
            .into_iter()
            .map(|(wave, time)| (wave.into(), time.into()));
        self.measures.push(Measured {
            measure,
            baseline: baseline.into(),
            waves: waves.collect(),
        });
        self
    }

    /// Names the column that says whose a row is, where people stand in several rows of a wide frame.
    #[must_use]
    pub fn person(mut self, column: impl Into<String>) -> Self {
        self.person = Some(column.into());
        self
    }

    /// Adds rows by the labels of a column.
    #[must_use]
    pub fn group_by(mut self, column: impl Into<String>) -> Self {
        self.groups.push(column.into());
        self
    }

    /// Compares baseline with every follow-up, as [`compare_columns`](super::compare_columns) does.
    ///
    /// # Errors
    ///
    /// When a column is not there or holds no numbers, a time does not occur, a person has two scores at one time, a measure
    /// has no wave or one twice; when the frame engine refuses.
    pub fn compare(&self) -> Result<Comparison> {
        let frame = self.collect()?;
        Ok(compare_gathered(&self.gather(&frame)?))
    }

    /// Asks every method of an analysis.
    ///
    /// # Errors
    ///
    /// As [`compare`](Self::compare), and when [`Analysis::check`] refuses the settings.
    pub fn analyse(&self, analysis: &Analysis) -> Result<Results> {
        self.analyse_with(analysis, &Run::new())
    }

    /// As [`analyse`](Self::analyse), with a limit of threads and an observer.
    ///
    /// # Errors
    ///
    /// As [`analyse`](Self::analyse), and when the observer cancels.
    pub fn analyse_with(&self, analysis: &Analysis, run: &Run<'_>) -> Result<Results> {
        let frame = self.collect()?;
        analyse_gathered(&self.gather(&frame)?, analysis, run)
    }

    /// The columns in need, scores as doubles in one piece each.
    fn collect(&self) -> Result<DataFrame> {
        let mut frame = self.frame.clone();
        let schema = frame.collect_schema()?;
        let present = || {
            let names: Vec<&str> = schema.iter_names().map(|name| name.as_str()).collect();
            names.join(", ")
        };
        let mut wanted = Vec::new();
        for name in self.scores().into_iter().chain(self.labels()) {
            let Some(dtype) = schema.get(name) else {
                let (column, present) = (name.to_owned(), present());
                return Err(OutcomesError::NoColumn { column, present }.into());
            };
            let is_score = self.scores().contains(&name);
            if is_score && !dtype.is_primitive_numeric() && *dtype != DataType::Null {
                let (column, found) = (name.to_owned(), dtype.to_string());
                return Err(OutcomesError::NotNumbers { column, found }.into());
            }
            let target = if is_score {
                DataType::Float64
            } else {
                DataType::String
            };
            let column = col(name);
            wanted.push(if *dtype == target {
                column
            } else {
                column.cast(target)
            });
        }
        let mut frame = frame.select(wanted).collect()?;
        frame.rechunk_mut();
        Ok(frame)
    }

    /// Columns of scores, each once.
    fn scores(&self) -> Vec<&str> {
        let mut names: Vec<&str> = match &self.shape {
            Shape::Long { score, .. } => vec![score],
            Shape::Wide => (self.measures.iter())
                .flat_map(|own| {
                    let waves = own.waves.iter().map(|(_, column)| column.as_str());
                    std::iter::once(own.baseline.as_str()).chain(waves)
                })
                .collect(),
        };
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Columns of labels, each once.
    fn labels(&self) -> Vec<&str> {
        let groups = self.groups.iter().map(String::as_str);
        let time = match &self.shape {
            Shape::Long { time, .. } => Some(time.as_str()),
            Shape::Wide => None,
        };
        let mut names: Vec<&str> = groups.chain(self.person.as_deref()).chain(time).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Names of the waves of all measures, in the order in which they come first.
    fn waves(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        for own in &self.measures {
            let measure = || own.measure.name.clone();
            if own.waves.is_empty() {
                return Err(OutcomesError::NoFollowUp { measure: measure() }.into());
            }
            for (place, (wave, _)) in own.waves.iter().enumerate() {
                if own.waves[..place].iter().any(|(name, _)| name == wave) {
                    let wave = wave.clone();
                    return Err(OutcomesError::RepeatedWave {
                        measure: measure(),
                        wave,
                    }
                    .into());
                }
                if !names.contains(wave) {
                    names.push(wave.clone());
                }
            }
        }
        Ok(names)
    }

    fn gather<'f>(&self, frame: &'f DataFrame) -> Result<Gathered<'f>> {
        let waves = self.waves()?;
        let encoded: Vec<(Grouping, Vec<u32>)> = (self.groups.par_iter())
            .map(|name| Ok(encode_column(name, frame.column(name)?.str()?)))
            .collect::<Result<_>>()?;
        let (groupings, codes): (Vec<Grouping>, Vec<Vec<u32>>) = encoded.into_iter().unzip();
        let people = match &self.person {
            Some(name) => Some(self.people(frame, name)?),
            None => None,
        };
        let mut gathered = Gathered {
            measures: self
                .measures
                .iter()
                .map(|own| own.measure.clone())
                .collect(),
            waves,
            groupings,
            blocks: Vec::new(),
            persons: None,
            findings: Vec::new(),
        };
        match (&self.shape, people) {
            (Shape::Long { time, score }, Some(people)) => {
                let of_nobody = people.iter().enumerate().filter(|(_, own)| **own == ABSENT);
                gathered
                    .findings
                    .extend(of_nobody.map(|(row, _)| ScoreFinding {
                        measure: String::new(),
                        wave: String::new(),
                        field: "person",
                        row: row as u64,
                    }));
                let long = Long::new(frame, time, score, &people)?;
                let first = |codes: &Vec<u32>| long.first_of_each(codes);
                let codes = codes.iter().map(first).collect();
                self.fill(&mut gathered, codes, |name| long.at(name))?;
            }
            (_, people) => {
                gathered.persons = people;
                self.fill(&mut gathered, codes, |name| wide_scores(frame, name))?;
            }
        }
        Ok(gathered)
    }

    /// The person of each row. A row of a long frame without one is nobody's; of a wide frame it is a person of its own.
    fn people(&self, frame: &DataFrame, name: &str) -> Result<Vec<u32>> {
        let column = frame.column(name)?.str()?;
        let (grouping, mut people) = encode_column(name, column);
        if column.null_count() > 0 {
            let none = grouping.labels.len() as u32 - 1;
            for (row, person) in people
                .iter_mut()
                .enumerate()
                .filter(|(_, own)| **own == none)
            {
                *person = match self.shape {
                    Shape::Long { .. } => ABSENT,
                    Shape::Wide => none + row as u32,
                };
            }
        }
        Ok(people)
    }

    fn fill<'f>(
        &self,
        gathered: &mut Gathered<'f>,
        codes: Vec<Vec<u32>>,
        scores: impl Fn(&str) -> Result<Scores<'f>> + Sync,
    ) -> Result<()> {
        let of_measure = |own: &Measured| -> Result<Vec<Scores<'f>>> {
            let waves = own.waves.iter().map(|(_, time)| time);
            let times = std::iter::once(&own.baseline).chain(waves);
            times.map(|time| scores(time)).collect()
        };
        let membership =
            |(codes, of): (Vec<u32>, &Grouping)| Arc::new(Membership::new(codes, of.labels.len()));
        let (members, found): (Vec<_>, Vec<Result<_>>) = rayon::join(
            || {
                (codes.into_par_iter().zip(&gathered.groupings))
                    .map(membership)
                    .collect()
            },
            || self.measures.par_iter().map(of_measure).collect(),
        );
        for (measure, (own, found)) in self.measures.iter().zip(found).enumerate() {
            let mut found = found?.into_iter();
            let Some(baseline) = found.next() else {
                continue;
            };
            for ((wave, _), follow_up) in own.waves.iter().zip(found) {
                let place = gathered.waves.iter().position(|name| name == wave);
                let named = [("baseline", &baseline), ("follow_up", &follow_up)];
                for (field, column) in named {
                    let wrong = column.not_finite.iter().map(|&row| ScoreFinding {
                        measure: own.measure.name.clone(),
                        wave: wave.clone(),
                        field,
                        row,
                    });
                    gathered.findings.extend(wrong);
                }
                gathered.blocks.push(Block {
                    measure,
                    wave: place.unwrap_or(0),
                    baseline: baseline.values.clone(),
                    follow_up: follow_up.values,
                    due: None,
                    days: None,
                    groupings: members.clone(),
                });
            }
        }
        let place = |block: &Block<'_>| (block.measure, block.wave);
        gathered.blocks.sort_by_key(place);
        Ok(())
    }
}
