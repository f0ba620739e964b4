//! Shares of people in need, before and after.

use crate::kernel::stats::categorical::{mcnemar as test, paired_shares};
use crate::outcomes::Caveat;
use crate::outcomes::estimate::{Estimate, Pooling};

use super::Asked;

pub(super) fn mcnemar(asked: &Asked<'_>) -> Vec<Estimate> {
    const CHANGE: &str = "change in share in need";
    let measure = asked.measure();
    if measure.cut_off.is_none() {
        return vec![Estimate::none(
            CHANGE,
            Caveat::NotDeclared { what: "a cut-off" },
        )];
    }
    let mut table = [[0_u64; 2]; 2];
    for (&baseline, &follow_up) in asked.cell.baseline.iter().zip(&asked.cell.follow_up) {
        let place = |score| usize::from(measure.in_need(score) != Some(true));
        table[place(baseline)][place(follow_up)] += 1;
    }
    let Some(shares) = paired_shares(table, asked.level()) else {
        return vec![Estimate::none(CHANGE, asked.no_sample())];
    };
    let change = Estimate::of(CHANGE).value(shares.change).ci(shares.ci);
    let mut rows = vec![
        Estimate::of("share in need at baseline")
            .value(shares.baseline)
            .pooled_as(Pooling::Share),
        Estimate::of("share in need at follow-up")
            .value(shares.follow_up)
            .pooled_as(Pooling::Share),
    ];
    let Some(found) = test(table) else {
        rows.push(change.caveat(Caveat::NoVariation));
        return rows;
    };
    rows.push(change.p(found.p_mid));
    rows.push(Estimate::of("exact test").p(found.p_exact));
    rows.push(Estimate::of("chi-squared").test(found.chi_squared, 1.0, found.p));
    rows.push(Estimate::of("Cohen's g").value(shares.cohens_g));
    rows
}
