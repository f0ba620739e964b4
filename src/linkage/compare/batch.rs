//! Pairs laid side by side, lane by lane, so that a test runs over all of them at once.

use super::lanes::Lanes;

/// Pairs in a batch.
pub(crate) const BATCH: usize = 128;

/// One side's lanes of a batch of pairs.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) narrow: Vec<[u32; BATCH]>,
    pub(super) wide: Vec<[u64; BATCH]>,
}

impl Side {
    fn new(lanes: &Lanes) -> Self {
        Self {
            narrow: vec![[0; BATCH]; lanes.narrow()],
            wide: vec![[0; BATCH]; lanes.wide()],
        }
    }
}

/// Up to [`BATCH`] pairs, each with its records and their lanes.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(super) left: Side,
    pub(super) right: Side,
    pairs: [(u32, u32); BATCH],
    len: usize,
}

/// Records gathered from anywhere, lane by lane.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) records: Vec<u32>,
    /// Whether the lanes are those of the records.
    fetched: bool,
    narrow: Vec<Vec<u32>>,
    wide: Vec<Vec<u64>>,
}

impl Gathered {
    pub(crate) fn new(lanes: &Lanes) -> Self {
        Self {
            records: Vec::new(),
            fetched: false,
            narrow: vec![Vec::new(); lanes.narrow()],
            wide: vec![Vec::new(); lanes.wide()],
        }
    }

    /// Names the records whose lanes may be wanted.
    pub(crate) fn take(&mut self, records: &[u32]) {
        self.records.clear();
        self.records.extend_from_slice(records);
        self.fetched = false;
    }

    /// Takes the lanes of the records from their rows, unless they are there already.
    #[inline]
    pub(crate) fn fetch<'a>(&mut self, row: impl Fn(u32) -> &'a [u32]) {
        if !self.fetched {
            self.fetch_lanes(row);
            self.fetched = true;
        }
    }

    fn fetch_lanes<'a>(&mut self, row: impl Fn(u32) -> &'a [u32]) {
        let records = &self.records;
        let len = records.len();
        self.narrow.iter_mut().for_each(|lane| lane.resize(len, 0));
        self.wide.iter_mut().for_each(|lane| lane.resize(len, 0));
        for (place, &record) in records.iter().enumerate() {
            let (narrow, wide) = row(record).split_at(self.narrow.len());
            for (lane, &value) in self.narrow.iter_mut().zip(narrow) {
                lane[place] = value;
            }
            for (lane, halves) in self.wide.iter_mut().zip(wide.chunks_exact(2)) {
                lane[place] = u64::from(halves[0]) | u64::from(halves[1]) << 32;
            }
        }
    }
}

impl Batch {
    pub(crate) fn new(lanes: &Lanes) -> Self {
        Self {
            left: Side::new(lanes),
            right: Side::new(lanes),
            pairs: [(0, 0); BATCH],
            len: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len == BATCH
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// The records of each pair, in the order in which they were found.
    pub(crate) fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs[..self.len]
    }

    /// A code of a pair's records.
    #[inline]
    pub(crate) fn codes(&self, lane: usize, pair: usize) -> (u32, u32) {
        (self.left.narrow[lane][pair], self.right.narrow[lane][pair])
    }

    /// Adds the pairs of one gathered record with a run of others, as many as there is room for; how many that were.
    pub(crate) fn push(
        &mut self,
        from: &Gathered,
        left: usize,
        rights: std::ops::Range<usize>,
    ) -> usize {
        let start = self.len;
        let count = rights.len().min(BATCH - start);
        let (own, run) = (start..start + count, rights.start..rights.start + count);
        let lanes = self.left.narrow.iter_mut().zip(&mut self.right.narrow);
        for ((a, b), lane) in lanes.zip(&from.narrow) {
            a[own.clone()].fill(lane[left]);
            b[own.clone()].copy_from_slice(&lane[run.clone()]);
        }
        let lanes = self.left.wide.iter_mut().zip(&mut self.right.wide);
        for ((a, b), lane) in lanes.zip(&from.wide) {
            a[own.clone()].fill(lane[left]);
            b[own.clone()].copy_from_slice(&lane[run.clone()]);
        }
        let record = from.records[left];
        for (pair, &other) in self.pairs[own].iter_mut().zip(&from.records[run]) {
            *pair = (record, other);
        }
        self.len += count;
        count
    }
}
