//! Pictures of numbers. A bar in a table cell is all there is: the number itself stands in the next cell, so
//! the picture may be left out by whoever cannot see it, and it prints, reflows and keeps its outline in
//! forced colours.

use std::fmt;

/// Which part of the whole a bar stands for; its look is the stylesheet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// What is done.
    Done,
    /// What comes on top of it.
    Gain,
}

impl Bar {
    fn class(self) -> &'static str {
        match self {
            Bar::Done => "bar bar-done",
            Bar::Gain => "bar bar-gain",
        }
    }
}

/// A bar from `x0` to `x1` on a scale from 0 to 100, with a tick where the target lies. What lies outside the
/// scale is drawn at its end.
pub fn bar_cell(x0: f64, x1: f64, bar: Bar, tick: Option<f64>) -> BarCell {
    BarCell { x0: on_scale(x0), x1: on_scale(x1).max(on_scale(x0)), bar, tick: tick.map(on_scale) }
}

/// NaN has no place on a scale and is drawn at its beginning.
fn on_scale(x: f64) -> f64 {
    if x.is_nan() { 0.0 } else { x.clamp(0.0, 100.0) }
}

/// The picture; it displays as SVG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarCell {
    x0: f64,
    x1: f64,
    bar: Bar,
    tick: Option<f64>,
}

impl fmt::Display for BarCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="bar-cell" aria-hidden="true" focusable="false" width="100%" height="20"><rect class="bar-ground" x="0" y="2" width="100%" height="16"/><rect class="{}" x="{:.2}%" y="2" width="{:.2}%" height="16"/>"#,
            self.bar.class(),
            self.x0,
            self.x1 - self.x0,
        )?;
        if let Some(tick) = self.tick {
            write!(f, r#"<line class="bar-tick" x1="{tick:.2}%" x2="{tick:.2}%" y1="0" y2="20"/>"#)?;
        }
        f.write_str("</svg>")
    }
}

// Nothing in it comes from outside: numbers and class names only.
impl askama::filters::HtmlSafe for BarCell {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_begins_and_ends_where_its_numbers_say() {
        let svg = bar_cell(20.0, 61.5, Bar::Gain, Some(90.0)).to_string();
        assert!(svg.contains(r#"class="bar bar-gain" x="20.00%" y="2" width="41.50%""#), "{svg}");
        assert!(svg.contains(r#"x1="90.00%" x2="90.00%""#), "{svg}");
        assert!(!bar_cell(0.0, 1.0, Bar::Done, None).to_string().contains("bar-tick"));
    }

    #[test]
    fn nothing_is_drawn_outside_the_scale() {
        let over = bar_cell(-5.0, 120.0, Bar::Done, Some(300.0)).to_string();
        assert!(
            over.contains(r#"x="0.00%" y="2" width="100.00%""#) && over.contains(r#"x1="100.00%""#),
            "{over}"
        );
        let backwards = bar_cell(80.0, 10.0, Bar::Done, None).to_string();
        assert!(backwards.contains(r#"width="0.00%""#), "{backwards}");
        assert!(bar_cell(f64::NAN, f64::NAN, Bar::Done, None).to_string().contains(r#"width="0.00%""#));
    }

    #[test]
    fn the_picture_has_no_style_of_its_own() {
        assert!(!bar_cell(0.0, 50.0, Bar::Done, Some(90.0)).to_string().contains("style"));
    }
}
