//! Themes counted by person and set beside change.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{Result, StudyError};
use crate::ingest::Dataset;
use crate::linkage::{PersonId, PersonIndex};
use crate::longitudinal::linked::{Linked, Part};
use crate::longitudinal::{Followed, Measure, Response};
use crate::schema::DatasetKind;
use crate::voice::{ThemeRow, ThemeTable};

/// Counts the people who spoke of each theme, beside how each measure changed for them by each wave.
///
/// A person counts once for a theme, however often it is coded in what they said and in how many agencies'
/// records, whoever spoke for them. Only voice dated from the start of the person's first episode to the last day
/// of the wave's window counts, and it stands beside that first episode's change, as
/// [`Measure::classify`](crate::longitudinal::Measure::classify) judges it. People for whom no episode started
/// are left out. Themes are told apart by their codes, trimmed. Without a voice dataset the table is empty.
///
/// # Errors
///
/// When the person index numbers other records than those of `datasets`, in order, or is not the one that was
/// followed.
pub fn themes(
    datasets: &[Dataset],
    people: &PersonIndex,
    followed: &Followed,
) -> Result<ThemeTable> {
    let linked = Linked::check(datasets, people)?;
    if followed.episodes.people() != people.person_count() {
        return Err(StudyError::OtherFollowed {
            followed: followed.episodes.people(),
            people: people.person_count(),
        }
        .into());
    }
    let mut mentions = Mentions::default();
    let parts: Vec<_> = linked.parts(DatasetKind::Voice).collect();
    for part in &parts {
        mentions.read(part, followed)?;
    }
    let first_said = mentions.first_said();
    let measures = followed.paired.measures().iter().enumerate();
    let blocks: Vec<_> = measures
        .flat_map(|(place, measure)| {
            (1..followed.waves.windows().len()).map(move |window| (place, measure, window))
        })
        .collect();
    let rows = blocks
        .into_par_iter()
        .flat_map_iter(|(place, measure, window)| {
            let change = |person| response(followed, (place, measure), window, person);
            let last_day = followed.waves.windows()[window].window.to;
            let mut rows = mentions.empty_rows(measure, &followed.waves.windows()[window].name);
            for mention in first_said.iter().filter(|mention| mention.days <= last_day) {
                let row = &mut rows[mention.theme as usize];
                *match change(mention.person) {
                    Some(Response::Improved) => &mut row.improved,
                    Some(Response::Same) => &mut row.same,
                    Some(Response::Worse) => &mut row.worse,
                    None => &mut row.not_paired,
                } += 1;
            }
            rows.retain(|row| row.people() > 0);
            rows.sort_by(|left, right| {
                (right.people().cmp(&left.people())).then_with(|| left.theme.cmp(&right.theme))
            });
            rows
        });
    Ok(ThemeTable {
        rows: rows.collect(),
    })
}

/// How a measure changed by a wave in the person's first episode, `None` without both scores.
fn response(
    followed: &Followed,
    (place, measure): (usize, &Measure),
    window: usize,
    person: PersonId,
) -> Option<Response> {
    let first = followed.episodes.numbers_of(person).next()?;
    let baseline = followed.waves.get(place, 0, first)?;
    let follow_up = followed.waves.get(place, window, first)?;
    Some(measure.classify(follow_up.score - baseline.score))
}

/// A theme spoken of, counted in days from the start of the person's first episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Mention {
    theme: u32,
    person: PersonId,
    days: i32,
}

#[derive(Default)]
struct Mentions<'a> {
    themes: FxHashMap<&'a str, u32>,
    all: Vec<Mention>,
}

impl<'a> Mentions<'a> {
    fn read(&mut self, part: &Part<'a>, followed: &Followed) -> Result<()> {
        let days = part.days("voice_date")?.iter();
        let rows = days.zip(part.text("themes")?.iter()).zip(part.persons);
        for ((day, themes), &person) in rows {
            let first = followed.episodes.of_person(person).first();
            let (Some(day), Some(themes), Some(first)) = (day, themes, first) else {
                continue;
            };
            let days = day.saturating_sub(first.start_day);
            for theme in codes(themes).filter(|_| days >= 0) {
                let next = self.themes.len() as u32;
                let theme = *self.themes.entry(theme).or_insert(next);
                self.all.push(Mention {
                    theme,
                    person,
                    days,
                });
            }
        }
        Ok(())
    }

    /// Each person's earliest mention of each theme.
    fn first_said(&mut self) -> Vec<Mention> {
        let mut all = std::mem::take(&mut self.all);
        all.par_sort_unstable();
        all.dedup_by_key(|mention| (mention.theme, mention.person));
        all
    }

    /// A row of zeros for every theme, in order of its code.
    fn empty_rows(&self, measure: &Measure, wave: &str) -> Vec<ThemeRow> {
        let mut themes: Vec<_> = self.themes.iter().collect();
        themes.sort_unstable_by_key(|&(_, &code)| code);
        let row = |(theme, _): (&&str, &u32)| ThemeRow {
            measure: measure.name.clone(),
            wave: wave.into(),
            theme: (*theme).into(),
            improved: 0,
            same: 0,
            worse: 0,
            not_paired: 0,
        };
        themes.into_iter().map(row).collect()
    }
}

/// The theme codes of one piece of voice.
pub(super) fn codes(themes: &str) -> impl Iterator<Item = &str> {
    let codes = themes.split(';').map(str::trim);
    codes.filter(|code| !code.is_empty())
}
