/// Why a synthetic population could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SyntheticError {
    #[error("{0}")]
    Refused(String),
}
