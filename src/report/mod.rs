//! What readers get: an HTML page, a terminal table and a machine summary, all from released tables only.

mod builder;
mod chart;
mod context;
mod format;
mod html;
mod summary;
mod terminal;
mod wording;

pub use builder::Report;
pub use context::{DataSource, LinkageSummary, LinkageTruth, ReasonCount, ValidationSummary};
pub use html::html;
pub use summary::Summary;
pub use terminal::terminal;
