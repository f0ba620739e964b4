//! Sentences: they describe change and how sure it is, never a cause.

use crate::disclosure::{Estimates, ProtectedChange, ProtectedComparisonRow};
use crate::longitudinal::Direction;
use crate::report::builder::Report;
use crate::report::format;

/// What a change came to: the words depend on the interval, never on a p value.
pub(super) fn direction_of_change(row: &ProtectedComparisonRow) -> Option<&'static str> {
    let change = row.change.shown()?;
    let sign = row.direction.sign();
    let (a, b) = (change.ci.lower * sign, change.ci.upper * sign);
    Some(match (a.min(b), a.max(b)) {
        (low, _) if low > 0.0 => "better",
        (_, high) if high < 0.0 => "worse",
        _ => "no clear change",
    })
}

pub(super) fn better(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "a higher score is better",
        Direction::LowerIsBetter => "a lower score is better",
    }
}

/// One measure at one wave for everyone, in a sentence.
pub(super) fn headline(row: &ProtectedComparisonRow, decimals: usize) -> String {
    let Some(change) = row.change.shown() else {
        return match row.change {
            Estimates::None => "Nobody has both scores.".into(),
            _ => "Too few have both scores to show a mean.".into(),
        };
    };
    let verb = match change.mean_change {
        c if c > 0.0 => "rose",
        c if c < 0.0 => "fell",
        _ => "stayed",
    };
    let meaning = match direction_of_change(row) {
        Some("no clear change") => "The interval includes no change.".into(),
        Some(words) if change.mean_change.abs() < row.threshold => format!(
            "That is {words}, though on average by less than the smallest important change ({}).",
            row.threshold
        ),
        Some(words) => format!("That is {words}."),
        None => String::new(),
    };
    format!(
        "The mean {verb} from {} to {}: a change of {} points (95% interval {}). {meaning}",
        format::number(change.mean_baseline, decimals),
        format::number(change.mean_follow_up, decimals),
        format::signed(change.mean_change, decimals),
        format::interval(&change.ci, decimals),
    ) + &beyond_regression(change, decimals)
}

/// What regression to the mean would do to the change of people who all began past the cut-off; empty for others.
pub(super) fn beyond_regression(change: &ProtectedChange, decimals: usize) -> String {
    const CHOSEN: &str = " Everyone with both scores began past the cut-off";
    match change.regression {
        _ if change.chosen_by_score != Some(true) => String::new(),
        Some(own) => format!(
            "{CHOSEN}. Regression to the mean alone would be expected to move the mean by {}; the change beyond that is {} (95% \
             interval {}, taking the declared reliability and population mean as exact).",
            format::signed(own.expected, decimals),
            format::signed(own.beyond, decimals),
            format::interval(&own.ci, decimals),
        ),
        None => format!(
            "{CHOSEN}, so regression to the mean may be part of the change; how much is not known here."
        ),
    }
}

/// Of whom, and how they fared one by one.
pub(super) fn of_whom(row: &ProtectedComparisonRow) -> String {
    let mut text = format!(
        "{} of the {} due have both scores",
        format::count(row.n_paired),
        format::count(row.n_eligible)
    );
    let percent = |part: crate::disclosure::Count| part.percent_of(row.n_paired);
    if let (Some(improved), Some(same), Some(worse)) =
        (percent(row.improved), percent(row.same), percent(row.worse))
    {
        text += &format!(
            ": {improved:.0}% improved, {same:.0}% stayed the same, {worse:.0}% got worse"
        );
    }
    text + "."
}

/// The cautions that every report has, then the report's own.
pub(super) fn caveats(report: &Report) -> Vec<String> {
    let mut caveats: Vec<String> = [
        "This describes change, not its cause. People's scores move for many reasons; without a comparison group \
         nobody can say how much of a change is due to a service.",
        "People are often referred when things are at their worst, and scores far from the average tend to move back \
         towards it without any help (regression to the mean). Part of an improvement may be that.",
        "Change is known only of those who have both scores. Those who were not followed up may have fared \
         differently; see who was followed up.",
        "Differences between groups are not adjusted for how the groups differ to begin with. They are no ranking.",
        "Where many intervals are shown, some will miss zero by chance alone. Read the size of a change and its \
         interval first; a p value alone says neither how large nor how important a change is.",
        "Need codes and service codes say why a case was opened. They have no diagnostic value.",
    ]
    .map(String::from)
    .into();
    if report.linkage.is_some() {
        caveats.push(
            "Records were joined to people by probability. Some links are wrong and some are missed; both blur change, \
             and wrong links make individual improvement and worsening look commoner than they are."
                .into(),
        );
    }
    caveats.extend(report.caveats.iter().cloned());
    caveats
}

/// How numbers were come by: the notes that every report has, then the report's own.
pub(super) fn methods(report: &Report) -> Vec<String> {
    let mut methods: Vec<String> = [
        "Change is follow-up minus baseline, of those who have both scores. Its 95% interval and p value are Student's \
         t for pairs; the Wilcoxon signed-rank p value is beside it because scores are seldom normal.",
        "Improved and worse mean a change of at least the measure's smallest important change in that direction; where \
         none is known, any change.",
        "The effect size is d_av: mean change over the root mean square of the two standard deviations. The chart of \
         all measures divides mean change by the standard deviation at baseline and turns it so that right is better.",
    ]
    .map(String::from)
    .into();
    if report.pooled.is_some() {
        methods.push(
            "Agencies are pooled by random effects: variance between agencies (tau squared) by restricted maximum \
             likelihood, interval by Hartung and Knapp, never narrower than Wald's. The prediction interval says where \
             the true change of a next agency like these would lie, on Student's t with the degrees of freedom stated. \
             Only released numbers are pooled; no record moves."
                .into(),
        );
    }
    methods.extend(report.methods.iter().cloned());
    methods
}

/// What the policy did, in words.
pub(super) fn protection(report: &Report) -> String {
    let policy = report.comparison.policy();
    let mut text = format!(
        "Numbers under {} are protected under the policy \u{201c}{}\u{201d}: they are shown as {}, and so are further \
         numbers from which they could be worked out. Means and tests are shown of {} or more.",
        policy.minimum(),
        policy.name(),
        policy.symbol(),
        policy.estimates_minimum(),
    );
    if let Some(base) = policy.rounding() {
        text += &format!(
            " Other counts are rounded to the nearest {base}, so parts may not add up to their whole; percentages and \
             intervals are worked out from the rounded counts."
        );
    }
    if !policy.show_zeros() {
        text += " Nobody improved, same or worse is protected too.";
    }
    text
}
