/// Why a comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutcomesError {
    #[error("{0}")]
    Refused(String),
}
