/// Why a policy is invalid or refuses a release.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DisclosureError {
    #[error("{0}")]
    Refused(String),
}
