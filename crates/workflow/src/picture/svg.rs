//! The picture as SVG: black on white in print, the colours of the reader in forced colours, nothing loaded.

use std::fmt::Write;

use super::{
    Words, arrows,
    layout::{BOX, lay_out},
};
use crate::definition::Definition;

/// A life as a picture. Its arrows bear the numbers of [`arrows`]; a list of them belongs beside it, which is also
/// what those read who do not see it. `title` is its name.
pub fn svg(d: &Definition, title: &str, words: &Words) -> String {
    let arrows = arrows(d);
    let drawing = lay_out(d, &arrows);
    let (width, height) = drawing.size;
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="life" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13" text-anchor="middle"><title>{}</title><rect width="{width}" height="{height}" fill="Canvas"/>"#,
        escaped(title),
    );
    for course in &drawing.courses {
        let points: Vec<_> = course.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let line = points.join(" ");
        write_all(&mut out, format_args!(r#"<polyline points="{line}" fill="none" stroke="currentColor"/>"#));
        if let [.., (fx, fy), (x, y)] = course.points[..] {
            let tip = tip((fx, fy), (x, y));
            write_all(&mut out, format_args!(r#"<path d="{tip}" fill="currentColor"/>"#));
        }
    }
    for (step, (x, y)) in &drawing.boxes {
        let round = if step.stage.is_final() { BOX.1 / 2 } else { 4 };
        let strong = if step.stage.is_final() { 2 } else { 1 };
        let word = words.step(step);
        // A long name is set closer; it never leaves its box.
        let room = BOX.0 - 16;
        let fit = if word.chars().count() as i32 * 13 > room {
            format!(r#" textLength="{room}" lengthAdjust="spacingAndGlyphs""#)
        } else {
            String::new()
        };
        write_all(
            &mut out,
            format_args!(
                r#"<rect x="{x}" y="{y}" width="{}" height="{}" rx="{round}" fill="Canvas" stroke="currentColor" stroke-width="{strong}"/><text x="{}" y="{}" fill="currentColor"{fit}>{}</text>"#,
                BOX.0,
                BOX.1,
                x + BOX.0 / 2,
                y + BOX.1 / 2 + 5,
                escaped(word),
            ),
        );
    }
    for (course, number) in drawing.courses.iter().zip(1..) {
        let (x, y) = course.number;
        let below = y + 4;
        write_all(
            &mut out,
            format_args!(
                r#"<circle cx="{x}" cy="{y}" r="10" fill="Canvas" stroke="currentColor"/><text x="{x}" y="{below}" font-size="11" fill="currentColor">{number}</text>"#
            ),
        );
    }
    out.push_str("</svg>\n");
    out
}

/// Writing to a string cannot fail.
fn write_all(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

/// The head of an arrow that comes from there and ends here.
fn tip(from: (i32, i32), to: (i32, i32)) -> String {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = dx.hypot(dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let (bx, by) = (f64::from(to.0) - 8.0 * ux, f64::from(to.1) - 8.0 * uy);
    let (lx, ly) = (-4.0 * uy, 4.0 * ux);
    format!("M{},{} L{:.1},{:.1} L{:.1},{:.1} Z", to.0, to.1, bx + lx, by + ly, bx - lx, by - ly)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Template;

    const WORDS: Words = Words { stage: |s| s.code(), action: |a| a.code(), who: |w| w.code() };

    #[test]
    fn a_name_cannot_break_the_picture() {
        let mut d = Template::Permit.definition();
        d.steps[0].title = Some("<script>\"&".into());
        let drawn = svg(&d, "a < b", &WORDS);
        assert!(drawn.contains("&lt;script&gt;&quot;&amp;") && !drawn.contains("<script"), "{drawn}");
        assert!(drawn.contains("<title>a &lt; b</title>"));
    }

    #[test]
    fn no_arrow_runs_through_a_box_that_is_not_its_own() {
        for template in Template::ALL {
            let d = template.definition();
            let arrows = arrows(&d);
            let drawing = lay_out(&d, &arrows);
            for (arrow, course) in arrows.iter().zip(&drawing.courses) {
                for (step, (x, y)) in &drawing.boxes {
                    // Straight ones go from one row to the next and cannot meet a third box.
                    for pair in course.points.windows(2).filter(|_| course.points.len() > 2) {
                        let [(ax, ay), (bx, by)] = [pair[0], pair[1]];
                        let crosses = ax.min(bx) < x + BOX.0
                            && ax.max(bx) > *x
                            && ay.min(by) < y + BOX.1
                            && ay.max(by) > *y;
                        let way = (arrow.from.key.as_str(), arrow.to.key.as_str());
                        assert!(!crosses, "{template:?}: {way:?} crosses {}", step.key);
                    }
                }
            }
        }
    }

    #[test]
    fn every_number_can_be_read() {
        for template in Template::ALL {
            let d = template.definition();
            let numbers: Vec<_> = lay_out(&d, &arrows(&d)).courses.iter().map(|c| c.number).collect();
            for (i, a) in numbers.iter().enumerate() {
                for b in &numbers[i + 1..] {
                    let apart = (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2);
                    assert!(apart >= 20 * 20, "{template:?}: numbers at {a:?} and {b:?} lie on each other");
                }
            }
        }
    }
}
