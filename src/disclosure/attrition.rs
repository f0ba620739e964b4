//! Protecting an attrition table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::disclosure::release::Protect;
use crate::disclosure::sheet::{Column, Form, Place, Sheet};
use crate::disclosure::{
    Audit, Count, Policy, Reason, Releasable, Withheld, estimates, flow, starts,
};
use crate::error::Result;
use crate::longitudinal::{Attrition, AttritionRow};

/// An [`Attrition`] table as it may be shown; the rows and their order are the table's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedAttrition {
    rows: Vec<ProtectedAttritionRow>,
}

impl ProtectedAttrition {
    /// The rows, in the order of a comparison's.
    pub fn rows(&self) -> &[ProtectedAttritionRow] {
        &self.rows
    }
}

/// Flow of one group in one measure at one wave, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProtectedAttritionRow {
    /// Name of the measure.
    pub measure: String,
    /// Name of the follow-up wave.
    pub wave: String,
    /// What the groups are of; `overall` for the row of everyone.
    pub grouping: String,
    /// The group; `all` in the overall row.
    pub group: String,
    /// Episodes that started.
    pub eligible: Count,
    /// Episodes whose follow-up window is still open at the end of the data.
    pub not_due: Count,
    /// Episodes due a follow-up.
    pub due: Count,
    /// Due, without a baseline score.
    pub no_baseline: Count,
    /// Due, with a baseline score.
    pub with_baseline: Count,
    /// With a baseline score and a follow-up score.
    pub followed_up: Count,
    /// With a baseline score and no follow-up score.
    pub lost: Count,
    /// Mean baseline of those followed up, `None` where there are none or too few to show.
    pub mean_baseline_followed: Option<f64>,
    /// Mean baseline of those lost, `None` where there are none or too few to show.
    pub mean_baseline_lost: Option<f64>,
}

impl ProtectedAttritionRow {
    /// True for the row of everyone.
    pub fn is_overall(&self) -> bool {
        self.grouping == crate::outcomes::OVERALL
    }
}

const FORM: Form = Form {
    table: "attrition",
    columns: &[
        flow::DUE,
        Column {
            printed: true,
            ..flow::NO_BASELINE
        },
        flow::BASELINE,
        Column {
            printed: true,
            ..flow::LOST
        },
        flow::PAIRED,
    ],
    sums: &[(0, &[1, 2]), (2, &[3, 4])],
};

pub(super) fn place(row: &AttritionRow) -> Place<'_> {
    Place {
        measure: &row.measure,
        wave: &row.wave,
        grouping: &row.grouping,
        group: &row.group,
    }
}

fn values(row: &AttritionRow) -> Vec<u64> {
    let due = row.eligible.saturating_sub(row.not_due);
    let mut values = flow::values(due, row.with_baseline, row.followed_up);
    values[3] = row.lost;
    values
}

impl Releasable for Attrition {
    type Protected = ProtectedAttrition;
}

impl Protect<ProtectedAttrition> for Attrition {
    fn protect(self, policy: &Policy, audit: &mut Audit) -> Result<ProtectedAttrition> {
        let rows = self.rows();
        let sheet = Sheet::new(
            FORM,
            rows.iter().map(|row| (place(row), values(row))).collect(),
        )?;
        let counts = sheet.protect(policy, audit);
        let starts = starts::protect(rows, &counts, policy, audit);
        let mut withheld_means = |name, column: usize, n: fn(&AttritionRow) -> u64| {
            let n: Vec<u64> = rows.iter().map(n).collect();
            let reasons = withheld_means(rows, &n, &counts, column, policy);
            for (row, reason) in rows.iter().zip(&reasons) {
                if let Some(reason) = *reason {
                    audit.withhold(Withheld::new("attrition", &place(row), name, reason));
                }
            }
            reasons
        };
        let followed = withheld_means("mean baseline followed", 4, |row| row.followed_up);
        let lost = withheld_means("mean baseline lost", 3, |row| row.lost);
        let protect = |(index, row): (usize, &AttritionRow)| {
            let mean = |value: Option<f64>, reasons: &[Option<Reason>]| {
                let shown = value.filter(|_| reasons[index].is_none());
                shown.map(|mean| match policy.rounding() {
                    Some(_) => estimates::to_decimals(mean, 1),
                    None => mean,
                })
            };
            let counts = &counts[index];
            ProtectedAttritionRow {
                measure: row.measure.clone(),
                wave: row.wave.clone(),
                grouping: row.grouping.clone(),
                group: row.group.clone(),
                eligible: starts[index].0,
                not_due: starts[index].1,
                due: counts[0],
                no_baseline: counts[1],
                with_baseline: counts[2],
                followed_up: counts[4],
                lost: counts[3],
                mean_baseline_followed: mean(row.mean_baseline_followed, &followed),
                mean_baseline_lost: mean(row.mean_baseline_lost, &lost),
            }
        };
        let rows = rows.iter().enumerate().map(protect).collect();
        Ok(ProtectedAttrition { rows })
    }
}

fn withheld_means(
    rows: &[AttritionRow],
    n: &[u64],
    counts: &[Vec<Count>],
    column: usize,
    policy: &Policy,
) -> Vec<Option<Reason>> {
    let places: Vec<_> = rows.iter().map(place).collect();
    let nearly = nearly_told_before(rows, policy);
    let own = |(row, (&n, counts)): (usize, (&u64, &Vec<Count>))| {
        let own = estimates::own_reason(n, counts[column], true, policy);
        own.or((n > 0 && nearly[row]).then_some(Reason::Secondary))
    };
    let first = n.iter().zip(counts).enumerate().map(own).collect();
    estimates::withheld(&places, n, first, policy)
}

/// Rows whose baselines are those of the same group at an earlier wave but for a few people: the two means would
/// tell the scores of those few.
fn nearly_told_before(rows: &[AttritionRow], policy: &Policy) -> Vec<bool> {
    let group = |row: &AttritionRow| (row.measure.clone(), row.grouping.clone(), row.group.clone());
    let mut told: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            let earlier = told.entry(group(row)).or_default();
            let few = |&n: &u64| (1..policy.minimum()).contains(&n.abs_diff(row.with_baseline));
            let nearly = earlier.iter().any(few);
            if !nearly {
                earlier.push(row.with_baseline);
            }
            nearly
        })
        .collect()
}
