//! What may be shown: policies, and the released tables that only a policy makes.
//!
//! [`Policy::release`] is the only way from a table to a [`Released`] one, and readers get released tables only.
//! What is hidden, and why, is in the guide: [`guide::disclosure`](crate::guide::disclosure).

mod attrition;
mod audit;
mod cells;
mod comparison;
mod count;
mod estimates;
mod flow;
mod policy;
mod release;
mod results;
mod sheet;
mod starts;
mod themes;
mod witness;

pub use attrition::{ProtectedAttrition, ProtectedAttritionRow};
pub use audit::{Audit, AuditTotals, Reason, Withheld};
pub use comparison::{ProtectedComparison, ProtectedComparisonRow};
pub use count::{Count, Symbol};
pub use estimates::{Estimates, ProtectedChange, SignedRankP};
pub use policy::{Policy, PolicyBuilder};
pub use release::{Releasable, Released};
pub use results::{ProtectedResultRow, ProtectedResults, ResultsBeside};
pub use themes::{ProtectedThemeRow, ProtectedThemes};

pub(crate) use release::Protect;
