//! A department arranges its work: who stands in for whom (代決), and to whom what arrives is given by itself.

use madoguchi_auth::{Deed, roster::reviews};
use madoguchi_store::{
    assign_rules, audit, people,
    substitutes::{self, Substitute},
};
use madoguchi_vocab::{Date, Role, StaffId, normalise};
use madoguchi_workflow::Level;
use uuid::Uuid;

use crate::{App, Result, StaffPerson, Trouble};

/// So long somebody may be away.
const LONGEST_DAYS: i64 = 366;

/// Somebody will be away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who.
    pub absent: Option<StaffId>,
    /// Who stands in.
    pub deputy: Option<StaffId>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// To whom work of one paper is given, or of all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The paper; empty for all that have no rule of their own.
    pub slug: String,
    /// In this order; none where it is given out by hand.
    pub people: Vec<(StaffId, String, Passed)>,
    /// Who is next.
    pub next: Option<StaffPerson>,
}

/// Why somebody is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// They are not.
    No,
    /// They are away today.
    Away,
    /// They do not review here any more.
    Left,
}

impl App {
    /// Who stands in for whom in the own department, as far as it is not over.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role has no queue.
    pub async fn substitutes(&self, staff: &StaffPerson) -> Result<Vec<Substitute>> {
        staff.must(Deed::SeeQueue)?;
        Ok(substitutes::of_department(&self.store().reader(), &staff.department, self.today()).await?)
    }

    /// Says that somebody stands in for somebody.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if something cannot be taken, [`Trouble::NotAllowed`] if the role may not say so.
    pub async fn add_substitute(&self, staff: &StaffPerson, said: &Absence) -> Result<()> {
        staff.must(Deed::ArrangeWork)?;
        let people = self.colleagues(&staff.department).await?;
        let person = |field, id: Option<StaffId>, fits: fn(Role) -> bool| {
            let found = id.and_then(|id| people.iter().find(|p| p.id == id && fits(p.role)));
            found.ok_or_else(|| Trouble::amiss(field, "選んでください"))
        };
        let absent = person("absent", said.absent, approves)?;
        let deputy = person("deputy", said.deputy, reviews)?;
        if absent.id == deputy.id {
            return Err(Trouble::amiss("deputy", "本人は代理になれません。ほかの人を選んでください"));
        }
        // Nobody gives out, or takes, more than they have.
        if Level::of(staff.role) < Level::of(absent.role) {
            return Err(Trouble::amiss("absent", "課長の代理は、課長が決めます。課長に頼んでください"));
        }
        let day = |field, day: Option<Date>| {
            day.ok_or_else(|| Trouble::amiss(field, "2026-11-24 のように書いてください"))
        };
        let (from, until) = (day("from", said.from)?, day("until", said.until)?);
        if until < from || until < self.today() {
            return Err(Trouble::amiss("until", "はじめの日か今日よりあとにしてください"));
        }
        if (until - from).num_days() > LONGEST_DAYS {
            return Err(Trouble::amiss("until", "1 年までにしてください"));
        }
        let reason = normalise::prose(&said.reason);
        if reason.is_empty() || reason.chars().count() > 200 {
            return Err(Trouble::amiss("reason", "200 文字までで書いてください"));
        }
        let there =
            substitutes::of_department(&self.store().reader(), &staff.department, self.today()).await?;
        let both = |s: &Substitute| s.from <= until && s.until >= from;
        if let Some(other) = there.iter().find(|s| both(s) && s.absent == absent.id) {
            let words = format!(
                "{}さんの代理は、{}から{}まで{}さんに決まっています",
                absent.name, other.from, other.until, other.deputy_name
            );
            return Err(Trouble::amiss("from", words));
        }
        if let Some(other) = there.iter().find(|s| both(s) && s.absent == deputy.id) {
            let words = format!(
                "{}さんは、{}から{}まで不在です。ほかの人を選んでください",
                deputy.name, other.from, other.until
            );
            return Err(Trouble::amiss("deputy", words));
        }
        let mut tx = self.store().begin().await?;
        let id = self.0.ids.uuid();
        substitutes::insert(&mut tx, id, (absent.id, deputy.id), (from, until), &reason).await?;
        let said = format!("{} {} {from} {until}", absent.login, deputy.login);
        let actor = serde_json::to_value(staff.actor())?;
        audit::note_why(&mut tx, self.now(), actor, "named-deputy", &said, &reason).await?;
        Ok(tx.commit().await?)
    }

