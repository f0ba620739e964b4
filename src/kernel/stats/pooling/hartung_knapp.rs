//! Hartung and Knapp's interval of the pooled mean.

use super::Studies;
use super::random_effects::{PooledMean, PooledTest};
use crate::kernel::stats::{Interval, t_critical, t_two_sided_p};

impl Studies {
    /// The mean at weights 1 / (v + τ²) with variance q / Σw, q = Σw(y − μ)²/(k − 1), on t with k − 1 degrees of freedom:
    /// Hartung and Knapp (2001), Statistics in Medicine 20:3875; Sidik and Jonkman (2002), 21:3153.
    ///
    /// Use it with few studies. `never_narrower` takes max(1, q) in place of q (Röver, Knapp and Friede 2015, BMC
    /// Medical Research Methodology 15:99), so that the standard error is not below the Wald one.
    ///
    /// `None` for one study, and where every effect is the same and `never_narrower` is false.
    ///
    /// # Panics
    ///
    /// When `level` is not strictly between 0 and 1.
    pub fn hartung_knapp(
        &self,
        tau_squared: f64,
        level: f64,
        never_narrower: bool,
    ) -> Option<PooledMean> {
        let df = self.df();
        let weighted = self.weighted(tau_squared);
        let floor = if never_narrower { 1.0 } else { 0.0 };
        let se = ((weighted.q / df).max(floor) / weighted.sum_w).sqrt();
        if df == 0.0 || se <= 0.0 {
            return None;
        }
        let reach = t_critical(level, df) * se;
        let t = weighted.mean / se;
        Some(PooledMean {
            mean: weighted.mean,
            se,
            ci: Interval {
                level,
                lower: weighted.mean - reach,
                upper: weighted.mean + reach,
            },
            test: PooledTest {
                statistic: t,
                df: Some(df),
                p: t_two_sided_p(t, df),
            },
        })
    }
}
