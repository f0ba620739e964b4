//! What is asked of a study's pairs, and how.

use serde::{Deserialize, Serialize};

use crate::error::{OutcomesError, Result};
use crate::kernel::stats::ZeroMethod;

use super::Method;

/// Methods and their settings; the `[analysis]` table of a [`Study`](crate::longitudinal::Study), or made in Rust.
///
/// # Examples
///
/// ```
/// use throughline::outcomes::{Analysis, Method};
///
/// let analysis = Analysis { seed: 7, ..Analysis::of([Method::PairedT, Method::Bootstrap]) };
/// assert_eq!((analysis.level, analysis.resamples), (0.95, 2000));
/// analysis.check(&["partner".to_owned()])?;
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Analysis {
    /// What is asked, in the order of the table.
    pub methods: Vec<Method>,
    /// Coverage of every interval, between 0 and 1.
    pub level: f64,
    /// The seed of every random step; each takes its own stream from it and from where it stands in the table.
    pub seed: u64,
    /// Bootstrap resamples, and random sign patterns.
    pub resamples: u32,
    /// How many times lost follow-ups are imputed.
    pub imputations: u32,
    /// What the signed-rank test does with changes of zero.
    pub zeros: ZeroMethod,
    /// How p values are adjusted for their number, within one method, quantity and grouping.
    pub adjustment: Adjustment,
    /// Weights are cut at this share of either end.
    pub truncate_weights: f64,
    /// The grouping whose groups are sites: people of one may be alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Who is compared with whom, where a method needs a comparison group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Arms>,
    /// Share of links that are correct, from a clerical check; `None` when not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correct_links: Option<CorrectLinks>,
    /// The measures of the SDQ added-value score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdq: Option<SdqMeasures>,
    /// Whether everyone together is a row beside the groups.
    pub overall: bool,
}

/// A treated and a comparison group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arms {
    /// The grouping that both are groups of.
    pub grouping: String,
    /// The group whose change is in question.
    pub treated: String,
    /// The group that it is compared with.
    pub control: String,
    /// Groupings whose groups are balanced along with the baseline score.
    #[serde(default)]
    pub adjust_for: Vec<String>,
}

/// What a clerical check of links found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectLinks {
    /// Share of checked links that were correct, above 0 and at most 1.
    pub share: f64,
    /// How many were checked; `None` takes the share as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<u64>,
}

/// Names of the study's measures that hold a child's SDQ scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SdqMeasures {
    /// Total difficulties.
    pub total: String,
    /// Impact.
    pub impact: String,
    /// Emotional symptoms.
    pub emotional: String,
    /// Whether parents answered; the score is defined for them alone.
    pub parent_rated: bool,
    /// Whether all children were referred to a mental-health service.
    pub referred: bool,
}

/// How p values are adjusted for their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// Not at all.
    #[default]
    None,
    /// Holm (1979): the chance of even one false finding.
    Holm,
    /// Benjamini and Hochberg (1995): the share of false ones among findings.
    BenjaminiHochberg,
}

impl Default for Analysis {
    fn default() -> Self {
        Self {
            methods: vec![Method::PairedT, Method::SignedRank, Method::Effects],
            level: 0.95,
            seed: 1,
            resamples: 2000,
            imputations: 20,
            zeros: ZeroMethod::Drop,
            adjustment: Adjustment::None,
            truncate_weights: 0.01,
            site: None,
            comparison: None,
            correct_links: None,
            sdq: None,
            overall: true,
        }
    }
}

impl Analysis {
    /// These methods with the usual settings.
    pub fn of(methods: impl IntoIterator<Item = Method>) -> Self {
        Self {
            methods: methods.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Checks the settings against the groupings of a study.
    ///
    /// # Errors
    ///
    /// Lists every problem: no method or one named twice, a level that is not between 0 and 1, no resamples or fewer than two
    /// imputations, a share outside its bounds, a site or comparison of a grouping that there is not, equal arms.
    pub fn check(&self, groupings: &[String]) -> Result<()> {
        let problems = self.problems(groupings);
        if problems.is_empty() {
            return Ok(());
        }
        Err(OutcomesError::Analysis {
            problems: problems.join("; "),
            groupings: match groupings {
                [] => "there are no groupings".to_owned(),
                _ => format!("groupings are {}", groupings.join(", ")),
            },
        }
        .into())
    }

    pub(crate) fn problems(&self, groupings: &[String]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut require = |sound: bool, what: &str| {
            if !sound {
                problems.push(what.to_owned());
            }
        };
        require(!self.methods.is_empty(), "it names no method");
        let mut sorted = self.methods.clone();
        sorted.sort_unstable();
        let repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        require(!repeated, "it names a method twice");
        require(
            self.level > 0.0 && self.level < 1.0,
            "its level does not lie between 0 and 1",
        );
        require(self.resamples > 0, "it takes no resamples");
        require(self.imputations > 1, "it takes fewer than two imputations");
        require(
            (0.0..0.5).contains(&self.truncate_weights),
            "weights can be cut at 0 up to half of either end",
        );
        let share = self.correct_links.map_or(1.0, |links| links.share);
        require(
            share > 0.0 && share <= 1.0,
            "the share of correct links is above 0 and at most 1",
        );
        let known = |name: &String| groupings.contains(name);
        require(
            self.site.as_ref().is_none_or(known),
            "its site is not one of the groupings",
        );
        if let Some(arms) = &self.comparison {
            require(
                known(&arms.grouping) && arms.adjust_for.iter().all(known),
                "its comparison is of a grouping that there is not",
            );
            require(
                arms.treated != arms.control,
                "its comparison is of a group with itself",
            );
        }
        problems
    }
}
