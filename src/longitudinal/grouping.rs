//! Which group each episode belongs to.

use chrono::Datelike;
use polars::prelude::{
    Column, DataType, IdxCa, IntoColumn, NamedFrom, NewChunkedArray, Series, StringChunked,
};
use rustc_hash::FxHashMap;

use crate::error::{Result, StudyError};
use crate::longitudinal::episodes::Episode;
use crate::longitudinal::linked::Part;
use crate::longitudinal::{PersonAttributes, Study};

/// The group of an episode whose start record, or person, has no value.
pub(crate) const NOT_KNOWN: &str = "not known";

/// Episodes by group: labels in alphabetical order, one code into them per episode.
#[derive(Debug, Clone)]
pub(crate) struct Grouping {
    pub(crate) name: String,
    pub(crate) labels: Vec<String>,
    pub(crate) codes: Vec<u32>,
}

impl Grouping {
    /// Groups by one label an episode.
    fn from_labels<'a>(name: &str, labels: impl Iterator<Item = &'a str>) -> Self {
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        let codes: Vec<u32> = labels
            .map(|label| {
                let next = seen.len() as u32;
                *seen.entry(label).or_insert(next)
            })
            .collect();
        let mut sorted: Vec<(&str, u32)> = seen.into_iter().collect();
        sorted.sort_unstable();
        let mut place = vec![0; sorted.len()];
        for (rank, &(_, code)) in sorted.iter().enumerate() {
            place[code as usize] = rank as u32;
        }
        Self {
            name: name.into(),
            labels: sorted.iter().map(|&(label, _)| label.into()).collect(),
            codes: codes.iter().map(|&code| place[code as usize]).collect(),
        }
    }

    /// The labels as a column, all episodes repeated so many times.
    pub(crate) fn column(&self, times: usize) -> Column {
        repeated(&self.name, &self.labels, &self.codes, times)
    }
}

/// A text column made by looking codes up, the whole run of codes repeated so many times.
pub(crate) fn repeated(name: &str, labels: &[String], codes: &[u32], times: usize) -> Column {
    let indices = std::iter::repeat_n(codes, times).flatten();
    let indices = IdxCa::from_iter_values("".into(), indices.copied());
    let labels = Series::new(name.into(), labels);
    let taken = labels.take(&indices);
    taken.expect("codes point into the labels").into_column()
}

/// One grouping per group that the study names.
pub(super) fn find(
    study: &Study,
    parts: &[Part<'_>],
    episodes: &[Episode],
    attributes: Option<&PersonAttributes>,
) -> Result<Vec<Grouping>> {
    let groups = study.groups().iter();
    groups
        .map(|group| match group.as_str() {
            Study::SEX => Ok(by_sex(episodes, needed(attributes, group)?)),
            Study::AGE_BAND => Ok(by_age(study, episodes, needed(attributes, group)?)),
            _ => by_field(group, study, parts, episodes),
        })
        .collect()
}

fn needed<'a>(
    attributes: Option<&'a PersonAttributes>,
    group: &str,
) -> Result<&'a PersonAttributes> {
    let refused = || StudyError::NoAttributes {
        group: group.into(),
    };
    Ok(attributes.ok_or_else(refused)?)
}

fn by_sex(episodes: &[Episode], attributes: &PersonAttributes) -> Grouping {
    let labels = episodes
        .iter()
        .map(|episode| match attributes.sex(episode.person) {
            Some("F") => "female",
            Some("M") => "male",
            Some(other) => other,
            None => NOT_KNOWN,
        });
    Grouping::from_labels(Study::SEX, labels)
}

fn by_age(study: &Study, episodes: &[Episode], attributes: &PersonAttributes) -> Grouping {
    let bands = Bands::new(study.age_bands());
    let labels = episodes.iter().map(|episode| {
        let born = attributes.birth_year(episode.person);
        let started = episode.start().map(|date| date.year());
        match (born, started) {
            (Some(born), Some(started)) => bands.label(started - born),
            _ => NOT_KNOWN,
        }
    });
    Grouping::from_labels(Study::AGE_BAND, labels)
}

/// Age bands and their names, two digits an age so that they sort.
struct Bands {
    lowest: Vec<u32>,
    names: Vec<String>,
}

impl Bands {
    fn new(lowest: &[u32]) -> Self {
        let below = (lowest[0] > 0).then(|| format!("under {:02}", lowest[0]));
        let closed = lowest.windows(2).map(|pair| match pair[1] - pair[0] {
            1 => format!("{:02}", pair[0]),
            _ => format!("{:02}-{:02}", pair[0], pair[1] - 1),
        });
        let open = lowest.last().map(|last| format!("{last:02}+"));
        let mut starts = lowest.to_vec();
        if below.is_some() {
            starts.insert(0, 0);
        }
        Self {
            names: below.into_iter().chain(closed).chain(open).collect(),
            lowest: starts,
        }
    }

    /// The band of an age in whole years; a child referred in the year before birth counts as 0.
    fn label(&self, age: i32) -> &str {
        let age = if age == -1 { 0 } else { age };
        match u32::try_from(age) {
            Ok(age) => &self.names[self.lowest.partition_point(|&low| low <= age) - 1],
            Err(_) => NOT_KNOWN,
        }
    }
}

/// Groups by a text or yes/no field of the start records.
fn by_field(
    group: &str,
    study: &Study,
    parts: &[Part<'_>],
    episodes: &[Episode],
) -> Result<Grouping> {
    let fields: Vec<Option<StringChunked>> = parts.iter().map(|part| field(part, group)).collect();
    if fields.iter().all(Option::is_none) {
        return Err(StudyError::NoGroup {
            group: group.into(),
            kind: study.start().event.dataset(),
            present: groupable(parts),
        }
        .into());
    }
    let labels = episodes.iter().map(|episode| {
        let place = parts.partition_point(|part| part.first <= episode.record.0) - 1;
        let row = (episode.record.0 - parts[place].first) as usize;
        let value = fields[place].as_ref().and_then(|field| field.get(row));
        match value.map(str::trim) {
            None | Some("") => NOT_KNOWN,
            Some(value) => value,
        }
    });
    Ok(Grouping::from_labels(group, labels))
}

/// A groupable column as text in one chunk.
fn field(part: &Part<'_>, name: &str) -> Option<StringChunked> {
    let column = part.dataset.payload().column(name).ok()?;
    match column.dtype() {
        DataType::String => Some(column.str().ok()?.rechunk().into_owned()),
        DataType::Boolean => {
            let flags = column.bool().ok()?.iter();
            let words = flags.map(|flag| flag.map(|yes| if yes { "yes" } else { "no" }));
            Some(StringChunked::from_iter_options(name.into(), words))
        }
        _ => None,
    }
}

fn groupable(parts: &[Part<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in parts
        .iter()
        .flat_map(|part| part.dataset.payload().columns())
    {
        let text = matches!(column.dtype(), DataType::String | DataType::Boolean);
        let name = column.name().to_string();
        if text && !names.contains(&name) {
            names.push(name);
        }
    }
    names.extend([Study::SEX.into(), Study::AGE_BAND.into()]);
    names
}
