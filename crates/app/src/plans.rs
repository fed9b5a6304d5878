//! Plans of what goes online when: saved, adopted as the release calendar, compared with what happened.

use std::collections::{BTreeMap, BTreeSet};

use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Blocker, Month, Plan, PlanWrong, Procedure, Progress, Realised, Standing, Step, open_ids,
};
use madoguchi_store::{
    audit,
    plans::{self, PlanRow},
};
use madoguchi_vocab::{Actor, Date, Instant, PlanId};

use crate::{App, RatesPage, Result, RoadAsked, StaffPerson, Trouble, road::question};

/// Further back than that nobody compares.
const MOST_MONTHS: u32 = 36;

/// A plan that was saved.
#[derive(Clone, Debug)]
pub struct SavedPlan {
    /// Which.
    pub id: PlanId,
    /// The plan.
    pub plan: Plan,
    /// When it was made.
    pub made_at: Instant,
    /// By whom; none by somebody whose name is not kept.
    pub by: Option<String>,
    /// Counts its changes.
    pub revision: i64,
    /// Whether the city goes by it.
    pub adopted: bool,
}

/// A plan beside what happened.
#[derive(Clone, Debug)]
pub struct PlanPage {
    /// The plan.
    pub saved: SavedPlan,
    /// What became of its steps.
    pub steps: Vec<(Step, Realised)>,
    /// The rules that stand in the way of a step today.
    pub rules: BTreeMap<String, Vec<Blocker>>,
    /// For each month from the one in which it was made: what was planned, and what came, where the month has begun.
    pub months: Vec<(Month, Progress, Option<Progress>)>,
    /// The day.
    pub today: Date,
}

/// When a plan begins, and how fast it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The first month of work.
    pub begins: Month,
    /// Days of work a month.
    pub days: u32,
    /// The day by which the target is to be reached.
    pub due: Date,
}

