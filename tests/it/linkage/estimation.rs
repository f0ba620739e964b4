//! What training finds on data of known lambda, m and u.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::linkage::{
    BlockingRule, Comparison, Condition, KeyPart, Level, LinkType, LinkageModel, LinkageSpec, Prior,
};
use throughline::standardise::Records;

use super::{file, rule, verbatim};

/// Values of each column, and how often a match's two records agree on it.
pub const CATEGORIES: [(&str, u32, f64); 5] = [
    ("x_a", 500, 0.9),
    ("x_b", 400, 0.85),
    ("x_c", 40, 0.7),
    ("x_d", 10, 0.95),
    ("x_e", 5, 0.8),
];

/// Values of the third column are in groups of so many.
const GROUP: u32 = 5;

/// Given a match that does not agree on the third column, how often it is within the group.
const WITHIN_GROUP: f64 = 0.6;

/// Two files of one record a person each: evenly spread categories, copied or exchanged for another one by one.
/// `shift` says of a person whether the last two columns change together, beside what chance does.
pub fn two_files(people: usize, seed: u64, together: f64) -> Records {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..people {
        let truth: Vec<u32> = CATEGORIES
            .iter()
            .map(|(_, count, _)| rng.random_range(0..*count))
            .collect();
        let both = rng.random_bool(together);
        let copied =
            CATEGORIES
                .iter()
                .zip(&truth)
                .enumerate()
                .map(|(place, ((_, count, agree), value))| {
                    let other = |rng: &mut ChaCha8Rng, count: u32| {
                        (value + rng.random_range(1..count)) % count
                    };
                    match rng.random_bool(*agree) && !(both && place >= 3) {
                        true => *value,
                        false if place == 2 && rng.random_bool(WITHIN_GROUP) => {
                            let start = value / GROUP * GROUP;
                            start + (value - start + rng.random_range(1..GROUP)) % GROUP
                        }
                        false if place == 2 => {
                            let start = value / GROUP * GROUP;
                            (start + GROUP + rng.random_range(0..count - GROUP)) % count
                        }
                        false => other(&mut rng, *count),
                    }
                });
        second.push(copied.collect::<Vec<_>>());
        first.push(truth);
    }
    let text = |value: &u32, place: usize| match place {
        2 => format!(
            "{}{}",
            char::from(b'A' + (value / GROUP) as u8),
            value % GROUP
        ),
        _ => format!("v{value}"),
    };
    let rows = |of: &[Vec<u32>]| -> Vec<Vec<Option<String>>> {
        let row = |values: &Vec<u32>| {
            values
                .iter()
                .zip(0..)
                .map(|(v, place)| Some(text(v, place)))
                .collect()
        };
        of.iter().map(row).collect()
    };
    let columns = CATEGORIES.map(|(name, _, _)| name);
    // The second file in another order than the first.
    second.reverse();
    verbatim(&[
        &file(&columns, &rows(&first)),
        &file(&columns, &rows(&second)),
    ])
}

pub fn spec() -> LinkageSpec {
    let exact = |name: &str| Comparison::new(name, vec![Condition::exact(name)]);
    let group: KeyPart = "prefix(x_c, 1)".parse().unwrap();
    LinkageSpec::new()
        .link_type(LinkType::Link)
        .block(BlockingRule::everything())
        .train_on(rule(["x_a"]))
        .train_on(rule(["x_b"]))
        .compare(exact("x_a"))
        .compare(exact("x_b"))
        .compare(Comparison::new(
            "x_c",
            vec![Condition::exact("x_c"), Condition::Exact(group)],
        ))
        .compare(exact("x_d"))
        .compare(exact("x_e"))
}

/// m and u of the simulation, by comparison and level.
fn truth() -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let of = |(place, (_, count, agree)): (usize, &(&str, u32, f64))| {
        let chance = 1.0 / f64::from(*count);
        match place {
            2 => {
                let group = f64::from(GROUP) * chance - chance;
                let within = (1.0 - agree) * WITHIN_GROUP;
                (
                    vec![*agree, within, 1.0 - agree - within],
                    vec![chance, group, 1.0 - chance - group],
                )
            }
            _ => (vec![*agree, 1.0 - agree], vec![chance, 1.0 - chance]),
        }
    };
    CATEGORIES.iter().enumerate().map(of).unzip()
}

/// Distances from the truth in standard errors.
fn distances(model: &LinkageModel, people: usize) -> Vec<(String, f64)> {
    let (m, u) = truth();
    let (found, errors) = (model.parameters(), &model.convergence().errors);
    let lambda = (found.lambda - 1.0 / people as f64) / errors.lambda.unwrap();
    let mut all = vec![("lambda".to_owned(), lambda)];
    let tables = [
        ("m", &m, &found.m, &errors.m),
        ("u", &u, &found.u, &errors.u),
    ];
    for (table, truth, found, errors) in tables {
        for (c, levels) in truth.iter().enumerate() {
            for (k, truth) in levels.iter().enumerate() {
                let name = format!("{table}[{c}][{k}]");
                match errors[c][k] {
                    Some(error) => all.push((name, (found[c][k] - truth) / error)),
                    None => assert!(
                        (found[c][k] - truth).abs() < 0.08 * truth,
                        "{name}: {}",
                        found[c][k]
                    ),
                }
            }
        }
    }
    all
}

