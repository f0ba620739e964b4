//! Sums over resamples, without an index for each row.
//!
//! A resample of n rows with replacement holds each row a multinomial number of times. The multinomial is drawn part by part
//! (Devroye 1986, Non-Uniform Random Variate Generation, ch. XI.1): a part of m rows gets a binomial number of the draws that
//! are left, with m over the rows left as its chance. Where rows of one value are many, a part is all rows of a value,
//! and its sum is a product. Otherwise parts are runs of 2ᵏ rows, whose draws are k bits each of a random word: no
//! index is ever rejected, and a part stays in the nearest cache. Either way the law is that of n uniform indexes.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;

/// Resamples that share a stream of random numbers.
pub(super) const CHUNK: u32 = 32;
/// Rows of the largest part.
const LARGEST_PART: usize = 1 << BITS;
/// Bits of an index into it, and indexes that a random word has bits for.
const BITS: u32 = 10;
const A_WORD: usize = (u64::BITS / BITS) as usize;
/// A binomial number costs about as much as this many indexes.
const ROWS_A_BINOMIAL: usize = 128;

/// Rows of `W` numbers each, to be resampled.
pub(super) enum Resampler<const W: usize> {
    /// Each distinct row with its count.
    Distinct(Vec<([f64; W], u64)>),
    /// Every row.
    Rows(Vec<[f64; W]>),
}

impl<const W: usize> Resampler<W> {
    /// Of rows in an order in which equal ones are neighbours.
    pub(super) fn new(rows: Vec<[f64; W]>) -> Self {
        let runs = || rows.chunk_by(|a, b| a == b);
        if runs().count().saturating_mul(ROWS_A_BINOMIAL) > rows.len() {
            return Self::Rows(rows);
        }
        Self::Distinct(runs().map(|run| (run[0], run.len() as u64)).collect())
    }

    /// The sums of `draws` resamples, `CHUNK` after `CHUNK`: chunk c comes from stream c of the seed, whatever thread
    /// draws it.
    pub(super) fn sums(&self, draws: u32, seed: u64) -> Vec<[f64; W]> {
        let chunks = (0..draws.div_ceil(CHUNK)).into_par_iter();
        chunks
            .flat_map_iter(|chunk| {
                let mut rng = stream(seed, chunk);
                let drawn = CHUNK.min(draws - chunk * CHUNK);
                let sums: Vec<[f64; W]> = (0..drawn).map(|_| self.sum(&mut rng)).collect();
                sums
            })
            .collect()
    }

    fn sum(&self, rng: &mut ChaCha8Rng) -> [f64; W] {
        match self {
            Self::Distinct(counted) => distinct_sum(counted, rng),
            Self::Rows(rows) => row_sum(rows, rng),
        }
    }
}

/// The random numbers of one chunk of resamples.
pub(super) fn stream(seed: u64, chunk: u32) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(u64::from(chunk));
    rng
}

fn distinct_sum<const W: usize>(counted: &[([f64; W], u64)], rng: &mut ChaCha8Rng) -> [f64; W] {
    let n = counted.iter().map(|(_, count)| count).sum();
    let mut left = Left { rows: n, draws: n };
    let mut sum = [0.0; W];
    for (row, count) in counted {
        let times = left.take(*count, rng) as f64;
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += times * value;
        }
    }
    sum
}

fn row_sum<const W: usize>(rows: &[[f64; W]], rng: &mut ChaCha8Rng) -> [f64; W] {
    let n = rows.len() as u64;
    let mut left = Left { rows: n, draws: n };
    let mut sum = [0.0; W];
    let mut rest = rows;
    while !rest.is_empty() {
        let (part, others) = rest.split_at(LARGEST_PART.min(1 << rest.len().ilog2()));
        let draws = left.take(part.len() as u64, rng);
        add(&mut sum, &part_sum(part, draws, rng));
        rest = others;
    }
    sum
}

/// The sum of this many draws from 2ᵏ rows.
fn part_sum<const W: usize>(part: &[[f64; W]], draws: u64, rng: &mut ChaCha8Rng) -> [f64; W] {
    if let Ok(largest) = part.try_into() {
        return largest_part_sum(largest, draws, rng);
    }
    let mut sum = [0.0; W];
    for _ in 0..draws {
        add(&mut sum, &part[rng.next_u32() as usize & (part.len() - 1)]);
    }
    sum
}

/// [`part_sum`] with as many indexes from a word as there are bits for.
fn largest_part_sum<const W: usize>(
    part: &[[f64; W]; LARGEST_PART],
    draws: u64,
    rng: &mut ChaCha8Rng,
) -> [f64; W] {
    let mut sums = [[0.0; W]; A_WORD];
    let row =
        |word: u64, place: usize| &part[(word >> (place as u32 * BITS)) as usize % LARGEST_PART];
    for _ in 0..draws / A_WORD as u64 {
        let word = rng.next_u64();
        for (place, sum) in sums.iter_mut().enumerate() {
            add(sum, row(word, place));
        }
    }
    let word = rng.next_u64();
    for (place, sum) in sums.iter_mut().enumerate().take(draws as usize % A_WORD) {
        add(sum, row(word, place));
    }
    let mut total = [0.0; W];
    sums.iter().for_each(|sum| add(&mut total, sum));
    total
}

fn add<const W: usize>(sum: &mut [f64; W], row: &[f64; W]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value;
    }
}

/// Rows and draws that no part has taken yet.
struct Left {
    rows: u64,
    draws: u64,
}

impl Left {
    /// How many draws fall on a part of this many of the rows left.
    fn take(&mut self, rows: u64, rng: &mut ChaCha8Rng) -> u64 {
        let share = rows as f64 / self.rows as f64;
        let taken = Binomial::new(self.draws, share).map_or(0, |binomial| binomial.sample(rng));
        self.rows -= rows;
        self.draws -= taken;
        taken
    }
}
