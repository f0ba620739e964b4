//! The same analysis over several link sets, combined.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::kernel::stats::missing::rubin;
use crate::kernel::stats::{Interval, normal_critical};

use super::analyse::adjust;
use super::estimate::Pooling;
use super::methods::pooled_row;
use super::{Caveat, ResultRow, Results};

/// Combines the results of link sets drawn by their probabilities into one, by Rubin's rules with Barnard and Rubin's degrees of
/// freedom: the doubt of who is who becomes part of every interval.
///
/// Use it on the draws of [`ScoredPairs::draws`](crate::linkage::ScoredPairs::draws), each followed and analysed. A row is
/// combined over the sets in which it is defined: a mean or difference by its standard error and degrees of freedom, a
/// standardised effect by half its interval, a share as log odds. Any other number (a rank sum, a variance, a limit) is the
/// mean over sets, without interval or test. Rows that nobody asked for, of people chosen by score, stay where they are in every
/// set. p values are adjusted anew. Seeds are those of the first set.
///
/// The probabilities know nothing of the scores, so a false link pairs a person with a stranger in every draw as often as the
/// probabilities say: means of like people stay right, slopes and correlations shrink towards none
/// ([`Method::FalseLinks`](super::Method::FalseLinks) turns that back).
///
/// # Errors
///
/// The first error among the sets.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::Direction;
/// use throughline::outcomes::{Analysis, Method, WideScores, analyse_columns, combine_link_sets};
///
/// let before = [Some(3.0), Some(5.0), Some(4.0), Some(6.0)];
/// let links = [
///     [Some(4.0), Some(7.0), Some(6.0), Some(7.0)],
///     [Some(4.0), Some(6.0), Some(7.0), Some(8.0)],
/// ];
/// let analysis = Analysis::of([Method::PairedT]);
/// let sets = links.iter().map(|after| {
///     analyse_columns(&WideScores::new("safety", Direction::HigherIsBetter, &before).wave("then", after), &analysis)
/// });
/// let combined = combine_link_sets(sets)?;
/// assert_eq!(combined.rows()[0].estimate, Some(1.625));
/// assert!(combined.rows()[0].se > Some(0.25));
/// # Ok::<(), throughline::Error>(())
/// ```
pub fn combine_link_sets(sets: impl IntoIterator<Item = Result<Results>>) -> Result<Results> {
    let mut found: Option<Results> = None;
    let mut order: Vec<Vec<ResultRow>> = Vec::new();
    let mut place_of: BTreeMap<Key, usize> = BTreeMap::new();
    let mut sets_seen = 0;
    for set in sets {
        let set = set?;
        sets_seen += 1;
        for row in &set.rows {
            let place = *place_of.entry(key(row)).or_insert(order.len());
            if place == order.len() {
                order.push(Vec::new());
            }
            order[place].push(row.clone());
        }
        match &mut found {
            Some(found) => found.findings.extend(set.findings),
            None => found = Some(set),
        }
    }
    let Some(mut found) = found else {
        return Err(crate::error::OutcomesError::NoLinkSets.into());
    };
    found.findings.sort();
    found.findings.dedup();
    let level = found.analysis.level;
    // What stands beside the change of people chosen by score needs them to be that in every set.
    let asked = &found.analysis.methods;
    order.retain(|rows| asked.contains(&rows[0].method) || rows.len() == sets_seen);
    found.rows = order.iter().map(|rows| combined(rows, level)).collect();
    adjust(&mut found.rows, &found.analysis);
    Ok(found)
}

type Key = (String, String, String, String, super::Method, String);

fn key(row: &ResultRow) -> Key {
    (
        row.measure.clone(),
        row.wave.clone(),
        row.grouping.clone(),
        row.group.clone(),
        row.method,
        row.quantity.clone(),
    )
}

