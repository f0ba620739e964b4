//! The one error type of the crate.
//!
//! [`Error`] is opaque: callers ask it what it is by its predicates and print it for people. A fact about
//! the data (a row with an impossible date) is a [`Finding`](crate::ingest::Finding), never an `Error`.

mod disclosure;
mod ingest;
mod linkage;
mod longitudinal;
mod outcomes;
mod report;
mod schema;
mod standardise;
mod synthetic;

use std::fmt;
use std::path::{Path, PathBuf};

pub(crate) use disclosure::DisclosureError;
pub(crate) use ingest::{ColumnProblem, IngestError};
pub(crate) use linkage::LinkageError;
pub(crate) use longitudinal::{StudyError, StudyProblem};
pub(crate) use outcomes::OutcomesError;
pub(crate) use report::ReportError;
pub(crate) use schema::SchemaError;
pub(crate) use standardise::StandardiseError;
pub(crate) use synthetic::SyntheticError;

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why a stage could not do what it was asked.
///
/// The message is one lower-case sentence that names the place (dataset, file, field, line) and what would
/// mend it. It never prints a personal value.
///
/// # Examples
///
/// ```
/// use throughline::ingest::Table;
///
/// let error = Table::read("no/such/file.csv").unwrap_err();
/// assert!(error.is_ingest());
/// assert!(error.to_string().contains("no/such/file.csv"));
/// ```
pub struct Error(Box<ErrorKind>);

#[derive(Debug, thiserror::Error)]
pub(crate) enum ErrorKind {
    #[error(transparent)]
    Schema(#[from] SchemaError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Standardise(#[from] StandardiseError),
    #[error(transparent)]
    Linkage(#[from] LinkageError),
    #[error(transparent)]
    Study(#[from] StudyError),
    #[error(transparent)]
    Outcomes(#[from] OutcomesError),
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Synthetic(#[from] SyntheticError),
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the frame engine refused: {0}")]
    Frame(#[from] polars::error::PolarsError),
}

impl Error {
    pub(crate) fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        ErrorKind::Io {
            path: path.as_ref().to_path_buf(),
            source,
        }
        .into()
    }

    /// True when a schema, code list or header mapping was wrong.
    pub fn is_schema(&self) -> bool {
        matches!(*self.0, ErrorKind::Schema(_))
    }

    /// True when an input could not be used at all.
    pub fn is_ingest(&self) -> bool {
        matches!(*self.0, ErrorKind::Ingest(_))
    }

    /// True when datasets could not be standardised together.
    pub fn is_standardise(&self) -> bool {
        matches!(*self.0, ErrorKind::Standardise(_))
    }

    /// True when a linkage specification, model or run was refused.
    pub fn is_linkage(&self) -> bool {
        matches!(*self.0, ErrorKind::Linkage(_))
    }

    /// True when a study could not be read or does not fit the data.
    pub fn is_study(&self) -> bool {
        matches!(*self.0, ErrorKind::Study(_))
    }

    /// True when a statistical method was asked for something it cannot give.
    pub fn is_outcomes(&self) -> bool {
        matches!(*self.0, ErrorKind::Outcomes(_))
    }

    /// True when a disclosure policy is invalid or refuses a release.
    pub fn is_disclosure(&self) -> bool {
        matches!(*self.0, ErrorKind::Disclosure(_))
    }

    /// True when a report could not be made.
    pub fn is_report(&self) -> bool {
        matches!(*self.0, ErrorKind::Report(_))
    }

    /// True when a synthetic population was asked for with settings that cannot hold.
    pub fn is_synthetic(&self) -> bool {
        matches!(*self.0, ErrorKind::Synthetic(_))
    }

    /// True when the operating system refused a file.
    pub fn is_io(&self) -> bool {
        matches!(*self.0, ErrorKind::Io { .. })
    }
}

macro_rules! from_kinds {
    ($($kind:ty),* $(,)?) => {$(
        impl From<$kind> for Error {
            fn from(kind: $kind) -> Self {
                Self(Box::new(kind.into()))
            }
        }
    )*};
}

from_kinds!(
    ErrorKind,
    SchemaError,
    IngestError,
    StandardiseError,
    LinkageError,
    StudyError,
    OutcomesError,
    DisclosureError,
    ReportError,
    SyntheticError,
    polars::error::PolarsError,
);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?})", self.0)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
