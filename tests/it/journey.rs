//! The whole journey: the samples against their truth, and bad input that spans chapters.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use throughline::disclosure::Policy;
use throughline::ingest::{
    self, Dataset, EncodedColumn, FindingKind, Ingested, Source, Table, ValidationReport,
};
use throughline::linkage::{LinkType, LinkageSpec, MatchProbability, PersonIndex, Truth};
use throughline::longitudinal::{Followed, Study};
use throughline::outcomes::{self, Comparison};
use throughline::report::{self, Report, Summary};
use throughline::schema::{DatasetKind, Schema};
use throughline::standardise::{Records, Standardiser};
use throughline::{evidence, voice};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data-samples");

/// Every stage up to the comparison, on the samples.
struct Journey {
    read: Ingested,
    records: Records,
    people: PersonIndex,
    followed: Followed,
    change: Comparison,
}

impl Journey {
    /// The journey by service; the samples' own study groups by sex and partner too.
    fn make() -> Self {
        let read = ingest::read(&sources()).unwrap();
        let records = Standardiser::default().records(&read.datasets).unwrap();
        let people = link(&records);
        let followed = by_service().follow(&read.datasets, &people).unwrap();
        let change = outcomes::compare(&followed.paired).unwrap();
        Self {
            read,
            records,
            people,
            followed,
            change,
        }
    }
}

fn journey() -> &'static Journey {
    static JOURNEY: OnceLock<Journey> = OnceLock::new();
    JOURNEY.get_or_init(Journey::make)
}

/// Files named after a dataset kind, with that kind, in order of path.
fn files() -> Vec<(PathBuf, DatasetKind)> {
    let folders = std::fs::read_dir(SAMPLES).unwrap();
    let mut files: Vec<_> = folders
        .flat_map(|folder| {
            let folder = folder.unwrap().path();
            DatasetKind::ALL.map(|kind| (folder.join(kind.name()).with_extension("csv"), kind))
        })
        .filter(|(path, _)| path.exists())
        .collect();
    files.sort();
    files
}

fn sources() -> Vec<Source> {
    let source = |(path, kind): (PathBuf, DatasetKind)| {
        let name = path.with_extension("");
        let name = name.strip_prefix(SAMPLES).unwrap().to_str().unwrap();
        Source::file(&path, Schema::of(kind)).named(name.replace('\\', "/"))
    };
    files().into_iter().map(source).collect()
}

fn by_service() -> Study {
    let text = std::fs::read_to_string(Path::new(SAMPLES).join("study.toml")).unwrap();
    let own = "groups = [\"service\", \"sex\", \"partner\"]";
    assert!(text.contains(own), "the samples' study has other groups");
    let text = text.replace(own, "groups = [\"service\", \"partner\"]");
    let adjusted = "adjust_for = [\"sex\"]";
    assert!(
        text.contains(adjusted),
        "the samples' study adjusts for others"
    );
    Study::from_toml(&text.replace(adjusted, "adjust_for = []")).unwrap()
}

fn probability(p: f64) -> MatchProbability {
    MatchProbability::new(p).unwrap()
}

fn link(records: &Records) -> PersonIndex {
    let model = LinkageSpec::for_records(records)
        .unwrap()
        .train(records)
        .unwrap();
    let scored = model.score(records).unwrap();
    scored.resolve(probability(0.95)).unwrap()
}

/// The true person of each record of the samples.
fn true_persons(records: &Records) -> EncodedColumn {
    let table = Table::read(Path::new(SAMPLES).join("truth/persons.csv")).unwrap();
    let column = |name| table.column(name).unwrap();
    let (datasets, ids, persons) = (column("dataset"), column("record_id"), column("person"));
    let known: HashMap<(&str, &str), &str> = (0..table.len())
        .map(|row| {
            let key = (datasets.get(row).unwrap(), ids.get(row).unwrap());
            (key, persons.get(row).unwrap())
        })
        .collect();
    let labels = records.sources().iter().flat_map(|source| {
        let known = &known;
        source.rows.clone().map(move |record| {
            let id = records.record_ids().get(record as usize).unwrap();
            known[&(&*source.name, id)]
        })
    });
    EncodedColumn::from_values(labels)
}

/// Rows of a delimited file, counted without the crate's own reader.
fn rows_of(path: &Path) -> usize {
    let bytes = std::fs::read(path).unwrap();
    let header = bytes.split(|&byte| byte == b'\n').next().unwrap();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| header.iter().filter(|&byte| byte == mark).count())
        .unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(&bytes[..]);
    reader.byte_records().count()
}

