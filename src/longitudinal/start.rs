//! What starts an episode.

use serde::{Deserialize, Serialize};

use crate::schema::DatasetKind;

/// Which records start an episode, and which of a person's several starts count.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::{Repeats, Start, StartEvent};
///
/// let start = Start::new(StartEvent::Referral, Repeats::AfterDays(365)).of_service("early_help");
/// assert_eq!(start.service.as_deref(), Some("early_help"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The kind of record that starts an episode.
    pub event: StartEvent,
    /// Which of a person's several starts count.
    pub repeats: Repeats,
    /// Only referrals to, or starts of, this service; `None` takes every service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Only scores of this instrument, where a score starts the episode; `None` takes every instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
}

impl Start {
    /// A start by an event, of every service and instrument.
    pub fn new(event: StartEvent, repeats: Repeats) -> Self {
        Self {
            event,
            repeats,
            service: None,
            instrument: None,
        }
    }

    /// Takes only referrals to, or starts of, one service.
    pub fn of_service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Takes only scores of one instrument.
    pub fn of_instrument(mut self, instrument: impl Into<String>) -> Self {
        self.instrument = Some(instrument.into());
        self
    }
}

/// The kind of record that starts an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StartEvent {
    /// A referral, whatever came of it, on its referral date.
    Referral,
    /// A referral that a service took up: it names a service, is not flagged as no further action, and its outcome
    /// is not [no further action](Self::NO_FURTHER_ACTION). Dated by the referral, the only date that the schema
    /// has.
    ServiceStart,
    /// An assessment, on its assessment date.
    Assessment,
    /// A personal-outcome score, on its outcome date.
    Outcome,
}

impl StartEvent {
    /// The referral outcomes that mean that no service started.
    pub const NO_FURTHER_ACTION: [&'static str; 2] = ["nfa", "no_further_action"];

    /// The kind of dataset whose records start episodes.
    pub fn dataset(self) -> DatasetKind {
        match self {
            Self::Referral | Self::ServiceStart => DatasetKind::Referrals,
            Self::Assessment => DatasetKind::Assessments,
            Self::Outcome => DatasetKind::Outcomes,
        }
    }

    pub(crate) fn date_column(self) -> &'static str {
        match self {
            Self::Referral | Self::ServiceStart => "referral_date",
            Self::Assessment => "assessment_date",
            Self::Outcome => "outcome_date",
        }
    }

    pub(crate) fn has_service(self) -> bool {
        matches!(self, Self::Referral | Self::ServiceStart)
    }
}

/// Which of a person's several starts begin an episode of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// The person's first start only: one episode a person.
    First,
    /// The first, then every start at least this many days after the one that began the previous episode.
    AfterDays(u32),
}
