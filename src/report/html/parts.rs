//! Pieces that several sections share.

use maud::{Markup, html};

use crate::disclosure::{Count, ProtectedComparisonRow};
use crate::report::format;

/// A count as a table cell.
pub(super) fn count(value: Count) -> Markup {
    html! { td class=[value.is_suppressed().then_some("hidden")] { (format::count(value)) } }
}

/// A share as a table cell, the count in brackets.
pub(super) fn share(part: Count, whole: Count) -> Markup {
    let class = part.is_suppressed().then_some("hidden");
    html! { td class=[class] { (format::share(part, whole)) } }
}

/// A number as a table cell, or what stands in its place.
pub(super) fn figure(value: Option<String>, absent: &str) -> Markup {
    match value {
        Some(value) => html! { td { (value) } },
        None => html! { td class="hidden" { (absent) } },
    }
}

/// A table that scrolls sideways on a narrow screen rather than the page.
pub(super) fn table(caption: &str, header: &[&str], rows: Markup) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { @for name in header { th scope="col" class=[is_text(name)] { (name) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// Columns of words stand left, columns of numbers right.
fn is_text(name: &str) -> Option<&'static str> {
    matches!(
        name,
        "Wave" | "Holds" | "Reason" | "Group" | "Method and quantity" | "Mind"
    )
    .then_some("text")
}

/// A chart with its caption, and its table straight after.
pub(super) fn figure_with(caption: &str, chart: Markup, table: Markup) -> Markup {
    html! {
        figure { figcaption { (caption) } (chart) }
        (table)
    }
}

/// The name of a row's group, with what it is a group of.
pub(super) fn group_label(row: &ProtectedComparisonRow) -> String {
    match row.is_overall() {
        true => "Everyone".into(),
        false => format::words(&row.group),
    }
}

/// A grouping's name as a heading.
pub(super) fn grouping_label(grouping: &str) -> String {
    format!("By {}", format::words(grouping))
}

/// An id for a figure, unique by what it shows.
pub(super) fn id(section: &str, parts: &[usize]) -> String {
    let numbers: Vec<String> = parts.iter().map(|part| (part + 1).to_string()).collect();
    format!("{section}-{}", numbers.join("-"))
}
