//! Pictures of numbers. A bar in a table cell: the number itself stands in the next cell, so the picture may be left out
//! by whoever cannot see it, and it prints, reflows and keeps its outline in forced colours. Lines over time: see `line`.

mod line;

use std::fmt;

pub use line::{Line, LineChart, Look};

/// A bar of that length on a scale from 0 to 100, with a tick where the target lies. What lies outside the
/// scale is drawn at its end.
pub fn bar_cell(length: f64, tick: Option<f64>) -> BarCell {
    BarCell { from: 0.0, to: on_scale(length), look: "bar", tick: tick.map(on_scale) }
}

/// A bar from where the last one ended: forwards it adds, backwards it takes away.
pub fn bar_step(from: f64, to: f64, tick: f64) -> BarCell {
    let (from, to) = (on_scale(from), on_scale(to));
    let look = if to < from { "bar-less" } else { "bar-more" };
    BarCell { from: from.min(to), to: from.max(to), look, tick: Some(on_scale(tick)) }
}

/// NaN has no place on a scale and is drawn at its beginning.
fn on_scale(x: f64) -> f64 {
    if x.is_nan() { 0.0 } else { x.clamp(0.0, 100.0) }
}

/// The picture; it displays as SVG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarCell {
    from: f64,
    to: f64,
    look: &'static str,
    tick: Option<f64>,
}

impl fmt::Display for BarCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="bar-cell" aria-hidden="true" focusable="false" width="100%" height="20"><rect class="bar-ground" x="0" y="2" width="100%" height="16"/>"#,
        )?;
        if self.look == "bar" {
            write!(f, r#"<rect class="bar" x="0" y="2" width="{:.2}%" height="16"/>"#, self.to)?;
        } else {
            write!(
                f,
                r#"<rect class="{}" x="{:.2}%" y="3" width="{:.2}%" height="14"/>"#,
                self.look,
                self.from,
                self.to - self.from,
            )?;
        }
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
    fn a_bar_ends_where_its_number_says() {
        let svg = bar_cell(61.5, Some(90.0)).to_string();
        assert!(svg.contains(r#"class="bar" x="0" y="2" width="61.50%""#), "{svg}");
        assert!(svg.contains(r#"x1="90.00%" x2="90.00%""#), "{svg}");
        assert!(!bar_cell(1.0, None).to_string().contains("bar-tick"));
    }

    #[test]
    fn nothing_is_drawn_outside_the_scale() {
        let over = bar_cell(120.0, Some(300.0)).to_string();
        assert!(over.contains(r#"width="100.00%""#) && over.contains(r#"x1="100.00%""#), "{over}");
        for below in [-5.0, f64::NAN] {
            assert!(bar_cell(below, None).to_string().contains(r#"width="0.00%""#));
        }
    }

    #[test]
    fn a_step_begins_where_the_last_ended_and_tells_back_from_forth() {
        let more = bar_step(50.0, 84.0, 90.0).to_string();
        assert!(more.contains(r#"class="bar-more" x="50.00%" y="3" width="34.00%""#), "{more}");
        let less = bar_step(93.0, 90.0, 90.0).to_string();
        assert!(less.contains(r#"class="bar-less" x="90.00%" y="3" width="3.00%""#), "{less}");
    }

    #[test]
    fn the_picture_has_no_style_of_its_own() {
        assert!(!bar_cell(50.0, Some(90.0)).to_string().contains("style"));
    }
}
