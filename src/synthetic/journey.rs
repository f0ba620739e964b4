//! One person's way through the services of their locality.

use chrono::{Datelike, Days, NaiveDate};

use super::agency::{LOCALITIES, Locality};
use super::draw::Draw;
use super::person::{AS_AT, FamilyRole, Person, days_ago};
use super::trajectory::{Battery, Course, Service, Subject, WAVES};
use super::voice_note::{Changes, Note};
use crate::schema::DatasetKind;

/// Something that an agency records.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Referral {
        source: &'static str,
        service: Service,
        outcome: &'static str,
        need: &'static str,
        end: Option<NaiveDate>,
    },
    Contact {
        in_touch: &'static str,
        activity: &'static str,
        accommodation: &'static str,
    },
    Score {
        measure: usize,
        score: i64,
        informant: &'static str,
    },
    Voice(Note),
}

/// An event, the agency that records it, and its date.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) agency: usize,
    pub(crate) kind: DatasetKind,
    pub(crate) date: NaiveDate,
    pub(crate) event: Event,
}

/// The first service that took a person up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) date: NaiveDate,
    pub(crate) subject: Subject,
    pub(crate) council: usize,
}

/// A person's first service start, what they were scored on, and everything that was recorded.
#[derive(Debug, Clone)]
pub(crate) struct Journey {
    pub(crate) start: Option<Start>,
    pub(crate) batteries: Vec<Battery>,
    pub(crate) entries: Vec<Entry>,
}

/// First and last days, counted back from the end of the data, on which services start.
const STARTS: (i64, i64) = (1095, 90);

impl Journey {
    pub(crate) fn draw(draw: &mut Draw, person: &Person) -> Self {
        let locality = &LOCALITIES[usize::from(person.locality)];
        let mut journey = Self {
            start: None,
            batteries: Vec::new(),
            entries: Vec::new(),
        };
        if person.role == FamilyRole::CareLeaver {
            journey.keep_in_touch(draw, person, locality);
        }
        let date = start_date(draw, person);
        if person.age_on(date) < 18 {
            journey.refer(draw, person, locality, date);
        }
        if let Some(start) = journey.start {
            journey.follow(draw, person, locality, start);
        }
        journey
    }

    fn record(&mut self, agency: usize, kind: DatasetKind, date: NaiveDate, event: Event) {
        if date <= AS_AT {
            self.entries.push(Entry {
                agency,
                kind,
                date,
                event,
            });
        }
    }

    /// The referral that starts a service (for nine in ten), earlier ones without action, later ones.
    fn refer(&mut self, draw: &mut Draw, person: &Person, locality: &Locality, date: NaiveDate) {
        let service = match draw.chance(0.6) {
            true => Service::EarlyHelp,
            false => Service::SocialCare,
        };
        let accepted = draw.chance(0.9);
        if draw.chance(0.12) {
            let earlier = date - Days::new(40 + draw.below(300) as u64);
            if earlier >= person.date_of_birth {
                self.referral(draw, locality, earlier, Service::SocialCare, false);
            }
        }
        self.referral(draw, locality, date, service, accepted);
        if accepted && draw.chance(0.08) {
            let later = date + Days::new(420 + draw.below(400) as u64);
            self.referral(draw, locality, later, Service::SocialCare, true);
        }
        if accepted {
            self.start = Some(Start {
                date,
                subject: Subject {
                    service,
                    sex: person.sex,
                    effect: locality.effect,
                },
                council: locality.council,
            });
        }
    }

    fn referral(
        &mut self,
        draw: &mut Draw,
        locality: &Locality,
        date: NaiveDate,
        service: Service,
        accepted: bool,
    ) {
        const SOURCES: [&str; 10] = ["2A", "6", "1A", "3B", "3A", "5A", "5D", "8", "4", "9"];
        const NEEDS: [&str; 8] = ["N1", "N5", "N4", "N3", "N2", "N6", "N8", "N0"];
        let outcome = match (accepted, service) {
            (false, _) => "nfa",
            (true, Service::EarlyHelp) => {
                ["early_help_plan", "early_help_assessment"][draw.weighted(&[0.7, 0.3])]
            }
            (true, Service::SocialCare) => "assessment",
        };
        let source =
            SOURCES[draw.weighted(&[0.24, 0.2, 0.12, 0.1, 0.08, 0.06, 0.07, 0.06, 0.03, 0.04])];
        let need = NEEDS[draw.weighted(&[0.48, 0.16, 0.11, 0.07, 0.06, 0.05, 0.03, 0.04])];
        let source = match source {
            "5D" if date.year() < 2023 => "5B",
            other => other,
        };
        let end = date + Days::new(60 + draw.below(420) as u64);
        let end = (accepted && end <= AS_AT).then_some(end);
        let event = Event::Referral {
            source,
            service,
            outcome,
            need,
            end,
        };
        self.record(locality.council, DatasetKind::Referrals, date, event);
    }

