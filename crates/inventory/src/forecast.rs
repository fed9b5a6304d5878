//! Two looks ahead, and never one line: what the release calendar promises, step by step, and where the last measurements
//! point, with how far off that may be.

use madoguchi_vocab::Date;

use crate::{
    Month,
    facts::{Fact, Standing},
    plan::{Gain, Goal, Planned, Progress},
    rate::PartialRule,
};

/// What is to go online in which month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The procedure.
    pub procedure: String,
    /// The month by whose end it is to be online.
    pub month: Month,
}

/// What the release calendar promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The rates at the end of each month, from this one on.
    pub months: Vec<Planned>,
    /// Procedures whose month is over and that are not online. They are counted from this month on.
    pub late: Vec<String>,
    /// Procedures whose volume is unknown: they move only the rate of procedures.
    pub unknown: Vec<String>,
    /// Procedures that nothing is to be expected of: online already, out of scope or gone.
    pub idle: Vec<String>,
}

impl Calendar {
    /// The first month at whose end the target is reached.
    pub fn reaches(&self, goal: Goal, target: u32) -> Option<Month> {
        let reached = |p: &&Planned| p.progress.rate(goal).is_some_and(|r| r.reaches(target));
        self.months.iter().find(reached).map(|p| p.month)
    }
}

/// The rates at the end of every month from that of `as_of` up to `until`, if each release comes in its month and nothing
/// else changes. A procedure that is named twice goes online in the earlier month.
pub fn calendar(
    facts: &[Fact],
    releases: &[Release],
    rule: PartialRule,
    as_of: Date,
    until: Month,
) -> Calendar {
    let (now, mut out) = (Month::of(as_of), Calendar::default());
    let mut releases = releases.to_vec();
    releases.sort_by(|a, b| (&a.procedure, a.month).cmp(&(&b.procedure, b.month)));
    releases.dedup_by(|b, a| a.procedure == b.procedure);
    let mut gains: Vec<(Month, Gain)> = vec![];
    for release in releases {
        let fact = facts.iter().find(|f| f.id == release.procedure);
        let Some((fact, gain)) = fact.and_then(|f| Some((f, Gain::of(f, rule)?))) else {
            out.idle.push(release.procedure);
            continue;
        };
        if release.month < now {
            out.late.push(release.procedure.clone());
        }
        if fact.total.is_none() {
            out.unknown.push(release.procedure);
        }
        gains.push((release.month.max(now), gain));
    }
    let start = Progress::of(facts, rule, as_of);
    out.months = (0..=u32::try_from(until.since(now)).unwrap_or(0))
        .map(|n| now.plus(n))
        .map(|month| Planned {
            month,
            progress: gains.iter().filter(|(m, _)| *m <= month).fold(start, |sum, (_, g)| sum.with(*g)),
        })
        .collect();
    out
}

/// Procedures that can still go online.
pub fn open_ids(facts: &[Fact]) -> std::collections::BTreeSet<String> {
    let open = |f: &&Fact| matches!(f.standing, Standing::NotYet | Standing::Partly);
    facts.iter().filter(open).map(|f| f.id.clone()).collect()
}

/// A straight line through measurements (ordinary least squares), with what it takes to say how far off it may be.
///
/// With n points (x, y), x̄ and ȳ their means and Sxx = Σ(x − x̄)²: slope b = Σ(x − x̄)(y − ȳ) / Sxx, value
/// ŷ(x) = ȳ + b (x − x̄), s² = Σ(y − ŷ)² / (n − 2). The interval in which a new measurement at x lies 19 times in 20 is
/// ŷ(x) ± t · s · √(1 + 1/n + (x − x̄)² / Sxx), t the 97.5 % point of Student's distribution with n − 2 degrees of freedom.
/// It supposes that measurements scatter evenly and independently around a line, which no rate does for ever: it is a
/// direction, not a promise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// How many measurements.
    pub points: usize,
    /// The day of the last.
    pub last: Date,
    first: Date,
    mean_x: f64,
    mean_y: f64,
    slope: f64,
    sxx: f64,
    spread: f64,
    quantile: f64,
}

/// A value and the interval around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The least to expect.
    pub low: f64,
    /// On the line.
    pub mid: f64,
    /// The most to expect.
    pub high: f64,
}

/// When the line meets a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The first day on which the upper end of the interval does; none within the time looked at.
    pub earliest: Option<Date>,
    /// The first day on which the line does.
    pub likely: Option<Date>,
    /// The first day on which the lower end does.
    pub latest: Option<Date>,
}

