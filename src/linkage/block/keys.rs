//! From records to the keys of a blocking rule.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::ingest::{EncodedColumn, MISSING};
use crate::linkage::compare::part_codes;
use crate::linkage::{BlockingRule, KeyMatch, KeyPart};
use crate::standardise::Records;

/// Marks a record without a key.
const NO_KEY: u64 = u64::MAX;

/// Records that a thread takes at a time.
const CHUNK: usize = 1 << 14;

/// A record's place under a key.
pub(super) type Keyed = (u64, u32);

/// The codes of one part: of each record's column code, then of the part.
struct Part<'r> {
    codes: &'r [u32],
    table: Vec<u32>,
    distinct: u32,
}

fn column<'r>(records: &'r Records, part: &KeyPart) -> &'r EncodedColumn {
    let column = records.column(part.column());
    &column
        .expect("the specification was checked against the records")
        .values
}

/// Every record that has all parts of a plain rule, by key and then by record.
pub(super) fn plain_keys(rule: &BlockingRule, records: &Records) -> Vec<Keyed> {
    plain_keys_where(rule, records, |_| true)
}

/// As [`plain_keys`], of some keys only.
pub(super) fn plain_keys_where(
    rule: &BlockingRule,
    records: &Records,
    wanted: impl Fn(u64) -> bool,
) -> Vec<Keyed> {
    let parts = rule.parts().iter().map(|key| key.sides().0);
    let parts = parts.map(|part| plain(records, part)).collect();
    let mut keyed = present(&keys(&[parts], records.len()), wanted);
    keyed.par_sort_unstable();
    keyed
}

/// Records in each block of a rule of one part, counted without sorting; `None` for other rules.
pub(super) fn block_sizes(rule: &BlockingRule, records: &Records) -> Option<Vec<u64>> {
    let [key] = rule.parts() else {
        return None;
    };
    let part = plain(records, key.sides().0);
    let mut sizes = vec![0u64; part.distinct as usize];
    for &code in part.codes {
        sizes[part.table[code as usize] as usize] += 1;
    }
    sizes[MISSING as usize] = 0;
    Some(sizes)
}

/// Keys of the records in the first role and in the second, of one dictionary.
pub(super) fn role_keys(rule: &BlockingRule, records: &Records) -> [Vec<Keyed>; 2] {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for key in rule.parts() {
        match key {
            KeyMatch::Same(part) => {
                first.push(plain(records, part));
                second.push(plain(records, part));
            }
            KeyMatch::Swapped(one, other) => {
                let (one, other) = joint(records, one, other);
                first.push(one);
                second.push(other);
            }
        }
    }
    let keys = keys(&[first, second], records.len());
    let (first, second) = keys.split_at(records.len());
    [present(first, |_| true), present(second, |_| true)]
}

/// Keys of the records under every combination of the values of their parts, each once a record.
pub(super) fn exploded_keys(rule: &BlockingRule, records: &Records) -> Vec<Keyed> {
    let mut dictionary: FxHashMap<Vec<u32>, u64> = FxHashMap::default();
    let parts: Vec<(&[u32], Vec<Vec<u32>>)> = rule
        .parts()
        .iter()
        .map(|key| several(records, key.sides().0))
        .collect();
    let mut keyed: Vec<Keyed> = Vec::new();
    for record in 0..records.len() {
        let mut combinations = vec![Vec::new()];
        for (codes, sets) in &parts {
            let set = &sets[codes[record] as usize];
            let longer = |known: &Vec<u32>| {
                let known = known.clone();
                set.iter()
                    .map(move |&code| [known.clone(), vec![code]].concat())
            };
            combinations = combinations.iter().flat_map(longer).collect();
        }
        for combination in combinations {
            let next = dictionary.len() as u64;
            let key = *dictionary.entry(combination).or_insert(next);
            keyed.push((key, record as u32));
        }
    }
    keyed.par_sort_unstable();
    keyed.dedup();
    keyed
}

/// Ranks of a part's values in text order, by record; `None` where missing.
pub(super) fn ranks(records: &Records, part: &KeyPart) -> impl Fn(u32) -> Option<u32> {
    let column = column(records, part);
    let pool = column.pool();
    let values: Vec<_> = pool
        .iter()
        .map(|value| part.transform().apply(value).unwrap_or_default())
        .collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.par_sort_by(|&a, &b| values[a].cmp(&values[b]));
    let mut ranks = vec![0u32; values.len()];
    let mut rank = 0;
    for run in order.chunk_by(|&a, &b| values[a] == values[b]) {
        if !values[run[0]].is_empty() {
            rank += 1;
            run.iter().for_each(|&code| ranks[code] = rank);
        }
    }
    let codes = column.codes().to_vec();
    move |record| Some(ranks[codes[record as usize] as usize]).filter(|rank| *rank != 0)
}

