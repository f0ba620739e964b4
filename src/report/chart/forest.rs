//! A forest plot: each agency's estimate, the pooled one, and where a next agency may lie.

use maud::{Markup, html};

use super::scale::Scale;
use super::{WIDTH, diamond, fitted, frame, line, px, text};
use crate::evidence::PooledEffect;
use crate::kernel::stats::Interval;
use crate::longitudinal::Direction;
use crate::report::format;

/// The agencies of one measure at one wave.
pub(in crate::report) struct Forest<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub effect: &'a PooledEffect,
    pub symbol: &'a str,
    pub decimals: usize,
}

const LABELS: f64 = 220.0;
const FIGURES: f64 = 220.0;
const TOP: f64 = 30.0;
const ROW: f64 = 26.0;
const FOOT: f64 = 52.0;

impl Forest<'_> {
    pub(in crate::report) fn render(&self) -> Markup {
        let effect = self.effect;
        let rows = effect.agencies.len() + effect.not_pooled.len();
        let summary = effect
            .pooled
            .map_or(0, |pooled| 1 + usize::from(pooled.prediction.is_some()));
        let bottom = TOP + ROW * (rows + summary) as f64 + if summary > 0 { 8.0 } else { 0.0 };
        let scale = Scale::new(self.values(), LABELS + 20.0, WIDTH - FIGURES - 20.0, 7);
        let y = |row: usize| TOP + ROW * row as f64 + ROW / 2.0;
        let body = html! {
            (self.axis(&scale, bottom))
            @for (row, agency) in effect.agencies.iter().enumerate() {
                @let half = 3.0 + 9.0 * agency.weight.unwrap_or(0.2).sqrt();
                (self.labelled(&agency.agency, agency.mean_change, &agency.ci, y(row), "label"))
                (line("interval", scale.at(agency.ci.lower), y(row), scale.at(agency.ci.upper), y(row)))
                rect class="dot" x=(px(scale.at(agency.mean_change) - half)) y=(px(y(row) - half))
                    width=(px(2.0 * half)) height=(px(2.0 * half)) {}
            }
            @for (row, left_out) in (effect.agencies.len()..).zip(&effect.not_pooled) {
                @let words = if left_out.withheld { self.symbol } else { "no pairs" };
                (text(6.0, y(row) + 4.5, "label", &fitted(&left_out.agency, 32)))
                (text(WIDTH - FIGURES + 6.0, y(row) + 4.5, "absent", &format!("{words} (not pooled)")))
            }
            @if summary > 0 { (self.pooled(&scale, y(rows) + 8.0)) }
        };
        frame(self.id, self.title, self.description, bottom + FOOT, body)
    }

    fn values(&self) -> Vec<f64> {
        let own = self.effect.agencies.iter().map(|agency| agency.ci);
        let pooled = self.effect.pooled.iter();
        let pooled = pooled.flat_map(|pooled| [Some(pooled.summary.random.ci), pooled.prediction]);
        let intervals = own.chain(pooled.flatten());
        intervals
            .flat_map(|interval| [interval.lower, interval.upper])
            .collect()
    }

    fn axis(&self, scale: &Scale, bottom: f64) -> Markup {
        let (left, right) = match self.effect.direction {
            Direction::HigherIsBetter => ("\u{2190} worse", "better \u{2192}"),
            Direction::LowerIsBetter => ("\u{2190} better", "worse \u{2192}"),
        };
        let ticks = scale.ticks();
        html! {
            @for tick in &ticks {
                @let class = if *tick == 0.0 { "zero" } else { "grid" };
                (line(class, scale.at(*tick), TOP - 4.0, scale.at(*tick), bottom))
                (text(scale.at(*tick), bottom + 18.0, "tick", &format::number(*tick, scale.decimals())))
            }
            @if ticks[0] < 0.0 { (text(scale.at(0.0) - 8.0, 18.0, "side end", left)) }
            @if ticks[ticks.len() - 1] > 0.0 { (text(scale.at(0.0) + 8.0, 18.0, "side", right)) }
            (text(LABELS + 20.0, bottom + 44.0, "axis-title", "Mean change in score, with 95% interval"))
        }
    }

    fn labelled(&self, label: &str, at: f64, ci: &Interval, y: f64, class: &str) -> Markup {
        let (at, ci) = (
            format::signed(at, self.decimals),
            format::interval(ci, self.decimals),
        );
        html! {
            (text(6.0, y + 4.5, class, &fitted(label, 32)))
            (text(WIDTH - FIGURES + 6.0, y + 4.5, class, &format!("{at} ({ci})")))
        }
    }

    fn pooled(&self, scale: &Scale, y: f64) -> Markup {
        let Some(pooled) = self.effect.pooled else {
            return html! {};
        };
        let random = pooled.summary.random;
        let (lower, upper) = (scale.at(random.ci.lower), scale.at(random.ci.upper));
        html! {
            (line("rule", 0.0, y - ROW / 2.0 - 2.0, WIDTH, y - ROW / 2.0 - 2.0))
            (self.labelled("Pooled", random.mean, &random.ci, y, "label strong"))
            (diamond("dot", lower, scale.at(random.mean), upper, y, 8.0))
            @if let Some(prediction) = pooled.prediction {
                @let y = y + ROW;
                (text(6.0, y + 4.5, "label", "Next agency (prediction)"))
                (text(WIDTH - FIGURES + 6.0, y + 4.5, "label", &format::interval(&prediction, self.decimals)))
                (line("prediction", scale.at(prediction.lower), y, scale.at(prediction.upper), y))
                (line("interval", scale.at(prediction.lower), y - 5.0, scale.at(prediction.lower), y + 5.0))
                (line("interval", scale.at(prediction.upper), y - 5.0, scale.at(prediction.upper), y + 5.0))
            }
        }
    }
}
