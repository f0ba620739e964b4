//! What a reader should know beside the numbers: where the data came from, what was set aside, how records were
//! linked.

use serde::Serialize;

use crate::error::{ReportError, Result};

/// One source of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataSource {
    /// Its name.
    pub name: String,
    /// What it holds, such as `assessments`.
    pub holds: String,
    /// How many records of it were used.
    pub records: u64,
}

/// What became of the rows of one input. Rows are counted, not people: these numbers are not protected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValidationSummary {
    dataset: String,
    rows_in: u64,
    accepted: u64,
    quarantined: u64,
    reasons: Vec<ReasonCount>,
}

/// How many rows were quarantined for one reason; a row with two reasons counts under both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonCount {
    /// The reason.
    pub reason: String,
    /// Rows that were quarantined for it.
    pub rows: u64,
}

impl ValidationSummary {
    /// The account of one input.
    ///
    /// # Errors
    ///
    /// When rows in are not accepted and quarantined together.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::report::ValidationSummary;
    ///
    /// let summary = ValidationSummary::new("referrals.csv", 100, 97, 3)?.reason("not a date in any accepted form", 3);
    /// assert_eq!(summary.quarantined(), 3);
    /// assert!(ValidationSummary::new("referrals.csv", 100, 97, 2).is_err());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn new(
        dataset: impl Into<String>,
        rows_in: u64,
        accepted: u64,
        quarantined: u64,
    ) -> Result<Self> {
        let dataset = dataset.into();
        if accepted.checked_add(quarantined) != Some(rows_in) {
            return Err(ReportError::RowsDoNotAddUp {
                dataset,
                rows_in,
                accepted,
                quarantined,
            }
            .into());
        }
        Ok(Self {
            dataset,
            rows_in,
            accepted,
            quarantined,
            reasons: Vec::new(),
        })
    }

    /// Adds a reason and how many rows were quarantined for it.
    pub fn reason(mut self, reason: impl Into<String>, rows: u64) -> Self {
        let reason = reason.into();
        self.reasons.push(ReasonCount { reason, rows });
        self
    }

    /// The input's name.
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// Rows in the input.
    pub fn rows_in(&self) -> u64 {
        self.rows_in
    }

    /// Rows that were used.
    pub fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Rows that were set aside.
    pub fn quarantined(&self) -> u64 {
        self.quarantined
    }

    /// The reasons, in the order added.
    pub fn reasons(&self) -> &[ReasonCount] {
        &self.reasons
    }
}

/// How records were joined into people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkageSummary {
    /// Records that were linked.
    pub records: u64,
    /// People that they were found to be about.
    pub people: u64,
    /// Pairs of records taken as the same person.
    pub links: u64,
    /// The match probability at or above which a pair was taken as a link.
    pub threshold: f64,
    /// Whether the estimation of the linkage model converged.
    pub converged: bool,
    /// What the estimation reports of itself, one sentence an entry.
    pub notes: Vec<String>,
    /// The links held against a known truth, where there is one.
    pub truth: Option<LinkageTruth>,
}

/// Pairs of records that were linked, held against pairs that truly are one person. All from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LinkageTruth {
    /// Of the pairs put together, the share that belong together.
    pub precision: f64,
    /// Of the pairs that belong together, the share put together.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}
