//! Parameters that are no model.

use throughline::kernel::fellegi_sunter::*;

use super::dependence::{five, planted};
use super::em::any_model;
use super::*;

fn levels(model: &Parameters) -> Vec<usize> {
    model.m.iter().map(Vec::len).collect()
}

proptest! {
    #[test]
    fn a_model_has_none(seed: u64) {
        let model = any_model(seed);
        prop_assert_eq!(model.faults(&levels(&model)), []);
    }
}

#[test]
fn each_fault_is_named() {
    let model = planted(&five(), 3.0);
    let known = levels(&model);
    let faults = |change: &dyn Fn(&mut Parameters)| {
        let mut changed = model.clone();
        change(&mut changed);
        changed.faults(&known)
    };
    assert_eq!(
        faults(&|model| model.lambda = f64::NAN),
        [ParameterFault::Lambda]
    );
    assert_eq!(
        faults(&|model| model.u.truncate(4)),
        [ParameterFault::Comparisons]
    );
    assert_eq!(
        faults(&|model| model.u[1].push(0.0)),
        [ParameterFault::Levels { comparison: 1 }]
    );
    assert_eq!(
        faults(&|model| model.u[3][0] = -0.1),
        [ParameterFault::Probability { comparison: 3 }]
    );
    let of_interaction = [ParameterFault::Interaction { interaction: 0 }];
    assert_eq!(
        faults(&|model| model.interactions[0].second = 0),
        of_interaction
    );
    assert_eq!(
        faults(&|model| model.interactions[0].second = 9),
        of_interaction
    );
    assert_eq!(
        faults(&|model| model.interactions[0].m.truncate(2)),
        of_interaction
    );
    let again = |model: &mut Parameters| {
        model
            .interactions
            .push(Interaction::independent(model, 2, 1, false))
    };
    assert_eq!(
        faults(&again),
        [ParameterFault::Interaction { interaction: 1 }]
    );
    let margins = [ParameterFault::Margins { interaction: 0 }];
    assert_eq!(
        faults(&|model| model.interactions[0].m[0][0] += 0.01),
        margins
    );
    assert_eq!(
        faults(&|model| model.interactions[0].u = Some(vec![vec![0.1; 3]; 3])),
        margins
    );
    let kin = |comparisons: &[usize], share| {
        let class = KinClass {
            comparisons: comparisons.to_vec(),
            share,
        };
        faults(&|model| model.kin = vec![class.clone()])
    };
    assert_eq!(kin(&[1, 2], 0.3), []);
    for comparisons in [&[][..], &[7], &[1, 1]] {
        assert_eq!(
            kin(comparisons, 0.3),
            [ParameterFault::KinComparisons { class: 0 }]
        );
    }
    assert_eq!(kin(&[1], 1.5), [ParameterFault::KinShares]);
    assert!(kin(&[1], 1.5)[0].to_string().contains("shares"));
}

#[test]
#[should_panic(expected = "in no other")]
fn estimation_refuses_interactions_that_overlap() {
    let counts = draw(&five(), 0.0, 1_000, &mut seeded(91));
    let mut start = planted(&five(), 2.0);
    start
        .interactions
        .push(Interaction::independent(&start, 2, 4, false));
    expectation_maximisation(&counts, start, &exact(5));
}
