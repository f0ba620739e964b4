/// Why a linkage specification, model or run was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LinkageError {
    #[error("{0}")]
    Refused(String),
}
