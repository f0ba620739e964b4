//! The run chart and its rules.

use serde::Serialize;

use crate::kernel::stats::binomial_lower_tail;

/// Points in a row on one side that make a shift under the rules of the Institute for Healthcare Improvement.
const SHIFT: u64 = 6;
/// Points in a row going one way that make a trend under these rules.
const TREND: u64 = 5;

/// Runs and crossings of a series about its centre line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RunChart {
    /// The centre line: the median, unless one was given.
    pub centre: f64,
    /// Points not on the line: the others say nothing.
    pub useful: u64,
    /// Length of the longest run of useful points on one side.
    pub longest_run: u64,
    /// The longest run that chance alone would bring: round(log₂ n + 3).
    pub run_limit: u64,
    /// How often the series crosses the line.
    pub crossings: u64,
    /// The fewest crossings that chance alone would bring: the 5% point of a binomial with n − 1 trials at one half.
    pub least_crossings: u64,
    /// Anhøj's rule: a run too long or crossings too few.
    pub signal: bool,
    /// Six or more useful points in a row on one side.
    pub shift: bool,
    /// Five or more points in a row going one way, equal neighbours counted once. Anhøj and Olesen (2014) found this rule
    /// virtually useless: it cries out too often.
    pub trend: bool,
}

/// Looks for change other than by chance in a series in order of time: Anhøj and Olesen (2014), PLoS ONE 9:e113825; Anhøj (2015),
/// PLoS ONE 10:e0121349. The shift and trend rules: Perla, Provost and Murray (2011), BMJ Quality & Safety 20:46.
///
/// Use it on monthly figures of a service with at least ten points. `centre` fixes the line, as at the median of an earlier
/// period; `None` takes the series' own median. `None` for a series without a point off the line.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::charts::run_chart;
///
/// let steady = [4.0, 6.0, 3.0, 7.0, 5.5, 4.5, 6.5, 3.5, 7.5, 2.5, 5.2, 4.8];
/// let chart = run_chart(&steady, None).unwrap();
/// assert_eq!((chart.useful, chart.run_limit, chart.least_crossings, chart.signal), (12, 7, 3, false));
/// ```
pub fn run_chart(values: &[f64], centre: Option<f64>) -> Option<RunChart> {
    let centre = centre.or_else(|| median(values))?;
    let above: Vec<bool> = values
        .iter()
        .filter(|&&value| value != centre)
        .map(|&value| value > centre)
        .collect();
    let useful = above.len() as u64;
    if useful == 0 {
        return None;
    }
    let runs = above.chunk_by(|a, b| a == b);
    let longest_run = runs.clone().map(|run| run.len() as u64).max()?;
    let crossings = runs.count() as u64 - 1;
    let run_limit = ((useful as f64).log2() + 3.0).round() as u64;
    let least_crossings = (0..useful).find(|&k| binomial_lower_tail(k, useful - 1, 0.5) >= 0.05)?;
    Some(RunChart {
        centre,
        useful,
        longest_run,
        run_limit,
        crossings,
        least_crossings,
        signal: longest_run > run_limit || crossings < least_crossings,
        shift: longest_run >= SHIFT,
        trend: longest_trend(values) >= TREND,
    })
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    (n > 0).then(|| f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]))
}

/// Points in the longest stretch that only rises or only falls, equal neighbours taken as one point.
fn longest_trend(values: &[f64]) -> u64 {
    let mut distinct = values.to_vec();
    distinct.dedup();
    let rises: Vec<bool> = distinct.windows(2).map(|pair| pair[1] > pair[0]).collect();
    let longest = rises
        .chunk_by(|a, b| a == b)
        .map(|run| run.len() as u64)
        .max();
    longest.map_or(distinct.len() as u64, |steps| steps + 1)
}
