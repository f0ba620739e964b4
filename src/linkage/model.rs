//! A trained model: specification, parameters and how training went.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::LinkageError;
use crate::kernel::fellegi_sunter::{Parameters, match_weight_from_probability};
use crate::linkage::{Convergence, LinkageSpec, RecordName};
use crate::{Error, Result};

/// A probability that two records are one person, strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::linkage::MatchProbability;
///
/// assert_eq!(MatchProbability::new(0.5)?.weight(), 0.0);
/// assert!(MatchProbability::new(1.0).is_err());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct MatchProbability(f64);

impl MatchProbability {
    /// A probability.
    ///
    /// # Errors
    ///
    /// When `value` is not above 0 and below 1.
    pub fn new(value: f64) -> Result<Self> {
        if value > 0.0 && value < 1.0 {
            Ok(Self(value))
        } else {
            Err(LinkageError::Probability { value }.into())
        }
    }

    /// The probability.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The match weight (log2 odds) of the probability.
    pub fn weight(self) -> f64 {
        match_weight_from_probability(self.0)
    }
}

/// A trained Fellegi–Sunter model.
///
/// Made by [`LinkageSpec::train`]; scores any records that have the columns it compares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkageModel {
    pub(crate) spec: LinkageSpec,
    pub(crate) parameters: Parameters,
    pub(crate) convergence: Convergence,
}

impl LinkageModel {
    /// What is compared, and which pairs.
    pub fn spec(&self) -> &LinkageSpec {
        &self.spec
    }

    /// Forbids that two records are ever taken for one person; see [`LinkageSpec::never_link`].
    pub fn never_link(mut self, left: RecordName, right: RecordName) -> Self {
        self.spec = self.spec.never_link(left, right);
        self
    }

    /// lambda, m and u; level probabilities in the order of each comparison's levels, "anything else" last.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// How training went.
    pub fn convergence(&self) -> &Convergence {
        &self.convergence
    }

    /// Writes the model as JSON.
    ///
    /// # Errors
    ///
    /// When the file can't be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let text =
            serde_json::to_string_pretty(self).map_err(|error| LinkageError::ModelMismatch {
                reason: error.to_string(),
            })?;
        std::fs::write(&path, text).map_err(|source| Error::io(&path, source))
    }

    /// Reads a model that [`save`](Self::save) wrote.
    ///
    /// # Errors
    ///
    /// When the file can't be read, is not such a model, or its parameters don't fit its comparisons.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(|source| Error::io(&path, source))?;
        let model: Self =
            serde_json::from_str(&text).map_err(|error| LinkageError::ModelMismatch {
                reason: error.to_string(),
            })?;
        let comparisons = model.spec.comparisons.iter();
        let levels: Vec<usize> = comparisons.map(|one| one.level_count()).collect();
        match model.parameters.faults(&levels).first() {
            None => Ok(model),
            Some(fault) => {
                let reason = fault.to_string();
                Err(LinkageError::ModelMismatch { reason }.into())
            }
        }
    }
}
