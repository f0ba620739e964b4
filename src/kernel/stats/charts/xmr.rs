//! The chart of individual values and moving ranges.

use serde::Serialize;

/// Three standard deviations from a mean moving range: 3/1.128, as tables round it.
const FROM_MOVING_RANGE: f64 = 2.66;

/// Limits of a series of single values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct XmrChart {
    /// The mean.
    pub mean: f64,
    /// Mean of the absolute steps from point to point.
    pub mean_moving_range: f64,
    /// Mean less 2.66 mean moving ranges.
    pub lower: f64,
    /// Mean plus 2.66 mean moving ranges.
    pub upper: f64,
    /// Points outside the limits.
    pub outside: u64,
}

/// The limits that chance alone would keep a series within: Shewhart's chart for individual values, limits from the moving range
/// (Wheeler and Chambers 1992, Understanding Statistical Process Control).
///
/// Use it beside [`run_chart`](super::run_chart()) to find single months that stand out. `None` with fewer than two values.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::charts::xmr_chart;
///
/// let chart = xmr_chart(&[10.0, 12.0, 11.0, 13.0]).unwrap();
/// assert_eq!((chart.mean, chart.outside), (11.5, 0));
/// assert!((chart.upper - (11.5 + 2.66 * 5.0 / 3.0)).abs() < 1e-14);
/// ```
pub fn xmr_chart(values: &[f64]) -> Option<XmrChart> {
    if values.len() < 2 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let steps = values.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let mean_moving_range = steps.sum::<f64>() / (values.len() - 1) as f64;
    let reach = FROM_MOVING_RANGE * mean_moving_range;
    let (lower, upper) = (mean - reach, mean + reach);
    let outside = values.iter().filter(|&&v| v < lower || v > upper).count() as u64;
    Some(XmrChart {
        mean,
        mean_moving_range,
        lower,
        upper,
        outside,
    })
}
