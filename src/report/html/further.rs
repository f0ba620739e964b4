//! What further methods say: a table a measure for everyone, the groups' folded away.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::{ProtectedResultRow, Released, ResultsBeside};
use crate::outcomes::{Method, OVERALL};
use crate::report::builder::distinct;
use crate::report::format;

/// Methods whose numbers the rest of the report has.
const SHOWN_ELSEWHERE: [Method; 2] = [Method::PairedT, Method::Effects];

pub(super) fn section(results: &Released<ResultsBeside>) -> Markup {
    let symbol = results.policy().symbol().as_str();
    let rows = results.table().rows().iter();
    let rows: Vec<_> = rows
        .filter(|row| !SHOWN_ELSEWHERE.contains(&row.method))
        .collect();
    html! {
        p {
            "Each number stands beside what limits it. A method that lacks something, such as a published reliability, is "
            "left out. Where several methods answer one question and differ, the difference is the finding."
        }
        @for measure in distinct(rows.iter().map(|row| row.measure.as_str())) {
            @let own: Vec<_> = rows.iter().copied().filter(|row| row.measure == measure).collect();
            @let (everyone, groups): (Vec<_>, Vec<_>) = own.into_iter().partition(|row| row.grouping == OVERALL);
            h3 { (measure) }
            (table(&format!("{measure}: everyone"), &everyone, false, symbol))
            @if groups.iter().any(|row| has_number(row)) {
                details {
                    summary { (measure) ": by group" }
                    (table(&format!("{measure}: by group"), &groups, true, symbol))
                }
            }
        }
    }
}

fn has_number(row: &ProtectedResultRow) -> bool {
    row.withheld || row.estimate.is_some() || row.p.is_some()
}

fn table(caption: &str, rows: &[&ProtectedResultRow], groups: bool, symbol: &str) -> Markup {
    let mut header = vec![
        "Wave",
        "Method and quantity",
        "Estimate",
        "Interval",
        "p",
        "People",
        "Mind",
    ];
    if groups {
        header.insert(1, "Group");
    }
    let body = html! {
        @for row in rows.iter().filter(|row| has_number(row)) {
            tr {
                th scope="row" { (row.wave) }
                @if groups { td class="text" { (format::words(&row.grouping)) ": " (format::words(&row.group)) } }
                td class="text" { (row.method.title()) ": " (format::words(&row.quantity)) }
                @if row.withheld {
                    @for _ in 0..3 { td class="hidden" { (symbol) } }
                } @else {
                    td { (row.estimate.map_or("\u{2013}".into(), figures)) }
                    td { (row.ci.map_or("\u{2013}".into(), |ci| format!("{} to {}", figures(ci.lower), figures(ci.upper)))) }
                    td { (row.p.map_or("\u{2013}".into(), format::p_value)) }
                }
                (parts::count(row.n))
                td class="text" { (row.caveats.join("; ")) }
            }
        }
    };
    parts::table(caption, &header, body)
}

/// Three significant figures with a true minus sign.
fn figures(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return format::number(value, 0);
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 6);
    format::number(value, decimals as usize)
}
