//! What became of single people.

use crate::kernel::stats::categorical::wilson;
use crate::kernel::stats::individual::{
    ChangeClass, ClinicalChange, CutOff, Direction, Norms, ReliableChange,
    regression_after_selection,
};
use crate::longitudinal::Response;
use crate::outcomes::estimate::{Estimate, Pooling};
use crate::outcomes::{Caveat, Method, Results};

use super::Asked;

/// A share of the pairs with Wilson's interval.
fn share(asked: &Asked<'_>, quantity: &'static str, count: usize) -> Estimate {
    let n = asked.cell.n();
    if n == 0 {
        return Estimate::none(quantity, asked.no_sample());
    }
    let ci = wilson(count as u64, n, asked.level());
    let share = count as f64 / n as f64;
    let se = (share * (1.0 - share) / n as f64).sqrt();
    Estimate::of(quantity)
        .value(share)
        .se(se)
        .ci(ci)
        .pooled_as(Pooling::Share)
}

fn pairs<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = (f64, f64)> + 'a {
    let follow_up = asked.cell.follow_up.iter().copied();
    asked.cell.baseline.iter().copied().zip(follow_up)
}

pub(super) fn responders(asked: &Asked<'_>) -> Vec<Estimate> {
    let measure = asked.measure();
    if measure.minimal_important_change.is_none() {
        let what = "a minimal important change";
        return vec![Estimate::none(
            "share improved",
            Caveat::NotDeclared { what },
        )];
    }
    let count = |wanted: Response| {
        let changes = pairs(asked).map(|(b, f)| crate::kernel::stats::difference(b, f));
        changes
            .filter(|&change| measure.classify(change) == wanted)
            .count()
    };
    vec![
        share(asked, "share improved", count(Response::Improved)),
        share(asked, "share worse", count(Response::Worse)),
    ]
}

/// The scale of reliable change: the declared reliability, and the standard deviation of people in need, or else of the
/// population.
pub(super) fn reliable_scale(
    measure: &crate::longitudinal::Measure,
) -> Result<ReliableChange, Caveat> {
    let lacks = |what| Caveat::NotDeclared { what };
    let reliability = measure.reliability.ok_or(lacks("a reliability"))?;
    let norms = measure.norms.as_ref();
    let spread = norms.and_then(|norms| norms.clinical.or(norms.population));
    let spread = spread.ok_or(lacks("the clinical or population standard deviation"))?;
    ReliableChange::new(spread.sd, reliability, measure.direction.sign() > 0.0).ok_or(
        Caveat::Refused {
            reason: "a reliability of 1 leaves no error of measurement",
        },
    )
}

pub(super) fn reliable_change(asked: &Asked<'_>) -> Vec<Estimate> {
    const IMPROVED: &str = "share reliably improved";
    let scale = match reliable_scale(asked.measure()) {
        Ok(scale) => scale,
        Err(why) => return vec![Estimate::none(IMPROVED, why)],
    };
    let count = |wanted: Direction| {
        pairs(asked)
            .filter(|&(b, f)| scale.direction(b, f) == wanted)
            .count()
    };
    vec![
        share(asked, IMPROVED, count(Direction::Improved)),
        share(
            asked,
            "share reliably deteriorated",
            count(Direction::Deteriorated),
        ),
        Estimate::of("smallest reliable change").value(scale.threshold()),
    ]
}

pub(super) fn clinical_change(asked: &Asked<'_>) -> Vec<Estimate> {
    const RECOVERED: &str = "share recovered";
    let change = match clinical_scale(asked) {
        Ok(change) => change,
        Err(why) => return vec![Estimate::none(RECOVERED, why)],
    };
    let count = |wanted: ChangeClass| {
        pairs(asked)
            .filter(|&(b, f)| change.classify(b, f) == wanted)
            .count()
    };
    let class = |quantity, wanted| share(asked, quantity, count(wanted));
    vec![
        class(RECOVERED, ChangeClass::Recovered),
        class("share improved, not recovered", ChangeClass::Improved),
        class("share unchanged", ChangeClass::Unchanged),
        class("share deteriorated", ChangeClass::Deteriorated),
        class("share harmed", ChangeClass::Harmed),
        Estimate::of("line between clinical and functional").value(change.cut_off),
    ]
}

/// The line is the study's cut-off, or else Jacobson and Truax's c (both norms) or a (clinical norms alone).
fn clinical_scale(asked: &Asked<'_>) -> Result<ClinicalChange, Caveat> {
    let measure = asked.measure();
    let reliable = reliable_scale(measure)?;
    let norms = measure.norms.as_ref();
    let clinical = norms.and_then(|norms| norms.clinical);
    let functional = norms.and_then(|norms| norms.functional);
    let line = match (measure.cut_off, clinical, functional) {
        (Some(cut_off), _, _) => cut_off,
        (None, Some(clinical), Some(functional)) => Norms {
            clinical_mean: clinical.mean,
            clinical_sd: clinical.sd,
            functional_mean: functional.mean,
            functional_sd: functional.sd,
        }
        .cut_off(CutOff::C),
        (None, Some(clinical), None) => {
            clinical.mean + 2.0 * measure.direction.sign() * clinical.sd
        }
        (None, None, _) => {
            let what = "a cut-off, or clinical norms";
            return Err(Caveat::NotDeclared { what });
        }
    };
    Ok(ClinicalChange {
        reliable,
        cut_off: line,
    })
}

pub(super) fn regression_to_mean(asked: &Asked<'_>) -> Vec<Estimate> {
    const BEYOND: &str = "change beyond regression to the mean";
    let measure = asked.measure();
    let population = measure.norms.as_ref().and_then(|norms| norms.population);
    let (Some(population), Some(reliability)) = (population, measure.reliability) else {
        let what = "a reliability and the population's mean and standard deviation";
        return vec![Estimate::none(BEYOND, Caveat::NotDeclared { what })];
    };
    let Some(found) = asked.cell.beyond_regression(measure, asked.level()) else {
        return vec![Estimate::none(BEYOND, asked.no_sample())];
    };
    let asked_for = asked
        .context
        .analysis
        .methods
        .contains(&Method::RegressionToMean);
    let raw = asked_for.then(|| Estimate::of("raw mean change").paired_t(&found.raw));
    let mut rows: Vec<Estimate> = raw.into_iter().collect();
    rows.extend([
        Estimate::of("change expected by regression to the mean").value(found.expected),
        Estimate::of(BEYOND).paired_t(&found.adjusted),
    ]);
    let selected = measure.cut_off.filter(|_| asked.chosen_by_score);
    rows.extend(selected.map(|cut_off| {
        let above = !asked.higher_is_better();
        let expected =
            regression_after_selection(population.mean, population.sd, reliability, cut_off, above);
        Estimate::of(Results::OF_CHOSEN).value(expected)
    }));
    rows
}