    /// One or two contacts with a care leaver, codes as the rules of the return want them together.
    fn keep_in_touch(&mut self, draw: &mut Draw, person: &Person, locality: &Locality) {
        for nth in 0..1 + draw.below(2) as u64 {
            let date = days_ago(nth * 365 + draw.below(300) as u64);
            let age = person.age_on(date);
            if age < 17 {
                continue;
            }
            let in_touch = ["YES", "NO", "REFU", "NREQ", "RHOM"]
                [draw.weighted(&[0.86, 0.06, 0.04, 0.03, 0.01])];
            let (activity, accommodation) = match in_touch {
                "YES" => (activity(draw), accommodation(draw, age)),
                _ => ("0", "0"),
            };
            let event = Event::Contact {
                in_touch,
                activity,
                accommodation,
            };
            self.record(locality.council, DatasetKind::CareLeavers, date, event);
        }
    }

    fn follow(&mut self, draw: &mut Draw, person: &Person, locality: &Locality, start: Start) {
        for battery in Battery::ALL {
            let age = person.age_on(start.date);
            let share = match (battery, age) {
                (Battery::Difficulties, 4..=16) => 0.8,
                (Battery::Development, 0..=3) => 0.9,
                (Battery::Personal, 5..) => 0.55,
                (Battery::Wellbeing, 13..) => 0.7,
                _ => 0.0,
            };
            if draw.chance(share) {
                self.score(draw, person, locality, start, battery);
            }
        }
    }

    fn score(
        &mut self,
        draw: &mut Draw,
        person: &Person,
        locality: &Locality,
        start: Start,
        battery: Battery,
    ) {
        self.batteries.push(battery);
        let partner = usize::from(draw.chance(0.35));
        let agency = match battery {
            Battery::Difficulties => locality.council,
            Battery::Development => locality.development,
            Battery::Personal => locality.personal[partner],
            Battery::Wellbeing => locality.wellbeing,
        };
        let informant = match (battery, person.age_on(start.date)) {
            (Battery::Wellbeing, _) | (_, 11..) => "child",
            _ => "parent",
        };
        let course = Course::draw(draw, battery, start.subject);
        let baseline = day(start.date, draw.between(-10, 28)).max(person.date_of_birth);
        let has_baseline = draw.chance(0.96);
        let mut last = None;
        let mut dates: Vec<Option<NaiveDate>> = vec![has_baseline.then_some(baseline)];
        for (wave, (_, after, _)) in WAVES.iter().enumerate() {
            let date = day(start.date, after + draw.between(-14, 14));
            let seen = wave < course.waves_kept && battery.scored_at(wave) && date <= AS_AT;
            if seen {
                last = Some(wave);
            }
            dates.push(seen.then_some(date));
        }
        for &(measure, scores) in &course.scores {
            let in_order = [&[scores.baseline], &scores.follow_ups[..]].concat();
            for (score, date) in in_order.into_iter().zip(&dates) {
                if let Some(date) = *date {
                    let event = Event::Score {
                        measure,
                        score,
                        informant,
                    };
                    self.record(agency, battery.kind(), date, event);
                }
            }
        }
        if battery == Battery::Personal {
            let change = |nth: usize| {
                let (_, scores): (usize, _) = course.scores[nth];
                Some(scores.follow_ups[last?] - scores.baseline)
            };
            let changes = [change(0), change(1), change(2)];
            self.say(draw, person, locality.voice[partner], start, changes);
        }
    }

    fn say(
        &mut self,
        draw: &mut Draw,
        person: &Person,
        agency: usize,
        start: Start,
        changes: Changes,
    ) {
        for nth in 0..draw.weighted(&[0.1, 0.55, 0.35]) as i64 {
            let date = day(start.date, 100 + 150 * nth + draw.between(-40, 90));
            let note = Note::draw(draw, changes, person.age_on(date));
            self.record(agency, DatasetKind::Voice, date, Event::Voice(note));
        }
    }
}

fn day(start: NaiveDate, after: i64) -> NaiveDate {
    start + chrono::Duration::days(after)
}

/// A day on which a service could start: in the years that the data cover, and not before birth.
fn start_date(draw: &mut Draw, person: &Person) -> NaiveDate {
    let date = days_ago(draw.between(STARTS.1, STARTS.0) as u64);
    match date < person.date_of_birth {
        true => (person.date_of_birth + Days::new(draw.below(60) as u64)).min(AS_AT),
        false => date,
    }
}

fn activity(draw: &mut Draw) -> &'static str {
    const CODES: [&str; 11] = [
        "F1", "F2", "F4", "F5", "P1", "P2", "P4", "P5", "G4", "G5", "G6",
    ];
    CODES[draw.weighted(&[
        0.06, 0.22, 0.06, 0.16, 0.01, 0.04, 0.01, 0.05, 0.13, 0.20, 0.06,
    ])]
}

fn accommodation(draw: &mut Draw, age: u32) -> &'static str {
    const CODES: [&str; 12] = [
        "U1", "D1", "B1", "E1", "K1", "Z1", "T1", "U2", "D2", "S2", "X2", "C1",
    ];
    let adult = f64::from(u8::from(age >= 18));
    CODES[draw.weighted(&[
        0.33,
        0.22,
        0.12,
        0.06,
        0.04,
        0.09 * adult,
        0.03 * adult,
        0.03,
        0.02,
        0.02,
        0.02,
        0.02,
    ])]
}
