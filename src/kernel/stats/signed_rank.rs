//! Wilcoxon's signed-rank test.
//!
//! Wilcoxon (1945), Biometrics Bulletin 1:80. Tied differences share their mean rank; what becomes of zeros is a choice.
//! Given the absolute differences, every pattern of signs is equally likely under the null; the number of patterns
//! with each rank sum follows from f(s) ← f(s) + f(s − 2Rᵢ) over doubled mid-ranks, which are integers, so ties cost
//! nothing. The normal approximation has mean ΣR/2 and variance ΣR²/4 over the ranks kept, which is the textbook
//! variance with its tie term: Lehmann (1975), Nonparametrics, eq. 3.14.

use super::ranks::tied;
use super::sorted_changes::SortedChanges;
use super::{SignedRank, SignedRankMethod, ZeroMethod, normal_two_sided_p};

/// Up to this many non-zero differences [`signed_rank`] counts every pattern of signs: a few milliseconds at the
/// limit, growing with the cube, while the approximation is within 2% of p from there on, but for p far below 0.01.
pub const EXACT_LIMIT: usize = 200;

/// With more changes than this the count of patterns does not fit a double.
const EXACT_COUNTED: u64 = 1_000;

/// Tests whether paired differences are symmetric about zero: exact up to [`EXACT_LIMIT`] non-zero differences,
/// the normal approximation with tie and continuity corrections above.
///
/// Use it beside the t test when changes are far from normal or the scale is ordinal. Two-sided p is twice the
/// smaller tail, at most 1.
///
/// At the 5% level it rejects 3.9% of samples of 8 without an effect, and 2.3% where whole-number scores leave ties and
/// zeros: so few patterns allow no more. From 20 changes on it rejects 4% to 6%.
///
/// `None` when every difference is zero or there is none. Differences of decimal scores should come from
/// [`differences`](super::differences()), which keeps their ties.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{SignedRankMethod, signed_rank};
///
/// let test = signed_rank(&[-1.0, 0.0, 2.0, 2.0, 4.0]).unwrap();
/// assert_eq!((test.w, test.n_nonzero, test.n_zero), (9.0, 4, 1));
/// assert_eq!((test.p, test.method), (0.25, SignedRankMethod::Exact));
/// ```
pub fn signed_rank(differences: &[f64]) -> Option<SignedRank> {
    signed_rank_with(differences, SignedRankSettings::default())
}

/// How [`signed_rank_with`] treats zeros and finds p.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedRankSettings {
    /// What becomes of zeros.
    pub zeros: ZeroMethod,
    /// How p is found; `None` for exact up to [`EXACT_LIMIT`] non-zero differences and normal above.
    pub method: Option<SignedRankMethod>,
    /// Whether the normal approximation has the continuity correction of ½.
    pub continuity: bool,
}

impl Default for SignedRankSettings {
    fn default() -> Self {
        Self {
            zeros: ZeroMethod::Drop,
            method: None,
            continuity: true,
        }
    }
}

/// [`signed_rank`] with a choice of what becomes of zeros and how p is found.
///
/// Use it to show that a result does not rest on the treatment of zeros, which are many on short ordinal scales. The
/// exact p is given the absolute differences, so Pratt's and the split treatment have the same. At the 5% level, of 8
/// whole-number changes without an effect, a fifth of them zero, the exact p rejects 2.3% whatever the treatment, the
/// normal approximation 3.0% with zeros dropped and 3.8% otherwise.
///
/// `None` when every difference is zero or there is none, or when an exact p is asked of more than 1,000 non-zero
/// differences: the count of patterns must fit a double.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::{SignedRankSettings, ZeroMethod, signed_rank_with};
///
/// let pratt = SignedRankSettings { zeros: ZeroMethod::Pratt, ..Default::default() };
/// let test = signed_rank_with(&[-1.0, 0.0, 2.0, 2.0, 4.0], pratt).unwrap();
/// assert_eq!((test.w, test.n_zero, test.p), (12.0, 1, 0.25));
/// ```
pub fn signed_rank_with(differences: &[f64], settings: SignedRankSettings) -> Option<SignedRank> {
    SortedChanges::new(differences.to_vec()).signed_rank(settings)
}

