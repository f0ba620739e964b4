//! The short Warwick–Edinburgh Mental Well-being Scale on its metric.

const LOWEST: u8 = 7;
/// Metric scores of the raw totals 7 to 35.
const METRIC: [f64; 29] = [
    7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59,
    19.25, 19.98, 20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70,
    32.55, 35.00,
];

/// The metric score of a raw total: Stewart-Brown et al. (2009), Health and Quality of Life Outcomes 7:15.
///
/// Use it before any mean or difference: raw totals of the seven items are not on an interval scale. `None` outside 7 to
/// 35. Users of the scale need its owners' licence.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::individual::swemwbs_metric;
///
/// assert_eq!(swemwbs_metric(23), Some(20.73));
/// assert_eq!(swemwbs_metric(6), None);
/// ```
pub fn swemwbs_metric(raw: u8) -> Option<f64> {
    METRIC.get(usize::from(raw.checked_sub(LOWEST)?)).copied()
}
