/// Why a study could not be read or does not fit the data.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StudyError {
    #[error("{0}")]
    Refused(String),
}