    /// Takes that back.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not the department's, or over.
    pub async fn remove_substitute(&self, staff: &StaffPerson, id: Uuid) -> Result<()> {
        staff.must(Deed::ArrangeWork)?;
        let there =
            substitutes::of_department(&self.store().reader(), &staff.department, self.today()).await?;
        let known = there.iter().find(|s| s.id == id).ok_or(Trouble::NotFound)?;
        let mut tx = self.store().begin().await?;
        substitutes::remove(&mut tx, id).await?;
        let said = format!("{} {}", known.absent_name, known.deputy_name);
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "removed-deputy", &said)
            .await?;
        Ok(tx.commit().await?)
    }

    /// For whom a person stands in today, and until when.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn stands_in_for(&self, staff: &StaffPerson) -> Result<Vec<Substitute>> {
        Ok(substitutes::of_deputy(&self.store().reader(), staff.id, self.today()).await?)
    }

    /// The rules of the own department, that for all papers first, with who is next.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not arrange work.
    pub async fn turns(&self, staff: &StaffPerson) -> Result<Vec<Turns>> {
        staff.must(Deed::ArrangeWork)?;
        let reader = self.store().reader();
        let away = substitutes::away(&reader, &staff.department, self.today()).await?;
        let mut all = Vec::new();
        for rule in assign_rules::of_department(&reader, &staff.department).await? {
            let mut people = Vec::new();
            for id in &rule.people {
                let row = people::staff_by_id(&reader, *id).await?;
                let Some(row) = row else { continue };
                let passed = match () {
                    () if !row.active || row.department != rule.department || !reviews(row.role) => {
                        Passed::Left
                    }
                    () if away.contains(id) => Passed::Away,
                    () => Passed::No,
                };
                people.push((*id, row.name, passed));
            }
            let next = self.whose_turn(&rule).await?;
            all.push(Turns { slug: rule.slug, people, next });
        }
        Ok(all)
    }

    /// Who may be given work in the own department, by name.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role may not arrange work.
    pub async fn reviewers(&self, staff: &StaffPerson) -> Result<Vec<StaffPerson>> {
        staff.must(Deed::ArrangeWork)?;
        let mut all = self.colleagues(&staff.department).await?;
        all.retain(|p| reviews(p.role));
        Ok(all)
    }

    /// Gives work of one paper, or of all others (an empty `slug`), to these in turn; to nobody by itself where there are
    /// none.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if the paper or one of the people is not the department's.
    pub async fn set_turns(&self, staff: &StaffPerson, slug: &str, people: &[StaffId]) -> Result<()> {
        let known = self.reviewers(staff).await?;
        let own = |p: &std::sync::Arc<crate::Published>| {
            p.paper.procedure.department == staff.department && p.paper.slug.as_str() == slug
        };
        if !slug.is_empty() && !self.papers().published().any(own) {
            return Err(Trouble::amiss("slug", "選んでください"));
        }
        let mut once: Vec<StaffId> = Vec::new();
        for id in people {
            if !known.iter().any(|p| p.id == *id) {
                return Err(Trouble::amiss("people", "この課で審査ができる人を選んでください"));
            }
            if !once.contains(id) {
                once.push(*id);
            }
        }
        let mut tx = self.store().begin().await?;
        assign_rules::put(&mut tx, &staff.department, slug, &once).await?;
        let said = format!("{} {}", if slug.is_empty() { "*" } else { slug }, once.len());
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "set-turns", &said).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a rule out: the one for all others holds then, if there is one.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none.
    pub async fn remove_turns(&self, staff: &StaffPerson, slug: &str) -> Result<()> {
        staff.must(Deed::ArrangeWork)?;
        let mut tx = self.store().begin().await?;
        assign_rules::remove(&mut tx, &staff.department, slug).await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "removed-turns", slug).await?;
        Ok(tx.commit().await?)
    }
}

/// Whether somebody with this role approves, so that another may stand in for them.
fn approves(role: Role) -> bool {
    matches!(role, Role::Approver | Role::DepartmentHead)
}
