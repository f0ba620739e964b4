//! What people said, beside what changed for them.

use maud::{Markup, html};

use super::parts;
use crate::disclosure::{ProtectedThemeRow, Released};
use crate::report::builder::distinct;
use crate::report::chart::{BarRow, StackedBars};
use crate::report::{Report, format, wording};
use crate::voice::ThemeTable;

const KEYS: [(&str, &str); 4] = [
    ("improved", "improved"),
    ("same", "same"),
    ("worse", "worse"),
    ("no pair of scores", "unknown"),
];

/// Themes drawn in a chart; the table has them all.
const DRAWN: usize = 8;

pub(super) fn section(report: &Report, themes: &Released<ThemeTable>) -> Markup {
    let rows = themes.table().rows();
    let blocks = distinct(
        rows.iter()
            .map(|row| (row.measure.as_str(), row.wave.as_str())),
    );
    html! {
        p {
            "People are counted, not mentions: someone who spoke of a theme five times counts once. A theme that is "
            "common among those who improved is not thereby the reason."
        }
        @if blocks.is_empty() { p { "Nobody spoke of a theme." } }
        @let blocks: Vec<_> = blocks.into_iter().enumerate().collect();
        @for of_measure in blocks.chunk_by(|(_, a), (_, b)| a.0 == b.0) {
            h3 { (of_measure[0].1.0) }
            @let (last, earlier) = of_measure.split_last().unwrap_or((&of_measure[0], &[]));
            (one(report, last, rows))
            @for block in earlier {
                details { summary { (block.1.0) " at " (block.1.1) } (one(report, block, rows)) }
            }
        }
    }
}

fn one(
    report: &Report,
    &(index, (measure, wave)): &(usize, (&str, &str)),
    rows: &[ProtectedThemeRow],
) -> Markup {
    let of_block = rows
        .iter()
        .filter(|row| row.measure == measure && row.wave == wave);
    let rows: Vec<&ProtectedThemeRow> = of_block.collect();
    let title = format!("Themes beside change in {measure} at {wave}");
    let bar = |row: &&ProtectedThemeRow| BarRow {
        label: format::words(&row.theme),
        whole: row.people,
        counts: vec![row.improved, row.same, row.worse, row.not_paired],
    };
    let chart = StackedBars {
        id: &parts::id("voice", &[index]),
        title: &title,
        description: "For each of the most common themes, the people who spoke of it, split by whether their score \
            improved, stayed the same or got worse. The figures are in the table below.",
        keys: &KEYS,
        rows: rows.iter().take(DRAWN).map(bar).collect(),
    };
    let of_measure = report.rows().iter().filter(|row| row.measure == measure);
    html! {
        @if let Some(row) = report.overall(measure, wave) {
            p { "Beside it: " (wording::headline(row, format::decimals(of_measure))) }
        }
        (parts::figure_with(&title, chart.render(), table(&title, &rows)))
    }
}

const HEADER: [&str; 6] = [
    "Theme",
    "People",
    "Improved",
    "Same",
    "Worse",
    "No pair of scores",
];

fn table(caption: &str, rows: &[&ProtectedThemeRow]) -> Markup {
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (format::words(&row.theme)) }
                (parts::count(row.people))
                (parts::count(row.improved))
                (parts::count(row.same))
                (parts::count(row.worse))
                (parts::count(row.not_paired))
            }
        }
    };
    parts::table(caption, &HEADER, body)
}
