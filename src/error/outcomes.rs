/// Why a comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutcomesError {
    #[error("paired outcomes have no column `{column}`; their columns are {present}")]
    MissingColumn { column: String, present: String },
    #[error(
        "column `{column}` of paired outcomes holds {found} values; cast it to {expected} first"
    )]
    ColumnType {
        column: String,
        found: String,
        expected: String,
    },
    #[error(
        "column `{column}` of paired outcomes names `{name}`, which was not declared; declared are {declared}"
    )]
    Undeclared {
        column: &'static str,
        name: String,
        declared: String,
    },
    #[error("`{column}` has {found} rows and the baseline has {expected}; give one value a person")]
    Length {
        column: String,
        found: usize,
        expected: usize,
    },
    #[error("`{measure}` has no follow-up to compare with; add at least one wave")]
    NoFollowUp { measure: String },
    #[error(
        "the minimal important change of `{measure}` is below zero or not a number; give a size of change"
    )]
    ImportantChange { measure: String },
    #[error("the analysis cannot be done: {problems}; {groupings}")]
    Analysis { problems: String, groupings: String },
    #[error(
        "episode {episode} stands twice in measure `{measure}` at wave `{wave}`; give each once"
    )]
    RepeatedEpisode {
        episode: u32,
        measure: String,
        wave: String,
    },
    #[error(
        "rows {first} and {second} (from 0) both give a person's score of one measure at one time; give each once"
    )]
    RepeatedScore { first: u64, second: u64 },
    #[error("there is no column `{column}`; columns are {present}")]
    NoColumn { column: String, present: String },
    #[error("column `{column}` holds {found} values, which are not scores; give numbers")]
    NotNumbers { column: String, found: String },
    #[error("no row is of time `{time}`; times present are {present}")]
    NoTime { time: String, present: String },
    #[error("the results could not be written: {reason}")]
    Unwritten { reason: String },
    #[error("there is no link set to combine")]
    NoLinkSets,
    #[error("wave `{wave}` of `{measure}` was given twice; name each follow-up once")]
    RepeatedWave { measure: String, wave: String },
}
