//! How far the city is online, on any day.

use std::{collections::BTreeSet, sync::Arc};

use madoguchi_inventory::{
    Counts, Fact, Method, OpenLine, PartialRule, Procedure, Rate, Status, StatusChange, counted, facts,
    open_lines, rates, way, window,
};
use madoguchi_store::{ledger, papers, views::volumes};
use madoguchi_vocab::{Date, Instant, Slug};

use crate::{App, Papers, Result, open_data::is_fresh};

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

/// The rates of today as everybody sees them.
#[derive(Clone, Debug)]
pub struct PublicRates {
    /// The rates and what they were computed from.
    pub page: RatesPage,
    /// The use of each procedure, with what would tell of single people withheld.
    pub used: Vec<OpenLine>,
}

/// The rates of today as they were made last, and of what.
pub(crate) struct MadeRates {
    rates: Arc<PublicRates>,
    papers: Arc<Papers>,
    version: i64,
}

/// What was known of the past when.
#[derive(Clone, Copy)]
pub(crate) struct Knowing {
    /// The version of the inventory up to which it is asked since when what has held.
    pub(crate) version: i64,
    /// The moment up to which papers and submissions count.
    pub(crate) moment: Instant,
}

impl App {
    /// The rates at the end of a day; of today, as it is now.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn rates(&self, as_of: Date) -> Result<RatesPage> {
        self.rates_by(as_of, self.settings().partial_rule).await
    }

    /// The rates under a rule for 一部オンライン that is not the setting.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn rates_by(&self, as_of: Date, rule: PartialRule) -> Result<RatesPage> {
        let version = ledger::version(&self.store().reader()).await?;
        let kept = self.kept_on(as_of).await?;
        let (procedures, facts) =
            self.facts_of(kept.procedures, as_of, Knowing { version, moment: self.now() }).await?;
        Ok(RatesPage { rates: rates(&facts, rule, as_of), facts, procedures, as_of, rule })
    }

    /// The rates of today for everybody: made anew when papers or the inventory have changed, and otherwise at most once
    /// in ten minutes, for what is counted changes with every submission.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn public_rates(&self) -> Result<Arc<PublicRates>> {
        let (now, today, papers) = (self.now(), self.today(), self.papers());
        let version = ledger::version(&self.store().reader()).await?;
        let is_good = |at: Instant, made: &MadeRates| {
            is_fresh(at, now)
                && made.rates.page.as_of == today
                && made.version == version
                && Arc::ptr_eq(&made.papers, &papers)
        };
        let (app, of) = (self.clone(), papers.clone());
        let make = async move {
            let page = app.rates(today).await?;
            let used = open_lines(&page.procedures, &page.facts);
            Ok(MadeRates { rates: Arc::new(PublicRates { page, used }), papers: of, version })
        };
        Ok(self.0.public_rates.get(now, is_good, make).await?.rates.clone())
    }

    /// How the rows of an inventory counted on a day, as far as that was known.
    pub(crate) async fn facts_of(
        &self,
        mut procedures: Vec<Procedure>,
        as_of: Date,
        knowing: Knowing,
    ) -> Result<(Vec<Procedure>, Vec<Fact>)> {
        let reader = self.store().reader();
        let past = ledger::standings(&reader, knowing.version).await?;
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
        let end = end_of(as_of).min(knowing.moment);
        let open = self.open_on(as_of, knowing.moment).await?;
        if procedures.iter().any(|p| p.volume.method == Method::Counted) {
            let counts = self.counts(Instant::beginning_of(window(as_of)), end).await?;
            counted(&mut procedures, &counts, as_of);
        }
        let facts = facts(&procedures, &open, as_of, &past);
        Ok((procedures, facts))
    }

    /// The papers that were open at the end of a day, or at a moment before it.
    pub(crate) async fn open_on(&self, day: Date, moment: Instant) -> Result<BTreeSet<Slug>> {
        let open = papers::open_at(&self.store().reader(), end_of(day).min(moment)).await?;
        Ok(open.iter().filter_map(|slug| Slug::parse(slug).ok()).collect())
    }

    /// What came for each paper up to a moment and in it, by the way it came.
    pub(crate) async fn counts(&self, from: Instant, until: Instant) -> Result<Counts> {
        let mut counts = Counts::new();
        let behind = until.plus(chrono::Duration::microseconds(1));
        for row in volumes::between(&self.store().reader(), from, behind).await? {
            let Ok(slug) = Slug::parse(&row.slug) else { continue };
            let count = counts.entry(slug).or_default().entry(way(&row.channel)).or_default();
            *count += u64::try_from(row.count).unwrap_or(0);
        }
        Ok(counts)
    }
}

/// The last moment of a day.
pub(crate) fn end_of(day: Date) -> Instant {
    day.succ_opt()
        .map_or_else(|| Instant::beginning_of(day), Instant::beginning_of)
        .plus(-chrono::Duration::microseconds(1))
}
