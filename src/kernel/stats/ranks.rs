//! Ranks of absolute differences, shared by the signed-rank methods.

/// Signed ranks of the differences that are not zero.
pub(super) struct SignedRanks {
    /// Twice each mid-rank, an integer, in ascending order of the absolute difference.
    pub doubled: Vec<u64>,
    /// Twice the sum of the ranks of positive differences.
    pub doubled_positive: u64,
    /// Σ(t³ − t) over groups of t tied absolute differences.
    pub tie_term: f64,
    /// How many differences are zero.
    pub n_zero: u64,
}

impl SignedRanks {
    pub(super) fn new(differences: &[f64]) -> Self {
        let mut nonzero: Vec<f64> = differences.iter().copied().filter(|&d| d != 0.0).collect();
        nonzero.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
        let mut ranks = Self {
            doubled: Vec::with_capacity(nonzero.len()),
            doubled_positive: 0,
            tie_term: 0.0,
            n_zero: (differences.len() - nonzero.len()) as u64,
        };
        for tied in nonzero.chunk_by(|a, b| a.abs() == b.abs()) {
            ranks.push_tied(tied);
        }
        ranks
    }

    fn push_tied(&mut self, tied: &[f64]) {
        let first = self.doubled.len() as u64 + 1;
        let last = first + tied.len() as u64 - 1;
        let doubled = first + last;
        self.doubled.resize(last as usize, doubled);
        let positive = tied.iter().filter(|&&d| d > 0.0).count() as u64;
        self.doubled_positive += positive * doubled;
        let t = tied.len() as f64;
        self.tie_term += t * (t * t - 1.0);
    }

    /// How many differences are not zero.
    pub(super) fn n(&self) -> u64 {
        self.doubled.len() as u64
    }

    /// Twice the sum of all ranks: n(n + 1), ties or not.
    pub(super) fn doubled_total(&self) -> u64 {
        self.n() * (self.n() + 1)
    }
}