#[test]
fn every_sample_file_is_read_and_every_row_accounted_for() {
    let (files, reports) = (files(), &journey().read.reports);
    assert_eq!((files.len(), reports.len()), (27, 27));
    let mut quarantined = 0;
    for ((path, kind), report) in files.iter().zip(reports) {
        assert_eq!(report.kind(), *kind, "{}", path.display());
        assert_eq!(report.rows_in(), rows_of(path), "{}", path.display());
        assert_eq!(report.rows_in(), report.accepted() + report.quarantined());
        quarantined += report.quarantined();
    }
    assert!(quarantined > 0, "the samples have bad rows on purpose");
    let accepted: usize = reports.iter().map(ValidationReport::accepted).sum();
    assert_eq!(accepted, journey().records.len());
    assert_eq!(accepted, journey().people.len());
}

#[test]
fn people_of_the_samples_are_found() {
    let Journey {
        records, people, ..
    } = journey();
    let truth = Truth::new(records, &true_persons(records), LinkType::LinkAndDedupe).unwrap();
    let accuracy = people.accuracy(&truth);
    assert!(accuracy.precision >= 0.95, "{accuracy:?}");
    assert!(accuracy.recall >= 0.98, "{accuracy:?}");
}

/// Expected change of those followed up, by measure, wave and service, over all groups.
fn planted() -> HashMap<(String, String, String), f64> {
    let table = Table::read(Path::new(SAMPLES).join("truth/effects.csv")).unwrap();
    let value = |name: &str, row| table.column(name).unwrap().get(row).unwrap().to_owned();
    (0..table.len())
        .filter(|&row| value("grouping", row) == "overall" && value("service", row) != "all")
        .map(|row| {
            let key = ["measure", "wave", "service"].map(|name| value(name, row));
            let expected = value("expected_change_followed_up", row).parse().unwrap();
            (key.into(), expected)
        })
        .collect()
}

#[test]
fn planted_effects_of_services_are_recovered() {
    let planted = planted();
    let (mut cells, mut inside) = (0, 0);
    let rows = journey().change.rows().iter();
    for row in rows.filter(|row| row.grouping == "service" && row.n_paired >= 20) {
        let key = (row.measure.clone(), row.wave.clone(), row.group.clone());
        let expected = planted[&key];
        let change = row.change.as_ref().unwrap();
        let error = change.sd_change / (row.n_paired as f64).sqrt();
        let off = (change.mean_change - expected) / error;
        assert!(off.abs() < 4.0, "{key:?} is {off} standard errors off");
        cells += 1;
        inside += u32::from((change.ci.lower..=change.ci.upper).contains(&expected));
    }
    assert!(cells >= 45, "only {cells} cells have 20 pairs");
    let share = f64::from(inside) / f64::from(cells);
    assert!(
        share >= 0.88,
        "{inside} of {cells} intervals hold the planted change"
    );
}

/// The HTML page, the terminal table and the summary, from reading on.
fn report_of_samples() -> [String; 3] {
    let Journey {
        read,
        people,
        followed,
        change,
        ..
    } = Journey::make();
    let policy = Policy::dfe();
    let change = policy.release(change).unwrap();
    let pooled = evidence::pool(&change, "partner").unwrap();
    let themes = voice::themes(&read.datasets, &people, &followed).unwrap();
    let report = Report::new("Samples", change)
        .pooled(pooled)
        .themes(policy.release(themes).unwrap())
        .attrition(policy.release(followed.attrition).unwrap());
    let summary = Summary::of(&report).to_json().unwrap();
    [report::html(&report), report::terminal(&report), summary]
}

#[test]
fn a_report_is_the_same_bytes_again_and_at_any_number_of_threads() {
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(report_of_samples)
    };
    let first = report_of_samples();
    assert!(first.iter().all(|part| part.contains("Difficulties")));
    for threads in [1, 2] {
        for (one, other) in first.iter().zip(with_threads(threads)) {
            assert!(*one == other, "a report at {threads} threads differs");
        }
    }
}

/// The TOML blocks of the guide's page on specifications.
fn guide_specifications() -> Vec<&'static str> {
    let guide = include_str!("../../src/guide/linkage-specification.md");
    let blocks = guide.split("```toml\n").skip(1);
    blocks
        .map(|rest| &rest[..rest.find("```").unwrap()])
        .collect()
}

#[test]
fn the_guides_specifications_are_read_and_written_back_the_same() {
    let texts = guide_specifications();
    assert!(texts.len() > 10, "{} specifications", texts.len());
    for text in texts {
        let spec = LinkageSpec::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let written = spec.to_toml().unwrap();
        assert_eq!(LinkageSpec::from_toml(&written).unwrap(), spec, "{text}");
        assert_ne!(spec, LinkageSpec::new(), "says nothing:\n{text}");
    }
}

