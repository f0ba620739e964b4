//! Ranks of absolute differences, shared by the signed-rank methods.

use serde::Serialize;

/// What a signed-rank test does with changes of exactly zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZeroMethod {
    /// Leave them out before ranking: Wilcoxon (1945).
    #[default]
    Drop,
    /// Rank them with the rest, then leave their ranks out: Pratt (1959), J. American Statistical Association 54:655.
    Pratt,
    /// Rank them with the rest and give half of their ranks to each side.
    Split,
}

/// Signed ranks of the differences that are not zero.
pub(super) struct SignedRanks {
    /// Twice each mid-rank, an integer, in ascending order of the absolute difference.
    pub doubled: Vec<u64>,
    /// Twice the sum of the ranks of positive differences.
    pub doubled_positive: u64,
    /// How many differences are zero.
    pub n_zero: u64,
}

impl SignedRanks {
    pub(super) fn new(differences: &[f64], zeros: ZeroMethod) -> Self {
        let mut nonzero: Vec<f64> = differences.iter().copied().filter(|&d| d != 0.0).collect();
        nonzero.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
        let n_zero = (differences.len() - nonzero.len()) as u64;
        let mut ranks = Self {
            doubled: Vec::with_capacity(nonzero.len()),
            doubled_positive: 0,
            n_zero,
        };
        let ranked_below = match zeros {
            ZeroMethod::Drop => 0,
            ZeroMethod::Pratt | ZeroMethod::Split => n_zero,
        };
        for tied in nonzero.chunk_by(|a, b| a.abs() == b.abs()) {
            ranks.push_tied(tied, ranked_below);
        }
        ranks
    }

    fn push_tied(&mut self, tied: &[f64], ranked_below: u64) {
        let first = self.n() + 1;
        let last = first + tied.len() as u64 - 1;
        let doubled = first + last + 2 * ranked_below;
        self.doubled.resize(last as usize, doubled);
        let positive = tied.iter().filter(|&&d| d > 0.0).count() as u64;
        self.doubled_positive += positive * doubled;
    }

    /// How many differences are not zero.
    pub(super) fn n(&self) -> u64 {
        self.doubled.len() as u64
    }

    /// Twice the sum of all ranks kept.
    pub(super) fn doubled_total(&self) -> u64 {
        self.doubled.iter().sum()
    }
}
