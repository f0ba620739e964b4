//! Pairs that clerks looked at.

use rustc_hash::FxHashMap;

use super::Truth;
use crate::Result;
use crate::error::LinkageError;
use crate::linkage::RecordName;
use crate::linkage::resolve::find;
use crate::standardise::Records;

/// Two records, and whether they are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledPair {
    /// A record.
    pub left: RecordName,
    /// The other record.
    pub right: RecordName,
    /// Whether they are one person.
    pub is_match: bool,
}

impl Truth {
    /// What clerks say of some pairs; of all other pairs nothing is known, and they count neither way.
    ///
    /// A pair labelled a match that blocking did not compare counts as missed. Precision is of the labelled pairs that are
    /// linked, so it is that of all links only if pairs were chosen for labelling without regard to how likely they are.
    ///
    /// # Errors
    ///
    /// When a record is not there or its id is not unique in its dataset (the message names both), when a pair is of one
    /// record, or when one pair has two labels that differ.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::ingest::{self, Source};
    /// use throughline::linkage::{LabelledPair, RecordName, Truth};
    /// use throughline::schema::Schema;
    /// use throughline::standardise::Standardiser;
    ///
    /// let file = b"id,surname\n1,Khan\n2,Kahn\n3,Jones\n".to_vec();
    /// let read = ingest::read(&[Source::bytes("people", file, Schema::register())])?;
    /// let records = Standardiser::default().records(&read.datasets)?;
    /// let label = |left: &str, right: &str, is_match| -> Result<LabelledPair, String> {
    ///     let record = |id: &str| RecordName::try_from(format!("people/{id}"));
    ///     Ok(LabelledPair { left: record(left)?, right: record(right)?, is_match })
    /// };
    /// let truth = Truth::from_pairs(&records, &[label("1", "2", true)?, label("3", "1", false)?])?;
    /// assert_eq!(truth.pairs(), 1);
    /// let unknown = Truth::from_pairs(&records, &[label("1", "4", true)?]).unwrap_err();
    /// assert!(unknown.to_string().contains("the record `4` of the dataset `people`"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_pairs(records: &Records, pairs: &[LabelledPair]) -> Result<Self> {
        let names = pairs.iter().flat_map(|pair| [&pair.left, &pair.right]);
        let found = find(records, names)?;
        let mut labelled = FxHashMap::default();
        for LabelledPair {
            left,
            right,
            is_match,
        } in pairs
        {
            let (a, b) = (found[left], found[right]);
            let before = labelled.insert((a.min(b), a.max(b)), *is_match);
            let reason = match before {
                _ if a == b => "are one record",
                Some(before) if before != *is_match => "are labelled both a match and none",
                _ => continue,
            };
            let (left, right) = (left.to_string(), right.to_string());
            return Err(LinkageError::LabelledPair {
                left,
                right,
                reason,
            }
            .into());
        }
        Ok(Self::of_pairs(records, labelled))
    }
}
