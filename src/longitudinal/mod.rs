//! Following each person from baseline to follow-up.
//!
//! A [`Study`] says what starts an episode, when baseline and follow-ups are taken, what is measured and which
//! groups are compared. [`Study::follow`] applies it to datasets and their
//! [`PersonIndex`](crate::linkage::PersonIndex) and returns [`Followed`]: the [`Episodes`], the scores over time
//! ([`Waves`]), baseline and follow-up side by side ([`PairedOutcomes`]), who was followed up and who was lost
//! ([`Attrition`]), and what became of every score record ([`ScoreFlow`]).
//!
//! Only payload is read here. Sex and year of birth, which are identifiers, come by one narrow door,
//! [`PersonAttributes`].

mod account;
mod attributes;
mod attrition;
mod episodes;
mod follow;
mod grouping;
mod known;
pub(crate) mod linked;
mod measure;
mod paired;
mod pairing;
mod returns;
mod scale;
mod scores;
mod start;
mod study;
mod study_check;
mod study_file;
mod waves;
mod window;

pub use attributes::{PersonAttribute, PersonAttributes};
pub use attrition::{Attrition, AttritionRow};
pub use episodes::{Episode, Episodes};
pub use follow::{Followed, ScoreFlow};
pub use measure::{Direction, Measure, Response};
pub use paired::PairedOutcomes;
pub use returns::Returns;
pub(crate) use scale::stage_of;
pub use scale::{Conversion, Norms, Spread, Stage};
pub use start::{Repeats, Start, StartEvent};
pub use study::{Study, StudyBuilder};
pub use waves::{Observed, Waves};
pub use window::{Choose, Wave, Window};
