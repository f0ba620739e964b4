//! Which records are the same person: block, compare, estimate, score, resolve.

mod block;
mod compare;
mod comparison;
mod defaults;
mod estimate;
mod evaluate;
mod key;
mod model;
mod person_index;
mod resolve;
mod score;
mod spec;

pub use comparison::{Comparison, Condition, Level};
pub use estimate::{Convergence, ModelFinding, Session};
pub use evaluate::{Accuracy, BestF1, Truth};
pub use key::{KeyPart, Transform};
pub use model::{LinkageModel, MatchProbability};
pub use person_index::{PersonId, PersonIndex};
pub use score::{ScoredPair, ScoredPairs};
pub use spec::{BlockingRule, LinkType, LinkageSpec};
