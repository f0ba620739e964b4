/// Why a policy is invalid or refuses a release.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DisclosureError {
    #[error("a disclosure policy needs a name")]
    NoName,
    #[error(
        "disclosure policy {name}: a minimum count of {minimum} leaves a suppressed count known exactly; choose 3 or more"
    )]
    MinimumTooLow { name: String, minimum: u64 },
    #[error(
        "disclosure policy {name}: rounding to {base} would turn the smallest shown count, {minimum}, into 0; choose a base from 2 to {largest}"
    )]
    RoundingBase {
        name: String,
        base: u64,
        minimum: u64,
        largest: u64,
    },
    #[error(
        "disclosure policy {name}: means of {estimates} would be shown although counts under {minimum} are not; choose {minimum} or more"
    )]
    EstimatesTooLow {
        name: String,
        estimates: u64,
        minimum: u64,
    },
    #[error(
        "cannot protect the {table} table: in {place} {whole} is not the sum of its parts; release the table as its stage made it"
    )]
    NotAdditive {
        table: &'static str,
        place: String,
        whole: &'static str,
    },
    #[error(
        "cannot protect the {table} table: {place} stands in it twice; release the table as its stage made it"
    )]
    DuplicateRow { table: &'static str, place: String },
    #[error("the comparison has no grouping {asked:?}; it has {present}")]
    UnknownGrouping { asked: String, present: String },
}
