//! Wilcoxon's signed-rank test.
//!
//! Wilcoxon (1945), Biometrics Bulletin 1:80. Zero differences are dropped, tied ones share their mean rank.
//! Given the absolute differences, every pattern of signs is equally likely under the null; the number of patterns
//! with each rank sum follows from f(s) ← f(s) + f(s − 2Rᵢ) over doubled mid-ranks, which are integers, so ties cost
//! nothing. Normal approximation with the tie term: Lehmann (1975), Nonparametrics, eq. 3.14.

use super::ranks::SignedRanks;
use super::{SignedRank, SignedRankMethod, normal_two_sided_p};

/// Up to this many non-zero differences [`signed_rank`] counts every pattern of signs: a few milliseconds at the
/// limit, growing with the cube, while the approximation is within 2% of p from there on, but for p far below 0.01.
pub const EXACT_LIMIT: usize = 200;

/// Tests whether paired differences are symmetric about zero: exact up to [`EXACT_LIMIT`] non-zero differences,
/// the normal approximation with tie and continuity corrections above.
///
/// Use it beside the t test when changes are far from normal or the scale is ordinal. Two-sided p is twice the
/// smaller tail, at most 1.
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
    let ranks = SignedRanks::new(differences);
    if ranks.doubled.len() <= EXACT_LIMIT {
        exact(&ranks)
    } else {
        normal(&ranks, true)
    }
}

/// The exact test whatever the number of differences.
///
/// Time grows with the cube of the number of non-zero differences. `None` when there are none, or more than 1,000:
/// the count of patterns must fit a double.
pub fn signed_rank_exact(differences: &[f64]) -> Option<SignedRank> {
    let ranks = SignedRanks::new(differences);
    (ranks.doubled.len() <= 1_000).then(|| exact(&ranks))?
}

/// The normal approximation with the tie correction, with or without the continuity correction of ½.
///
/// `None` when every difference is zero or there is none.
pub fn signed_rank_normal(differences: &[f64], continuity: bool) -> Option<SignedRank> {
    normal(&SignedRanks::new(differences), continuity)
}

fn exact(ranks: &SignedRanks) -> Option<SignedRank> {
    let positive = ranks.doubled_positive;
    let smaller = positive.min(ranks.doubled_total() - positive) as usize;
    let mut patterns = vec![0.0_f64; smaller + 1];
    patterns[0] = 1.0;
    let mut with_rank = patterns.clone();
    let mut reached = 0;
    for &rank in &ranks.doubled {
        let rank = rank as usize;
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
    let tail = patterns.iter().sum::<f64>() * 0.5_f64.powi(ranks.doubled.len() as i32);
    result(ranks, 2.0 * tail, SignedRankMethod::Exact)
}

fn normal(ranks: &SignedRanks, continuity: bool) -> Option<SignedRank> {
    let n = ranks.n() as f64;
    let mean = n * (n + 1.0) / 4.0;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ranks.tie_term / 48.0;
    let correction = if continuity { 0.5 } else { 0.0 };
    let off = (ranks.doubled_positive as f64 / 2.0 - mean).abs() - correction;
    let p = normal_two_sided_p(off.max(0.0) / variance.sqrt());
    result(ranks, p, SignedRankMethod::Normal)
}

fn result(ranks: &SignedRanks, p: f64, method: SignedRankMethod) -> Option<SignedRank> {
    (ranks.n() > 0).then(|| SignedRank {
        w: ranks.doubled_positive as f64 / 2.0,
        n_nonzero: ranks.n(),
        n_zero: ranks.n_zero,
        p: p.min(1.0),
        method,
    })
}
