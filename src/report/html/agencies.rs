//! Each agency beside the pooled result.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::Released;
use crate::evidence::{PooledEffect, PooledEffects, PooledResult};
use crate::report::chart::Forest;
use crate::report::{Report, format};

pub(super) fn section(report: &Report, pooled: &Released<PooledEffects>) -> Markup {
    let symbol = pooled.policy().symbol().as_str();
    html! {
        p {
            "Squares are the agencies' own changes, larger the more they weigh in the pooled result; the diamond is the "
            "pooled change with its interval, and the bar under it says where the true change of a next agency like "
            "these would lie. This is no ranking: agencies serve different people."
        }
        @let effects: Vec<(usize, &PooledEffect)> = pooled.table().rows().iter().enumerate().collect();
        @for of_measure in effects.chunk_by(|(_, a), (_, b)| a.measure == b.measure) {
            h3 { (of_measure[0].1.measure) }
            @let (last, earlier) = of_measure.split_last().unwrap_or((&of_measure[0], &[]));
            (one(report, last.0, last.1, symbol))
            @for (index, effect) in earlier {
                details { summary { (effect.measure) " at " (effect.wave) } (one(report, *index, effect, symbol)) }
            }
        }
    }
}

fn one(report: &Report, index: usize, effect: &PooledEffect, symbol: &str) -> Markup {
    let of_measure = report
        .rows()
        .iter()
        .filter(|row| row.measure == effect.measure);
    let decimals = format::decimals(of_measure);
    let title = format!(
        "{} at {}: each agency and the pooled change",
        effect.measure, effect.wave
    );
    let description = "Each agency's mean change with its 95% interval, the pooled change, and the prediction interval \
        for a next agency. The figures are in the table below.";
    let forest = Forest {
        id: &parts::id("agencies", &[index]),
        title: &title,
        description,
        effect,
        symbol,
        decimals,
    };
    html! {
        p { (summary(effect, decimals)) }
        (parts::figure_with(&title, forest.render(), table(&title, effect, decimals, symbol)))
    }
}

/// The pooled result, heterogeneity and what was left out, in sentences.
fn summary(effect: &PooledEffect, decimals: usize) -> String {
    let withheld = effect
        .not_pooled
        .iter()
        .filter(|agency| agency.withheld)
        .count();
    let left_out = match withheld {
        0 => String::new(),
        1 => " One agency is not pooled: its numbers are protected.".into(),
        more => format!(" {more} agencies are not pooled: their numbers are protected."),
    };
    match &effect.pooled {
        None => format!(
            "Fewer than two agencies have a change to show, so nothing is pooled.{left_out}"
        ),
        Some(pooled) => format!("{}{left_out}", pooled_sentence(pooled, decimals)),
    }
}

fn pooled_sentence(pooled: &PooledResult, decimals: usize) -> String {
    let summary = &pooled.summary;
    let heterogeneity = &summary.heterogeneity;
    let mut text = format!(
        "Over {} agencies the mean change is {} (95% interval {}). Between agencies: Q {:.1} on {:.0} degrees of freedom, \
         p {}; tau\u{b2} {:.3}",
        summary.k,
        format::signed(summary.random.mean, decimals),
        format::interval(&summary.random.ci, decimals),
        heterogeneity.q,
        heterogeneity.df,
        format::p_value(heterogeneity.p),
        summary.tau_squared.value,
    );
    if !summary.tau_squared.converged {
        text += " (its estimation did not converge)";
    }
    if let Some(i_squared) = heterogeneity.i_squared {
        text += &format!("; I\u{b2} {:.0}%", 100.0 * i_squared);
    }
    match (pooled.prediction, pooled.prediction_df) {
        (Some(prediction), Some(df)) => {
            text + &format!(
                ". A next agency may expect {} (95% prediction interval, t on {df:.0} degrees of freedom).",
                format::interval(&prediction, decimals)
            )
        }
        _ => text + ". With fewer than three agencies there is no prediction interval.",
    }
}

const HEADER: [&str; 5] = [
    "Agency",
    "Both scores",
    "Mean change",
    "95% interval",
    "Weight",
];

fn table(caption: &str, effect: &PooledEffect, decimals: usize, symbol: &str) -> Markup {
    let percent = |weight: f64| format!("{:.0}%", 100.0 * weight);
    let body = html! {
        @for agency in &effect.agencies {
            tr {
                th scope="row" { (agency.agency) }
                (parts::count(agency.n_paired))
                td { (format::signed(agency.mean_change, decimals)) }
                td { (format::interval(&agency.ci, decimals)) }
                (parts::figure(agency.weight.map(percent), "\u{2013}"))
            }
        }
        @for agency in &effect.not_pooled {
            @let words = if agency.withheld { symbol } else { "\u{2013}" };
            tr {
                th scope="row" { (agency.agency) }
                @for _ in 0..3 { (parts::figure(None, words)) }
                td class="hidden" { "not pooled" }
            }
        }
        @if let Some(pooled) = &effect.pooled {
            tr class="everyone" {
                th scope="row" { "Pooled" }
                td { "\u{2013}" }
                td { (format::signed(pooled.summary.random.mean, decimals)) }
                td { (format::interval(&pooled.summary.random.ci, decimals)) }
                td { "100%" }
            }
            @if let Some(prediction) = &pooled.prediction {
                tr {
                    th scope="row" { "Next agency (prediction)" }
                    td { "\u{2013}" }
                    td { "\u{2013}" }
                    td { (format::interval(prediction, decimals)) }
                    td { "\u{2013}" }
                }
            }
        }
    };
    parts::table(caption, &HEADER, body)
}
