//! Change of one person.

use super::*;
use throughline::kernel::stats::individual::*;

/// Of inpatients and of other people on Beck's inventory, as Claus et al. (2020) take them.
const CLAUS: Norms = Norms {
    clinical_mean: 35.48,
    clinical_sd: 8.16,
    functional_mean: 7.69,
    functional_sd: 7.52,
};

/// Jacobson and Truax (1991): 47.5 to 32.5 with s 7.5, r .80: S_diff 4.74, RC 3.16. Depression,
/// Claus et al. (2020), r .801, s 8.16: 10.0899, cut-off c 21.02.
#[test]
fn published_indices() {
    let scale = ReliableChange::new(7.5, 0.8, false).unwrap();
    close(scale.sd_difference(), 4.743_416_490_252_569, 1e-14);
    close(scale.index(47.5, 32.5), -3.162_277_660_168_379, 1e-14);
    close(scale.threshold(), 9.297_096_320_895_035, 1e-14);
    let depression = ReliableChange::new(8.16, 0.801, false).unwrap();
    close(depression.threshold(), 10.089_921_005_740_331, 1e-13);
    let norms = CLAUS;
    close(norms.cut_off(CutOff::C), 21.017_857_142_857_142, 1e-13);
    close(norms.cut_off(CutOff::A), 35.48 - 16.32, 1e-12);
    close(norms.cut_off(CutOff::B), 7.69 + 15.04, 1e-12);
}

/// Depression of 40 inpatients at the first and fourth of four measurements: Claus, Scherbaum and Bonnet (2020), Psychotherapy and
/// Psychosomatics 89:258, open data (osf.io/rc754), in clinicalsignificance as `claus_2020`. That package counts 10 recovered, 8
/// improved, 22 unchanged and none deteriorated.
#[test]
fn inpatients_by_class() {
    let first = [
        33.0, 26.0, 15.0, 39.0, 22.0, 25.0, 33.0, 23.0, 47.0, 43.0, 51.0, 42.0, 38.0, 40.0, 37.0,
        39.0, 31.0, 51.0, 51.0, 33.0, 36.0, 38.0, 45.0, 38.0, 37.0, 28.0, 37.0, 36.0, 25.0, 30.0,
        36.0, 35.0, 37.0, 35.0, 31.0, 28.0, 35.0, 49.0, 33.0, 31.0,
    ];
    let fourth = [
        27.0, 19.0, 5.0, 46.0, 28.0, 18.0, 30.0, 8.0, 24.0, 13.0, 44.0, 51.0, 17.0, 27.0, 30.0,
        48.0, 27.0, 44.0, 25.0, 34.0, 22.0, 38.0, 53.0, 16.0, 36.0, 4.0, 22.0, 32.0, 2.0, 19.0,
        23.0, 38.0, 7.0, 8.0, 27.0, 19.0, 23.0, 37.0, 9.0, 28.0,
    ];
    let scale = ClinicalChange {
        reliable: ReliableChange::new(8.16, 0.801, false).unwrap(),
        cut_off: CLAUS.cut_off(CutOff::C),
    };
    let classes: Vec<ChangeClass> = first
        .iter()
        .zip(fourth)
        .map(|(&from, to)| scale.classify(from, to))
        .collect();
    let count = |class| classes.iter().filter(|&&own| own == class).count();
    assert_eq!(count(ChangeClass::Recovered), 10);
    assert_eq!(count(ChangeClass::Improved), 8);
    assert_eq!(count(ChangeClass::Unchanged), 22);
    assert_eq!(
        count(ChangeClass::Deteriorated) + count(ChangeClass::Harmed),
        0
    );
}

#[test]
fn classes_of_change() {
    let lower = ClinicalChange {
        reliable: ReliableChange::new(7.5, 0.8, false).unwrap(),
        cut_off: 30.0,
    };
    let higher = ClinicalChange {
        reliable: ReliableChange::new(7.5, 0.8, true).unwrap(),
        cut_off: -30.0,
    };
    for (from, to, class) in [
        (40.0, 29.9, ChangeClass::Recovered),
        (40.0, 30.0, ChangeClass::Improved),
        (50.0, 35.0, ChangeClass::Improved),
        (30.0, 10.0, ChangeClass::Improved),
        (34.0, 28.0, ChangeClass::Unchanged),
        (40.0, 50.0, ChangeClass::Deteriorated),
        (25.0, 45.0, ChangeClass::Harmed),
    ] {
        assert_eq!(lower.classify(from, to), class);
        assert_eq!(higher.classify(-from, -to), class);
    }
    let edge = ReliableChange::new(10.0, 0.5, true).unwrap();
    assert_eq!(edge.direction(0.0, 19.599), Direction::Unchanged);
    assert_eq!(edge.direction(0.0, 19.601), Direction::Improved);
    assert_eq!(edge.direction(0.0, -20.0), Direction::Deteriorated);
    for (sd, reliability) in [
        (0.0, 0.8),
        (-1.0, 0.8),
        (5.0, 1.0),
        (5.0, -0.1),
        (f64::NAN, 0.5),
    ] {
        assert_eq!(ReliableChange::new(sd, reliability, true), None);
    }
}

#[test]
fn verdicts_over_several_measures() {
    use Direction::{Deteriorated, Improved, Unchanged};
    let verdict = |directions: &[Direction]| several_measures(directions).unwrap();
    assert_eq!(verdict(&[Unchanged, Improved]), SeveralMeasures::Improved);
    assert_eq!(verdict(&[Improved, Deteriorated]), SeveralMeasures::Mixed);
    assert_eq!(
        verdict(&[Unchanged, Deteriorated]),
        SeveralMeasures::Deteriorated
    );
    assert_eq!(verdict(&[Unchanged]), SeveralMeasures::Unchanged);
}

