//! From scored pairs to people: connected components of the links.

mod constraints;

pub(crate) use constraints::Constraints;

use crate::Result;
use crate::kernel::graph::UnionFind;
use crate::linkage::{MatchProbability, PersonId, PersonIndex, ScoredPairs};

impl ScoredPairs {
    /// Takes pairs at or above a match probability as links, and records that hang together as one person.
    ///
    /// People are numbered by their first record, so neither the order of pairs nor the number of threads
    /// matters.
    ///
    /// # Errors
    ///
    /// Never at present; later rules on what one person may hold can refuse.
    pub fn resolve(&self, threshold: MatchProbability) -> Result<PersonIndex> {
        let records = self
            .sources
            .last()
            .map_or(0, |source| source.rows.end as usize);
        let mut sets = UnionFind::new(records);
        let mut weights = vec![f64::NEG_INFINITY; records];
        let floor = threshold.weight();
        for pair in self.pairs.iter().filter(|pair| pair.weight >= floor) {
            sets.union(pair.left.0, pair.right.0);
            for record in [pair.left, pair.right] {
                let strongest = &mut weights[record.index()];
                *strongest = strongest.max(pair.weight);
            }
        }
        let (persons, person_count) = number(&mut sets, records);
        for weight in weights
            .iter_mut()
            .filter(|weight| **weight == f64::NEG_INFINITY)
        {
            *weight = f64::INFINITY;
        }
        Ok(PersonIndex {
            sources: self.sources.clone(),
            persons,
            weights,
            person_count,
            threshold: threshold.get(),
        })
    }
}

/// Numbers sets in the order of their smallest member, which is their root.
fn number(sets: &mut UnionFind, records: usize) -> (Vec<PersonId>, u32) {
    let mut numbers: Vec<PersonId> = Vec::with_capacity(records);
    let mut count = 0;
    for record in 0..records as u32 {
        let root = sets.find(record);
        numbers.push(match root == record {
            true => {
                count += 1;
                PersonId(count - 1)
            }
            false => numbers[root as usize],
        });
    }
    (numbers, count)
}