/// The exact test whatever the number of differences.
///
/// Time grows with the cube of the number of non-zero differences. `None` when there are none, or more than 1,000:
/// the count of patterns must fit a double.
pub fn signed_rank_exact(differences: &[f64]) -> Option<SignedRank> {
    let settings = SignedRankSettings {
        method: Some(SignedRankMethod::Exact),
        ..SignedRankSettings::default()
    };
    signed_rank_with(differences, settings)
}

/// The normal approximation with the tie correction, with or without the continuity correction of ½.
///
/// `None` when every difference is zero or there is none.
pub fn signed_rank_normal(differences: &[f64], continuity: bool) -> Option<SignedRank> {
    let settings = SignedRankSettings {
        method: Some(SignedRankMethod::Normal),
        continuity,
        ..SignedRankSettings::default()
    };
    signed_rank_with(differences, settings)
}

impl SortedChanges {
    /// See [`signed_rank_with`].
    pub(super) fn signed_rank(&self, settings: SignedRankSettings) -> Option<SignedRank> {
        let (ranks, zeros) = (&self.ranks, settings.zeros);
        let n = ranks.n();
        let method = settings.method.unwrap_or(if n <= EXACT_LIMIT as u64 {
            SignedRankMethod::Exact
        } else {
            SignedRankMethod::Normal
        });
        let p = match method {
            _ if n == 0 => return None,
            SignedRankMethod::Exact if n > EXACT_COUNTED => return None,
            SignedRankMethod::Exact => self.exact_p(zeros),
            SignedRankMethod::Normal => self.normal_p(settings),
        };
        let n_zero = ranks.n_zero as f64;
        let from_zeros = match zeros {
            ZeroMethod::Split => n_zero * (n_zero + 1.0) / 4.0,
            ZeroMethod::Drop | ZeroMethod::Pratt => 0.0,
        };
        Some(SignedRank {
            w: ranks.doubled_positive(zeros) as f64 / 2.0 + from_zeros,
            n_nonzero: n,
            n_zero: ranks.n_zero,
            p: p.min(1.0),
            method,
        })
    }

    fn exact_p(&self, zeros: ZeroMethod) -> f64 {
        let positive = self.ranks.doubled_positive(zeros);
        let smaller = positive.min(self.ranks.doubled_total(zeros) - positive) as usize;
        let mut patterns = vec![0.0_f64; smaller + 1];
        patterns[0] = 1.0;
        let mut with_rank = patterns.clone();
        let mut reached = 0;
        for rank in self.doubled_ranks(zeros) {
            reached = (reached + rank).min(smaller);
            let untouched = rank.min(reached + 1);
            with_rank[..untouched].copy_from_slice(&patterns[..untouched]);
            if rank <= reached {
                let sums = with_rank[rank..=reached].iter_mut();
                for ((sum, without), with) in sums.zip(&patterns[rank..]).zip(&patterns) {
                    *sum = without + with;
                }
            }
            std::mem::swap(&mut patterns, &mut with_rank);
        }
        2.0 * patterns.iter().sum::<f64>() * 0.5_f64.powi(self.ranks.n() as i32)
    }

    /// Twice the rank of each change that is not zero, in ascending order.
    fn doubled_ranks(&self, zeros: ZeroMethod) -> impl Iterator<Item = usize> {
        let mut ranked = self.ranks.ranked_below(zeros);
        tied(&self.sorted).flat_map(move |tied| {
            let n = tied.down + tied.up;
            let doubled = (2 * ranked + n + 1) as usize;
            ranked += n;
            std::iter::repeat_n(doubled, n as usize)
        })
    }

    fn normal_p(&self, settings: SignedRankSettings) -> f64 {
        let (ranks, zeros) = (&self.ranks, settings.zeros);
        let mean = ranks.doubled_total(zeros) as f64 / 4.0;
        let mut squares = ranks.doubled_squares(zeros);
        if zeros == ZeroMethod::Split {
            let shared = (ranks.n_zero + 1) as f64;
            squares += ranks.n_zero as f64 * shared * shared;
        }
        let correction = if settings.continuity { 0.5 } else { 0.0 };
        let off = (ranks.doubled_positive(zeros) as f64 / 2.0 - mean).abs() - correction;
        normal_two_sided_p(off.max(0.0) / (squares / 16.0).sqrt())
    }
}
