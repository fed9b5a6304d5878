//! Where the last months of a rate point, from where it stands today; or why nobody can tell.
//!
//! A rate goes up by jumps, when a procedure goes online. A line laid through one jump promises that jump again every few
//! months, so a course is only drawn where the rate has moved more than once.

use madoguchi_vocab::Date;

use crate::forecast::{Band, Meeting, student};

/// Fewer measurements than that say nothing about how far off a line is.
pub const FEWEST: usize = 3;
/// A single move that makes up so much of everything that moved is one jump, whatever trembled beside it.
const ONE_JUMP: f64 = 0.8;

/// Why no course can be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unforeseen {
    /// There are only so many measurements.
    TooFew(usize),
    /// It has not moved in all that time.
    Still,
    /// It has moved once, by so much, up to the measurement of this day.
    OneJump {
        /// The measurement that first shows it.
        by: Date,
        /// In the unit of the measurements.
        points: f64,
    },
}

/// A random walk with drift (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 and 5.5),
/// for measurements that lie unevenly apart.
///
/// Between one measurement and the next lie Δx days and Δy; all of them together, of which there are m, span X days and Y.
/// The speed is b = Y / X, and σ² = Σ (Δy − b Δx)² / Δx / (m − 1). In h days the value is y + b h, y being the last
/// measurement, and 19 times in 20 within ± t σ √(h (1 + h / X)), t the 97.5 % point of Student's distribution with m − 1
/// degrees of freedom. So the line and its band begin at what is measured today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// How many measurements.
    pub points: usize,
    /// The day of the last.
    pub last: Date,
    value: f64,
    slope: f64,
    span: f64,
    spread: f64,
    quantile: f64,
}

/// The course of measurements, oldest first.
///
/// # Errors
/// Why there is none.
pub fn course(measurements: &[(Date, f64)]) -> Result<Course, Unforeseen> {
    let (&(first, begun), &(last, value)) = match (measurements.first(), measurements.last()) {
        (Some(a), Some(b)) if measurements.len() >= FEWEST && a.0 < b.0 => (a, b),
        _ => return Err(Unforeseen::TooFew(measurements.len())),
    };
    let moves: Vec<(Date, f64, f64)> = measurements
        .windows(2)
        .map(|pair| (pair[1].0, (pair[1].0 - pair[0].0).num_days().max(1) as f64, pair[1].1 - pair[0].1))
        .collect();
    let whole: f64 = moves.iter().map(|m| m.2.abs()).sum();
    let Some(largest) = moves.iter().copied().max_by(|a, b| a.2.abs().total_cmp(&b.2.abs())) else {
        return Err(Unforeseen::TooFew(measurements.len()));
    };
    if whole == 0.0 {
        return Err(Unforeseen::Still);
    }
    if largest.2.abs() >= whole * ONE_JUMP {
        return Err(Unforeseen::OneJump { by: largest.0, points: largest.2 });
    }
    let span = (last - first).num_days() as f64;
    let slope = (value - begun) / span;
    let squares: f64 = moves.iter().map(|(_, days, by)| (by - slope * days).powi(2) / days).sum();
    Ok(Course {
        points: measurements.len(),
        last,
        value,
        slope,
        span,
        spread: (squares / (moves.len() - 1) as f64).sqrt(),
        quantile: student(moves.len() - 1),
    })
}

impl Course {
    /// What to expect on a day; on the last day measured and before it, what was measured then.
    pub fn on(&self, day: Date) -> Band {
        let ahead = ((day - self.last).num_days() as f64).max(0.0);
        let mid = self.value + self.slope * ahead;
        let off = self.quantile * self.spread * (ahead * (1.0 + ahead / self.span)).sqrt();
        Band { low: mid - off, mid, high: mid + off }
    }

    /// How much it grows in a year.
    pub fn a_year(&self) -> f64 {
        self.slope * 365.25
    }

    /// When it meets a target, from the last day measured up to another.
    pub fn meets(&self, target: f64, until: Date) -> Meeting {
        let first = |value: fn(&Band) -> f64| {
            self.last.iter_days().take_while(|day| *day <= until).find(|day| value(&self.on(*day)) >= target)
        };
        Meeting { earliest: first(|b| b.high), likely: first(|b| b.mid), latest: first(|b| b.low) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    fn points(values: &[f64]) -> Vec<(Date, f64)> {
        let start: Date = "2026-01-01".parse().unwrap();
        values.iter().zip(0..).map(|(y, n)| (start + Days::new(n * 10), *y)).collect()
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-3, "{a} is not {b}");
    }

    /// Worked by hand: x = 0, 10, 20, 30 days, y = 1, 3, 2, 4. X = 30, b = 3 / 30 = 0.1; the moves miss 0.1 · 10 = 1 by
    /// 1, −2 and 1, so σ² = (1 + 4 + 1) / 10 / 2 = 0.3. In 30 days: 4 + 3 = 7, and with t(2) = 4.303 the half width is
    /// 4.303 · √0.3 · √(30 · 2) = 18.2561.
    #[test]
    fn a_course_worked_by_hand() {
        let measured = points(&[1.0, 3.0, 2.0, 4.0]);
        let course = course(&measured).unwrap();
        let band = course.on(measured[3].0 + Days::new(30));
        close(band.mid, 7.0);
        close(band.high - band.mid, 18.2561);
        close(band.mid - band.low, 18.2561);
        close(course.a_year(), 36.525);
    }

    #[test]
    fn a_course_begins_at_what_is_measured_today() {
        let measured = points(&[40.0, 41.0, 43.0, 44.0]);
        let course = course(&measured).unwrap();
        assert_eq!(course.on(course.last), Band { low: 44.0, mid: 44.0, high: 44.0 });
        let tomorrow = course.on(course.last + Days::new(1));
        assert!(tomorrow.low < tomorrow.mid && tomorrow.mid > 44.0, "{tomorrow:?}");
        let meeting = course.meets(50.0, course.last + Days::new(400));
        assert_eq!(meeting.likely, Some(course.last + Days::new(45)));
        assert!(meeting.earliest < meeting.likely);
    }

    #[test]
    fn one_jump_is_no_speed() {
        let measured = points(&[30.0, 30.0, 30.0, 70.0, 70.0]);
        assert_eq!(
            course(&measured),
            Err(Unforeseen::OneJump { by: measured[3].0, points: 40.0 }),
            "one procedure went online"
        );
        // Something trembles beside it: it is one jump all the same.
        assert!(matches!(course(&points(&[30.0, 30.5, 70.0, 70.0])), Err(Unforeseen::OneJump { .. })));
        // Down is a jump too.
        assert!(matches!(course(&points(&[70.0, 70.0, 30.0])), Err(Unforeseen::OneJump { .. })));
        assert!(course(&points(&[30.0, 50.0, 50.0, 70.0])).is_ok());
    }

    #[test]
    fn too_little_and_what_stands_still_have_no_course() {
        for few in [&[][..], &[40.0], &[40.0, 41.0]] {
            assert_eq!(course(&points(few)), Err(Unforeseen::TooFew(few.len())));
        }
        let day: Date = "2026-01-01".parse().unwrap();
        assert_eq!(course(&[(day, 1.0), (day, 2.0), (day, 3.0)]), Err(Unforeseen::TooFew(3)));
        assert_eq!(course(&points(&[40.0, 40.0, 40.0])), Err(Unforeseen::Still));
    }
}
