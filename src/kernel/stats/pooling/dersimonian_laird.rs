//! DerSimonian and Laird's moment estimator of τ².

use super::studies::{Studies, TauSquared, TauSquaredMethod};

impl Studies {
    /// max(0, (Q − (k − 1)) / (Σw − Σw²/Σw)) at weights 1/v: DerSimonian and Laird (1986), Controlled Clinical Trials
    /// 7:177, eq. 8. Zero for one study.
    ///
    /// Use it to compare with older reviews; [`reml`](Self::reml) is less biased.
    pub fn dersimonian_laird(&self) -> TauSquared {
        let weighted = self.weighted(0.0);
        let scale = weighted.sum_w - weighted.sum_w2 / weighted.sum_w;
        let value = if self.len() > 1 {
            ((weighted.q - self.df()) / scale).max(0.0)
        } else {
            0.0
        };
        TauSquared {
            value,
            se: None,
            method: TauSquaredMethod::DerSimonianLaird,
            iterations: 0,
            last_step: 0.0,
            converged: true,
        }
    }
}
