//! Which records are the same person: block, compare, estimate, score, resolve.

mod block;
mod compare;
mod defaults;
mod estimate;
mod evaluate;
mod model;
mod person_index;
mod resolve;
mod score;
mod spec;
mod splink;

pub use block::{BlockingPlan, RuleCensus};
pub use estimate::{Convergence, ModelErrors, ModelFinding, Session};
pub use evaluate::{Accuracy, BestF1, CurvePoint, LabelledPair, RuleAccuracy, Truth};
pub use model::{LinkageModel, MatchProbability};
pub use person_index::{PersonId, PersonIndex};
pub use resolve::{
    Chains, DatasetLinkErrors, Link, LinkDraws, LinkErrors, LinkSets, Refusal, RefusedLink,
    Resolution, Resolved, Review,
};
pub use score::{FoundBy, ScoredPair, ScoredPairs, Scoring, TermFrequencies};
pub use spec::*;
pub use splink::{SplinkFinding, SplinkModel};
