//! Pairs of values as linkage meets them: half of one person, written differently, and half of two people.

use throughline::synthetic::{Population, RegisterRecord};

/// Pairs of each half.
const HALF: usize = 1_024;

/// Pairs that share a left value in [`Corpus::runs`].
pub const RUN: usize = 64;

pub type Pair = (String, String);

pub struct Corpus {
    pub name: &'static str,
    pub pairs: Vec<Pair>,
}

impl Corpus {
    /// Surnames and first lines of addresses, in capitals.
    pub fn all() -> [Self; 2] {
        let population = Population::builder(20_000).seed(3).build();
        let records = population.expect("the size is allowed").register();
        [
            Self::of("surnames", &records, |record| &record.surname),
            Self::of("addresses", &records, |record| &record.address_line),
        ]
    }

    fn of(
        name: &'static str,
        records: &[RegisterRecord],
        value: fn(&RegisterRecord) -> &String,
    ) -> Self {
        let mut records: Vec<&RegisterRecord> = records
            .iter()
            .filter(|record| !value(record).is_empty() && value(record).is_ascii())
            .collect();
        let pair = |a: &RegisterRecord, b: &RegisterRecord| {
            [a, b].map(|record| value(record).to_uppercase()).into()
        };
        let others = records.iter().zip(&records[7..]);
        let unlike: Vec<Pair> = others
            .filter(|(a, b)| a.person != b.person)
            .map(|(a, b)| pair(a, b))
            .take(HALF)
            .collect();
        records.sort_by_key(|record| record.person);
        let neighbours = records.windows(2);
        let alike: Vec<Pair> = neighbours
            .filter(|two| two[0].person == two[1].person && value(two[0]) != value(two[1]))
            .map(|two| pair(two[0], two[1]))
            .take(HALF)
            .collect();
        let pairs = [alike, unlike].concat();
        assert_eq!(pairs.len(), 2 * HALF);
        Self { name, pairs }
    }

    /// The same right values, but runs of them with one left value.
    pub fn runs(&self) -> Self {
        let run = |run: &[Pair]| -> Vec<Pair> {
            run.iter()
                .map(|(_, right)| (run[0].0.clone(), right.clone()))
                .collect()
        };
        Self {
            name: self.name,
            pairs: self.pairs.chunks(RUN).flat_map(run).collect(),
        }
    }
}
