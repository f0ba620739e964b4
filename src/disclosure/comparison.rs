//! Protecting a comparison.

use serde::Serialize;

use crate::disclosure::cells::Kind;
use crate::disclosure::count::hide_split;
use crate::disclosure::estimates::{self, Estimates};
use crate::disclosure::flow;
use crate::disclosure::release::Protect;
use crate::disclosure::sheet::{Column, Form, Place, Shared, Sheet};
use crate::disclosure::{Audit, Count, Policy, Reason, Releasable, Withheld};
use crate::error::Result;
use crate::longitudinal::Direction;
use crate::outcomes::{Comparison, ComparisonRow};

/// A [`Comparison`] as it may be shown; the rows and their order are the comparison's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedComparison {
    rows: Vec<ProtectedComparisonRow>,
}

impl ProtectedComparison {
    /// The rows: measures in study order, then waves, then the overall row, then each grouping's groups.
    pub fn rows(&self) -> &[ProtectedComparisonRow] {
        &self.rows
    }
}

/// Change in one measure at one wave in one group, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedComparisonRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of; `overall` for the row of everyone.
    pub grouping: String,
    /// The group; `all` in the overall row.
    pub group: String,
    /// Which direction is better.
    pub direction: Direction,
    /// Episodes that were due a follow-up.
    pub n_eligible: Count,
    /// Of those, with a baseline score.
    pub n_baseline: Count,
    /// Of those, with a follow-up score too: the pairs.
    pub n_paired: Count,
    /// Means and tests.
    pub change: Estimates,
    /// Changed for the better by at least the threshold.
    pub improved: Count,
    /// Changed by less than the threshold.
    pub same: Count,
    /// Changed for the worse by at least the threshold.
    pub worse: Count,
    /// The threshold in score units; 0 counts any change.
    pub threshold: f64,
}

impl ProtectedComparisonRow {
    /// True for the row of everyone.
    pub fn is_overall(&self) -> bool {
        self.grouping == crate::outcomes::OVERALL
    }
}

const fn outcome(name: &'static str) -> Column {
    Column {
        name,
        kind: Kind {
            cost: 1,
            outcome: true,
            stage: 1,
            firm: false,
        },
        shared: Shared::No,
        printed: true,
    }
}

const FORM: Form = Form {
    table: "comparison",
    columns: &[
        flow::DUE,
        flow::NO_BASELINE,
        flow::BASELINE,
        flow::LOST,
        flow::PAIRED,
        outcome("improved"),
        outcome("same"),
        outcome("worse"),
    ],
    sums: &[(0, &[1, 2]), (2, &[3, 4]), (4, &[5, 6, 7])],
};

fn place(row: &ComparisonRow) -> Place<'_> {
    Place {
        measure: &row.measure,
        wave: &row.wave,
        grouping: &row.grouping,
        group: &row.group,
    }
}

fn values(row: &ComparisonRow) -> Vec<u64> {
    let split = &row.responders;
    let mut values = flow::values(row.n_eligible, row.n_baseline, row.n_paired);
    values.extend([split.improved, split.same, split.worse]);
    values
}

impl Releasable for Comparison {
    type Protected = ProtectedComparison;
}

impl Protect<ProtectedComparison> for Comparison {
    fn protect(self, policy: &Policy, audit: &mut Audit) -> Result<ProtectedComparison> {
        let rows = self.rows();
        let sheet = Sheet::new(
            FORM,
            rows.iter().map(|row| (place(row), values(row))).collect(),
        )?;
        let mut counts = sheet.protect(policy, audit);
        for (row, counts) in rows.iter().zip(&mut counts) {
            let (whole, split) = counts.split_at_mut(5);
            hide_split(whole[4], split, |column, was| {
                let name = FORM.columns[5 + column].name;
                audit.withhold_shown(
                    Withheld::new("comparison", &place(row), name, Reason::Secondary),
                    was,
                );
            });
        }
        let places: Vec<_> = rows.iter().map(place).collect();
        let n: Vec<u64> = rows.iter().map(|row| row.n_paired).collect();
        let first = rows.iter().zip(&counts);
        let first = first.map(|(row, counts)| {
            let varies = row.change.as_ref().is_some_and(|change| {
                change.sd_change > 0.0 && change.sd_baseline > 0.0 && change.sd_follow_up > 0.0
            });
            estimates::own_reason(row.n_paired, counts[4], varies, policy)
        });
        let reasons = estimates::withheld(&places, &n, first.collect(), policy);
        let mut protected = Vec::with_capacity(rows.len());
        for ((row, counts), reason) in rows.iter().zip(&counts).zip(reasons) {
            if let Some(reason) = reason {
                audit.withhold(Withheld::new(
                    "comparison",
                    &place(row),
                    "estimates",
                    reason,
                ));
            }
            audit.estimate(reason.is_none());
            protected.push(protected_row(row, counts, reason.is_some(), policy));
        }
        Ok(ProtectedComparison { rows: protected })
    }
}

fn protected_row(
    row: &ComparisonRow,
    counts: &[Count],
    withheld: bool,
    policy: &Policy,
) -> ProtectedComparisonRow {
    let split_shown = counts[5..].iter().all(|count| !count.is_suppressed());
    let change = match &row.change {
        _ if withheld => Estimates::Withheld,
        Some(change) => {
            let shown = estimates::protect(change, counts[4], split_shown, policy);
            Estimates::Shown(Box::new(shown))
        }
        None if counts[4].is_suppressed() => Estimates::Withheld,
        None => Estimates::None,
    };
    ProtectedComparisonRow {
        measure: row.measure.clone(),
        wave: row.wave.clone(),
        grouping: row.grouping.clone(),
        group: row.group.clone(),
        direction: row.direction,
        n_eligible: counts[0],
        n_baseline: counts[2],
        n_paired: counts[4],
        change,
        improved: counts[5],
        same: counts[6],
        worse: counts[7],
        threshold: row.responders.threshold,
    }
}
