//! Time from each episode's start to the person's next referral.

use crate::error::Result;
use crate::longitudinal::episodes::Episodes;
use crate::longitudinal::linked::Linked;
use crate::schema::DatasetKind;

/// How long each person stayed away: days from an episode's start to the person's next referral, or to the end of the data.
///
/// Any later referral counts, to whatever service and whatever came of it; one on the day of the start is the same
/// referral. Episodes that start after the end of the data are not observed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Returns {
    pub(crate) episodes: Vec<u32>,
    pub(crate) days: Vec<f64>,
    pub(crate) returned: Vec<bool>,
}

impl Returns {
    /// Watches every episode until `last_day`, or the last referral where that is not known.
    pub(super) fn observe(
        linked: &Linked<'_>,
        episodes: &Episodes,
        last_day: Option<i32>,
    ) -> Result<Self> {
        let mut referrals: Vec<(u32, i32)> = Vec::new();
        for part in linked.parts(DatasetKind::Referrals) {
            let days = part.days("referral_date")?.iter();
            let persons = part.persons.iter().map(|person| person.0);
            let dated = persons
                .zip(days)
                .filter_map(|(person, day)| Some((person, day?)));
            referrals.extend(dated);
        }
        referrals.sort_unstable();
        let last_referral = referrals.iter().map(|&(_, day)| day).max();
        let Some(end) = last_day.or(last_referral).filter(|_| !referrals.is_empty()) else {
            return Ok(Self::default());
        };
        let mut found = Self::default();
        for (number, episode) in episodes.iter().enumerate() {
            if episode.start_day > end {
                continue;
            }
            let after = (episode.person.0, episode.start_day.saturating_add(1));
            let next = referrals.get(referrals.partition_point(|&referral| referral < after));
            let next = next.filter(|&&(person, day)| person == after.0 && day <= end);
            let until = next.map_or(end, |&(_, day)| day);
            found.episodes.push(number as u32);
            found.days.push(f64::from(until - episode.start_day));
            found.returned.push(next.is_some());
        }
        Ok(found)
    }

    /// The episodes that were observed, by number.
    pub fn episodes(&self) -> &[u32] {
        &self.episodes
    }

    /// Days to the next referral, or that the episode was observed for, one an observed episode.
    pub fn days(&self) -> &[f64] {
        &self.days
    }

    /// Whether the person was referred again, one an observed episode.
    pub fn returned(&self) -> &[bool] {
        &self.returned
    }
}
