//! The report's content for machines.

use std::path::Path;

use serde::Serialize;

use crate::disclosure::{Released, ResultsBeside};
use crate::error::{Error, ReportError, Result};
use crate::evidence::PooledEffects;
use crate::longitudinal::Attrition;
use crate::outcomes::Comparison;
use crate::report::{DataSource, LinkageSummary, Report, ValidationSummary};
use crate::voice::ThemeTable;

/// What a [`Report`] says, as data: the same released tables at full released precision, with how the data were
/// read and linked.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::Policy;
/// use throughline::outcomes::Comparison;
/// use throughline::report::{Report, Summary};
///
/// let released = Policy::dfe().release(Comparison::from_rows(vec![]))?;
/// let report = Report::new("Change in wellbeing", released);
/// assert!(Summary::of(&report).to_json()?.contains("\"policy\""));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Serialize)]
pub struct Summary<'a> {
    title: &'a str,
    study: Option<&'a str>,
    generated_by: &'a str,
    dated: Option<&'a str>,
    seed: Option<u64>,
    sources: &'a [DataSource],
    validation: &'a [ValidationSummary],
    linkage: Option<&'a LinkageSummary>,
    comparison: &'a Released<Comparison>,
    attrition: Option<&'a Released<Attrition>>,
    themes: Option<&'a Released<ThemeTable>>,
    pooled: Option<&'a Released<PooledEffects>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<&'a Released<ResultsBeside>>,
}

impl<'a> Summary<'a> {
    /// The summary of a report.
    pub fn of(report: &'a Report) -> Self {
        Self {
            title: &report.title,
            study: report.study.as_deref(),
            generated_by: &report.generated_by,
            dated: report.dated.as_deref(),
            seed: report.seed,
            sources: &report.sources,
            validation: &report.validation,
            linkage: report.linkage.as_ref(),
            comparison: &report.comparison,
            attrition: report.attrition.as_ref(),
            themes: report.themes.as_ref(),
            pooled: report.pooled.as_ref(),
            results: report.results.as_ref(),
        }
    }

    /// As indented JSON.
    ///
    /// # Errors
    ///
    /// When a value cannot be written as JSON.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self).map_err(ReportError::from)?)
    }

    /// Writes the JSON to a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        std::fs::write(&path, self.to_json()? + "\n").map_err(|error| Error::io(path, error))
    }
}
