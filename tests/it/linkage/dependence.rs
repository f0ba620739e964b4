//! Comparisons that depend on one another given a match.

use throughline::linkage::{LinkageModel, LinkageSpec, ModelFinding};

use super::estimation::{spec, two_files};

fn dependent(model: &LinkageModel) -> Vec<(String, String, u32)> {
    let findings = model.convergence().findings.iter();
    let of = |finding: &ModelFinding| match finding {
        ModelFinding::Dependent {
            first,
            second,
            cramers_v_percent,
        } => Some((first.clone(), second.clone(), *cramers_v_percent)),
        _ => None,
    };
    findings.filter_map(of).collect()
}

#[test]
fn independent_comparisons_are_not_called_dependent() {
    for seed in 20..26 {
        let model = spec().train(&two_files(1_500, seed, 0.0)).unwrap();
        assert_eq!(dependent(&model), [], "seed {seed}");
    }
}

#[test]
fn a_planted_dependence_is_found_and_an_interaction_takes_it_up() {
    for seed in 30..33 {
        let records = two_files(1_500, seed, 0.2);
        let model = spec().train(&records).unwrap();
        let found = dependent(&model);
        let [(first, second, v)] = &found[..] else {
            panic!("seed {seed}: {found:?}");
        };
        assert_eq!((first.as_str(), second.as_str()), ("x_d", "x_e"));
        assert!(*v >= 30, "{v}");
        let joint = spec().interact("x_d", "x_e").train(&records).unwrap();
        assert_eq!(dependent(&joint), [], "seed {seed}");
        let table = &joint.parameters().interactions[0];
        assert_eq!((table.first, table.second), (3, 4));
        // Both differ: together, or each by itself.
        let both = 0.2 + 0.8 * 0.05 * 0.2;
        assert!((table.m[1][1] - both).abs() < 0.04, "{:?}", table.m);
        let text = joint.spec().to_toml().unwrap();
        assert_eq!(&LinkageSpec::from_toml(&text).unwrap(), joint.spec());
    }
}