#[test]
fn the_guides_specification_links_the_samples() {
    let spec = LinkageSpec::from_toml(guide_specifications()[0]).unwrap();
    let records = &journey().records;
    let scored = spec.train(records).unwrap().score(records).unwrap();
    let truth = Truth::new(records, &true_persons(records), scored.link_type()).unwrap();
    let accuracy = scored.accuracy(&truth, probability(0.95));
    assert!(accuracy.precision > 0.9, "{accuracy:?}");
    assert!(accuracy.recall > 0.7, "{accuracy:?}");
}

fn read(referrals: &str, outcomes: &str) -> Vec<Dataset> {
    let source = |name: &str, text: &str, schema| {
        Source::bytes(name, text.as_bytes().to_vec(), schema).partner("Northvale")
    };
    let mut sources = vec![source("referrals", referrals, Schema::referrals())];
    if !outcomes.is_empty() {
        sources.push(source("outcomes", outcomes, Schema::outcomes()));
    }
    ingest::read(&sources).unwrap().datasets
}

fn safety() -> Study {
    Study::from_toml(
        r#"
        name = "safety"
        observed_to = 2025-03-31
        start = { event = "referral", repeats = "first" }
        baseline = { from = -30, to = 45 }
        waves = [{ name = "6 months", from = 136, to = 270 }]

        [[measures]]
        name = "feeling safe"
        dataset = "outcomes"
        instrument = "personal_outcome"
        domain = "feeling_safe"
        range = [0, 10]
        direction = "higher_is_better"
        "#,
    )
    .unwrap()
}

#[test]
fn one_record_in_one_dataset_is_one_person_and_says_what_the_study_lacks() {
    let datasets = read(
        "id,forename,surname,dob,referral_date,service\n1,Ann,Smith,2010-03-04,2024-01-08,EH\n",
        "",
    );
    let records = Standardiser::default().records(&datasets).unwrap();
    let people = link(&records);
    assert_eq!((records.len(), people.person_count()), (1, 1));
    let error = safety().follow(&datasets, &people).unwrap_err();
    assert!(error.is_study());
    let message = error.to_string();
    assert!(message.contains("outcomes; given: referrals"), "{message}");
}

#[test]
fn records_without_any_identifier_cannot_be_linked() {
    let datasets = read(
        "id,forename,surname,referral_date,service\n1,,,2024-01-08,EH\n2,,,2024-01-09,EH\n",
        "id,tool,domain,outcome_date,score\n1,Personal Outcome,feeling safe,2024-01-10,4\n",
    );
    let records = Standardiser::default().records(&datasets).unwrap();
    let error = LinkageSpec::for_records(&records).unwrap_err();
    assert!(error.is_linkage());
    let message = error.to_string();
    assert!(message.contains("present are: "), "{message}");
    assert!(message.contains("surname"), "{message}");
}

#[test]
fn a_follow_up_dated_before_the_baseline_is_found_and_never_paired() {
    let datasets = read(
        "id,referral_date,service\n1,2024-01-08,EH\n",
        "id,tool,domain,outcome_date,score\n\
         1,Personal Outcome,feeling safe,2024-01-10,4\n\
         2,Personal Outcome,feeling safe,2023-07-09,9\n",
    );
    let one_person = EncodedColumn::from_values(["A", "A", "A"]);
    let people = PersonIndex::from_known(&datasets, &one_person).unwrap();
    let followed = safety().follow(&datasets, &people).unwrap();
    let found: Vec<_> = followed
        .findings
        .iter()
        .map(|finding| (&*finding.dataset, finding.line, finding.kind))
        .collect();
    assert_eq!(found, [("outcomes", 3, FindingKind::Contradiction)]);
    let change = outcomes::compare(&followed.paired).unwrap();
    let everyone = &change.rows()[0];
    assert_eq!((everyone.n_baseline, everyone.n_paired), (1, 0));
    assert_eq!(everyone.change, None);
}

#[test]
fn a_study_of_a_measure_that_the_samples_lack_is_told_what_they_have() {
    let text = by_service().to_toml().replace("\"sdq\"", "\"honosca\"");
    let study = Study::from_toml(&text).unwrap();
    let Journey { read, people, .. } = journey();
    let error = study.follow(&read.datasets, people).unwrap_err();
    assert!(error.is_study());
    let message = error.to_string();
    assert!(message.contains("`honosca` `total`"), "{message}");
    let present = message.split("present: ").nth(1).unwrap();
    for instrument in ["`sdq` `total`", "`asq_3` `communication`", "`swemwbs`"] {
        assert!(present.contains(instrument), "{message}");
    }
}
