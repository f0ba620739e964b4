//! The first screen: the main figures, a sentence a measure, and one chart of all.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::{ProtectedChange, ProtectedComparisonRow};
use crate::report::chart::{Better, DotPlot, DotRow, Mark};
use crate::report::{Report, format, wording};

pub(super) fn section(report: &Report) -> Markup {
    let (measures, waves) = (report.measures(), report.waves());
    html! {
        (tiles(report))
        @if measures.is_empty() {
            p { "There is no comparison to show." }
        } @else {
            (headlines(report, &measures, &waves))
            (chart(report, &measures, &waves))
        }
    }
}

fn tiles(report: &Report) -> Markup {
    let mut tiles: Vec<(String, String)> = Vec::new();
    if let Some(linkage) = &report.linkage {
        tiles.push((format::thousands(linkage.people), "people".into()));
        tiles.push((
            format::thousands(linkage.records),
            "records, linked to them".into(),
        ));
    }
    let partners = report.rows().iter().filter(|row| row.grouping == "partner");
    let partners = crate::report::builder::distinct(partners.map(|row| &row.group)).len();
    if partners > 0 {
        tiles.push((partners.to_string(), "agencies compared".into()));
    }
    let overall = report.rows().iter().filter(|row| row.is_overall());
    let completeness = overall.filter_map(|row| row.n_paired.percent_of(row.n_baseline));
    let (low, high) = completeness.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| {
        (low.min(p), high.max(p))
    });
    if low.is_finite() {
        let range = match format!("{low:.0}") == format!("{high:.0}") {
            true => format!("{low:.0}%"),
            false => format!("{low:.0}\u{2013}{high:.0}%"),
        };
        tiles.push((range, "of those with a first score have a later one".into()));
    }
    html! {
        @if !tiles.is_empty() {
            dl class="tiles" {
                @for (figure, label) in tiles { div { dt { (label) } dd { (figure) } } }
            }
        }
    }
}

fn headlines(report: &Report, measures: &[&str], waves: &[&str]) -> Markup {
    html! {
        ul class="headlines" {
            @for measure in measures {
                @let last = waves.iter().rev().find_map(|wave| report.overall(measure, wave));
                @if let Some(row) = last {
                    @let rows = report.rows().iter().filter(|row| row.measure == *measure);
                    @let verdict = wording::direction_of_change(row);
                    li {
                        h3 {
                            (measure)
                            @if let Some(verdict) = verdict {
                                " " span class={ "verdict " (verdict.replace(' ', "-")) } { (verdict_text(verdict)) }
                            }
                        }
                        p { (wording::headline(row, format::decimals(rows))) }
                        p class="quiet" { "At " (row.wave) ". " (wording::of_whom(row)) }
                    }
                }
            }
        }
    }
}

/// Words with a sign of their own, so that colour is not needed.
fn verdict_text(verdict: &str) -> &'static str {
    match verdict {
        "better" => "\u{25b2} better",
        "worse" => "\u{25bc} worse",
        _ => "\u{25cf} no clear change",
    }
}

fn chart(report: &Report, measures: &[&str], waves: &[&str]) -> Markup {
    let row = |measure: &&str| DotRow::Marks {
        label: (*measure).to_owned(),
        everyone: true,
        marks: waves
            .iter()
            .map(|wave| mark(report, measure, wave))
            .collect(),
    };
    let plot = DotPlot {
        id: "glance-chart",
        title: "Change in every measure, on one scale",
        description: "For each measure and wave, mean change of everyone in standard deviations at baseline with its \
            95% interval, turned so that right of the line is better. The figures are in the table below.",
        axis: "Change in standard deviations at baseline, with 95% interval",
        better: Better::Right,
        panels: waves.to_vec(),
        rows: measures.iter().map(row).collect(),
    };
    let caption = "Change in every measure, on one scale";
    parts::figure_with(caption, plot.render(), table(report, measures, waves))
}

fn mark(report: &Report, measure: &str, wave: &str) -> Mark {
    let symbol = report.comparison.policy().symbol().as_str();
    let Some(row) = report.overall(measure, wave) else {
        return Mark::Words("\u{2013}".into());
    };
    match row
        .change
        .shown()
        .and_then(|change| standardised(row, change))
    {
        Some((at, lower, upper)) => Mark::Estimate { at, lower, upper },
        None => Mark::Words(format::absent(&row.change, symbol)),
    }
}

/// Mean change and its interval in standard deviations at baseline, positive when better.
fn standardised(row: &ProtectedComparisonRow, change: &ProtectedChange) -> Option<(f64, f64, f64)> {
    let scale = row.direction.sign() / change.sd_baseline;
    let (a, b) = (change.ci.lower * scale, change.ci.upper * scale);
    scale
        .is_finite()
        .then(|| (change.mean_change * scale, a.min(b), a.max(b)))
}

const HEADER: [&str; 8] = [
    "Measure",
    "Wave",
    "Both scores",
    "Due",
    "Baseline",
    "Follow-up",
    "Change (95% interval)",
    "Standardised (right is better)",
];

fn table(report: &Report, measures: &[&str], waves: &[&str]) -> Markup {
    let symbol = report.comparison.policy().symbol().as_str();
    let rows = html! {
        @for measure in measures {
            @let rows = report.rows().iter().filter(|row| row.measure == *measure);
            @let decimals = format::decimals(rows);
            @for row in waves.iter().filter_map(|wave| report.overall(measure, wave)) {
                @let change = row.change.shown();
                @let absent = format::absent(&row.change, symbol);
                tr {
                    th scope="row" { (measure) }
                    td class="text" { (row.wave) }
                    (parts::count(row.n_paired))
                    (parts::count(row.n_eligible))
                    (parts::figure(change.map(|c| format::number(c.mean_baseline, decimals)), &absent))
                    (parts::figure(change.map(|c| format::number(c.mean_follow_up, decimals)), &absent))
                    (parts::figure(change.map(|c| format::estimate(c.mean_change, &c.ci, decimals)), &absent))
                    (parts::figure(change.and_then(|c| standardised(row, c)).map(|(at, lower, upper)| {
                        format!("{} ({} to {})", format::signed(at, 2), format::signed(lower, 2), format::signed(upper, 2))
                    }), &absent))
                }
            }
        }
    };
    parts::table("Change of everyone, by measure and wave", &HEADER, rows)
}
