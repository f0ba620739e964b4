//! Kin: non-matches that agree like matches on some comparisons.
//!
//! Siblings share a surname and a home, twins a date of birth too, so that as non-matches they are far likelier to
//! agree there than `u` says. They are a class of their own: given a non-match a pattern has probability
//! `(1 − Σ share) · Π u + Σ_k share_k · Π_{c in k} m_c · Π_{c not in k} u_c`. A mixture of more than two classes for
//! the same reason is Larsen & Rubin's (2001, JASA 96:32), there with pairs of one household.

use serde::{Deserialize, Serialize};

/// A class of non-matches that agree like matches on some comparisons and like any non-match on the others.
///
/// # Examples
///
/// ```
/// use throughline::kernel::fellegi_sunter::{KinClass, Parameters};
///
/// // Forename, surname, home, date of birth.
/// let (m, u) = (vec![vec![0.9, 0.1]; 4], vec![vec![0.01, 0.99]; 4]);
/// let mut model = Parameters::new(1e-4, m, u);
/// let twins_pattern = [2, 1, 1, 1];
/// let unguarded = model.match_weight(&twins_pattern);
/// model.kin = vec![
///     KinClass { comparisons: vec![1, 2], share: 1e-4 },
///     KinClass { comparisons: vec![1, 2, 3], share: 1e-5 },
/// ];
/// assert!(unguarded > 0.0 && model.match_weight(&twins_pattern) < 0.5);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KinClass {
    /// The comparisons on which the class agrees like matches, each once.
    pub comparisons: Vec<usize>,
    /// Share of the non-matches that are of this class.
    pub share: f64,
}
