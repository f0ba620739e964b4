//! Stacked bars of counts, each row to its own whole.

use maud::{Markup, html};

use super::{WIDTH, fitted, frame, px, text};
use crate::disclosure::Count;
use crate::report::format;

/// One bar: its label and one count a key.
pub(in crate::report) struct BarRow {
    pub label: String,
    pub counts: Vec<Count>,
}

/// Bars that split counts by the same keys; a key's class gives its fill and pattern.
pub(in crate::report) struct StackedBars<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub keys: &'a [(&'a str, &'a str)],
    pub rows: Vec<BarRow>,
}

const LABELS: f64 = 250.0;
const TOP: f64 = 34.0;
const ROW: f64 = 34.0;
const BAR: f64 = 24.0;

impl StackedBars<'_> {
    pub(in crate::report) fn render(&self) -> Markup {
        let body = html! {
            (self.patterns())
            (self.key())
            @for (index, row) in self.rows.iter().enumerate() { (self.bar(row, TOP + ROW * index as f64)) }
        };
        let height = TOP + ROW * self.rows.len() as f64 + 4.0;
        frame(self.id, self.title, self.description, height, body)
    }

    /// Hatching, so that the parts can be told apart without colour.
    fn patterns(&self) -> Markup {
        html! {
            defs {
                pattern id={ (self.id) "-hatch" } width="7" height="7" patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)" {
                    rect class="worse" width="7" height="7" {}
                    rect class="stripe" width="2" height="7" {}
                }
                pattern id={ (self.id) "-dots" } width="7" height="7" patternUnits="userSpaceOnUse" {
                    rect class="pale" width="7" height="7" {}
                    circle class="speck" cx="2" cy="2" r="1.2" {}
                }
            }
        }
    }

    fn fill(&self, class: &str) -> Option<String> {
        match class {
            "worse" => Some(format!("url(#{}-hatch)", self.id)),
            "unknown" => Some(format!("url(#{}-dots)", self.id)),
            _ => None,
        }
    }

    fn key(&self) -> Markup {
        let mut x = LABELS;
        let mut entries = Vec::new();
        for (name, class) in self.keys {
            entries.push((x, *name, *class));
            x += 34.0 + 7.6 * name.chars().count() as f64;
        }
        html! {
            @for (x, name, class) in entries {
                rect class={ "key " (class) } style=[self.style(class)] x=(px(x)) y="4" width="16" height="16" {}
                (text(x + 22.0, 17.0, "label", name))
            }
        }
    }

    fn style(&self, class: &str) -> Option<String> {
        self.fill(class).map(|fill| format!("fill:{fill}"))
    }

    fn bar(&self, row: &BarRow, y: f64) -> Markup {
        let shown: Option<Vec<u64>> = row.counts.iter().map(|count| count.shown()).collect();
        let total: u64 = shown.iter().flatten().sum();
        let middle = y + BAR / 2.0 + 4.5;
        let words = match (&shown, total) {
            (None, _) => Some("not drawn: some of its numbers are protected"),
            (Some(_), 0) => Some("nobody"),
            _ => None,
        };
        html! {
            (text(6.0, middle, "label", &fitted(&row.label, 37)))
            @if let Some(words) = words {
                (text(LABELS, middle, "absent", words))
            } @else {
                @for (x, width, count, class) in self.segments(&shown.unwrap_or_default(), total) {
                    rect class={ "part " (class) } style=[self.style(class)] x=(px(x)) y=(px(y)) width=(px(width))
                        height=(px(BAR)) {}
                    @let number = format::thousands(count);
                    @if width > 12.0 + 8.0 * number.len() as f64 {
                        @if self.fill(class).is_some() {
                            rect class="plate" x=(px(x + width / 2.0 - 5.0 - 4.2 * number.len() as f64)) y=(px(y + 4.0))
                                width=(px(10.0 + 8.4 * number.len() as f64)) height=(px(BAR - 8.0)) {}
                        }
                        (text(x + width / 2.0, middle, &format!("inside {class}"), &number))
                    }
                }
            }
        }
    }

    fn segments(&self, counts: &[u64], total: u64) -> Vec<(f64, f64, u64, &str)> {
        let room = WIDTH - LABELS - 4.0;
        let mut x = LABELS;
        let mut segments = Vec::new();
        for (&count, (_, class)) in counts.iter().zip(self.keys) {
            let width = room * count as f64 / total as f64;
            if count > 0 {
                segments.push((x, width, count, *class));
            }
            x += width;
        }
        segments
    }
}
