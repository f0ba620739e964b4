//! Fixed portions of a rule's pairs: the same whatever the number of threads.

use super::RuleIndex;
use super::rule_index::Shape;

/// Pairs in a portion, at least, unless a rule has fewer.
pub(crate) const PORTION: u64 = 1 << 16;

/// A portion of a rule's pairs: whole buckets, or some rows of one large bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unit {
    /// The buckets from the first to before the second.
    Buckets(usize, usize),
    /// The pairs of a bucket whose first record stands from the second number to before the third.
    Rows(usize, usize, usize),
}

impl Unit {
    /// Cuts the buckets that `keep` lets in into portions of about `portion` pairs.
    pub(crate) fn cut(index: &RuleIndex, portion: u64, keep: impl Fn(usize) -> bool) -> Vec<Self> {
        let mut units = Vec::new();
        let (mut from, mut gathered) = (0, 0);
        for bucket in 0..index.buckets() {
            let kept = keep(bucket);
            if !kept || index.bucket_pairs(bucket) > 2 * portion {
                push_buckets(&mut units, from, bucket);
                (from, gathered) = (bucket + 1, 0);
                if kept {
                    push_rows(&mut units, index, bucket, portion);
                }
                continue;
            }
            gathered += index.bucket_pairs(bucket);
            if gathered >= portion {
                push_buckets(&mut units, from, bucket + 1);
                (from, gathered) = (bucket + 1, 0);
            }
        }
        push_buckets(&mut units, from, index.buckets());
        units
    }
}

fn push_buckets(units: &mut Vec<Unit>, from: usize, to: usize) {
    if from < to {
        units.push(Unit::Buckets(from, to));
    }
}

/// Cuts one bucket into ranges of first records with about equal numbers of pairs.
fn push_rows(units: &mut Vec<Unit>, index: &RuleIndex, bucket: usize, portion: u64) {
    let records = index.bucket(bucket).len();
    let (firsts, of_row): (usize, Box<dyn Fn(usize) -> u64>) = match index.shape {
        Shape::Neighbourhood(window) => (records, Box::new(move |_| u64::from(window))),
        Shape::Swapped => {
            let first = index.first_role(bucket);
            (first, Box::new(move |_| (records - first) as u64))
        }
        _ => (records, Box::new(move |row| (records - 1 - row) as u64)),
    };
    let portion = match index.shape {
        Shape::Neighbourhood(_) => portion,
        _ => portion.max(16 * records as u64),
    };
    let (mut from, mut gathered) = (0, 0);
    for row in 0..firsts {
        gathered += of_row(row);
        if gathered >= portion || row + 1 == firsts {
            units.push(Unit::Rows(bucket, from, row + 1));
            (from, gathered) = (row + 1, 0);
        }
    }
}
