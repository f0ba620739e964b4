//! The report as one self-contained HTML page: no script, nothing loaded from elsewhere.

mod agencies;
mod change;
mod flow;
mod further;
mod glance;
mod notes;
mod parts;
mod sources;
mod voice;

use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

use crate::report::Report;
use crate::report::builder::distinct;

const STYLE: &str = include_str!("style.css");

/// The report as one HTML page.
///
/// Everything in it comes from released tables and the report's context; text from data is escaped. The page needs
/// no script and no other file, is navigable by headings and tables, and prints on A4.
pub fn html(report: &Report) -> String {
    let sections: Vec<(&str, &str, Markup)> = sections(report);
    let page = markup! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(report.generated_by);
                title { (report.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#main" { "Skip to main content" }
                (header(report))
                nav aria-label="Contents" {
                    ol { @for (id, title, _) in &sections { li { a href={ "#" (id) } { (title) } } } }
                }
                main id="main" {
                    @for (id, title, body) in &sections {
                        section aria-labelledby=(id) { h2 id=(id) { (title) } (body) }
                    }
                }
                (footer(report))
            }
        }
    };
    page.into_string()
}

fn sections(report: &Report) -> Vec<(&'static str, &'static str, Markup)> {
    let mut sections = vec![
        ("glance", "At a glance", glance::section(report)),
        (
            "change",
            "What changed, measure by measure",
            change::section(report),
        ),
    ];
    if let Some(attrition) = &report.attrition {
        sections.push(("followed", "Who was followed up", flow::section(attrition)));
    }
    if let Some(pooled) = &report.pooled {
        sections.push((
            "agencies",
            "Agencies side by side",
            agencies::section(report, pooled),
        ));
    }
    if let Some(results) = &report.results {
        sections.push(("further", "Asked in other ways", further::section(results)));
    }
    if let Some(themes) = &report.themes {
        sections.push(("voice", "What people said", voice::section(report, themes)));
    }
    if !report.sources.is_empty() || !report.validation.is_empty() {
        sections.push(("data", "The data", sources::data(report)));
    }
    if let Some(linkage) = &report.linkage {
        sections.push(("links", "How sure the links are", sources::links(linkage)));
    }
    sections.push(("cautions", "Cautions", notes::cautions(report)));
    sections.push(("methods", "Methods", notes::methods(report)));
    sections
}

fn header(report: &Report) -> Markup {
    let policy = report.comparison.policy();
    markup! {
        header {
            div class="masthead" {
                h1 { (report.title) }
                @if let Some(study) = &report.study { p class="lead" { (study) } }
                p class="meta" {
                    @if let Some(dated) = &report.dated { span { (dated) } }
                    span { (distinct(report.rows().iter().map(|row| &row.measure)).len()) " measures" }
                    span { "Numbers under " (policy.minimum()) " are protected" }
                }
            }
        }
    }
}

fn footer(report: &Report) -> Markup {
    markup! {
        footer {
            p {
                "Made by " (report.generated_by) "."
                @if let Some(seed) = report.seed { " Seed of its random steps: " (seed) "." }
            }
        }
    }
}
