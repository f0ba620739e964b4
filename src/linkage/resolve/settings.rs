//! How links are taken and people made of them.

use crate::Result;
use crate::error::LinkageError;
use crate::kernel::fellegi_sunter::match_probability;
use crate::linkage::{MatchProbability, ScoredPair, ScoredPairs};

/// What hangs together by links and is therefore one person.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Chains {
    /// Whatever hangs together by any chain of links: connected components. Right when links are sure; one false link
    /// makes one person of two.
    #[default]
    Allowed,
    /// Only records that are all linked with one another, the ladder's links apart: complete linkage. A pair that
    /// blocking never compared keeps people apart.
    Complete,
    /// Chains, unless they join two records whose own pair was compared and has a match weight below this floor. Pairs
    /// that scoring did not keep count as not compared: score with a floor ([`Scoring`](crate::linkage::Scoring)) well
    /// below this one. A floor above the threshold is the threshold too.
    MinimumEdge(f64),
}

/// What becomes of links that a clerk should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Review {
    /// They stay links and are marked.
    #[default]
    Flag,
    /// They are marked, and people are made without them, as where a false link does more harm than a missed one.
    Withhold,
}

/// How scored pairs become people: threshold, chains, and what is close enough for clerical review.
///
/// What one person may not hold (datasets without duplicates, pairs that must never be linked, cardinalities) is part
/// of the [`LinkageSpec`](crate::linkage::LinkageSpec) and always obeyed.
///
/// # Examples
///
/// ```
/// use throughline::linkage::{Chains, MatchProbability, Resolution, Review};
///
/// let strict = Resolution::new(MatchProbability::new(0.99)?)
///     .chains(Chains::MinimumEdge(0.0))
///     .close_margin(3.0)
///     .review(Review::Withhold);
/// assert!((strict.threshold_weight() - 6.63).abs() < 0.01);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolution {
    pub(super) threshold: f64,
    pub(super) probability: f64,
    pub(super) chains: Chains,
    pub(super) close_margin: f64,
    pub(super) review: Review,
    pub(super) bridges: bool,
    pub(super) ladder_only: bool,
}

impl Resolution {
    /// Takes pairs at or above a match probability as links; chains are allowed, and only ties are for review.
    pub fn new(threshold: MatchProbability) -> Self {
        Self {
            probability: threshold.get(),
            ..Self::at_weight(threshold.weight())
        }
    }

    /// Takes pairs at or above a match weight (log2 odds, finite) as links; otherwise as [`new`](Self::new).
    pub fn at_weight(threshold: f64) -> Self {
        Self {
            threshold,
            probability: match_probability(threshold),
            chains: Chains::Allowed,
            close_margin: 0.0,
            review: Review::Flag,
            bridges: false,
            ladder_only: false,
        }
    }

    /// Takes the pairs of the ladder alone as links, whatever other pairs weigh: people as exact identifiers give them.
    ///
    /// Use it to see how far an answer rests on probable links. Resolving so is refused where the ladder found no pair: name the
    /// rules that settle a link by themselves in the specification's [ladder](crate::linkage::LinkageSpec::ladder).
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::linkage::Resolution;
    ///
    /// assert_eq!(Resolution::ladder_only().threshold_weight(), f64::INFINITY);
    /// ```
    pub fn ladder_only() -> Self {
        Self {
            ladder_only: true,
            ..Self::at_weight(f64::INFINITY)
        }
    }

    /// Sets what hangs together.
    pub fn chains(mut self, chains: Chains) -> Self {
        self.chains = chains;
        self
    }

    /// Sends links whose [margin](crate::linkage::Link::margin) is below so many bits to clerical review. Ties, and links
    /// taken over a stronger pair, go there at any setting; 3 bits, odds of eight to one, is a cautious choice.
    pub fn close_margin(mut self, bits: f64) -> Self {
        self.close_margin = bits;
        self
    }

    /// Sets what becomes of links that are for review.
    pub fn review(mut self, review: Review) -> Self {
        self.review = review;
        self
    }

    /// Lets records of two datasets that are [never](crate::linkage::Cardinality::Never) linked with one another be one
    /// person through a third dataset, as where each is linked with one register only. Without it that is refused.
    pub fn bridges(mut self, allowed: bool) -> Self {
        self.bridges = allowed;
        self
    }

    /// The match weight at or above which pairs are links; infinite where only those of the ladder are.
    pub fn threshold_weight(&self) -> f64 {
        self.threshold
    }

    /// Whether a pair is strong enough for a link.
    pub(super) fn takes(&self, pair: &ScoredPair) -> bool {
        pair.found_by.is_deterministic() || (!self.ladder_only && pair.weight >= self.threshold)
    }

    /// Whether people can be made of these pairs so.
    pub(super) fn check_pairs(&self, scored: &ScoredPairs) -> Result<()> {
        self.check()?;
        let mut pairs = scored.pairs.iter();
        if self.ladder_only && !pairs.any(|pair| pair.found_by.is_deterministic()) {
            return Err(LinkageError::NoLadderPairs.into());
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<()> {
        let reason = match self.chains {
            _ if !self.threshold.is_finite() && !self.ladder_only => {
                format!("the threshold is {}, which is not finite", self.threshold)
            }
            _ if self.close_margin.is_nan() || self.close_margin < 0.0 => format!(
                "the close margin is {}, which must not be below 0",
                self.close_margin
            ),
            Chains::MinimumEdge(floor) if floor.is_nan() => {
                "the floor of chains is not a number".to_owned()
            }
            _ => return Ok(()),
        };
        Err(LinkageError::Resolution { reason }.into())
    }
}
