//! u: how often non-matches agree by chance.

use crate::kernel::fellegi_sunter::Parameters;

use super::session::hold;
use super::train::Training;

/// Weight of the prior for u, in pairs.
const PRIOR_PAIRS: f64 = 50.0;

impl Training<'_> {
    /// u of each level among the random pairs, each weighted by one minus its match probability; a few pairs'
    /// worth of prior are added, and stand alone when the pairs show no variation. Levels of exact agreement are
    /// counted over all pairs instead.
    pub(super) fn u_of(&self, model: Option<&Parameters>) -> Vec<Vec<f64>> {
        let comparisons = &self.spec.comparisons;
        let mut totals: Vec<Vec<f64>> = comparisons
            .iter()
            .map(|comparison| prior_u(comparison.level_count()))
            .collect();
        let mut missing = vec![0.0; comparisons.len()];
        let informative = self.sampled.len() > 1;
        for (digits, count) in self.sampled.iter().filter(|_| informative) {
            let probability = model.map_or(0.0, |model| model.posterior_of(digits));
            let weight = count as f64 * (1.0 - probability);
            for (place, &digit) in digits.iter().enumerate() {
                match digit {
                    0 => missing[place] += count as f64,
                    _ => totals[place][digit as usize - 1] += weight,
                }
            }
        }
        let pairs = self.sampled.pairs().max(1) as f64;
        for (place, levels) in totals.iter_mut().enumerate() {
            let sum: f64 = levels.iter().sum();
            levels.iter_mut().for_each(|level| *level /= sum);
            if let Some(agree) = self.exact[place].filter(|_| informative) {
                let present = (1.0 - missing[place] / pairs).max(1.0 / pairs);
                let matched = model.map_or(0.0, |model| model.lambda * model.m[place][0]);
                set_first(levels, exact_u(agree / present, matched));
            }
            let held: Vec<_> = comparisons[place]
                .levels()
                .iter()
                .map(|level| level.u)
                .collect();
            hold(levels, &[held, vec![None]].concat());
        }
        totals
    }

    /// Standard errors of u where it is sampled: those of shares of the random pairs.
    pub(super) fn u_errors(&self, u: &[Vec<f64>]) -> Vec<Vec<Option<f64>>> {
        let mut present = vec![0u64; u.len()];
        for (digits, count) in self.sampled.iter() {
            for (present, _) in present
                .iter_mut()
                .zip(digits)
                .filter(|(_, digit)| **digit > 0)
            {
                *present += count;
            }
        }
        let error = |place: usize, level: usize| {
            let counted = level == 0 && self.exact[place].is_some();
            let held = self.spec.comparisons[place]
                .levels()
                .get(level)
                .is_some_and(|l| l.u.is_some());
            let share = u[place][level];
            (!counted && !held && present[place] > 0)
                .then(|| (share * (1.0 - share) / present[place] as f64).sqrt())
        };
        let errors = |(place, levels): (usize, &Vec<f64>)| {
            (0..levels.len()).map(|k| error(place, k)).collect()
        };
        u.iter().enumerate().map(errors).collect()
    }
}

/// Chance agreement where `agree` of the pairs agree and `matched` of them as matches: what is left, and never less
/// than a hundredth of what agrees, for matches can only be taken out as well as they are known.
fn exact_u(agree: f64, matched: f64) -> f64 {
    (agree - matched).max(0.01 * agree).max(1e-12)
}

/// Sets the first level, the others sharing the rest in the proportions that they had.
fn set_first(levels: &mut [f64], first: f64) {
    let (old, first) = (levels[0], first.min(0.999));
    for level in &mut levels[1..] {
        *level *= (1.0 - first) / (1.0 - old).max(1e-12);
    }
    levels[0] = first;
}

/// Pairs by level that count before any is seen: agreement is rare among non-matches.
fn prior_u(levels: usize) -> Vec<f64> {
    let top = if levels == 2 { 0.1 } else { 0.01 };
    let between = 0.02;
    let rest = 1.0 - top - between * levels.saturating_sub(2) as f64;
    let share = |level: usize| match level {
        _ if levels == 1 => 1.0,
        0 => top,
        _ if level + 1 == levels => rest.max(0.1),
        _ => between,
    };
    (0..levels)
        .map(|level| PRIOR_PAIRS * share(level))
        .collect()
}
