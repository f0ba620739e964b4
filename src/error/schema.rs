/// Why a schema, code list or mapping was wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    #[error("{0}")]
    Refused(String),
}
