//! The comparison as a table in a terminal.

use comfy_table::{Cell, CellAlignment, Table, TableComponent, presets};

use crate::disclosure::ProtectedComparisonRow;
use crate::report::builder::Report;
use crate::report::{format, wording};

/// Groupings whose rows stand in the terminal table beside everyone's.
const SHOWN: [&str; 3] = ["overall", "service", "partner"];

/// Columns of the whole table.
const WIDTH: usize = 110;

const HEADER: [&str; 9] = [
    "Wave",
    "Group",
    "Both/due",
    "Before",
    "After",
    "Change",
    "95% interval",
    "p",
    "Improved",
];

/// The change of everyone, by service and by partner, as text of at most 110 columns.
///
/// Other groupings are in [`html`](crate::report::html) and [`Summary`](crate::report::Summary).
pub fn terminal(report: &Report) -> String {
    let mut text = format!("{}\n", report.title);
    for measure in report.measures() {
        let rows = report.rows().iter().filter(|row| row.measure == measure);
        let decimals = format::decimals(rows.clone());
        let shown: Vec<_> = rows
            .filter(|row| SHOWN.contains(&row.grouping.as_str()))
            .collect();
        let Some(first) = shown.first() else {
            continue;
        };
        text += &format!("\n{measure} ({})\n", wording::better(first.direction));
        text += &table(
            &shown,
            decimals,
            report.comparison.policy().symbol().as_str(),
        );
        text.push('\n');
        for row in shown {
            let told = row.change.shown();
            let told = told.map(|change| wording::beyond_regression(change, decimals));
            if let Some(told) = told.filter(|told| !told.is_empty()) {
                let place = format!(
                    "{}, {}",
                    fitted(&row.wave, 14),
                    fitted(&group_label(row), 32)
                );
                text += &wrapped(&format!("{place}:{told}"));
            }
        }
    }
    text + "\n" + &footer(report)
}

fn table(rows: &[&ProtectedComparisonRow], decimals: usize, symbol: &str) -> String {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    for between_rows in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(between_rows);
    }
    table.set_header(HEADER);
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for row in rows {
        table.add_row(cells(row, decimals, symbol).into_iter().map(Cell::new));
    }
    table.trim_fmt()
}

fn cells(row: &ProtectedComparisonRow, decimals: usize, symbol: &str) -> [String; 9] {
    let of = |value: Option<String>| value.unwrap_or_else(|| format::absent(&row.change, symbol));
    let change = row.change.shown();
    [
        fitted(&row.wave, 14),
        fitted(&group_label(row), 32),
        format!(
            "{}/{}",
            format::count(row.n_paired),
            format::count(row.n_eligible)
        ),
        of(change.map(|change| format::number(change.mean_baseline, decimals))),
        of(change.map(|change| format::number(change.mean_follow_up, decimals))),
        of(change.map(|change| format::signed(change.mean_change, decimals))),
        of(change.map(|change| format::interval(&change.ci, decimals))),
        of(change.map(|change| {
            change
                .t_test
                .map_or("\u{2013}".into(), |t| format::p_value(t.p))
        })),
        row.improved.percent_of(row.n_paired).map_or_else(
            || format::share(row.improved, row.n_paired),
            |percent| format!("{percent:.0}%"),
        ),
    ]
}

fn group_label(row: &ProtectedComparisonRow) -> String {
    match row.is_overall() {
        true => "everyone".to_owned(),
        false => format!("{} {}", row.grouping, format::words(&row.group)),
    }
}

/// A paragraph in lines of at most [`WIDTH`] columns, words kept whole.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

/// Control characters out, long text cut: a name from data must not move the cursor or break the table.
fn fitted(text: &str, most: usize) -> String {
    let mut text: String = text.chars().filter(|c| !c.is_control()).collect();
    if text.chars().count() > most {
        text = text.chars().take(most - 1).chain(['\u{2026}']).collect();
    }
    text
}

fn footer(report: &Report) -> String {
    let mut lines = vec![
        "Change is follow-up minus baseline, of those with both scores. It is not an effect: see the report's cautions."
            .to_owned(),
        format!(
            "{}: numbers under {} are protected (policy {}).",
            report.comparison.policy().symbol(),
            report.comparison.policy().minimum(),
            report.comparison.policy().name()
        ),
    ];
    if let Some(linkage) = &report.linkage {
        lines.push(format!(
            "{} records of {} people, linked at match probability {} or more.",
            format::thousands(linkage.records),
            format::thousands(linkage.people),
            linkage.threshold
        ));
    }
    lines.join("\n") + "\n"
}
