//! Lines over time. Drawn twice, for wide and for narrow screens: one picture shrunk to a phone would have letters nobody
//! can read. What it shows is said in its description, and every page has the same numbers in a table.

use std::fmt::{self, Write};

use madoguchi_vocab::Date;

/// How a line looks: never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What was: a full line with dots.
    Actual,
    /// What is planned: dashes, in steps.
    Planned,
    /// Where it points: dots, with a band.
    Expected,
    /// What was, of something else: dashes with squares.
    Second,
    /// What was, of a third: a thin line with triangles.
    Third,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Actual => "line-actual",
            Look::Planned => "line-planned",
            Look::Expected => "line-expected",
            Look::Second => "line-second",
            Look::Third => "line-third",
        }
    }

    /// Whether its points are measurements, each of which is marked.
    fn is_measured(self) -> bool {
        matches!(self, Look::Actual | Look::Second | Look::Third)
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// How it looks.
    pub look: Look,
    /// Its points, oldest first.
    pub points: Vec<(Date, f64)>,
    /// Between which values each point may lie, where that is known.
    pub band: Vec<(Date, f64, f64)>,
}

/// A picture of lines; it displays as two SVGs of which one is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// What it is called on its page: no two charts of a page have the same.
    pub id: &'static str,
    /// What it is about.
    pub title: String,
    /// What it says, in a sentence.
    pub says: String,
    /// The lines.
    pub lines: Vec<Line>,
    /// The target, and its name.
    pub target: Option<(f64, String)>,
}

/// One of the two sizes.
struct Size {
    class: &'static str,
    mark: char,
    width: f64,
    height: f64,
    dates: usize,
}

const SIZES: [Size; 2] = [
    Size { class: "chart chart-wide", mark: 'w', width: 720.0, height: 320.0, dates: 6 },
    Size { class: "chart chart-narrow", mark: 'n', width: 360.0, height: 300.0, dates: 3 },
];
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 16.0;
const LETTER: f64 = 16.0;

