//! The comparison as a table for people.

use std::io::Write;

use comfy_table::CellAlignment;
use throughline::kernel::stats::{Interval, SignedRankMethod};
use throughline::outcomes::{ComparisonRow, PairedChange};

use super::{Arguments, Failure};

const HEADER: [&str; 13] = [
    "follow-up",
    "group",
    "n",
    "lost",
    "baseline",
    "follow-up mean",
    "change (95% CI)",
    "t (df)",
    "p",
    "Wilcoxon W",
    "p",
    "d_av_rms",
    "better / same / worse",
];

pub fn print_table(
    arguments: &Arguments,
    rows: &[ComparisonRow],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut table = comfy_table::Table::new();
    table.load_preset(comfy_table::presets::ASCII_MARKDOWN);
    table.set_header(HEADER);
    let several = rows.iter().any(|row| row.measure != rows[0].measure);
    for row in rows {
        let mut cells = table_cells(row);
        if several {
            cells[0] = format!("{}: {}", row.measure, row.wave);
        }
        table.add_row(cells);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let better = if arguments.lower_is_better {
        "lower"
    } else {
        "higher"
    };
    writeln!(out, "{table}")?;
    for row in rows {
        if let Some(told) = row.change.as_ref().and_then(beyond_regression) {
            let measure = if several { &row.measure } else { "" };
            let place = [measure, &row.wave, &row.grouping, &row.group].into_iter();
            let place: Vec<&str> = place.filter(|own| !own.is_empty()).collect();
            writeln!(out, "{}: {told}", place.join(", "))?;
        }
    }
    writeln!(
        out,
        "\nChange{} is follow-up minus baseline; {better} is better. Lost: a baseline and no follow-up.",
        match &arguments.baseline {
            Some(baseline) => format!(" from {baseline}"),
            None => String::new(),
        }
    )?;
    writeln!(
        out,
        "t: paired t test. Wilcoxon: signed-rank test, exact unless p is marked ~ (normal approximation)."
    )?;
    writeln!(
        out,
        "d_av_rms: change over the root mean square of the two standard deviations."
    )?;
    writeln!(out, "A change is not proof of its cause.")?;
    Ok(())
}

fn table_cells(row: &ComparisonRow) -> [String; 13] {
    let change = row.change.as_ref();
    let show = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let t_test = change.and_then(|change| change.t_test);
    let signed_rank = change.and_then(|change| change.signed_rank);
    let responders = &row.responders;
    [
        row.wave.clone(),
        row.group.clone(),
        row.n_paired.to_string(),
        row.n_lost().to_string(),
        show(change.map(|c| format!("{:.2}", c.mean_baseline))),
        show(change.map(|c| format!("{:.2}", c.mean_follow_up))),
        show(change.map(|c| format!("{:.2} ({})", c.mean_change, interval(&c.ci)))),
        show(t_test.map(|test| format!("{:.3} ({})", test.t, test.df))),
        show(t_test.map(|test| p_value(test.p))),
        show(signed_rank.map(|test| test.w.to_string())),
        show(signed_rank.map(|test| {
            let mark = if test.method == SignedRankMethod::Normal {
                "~"
            } else {
                ""
            };
            format!("{mark}{}", p_value(test.p))
        })),
        show(
            change
                .and_then(|c| c.headline_effect())
                .map(|effect| format!("{:.2}", effect.value)),
        ),
        format!(
            "{} / {} / {}",
            responders.improved, responders.same, responders.worse
        ),
    ]
}

/// What regression to the mean explains of the change of people who were all chosen by their score.
fn beyond_regression(change: &PairedChange) -> Option<String> {
    let told = match change.regression {
        Some(own) => format!(
            "regression to the mean alone would be expected to move the mean by {:.2}; the change beyond that is {:.2} ({}, taking \
             the reliability and the population mean as exact)",
            own.expected,
            own.beyond,
            interval(&own.ci)
        ),
        None => "regression to the mean may be part of the change; --reliability and --population tell how much".into(),
    };
    change
        .chosen_by_score
        .then(|| format!("everyone with both scores began past the cut-off; {told}"))
}

fn interval(ci: &Interval) -> String {
    format!("{:.2} to {:.2}", ci.lower, ci.upper)
}

fn p_value(p: f64) -> String {
    if p < 0.0001 {
        "<0.0001".to_owned()
    } else {
        format!("{p:.4}")
    }
}