#[test]
fn known_lambda_m_and_u_come_back_within_three_standard_errors() {
    let people = 2_000;
    let (mut squares, mut far) = (Vec::new(), Vec::new());
    for seed in 1..=6 {
        let records = two_files(people, seed, 0.0);
        let model = spec().train(&records).unwrap();
        assert!(model.convergence().converged, "{:?}", model.convergence());
        assert_eq!(model.convergence().findings, []);
        let distances = distances(&model, people);
        assert!(distances.len() > 12, "{distances:?}");
        squares.extend(distances.iter().map(|(_, z)| z * z));
        far.extend(
            distances
                .into_iter()
                .filter(|(_, z)| z.abs() > 3.0)
                .map(|one| (seed, one)),
        );
    }
    assert!(far.is_empty(), "{far:?}");
    let mean_square = squares.iter().sum::<f64>() / squares.len() as f64;
    assert!((0.2..1.8).contains(&mean_square), "{mean_square}");
}

#[test]
fn held_probabilities_stay_and_the_others_make_room() {
    let records = two_files(600, 3, 0.0);
    let base = spec();
    let held = |place: usize| {
        let comparison = &base.comparisons()[place];
        let mut levels: Vec<Level> = comparison.levels().to_vec();
        levels[0].m = Some(0.66);
        levels[0].u = Some(0.123);
        Comparison::of_levels(comparison.label(), levels)
    };
    let spec = LinkageSpec::new()
        .link_type(LinkType::Link)
        .block(BlockingRule::everything())
        .train_on(rule(["x_a"]))
        .compare(base.comparisons()[0].clone())
        .compare(held(2))
        .compare(held(3))
        .compare(base.comparisons()[4].clone());
    let model = spec.train(&records).unwrap();
    let (found, errors) = (model.parameters(), &model.convergence().errors);
    for c in [1, 2] {
        assert_eq!((found.m[c][0], found.u[c][0]), (0.66, 0.123));
        assert_eq!((errors.m[c][0], errors.u[c][0]), (None, None));
        for levels in [&found.m[c], &found.u[c]] {
            assert!(
                (levels.iter().sum::<f64>() - 1.0).abs() < 1e-12,
                "{levels:?}"
            );
        }
    }
    assert!((found.m[3][0] - 0.8).abs() < 0.06, "{:?}", found.m[3]);
}

#[test]
fn lambda_can_be_stated_or_counted_by_strict_rules() {
    let records = two_files(500, 4, 0.0);
    let fixed = spec().prior(Prior::Fixed(0.0123)).train(&records).unwrap();
    assert_eq!(fixed.parameters().lambda, 0.0123);
    assert_eq!(fixed.convergence().errors.lambda, None);
    let rules = vec![rule(["x_a", "x_b"]), rule(["x_b", "x_c", "x_d"])];
    let strict = rules
        .iter()
        .fold(LinkageSpec::new(), |spec, rule| spec.block(rule.clone()));
    let strict = strict
        .link_type(LinkType::Link)
        .compare(Comparison::category("x_e"));
    let pairs = strict.plan(&records).unwrap().pairs;
    let prior = Prior::Deterministic { rules, recall: 0.8 };
    let counted = spec().prior(prior).train(&records).unwrap();
    assert_eq!(counted.parameters().lambda, pairs as f64 / 0.8 / 250_000.0);
    assert!(pairs > 350, "{pairs}");
}

#[test]
fn samples_follow_the_seed() {
    let records = two_files(800, 5, 0.0);
    let train = |seed| {
        spec()
            .u_pairs(40_000)
            .session_pairs(700)
            .seed(seed)
            .train(&records)
            .unwrap()
    };
    let (one, again, other) = (train(7), train(7), train(8));
    assert_eq!(one, again);
    assert_ne!(one.parameters().u, other.parameters().u);
    assert_ne!(
        one.convergence().sessions[0].compared,
        other.convergence().sessions[0].compared
    );
    let convergence = one.convergence();
    assert_eq!(convergence.seed, 7);
    assert!(
        (40_000..60_000).contains(&convergence.u_pairs),
        "{}",
        convergence.u_pairs
    );
    let session = &convergence.sessions[0];
    assert!(
        session.pairs > 1_200 && session.compared < 1_000,
        "{session:?}"
    );
    assert!(
        (600.0..1_000.0).contains(&session.expected_matches),
        "{session:?}"
    );
    let (m, _) = truth();
    assert!(
        (one.parameters().m[3][0] - m[3][0]).abs() < 0.05,
        "{:?}",
        one.parameters().m[3]
    );
}

#[test]
fn a_filtered_training_rule_counts_only_its_own_pairs() {
    let records = two_files(800, 6, 0.0);
    let plain = spec().train(&records).unwrap();
    let filtered = LinkageSpec::new()
        .link_type(LinkType::Link)
        .block(BlockingRule::everything())
        .train_on(rule(["x_a"]).filter(Condition::exact("x_d")))
        .train_on(rule(["x_b"]));
    let filtered = plain
        .spec()
        .comparisons()
        .iter()
        .fold(filtered, |spec, c| spec.compare(c.clone()));
    let counted = filtered.train(&records).unwrap();
    let session = &counted.convergence().sessions[0];
    assert_eq!(session.pairs, session.compared);
    let of_both = 800.0 * 0.9 * 0.95;
    assert!(
        (session.expected_matches / of_both - 1.0).abs() < 0.1,
        "{session:?}"
    );
    let lambda = counted.parameters().lambda * 800.0;
    assert!((lambda - 1.0).abs() < 0.12, "{lambda}");
}
