//! Models of an outcome on several terms: linear, logistic, and the comparison of groups adjusted for baseline.

mod ancova;
mod cluster_robust;
mod coefficient;
mod logistic;
mod ols;
mod robust;

pub use ancova::{AdjustedGroup, Ancova, ancova};
pub use coefficient::{Coefficient, FTest, Unfit};

pub(super) use coefficient::check_finite;
pub use logistic::{LogisticFit, logistic};
pub use ols::{LinearSummary, Ols, ols};
pub use robust::HcKind;
