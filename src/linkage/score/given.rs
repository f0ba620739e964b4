//! Pairs that were scored elsewhere.

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::block::Sides;
use crate::linkage::resolve::Constraints;
use crate::linkage::{LinkageSpec, ScoredPair, ScoredPairs};
use crate::standardise::Records;

impl ScoredPairs {
    /// Pairs that another program or a rule of the caller's own scored, to be resolved and evaluated here.
    ///
    /// Of the specification only the link type, pairings, datasets without duplicates and pairs that must never be linked
    /// matter. Pairs may come in any order and either way round.
    ///
    /// # Errors
    ///
    /// When a pair is given twice, is of records that there are not or that the link type and pairings don't allow, or has
    /// a weight that is not a number; and when a dataset or record that the specification names is not there.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{FoundBy, LinkageSpec, MatchProbability, ScoredPair, ScoredPairs};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::{RecordId, Standardiser};
    ///
    /// let file = b"id,surname\n1,Khan\n2,Kahn\n3,Jones\n".to_vec();
    /// let read = ingest::read(&[Source::bytes("people", file, Schema::register())])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let pair = ScoredPair {
    ///     left: RecordId(1),
    ///     right: RecordId(0),
    ///     weight: 9.5,
    ///     found_by: FoundBy::Blocking(0),
    /// };
    /// let scored = ScoredPairs::given(&LinkageSpec::new(), &records, vec![pair])?;
    /// assert_eq!(scored.resolve(MatchProbability::new(0.95)?)?.person_count(), 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn given(
        spec: &LinkageSpec,
        records: &Records,
        mut pairs: Vec<ScoredPair>,
    ) -> Result<Self> {
        spec.check_datasets(records)?;
        let constraints = Constraints::new(spec, records)?;
        for pair in &mut pairs {
            (pair.left, pair.right) = (pair.left.min(pair.right), pair.left.max(pair.right));
        }
        pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
        let sides = Sides::new(spec, records);
        let allowed = |left: u32, right: u32| {
            let (left, right) = (sides.source(left), sides.source(right));
            sides.allows_all() || sides.partners(left)[right as usize]
        };
        for (at, pair) in pairs.iter().enumerate() {
            let ends = (pair.left, pair.right);
            let reason = if ends.1.index() >= records.len() || ends.0 == ends.1 {
                "is not of two records that there are"
            } else if at > 0 && (pairs[at - 1].left, pairs[at - 1].right) == ends {
                "is given twice"
            } else if pair.weight.is_nan() {
                "has a weight that is not a number"
            } else if !allowed(ends.0.0, ends.1.0) {
                "is of two datasets that are not linked with one another"
            } else {
                continue;
            };
            let (left, right) = (pair.left.0, pair.right.0);
            return Err(LinkageError::GivenPair {
                left,
                right,
                reason,
            }
            .into());
        }
        let weights = pairs.iter().map(|pair| pair.weight);
        let (count, floor) = (pairs.len() as u64, weights.fold(f64::INFINITY, f64::min));
        Ok(Self::new(spec, records, constraints, pairs, count, floor))
    }
}
