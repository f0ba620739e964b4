/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportError {
    #[error(
        "dataset {dataset}: {accepted} rows accepted and {quarantined} quarantined do not make the {rows_in} rows in; count every row once"
    )]
    RowsDoNotAddUp {
        dataset: String,
        rows_in: u64,
        accepted: u64,
        quarantined: u64,
    },
    #[error("the summary could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}
