//! Standard errors for people in few clusters, such as eight sites.
//!
//! Bell and McCaffrey (2002), Survey Methodology 28:169; Pustejovsky and Tipton (2018), J. Business and Economic Statistics
//! 36:672. With Q = XR⁻¹ and M the cross-product of a cluster's rows of Q, A = (I − QQ′)^(−½) acts on these rows as
//! (I − M)^(−½), so nothing larger than terms by terms is ever decomposed.

use std::collections::BTreeMap;

use super::{Coefficient, Ols, Unfit};
use crate::kernel::stats::linear::{Matrix, SymmetricEigen, dot};

/// An eigenvalue of I − M below this is zero: the cluster alone settles that direction.
const ZERO: f64 = 1e-9;

/// One cluster in whitened coordinates.
struct Cluster {
    /// Q′Q over its rows.
    m: Matrix,
    /// (I − M)^(−½).
    f: Matrix,
    /// F Q′e.
    score: Vec<f64>,
}

impl Ols {
    /// Estimates with the bias-reduced cluster-robust standard errors CR2, and Bell and McCaffrey's degrees of freedom
    /// for each.
    ///
    /// Use it when people of one site share circumstances: the plain cluster-robust z test rejects far too often with few
    /// sites. `clusters` has one code a row. The working model is independence. With 8 sites of 6 to 60 people, 95% intervals
    /// cover 97.2% for an intercept where sites do not differ, and 93.5% for a term of sites to 97.2% for a term of people
    /// where sites vary as much as people do.
    ///
    /// # Errors
    ///
    /// [`Unfit::TooFewRows`] with fewer than two clusters, [`Unfit::SettledByClusters`] for a term that single clusters
    /// settle, as the difference of two sites.
    ///
    /// # Panics
    ///
    /// When `clusters` has not one code a row or `level` is not strictly between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use throughline::kernel::stats::linear::Matrix;
    /// use throughline::kernel::stats::regression::ols;
    ///
    /// let design = Matrix::from_columns(&[&[1.0; 6]]);
    /// let fit = ols(&design, &[1.0, 2.0, 4.0, 6.0, 3.0, 3.0]).unwrap();
    /// let mean = fit.cluster_robust_coefficients(&[0, 0, 1, 1, 2, 2], 0.95).unwrap()[0];
    /// assert!((mean.df.unwrap() - 2.0).abs() < 1e-12);
    /// ```
    pub fn cluster_robust_coefficients(
        &self,
        clusters: &[usize],
        level: f64,
    ) -> Result<Vec<Coefficient>, Unfit> {
        let clusters = self.clusters(clusters);
        if clusters.len() < 2 {
            return Err(Unfit::TooFewRows);
        }
        let p = self.design.columns();
        let mut meat = Matrix::zeros(p, p);
        for cluster in &clusters {
            meat.add_outer(&cluster.score, &cluster.score, 1.0);
        }
        let covariance = self.unwhitened(&meat);
        let identity = Matrix::identity(p);
        let terms = self.estimates().iter().enumerate();
        terms
            .map(|(j, &estimate)| {
                let df = degrees_of_freedom(&clusters, &self.qr.whitened(identity.row(j)))
                    .ok_or(Unfit::SettledByClusters(j))?;
                Ok(Coefficient::new(
                    estimate,
                    covariance[(j, j)].sqrt(),
                    Some(df),
                    level,
                ))
            })
            .collect()
    }

    fn clusters(&self, codes: &[usize]) -> Vec<Cluster> {
        assert_eq!(codes.len(), self.design.rows(), "every row has a cluster");
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, &code) in codes.iter().enumerate() {
            members.entry(code).or_default().push(row);
        }
        let p = self.design.columns();
        members
            .into_values()
            .map(|rows| {
                let (mut m, mut projected) = (Matrix::zeros(p, p), vec![0.0; p]);
                for row in rows {
                    let q = self.qr.whitened(self.design.row(row));
                    m.add_outer(&q, &q, 1.0);
                    let residual = self.residuals()[row];
                    projected
                        .iter_mut()
                        .zip(&q)
                        .for_each(|(s, q)| *s += q * residual);
                }
                let spared = |value: f64| {
                    if 1.0 - value > ZERO {
                        (1.0 - value).sqrt().recip()
                    } else {
                        0.0
                    }
                };
                let f = SymmetricEigen::new(&m).map(spared);
                let score = f.times_vector(&projected);
                Cluster { m, f, score }
            })
            .collect()
    }
}

/// (Σ gᵢ′gᵢ)² / ΣΣ (gᵢ′gⱼ)² with gᵢ = (I − H)ᵢ′ Aᵢ Xᵢ (X′X)⁻¹ℓ, from `w` = R⁻ᵀℓ; `None` where the trace, the variance
/// expected of the estimator, is nothing beside the true w′w.
fn degrees_of_freedom(clusters: &[Cluster], w: &[f64]) -> Option<f64> {
    let parts: Vec<(Vec<f64>, f64)> = clusters
        .iter()
        .map(|cluster| {
            let turned = cluster.f.times_vector(w);
            (
                cluster.m.times_vector(&turned),
                cluster.m.quadratic(&turned),
            )
        })
        .collect();
    let (mut trace, mut squares) = (0.0, 0.0);
    for (i, (a, own)) in parts.iter().enumerate() {
        for (j, (b, _)) in parts.iter().enumerate() {
            let product = if i == j { own - dot(a, a) } else { -dot(a, b) };
            squares += product * product;
            if i == j {
                trace += product;
            }
        }
    }
    (trace > ZERO * dot(w, w)).then(|| trace * trace / squares)
}
