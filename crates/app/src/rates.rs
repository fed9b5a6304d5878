//! How far the city is online, on any day.

use std::collections::BTreeSet;

use chrono::{Days, NaiveTime};
use madoguchi_inventory::{Fact, PartialRule, Procedure, Rate, Status, StatusChange, facts, rates};
use madoguchi_store::{inventory, papers};
use madoguchi_vocab::{Date, Instant, Slug, time::jst};

use crate::{App, Result, Trouble};

/// The rates of a day with everything they were computed from.
#[derive(Clone, Debug)]
pub struct RatesPage {
    /// The four rates.
    pub rates: Vec<Rate>,
    /// How each procedure counts.
    pub facts: Vec<Fact>,
    /// The procedures.
    pub procedures: Vec<Procedure>,
    /// The day.
    pub as_of: Date,
    /// How 一部オンライン counts.
    pub rule: PartialRule,
}

impl App {
    /// The rates at the end of a day; of today, as it is now.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn rates(&self, as_of: Date) -> Result<RatesPage> {
        let procedures = self.procedures().await?;
        let reader = self.store().reader();
        let past = inventory::standings(&reader).await?;
        let past: Vec<StatusChange> = past
            .into_iter()
            .filter_map(|s| {
                Some(StatusChange {
                    status: Status::parse(&s.status)?,
                    procedure: s.procedure,
                    since: s.since,
                })
            })
            .collect();
        let open: BTreeSet<Slug> = papers::open_at(&reader, self.moment_of(as_of))
            .await?
            .iter()
            .filter_map(|slug| Slug::parse(slug).ok())
            .collect();
        let facts = facts(&procedures, &open, as_of, &past);
        let rule = PartialRule::Able;
        Ok(RatesPage { rates: rates(&facts, rule, as_of), facts, procedures, as_of, rule })
    }

    /// The inventory, in the order of its sheet.
    pub(crate) async fn procedures(&self) -> Result<Vec<Procedure>> {
        let rows = inventory::procedures(&self.store().reader()).await?;
        rows.into_iter()
            .map(serde_json::from_value)
            .collect::<std::result::Result<_, _>>()
            .map_err(Trouble::from)
    }

    /// The last moment of a day, or now if the day is not over.
    fn moment_of(&self, day: Date) -> Instant {
        let midnight = (day + Days::new(1)).and_time(NaiveTime::MIN);
        let end =
            midnight.and_local_timezone(jst()).single().map_or(self.now(), |t| Instant::from_utc(t.to_utc()));
        end.plus(-chrono::Duration::microseconds(1)).min(self.now())
    }
}
