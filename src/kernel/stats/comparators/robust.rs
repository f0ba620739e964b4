//! The standard error of a difference of arms.

use std::collections::BTreeSet;

use serde::Serialize;

use super::NotComparable;
use crate::kernel::stats::regression::{Coefficient, HcKind, Ols};

/// Cluster-robust degrees of freedom below this say too little: Tipton (2015), Psychological Methods 20:375.
pub const FEW_DF: f64 = 4.0;

/// How a standard error was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RobustError {
    /// People on their own: [`HcKind::Hc3`], Student's t on rows less terms.
    Hc3,
    /// People in clusters: CR2 of [`Ols::cluster_robust_coefficients`], on Bell and McCaffrey's degrees of freedom.
    Cr2,
}

/// In how many clusters the arms lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ArmClusters {
    /// Clusters with somebody treated.
    pub treated: u64,
    /// Clusters with somebody of the comparison arm.
    pub comparison: u64,
}

/// How outcomes of people hang together.
#[derive(Clone, Copy)]
pub(super) struct Errors<'a> {
    clusters: Option<&'a [usize]>,
    pub arms: Option<ArmClusters>,
    pub kind: RobustError,
    level: f64,
}

impl<'a> Errors<'a> {
    pub fn new(
        treated: &[bool],
        clusters: Option<&'a [usize]>,
        level: f64,
    ) -> Result<Self, NotComparable> {
        let arms = clusters.map(|codes| {
            assert_eq!(codes.len(), treated.len(), "every person has a cluster");
            let of_arm = |wanted: bool| {
                let members = codes.iter().zip(treated).filter(|(_, arm)| **arm == wanted);
                members.map(|(code, _)| code).collect::<BTreeSet<_>>().len() as u64
            };
            ArmClusters {
                treated: of_arm(true),
                comparison: of_arm(false),
            }
        });
        match arms {
            Some(ArmClusters {
                treated,
                comparison,
            }) if treated < 2 || comparison < 2 => Err(NotComparable::TooFewClusters {
                treated,
                comparison,
            }),
            _ => Ok(Self {
                clusters,
                arms,
                kind: if clusters.is_some() {
                    RobustError::Cr2
                } else {
                    RobustError::Hc3
                },
                level,
            }),
        }
    }

    /// The coefficient of a term; `scale` is the size of the values whose rounding leaves a trace where nothing varies.
    pub fn coefficient(
        &self,
        fit: &Ols,
        term: usize,
        scale: f64,
    ) -> Result<Coefficient, NotComparable> {
        let found = match self.clusters {
            Some(codes) => fit.cluster_robust_coefficients(codes, self.level)?,
            None => fit.robust_coefficients(HcKind::Hc3, self.level),
        }[term];
        if found.se.is_finite() && found.se > 1e-14 * scale {
            Ok(found)
        } else {
            Err(NotComparable::NoVariation)
        }
    }
}

/// Whether cluster-robust degrees of freedom are below [`FEW_DF`].
pub(super) fn few(kind: RobustError, effect: &Coefficient) -> bool {
    kind == RobustError::Cr2 && effect.df.is_some_and(|df| df < FEW_DF)
}

/// The greatest size among values.
pub(super) fn size(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| most.max(value.abs()))
}
