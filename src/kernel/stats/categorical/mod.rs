//! Change between categories: yes or no, bands, stages.

mod bowker;
mod mcnemar;
mod net_improvement;
mod newcombe;
mod square_table;
mod stuart_maxwell;
mod transitions;
mod wilson;

pub use mcnemar::{McNemar, mcnemar};
pub use net_improvement::NetImprovement;
pub use newcombe::{PairedShares, paired_shares};
pub use square_table::{CategoricalTest, SquareTable};
pub use transitions::{Transition, Transitions};
pub use wilson::wilson;