impl LineChart {
    /// Whether there is anything to draw.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|l| l.points.is_empty())
    }

    fn days(&self) -> Option<(Date, Date)> {
        let days = || self.lines.iter().flat_map(|l| &l.points).map(|(day, _)| *day);
        Some((days().min()?, days().max()?))
    }

    /// From 0, or from below it, to a round number above everything.
    fn values(&self) -> (f64, f64, f64) {
        let points = self.lines.iter().flat_map(|l| &l.points).map(|p| p.1);
        let bands = self.lines.iter().flat_map(|l| &l.band).flat_map(|b| [b.1, b.2]);
        let all = points.chain(bands).chain(self.target.as_ref().map(|t| t.0)).filter(|v| v.is_finite());
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let rough = ((high - low) / 5.0).max(0.001);
        let ten = 10.0_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * ten).into_iter().find(|s| *s >= rough).unwrap_or(rough);
        ((low / step).floor() * step, (high / step).ceil() * step, step)
    }

    fn draw(&self, size: &Size, out: &mut String) -> fmt::Result {
        let Some((first, last)) = self.days() else { return Ok(()) };
        let span = ((last - first).num_days() as f64).max(1.0);
        let (low, high, step) = self.values();
        let keys = self.lines.len() + usize::from(self.target.is_some());
        let bottom = size.height - 32.0 - LETTER * 1.5 * keys as f64;
        let x = |day: Date| LEFT + (day - first).num_days() as f64 / span * (size.width - LEFT - RIGHT);
        let y = |value: f64| bottom - (value.clamp(low, high) - low) / (high - low) * (bottom - TOP);
        let (id, mark) = (self.id, size.mark);
        write!(
            out,
            r#"<svg class="{}" role="img" aria-labelledby="{id}-{mark}-t {id}-{mark}-d" viewBox="0 0 {} {}"><title id="{id}-{mark}-t">{}</title><desc id="{id}-{mark}-d">{}</desc>"#,
            size.class,
            size.width,
            size.height,
            escaped(&self.title),
            escaped(&self.says),
        )?;
        // Behind everything else: a band hides nothing.
        for line in &self.lines {
            draw_band(line, &x, &y, out)?;
        }
        let right = size.width - RIGHT;
        for n in 0..=((high - low) / step).round() as u32 {
            let value = low + step * f64::from(n);
            let at = y(value);
            write!(
                out,
                r#"<line class="chart-grid" x1="{LEFT}" x2="{right}" y1="{at:.1}" y2="{at:.1}"/><text class="chart-text" x="{}" y="{:.1}" text-anchor="end">{}</text>"#,
                LEFT - 8.0,
                at + 5.0,
                tick(value),
            )?;
        }
        let mut said = String::new();
        for n in 0..size.dates {
            let day = first + chrono::Days::new((span * n as f64 / (size.dates - 1) as f64) as u64);
            // A month is named once, however short the time is.
            let month = day.format("%Y.%-m").to_string();
            if std::mem::replace(&mut said, month.clone()) == month {
                continue;
            }
            let anchor = if n + 1 == size.dates {
                "end"
            } else if n == 0 {
                "start"
            } else {
                "middle"
            };
            write!(
                out,
                r#"<text class="chart-text" x="{:.1}" y="{:.1}" text-anchor="{anchor}">{}</text>"#,
                x(day),
                bottom + 20.0,
                month,
            )?;
        }
        if let Some((value, _)) = &self.target {
            let at = y(*value);
            write!(
                out,
                r#"<line class="chart-target" x1="{LEFT}" x2="{right}" y1="{at:.1}" y2="{at:.1}"/>"#
            )?;
        }
        for line in &self.lines {
            draw_line(line, &x, &y, out)?;
        }
        self.draw_keys(bottom + 32.0, out)?;
        out.push_str("</svg>");
        Ok(())
    }

    fn draw_keys(&self, top: f64, out: &mut String) -> fmt::Result {
        let target = self.target.iter().map(|(_, name)| (None, name));
        for ((look, name), n) in self.lines.iter().map(|l| (Some(l.look), &l.name)).chain(target).zip(0_u32..)
        {
            let at = top + LETTER * 1.5 * f64::from(n) + 12.0;
            let class = look.map_or("chart-target", Look::class);
            write!(
                out,
                r#"<line class="{class}" x1="{LEFT}" x2="{}" y1="{:.1}" y2="{:.1}"/><text class="chart-text" x="{}" y="{at:.1}">{}</text>"#,
                LEFT + 40.0,
                at - 5.0,
                at - 5.0,
                LEFT + 48.0,
                escaped(name),
            )?;
            if let Some(look) = look.filter(|l| l.is_measured()) {
                draw_dot(look, LEFT + 20.0, at - 5.0, out)?;
            }
        }
        Ok(())
    }
}

