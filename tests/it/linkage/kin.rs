//! The guard against relatives: twins are not one person, and duplicates still are.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use throughline::linkage::{Comparison, LinkageModel, LinkageSpec, MatchProbability, ScoredPairs};
use throughline::standardise::Records;

use super::{file, rule, verbatim};

const COLUMNS: [&str; 7] = [
    "x_first", "x_last", "x_home", "x_born", "x_number", "x_kind", "x_who",
];

/// Families of one home and surname: most of one person, some of siblings, some of twins; each person once or twice.
/// The last column says who it is.
fn families(seed: u64) -> (Records, Vec<Vec<Option<String>>>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = Vec::new();
    for family in 0..3_000 {
        let day = |rng: &mut ChaCha8Rng| {
            format!(
                "20{:02}-{:02}-{:02}",
                rng.random_range(0..18),
                rng.random_range(1..13),
                rng.random_range(1..29)
            )
        };
        let kind = [["alone", "siblings"][family % 2], "twins"][usize::from(family % 12 == 0)];
        let (last, born) = (format!("Last{}", rng.random_range(0..300)), day(&mut rng));
        for child in 0..if kind == "alone" { 1 } else { 2 } {
            let first = format!("First{}", rng.random_range(0..150));
            let own = if kind == "siblings" {
                day(&mut rng)
            } else {
                born.clone()
            };
            for _ in 0..rng.random_range(1..3) {
                let wrong = |rng: &mut ChaCha8Rng, share, right: &str, other: String| match rng
                    .random_bool(share)
                {
                    true => other,
                    false => right.to_owned(),
                };
                let other = format!("First{}", rng.random_range(0..150));
                let first = wrong(&mut rng, 0.1, &first, other);
                let other = day(&mut rng);
                let born = wrong(&mut rng, 0.05, &own, other);
                let other = format!("Home{}", rng.random_range(0..3_000));
                let home = wrong(&mut rng, 0.15, &format!("Home{family}"), other);
                let number = rng.random_bool(0.6).then(|| format!("N{family}/{child}"));
                let who = [kind.to_owned(), format!("{family}/{child}")].map(Some);
                rows.push(
                    [
                        [first, last.clone(), home, born].map(Some).to_vec(),
                        vec![number],
                        who.to_vec(),
                    ]
                    .concat(),
                );
            }
        }
    }
    (verbatim(&[&file(&COLUMNS, &rows)]), rows)
}

fn spec() -> LinkageSpec {
    LinkageSpec::new()
        .block(rule(["x_last"]))
        .block(rule(["x_home"]))
        .block(rule(["x_number"]))
        .train_on(rule(["x_number"]))
        .train_on(rule(["x_first", "x_born"]))
        .compare(Comparison::category("x_first"))
        .compare(Comparison::category("x_last"))
        .compare(Comparison::category("x_home"))
        .compare(Comparison::category("x_born"))
        .compare(Comparison::new(
            "x_number",
            vec![throughline::linkage::Condition::exact("x_number")],
        ))
}

fn guarded() -> LinkageSpec {
    spec()
        .guard("siblings", &["x_last", "x_home"])
        .guard("twins", &["x_last", "x_home", "x_born"])
}

/// Shares of links at even odds among pairs of relatives who agree on surname, home and birthday, not on the forename,
/// without a number to tell, and among pairs of one person.
fn linked(scored: &ScoredPairs, rows: &[Vec<Option<String>>]) -> [f64; 2] {
    let (mut twins, mut same) = ((0, 0), (0, 0));
    let threshold = MatchProbability::new(0.5).unwrap().weight();
    for pair in scored.pairs() {
        let (a, b) = (&rows[pair.left.index()], &rows[pair.right.index()]);
        let linked = usize::from(pair.weight >= threshold);
        if a[6] == b[6] {
            same = (same.0 + linked, same.1 + 1);
        } else if a[1..4] == b[1..4] && a[0] != b[0] && (a[4].is_none() || b[4].is_none()) {
            twins = (twins.0 + linked, twins.1 + 1);
        }
    }
    assert!(twins.1 > 100 && same.1 > 500, "{twins:?} {same:?}");
    [twins, same].map(|(linked, all)| linked as f64 / all as f64)
}

#[test]
fn twins_are_kept_apart_with_the_guard_and_not_without() {
    for seed in [1, 2] {
        let (records, rows) = families(seed);
        let of = |spec: LinkageSpec| {
            let model = spec.train(&records).unwrap();
            (
                linked(&super::every_candidate(&model, &records), &rows),
                model,
            )
        };
        let ([free_twins, free_same], _) = of(spec());
        let ([twins, same], model) = of(guarded());
        assert!(free_twins > 0.95, "{free_twins}");
        assert!(twins < 0.05, "{twins}");
        assert!(free_same > 0.97 && same > 0.8, "{free_same} {same}");
        let kin = &model.parameters().kin;
        assert_eq!(kin.len(), 2);
        assert_eq!(
            (&kin[0].comparisons[..], &kin[1].comparisons[..]),
            (&[1, 2][..], &[1, 2, 3][..])
        );
        assert!(
            kin.iter()
                .all(|class| class.share > 0.0 && class.share < 0.01),
            "{kin:?}"
        );
    }
}

#[test]
fn the_share_of_twins_is_about_right_and_survives_the_file() {
    let (records, rows) = families(3);
    let model = guarded().train(&records).unwrap();
    let mut twins = 0u64;
    for (i, a) in rows.iter().enumerate() {
        let of_family =
            |row: &[Option<String>]| row[6].clone().unwrap().split('/').next().map(str::to_owned);
        let later = rows[i + 1..].iter().take(4);
        twins += later
            .filter(|b| {
                a[5].as_deref() == Some("twins") && a[6] != b[6] && of_family(a) == of_family(b)
            })
            .count() as u64;
    }
    let pairs = rows.len() as f64 * (rows.len() as f64 - 1.0) / 2.0;
    let found = model.parameters().kin[1].share * pairs;
    assert!(
        (found / twins as f64 - 1.0).abs() < 0.35,
        "{found} of {twins}"
    );
    let path = std::env::temp_dir().join(format!("throughline-kin-{}.json", std::process::id()));
    model.save(&path).unwrap();
    let loaded = LinkageModel::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded, model);
}
