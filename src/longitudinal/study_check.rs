//! Everything that makes a study unusable, found at once.

use crate::error::StudyProblem;
use crate::longitudinal::linked::same;
use crate::longitudinal::{
    Measure, Repeats, Spread, Start, StartEvent, StudyBuilder, Wave, Window,
};
use crate::schema::DatasetKind;

/// Names of waves and groups that the tables use themselves.
const RESERVED_WAVE: &str = "baseline";
const RESERVED_GROUPS: [&str; 12] = [
    "overall",
    "person",
    "episode",
    "start",
    "dataset",
    "measure",
    "wave",
    "baseline",
    "follow_up",
    "baseline_days",
    "follow_up_days",
    "link_weight",
];

pub(super) fn problems(study: &StudyBuilder) -> Vec<StudyProblem> {
    let mut found = Vec::new();
    if study.name.trim().is_empty() {
        found.push(StudyProblem::Unnamed);
    }
    match &study.start {
        Some(start) => check_start(start, &mut found),
        None => found.push(StudyProblem::NoStart),
    }
    check_windows(study, &mut found);
    check_measures(&study.measures, &mut found);
    check_names("group", study.groups.iter(), &mut found);
    for group in &study.groups {
        if RESERVED_GROUPS.contains(&group.as_str()) {
            found.push(StudyProblem::ReservedGroup {
                name: group.clone(),
            });
        }
    }
    if study.age_bands.is_empty() || study.age_bands.windows(2).any(|pair| pair[0] >= pair[1]) {
        found.push(StudyProblem::AgeBands);
    }
    if let Some(analysis) = &study.analysis {
        let problems = analysis.problems(&study.groups).into_iter();
        found.extend(problems.map(|problem| StudyProblem::Analysis { problem }));
    }
    found
}

fn check_start(start: &Start, found: &mut Vec<StudyProblem>) {
    let by_score = matches!(start.event, StartEvent::Assessment | StartEvent::Outcome);
    if by_score && start.service.is_some() {
        found.push(StudyProblem::StartMismatch {
            event: "a score",
            what: "a service",
        });
    }
    if !by_score && start.instrument.is_some() {
        found.push(StudyProblem::StartMismatch {
            event: "a referral",
            what: "an instrument",
        });
    }
    if start.repeats == Repeats::AfterDays(0) {
        found.push(StudyProblem::ZeroRepeat);
    }
}

fn check_windows(study: &StudyBuilder, found: &mut Vec<StudyProblem>) {
    match &study.baseline {
        Some(baseline) => check_window("the baseline".into(), baseline, found),
        None => found.push(StudyProblem::NoBaseline),
    }
    if study.waves.is_empty() {
        found.push(StudyProblem::NoWaves);
    }
    check_names("wave", study.waves.iter().map(|wave| &wave.name), found);
    for (place, wave) in study.waves.iter().enumerate() {
        if wave.name == RESERVED_WAVE {
            found.push(StudyProblem::ReservedWave {
                name: wave.name.clone(),
            });
        }
        check_window(title(wave), &wave.window, found);
        if let Some(baseline) = &study.baseline {
            check_order(baseline, wave, found);
        }
        for other in &study.waves[..place] {
            if wave.window.overlaps(&other.window) {
                found.push(StudyProblem::Overlap {
                    first: title(other),
                    second: title(wave),
                });
            }
        }
    }
}

fn check_window(window: String, days: &Window, found: &mut Vec<StudyProblem>) {
    let Window { from, to, .. } = *days;
    if from > to {
        found.push(StudyProblem::Backwards { window, from, to });
    } else if let Some(target) = days.target.filter(|&day| !days.contains(day)) {
        found.push(StudyProblem::TargetOutside {
            window,
            target,
            from,
            to,
        });
    }
}

fn check_order(baseline: &Window, wave: &Wave, found: &mut Vec<StudyProblem>) {
    if wave.window.overlaps(baseline) {
        found.push(StudyProblem::Overlap {
            first: "the baseline".into(),
            second: title(wave),
        });
    } else if wave.window.to < baseline.from {
        found.push(StudyProblem::FollowUpBeforeBaseline {
            wave: title(wave),
            to: wave.window.to,
            baseline_from: baseline.from,
        });
    }
}

fn check_measures(measures: &[Measure], found: &mut Vec<StudyProblem>) {
    if measures.is_empty() {
        found.push(StudyProblem::NoMeasures);
    }
    let names = measures.iter().map(|measure| &measure.name);
    check_names("measure", names, found);
    for measure in measures {
        check_measure(measure, found);
    }
}

fn check_measure(measure: &Measure, found: &mut Vec<StudyProblem>) {
    let name = || measure.name.clone();
    let kind = measure.dataset;
    if !matches!(kind, DatasetKind::Assessments | DatasetKind::Outcomes) {
        found.push(StudyProblem::NotScored {
            measure: name(),
            kind,
        });
    }
    if measure.instrument.trim().is_empty() {
        found.push(StudyProblem::NoInstrument { measure: name() });
    }
    let (low, high) = measure.range;
    if !(low.is_finite() && high.is_finite() && low < high) {
        let measure = name();
        found.push(StudyProblem::Range { measure, low, high });
    }
    if let Some(value) = measure.reliability.filter(|r| !(0.0..=1.0).contains(r)) {
        let measure = name();
        found.push(StudyProblem::Reliability { measure, value });
    }
    let refused = |change: &f64| !(*change > 0.0 && change.is_finite());
    if let Some(value) = measure.minimal_important_change.filter(refused) {
        let measure = name();
        found.push(StudyProblem::MinimalChange { measure, value });
    }
    if has_no_total(measure) {
        found.push(StudyProblem::NoTotal { measure: name() });
    }
    check_scale(measure, found);
}

/// The four questions of ONS4 are answered apart and have no sum.
fn has_no_total(measure: &Measure) -> bool {
    same(&measure.instrument, "ons4")
        && (measure.domain.as_deref()).is_none_or(|domain| same(domain, "total"))
}

fn check_scale(measure: &Measure, found: &mut Vec<StudyProblem>) {
    let name = || measure.name.clone();
    let stages = &measure.stages;
    let rising = stages.windows(2).all(|pair| pair[0].from < pair[1].from);
    let unnamed = stages.iter().any(|stage| stage.name.trim().is_empty());
    if !rising || unnamed || stages.len() == 1 || stages.iter().any(|s| !s.from.is_finite()) {
        found.push(StudyProblem::Stages { measure: name() });
    }
    if let Some(value) = measure.cut_off.filter(|cut_off| !cut_off.is_finite()) {
        let measure = name();
        found.push(StudyProblem::CutOff { measure, value });
    }
    if let Some(norms) = &measure.norms {
        let spreads = [norms.population, norms.clinical, norms.functional];
        let sound = |spread: Spread| spread.mean.is_finite() && spread.sd > 0.0;
        if norms.source.trim().is_empty() || !spreads.into_iter().flatten().all(sound) {
            found.push(StudyProblem::Norms { measure: name() });
        }
    }
}

fn check_names<'a>(
    what: &'static str,
    names: impl Iterator<Item = &'a String>,
    found: &mut Vec<StudyProblem>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if name.trim().is_empty() {
            found.push(StudyProblem::NamelessPart { what });
        } else if seen.contains(&name.as_str()) {
            let name = name.clone();
            found.push(StudyProblem::Duplicate { what, name });
        }
        seen.push(name);
    }
}

fn title(wave: &Wave) -> String {
    format!("wave `{}`", wave.name)
}
