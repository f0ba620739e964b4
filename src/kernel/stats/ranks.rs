//! Ranks of absolute differences, shared by the signed-rank methods.

use serde::{Deserialize, Serialize};

/// What a signed-rank test does with changes of exactly zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// Changes of one size that is not zero.
pub(super) struct Tied {
    pub down: u64,
    pub up: u64,
}

/// Sums over the signed ranks of changes, zeros not ranked. Ranking z zeros adds z to each rank, so that these give every
/// treatment of zeros.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RankSums {
    pub n_down: u64,
    pub n_up: u64,
    pub n_zero: u64,
    /// Twice the sum of the ranks of positive changes.
    doubled_up: u64,
    /// Sum of the squares of twice each rank.
    doubled_squares: u128,
}

impl RankSums {
    /// Of the changes that are not zero, by size, and the number of others.
    pub(super) fn new(tied: impl Iterator<Item = Tied>, n_zero: usize) -> Self {
        let mut sums = Self {
            n_zero: n_zero as u64,
            ..Self::default()
        };
        for Tied { down, up } in tied {
            let doubled = sums.next_doubled_rank(down + up);
            sums.n_down += down;
            sums.n_up += up;
            sums.doubled_up += up * doubled;
            // Fits: the ranks are fewer than 2³².
            sums.doubled_squares += u128::from(doubled * doubled) * u128::from(down + up);
        }
        sums
    }

    /// Twice the mean rank of this many changes of the next size.
    fn next_doubled_rank(&self, tied: u64) -> u64 {
        2 * self.n() + tied + 1
    }

    /// How many changes are not zero.
    pub(super) fn n(&self) -> u64 {
        self.n_down + self.n_up
    }

    /// Zeros that have a rank below all others.
    pub(super) fn ranked_below(&self, zeros: ZeroMethod) -> u64 {
        match zeros {
            ZeroMethod::Drop => 0,
            ZeroMethod::Pratt | ZeroMethod::Split => self.n_zero,
        }
    }

    /// Twice the sum of all ranks kept.
    pub(super) fn doubled_total(&self, zeros: ZeroMethod) -> u64 {
        self.n() * (self.n() + 1 + 2 * self.ranked_below(zeros))
    }

    /// Twice the sum of the ranks of positive changes.
    pub(super) fn doubled_positive(&self, zeros: ZeroMethod) -> u64 {
        self.doubled_up + 2 * self.ranked_below(zeros) * self.n_up
    }

    /// Sum of the squares of twice each rank kept.
    pub(super) fn doubled_squares(&self, zeros: ZeroMethod) -> f64 {
        let (n, below) = (u128::from(self.n()), u128::from(self.ranked_below(zeros)));
        (self.doubled_squares + 4 * below * n * (n + 1 + below)) as f64
    }
}

/// Changes in ascending order, by size from the smallest that is not zero.
pub(super) fn tied(sorted: &[f64]) -> impl Iterator<Item = Tied> {
    let mut down = &sorted[..sorted.partition_point(|&change| change < 0.0)];
    let mut up = &sorted[sorted.partition_point(|&change| change <= 0.0)..];
    // By bits, so that even what is no number is passed over.
    let same = |a: f64, b: f64| a.to_bits() == b.to_bits();
    std::iter::from_fn(move || {
        let size = match (down.last(), up.first()) {
            (Some(down), Some(up)) => up.min(-down),
            (Some(down), None) => -down,
            (None, Some(up)) => *up,
            (None, None) => return None,
        };
        let n_down = down
            .iter()
            .rev()
            .take_while(|change| same(-**change, size))
            .count();
        let n_up = up.iter().take_while(|change| same(**change, size)).count();
        (down, up) = (&down[..down.len() - n_down], &up[n_up..]);
        Some(Tied {
            down: n_down as u64,
            up: n_up as u64,
        })
    })
}

/// [`Tied`] of keys in order that are each a size twice and one more for a change down.
pub(super) fn tied_keys(sorted: &[u64]) -> impl Iterator<Item = Tied> {
    sorted.chunk_by(|a, b| a >> 1 == b >> 1).map(|tied| {
        let down = tied.iter().map(|key| key & 1).sum();
        Tied {
            down,
            up: tied.len() as u64 - down,
        }
    })
}
