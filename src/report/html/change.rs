//! Each measure: a chart of change by group and wave, and a table a wave.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::ProtectedComparisonRow;
use crate::kernel::stats::HEADLINE_EFFECT;
use crate::longitudinal::Direction;
use crate::report::builder::distinct;
use crate::report::chart::{Better, DotPlot, DotRow, Mark};
use crate::report::{Report, format, wording};

pub(super) fn section(report: &Report) -> Markup {
    html! {
        p {
            "Dots are mean changes, bars their 95% intervals; the dark line is no change. A bar that crosses it is "
            "compatible with none."
        }
        @for (index, measure) in report.measures().into_iter().enumerate() { (one(report, index, measure)) }
    }
}

fn one(report: &Report, index: usize, measure: &str) -> Markup {
    let rows: Vec<_> = report
        .rows()
        .iter()
        .filter(|row| row.measure == measure)
        .collect();
    let waves = distinct(rows.iter().map(|row| row.wave.as_str()));
    let direction = rows[0].direction;
    let title = format!("{measure}: change by group");
    let description = format!(
        "Mean change in {measure} with 95% interval for everyone and for each group, one panel a wave; {}. The figures \
         are in the tables below.",
        wording::better(direction)
    );
    let plot = DotPlot {
        id: &parts::id("change", &[index]),
        title: &title,
        description: &description,
        axis: "Mean change in score (follow-up minus baseline), with 95% interval",
        better: match direction {
            Direction::HigherIsBetter => Better::Right,
            Direction::LowerIsBetter => Better::Left,
        },
        panels: waves.clone(),
        rows: plot_rows(report, &rows, &waves),
    };
    let threshold = rows[0].threshold;
    html! {
        h3 { (measure) }
        p {
            "On this measure " (wording::better(direction)) ". "
            @if threshold > 0.0 {
                "A change of at least " (format::number(threshold, decimals_of(threshold))) " counts as improved or worse."
            } @else {
                "Any change counts as improved or worse."
            }
        }
        (parts::figure_with(&title, plot.render(), html! {
            @for wave in &waves { (table(report, measure, wave, &rows)) }
        }))
    }
}

/// Decimals that a threshold needs, up to two.
fn decimals_of(value: f64) -> usize {
    (0..2)
        .find(|&d| (value * 10f64.powi(d as i32)).fract().abs() < 1e-9)
        .unwrap_or(2)
}

fn plot_rows(report: &Report, rows: &[&ProtectedComparisonRow], waves: &[&str]) -> Vec<DotRow> {
    let symbol = report.comparison.policy().symbol().as_str();
    let mut found = Vec::new();
    let groups = distinct(
        rows.iter()
            .map(|row| (row.grouping.as_str(), row.group.as_str())),
    );
    let mut last = "";
    for (grouping, group) in groups {
        let in_group =
            |row: &&&ProtectedComparisonRow| row.grouping == grouping && row.group == group;
        let of_wave = |wave: &&str| {
            let row = rows.iter().filter(in_group).find(|row| row.wave == *wave);
            row.map_or(Mark::Words("\u{2013}".into()), |row| mark(row, symbol))
        };
        let first = rows.iter().find(|row| in_group(row));
        let everyone = first.is_some_and(|row| row.is_overall());
        if !everyone && grouping != last {
            found.push(DotRow::Heading(parts::grouping_label(grouping)));
        }
        last = grouping;
        found.push(DotRow::Marks {
            label: first.map_or_else(String::new, |row| parts::group_label(row)),
            everyone,
            marks: waves.iter().map(of_wave).collect(),
        });
    }
    found
}

fn mark(row: &ProtectedComparisonRow, symbol: &str) -> Mark {
    match row.change.shown() {
        Some(change) => Mark::Estimate {
            at: change.mean_change,
            lower: change.ci.lower,
            upper: change.ci.upper,
        },
        None => Mark::Words(format::absent(&row.change, symbol)),
    }
}

const HEADER: [&str; 12] = [
    "Group",
    "Both scores",
    "Due",
    "Baseline",
    "Follow-up",
    "Change (95% interval)",
    "p (t)",
    "p (Wilcoxon)",
    "Effect d_av",
    "Improved",
    "Same",
    "Worse",
];

fn table(report: &Report, measure: &str, wave: &str, rows: &[&ProtectedComparisonRow]) -> Markup {
    let decimals = format::decimals(rows.iter().copied());
    let symbol = report.comparison.policy().symbol().as_str();
    let in_wave: Vec<_> = rows.iter().filter(|row| row.wave == wave).collect();
    let starts = |index: usize| {
        let row = in_wave[index];
        !row.is_overall() && (index == 0 || in_wave[index - 1].grouping != row.grouping)
    };
    let body = html! {
        @for (index, row) in in_wave.iter().enumerate() {
            @if starts(index) {
                tr class="block" { th scope="rowgroup" colspan=(HEADER.len()) { (parts::grouping_label(&row.grouping)) } }
            }
            (table_row(row, decimals, symbol))
        }
    };
    let chosen = in_wave.iter().filter_map(|row| {
        let told = wording::beyond_regression(row.change.shown()?, decimals);
        (!told.is_empty()).then(|| format!("{}:{told}", parts::group_label(row)))
    });
    html! {
        (parts::table(&format!("{measure} at {wave}, by group"), &HEADER, body))
        @for told in chosen { p class="quiet" { (told) } }
    }
}

fn table_row(row: &ProtectedComparisonRow, decimals: usize, symbol: &str) -> Markup {
    let absent = format::absent(&row.change, symbol);
    let change = row.change.shown();
    let t_test = change.and_then(|change| change.t_test);
    let signed_rank = change.and_then(|change| change.signed_rank);
    let missing = if change.is_some() {
        "\u{2013}"
    } else {
        &absent
    };
    html! {
        tr class=[row.is_overall().then_some("everyone")] {
            th scope="row" { (parts::group_label(row)) }
            (parts::count(row.n_paired))
            (parts::count(row.n_eligible))
            (parts::figure(change.map(|c| format::number(c.mean_baseline, decimals)), &absent))
            (parts::figure(change.map(|c| format::number(c.mean_follow_up, decimals)), &absent))
            (parts::figure(change.map(|c| format::estimate(c.mean_change, &c.ci, decimals)), &absent))
            (parts::figure(t_test.map(|test| format::p_value(test.p)), missing))
            (parts::figure(signed_rank.map(|test| format::p_value(test.p)), missing))
            (parts::figure(change.and_then(|c| c.effect(HEADLINE_EFFECT)).map(|d| format::signed(d, 2)), missing))
            (parts::share(row.improved, row.n_paired))
            (parts::share(row.same, row.n_paired))
            (parts::share(row.worse, row.n_paired))
        }
    }
}
