//! Whether the target is met in time: by the release calendar, and by where the last months point.

use madoguchi_inventory::{
    Calendar, Course, Goal, Meeting, Month, Progress, Release, Unforeseen, calendar, course,
};
use madoguchi_vocab::Date;

use crate::{Aim, App, RatesPage, Result, SavedPlan};

/// A trend looks at so many months.
pub const TREND_MONTHS: u32 = 12;
/// How far ahead anybody looks, in months.
const AHEAD: u32 = 60;

/// Two looks ahead.
#[derive(Clone, Debug)]
pub struct OutlookPage {
    /// The rates at the ends of the last months, and today.
    pub past: Vec<(Date, Progress)>,
    /// The target, and the day it is measured by.
    pub aim: Aim,
    /// The plan whose months are the release calendar, and what it promises; none if no plan is adopted.
    pub calendar: Option<(SavedPlan, Calendar)>,
    /// Where the last months point, or why nobody can tell.
    pub course: std::result::Result<Course, Unforeseen>,
    /// When the course meets the target, from today on.
    pub meets: Option<Meeting>,
    /// The last month looked at.
    pub until: Month,
}

impl App {
    /// Both looks ahead, for オンライン化率（件数）.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn outlook(&self) -> Result<OutlookPage> {
        let months = self.months(self.today(), TREND_MONTHS).await?;
        self.outlook_of(&months).await
    }

    /// Both looks ahead from these months, of which today is the last.
    pub(crate) async fn outlook_of(&self, months: &[RatesPage]) -> Result<OutlookPage> {
        let (aim, today) = (self.aim().await?, self.today());
        let past: Vec<(Date, Progress)> = months
            .iter()
            .map(|page| (page.as_of, Progress::of(&page.facts, page.rule, page.as_of)))
            .collect();
        let plan = self.adopted_plan().await?;
        let this = Month::of(today);
        let last = plan.iter().flat_map(|p| &p.plan.steps).map(|s| s.month).max().unwrap_or(this);
        let until = last.max(Month::of(aim.due)).max(this.plus(TREND_MONTHS)).min(this.plus(AHEAD));
        let calendar = plan.zip(months.last()).map(|(plan, page)| {
            let releases: Vec<Release> = plan
                .plan
                .steps
                .iter()
                .map(|s| Release { procedure: s.procedure.clone(), month: s.month })
                .collect();
            let calendar = calendar(&page.facts, &releases, page.rule, today, until);
            (plan, calendar)
        });
        let points: Vec<(Date, f64)> =
            past.iter().filter_map(|(day, p)| Some((*day, p.rate(Goal::Volume)?.to_f64() * 100.0))).collect();
        let course = course(&points);
        let ahead = this.plus(AHEAD * 2).last_day();
        let meets = course.ok().map(|c| c.meets(f64::from(aim.target), ahead));
        Ok(OutlookPage { past, aim, calendar, course, meets, until })
    }
}
