//! The same analysis under several ways to link, side by side.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};
use polars::prelude::{
    Column, DataFrame, IntoColumn, IntoLazy, NamedFrom, Series, UnionArgs, concat,
};

use crate::error::Result;
use crate::linkage::{LinkDraws, MatchProbability, PersonIndex, Resolution, ScoredPairs};
use crate::longitudinal::Followed;

use super::results_frame::{significant, write_csv};
use super::{Analysis, Method, ResultRow, Results, analyse_followed, combine_link_sets};

/// Ways to link whose results are to stand side by side; set it up, then [`analyse`](Self::analyse).
///
/// Use it before believing a result: an answer that holds at every threshold, and over link sets drawn by their
/// probabilities, does not hang on how records were linked.
#[derive(Debug, Clone)]
pub struct LinkScenarios {
    thresholds: Vec<MatchProbability>,
    ladder: bool,
    drawn: Option<LinkDraws>,
}

impl LinkScenarios {
    /// Links at one threshold.
    pub fn at(threshold: MatchProbability) -> Self {
        Self {
            thresholds: vec![threshold],
            ladder: false,
            drawn: None,
        }
    }

    /// Adds links at further thresholds.
    #[must_use]
    pub fn sweep(mut self, thresholds: impl IntoIterator<Item = MatchProbability>) -> Self {
        self.thresholds.extend(thresholds);
        self
    }

    /// Adds the links of the [ladder](crate::linkage::LinkageSpec::ladder) alone: those that agree exactly on what the
    /// specification trusts, such as an identifier.
    #[must_use]
    pub fn ladder_only(mut self) -> Self {
        self.ladder = true;
        self
    }

    /// Adds link sets drawn by their probabilities, combined by [`combine_link_sets`].
    #[must_use]
    pub fn drawn(mut self, draws: LinkDraws) -> Self {
        self.drawn = Some(draws);
        self
    }

    /// Follows and analyses under every way to link. `follow` applies the study to a person index.
    ///
    /// # Errors
    ///
    /// As resolving, drawing, following and analysing.
    pub fn analyse(
        &self,
        pairs: &ScoredPairs,
        analysis: &Analysis,
        follow: impl Fn(&PersonIndex) -> Result<Followed>,
    ) -> Result<LinkSensitivity> {
        let mut scenarios = Vec::new();
        let one = |links: String, people: &PersonIndex| -> Result<LinkScenario> {
            Ok(LinkScenario {
                links,
                people: people.person_count() as f64,
                results: analyse_followed(&follow(people)?, analysis)?,
            })
        };
        for &threshold in &self.thresholds {
            let people = pairs.resolve(threshold)?;
            let links = format!("probability at least {}", threshold.get());
            scenarios.push(one(links, &people)?);
        }
        if self.ladder {
            let people = pairs.resolve_with(&Resolution::ladder_only())?.people;
            scenarios.push(one("the ladder alone".into(), &people)?);
        }
        if let Some(draws) = &self.drawn {
            scenarios.push(drawn(pairs, draws, analysis, &follow)?);
        }
        Ok(LinkSensitivity { scenarios })
    }
}

/// The drawn link sets, followed and analysed one by one, combined.
fn drawn(
    pairs: &ScoredPairs,
    draws: &LinkDraws,
    analysis: &Analysis,
    follow: &impl Fn(&PersonIndex) -> Result<Followed>,
) -> Result<LinkScenario> {
    let sets = pairs.draws(draws)?;
    let mut people = 0.0;
    let results = combine_link_sets(sets.iter().map(|set| {
        people += set.person_count() as f64;
        analyse_followed(&follow(&set)?, analysis)
    }))?;
    Ok(LinkScenario {
        links: format!("{} link sets drawn", sets.len()),
        people: people / f64::from(sets.len()),
        results,
    })
}

/// One analysis under several ways to link, side by side: how far the answer hangs on them.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LinkSensitivity {
    /// The ways, in the order asked.
    pub scenarios: Vec<LinkScenario>,
}

/// One way to link, and what comes of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LinkScenario {
    /// What it is, such as `probability at least 0.9`.
    pub links: String,
    /// How many people it makes of the records; the mean over drawn sets.
    pub people: f64,
    /// The results.
    pub results: Results,
}

impl LinkSensitivity {
    /// The same scenarios with only some of their rows.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&&ResultRow) -> bool) -> Self {
        let scenarios = self.scenarios.iter().map(|scenario| LinkScenario {
            results: scenario.results.filtered(&keep),
            ..scenario.clone()
        });
        Self {
            scenarios: scenarios.collect(),
        }
    }

    /// The rows of every scenario under each other: `links` (`String`) and `people` (`Float64`), then the columns of
    /// [`Results::to_frame`].
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, for want of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let mut frames = Vec::new();
        for scenario in &self.scenarios {
            let rows = scenario.results.to_frame()?;
            let height = rows.height();
            let mut columns: Vec<Column> = vec![
                Series::new("links".into(), vec![scenario.links.as_str(); height]).into_column(),
                Series::new("people".into(), vec![scenario.people; height]).into_column(),
            ];
            columns.extend(rows.columns().iter().cloned());
            frames.push(DataFrame::new(height, columns)?.lazy());
        }
        if frames.is_empty() {
            return Ok(DataFrame::empty());
        }
        Ok(concat(frames, UnionArgs::default())?.collect()?)
    }

    /// The rows of every scenario as CSV, with the columns of [`to_frame`](Self::to_frame).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses, or the writer does.
    pub fn write_csv(&self, to: impl Write) -> Result<()> {
        write_csv(&self.to_frame()?, to)
    }

    /// What one method says under every way to link, as an aligned table for people: a row for each of its numbers.
    pub fn table(&self, method: Method) -> String {
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        let head = [
            "measure", "wave", "group", "quantity", "links", "estimate", "interval", "n",
        ];
        table.set_header(head);
        let Some(first) = self.scenarios.first() else {
            return table.to_string();
        };
        for row in first.results.of(method) {
            for scenario in &self.scenarios {
                let same = scenario.results.of(method).find(|own| {
                    (
                        &own.measure,
                        &own.wave,
                        &own.grouping,
                        &own.group,
                        &own.quantity,
                    ) == (
                        &row.measure,
                        &row.wave,
                        &row.grouping,
                        &row.group,
                        &row.quantity,
                    )
                });
                let shown = |value: Option<f64>| value.map_or("-".to_owned(), significant);
                let interval = same.and_then(|own| own.ci).map_or("-".to_owned(), |ci| {
                    format!("{} to {}", significant(ci.lower), significant(ci.upper))
                });
                table.add_row([
                    row.measure.clone(),
                    row.wave.clone(),
                    row.group.clone(),
                    row.quantity.clone(),
                    scenario.links.clone(),
                    shown(same.and_then(|own| own.estimate)),
                    interval,
                    same.map_or(0, |own| own.n).to_string(),
                ]);
            }
        }
        for column in table.column_iter_mut().skip(5) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }
}
