//! Where the data came from, what was set aside, and how records were linked.

use maud::{Markup, html};

use super::parts;
use crate::report::format::thousands;
use crate::report::{DataSource, LinkageSummary, LinkageTruth, Report, ValidationSummary};

pub(super) fn data(report: &Report) -> Markup {
    html! {
        (sources_table(report))
        @if !report.validation.is_empty() {
            p {
                "Every row that was read is either accepted or quarantined; none is lost on the way. These are counts of "
                "rows, not of people."
            }
            (rows_table(report))
            (reasons_table(&report.validation))
        }
    }
}

/// Sources whose rows are not accounted for further down.
fn sources_table(report: &Report) -> Markup {
    let accounted = |source: &&DataSource| {
        !report
            .validation
            .iter()
            .any(|summary| summary.dataset() == source.name)
    };
    let sources: Vec<_> = report.sources.iter().filter(accounted).collect();
    html! {
        @if !sources.is_empty() {
            (parts::table("Sources of records", &["Source", "Holds", "Records used"], html! {
                @for source in sources {
                    tr {
                        th scope="row" { (source.name) }
                        td class="text" { (source.holds) }
                        td { (thousands(source.records)) }
                    }
                }
            }))
        }
    }
}

fn rows_table(report: &Report) -> Markup {
    let summaries = &report.validation;
    let total = |of: fn(&ValidationSummary) -> u64| thousands(summaries.iter().map(of).sum());
    let holds = |summary: &ValidationSummary| {
        let source = report
            .sources
            .iter()
            .find(|source| source.name == summary.dataset());
        source.map_or("\u{2013}", |source| &source.holds)
    };
    let header = ["Dataset", "Holds", "Rows in", "Accepted", "Quarantined"];
    parts::table(
        "Rows in = accepted + quarantined",
        &header,
        html! {
            @for summary in summaries {
                tr {
                    th scope="row" { (summary.dataset()) }
                    td class="text" { (holds(summary)) }
                    td { (thousands(summary.rows_in())) }
                    td { (thousands(summary.accepted())) }
                    td { (thousands(summary.quarantined())) }
                }
            }
            tr class="everyone" {
                th scope="row" { "All" }
                td class="text" { "\u{2013}" }
                td { (total(ValidationSummary::rows_in)) }
                td { (total(ValidationSummary::accepted)) }
                td { (total(ValidationSummary::quarantined)) }
            }
        },
    )
}

fn reasons_table(summaries: &[ValidationSummary]) -> Markup {
    let any = summaries
        .iter()
        .any(|summary| !summary.reasons().is_empty());
    html! {
        @if any {
            (parts::table("Why rows were quarantined", &["Dataset", "Reason", "Rows"], html! {
                @for summary in summaries {
                    @for reason in summary.reasons() {
                        tr {
                            th scope="row" { (summary.dataset()) }
                            td class="text" { (reason.reason) }
                            td { (thousands(reason.rows)) }
                        }
                    }
                }
            }))
        }
    }
}

pub(super) fn links(linkage: &LinkageSummary) -> Markup {
    let estimation = match linkage.converged {
        true => "converged",
        false => "did not converge: treat the links with care",
    };
    html! {
        p {
            "Records of different agencies seldom carry a common number, so they were joined to people by how well names, "
            "dates of birth, addresses and numbers agree. Each pair of records has a probability of being one person; pairs at "
            (linkage.threshold) " or more were taken as links."
        }
        (parts::table("Linkage", &["Figure", "Value"], html! {
            tr { th scope="row" { "Records" } td { (thousands(linkage.records)) } }
            tr { th scope="row" { "People found" } td { (thousands(linkage.people)) } }
            tr { th scope="row" { "Links between records" } td { (thousands(linkage.links)) } }
            tr { th scope="row" { "Match probability of a link, at least" } td { (linkage.threshold) } }
            tr { th scope="row" { "Estimation of the model" } td { (estimation) } }
            @if let Some(truth) = linkage.truth { (truth_rows(truth)) }
        }))
        @if !linkage.notes.is_empty() { ul { @for note in &linkage.notes { li { (note) } } } }
    }
}

fn truth_rows(truth: LinkageTruth) -> Markup {
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    html! {
        tr { th scope="row" { "Against the known truth: pairs put together that belong together (precision)" } td { (percent(truth.precision)) } }
        tr { th scope="row" { "Against the known truth: pairs that belong together put together (recall)" } td { (percent(truth.recall)) } }
        tr { th scope="row" { "Against the known truth: F1" } td { (format!("{:.3}", truth.f1)) } }
    }
}
