/// Why an input could not be used at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IngestError {
    #[error("{0}")]
    Refused(String),
}
