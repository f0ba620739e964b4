//! The table of every method over every measure, wave and group.

use std::fmt::Write as _;

use serde::Serialize;

use crate::kernel::stats::Interval;
use crate::longitudinal::{Direction, Measure};

use super::estimate::Pooling;
use super::{Adjustment, Analysis, Caveat, Method};

/// One number per row, each with its method, its people, what limits it and its seed; made by
/// [`analyse`](crate::outcomes::analyse).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    pub(super) rows: Vec<ResultRow>,
    pub(super) findings: Vec<ScoreFinding>,
    pub(super) analysis: Analysis,
    pub(super) measures: Vec<Measure>,
}

/// One number of one method in one place of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ResultRow {
    /// Name of the measure; `all measures` where the method takes them together.
    pub measure: String,
    /// Name of the follow-up wave; `all waves` where the method takes them together.
    pub wave: String,
    /// What the groups are of; `overall` for everyone.
    pub grouping: String,
    /// The group; `all` for everyone.
    pub group: String,
    /// Which direction is better; `None` for measures of either direction together.
    pub direction: Option<Direction>,
    /// The method.
    pub method: Method,
    /// What the number is: `mean_change`, `d_av_rms`, `share improved`.
    pub quantity: String,
    /// The number, `None` where it is not defined: the caveats say why.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Its confidence interval.
    pub ci: Option<Interval>,
    /// The test statistic.
    pub statistic: Option<f64>,
    /// Degrees of freedom, of the denominator where there are two.
    pub df: Option<f64>,
    /// Two-sided p value.
    pub p: Option<f64>,
    /// The p value adjusted for the number of its kind, where the analysis asks for it.
    pub p_adjusted: Option<f64>,
    /// People, or episodes, that the number is of.
    pub n: u64,
    /// Due people whom it lacks for want of a score.
    pub n_missing: u64,
    /// What limits it.
    pub caveats: Vec<Caveat>,
    /// The seed of its random step.
    pub seed: Option<u64>,
    #[serde(skip)]
    pub(super) pooling: Pooling,
    #[serde(skip)]
    pub(super) family: Option<&'static str>,
}

/// A score that is not a finite number, treated as missing; or a row that names no person, left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ScoreFinding {
    /// The measure.
    pub measure: String,
    /// The wave.
    pub wave: String,
    /// `baseline` or `follow_up`; `person` for a row without one, which has no measure or wave.
    pub field: &'static str,
    /// Place of the row in the frame, from 0.
    pub row: u64,
}

impl Results {
    /// The quantity that only people who were all chosen by their score have.
    pub(crate) const OF_CHOSEN: &str = "change expected of people chosen by the cut-off";

    /// The rows: measures in study order, then waves, groupings (everyone first), groups and methods.
    pub fn rows(&self) -> &[ResultRow] {
        &self.rows
    }

    /// Scores that are not finite numbers and were treated as missing, and rows that name no person.
    pub fn findings(&self) -> &[ScoreFinding] {
        &self.findings
    }

    /// What was asked.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// The same results with only some of their rows.
    #[must_use]
    pub fn filtered(&self, keep: impl FnMut(&&ResultRow) -> bool) -> Self {
        Self {
            rows: self.rows.iter().filter(keep).cloned().collect(),
            findings: self.findings.clone(),
            analysis: self.analysis.clone(),
            measures: self.measures.clone(),
        }
    }

    /// The rows of one method.
    pub fn of(&self, method: Method) -> impl Iterator<Item = &ResultRow> {
        self.rows.iter().filter(move |row| row.method == method)
    }

