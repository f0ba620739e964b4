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
#[derive(Debug, Clone, Copy)]
pub(super) struct Tied {
    /// Twice the mean of their ranks, zeros not ranked.
    pub doubled: u64,
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
    /// Of changes in ascending order.
    pub(super) fn new(sorted: &[f64]) -> Self {
        let (down, rest) = sorted.split_at(sorted.partition_point(|&change| change < 0.0));
        let n_up = rest.len() - rest.partition_point(|&change| change <= 0.0);
        let mut sums = Self {
            n_down: down.len() as u64,
            n_up: n_up as u64,
            n_zero: (rest.len() - n_up) as u64,
            ..Self::default()
        };
        for tied in tied(sorted) {
            sums.doubled_up += tied.up * tied.doubled;
            let squares = u128::from(tied.doubled) * u128::from(tied.doubled);
            sums.doubled_squares += u128::from(tied.down + tied.up) * squares;
        }
        sums
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
    let mut ranked = 0;
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
        let n = (n_down + n_up) as u64;
        let doubled = 2 * ranked + n + 1;
        ranked += n;
        Some(Tied {
            doubled,
            down: n_down as u64,
            up: n_up as u64,
        })
    })
}
