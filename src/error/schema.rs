/// Why a schema, code list or mapping was wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    #[error(
        "the mapping of column {header:?} names no field of {of}: {field:?}; valid fields are {valid}, or \"ignore\" to leave the column out"
    )]
    UnknownField {
        header: String,
        field: String,
        of: String,
        valid: String,
    },
    #[error(
        "{place} is not a mapping: {message}; it needs a table [columns] with lines such as \"Their header\" = \"our_field\""
    )]
    NotAMapping { place: String, message: String },
}
