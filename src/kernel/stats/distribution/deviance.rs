//! Stirling's error and the deviance: what a Poisson or binomial probability is made of.
//!
//! Loader (2000), "Fast and accurate computation of binomial probabilities".

/// ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π for x > 0.
///
/// Above 15 by the asymptotic series, whose truncation error is below 1e−17; below by the recurrence upwards.
pub(super) fn stirling_error(x: f64) -> f64 {
    let (mut at, mut gathered) = (x, 0.0);
    while at < 15.0 {
        gathered += (at + 0.5) * (1.0 / at).ln_1p() - 1.0;
        at += 1.0;
    }
    let r = 1.0 / (at * at);
    let series = (1.0 / 12.0
        - r * (1.0 / 360.0
            - r * (1.0 / 1260.0
                - r * (1.0 / 1680.0
                    - r * (1.0 / 1188.0 - r * (691.0 / 360_360.0 - r * (1.0 / 156.0)))))))
        / at;
    gathered + series
}

/// x ln(x/m) + m − x, never below zero, without cancellation when x is near m.
pub(super) fn deviance(x: f64, m: f64) -> f64 {
    let apart = x - m;
    if apart.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = apart / (x + m);
    let mut sum = apart * v;
    let mut power = 2.0 * x * v;
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}