/// Without true change 5% pass the threshold, whatever the scale.
#[test]
fn error_of_the_index() {
    let mut rng = ChaCha8Rng::seed_from_u64(1991);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let scale = ReliableChange::new(10.0, 0.7, true).unwrap();
    let (runs, mut passed) = (40_000, 0);
    for _ in 0..runs {
        let truth = 10.0 * 0.7_f64.sqrt() * draw();
        let error = 10.0 * 0.3_f64.sqrt();
        let (first, second) = (truth + error * draw(), truth + error * draw());
        passed += u32::from(scale.direction(first, second) != Direction::Unchanged);
    }
    let share = f64::from(passed) / f64::from(runs);
    close(
        share,
        2.0 * normal_cdf(-1.96),
        3.5 * (0.05 * 0.95 / f64::from(runs)).sqrt(),
    );
}

#[test]
fn responders_count_the_minimal_change_itself() {
    let changes = differences(&[81.6, 87.7, 10.0], &[83.0, 89.1, 8.0]);
    let found = responders(&changes, 1.4, true, 0.95).unwrap();
    assert_eq!((found.improved, found.unchanged, found.worsened), (2, 0, 1));
    let turned = responders(&changes, 1.4, false, 0.95).unwrap();
    assert_eq!((turned.improved, turned.worsened), (1, 2));
    close(turned.share, 1.0 / 3.0, 1e-15);
    assert_eq!(responders(&[], 1.0, true, 0.95), None);
    assert_eq!(responders(&changes, 0.0, true, 0.95), None);
}

/// Ford et al. (2009) by their formula: 20, 5, 6 to 15 gives 2.5; one child's interval reaches ±10, that of 100 ±1.
#[test]
fn added_value_within_its_conditions() {
    let child = SdqFollowUp {
        respondent: SdqRespondent::Parent,
        referred: true,
        months: 6.0,
        total: 20,
        impact: 5,
        emotional: 6,
        follow_up_total: 15,
    };
    let one = sdq_added_value(&child, 0.95).unwrap();
    assert_eq!((one.score, one.effect), (2.5, 0.5));
    close(one.ci.upper - one.score, 10.0, 0.25);
    let hundred = sdq_group_added_value(&[child; 100], 0.95).unwrap();
    close(hundred.score, 2.5, 1e-12);
    close(hundred.ci.upper - hundred.score, 1.0, 0.025);
    let refused = |child| sdq_added_value(&child, 0.95).unwrap_err();
    let young = SdqFollowUp {
        respondent: SdqRespondent::Young,
        ..child
    };
    assert_eq!(refused(young), SdqRefusal::Respondent);
    assert_eq!(
        refused(SdqFollowUp {
            referred: false,
            ..child
        }),
        SdqRefusal::NotReferred
    );
    assert_eq!(
        refused(SdqFollowUp {
            months: 3.9,
            ..child
        }),
        SdqRefusal::Interval
    );
    assert_eq!(
        refused(SdqFollowUp {
            months: f64::NAN,
            ..child
        }),
        SdqRefusal::Interval
    );
    assert_eq!(
        refused(SdqFollowUp { total: 41, ..child }),
        SdqRefusal::Score
    );
    assert_eq!(
        refused(SdqFollowUp {
            emotional: 11,
            ..child
        }),
        SdqRefusal::Score
    );
    assert_eq!(
        sdq_group_added_value(&[child, young], 0.95),
        Err(SdqRefusal::Respondent)
    );
    assert_eq!(sdq_group_added_value(&[], 0.95), Err(SdqRefusal::Score));
}

#[test]
fn metric_scores_rise_from_end_to_end() {
    let scores: Vec<f64> = (7..=35).map(|raw| swemwbs_metric(raw).unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a < b));
    assert_eq!((scores[0], scores[28], scores[14]), (7.0, 35.0, 19.25));
    assert_eq!((swemwbs_metric(6), swemwbs_metric(36)), (None, None));
}

/// Simulated referrals without any effect: raw change is all regression, and what remains is nothing.
#[test]
fn selection_alone_brings_change() {
    let (mean, sd, r, cut) = (8.4, 5.8, 0.7_f64, 17.0);
    let mut rng = ChaCha8Rng::seed_from_u64(2005);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..60_000 {
        let truth = mean + sd * r.sqrt() * draw();
        let error = sd * (1.0 - r).sqrt();
        let (first, second) = (truth + error * draw(), truth + error * draw());
        if first > cut {
            before.push(first);
            after.push(second);
        }
    }
    let found = change_beyond_regression(&before, &after, mean, r, 0.999).unwrap();
    let expected = regression_after_selection(mean, sd, r, cut, true).unwrap();
    assert!(found.raw.ci.lower < expected && expected < found.raw.ci.upper);
    assert!(found.raw.ci.upper < -2.0, "raw change looks like success");
    assert!(found.adjusted.ci.lower < 0.0 && 0.0 < found.adjusted.ci.upper);
    close(found.expected, expected, 0.05);
    close(found.raw.mean, found.expected + found.adjusted.mean, 1e-12);
}

#[test]
fn regression_has_two_sides() {
    let up = regression_after_selection(0.0, 1.0, 0.5, 1.0, true).unwrap();
    let down = regression_after_selection(0.0, 1.0, 0.5, -1.0, false).unwrap();
    assert_eq!(up, -down);
    assert_eq!(
        regression_after_selection(0.0, 1.0, 1.0, 1.0, true),
        Some(0.0)
    );
    assert_eq!(regression_after_selection(0.0, 0.0, 0.5, 1.0, true), None);
    assert_eq!(
        change_beyond_regression(&[1.0, 2.0], &[1.0, 2.0], 0.0, 1.5, 0.95),
        None
    );
}
