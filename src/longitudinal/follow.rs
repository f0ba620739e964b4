//! A study applied to linked records.

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::{Result, StudyError};
use crate::ingest::{Dataset, Finding};
use crate::linkage::PersonIndex;
use crate::longitudinal::account::{early_scores, findings, flow};
use crate::longitudinal::attrition::count_attrition;
use crate::longitudinal::episodes::{self, Episodes};
use crate::longitudinal::grouping;
use crate::longitudinal::linked::Linked;
use crate::longitudinal::pairing::{Due, pair};
use crate::longitudinal::scores::Scores;
use crate::longitudinal::waves::Waves;
use crate::longitudinal::{Attrition, PairedOutcomes, PersonAttributes, Returns, Study};

/// Everyone a study follows, and what became of every score.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Followed {
    /// Each person's starts.
    pub episodes: Episodes,
    /// The score that counts for each episode in each window.
    pub waves: Waves,
    /// Baseline and follow-up side by side.
    pub paired: PairedOutcomes,
    /// Who was followed up and who was lost.
    pub attrition: Attrition,
    /// Time from each episode's start to the person's next referral; empty without referrals.
    pub returns: Returns,
    /// What became of the score records, one entry a measure in study order.
    pub score_flow: Vec<ScoreFlow>,
    /// Scores that could not be used or that a person should look at, in record order.
    pub findings: Vec<Finding>,
    /// The last day that the data cover: the study's, or the last date of any score; `None` without either.
    pub observed_to: Option<NaiveDate>,
}

/// What became of the score records of one measure. `read = incomplete + out_of_range + no_episode +
/// outside_windows + in_window`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreFlow {
    /// Name of the measure.
    pub measure: String,
    /// Records of the measure's instrument and domain.
    pub read: u64,
    /// Without a score or a date.
    pub incomplete: u64,
    /// Outside the measure's range, each with a finding.
    pub out_of_range: u64,
    /// Of people for whom no episode started.
    pub no_episode: u64,
    /// In no window of any of the person's episodes.
    pub outside_windows: u64,
    /// In a window of an episode; where a window has several, its rule chose among them.
    pub in_window: u64,
}

impl Study {
    /// Follows every person from baseline to follow-up.
    ///
    /// Any agency's score of a person counts, whoever started the episode; the groups are those of the record
    /// that started it. A score may count for two episodes of one person whose windows meet. Several datasets of
    /// one kind are taken as one. Instruments, domains and services are matched whole, whatever their case, spaces
    /// and punctuation.
    ///
    /// A follow-up is *not due* when its window ends after the last day that the data cover and no score lies in
    /// it yet. Windows make a follow-up before its baseline impossible; a score dated before the baseline window
    /// of a person who has a baseline and no follow-up though one was due is a
    /// [`Contradiction`](crate::ingest::FindingKind::Contradiction) to look at, and is not paired.
    ///
    /// # Errors
    ///
    /// When the person index numbers other records than those of `datasets`, in order; when no dataset is of the
    /// kind that starts episodes or carries a measure; when no record has a measure's instrument and domain, or
    /// the start's service (the error lists those present); when a group is not a text field of the start
    /// records; when a group is [`sex`](Study::SEX) or [`age_band`](Study::AGE_BAND), which needs
    /// [`Study::follow_with`].
    pub fn follow(&self, datasets: &[Dataset], people: &PersonIndex) -> Result<Followed> {
        self.follow_linked(&Linked::check(datasets, people)?, None)
    }

    /// As [`Study::follow`], with what is known of each person, so that sex and age band can be groups.
    ///
    /// Age is the calendar year of the start less the year of birth, so it may be a year too high before the
    /// birthday.
    ///
    /// # Errors
    ///
    /// As [`Study::follow`]; and when the attributes are of another number of people.
    pub fn follow_with(
        &self,
        datasets: &[Dataset],
        people: &PersonIndex,
        attributes: &PersonAttributes,
    ) -> Result<Followed> {
        if attributes.len() != people.person_count() {
            return Err(StudyError::OtherPeople {
                attributes: attributes.len(),
                people: people.person_count(),
            }
            .into());
        }
        self.follow_linked(&Linked::check(datasets, people)?, Some(attributes))
    }

    fn follow_linked(
        &self,
        linked: &Linked<'_>,
        attributes: Option<&PersonAttributes>,
    ) -> Result<Followed> {
        let people = linked.people();
        let starts = linked.needed(self.start.event.dataset(), "start")?;
        let found = episodes::find(&starts, &self.start)?;
        let groupings = grouping::find(self, &starts, &found, attributes)?;
        let episodes = Episodes::new(found, groupings, people.person_count());
        let scores = Scores::read(linked, self)?;
        let waves = Waves::observe(self, &episodes, &scores, people);
        let stated = self.observed_to.map(|date| date.to_epoch_days());
        let due = Due {
            observed_to: stated.or(scores.last_day),
        };
        let mut flagged = scores.out_of_range.clone();
        flagged.extend(early_scores(self, &episodes, &scores, &waves, due));
        Ok(Followed {
            paired: pair(self, &episodes, &waves, due)?,
            attrition: count_attrition(self, &episodes, &waves, due),
            returns: Returns::observe(linked, &episodes, due.observed_to)?,
            score_flow: flow(self, &episodes, &scores),
            observed_to: due.observed_to.and_then(NaiveDate::from_epoch_days),
            findings: findings(linked, flagged),
            episodes,
            waves,
        })
    }
}
