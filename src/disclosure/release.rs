//! Released tables, which only a policy can make.

use std::fmt::Debug;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::disclosure::{Audit, Policy};
use crate::error::Result;

/// How a table becomes its protected form; private, so that no other way leads to a [`Released`] value.
pub trait Protect<P>: Sized {
    /// Protects the table and tells the audit what was withheld.
    fn protect(self, policy: &Policy, audit: &mut Audit) -> Result<P>;
}

/// A table that a [`Policy`] knows how to protect. Sealed: the crate's tables and no others.
pub trait Releasable: Protect<Self::Protected> {
    /// The table with what may not be shown taken out.
    type Protected: Clone + Debug + PartialEq + serde::Serialize;
}

/// A table that may be shown to others, with the policy that it was protected under.
///
/// Only [`Policy::release`] makes one, and reports take nothing else.
///
/// # Examples
///
/// ```
/// use throughline::disclosure::{Count, Policy};
/// use throughline::voice::{ThemeRow, ThemeTable};
///
/// let table = ThemeTable::from_rows(vec![ThemeRow {
///     measure: "Wellbeing".into(),
///     wave: "6 months".into(),
///     theme: "housing".into(),
///     improved: 31,
///     same: 12,
///     worse: 2,
///     not_paired: 9,
/// }]);
/// let released = Policy::dfe().release(table)?;
/// let row = &released.table().rows()[0];
/// assert!(row.worse.is_suppressed());
/// assert!(row.not_paired.is_suppressed(), "or `worse` would be known by subtraction");
/// assert_eq!(row.improved, Count::Exact(31));
/// assert_eq!(released.audit().totals().suppressed, 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Released<T: Releasable> {
    table: T::Protected,
    policy: Policy,
    audit: Audit,
}

impl<T: Releasable> Released<T> {
    pub(super) fn protect(policy: &Policy, table: T) -> Result<Self> {
        let mut audit = Audit::default();
        Ok(Self {
            table: table.protect(policy, &mut audit)?,
            policy: policy.clone(),
            audit,
        })
    }

    /// The protected table.
    pub fn table(&self) -> &T::Protected {
        &self.table
    }

    /// The policy that it was protected under.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What was withheld and why: for the holder of the data.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }
}

/// The policy, the audit's totals and the table; not the audit's list, which is not for readers.
impl<T: Releasable> Serialize for Released<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut state = serializer.serialize_struct("Released", 3)?;
        state.serialize_field("policy", &self.policy)?;
        state.serialize_field("totals", &self.audit.totals())?;
        state.serialize_field("table", &self.table)?;
        state.end()
    }
}
