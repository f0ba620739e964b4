//! How far the studies disagree beyond chance.

use crate::kernel::stats::chi_squared_upper_tail;
use serde::Serialize;

use super::Studies;

/// Cochran's Q, and the share of variation that lies between studies at a given τ².
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Heterogeneity {
    /// Cochran's Q at weights 1/v.
    pub q: f64,
    /// Its degrees of freedom, k − 1.
    pub df: f64,
    /// Its upper chi-squared tail; 1 for one study.
    pub p: f64,
    /// I² = τ² / (τ² + s²), 0 to 1, with s² the typical sampling variance; `None` for one study.
    pub i_squared: Option<f64>,
    /// H² = (τ² + s²) / s²; `None` for one study.
    pub h_squared: Option<f64>,
}

impl Studies {
    /// Heterogeneity at the given τ²: Higgins and Thompson (2002), Statistics in Medicine 21:1539, with the typical
    /// variance s² = (k − 1)Σw / ((Σw)² − Σw²) of their eq. 9.
    ///
    /// At DerSimonian and Laird's τ², I² is the familiar (Q − df)/Q.
    pub fn heterogeneity(&self, tau_squared: f64) -> Heterogeneity {
        let weighted = self.weighted(0.0);
        let df = self.df();
        let typical = df * weighted.sum_w / (weighted.sum_w * weighted.sum_w - weighted.sum_w2);
        let several = self.len() > 1;
        Heterogeneity {
            q: weighted.q,
            df,
            p: chi_squared_tail(weighted.q, df),
            i_squared: several.then(|| tau_squared / (tau_squared + typical)),
            h_squared: several.then(|| (tau_squared + typical) / typical),
        }
    }
}

/// P(χ² ≥ q) on `df` degrees of freedom.
pub(super) fn chi_squared_tail(q: f64, df: f64) -> f64 {
    if q <= 0.0 || df == 0.0 {
        1.0
    } else {
        chi_squared_upper_tail(q, df)
    }
}
