//! Two comparisons that depend on each other given the match status: a joint table in place of a product.
//!
//! Independence given the status is the model's strongest assumption (Fellegi & Sunter 1969, section 3.3); two-way
//! terms are the smallest relaxation of it (Thibaudeau 1993, Survey Methodology 19:31; Winkler 1993, Proc. ASA
//! Survey Research Methods, 274). Of the log-linear models this is the saturated one of two comparisons, so that
//! it keeps a closed form in each EM step.

use serde::{Deserialize, Serialize};

use super::Parameters;

/// Rounds of raking after which to give up; two suffice where the margins hardly moved.
const MAX_ROUNDS: u32 = 1_000;

/// A joint table of two comparisons' levels; where one of the two is missing, the other counts by its own `m` and `u`.
///
/// Rows are levels of `first`, columns of `second`, and a table adds up to one. Its row sums are `m` of `first` and
/// its column sums `m` of `second`: expectation–maximisation keeps that, and [`rake`](Self::rake) restores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// A comparison.
    pub first: usize,
    /// Another.
    pub second: usize,
    /// Joint probabilities given a match.
    pub m: Vec<Vec<f64>>,
    /// Joint probabilities given a non-match; absent when the two are independent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u: Option<Vec<Vec<f64>>>,
}

impl Interaction {
    /// The interaction that says nothing yet: products of the parameters' `m`, and of `u` when `given_non_match`.
    ///
    /// Put it among a start's [`Parameters::interactions`] to have the joint table estimated.
    ///
    /// # Panics
    ///
    /// When a comparison is not one of the parameters'.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::fellegi_sunter::{Interaction, Parameters};
    ///
    /// let mut model = Parameters::new(0.1, vec![vec![0.9, 0.1]; 3], vec![vec![0.2, 0.8]; 3]);
    /// let before = model.match_weight(&[2, 2, 1]);
    /// model.interactions = vec![Interaction::independent(&model, 0, 1, false)];
    /// assert!((model.match_weight(&[2, 2, 1]) - before).abs() < 1e-12);
    /// model.interactions[0].m = vec![vec![0.88, 0.02], vec![0.02, 0.08]]; // the two err together
    /// assert!((model.match_weight(&[2, 2, 1]) - before - 3.0).abs() < 1e-12); // 0.08 for 0.01
    /// ```
    pub fn independent(
        parameters: &Parameters,
        first: usize,
        second: usize,
        given_non_match: bool,
    ) -> Self {
        let product = |p: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let row = |a: &f64| p[second].iter().map(|b| a * b).collect();
            p[first].iter().map(row).collect()
        };
        Self {
            first,
            second,
            m: product(&parameters.m),
            u: given_non_match.then(|| product(&parameters.u)),
        }
    }

    /// Scales rows and columns in turn until the tables' margins are the parameters' `m` and `u`; odds ratios stay
    /// (Deming & Stephan 1940, Ann. Math. Statist. 11:427).
    ///
    /// Use it after `m` or `u` came from elsewhere, such as an average over training sessions.
    ///
    /// # Panics
    ///
    /// When a table does not have a row and a column for each level.
    pub fn rake(&mut self, parameters: &Parameters) {
        let (first, second) = (self.first, self.second);
        rake(&mut self.m, &parameters.m[first], &parameters.m[second]);
        if let Some(u) = &mut self.u {
            rake(u, &parameters.u[first], &parameters.u[second]);
        }
    }

    /// log2 of the joint table's evidence over that of the two levels by themselves.
    ///
    /// # Panics
    ///
    /// When a level is out of range.
    pub fn weight_gain(&self, parameters: &Parameters, first: usize, second: usize) -> f64 {
        let product = |p: &[Vec<f64>]| p[self.first][first] * p[self.second][second];
        let joint_u = self.u.as_ref().map(|u| u[first][second]);
        let joint = self.m[first][second] / joint_u.unwrap_or_else(|| product(&parameters.u));
        joint.log2()
            - parameters.level_weight(self.first, first)
            - parameters.level_weight(self.second, second)
    }

    /// Levels of the two comparisons in a pattern, when neither is missing.
    pub(super) fn levels_of(&self, digits: &[u8]) -> Option<(usize, usize)> {
        let level = |comparison: usize| (digits[comparison] as usize).checked_sub(1);
        Some((level(self.first)?, level(self.second)?))
    }

    /// The table of pairs that are like matches, or like unrelated non-matches, on both comparisons.
    pub(super) fn table(&self, like_match: (bool, bool)) -> Option<&Vec<Vec<f64>>> {
        match like_match {
            (true, true) => Some(&self.m),
            (false, false) => self.u.as_ref(),
            _ => None,
        }
    }
}

fn rake(table: &mut [Vec<f64>], rows: &[f64], columns: &[f64]) {
    assert!(
        table.len() == rows.len() && table.iter().all(|row| row.len() == columns.len()),
        "a joint table has a row and a column for each level"
    );
    for _ in 0..MAX_ROUNDS {
        let mut moved = 0.0f64;
        for (row, &target) in table.iter_mut().zip(rows) {
            let scale = scale_to(target, row.iter().sum());
            row.iter_mut().for_each(|cell| *cell *= scale);
            moved = moved.max((scale - 1.0).abs());
        }
        for (l, &target) in columns.iter().enumerate() {
            let scale = scale_to(target, table.iter().map(|row| row[l]).sum());
            table.iter_mut().for_each(|row| row[l] *= scale);
            moved = moved.max((scale - 1.0).abs());
        }
        if moved < 1e-14 {
            break;
        }
    }
}

fn scale_to(target: f64, sum: f64) -> f64 {
    if sum > 0.0 { target / sum } else { 1.0 }
}
