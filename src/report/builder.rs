//! A report: released tables and what a reader should know beside them.

use crate::disclosure::{ProtectedComparisonRow, Released, ResultsBeside};
use crate::evidence::PooledEffects;
use crate::longitudinal::Attrition;
use crate::outcomes::Comparison;
use crate::report::{DataSource, LinkageSummary, ValidationSummary};
use crate::voice::ThemeTable;

/// The contents of a report: a released comparison, further released tables, and their context.
///
/// Give it to [`html`](crate::report::html), [`terminal`](crate::report::terminal) or
/// [`Summary::of`](crate::report::Summary::of); the same report always gives the same text.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::Policy;
/// use throughline::outcomes::Comparison;
/// use throughline::report::{self, Report};
///
/// let released = Policy::dfe().release(Comparison::from_rows(vec![]))?;
/// let report = Report::new("Change in wellbeing", released).study("Early Help, two partners").seed(7);
/// assert!(report::html(&report).contains("<h1>Change in wellbeing</h1>"));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Report {
    pub(super) title: String,
    pub(super) study: Option<String>,
    pub(super) comparison: Released<Comparison>,
    pub(super) attrition: Option<Released<Attrition>>,
    pub(super) themes: Option<Released<ThemeTable>>,
    pub(super) pooled: Option<Released<PooledEffects>>,
    pub(super) results: Option<Released<ResultsBeside>>,
    pub(super) sources: Vec<DataSource>,
    pub(super) validation: Vec<ValidationSummary>,
    pub(super) linkage: Option<LinkageSummary>,
    pub(super) methods: Vec<String>,
    pub(super) caveats: Vec<String>,
    pub(super) generated_by: String,
    pub(super) dated: Option<String>,
    pub(super) seed: Option<u64>,
}

impl Report {
    /// A report of one comparison.
    pub fn new(title: impl Into<String>, comparison: Released<Comparison>) -> Self {
        Self {
            title: title.into(),
            study: None,
            comparison,
            attrition: None,
            themes: None,
            pooled: None,
            results: None,
            sources: Vec::new(),
            validation: Vec::new(),
            linkage: None,
            methods: Vec::new(),
            caveats: Vec::new(),
            generated_by: concat!("throughline ", env!("CARGO_PKG_VERSION")).into(),
            dated: None,
            seed: None,
        }
    }

    /// Says what was studied, of whom and when, in a sentence or two.
    pub fn study(mut self, description: impl Into<String>) -> Self {
        self.study = Some(description.into());
        self
    }

    /// Adds who was followed up.
    pub fn attrition(mut self, attrition: Released<Attrition>) -> Self {
        self.attrition = Some(attrition);
        self
    }

    /// Adds what people said.
    pub fn themes(mut self, themes: Released<ThemeTable>) -> Self {
        self.themes = Some(themes);
        self
    }

    /// Adds the agencies beside their pooled change.
    pub fn pooled(mut self, pooled: Released<PooledEffects>) -> Self {
        self.pooled = Some(pooled);
        self
    }

    /// Adds what further methods say, each number with what limits it.
    pub fn results(mut self, results: Released<ResultsBeside>) -> Self {
        self.results = Some(results);
        self
    }

    /// Adds a source of records.
    pub fn source(mut self, source: DataSource) -> Self {
        self.sources.push(source);
        self
    }

    /// Adds the account of one input's rows.
    pub fn validation(mut self, summary: ValidationSummary) -> Self {
        self.validation.push(summary);
        self
    }

    /// Says how records were linked.
    pub fn linkage(mut self, summary: LinkageSummary) -> Self {
        self.linkage = Some(summary);
        self
    }

    /// Adds a note on method to those that every report has.
    pub fn method(mut self, note: impl Into<String>) -> Self {
        self.methods.push(note.into());
        self
    }

    /// Adds a caution to those that every report has.
    pub fn caveat(mut self, note: impl Into<String>) -> Self {
        self.caveats.push(note.into());
        self
    }

    /// Names what made the report; this crate and its version unless set.
    pub fn generated_by(mut self, name: impl Into<String>) -> Self {
        self.generated_by = name.into();
        self
    }

    /// Dates the report. Without a date there is none: a report does not look at the clock.
    pub fn dated(mut self, date: impl Into<String>) -> Self {
        self.dated = Some(date.into());
        self
    }

    /// States the seed of the random steps.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The comparison's rows.
    pub(super) fn rows(&self) -> &[ProtectedComparisonRow] {
        self.comparison.table().rows()
    }

    /// The measures in study order.
    pub(super) fn measures(&self) -> Vec<&str> {
        distinct(self.rows().iter().map(|row| row.measure.as_str()))
    }

    /// The waves in study order.
    pub(super) fn waves(&self) -> Vec<&str> {
        distinct(self.rows().iter().map(|row| row.wave.as_str()))
    }

    /// The row of everyone for a measure at a wave.
    pub(super) fn overall(&self, measure: &str, wave: &str) -> Option<&ProtectedComparisonRow> {
        let mut rows = self.rows().iter();
        rows.find(|row| row.is_overall() && row.measure == measure && row.wave == wave)
    }
}

/// Values without repeats, in order of first appearance.
pub(super) fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}