fn draw_line(
    line: &Line,
    x: &impl Fn(Date) -> f64,
    y: &impl Fn(f64) -> f64,
    out: &mut String,
) -> fmt::Result {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for (day, value) in &line.points {
        // A plan moves at the end of its month, not on the way there.
        if line.look == Look::Planned
            && let Some((_, before)) = corners.last().copied()
        {
            corners.push((x(*day), before));
        }
        corners.push((x(*day), y(*value)));
    }
    let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    write!(out, r#"<polyline class="{}" fill="none" points="{}"/>"#, line.look.class(), points.join(" "))?;
    if line.look.is_measured() {
        for (x, y) in corners {
            draw_dot(line.look, x, y, out)?;
        }
    }
    Ok(())
}

/// A dot that tells its line from the others without colour.
fn draw_dot(look: Look, x: f64, y: f64, out: &mut String) -> fmt::Result {
    match look {
        Look::Second => {
            write!(
                out,
                r#"<rect class="line-dot" x="{:.1}" y="{:.1}" width="8" height="8"/>"#,
                x - 4.0,
                y - 4.0
            )
        }
        Look::Third => {
            let (left, right, low) = (x - 5.0, x + 5.0, y + 4.0);
            let top = y - 5.0;
            write!(
                out,
                r#"<polygon class="line-dot" points="{left:.1},{low:.1} {x:.1},{top:.1} {right:.1},{low:.1}"/>"#
            )
        }
        Look::Actual | Look::Planned | Look::Expected => {
            write!(out, r#"<circle class="line-dot" cx="{x:.1}" cy="{y:.1}" r="4"/>"#)
        }
    }
}

fn draw_band(
    line: &Line,
    x: &impl Fn(Date) -> f64,
    y: &impl Fn(f64) -> f64,
    out: &mut String,
) -> fmt::Result {
    if line.band.len() < 2 {
        return Ok(());
    }
    let there = line.band.iter().map(|(day, _, high)| (x(*day), y(*high)));
    let back = line.band.iter().rev().map(|(day, low, _)| (x(*day), y(*low)));
    let corners: Vec<String> = there.chain(back).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    write!(out, r#"<polygon class="chart-band" points="{}"/>"#, corners.join(" "))
}

fn tick(value: f64) -> String {
    let text = format!("{value:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    madoguchi_vocab::number::thousands(if short == "-0" { "0" } else { short })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl fmt::Display for LineChart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        for size in &SIZES {
            self.draw(size, &mut out)?;
        }
        f.write_str(&out)
    }
}

// Words in it are escaped; the rest is numbers and class names.
impl askama::filters::HtmlSafe for LineChart {}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: &[(&str, f64)], target: f64) -> LineChart {
        let points = points.iter().map(|(day, v)| (day.parse().unwrap(), *v)).collect();
        let line = Line { name: "<実績>".into(), look: Look::Actual, points, band: vec![] };
        LineChart {
            id: "rate",
            title: "率".into(),
            says: "率は \"上がって\" います".into(),
            lines: vec![line],
            target: Some((target, "目標".into())),
        }
    }

    #[test]
    fn both_sizes_say_what_they_show_and_nothing_is_taken_for_markup() {
        let svg = chart(&[("2026-01-31", 0.0), ("2026-02-28", 50.0)], 90.0).to_string();
        assert_eq!(svg.matches("role=\"img\"").count(), 2);
        assert_eq!(svg.matches("<desc id=").count(), 2);
        assert!(svg.contains("&lt;実績&gt;") && svg.contains("&quot;上がって&quot;"), "{svg}");
        for banned in ["style", "NaN", "inf", "<実績>"] {
            assert!(!svg.contains(banned), "{banned}: {svg}");
        }
    }

    /// The scale is 0 … 100 for 90: the target lies nine tenths up.
    #[test]
    fn a_value_lies_where_the_scale_says() {
        let chart = chart(&[("2026-01-31", 0.0), ("2026-02-28", 50.0)], 90.0);
        assert_eq!(chart.values(), (0.0, 100.0, 20.0));
        let svg = chart.to_string();
        // Wide: from 320 − 32 − 48 = 240 up to 16.
        assert!(svg.contains(r#"class="chart-target" x1="64" x2="704" y1="38.4""#), "{svg}");
        assert!(svg.contains(r#"points="64.0,240.0 704.0,128.0""#), "{svg}");
    }

    #[test]
    fn a_band_hides_neither_target_nor_lines_and_a_month_is_named_once() {
        let mut chart = chart(&[("2026-01-31", 40.0), ("2026-02-28", 50.0)], 90.0);
        let day = |text: &str| text.parse().unwrap();
        chart.lines[0].band = vec![(day("2026-01-31"), 30.0, 60.0), (day("2026-02-28"), 35.0, 95.0)];
        let svg = chart.to_string();
        let wide = svg.split("</svg>").next().unwrap();
        let at = |what: &str| wide.find(what).unwrap();
        assert!(at("chart-band") < at("chart-target") && at("chart-band") < at("line-actual"));
        assert_eq!((wide.matches(">2026.1<").count(), wide.matches(">2026.2<").count()), (1, 1), "{wide}");
    }

    #[test]
    fn one_point_and_none_and_hours_below_zero_are_drawn() {
        assert!(chart(&[], 90.0).is_empty());
        assert_eq!(chart(&[], 90.0).to_string(), "");
        assert!(!chart(&[("2026-01-31", 3.0)], 90.0).to_string().contains("NaN"));
        assert_eq!(chart(&[("2026-01-31", -25.0)], 100.0).values().0, -50.0);
    }
}
