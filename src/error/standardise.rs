/// Why datasets could not be standardised together.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StandardiseError {
    #[error(
        "{0} records are too many to number in one run; the most is {most}: link fewer datasets at a time",
        most = u32::MAX
    )]
    TooManyRecords(usize),
    #[error(
        "two datasets are both named {0}; give each its own name, because findings and sources are told apart by it"
    )]
    DuplicateName(std::sync::Arc<str>),
}
