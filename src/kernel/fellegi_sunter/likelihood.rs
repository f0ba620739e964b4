//! Parameters, and the evidence that a pattern carries.

use serde::{Deserialize, Serialize};

use super::{Interaction, KinClass};

/// Parameters of the model: `m[c][k]` and `u[c][k]` are probabilities of level `k` of comparison `c`.
///
/// Interactions and kin classes are optional; a model without them has neither in its JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// Probability that two random records of those compared match.
    pub lambda: f64,
    /// Level probabilities given a match, missing not counted.
    pub m: Vec<Vec<f64>>,
    /// Level probabilities given a non-match, missing not counted.
    pub u: Vec<Vec<f64>>,
    /// Pairs of comparisons that depend on each other; a comparison is in one at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Classes of non-matches that agree like matches on some comparisons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kin: Vec<KinClass>,
}

/// The match weight of a pattern in parts that add up to it; log2 odds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightParts {
    /// Prior odds.
    pub prior: f64,
    /// `m / u` of each comparison's level; 0 where missing.
    pub levels: Vec<f64>,
    /// What each interaction adds to its two levels; 0 where one of them is missing.
    pub interactions: Vec<f64>,
    /// What the kin classes take away, almost always negative or 0.
    pub kin: f64,
}

impl WeightParts {
    /// The match weight.
    pub fn total(&self) -> f64 {
        let parts = self.levels.iter().chain(&self.interactions);
        self.prior + parts.sum::<f64>() + self.kin
    }
}

impl Parameters {
    /// Parameters of independent comparisons, without kin classes.
    pub fn new(lambda: f64, m: Vec<Vec<f64>>, u: Vec<Vec<f64>>) -> Self {
        Self {
            lambda,
            m,
            u,
            interactions: Vec::new(),
            kin: Vec::new(),
        }
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
    /// let model = Parameters::new(0.5, vec![vec![0.8, 0.2]], vec![vec![0.1, 0.9]]);
    /// assert!((model.match_weight(&[1]) - 3.0).abs() < 1e-12); // log2(0.8 / 0.1)
    /// assert_eq!(model.match_weight(&[0]), 0.0); // missing: the prior alone
    /// ```
    pub fn match_weight(&self, digits: &[u8]) -> f64 {
        let prior = match_weight_from_probability(self.lambda);
        if self.interactions.is_empty() && self.kin.is_empty() {
            let levels = digits.iter().enumerate().filter(|(_, digit)| **digit > 0);
            let evidence: f64 = levels
                .map(|(c, &digit)| self.level_weight(c, digit as usize - 1))
                .sum();
            return prior + evidence;
        }
        prior + self.log2_probability(digits, |_| true) - self.log2_of_non_match(digits)
    }

    /// log2 of `m / u` of one level.
    pub fn level_weight(&self, comparison: usize, level: usize) -> f64 {
        (self.m[comparison][level] / self.u[comparison][level]).log2()
    }

    /// The match weight in parts, to explain it.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::fellegi_sunter::{KinClass, Parameters};
    ///
    /// let mut model = Parameters::new(0.01, vec![vec![0.9, 0.1]; 2], vec![vec![0.01, 0.99]; 2]);
    /// model.kin = vec![KinClass { comparisons: vec![0], share: 0.001 }];
    /// let parts = model.weight_parts(&[1, 2]);
    /// assert!(parts.kin < 0.0); // a sibling would agree on comparison 0 as well
    /// assert!((parts.total() - model.match_weight(&[1, 2])).abs() < 1e-12);
    /// ```
    pub fn weight_parts(&self, digits: &[u8]) -> WeightParts {
        let level = |(c, &digit): (usize, &u8)| match digit {
            0 => 0.0,
            _ => self.level_weight(c, digit as usize - 1),
        };
        let gain = |interaction: &Interaction| {
            let levels = interaction.levels_of(digits);
            levels.map_or(0.0, |(k, l)| interaction.weight_gain(self, k, l))
        };
        let kin = match self.kin.is_empty() {
            true => 0.0,
            false => self.log2_probability(digits, |_| false) - self.log2_of_non_match(digits),
        };
        WeightParts {
            prior: match_weight_from_probability(self.lambda),
            levels: digits.iter().enumerate().map(level).collect(),
            interactions: self.interactions.iter().map(gain).collect(),
            kin,
        }
    }

    /// log2 of the pattern's probability in a class of pairs that behaves like matches on some comparisons and
    /// like unrelated non-matches on the others.
    fn log2_probability(&self, digits: &[u8], like_match: impl Fn(usize) -> bool) -> f64 {
        let of = |c: usize| match like_match(c) {
            true => &self.m[c],
            false => &self.u[c],
        };
        let table = |interaction: &Interaction| {
            let sides = (
                like_match(interaction.first),
                like_match(interaction.second),
            );
            let (k, l) = interaction.levels_of(digits)?;
            Some(interaction.table(sides)?[k][l])
        };
        let joint = self.interactions.iter().filter_map(table);
        let joined = |c: usize| {
            let of_c = |i: &&Interaction| i.first == c || i.second == c;
            let interaction = self.interactions.iter().find(of_c);
            interaction.is_some_and(|interaction| table(interaction).is_some())
        };
        let alone = (0..digits.len()).filter(|&c| digits[c] > 0 && !joined(c));
        let singles = alone.map(|c| of(c)[digits[c] as usize - 1]);
        joint.chain(singles).map(f64::log2).sum()
    }

    fn log2_of_non_match(&self, digits: &[u8]) -> f64 {
        let unrelated = 1.0 - self.kin.iter().map(|class| class.share).sum::<f64>();
        let mut terms = vec![unrelated.log2() + self.log2_probability(digits, |_| false)];
        terms.extend(self.kin.iter().map(|class| {
            let like_match = |c: usize| class.comparisons.contains(&c);
            class.share.log2() + self.log2_probability(digits, like_match)
        }));
        let highest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if highest == f64::NEG_INFINITY {
            return highest;
        }
        let scaled = terms.iter().map(|term| (term - highest).exp2());
        highest + scaled.sum::<f64>().log2()
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
