//! Pooling the agencies of a released comparison.

use crate::disclosure::{Estimates, ProtectedComparisonRow, Released};
use crate::error::{DisclosureError, Result};
use crate::evidence::{AgencyEffect, NotPooled, PooledEffect, PooledEffects, PooledResult};
use crate::kernel::stats::pooling::{PredictionBasis, Studies, prediction_interval};
use crate::outcomes::Comparison;

const LEVEL: f64 = 0.95;

/// Sets each agency's mean change beside the pooled one, for every measure and wave.
///
/// `grouping` names the comparison's grouping whose groups are agencies, such as `partner`. Only what is released
/// is used: an agency whose change is withheld is listed as not pooled, and no record moves. The pooled change is a
/// random-effects mean (τ² by REML; Hartung and Knapp's interval, never narrower than Wald's); with fewer than two
/// agencies there is none. The prediction interval says where a next agency's true change would lie, on Student's t
/// with k − 1 degrees of freedom; with fewer than three agencies there is none.
///
/// # Errors
///
/// When the comparison has no such grouping; the message lists those it has.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::Policy;
/// use throughline::{evidence, outcomes::Comparison};
///
/// let released = Policy::dfe().release(Comparison::from_rows(vec![]))?;
/// let error = evidence::pool(&released, "partner").unwrap_err();
/// assert!(error.is_disclosure());
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// # Source
///
/// Viechtbauer (2005), J. Educational and Behavioral Statistics 30:261 (REML); Hartung and Knapp (2001), Statistics
/// in Medicine 20:3875; Higgins, Thompson and Spiegelhalter (2009), J. Royal Statistical Society A 172:137.
pub fn pool(comparison: &Released<Comparison>, grouping: &str) -> Result<Released<PooledEffects>> {
    let mut blocks: Vec<Vec<&ProtectedComparisonRow>> = Vec::new();
    for row in comparison.table().rows() {
        if row.grouping != grouping {
            continue;
        }
        match blocks.last_mut() {
            Some(block) if block[0].measure == row.measure && block[0].wave == row.wave => {
                block.push(row);
            }
            _ => blocks.push(vec![row]),
        }
    }
    if blocks.is_empty() {
        return Err(unknown(comparison, grouping).into());
    }
    let effects = PooledEffects {
        grouping: grouping.into(),
        rows: blocks.iter().map(|block| pool_block(block)).collect(),
    };
    comparison.policy().release(effects)
}

fn unknown(comparison: &Released<Comparison>, grouping: &str) -> DisclosureError {
    let mut present: Vec<&str> = Vec::new();
    for row in comparison
        .table()
        .rows()
        .iter()
        .filter(|row| !row.is_overall())
    {
        if !present.contains(&row.grouping.as_str()) {
            present.push(&row.grouping);
        }
    }
    DisclosureError::UnknownGrouping {
        asked: grouping.into(),
        present: match present.is_empty() {
            true => "none".into(),
            false => present.join(", "),
        },
    }
}

/// One measure at one wave.
fn pool_block(rows: &[&ProtectedComparisonRow]) -> PooledEffect {
    let mut agencies: Vec<AgencyEffect> = rows.iter().filter_map(|row| own_effect(row)).collect();
    let left_out = rows.iter().filter(|row| own_effect(row).is_none());
    let not_pooled = left_out.map(|row| NotPooled {
        agency: row.group.clone(),
        withheld: !matches!(row.change, Estimates::None),
    });
    let pooled = pool_agencies(&mut agencies);
    PooledEffect {
        measure: rows[0].measure.clone(),
        wave: rows[0].wave.clone(),
        direction: rows[0].direction,
        not_pooled: not_pooled.collect(),
        agencies,
        pooled,
    }
}

fn own_effect(row: &ProtectedComparisonRow) -> Option<AgencyEffect> {
    let (change, n) = (row.change.shown()?, row.n_paired.shown()?);
    let se = change.sd_change / (n as f64).sqrt();
    (se > 0.0).then(|| AgencyEffect {
        agency: row.group.clone(),
        n_paired: row.n_paired,
        mean_change: change.mean_change,
        se,
        ci: change.ci,
        weight: None,
    })
}

/// Pools two agencies or more, and gives each its weight.
fn pool_agencies(agencies: &mut [AgencyEffect]) -> Option<PooledResult> {
    if agencies.len() < 2 {
        return None;
    }
    let effects = agencies.iter().map(|agency| agency.mean_change).collect();
    let variances = agencies
        .iter()
        .map(|agency| agency.se * agency.se)
        .collect();
    let studies = Studies::new(effects, variances)?;
    let summary = studies.pool(LEVEL);
    let precision = |v: &f64| 1.0 / (v + summary.tau_squared.value);
    let total: f64 = studies.variances().iter().map(precision).sum();
    for (agency, variance) in agencies.iter_mut().zip(studies.variances()) {
        agency.weight = Some(precision(variance) / total);
    }
    let k = agencies.len();
    let basis = PredictionBasis::KMinusOne;
    let tau_squared = summary.tau_squared.value;
    let prediction = (k > 2)
        .then(|| prediction_interval(&summary.random, tau_squared, k, basis, LEVEL))
        .flatten();
    Some(PooledResult {
        summary,
        prediction,
        prediction_df: prediction.map(|_| (k - 1) as f64),
    })
}
