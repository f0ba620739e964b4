//! What several agencies show together: each agency's change beside the pooled one, from released tables only.

mod pool;
mod pooled_effects;

pub use pool::pool;
pub use pooled_effects::{AgencyEffect, NotPooled, PooledEffect, PooledEffects, PooledResult};