/// The line through measurements. None with fewer than three, or when all are of one day: two points always lie on a line,
/// and say nothing about how far off it is.
pub fn trend(measurements: &[(Date, f64)]) -> Option<Trend> {
    let n = measurements.len();
    let (first, last) = (measurements.iter().map(|m| m.0).min()?, measurements.iter().map(|m| m.0).max()?);
    if n < 3 || first == last || measurements.iter().any(|m| !m.1.is_finite()) {
        return None;
    }
    let count = n as f64;
    let x = |day: Date| (day - first).num_days() as f64;
    let mean_x = measurements.iter().map(|m| x(m.0)).sum::<f64>() / count;
    let mean_y = measurements.iter().map(|m| m.1).sum::<f64>() / count;
    let sxx: f64 = measurements.iter().map(|m| (x(m.0) - mean_x).powi(2)).sum();
    let slope = measurements.iter().map(|m| (x(m.0) - mean_x) * (m.1 - mean_y)).sum::<f64>() / sxx;
    let squares: f64 = measurements.iter().map(|m| (m.1 - mean_y - slope * (x(m.0) - mean_x)).powi(2)).sum();
    Some(Trend {
        points: n,
        last,
        first,
        mean_x,
        mean_y,
        slope,
        sxx,
        spread: (squares / (count - 2.0)).sqrt(),
        quantile: student(n - 2),
    })
}

impl Trend {
    /// What to expect on a day.
    pub fn on(&self, day: Date) -> Band {
        let x = (day - self.first).num_days() as f64 - self.mean_x;
        let mid = self.mean_y + self.slope * x;
        let off = self.quantile * self.spread * (1.0 + 1.0 / self.points as f64 + x * x / self.sxx).sqrt();
        Band { low: mid - off, mid, high: mid + off }
    }

    /// How much it grows in a year.
    pub fn a_year(&self) -> f64 {
        self.slope * 365.25
    }

    /// When it meets a target, from a day on up to another.
    pub fn meets(&self, target: f64, from: Date, until: Date) -> Meeting {
        let first = |value: fn(&Band) -> f64| {
            from.iter_days().take_while(|day| *day <= until).find(|day| value(&self.on(*day)) >= target)
        };
        Meeting { earliest: first(|b| b.high), likely: first(|b| b.mid), latest: first(|b| b.low) }
    }
}

/// The last days of the months before that of `as_of`, oldest first, and `as_of` itself: the days on which rates are looked
/// at for a trend.
pub fn month_ends(as_of: Date, months: u32) -> Vec<Date> {
    let now = Month::of(as_of);
    (1..=months).rev().map(|back| now.minus(back).last_day()).chain([as_of]).collect()
}

/// The 97.5 % points of Student's distribution with 1 … 30 degrees of freedom.
const STUDENT: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// Beyond the table, the first two terms of its expansion around the normal distribution (Abramowitz & Stegun 26.7.5).
pub(crate) fn student(freedom: usize) -> f64 {
    let z = 1.959_964_f64;
    STUDENT.get(freedom.saturating_sub(1)).copied().unwrap_or_else(|| {
        let n = freedom as f64;
        z + (z.powi(3) + z) / (4.0 * n) + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * n * n)
    })
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-3, "{a} is not {b}");
    }

    /// Worked by hand: x = 0, 10, 20, 30, 40 days, y = 1, 3, 2, 5, 4. x̄ = 20, ȳ = 3, Sxx = 1000, Σ(x−x̄)(y−ȳ) = 80, so
    /// b = 0.08; residuals −0.4, 0.8, −1, 1.2, −0.6 with squares 3.6, so s² = 1.2. At x = 50: ŷ = 5.4,
    /// t(3) = 3.182, √(1 + 1/5 + 900/1000) = √2.1, and the half width is 3.182 · √1.2 · √2.1 = 5.0513.
    #[test]
    fn a_line_worked_by_hand() {
        let start = day("2026-01-01");
        let points: Vec<_> =
            [1.0, 3.0, 2.0, 5.0, 4.0].iter().zip(0..).map(|(y, n)| (start + Days::new(n * 10), *y)).collect();
        let trend = trend(&points).unwrap();
        let band = trend.on(start + Days::new(50));
        close(band.mid, 5.4);
        close(band.high - band.mid, 5.0513);
        close(band.mid - band.low, 5.0513);
        close(trend.a_year(), 29.22);
        let meeting = trend.meets(5.0, start + Days::new(40), start + Days::new(60));
        assert_eq!(meeting.likely, Some(start + Days::new(45)));
        assert_eq!(meeting.earliest, Some(start + Days::new(40)));
        assert_eq!(meeting.latest, None);
    }

    #[test]
    fn too_little_is_no_trend() {
        let a = day("2026-01-01");
        for points in [
            vec![],
            vec![(a, 1.0), (a + Days::new(30), 2.0)],
            vec![(a, 1.0), (a, 2.0), (a, 3.0)],
            vec![(a, 1.0), (a + Days::new(1), f64::NAN), (a + Days::new(2), 1.0)],
        ] {
            assert_eq!(trend(&points), None);
        }
    }

    #[test]
    fn the_quantiles_go_on_behind_the_table() {
        close(student(30), 2.042);
        close(student(40), 2.021);
        close(student(60), 2.000);
        close(student(120), 1.980);
        close(student(1_000_000), 1.960);
    }

    #[test]
    fn the_days_looked_at_are_ends_of_months_and_today() {
        let days: Vec<_> = month_ends(day("2026-03-15"), 2).iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-15"]);
    }
}
