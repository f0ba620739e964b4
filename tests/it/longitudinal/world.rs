//! Small linked datasets for tests: every record carries the number of its person.

use throughline::ingest::{Dataset, EncodedColumn, Source, read_one};
use throughline::linkage::PersonIndex;
use throughline::longitudinal::{Direction, Measure, Repeats, Start, StartEvent, Wave, Window};
use throughline::longitudinal::{Study, StudyBuilder};
use throughline::schema::{DatasetKind, Schema};

/// Datasets being put together.
#[derive(Default)]
pub struct World {
    pub datasets: Vec<Dataset>,
    numbers: Vec<String>,
}

impl World {
    /// Adds a dataset from CSV whose first column, `who`, is the person's number.
    pub fn with(mut self, kind: DatasetKind, name: &str, csv: &str) -> Self {
        let schema = match kind {
            DatasetKind::Referrals => Schema::referrals(),
            DatasetKind::Assessments => Schema::assessments(),
            DatasetKind::Outcomes => Schema::outcomes(),
            DatasetKind::Voice => Schema::voice(),
            other => panic!("no test needs {other}"),
        };
        let split = |line: &str| {
            let (who, rest) = line.split_once(',').expect("a person's number first");
            (who.to_string(), rest.to_string())
        };
        let mut lines = csv.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut text = split(lines.next().expect("a header")).1 + "\n";
        for line in lines {
            let (who, rest) = split(line);
            self.numbers.push(who);
            text += &(rest + "\n");
        }
        let source = Source::bytes(name, text.into_bytes(), schema).partner("anywhere");
        let checked = read_one(&source).expect("a readable dataset");
        assert_eq!(
            checked.report.quarantined(),
            0,
            "{:?}",
            checked.report.findings()
        );
        self.datasets.push(checked.dataset);
        self
    }

    pub fn people(&self) -> PersonIndex {
        let numbers = EncodedColumn::from_values(&self.numbers);
        PersonIndex::from_known(&self.datasets, &numbers).expect("one number a record")
    }
}

/// Feeling safe, 0 to 10, higher better.
pub fn safe() -> Measure {
    Measure {
        domain: Some("feeling_safe".into()),
        ..Measure::new(
            "feeling safe",
            DatasetKind::Outcomes,
            "personal_outcome",
            (0.0, 10.0),
            Direction::HigherIsBetter,
        )
    }
}

/// First referrals, baseline −30 to 45 days, waves at 3 and 6 months; no measure yet.
pub fn base() -> StudyBuilder {
    Study::builder("test")
        .start(Start::new(StartEvent::Referral, Repeats::First))
        .baseline(Window::new(-30, 45))
        .wave(Wave::new("3 months", Window::new(60, 135)))
        .wave(Wave::new("6 months", Window::new(136, 270)))
}
