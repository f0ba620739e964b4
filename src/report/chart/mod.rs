//! Charts as SVG, drawn from protected numbers only, each with a title and a description.

mod bars;
mod dots;
mod forest;
mod scale;

use maud::{Markup, html};

pub(super) use bars::{BarRow, StackedBars};
pub(super) use dots::{Better, DotPlot, DotRow, Mark};
pub(super) use forest::Forest;

/// Width of every chart in its own units.
const WIDTH: f64 = 960.0;

/// A chart's frame: named for assistive technology, scaled to the page.
fn frame(id: &str, title: &str, description: &str, height: f64, body: Markup) -> Markup {
    html! {
        svg role="img" viewBox={ "0 0 " (WIDTH) " " (px(height)) } aria-labelledby={ (id) "-t " (id) "-d" }
            xmlns="http://www.w3.org/2000/svg" {
            title id={ (id) "-t" } { (title) }
            desc id={ (id) "-d" } { (description) }
            (body)
        }
    }
}

/// A position, to a tenth.
fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A label cut to fit, with an ellipsis; the table beside the chart has it whole.
fn fitted(label: &str, most: usize) -> String {
    match label.chars().count() > most {
        true => label.chars().take(most - 1).chain(['\u{2026}']).collect(),
        false => label.to_owned(),
    }
}

fn text(x: f64, y: f64, class: &str, content: &str) -> Markup {
    html! { text class=(class) x=(px(x)) y=(px(y)) { (content) } }
}

fn line(class: &str, x1: f64, y1: f64, x2: f64, y2: f64) -> Markup {
    html! { line class=(class) x1=(px(x1)) y1=(px(y1)) x2=(px(x2)) y2=(px(y2)) {} }
}

fn diamond(class: &str, left: f64, middle: f64, right: f64, y: f64, half: f64) -> Markup {
    let points = [
        (left, y),
        (middle, y - half),
        (right, y),
        (middle, y + half),
    ];
    let points = points
        .map(|(x, y)| format!("{},{}", px(x), px(y)))
        .join(" ");
    html! { polygon class=(class) points=(points) {} }
}