impl App {
    /// Saves what was ticked as a plan. The inner error is what is not right with it; then nothing is saved.
    ///
    /// # Errors
    /// [`crate::Trouble::NotAllowed`] if the role may not keep plans.
    pub async fn save_plan(
        &self,
        staff: &StaffPerson,
        name: &str,
        asked: &RoadAsked,
        pace: Pace,
    ) -> Result<std::result::Result<PlanId, PlanWrong>> {
        staff.must(Deed::KeepPlans)?;
        let page = self.road(asked).await?;
        let question = question(asked, &page.rates, &page.terms);
        let made = Plan::make(name, &page.road, &asked.chosen, &question, pace.due, (pace.begins, pace.days));
        let plan = match made {
            Ok(plan) => plan,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let (id, now, actor) = (PlanId(self.0.ids.uuid()), self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::insert(&mut tx, id, serde_json::to_value(&plan)?, now, actor.clone()).await?;
        audit::note(&mut tx, now, actor, "planned", &id.to_string()).await?;
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Every plan, the newest first.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn plans(&self) -> Result<Vec<SavedPlan>> {
        plans::all(&self.store().reader()).await?.into_iter().map(read).collect()
    }

    /// The plan the city goes by.
    ///
    /// # Errors
    /// [`crate::Trouble::Store`] if the cabinet fails.
    pub async fn adopted_plan(&self) -> Result<Option<SavedPlan>> {
        Ok(self.plans().await?.into_iter().find(|p| p.adopted))
    }

    /// A plan beside what happened.
    ///
    /// # Errors
    /// [`crate::Trouble::NotFound`] if there is none.
    pub async fn plan(&self, id: PlanId) -> Result<PlanPage> {
        let saved = read(plans::find(&self.store().reader(), id).await?)?;
        let today = self.today();
        let earliest = Month::of(today).minus(MOST_MONTHS);
        let past = self.past(Month::of(saved.plan.made_on).max(earliest)).await?;
        let rules = past.last().map_or_else(BTreeMap::new, |now| rules_in_the_way(&now.procedures));
        let steps = match past.last() {
            Some(now) => saved.plan.compared(&online(&past), &open_ids(&now.facts), today),
            None => saved.plan.compared(&BTreeMap::new(), &Default::default(), today),
        };
        let came: BTreeMap<Month, Progress> = past
            .iter()
            .map(|p| (Month::of(p.as_of), Progress::of(&p.facts, saved.plan.rule, p.as_of)))
            .collect();
        let mut months: Vec<Month> = saved.plan.planned().iter().map(|p| p.month).collect();
        months.extend(came.keys().copied());
        months.sort_unstable();
        months.dedup();
        let months = months.into_iter().map(|m| (m, saved.plan.by(m), came.get(&m).copied())).collect();
        Ok(PlanPage { saved, steps, rules, months, today })
    }

    /// Moves steps of a plan to other months and takes some out of it.
    ///
    /// # Errors
    /// [`crate::Trouble::Overtaken`] if somebody changed the plan since it was seen; [`crate::Trouble::Amiss`] if nothing would
    /// be left.
    pub async fn move_steps(
        &self,
        staff: &StaffPerson,
        id: PlanId,
        seen: i64,
        months: &BTreeMap<String, Month>,
        dropped: &BTreeSet<String>,
    ) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let saved = read(plans::find(&self.store().reader(), id).await?)?;
        let left = saved.plan.with_months(months).without(dropped).ok_or_else(|| {
            Trouble::amiss(
                "steps",
                "手続きが 1 つも残りません。計画ごと要らないときは「この計画を消す」を使ってください",
            )
        })?;
        let body = serde_json::to_value(left)?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::change(&mut tx, id, seen, body).await?;
        audit::note(&mut tx, now, actor, "replanned", &id.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The city goes by this plan from now on: its months are the release calendar.
    ///
    /// # Errors
    /// [`crate::Trouble::Overtaken`] if somebody changed the plan since it was seen.
    pub async fn adopt_plan(&self, staff: &StaffPerson, id: PlanId, seen: i64) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::adopt(&mut tx, id, seen).await?;
        audit::note(&mut tx, now, actor, "adopted", &id.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The city goes by this plan no more.
    ///
    /// # Errors
    /// [`crate::Trouble::Overtaken`] if somebody changed the plan since it was seen.
    pub async fn put_plan_aside(&self, staff: &StaffPerson, id: PlanId, seen: i64) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::put_aside(&mut tx, id, seen).await?;
        audit::note(&mut tx, now, actor, "put-aside", &id.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Throws a plan away.
    ///
    /// # Errors
    /// [`crate::Trouble::Overtaken`] if somebody changed the plan since it was seen.
    pub async fn remove_plan(&self, staff: &StaffPerson, id: PlanId, seen: i64) -> Result<()> {
        staff.must(Deed::KeepPlans)?;
        let (now, actor) = (self.now(), serde_json::to_value(staff.actor())?);
        let mut tx = self.store().begin().await?;
        plans::remove(&mut tx, id, seen).await?;
        audit::note(&mut tx, now, actor, "removed", &id.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The rules that stand in the way of each procedure, where there are any.
pub fn rules_in_the_way(procedures: &[Procedure]) -> BTreeMap<String, Vec<Blocker>> {
    let of = |p: &Procedure| p.blockers.iter().copied().filter(|b| b.is_of_rules()).collect::<Vec<_>>();
    procedures.iter().map(|p| (p.id.clone(), of(p))).filter(|(_, rules)| !rules.is_empty()).collect()
}

/// The first month by whose end each procedure was online.
fn online(past: &[RatesPage]) -> BTreeMap<String, Month> {
    let mut out = BTreeMap::new();
    for page in past {
        for fact in page.facts.iter().filter(|f| f.standing == Standing::Able) {
            out.entry(fact.id.clone()).or_insert_with(|| Month::of(page.as_of));
        }
    }
    out
}

fn read(row: PlanRow) -> Result<SavedPlan> {
    let by = match serde_json::from_value(row.actor)? {
        Actor::Staff { name, .. } => Some(name),
        Actor::Resident | Actor::System => None,
    };
    let plan = serde_json::from_value(row.body)?;
    Ok(SavedPlan { id: row.id, plan, made_at: row.made_at, by, revision: row.revision, adopted: row.adopted })
}
