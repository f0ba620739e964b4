//! Resolving what a trained model scored.

use throughline::linkage::{LinkType, LinkageModel};
use throughline::synthetic::Population;

use super::*;

/// The header of a register of invented people, and its rows.
fn register() -> (String, Vec<String>) {
    let mut text = Vec::new();
    let population = Population::builder(400).seed(3).build().unwrap();
    population.write_register(&mut text, |_| ()).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().unwrap(), lines.collect())
}

/// Records of several files, each with the lines of a register that it is given.
fn read(header: &str, files: &[(&str, Vec<&String>)]) -> Records {
    let source = |(name, lines): &(&str, Vec<&String>)| {
        let rows: String = lines.iter().map(|line| format!("{line}\n")).collect();
        Source::bytes(
            *name,
            format!("{header}\n{rows}").into_bytes(),
            Schema::register(),
        )
    };
    let sources: Vec<Source> = files.iter().map(source).collect();
    let mut read = ingest::read(&sources).unwrap();
    for dataset in &mut read.datasets {
        dataset.take_identifier("person").unwrap();
    }
    Standardiser::default().records(&read.datasets).unwrap()
}

/// One model on the same two files, the files and their rows in another order.
#[test]
fn shuffled_files_have_the_same_people_by_the_same_names() {
    let (header, lines) = register();
    let (first, second) = lines.split_at(lines.len() / 2);
    let own = read(
        &header,
        &[
            ("x", first.iter().collect()),
            ("y", second.iter().collect()),
        ],
    );
    let moved = read(
        &header,
        &[
            ("y", second.iter().rev().collect()),
            ("x", first.iter().rev().collect()),
        ],
    );
    let spec = LinkageSpec::for_link_type(&own, LinkType::LinkAndDedupe).unwrap();
    let once = spec.duplicate_free("y");
    let model: LinkageModel = once.train(&own).unwrap();
    let resolution = Resolution::new(probability(0.9)).close_margin(3.0);
    let resolve = |records: &Records| {
        let resolved = model
            .score(records)
            .unwrap()
            .resolve_with(&resolution)
            .unwrap();
        let labels: BTreeSet<RecordName> = resolved.people.labels(records).into_iter().collect();
        (
            partition(&resolved.people, records),
            labels,
            resolved.links.len(),
            resolved.refused.len(),
        )
    };
    let (own, moved) = (resolve(&own), resolve(&moved));
    assert!(own.2 > 50 && own.0.len() < lines.len());
    assert!(own.3 > 0, "a file with duplicates is said to have none");
    assert_eq!(own.1.len(), own.0.len());
    assert_eq!(own, moved);
}