    /// How a row's number was made: its method and source, what it is of, the settings and the seed; enough to make it
    /// again.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::longitudinal::Direction;
    /// use throughline::outcomes::{Analysis, Method, WideScores, analyse_columns};
    ///
    /// let (before, after) = ([Some(3.0), Some(5.0), Some(4.0)], [Some(4.0), Some(7.0), None]);
    /// let scores = WideScores::new("safety", Direction::HigherIsBetter, &before).wave("6 months", &after);
    /// let results = analyse_columns(&scores, &Analysis { seed: 7, ..Analysis::of([Method::Bootstrap]) })?;
    /// let how = results.how(&results.rows()[0]);
    /// assert!(how.contains("Efron (1987)") && how.contains("Resamples: 2000") && how.contains("Seed: "));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn how(&self, row: &ResultRow) -> String {
        let mut text = format!(
            "{} of {} ({}), {}, {}: {}",
            row.quantity,
            row.measure,
            row.wave,
            row.grouping,
            row.group,
            row.method.title()
        );
        let mut say = |part: &str| text.push_str(part);
        say(&format!(". Source: {}.", row.method.source()));
        say(&format!(
            " Of {} people; {} due people lack a score.",
            row.n, row.n_missing
        ));
        say(" Change is follow-up minus baseline; ");
        say(match row.direction {
            Some(Direction::HigherIsBetter) => "higher is better.",
            Some(Direction::LowerIsBetter) => "lower is better.",
            None => "measures differ in which way is better.",
        });
        if let Some(ci) = row.ci {
            say(&format!(" Interval: {}%.", ci.level * 100.0));
        }
        if row.p_adjusted.is_some() {
            say(match self.analysis.adjustment {
                Adjustment::Holm => " p adjusted by Holm's method.",
                _ => " p adjusted by Benjamini and Hochberg's method.",
            });
        }
        say(&self.settings(row));
        if let Some(seed) = row.seed {
            say(&format!(" Seed: {seed}."));
        }
        for caveat in &row.caveats {
            let _ = write!(text, " Mind: {caveat}.");
        }
        let _ = write!(text, " throughline {}.", env!("CARGO_PKG_VERSION"));
        text
    }

    /// What the analysis and the measure declare that the method goes by.
    fn settings(&self, row: &ResultRow) -> String {
        use Method::*;
        let analysis = &self.analysis;
        let mut parts = Vec::new();
        match row.method {
            SignedRank => parts.push(format!("Zeros: {:?}", analysis.zeros)),
            Bootstrap | SignFlip => parts.push(format!("Resamples: {}", analysis.resamples)),
            MultipleImputation | TippingPoint => parts.push(format!(
                "Imputations: {}, by predictive mean matching on baseline, other waves and every other grouping",
                analysis.imputations
            )),
            FollowUpWeights => parts.push(format!(
                "Weights by baseline and every other grouping, cut at {} of either end",
                analysis.truncate_weights
            )),
            Ancova => parts.push("Standard errors of differences: HC3; F tests: classical".into()),
            FalseLinks => parts.extend(
                (analysis.correct_links).map(|links| format!("Correct links: {}", links.share)),
            ),
            _ => {}
        }
        let compared = [Propensity, DifferenceInDifferences, PrePostControl];
        if let Some(arms) = analysis
            .comparison
            .as_ref()
            .filter(|_| compared.contains(&row.method))
        {
            parts.push(format!(
                "{} of {} beside {}, adjusted for {}",
                arms.treated,
                arms.grouping,
                arms.control,
                if row.method == Propensity {
                    [&["baseline".to_owned()], &arms.adjust_for[..]]
                        .concat()
                        .join(", ")
                } else {
                    "nothing".to_owned()
                }
            ));
        }
        let by_site = [
            ClusterRobust,
            MixedModel,
            Bootstrap,
            Propensity,
            DifferenceInDifferences,
        ];
        parts.extend(
            (analysis.site.as_ref())
                .filter(|_| by_site.contains(&row.method))
                .map(|site| format!("Site: {site}")),
        );
        parts.extend(self.declared(row));
        parts.iter().map(|part| format!(" {part}.")).collect()
    }

    fn declared(&self, row: &ResultRow) -> Vec<String> {
        use Method::*;
        let Some(measure) = self.measures.iter().find(|own| own.name == row.measure) else {
            return Vec::new();
        };
        let number = |name: &str, value: Option<f64>| value.map(|value| format!("{name}: {value}"));
        let source = || {
            measure
                .norms
                .as_ref()
                .map(|norms| format!("Norms: {}", norms.source))
        };
        let reliability = || number("Reliability", measure.reliability);
        let cut_off = || number("Cut-off", measure.cut_off);
        let found = match row.method {
            Responders => vec![number(
                "Minimal important change",
                measure.minimal_important_change,
            )],
            McNemar | CochranQ => vec![cut_off()],
            ReliableChange => vec![reliability(), source()],
            ClinicalChange | RegressionToMean => vec![reliability(), cut_off(), source()],
            _ => Vec::new(),
        };
        found.into_iter().flatten().collect()
    }
}
