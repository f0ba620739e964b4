//! Parameters, and the evidence that a pattern carries.

use serde::{Deserialize, Serialize};

/// Parameters of the model: `m[c][k]` and `u[c][k]` are probabilities of level `k` of comparison `c`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Probability that two random records of those compared match.
    pub lambda: f64,
    /// Level probabilities given a match, missing not counted.
    pub m: Vec<Vec<f64>>,
    /// Level probabilities given a non-match, missing not counted.
    pub u: Vec<Vec<f64>>,
}

impl Parameters {
    /// Natural logs of the pattern's probability given a match and given a non-match.
    pub(super) fn log_likelihoods(&self, digits: &[u8], active: &[bool]) -> (f64, f64) {
        let (mut log_m, mut log_u) = (0.0, 0.0);
        for (comparison, &digit) in digits.iter().enumerate() {
            if digit == 0 || !active[comparison] {
                continue;
            }
            let level = digit as usize - 1;
            log_m += self.m[comparison][level].ln();
            log_u += self.u[comparison][level].ln();
        }
        (log_m, log_u)
    }

    /// The probability that a pair with this pattern is a match.
    pub fn posterior_of(&self, digits: &[u8]) -> f64 {
        match_probability(self.match_weight(digits))
    }

    /// The match weight of a pattern: log2 of the posterior odds, prior included.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::fellegi_sunter::Parameters;
    ///
    /// let model = Parameters { lambda: 0.5, m: vec![vec![0.8, 0.2]], u: vec![vec![0.1, 0.9]] };
    /// assert!((model.match_weight(&[1]) - 3.0).abs() < 1e-12); // log2(0.8 / 0.1)
    /// assert_eq!(model.match_weight(&[0]), 0.0); // missing: the prior alone
    /// ```
    pub fn match_weight(&self, digits: &[u8]) -> f64 {
        let prior = (self.lambda / (1.0 - self.lambda)).log2();
        let levels = digits.iter().enumerate().filter(|(_, digit)| **digit > 0);
        let evidence: f64 = levels
            .map(|(c, &digit)| self.level_weight(c, digit as usize - 1))
            .sum();
        prior + evidence
    }

    /// log2 of `m / u` of one level.
    pub fn level_weight(&self, comparison: usize, level: usize) -> f64 {
        (self.m[comparison][level] / self.u[comparison][level]).log2()
    }
}

/// The match probability of a match weight (log2 odds).
pub fn match_probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// The match weight (log2 odds) of a match probability; infinite at 0 and 1.
pub fn match_weight_from_probability(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}
