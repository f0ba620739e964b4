//! The Kaplan–Meier curve.

use serde::Serialize;

use super::by_time;
use crate::kernel::stats::{Interval, normal_critical};

/// Equal to a wanted share, but for rounding.
const EQUAL: f64 = 1e-12;

/// The curve at one time at which somebody's event or end of follow-up was seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SurvivalStep {
    /// The time.
    pub time: f64,
    /// People still followed just before.
    pub at_risk: u64,
    /// Events at this time.
    pub events: u64,
    /// People whose follow-up ended at this time without the event.
    pub censored: u64,
    /// Share without the event just after.
    pub survival: f64,
    /// Greenwood's standard error of the share.
    pub se: f64,
    /// Interval of the share, on the scale of its logarithm; `None` once nobody is left.
    pub ci: Option<Interval>,
}

/// A Kaplan–Meier curve.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KaplanMeier {
    /// The steps in order of time.
    pub steps: Vec<SurvivalStep>,
    level: f64,
}

/// The time by which a share of people had the event.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SurvivalQuantile {
    /// The time; `None` when the curve does not come down so far.
    pub time: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end of its interval; `None` when the follow-up is too short to say.
    pub upper: Option<f64>,
    /// Coverage of the interval.
    pub level: f64,
}

/// Estimates the share of people without the event over time: Kaplan and Meier (1958), J. American Statistical Association
/// 53:457.
///
/// Use it for time to closure or re-referral, where follow-up differs from person to person. `events` says whether a time is
/// that of the event or of the end of follow-up; people whose follow-up ends at the time of an event were at risk of it.
///
/// # Panics
///
/// When the slices differ in length or `level` is not strictly between 0 and 1.
///
/// # Examples
///
/// ```
/// use throughline::kernel::stats::survival::kaplan_meier;
///
/// let curve = kaplan_meier(&[2.0, 3.0, 3.0, 5.0], &[true, true, false, true], 0.95);
/// assert_eq!(curve.steps[1].survival, 0.5);
/// assert_eq!(curve.median().time, Some(4.0));
/// ```
pub fn kaplan_meier(times: &[f64], events: &[bool], level: f64) -> KaplanMeier {
    assert_eq!(times.len(), events.len(), "every time has a kind");
    let reach = normal_critical(level);
    let (order, ranges) = by_time(times);
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let steps = ranges
        .into_iter()
        .map(|tied| {
            let at_risk = (order.len() - tied.start) as u64;
            let died = order[tied.clone()].iter().filter(|&&i| events[i]).count() as u64;
            let (n, d) = (at_risk as f64, died as f64);
            survival *= (n - d) / n;
            if survival > 0.0 {
                greenwood += d / (n * (n - d));
            }
            let relative = f64::sqrt(greenwood);
            SurvivalStep {
                time: times[order[tied.start]],
                at_risk,
                events: died,
                censored: tied.len() as u64 - died,
                survival,
                se: survival * relative,
                ci: (survival > 0.0).then(|| Interval {
                    level,
                    lower: survival * (-reach * relative).exp(),
                    upper: (survival * (reach * relative).exp()).min(1.0),
                }),
            }
        })
        .collect();
    KaplanMeier { steps, level }
}

impl KaplanMeier {
    /// Share without the event at a time: 1 before the first step.
    pub fn at(&self, time: f64) -> f64 {
        let after = self.steps.partition_point(|step| step.time <= time);
        after
            .checked_sub(1)
            .map_or(1.0, |last| self.steps[last].survival)
    }

    /// The time by which half had the event.
    pub fn median(&self) -> SurvivalQuantile {
        self.quantile(0.5)
    }

    /// The time by which this share of people had the event, with the interval of Brookmeyer and Crowley (1982), Biometrics
    /// 38:29: the times at which the curve's limits pass the same level.
    ///
    /// Where the curve runs level at exactly that share, the middle of the level stretch, as for a median of an even
    /// number.
    ///
    /// # Panics
    ///
    /// When `share` is not strictly between 0 and 1.
    pub fn quantile(&self, share: f64) -> SurvivalQuantile {
        assert!(
            share > 0.0 && share < 1.0,
            "a share is strictly between 0 and 1"
        );
        let passed = |height: fn(&SurvivalStep) -> f64| self.first_at(height, 1.0 - share);
        SurvivalQuantile {
            time: passed(|step| step.survival),
            lower: passed(|step| step.ci.map_or(0.0, |ci| ci.lower)),
            upper: passed(|step| step.ci.map_or(f64::INFINITY, |ci| ci.upper)),
            level: self.level,
        }
    }

    fn first_at(&self, height: fn(&SurvivalStep) -> f64, level: f64) -> Option<f64> {
        let first = self
            .steps
            .iter()
            .find(|step| height(step) <= level + EQUAL)?;
        let next = self.steps.iter().find(|step| height(step) < level - EQUAL);
        match next {
            Some(next) if height(first) >= level - EQUAL => {
                Some(f64::midpoint(first.time, next.time))
            }
            _ => Some(first.time),
        }
    }
}
