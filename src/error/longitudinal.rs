use crate::schema::DatasetKind;

/// Why a study could not be read or does not fit the data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StudyError {
    #[error("{}{reason}", place(file, *line, key))]
    Toml {
        file: Option<String>,
        line: Option<usize>,
        key: Option<String>,
        reason: String,
    },
    #[error("{}the study cannot be used: {}", place(file, None, &None), list(problems, "; "))]
    Invalid {
        file: Option<String>,
        problems: Vec<StudyProblem>,
    },
    #[error(
        "the person index numbers the records of {}, but the datasets given are {}; pass the datasets that were linked, in the same order",
        list(linked, ", "),
        list(given, ", ")
    )]
    OtherDatasets {
        linked: Vec<String>,
        given: Vec<String>,
    },
    #[error(
        "the study's {user} needs a dataset of {kind}; given: {}",
        list(given, ", ")
    )]
    NoDataset {
        user: String,
        kind: DatasetKind,
        given: Vec<String>,
    },
    #[error(
        "no {kind} record has what the study names: {}; present: {}",
        list(wanted, ", "),
        list(present, ", ")
    )]
    Absent {
        kind: DatasetKind,
        wanted: Vec<String>,
        present: Vec<String>,
    },
    #[error(
        "no column `{group}` to group by in the {kind} records that start episodes; present: {}",
        list(present, ", ")
    )]
    NoGroup {
        group: String,
        kind: DatasetKind,
        present: Vec<String>,
    },
    #[error(
        "the study groups by `{group}`, an attribute of the person: follow with PersonAttributes (Study::follow_with)"
    )]
    NoAttributes { group: String },
    #[error(
        "the attributes are of {attributes} people, the person index has {people}; make them from the same linkage"
    )]
    OtherPeople { attributes: usize, people: usize },
    #[error(
        "the study was followed over {followed} people, the person index has {people}; use the index that was followed"
    )]
    OtherFollowed { followed: usize, people: usize },
    #[error(
        "there are {numbers} person numbers for {records} records; give one a record, missing ones included"
    )]
    KnownLength { numbers: usize, records: usize },
    #[error("dataset {dataset} has no column `{column}` of the type that its schema declares")]
    NoColumn { dataset: String, column: String },
}

/// One thing that makes a study unusable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StudyProblem {
    #[error("it has no name; give it one")]
    Unnamed,
    #[error("it says no start; say which event starts an episode")]
    NoStart,
    #[error("it says no baseline window; give its first and last day")]
    NoBaseline,
    #[error("it has no follow-up wave; give at least one")]
    NoWaves,
    #[error("it has no measure; give at least one")]
    NoMeasures,
    #[error("a {what} has no name; give it one")]
    NamelessPart { what: &'static str },
    #[error("two {what}s are called `{name}`; rename one")]
    Duplicate { what: &'static str, name: String },
    #[error("a wave is called `{name}`, a name that the tables use themselves; rename it")]
    ReservedWave { name: String },
    #[error("it groups by `{name}`, a name that the tables use themselves; leave it out")]
    ReservedGroup { name: String },
    #[error(
        "the window of {window} ends on day {to}, before it starts on day {from}; swap `from` and `to`"
    )]
    Backwards { window: String, from: i32, to: i32 },
    #[error("the target day {target} of {window} lies outside its window, {from} to {to}")]
    TargetOutside {
        window: String,
        target: i32,
        from: i32,
        to: i32,
    },
    #[error(
        "{wave} ends on day {to}, before the baseline starts on day {baseline_from}; a follow-up comes after the baseline"
    )]
    FollowUpBeforeBaseline {
        wave: String,
        to: i32,
        baseline_from: i32,
    },
    #[error("{first} and {second} overlap; a score may count in one window only")]
    Overlap { first: String, second: String },
    #[error("the start is {event} but names {what}; leave it out")]
    StartMismatch {
        event: &'static str,
        what: &'static str,
    },
    #[error("repeated starts are taken after 0 days; say at least 1, or `first`")]
    ZeroRepeat,
    #[error("measure `{measure}` reads {kind}; scores are in assessments or outcomes")]
    NotScored { measure: String, kind: DatasetKind },
    #[error("measure `{measure}` names no instrument")]
    NoInstrument { measure: String },
    #[error(
        "the range of measure `{measure}` is {low} to {high}; the lowest score must be below the highest"
    )]
    Range {
        measure: String,
        low: f64,
        high: f64,
    },
    #[error("the reliability of measure `{measure}` is {value}; it lies between 0 and 1")]
    Reliability { measure: String, value: f64 },
    #[error("the minimal important change of measure `{measure}` is {value}; it must be above 0")]
    MinimalChange { measure: String, value: f64 },
    #[error(
        "measure `{measure}` would add up the questions of ONS4, which have no sum; name one question as its domain"
    )]
    NoTotal { measure: String },
    #[error(
        "the stages of measure `{measure}` must be at least two, each with a name, from lowest to highest score"
    )]
    Stages { measure: String },
    #[error("the cut-off of measure `{measure}` is {value}; give a score")]
    CutOff { measure: String, value: f64 },
    #[error("the norms of measure `{measure}` need their source, and standard deviations above 0")]
    Norms { measure: String },
    #[error("of its analysis: {problem}")]
    Analysis { problem: String },
    #[error("the age bands must be lowest ages in rising order, such as 0, 5, 11, 16, 18")]
    AgeBands,
}

impl StudyError {
    /// The same error, said to be of a file.
    pub(crate) fn in_file(mut self, path: &std::path::Path) -> Self {
        if let Self::Toml { file, .. } | Self::Invalid { file, .. } = &mut self {
            *file = Some(path.display().to_string());
        }
        self
    }
}

fn place(file: &Option<String>, line: Option<usize>, key: &Option<String>) -> String {
    let file = file.clone();
    let line = line.map(|line| format!("line {line}"));
    let key = key.as_ref().map(|key| format!("`{key}`"));
    let parts: Vec<String> = [file, line, key].into_iter().flatten().collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!("{}: ", parts.join(", "))
    }
}

fn list<T: std::fmt::Display>(items: &[T], between: &str) -> String {
    if items.is_empty() {
        return "none".into();
    }
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    items.join(between)
}