fn combined(rows: &[ResultRow], level: f64) -> ResultRow {
    let mean = |of: &dyn Fn(&ResultRow) -> u64| {
        let sum: u64 = rows.iter().map(of).sum();
        (sum as f64 / rows.len() as f64).round() as u64
    };
    let mut row = ResultRow {
        n: mean(&|row| row.n),
        n_missing: mean(&|row| row.n_missing),
        se: None,
        ci: None,
        statistic: None,
        df: None,
        p: None,
        p_adjusted: None,
        ..rows[0].clone()
    };
    for caveat in rows.iter().flat_map(|row| &row.caveats) {
        let same = std::mem::discriminant(caveat);
        let mut own = row.caveats.iter();
        if !own.any(|own| std::mem::discriminant(own) == same) {
            row.caveats.push(caveat.clone());
        }
    }
    if !rows
        .iter()
        .all(|row| row.caveats.contains(&Caveat::ChosenByScore))
    {
        row.caveats
            .retain(|caveat| *caveat != Caveat::ChosenByScore);
    }
    let defined: Vec<&ResultRow> = rows.iter().filter(|row| row.estimate.is_some()).collect();
    let sets = defined.len() as u32;
    row.caveats.push(Caveat::OverLinkSets { sets });
    let estimates: Vec<f64> = defined.iter().filter_map(|row| row.estimate).collect();
    row.estimate = (sets > 0).then(|| estimates.iter().sum::<f64>() / f64::from(sets));
    match row.pooling {
        Pooling::Plain => {}
        Pooling::Share => row.ci = share_interval(&defined, level),
        Pooling::Mean | Pooling::Effect => pool(&mut row, &defined, &estimates, level),
    }
    row
}

/// Rubin's rules over standard errors; a test only where the sets' own is of zero.
fn pool(row: &mut ResultRow, defined: &[&ResultRow], estimates: &[f64], level: f64) {
    let variances: Option<Vec<f64>> = defined
        .iter()
        .map(|row| Some(error(row)?.powi(2)))
        .collect();
    let df = defined
        .iter()
        .filter_map(|row| row.df)
        .fold(f64::INFINITY, f64::min);
    let Some(pooled) = variances.and_then(|variances| rubin(estimates, &variances, df, level))
    else {
        return;
    };
    let found = pooled_row("", &pooled);
    (row.estimate, row.se, row.ci) = (found.value, found.se, found.ci);
    if defined.iter().any(|row| row.p.is_some()) {
        (row.statistic, row.df, row.p) = (found.statistic, found.df, found.p);
    }
    let of_links = found.caveats.into_iter().map(|caveat| match caveat {
        Caveat::MissingInformation { share } => Caveat::DoubtfulLinks { share },
        other => other,
    });
    row.caveats.extend(of_links);
}

/// A row's standard error: its own, or for an effect half its interval over the normal quantile.
fn error(row: &ResultRow) -> Option<f64> {
    let of_interval = || {
        let ci = row.ci.filter(|_| row.pooling == Pooling::Effect)?;
        let half = (ci.upper - ci.lower) / 2.0;
        half.is_finite().then(|| half / normal_critical(ci.level))
    };
    row.se.or_else(of_interval)
}

/// The interval of a share, pooled as log odds with half a person added to either side, so that none and all have one too.
fn share_interval(defined: &[&ResultRow], level: f64) -> Option<Interval> {
    let odds = |row: &&ResultRow| {
        let yes = row.estimate? * row.n as f64 + 0.5;
        let no = row.n as f64 + 1.0 - yes;
        Some(((yes / no).ln(), 1.0 / yes + 1.0 / no))
    };
    let odds: Option<Vec<(f64, f64)>> = defined.iter().map(odds).collect();
    let (logits, variances): (Vec<f64>, Vec<f64>) = odds?.into_iter().unzip();
    let ci = rubin(&logits, &variances, f64::INFINITY, level)?.pooled.ci;
    let share = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    Some(Interval {
        level,
        lower: share(ci.lower),
        upper: share(ci.upper),
    })
}
