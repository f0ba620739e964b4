//! Cautions and methods.

use maud::{Markup, html};

use crate::report::{Report, format, wording};

pub(super) fn cautions(report: &Report) -> Markup {
    let totals = report.comparison.audit().totals();
    html! {
        ul { @for caveat in wording::caveats(report) { li { (caveat) } } }
        h3 { "How small numbers are protected" }
        p {
            (wording::protection(report)) " In the comparison " (format::thousands(totals.suppressed)) " of "
            (format::thousands(totals.counts())) " counts are not shown, nor are the means of "
            (format::thousands(totals.estimates_withheld)) " of "
            (format::thousands(totals.estimates_shown + totals.estimates_withheld)) " rows."
        }
    }
}

pub(super) fn methods(report: &Report) -> Markup {
    html! { ul { @for method in wording::methods(report) { li { (method) } } } }
}
