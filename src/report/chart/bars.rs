//! Stacked bars of counts, each row to its own whole.

use maud::{Markup, html};

use super::{WIDTH, fitted, frame, px, text};
use crate::disclosure::Count;
use crate::report::format;

/// One bar: its label, its whole, and one part a key.
pub(in crate::report) struct BarRow {
    pub label: String,
    pub whole: Count,
    pub counts: Vec<Count>,
}

/// Bars that split counts by the same keys; a key's class gives its fill and pattern.
pub(in crate::report) struct StackedBars<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub keys: &'static [(&'static str, &'static str)],
    pub rows: Vec<BarRow>,
}

/// A piece of a bar.
struct Segment {
    x: f64,
    width: f64,
    words: String,
    class: &'static str,
}

const LABELS: f64 = 250.0;
const TOP: f64 = 34.0;
const ROW: f64 = 34.0;
const BAR: f64 = 24.0;

/// The part of a bar whose split is protected; its length is the whole less what is shown.
const PROTECTED: (&str, &str) = ("protected", "protected");

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
            "worse" => Some(format!("fill:url(#{}-hatch)", self.id)),
            "unknown" => Some(format!("fill:url(#{}-dots)", self.id)),
            _ => None,
        }
    }

    fn key(&self) -> Markup {
        let hides = |row: &BarRow| row.counts.iter().any(|count| count.is_suppressed());
        let protected = self.rows.iter().any(hides).then_some(&PROTECTED);
        let mut next = LABELS;
        let mut entries = Vec::new();
        for &(name, class) in self.keys.iter().chain(protected) {
            entries.push((next, name, class));
            next += 38.0 + 7.6 * name.chars().count() as f64;
        }
        html! {
            @for (x, name, class) in entries {
                rect class={ "key " (class) } style=[self.fill(class)] x=(px(x)) y="4" width="16" height="16" {}
                (text(x + 22.0, 17.0, "label", name))
            }
        }
    }

    fn bar(&self, row: &BarRow, y: f64) -> Markup {
        let middle = y + BAR / 2.0 + 4.5;
        html! {
            (text(6.0, middle, "label", &fitted(&row.label, 37)))
            @match self.segments(row) {
                Ok(segments) => {
                    @for segment in segments { (self.segment(&segment, y, middle)) }
                }
                Err(words) => (text(LABELS, middle, "absent", words)),
            }
        }
    }

    fn segment(&self, segment: &Segment, y: f64, middle: f64) -> Markup {
        let Segment {
            x,
            width,
            words,
            class,
        } = segment;
        let room = 8.0 * words.chars().count() as f64;
        html! {
            rect class={ "part " (class) } style=[self.fill(class)] x=(px(*x)) y=(px(y)) width=(px(*width))
                height=(px(BAR)) {}
            @if *width > 12.0 + room {
                @if self.fill(class).is_some() {
                    rect class="plate" x=(px(x + width / 2.0 - 5.0 - room / 2.0)) y=(px(y + 4.0))
                        width=(px(10.0 + room)) height=(px(BAR - 8.0)) {}
                }
                (text(x + width / 2.0, middle, &format!("inside {class}"), words))
            }
        }
    }

    /// The pieces of a bar, or why there are none. What is hidden is one piece, as long as the rest of the whole, which
    /// a reader can work out from the table as well.
    fn segments(&self, row: &BarRow) -> Result<Vec<Segment>, &'static str> {
        let shown: u64 = row.counts.iter().filter_map(|count| count.shown()).sum();
        let hidden = row.counts.iter().find(|count| count.is_suppressed());
        let whole = match (row.whole.shown(), hidden) {
            (_, None) => shown,
            (Some(whole), Some(_)) => whole.max(shown),
            (None, Some(_)) => return Err("not drawn: its whole is protected"),
        };
        if whole == 0 {
            return Err("nobody");
        }
        let parts = row
            .counts
            .iter()
            .zip(self.keys)
            .filter_map(|(count, (_, class))| {
                let value = count.shown().filter(|&value| value > 0)?;
                Some((value, format::thousands(value), *class))
            });
        let rest = hidden.map(|count| (whole - shown, count.to_string(), PROTECTED.1));
        let mut x = LABELS;
        let place = |(value, words, class): (u64, String, &'static str)| {
            let width = (WIDTH - LABELS - 4.0) * value as f64 / whole as f64;
            x += width;
            Segment {
                x: x - width,
                width,
                words,
                class,
            }
        };
        Ok(parts.chain(rest).map(place).collect())
    }
}
