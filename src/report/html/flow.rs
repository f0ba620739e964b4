//! Who was followed up and who was lost.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::{Count, ProtectedAttritionRow, Released};
use crate::longitudinal::Attrition;
use crate::report::builder::distinct;
use crate::report::chart::{BarRow, StackedBars};
use crate::report::format;

const KEYS: [(&str, &str); 4] = [
    ("both scores", "improved"),
    ("baseline only", "worse"),
    ("no baseline", "same"),
    ("not yet due", "unknown"),
];

pub(super) fn section(attrition: &Released<Attrition>) -> Markup {
    let rows = attrition.table().rows();
    let symbol = attrition.policy().symbol().as_str();
    let overall: Vec<_> = rows.iter().filter(|row| row.is_overall()).collect();
    let title = "From everyone who started to those with both scores";
    let chart = StackedBars {
        id: "followed-chart",
        title,
        description: "For each measure and wave, everyone who started, split into those with both scores, with a \
            baseline only, without a baseline, and not yet due. The figures are in the table below.",
        keys: &KEYS,
        rows: overall.iter().map(|row| bar(row)).collect(),
    };
    html! {
        p {
            "Change can be measured only of those with a score at baseline and another at follow-up. Where those who "
            "were lost started from a different level, the change of those who stayed may not be theirs."
        }
        (parts::figure_with(title, chart.render(), table("Everyone, by measure and wave", &overall, true, symbol)))
        @for measure in distinct(rows.iter().map(|row| row.measure.as_str())) {
            @let of_measure: Vec<_> =
                rows.iter().filter(|row| !row.is_overall() && row.measure == measure).collect();
            @if !of_measure.is_empty() {
                details {
                    summary { (measure) ": who was followed up, by group" }
                    (table(&format!("{measure}: who was followed up, by group"), &of_measure, false, symbol))
                }
            }
        }
    }
}

fn bar(row: &ProtectedAttritionRow) -> BarRow {
    BarRow {
        label: format!("{}, {}", row.measure, row.wave),
        whole: row.eligible,
        counts: vec![row.followed_up, row.lost, row.no_baseline, row.not_due],
    }
}

const COLUMNS: [&str; 9] = [
    "Started",
    "Not yet due",
    "Due",
    "No baseline",
    "Baseline",
    "Both scores",
    "Lost",
    "Mean baseline, both scores",
    "Mean baseline, lost",
];

fn table(caption: &str, rows: &[&ProtectedAttritionRow], everyone: bool, symbol: &str) -> Markup {
    let names = if everyone {
        ["Measure", "Wave"]
    } else {
        ["Group", "Wave"]
    };
    let header: Vec<&str> = names.into_iter().chain(COLUMNS).collect();
    let mean = |value: Option<f64>, of: Count| {
        let absent = if of.shown() == Some(0) {
            "\u{2013}"
        } else {
            symbol
        };
        parts::figure(value.map(|mean| format::number(mean, 1)), absent)
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { @if everyone { (row.measure) } @else { (format::words(&row.group)) } }
                td class="text" { (row.wave) }
                (parts::count(row.eligible))
                (parts::count(row.not_due))
                (parts::count(row.due))
                (parts::count(row.no_baseline))
                (parts::count(row.with_baseline))
                (parts::share(row.followed_up, row.due))
                (parts::share(row.lost, row.with_baseline))
                (mean(row.mean_baseline_followed, row.followed_up))
                (mean(row.mean_baseline_lost, row.lost))
            }
        }
    };
    parts::table(caption, &header, body)
}
