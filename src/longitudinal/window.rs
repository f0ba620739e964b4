//! Windows of days around a start, and which of the scores inside one counts.

use serde::{Deserialize, Serialize};

/// The days around an episode's start in which a score counts, both ends included; day 0 is the start.
///
/// # Examples
///
/// ```
/// use throughline::longitudinal::{Choose, Window};
///
/// let baseline = Window::new(-30, 45).choose(Choose::Last);
/// assert!(baseline.contains(-30) && !baseline.contains(46));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// Which of several scores counts; [`Choose::Nearest`] unless said otherwise.
    #[serde(default)]
    pub choose: Choose,
    /// The day that [`Choose::Nearest`] measures from. `None` means the start for a baseline and the middle of
    /// the window for a follow-up wave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<i32>,
}

impl Window {
    /// A window that takes the score nearest to its default target.
    pub fn new(from: i32, to: i32) -> Self {
        Self {
            from,
            to,
            choose: Choose::Nearest,
            target: None,
        }
    }

    /// Sets which of several scores counts.
    pub fn choose(mut self, choose: Choose) -> Self {
        self.choose = choose;
        self
    }

    /// Sets the day that [`Choose::Nearest`] measures from.
    pub fn target(mut self, day: i32) -> Self {
        self.target = Some(day);
        self
    }

    /// True when a day lies in the window.
    pub fn contains(&self, day: i32) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The day in the middle, the earlier of two.
    pub fn middle(&self) -> i32 {
        (i64::from(self.from) + i64::from(self.to)).div_euclid(2) as i32
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// Which score counts when a window has several; of several on one day, that of the earliest record, or the latest
/// for [`Choose::Last`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choose {
    /// The one nearest to the window's target day; of two equally near, the earlier.
    #[default]
    Nearest,
    /// The earliest.
    First,
    /// The latest.
    Last,
    /// The mean of all, dated by the mean of their days (halves away from zero).
    Mean,
}

/// A follow-up: a name and its window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WaveEntry", into = "WaveEntry")]
pub struct Wave {
    /// Its name in every table, such as `6 months`.
    pub name: String,
    /// Its days.
    pub window: Window,
}

impl Wave {
    /// A wave over a window.
    pub fn new(name: impl Into<String>, window: Window) -> Self {
        Self {
            name: name.into(),
            window,
        }
    }
}

/// A wave as a study file writes it: the window's keys stand beside the name.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaveEntry {
    name: String,
    from: i32,
    to: i32,
    #[serde(default)]
    choose: Choose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<i32>,
}

impl From<WaveEntry> for Wave {
    fn from(entry: WaveEntry) -> Self {
        Self {
            name: entry.name,
            window: Window {
                from: entry.from,
                to: entry.to,
                choose: entry.choose,
                target: entry.target,
            },
        }
    }
}

impl From<Wave> for WaveEntry {
    fn from(wave: Wave) -> Self {
        Self {
            name: wave.name,
            from: wave.window.from,
            to: wave.window.to,
            choose: wave.window.choose,
            target: wave.window.target,
        }
    }
}
