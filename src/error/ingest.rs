use std::path::PathBuf;

/// Why an input could not be used at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IngestError {
    #[error("{}: there is no such file; check the path", .0.display())]
    Missing(PathBuf),
    #[error("{}: this is a directory; name one file in it", .0.display())]
    Directory(PathBuf),
    #[error("{0}: the input is empty; it needs a header line")]
    Empty(String),
    #[error(
        "{0}: the first line looks like data, not like a header; put a line of column names above it"
    )]
    NoHeader(String),
    #[error("{0}: this is a spreadsheet workbook; save the sheet as CSV and read that")]
    Workbook(String),
    #[error(
        "{0}: this is not text, Parquet or Arrow IPC; readable are .csv, .tsv, .txt, .parquet, .arrow, .ipc and .feather (version 2)"
    )]
    NotText(String),
    #[error("{name}: not a readable {format} file ({message}); write it again or save it as CSV")]
    Damaged {
        name: String,
        format: &'static str,
        message: String,
    },
    #[error(
        "{name}: these headers stand over more than one column: {headers}; give each column its own"
    )]
    DuplicateHeaders { name: String, headers: String },
    #[error(
        "{name}: column {column:?} has type {found}; flatten it to text, numbers, dates or booleans"
    )]
    ColumnType {
        name: String,
        column: String,
        found: String,
    },
    #[error("{name}: the batches do not share one schema; convert them to that of the first")]
    MixedBatches { name: String },
    #[error("{name}: {}", list(.problems))]
    Columns {
        name: String,
        problems: Vec<ColumnProblem>,
    },
    #[error("{} inputs cannot be used: {}", .0.len(), .0.join(" | "))]
    Several(Vec<String>),
}

/// What is wrong with an input's columns as a whole.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ColumnProblem {
    #[error(
        "needed columns of {kind} are absent: {absent}; {found}; rename a column or map it: [columns] \"Their header\" = {example:?}"
    )]
    Absent {
        kind: String,
        absent: String,
        found: String,
        example: String,
    },
    #[error(
        "columns {headers} could all be {field}; say which in a mapping: [columns] {example:?} = \"{field}\""
    )]
    SeveralHeaders {
        field: String,
        headers: String,
        example: String,
    },
    #[error("the mapping names column {header:?}, which is not there; {found}")]
    MappedHeaderAbsent { header: String, found: String },
    #[error(
        "no column says which partner the records are from; map one to \"partner\" or set partner = \"...\" in the mapping"
    )]
    PartnerAbsent,
}

fn list(problems: &[ColumnProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
