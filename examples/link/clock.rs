//! Time, memory and progress.

use std::collections::BTreeMap;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use throughline::run::{Observer, Progress, Step};

/// Seconds by stage, and a bar that shows the step at hand.
pub struct Clock {
    started: Instant,
    last: Instant,
    pub laps: BTreeMap<&'static str, f64>,
    bar: ProgressBar,
}

impl Clock {
    pub fn start() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{elapsed_precise} {msg} {wide_bar} {pos}/{len}");
        bar.set_style(style.expect("the template is well formed"));
        let now = Instant::now();
        Self {
            started: now,
            last: now,
            laps: BTreeMap::new(),
            bar,
        }
    }

    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps
            .insert(stage, rounded(now.duration_since(self.last).as_secs_f64()));
        self.last = now;
        self.bar.set_message(format!("{stage} done"));
    }

    pub fn total(&self) -> f64 {
        rounded(self.started.elapsed().as_secs_f64())
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Peak resident memory in MiB, where the system tells.
pub fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

impl Observer for Clock {
    fn progress(&self, progress: Progress) {
        self.bar.set_message(match progress.step {
            Step::Sampling => "random pairs",
            Step::Training => "training",
            Step::Scoring => "scoring",
            _ => "working",
        });
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
    }
}
