//! Mean change where people of a site are alike, and where some links are false.

use crate::kernel::stats::linear::Matrix;
use crate::kernel::stats::linkage_error::{
    LinkageCorrection, LinkedBlock, linked_regression, without_false_links,
};
use crate::kernel::stats::mixed::{MixedMethod, random_intercept};
use crate::kernel::stats::regression::ols;
use crate::kernel::stats::{PairedSummary, differences, normal_cdf};
use crate::outcomes::Caveat;
use crate::outcomes::estimate::{Estimate, unfit};

use super::Asked;
use super::change::MEAN_CHANGE;
use super::individual::reliable_scale;

/// So few sites that a reader should be told.
pub(super) const FEW: usize = 10;

struct Sites {
    changes: Vec<f64>,
    codes: Vec<usize>,
    count: usize,
}

fn sites(asked: &Asked<'_>) -> Result<Sites, Caveat> {
    let what = "a site";
    let site = asked.context.analysis.site.as_ref();
    let grouping = site.and_then(|site| asked.context.data.grouping(site));
    let grouping = grouping.ok_or(Caveat::NotDeclared { what })?;
    if asked.sample.is_none() {
        return Err(asked.no_sample());
    }
    let (codes, count) = asked.codes(grouping);
    if count < 2 {
        return Err(Caveat::FewSites {
            sites: count as u64,
        });
    }
    Ok(Sites {
        changes: differences(&asked.cell.baseline, &asked.cell.follow_up),
        codes,
        count,
    })
}

pub(super) fn few(count: usize) -> Option<Caveat> {
    (count < FEW).then_some(Caveat::FewSites {
        sites: count as u64,
    })
}

fn intercept(rows: usize) -> Matrix {
    Matrix::from_fn(rows, 1, |_, _| 1.0)
}

pub(super) fn cluster_robust(asked: &Asked<'_>) -> Vec<Estimate> {
    let fitted = sites(asked).and_then(|sites| {
        let fit = ols(&intercept(sites.changes.len()), &sites.changes);
        let fit = fit.and_then(|fit| fit.cluster_robust_coefficients(&sites.codes, asked.level()));
        let mean = fit.map_err(|why| unfit(why, &[]))?[0];
        Ok(Estimate::of(MEAN_CHANGE)
            .coefficient(&mean)
            .caveat(few(sites.count)))
    });
    vec![fitted.unwrap_or_else(|why| Estimate::none(MEAN_CHANGE, why))]
}

pub(super) fn mixed_model(asked: &Asked<'_>) -> Vec<Estimate> {
    let fitted = sites(asked).and_then(|sites| {
        let design = intercept(sites.changes.len());
        let method = MixedMethod::Reml;
        let fit = random_intercept(&design, &sites.codes, &sites.changes, method, asked.level())
            .map_err(|why| unfit(why, &[]))?;
        let mean = Estimate::of(MEAN_CHANGE)
            .coefficient(&fit.coefficients[0])
            .caveat(few(sites.count))
            .caveat(fit.singular.then_some(Caveat::SingularFit))
            .caveat((!fit.converged).then_some(Caveat::NotSettled));
        Ok(vec![
            mean,
            Estimate::of("variance between sites").value(fit.random_covariance[(0, 0)]),
            Estimate::of("variance within sites").value(fit.residual_variance),
            Estimate::of("intraclass correlation of sites").value(fit.intraclass_correlation()),
        ])
    });
    fitted.unwrap_or_else(|why| vec![Estimate::none(MEAN_CHANGE, why)])
}

pub(super) fn false_links(asked: &Asked<'_>) -> Vec<Estimate> {
    const SLOPE: &str = "slope of follow-up on baseline";
    let Some(links) = asked.context.analysis.correct_links else {
        let what = "the share of correct links";
        return vec![Estimate::none(SLOPE, Caveat::NotDeclared { what })];
    };
    let Some(sample) = &asked.sample else {
        return vec![Estimate::none(SLOPE, asked.no_sample())];
    };
    let summary = sample.summary();
    let mut rows = vec![
        slope(
            asked,
            "slope of follow-up on baseline, links taken as right",
            None,
        ),
        slope(
            asked,
            "slope of follow-up on baseline, corrected",
            Some(LinkedBlock {
                correct: links.share,
                checked: links.checked,
            }),
        ),
    ];
    let right = without_false_links(&summary, links.share, summary.n);
    let of = |quantity, value: &dyn Fn(&PairedSummary) -> Option<f64>| match &right {
        Some(right) => Estimate::of(quantity).value(value(right)),
        None => Estimate::none(quantity, Caveat::NoVariation),
    };
    rows.push(of("correlation, corrected", &|right| right.correlation));
    rows.push(of("standard deviation of change, corrected", &|right| {
        Some(right.sd_change)
    }));
    rows.extend(by_false_links_alone(asked, &summary, right.as_ref()));
    rows
}

/// Least squares where links are taken as right, else the Lahiri-Larsen estimate.
fn slope(asked: &Asked<'_>, quantity: &'static str, block: Option<LinkedBlock>) -> Estimate {
    let (baseline, follow_up) = (&asked.cell.baseline, &asked.cell.follow_up);
    let design = Matrix::from_columns(&[&vec![1.0; baseline.len()], baseline]);
    let level = asked.level();
    let coefficient = match block {
        None => ols(&design, follow_up).map(|fit| fit.coefficients(level)[1]),
        Some(block) => {
            let (blocks, by) = (vec![0; baseline.len()], LinkageCorrection::LahiriLarsen);
            linked_regression(&design, follow_up, &blocks, &[block], by, level)
                .map(|fit| fit.coefficients[1])
        }
    };
    match coefficient {
        Ok(found) => Estimate::of(quantity).coefficient(&found),
        Err(why) => {
            let names = ["intercept".to_owned(), "baseline".to_owned()];
            Estimate::none(quantity, unfit(why, &names))
        }
    }
}

/// How much larger the share of reliable change looks for false links alone, were changes normal.
fn by_false_links_alone(
    asked: &Asked<'_>,
    linked: &PairedSummary,
    right: Option<&PairedSummary>,
) -> Vec<Estimate> {
    let (Ok(scale), Some(right)) = (reliable_scale(asked.measure()), right) else {
        return Vec::new();
    };
    let sign = if asked.higher_is_better() { 1.0 } else { -1.0 };
    let beyond = |summary: &PairedSummary, side: f64| {
        (summary.sd_change > 0.0).then(|| {
            let reach = side * sign * summary.mean_change - scale.threshold();
            normal_cdf(reach / summary.sd_change)
        })
    };
    let gap = |side: f64| Some(beyond(linked, side)? - beyond(right, side)?);
    let row = |quantity: &'static str, side: f64| match gap(side) {
        Some(gap) => Estimate::of(quantity).value(gap),
        None => Estimate::none(quantity, Caveat::NoVariation),
    };
    vec![
        row("reliably improved by false links alone", 1.0),
        row("reliably deteriorated by false links alone", -1.0),
    ]
}
