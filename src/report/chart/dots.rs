//! Dots with interval bars about a line of no change, one panel a wave.

use maud::{Markup, html};

use super::scale::Scale;
use super::{WIDTH, diamond, fitted, frame, line, px, text};
use crate::report::format;

/// On which side of the line of no change a better result lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Better {
    Left,
    Right,
}

/// A row of the plot.
pub(in crate::report) enum DotRow {
    /// What the rows under it are.
    Heading(String),
    /// A label and one mark a panel.
    Marks {
        label: String,
        everyone: bool,
        marks: Vec<Mark>,
    },
}

/// What one panel shows in one row.
pub(in crate::report) enum Mark {
    /// An estimate with its interval.
    Estimate { at: f64, lower: f64, upper: f64 },
    /// Words in place of an estimate.
    Words(String),
}

/// A plot of estimates with intervals.
pub(in crate::report) struct DotPlot<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub axis: &'a str,
    pub better: Better,
    pub panels: Vec<&'a str>,
    pub rows: Vec<DotRow>,
}

const LABELS: f64 = 200.0;
const GAP: f64 = 40.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 50.0;
const ROW: f64 = 26.0;
const FOOT: f64 = 52.0;

impl DotPlot<'_> {
    pub(in crate::report) fn render(&self) -> Markup {
        let bottom = TOP + ROW * self.rows.len() as f64;
        let count = self.panels.len().max(1) as f64;
        let width = (WIDTH - RIGHT - LABELS - GAP * count) / count;
        let scale = Scale::new(self.values(), 0.0, width, if width > 400.0 { 8 } else { 5 });
        let panels = self.panels.iter().enumerate().map(|(index, name)| {
            let from = LABELS + GAP + (width + GAP) * index as f64;
            (index, *name, scale.moved(from, from + width))
        });
        let body = html! {
            @for (index, row) in self.rows.iter().enumerate() {
                (self.label(row, TOP + ROW * index as f64, index))
            }
            @for (index, name, scale) in panels {
                (self.panel(index, name, &scale, bottom))
            }
            text class="axis-title" x=(px(LABELS + GAP)) y=(px(bottom + 44.0)) { (self.axis) }
        };
        frame(self.id, self.title, self.description, bottom + FOOT, body)
    }

    fn values(&self) -> Vec<f64> {
        let mut values = Vec::new();
        for row in &self.rows {
            let DotRow::Marks { marks, .. } = row else {
                continue;
            };
            for mark in marks {
                if let Mark::Estimate { lower, upper, .. } = mark {
                    values.extend([*lower, *upper]);
                }
            }
        }
        values
    }

    fn label(&self, row: &DotRow, y: f64, index: usize) -> Markup {
        let baseline = y + ROW / 2.0 + 4.5;
        match row {
            DotRow::Heading(label) => text(0.0, baseline + 3.0, "heading", &fitted(label, 30)),
            DotRow::Marks {
                label, everyone, ..
            } => html! {
                @if index.is_multiple_of(2) {
                    rect class="band" x="0" y=(px(y)) width=(px(WIDTH)) height=(px(ROW)) {}
                }
                (text(6.0, baseline, if *everyone { "label strong" } else { "label" }, &fitted(label, 29)))
            },
        }
    }

    fn panel(&self, index: usize, name: &str, scale: &Scale, bottom: f64) -> Markup {
        let ticks = scale.ticks();
        let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
        let (better, worse) = match self.better {
            Better::Left => ("\u{2190} better", "worse \u{2192}"),
            Better::Right => ("better \u{2192}", "\u{2190} worse"),
        };
        let (left, right) = match self.better {
            Better::Left => (better, worse),
            Better::Right => (worse, better),
        };
        html! {
            (text(scale.at(first), 18.0, "panel", name))
            @if first < 0.0 { (text(scale.at(0.0) - 8.0, 40.0, "side end", left)) }
            @if last > 0.0 { (text(scale.at(0.0) + 8.0, 40.0, "side", right)) }
            @for tick in &ticks {
                @let class = if *tick == 0.0 { "zero" } else { "grid" };
                (line(class, scale.at(*tick), TOP - 4.0, scale.at(*tick), bottom))
                (text(scale.at(*tick), bottom + 18.0, "tick", &format::number(*tick, scale.decimals())))
            }
            @for (row, y) in self.rows.iter().zip((0..).map(|i| TOP + ROW * f64::from(i) + ROW / 2.0)) {
                @if let DotRow::Marks { everyone, marks, .. } = row {
                    @if let Some(mark) = marks.get(index) { (mark_at(mark, *everyone, scale, y)) }
                }
            }
        }
    }
}

fn mark_at(mark: &Mark, everyone: bool, scale: &Scale, y: f64) -> Markup {
    match mark {
        Mark::Words(words) => text(scale.at(0.0) + 8.0, y + 4.0, "absent", words),
        Mark::Estimate { at, lower, upper } => html! {
            (line("interval", scale.at(*lower), y, scale.at(*upper), y))
            (line("interval", scale.at(*lower), y - 4.0, scale.at(*lower), y + 4.0))
            (line("interval", scale.at(*upper), y - 4.0, scale.at(*upper), y + 4.0))
            @if everyone {
                (diamond("dot", scale.at(*at) - 8.0, scale.at(*at), scale.at(*at) + 8.0, y, 8.0))
            } @else {
                circle class="dot" cx=(px(scale.at(*at))) cy=(px(y)) r="5" {}
            }
        },
    }
}