fn plain<'r>(records: &'r Records, part: &KeyPart) -> Part<'r> {
    let column = column(records, part);
    let (table, distinct) = part_codes(column.pool(), part.transform());
    Part {
        codes: column.codes(),
        table,
        distinct,
    }
}

/// Two parts whose codes are of one dictionary.
fn joint<'r>(records: &'r Records, one: &KeyPart, other: &KeyPart) -> (Part<'r>, Part<'r>) {
    let mut dictionary: FxHashMap<String, u32> = FxHashMap::default();
    let mut table = |part: &KeyPart| -> (&'r [u32], Vec<u32>) {
        let column = column(records, part);
        let mut code = |value: &str| match part.transform().apply(value) {
            Some(value) => {
                let next = dictionary.len() as u32 + 1;
                *dictionary.entry(value.into_owned()).or_insert(next)
            }
            None => MISSING,
        };
        (
            column.codes(),
            column.pool().iter().map(&mut code).collect(),
        )
    };
    let (first, second) = (table(one), table(other));
    let distinct = dictionary.len() as u32 + 1;
    let part = |(codes, table)| Part {
        codes,
        table,
        distinct,
    };
    (part(first), part(second))
}

/// For each code of a column, the codes of the values of a part.
fn several<'r>(records: &'r Records, part: &KeyPart) -> (&'r [u32], Vec<Vec<u32>>) {
    let column = column(records, part);
    let mut dictionary: FxHashMap<String, u32> = FxHashMap::default();
    let mut set = |value: &str| {
        let mut codes = Vec::new();
        part.transform().each(value, &mut |member| {
            let next = dictionary.len() as u32;
            codes.push(*dictionary.entry(member.into_owned()).or_insert(next));
        });
        codes
    };
    let sets = column.pool().iter().map(&mut set).collect();
    (column.codes(), sets)
}

/// One number for each combination of part codes, [`NO_KEY`] where a part is missing; role by role, and in each record
/// by record. The roles' parts are of the same dictionaries, so that equal numbers are equal combinations in any role.
fn keys(roles: &[Vec<Part<'_>>], records: usize) -> Vec<u64> {
    let mut keys = vec![0u64; roles.len() * records];
    let mut spread = 1u64;
    for place in 0..roles[0].len() {
        let distinct = u64::from(roles[0][place].distinct);
        if spread
            .checked_mul(distinct)
            .is_none_or(|spread| spread == NO_KEY)
        {
            spread = rank(&mut keys);
        }
        spread *= distinct;
        for (keys, parts) in keys.chunks_mut(records.max(1)).zip(roles) {
            add_part(keys, &parts[place]);
        }
    }
    keys
}

fn add_part(keys: &mut [u64], part: &Part<'_>) {
    let distinct = u64::from(part.distinct);
    let chunks = keys.par_chunks_mut(CHUNK).zip(part.codes.par_chunks(CHUNK));
    chunks.for_each(|(keys, codes)| {
        for (key, &code) in keys.iter_mut().zip(codes) {
            let code = part.table[code as usize];
            *key = match code {
                MISSING => NO_KEY,
                _ if *key == NO_KEY => NO_KEY,
                code => *key * distinct + u64::from(code),
            };
        }
    });
}

/// Replaces keys by their rank among the distinct ones; the number of ranks.
fn rank(keys: &mut [u64]) -> u64 {
    let mut distinct: Vec<u64> = keys.iter().copied().filter(|&key| key != NO_KEY).collect();
    distinct.par_sort_unstable();
    distinct.dedup();
    for key in keys.iter_mut().filter(|key| **key != NO_KEY) {
        *key = distinct.partition_point(|known| known < key) as u64;
    }
    distinct.len().max(1) as u64
}

fn present(keys: &[u64], wanted: impl Fn(u64) -> bool) -> Vec<Keyed> {
    let keyed = keys.iter().copied().zip(0..);
    keyed
        .filter(|(key, _)| *key != NO_KEY && wanted(*key))
        .collect()
}
