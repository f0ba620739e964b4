//! Γ(a + ½) / Γ(a) without the cancellation of two large log-gammas.

/// Below this the recurrence Γ(a+½)/Γ(a) = a/(a+½) · Γ(a+3/2)/Γ(a+1) raises the argument first.
const ASYMPTOTIC_FROM: f64 = 20.0;

/// Γ(a + ½) / Γ(a) for a > 0, by its asymptotic series (Tricomi and Erdélyi 1951, Pacific J. Math. 1:133) whose
/// logarithm has only odd powers. The truncation error is below 1e−18 relative.
pub(in crate::kernel::stats) fn half_step(a: f64) -> f64 {
    let (mut a, mut factor) = (a, 1.0);
    while a < ASYMPTOTIC_FROM {
        factor *= a / (a + 0.5);
        a += 1.0;
    }
    let r = 1.0 / (a * a);
    let series = (-1.0 / 8.0
        + r * (1.0 / 192.0
            + r * (-1.0 / 640.0
                + r * (17.0 / 14336.0 + r * (-31.0 / 18432.0 + r * (691.0 / 180_224.0))))))
        / a;
    factor * a.sqrt() * series.exp()
}

#[cfg(test)]
mod tests {
    use super::half_step;

    /// Γ(1)/Γ(½) = 1/√π, Γ(3/2)/Γ(1) = √π/2, and so on up the recurrence.
    #[test]
    fn half_integers_are_known_exactly() {
        let root_pi = std::f64::consts::PI.sqrt();
        for (a, expected) in [
            (0.5, 1.0 / root_pi),
            (1.0, root_pi / 2.0),
            (1.5, 2.0 / root_pi),
            (2.0, 0.75 * root_pi),
        ] {
            assert!((half_step(a) / expected - 1.0).abs() < 2e-15, "{a}");
        }
    }
}
