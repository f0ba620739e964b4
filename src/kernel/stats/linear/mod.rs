//! The little linear algebra that estimation needs: dense, small, and careful with digits.

mod cholesky;
mod dependent;
mod eigen;
mod matrix;
mod qr;

pub use dependent::dependent_columns;
pub use matrix::Matrix;

pub(super) use cholesky::Cholesky;
pub(super) use eigen::SymmetricEigen;
pub(super) use matrix::dot;
pub(super) use qr::Qr;
