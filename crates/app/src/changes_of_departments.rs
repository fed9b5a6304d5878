//! Departments are added, renamed, and go into one another (統合).

use std::collections::BTreeMap;

use madoguchi_auth::Deed;
use madoguchi_inventory::Closed;
use madoguchi_store::{
    On, audit,
    mergers::{self, Merger, Named},
    people::{self, Department},
};
use madoguchi_vocab::{Actor, Date, DepartmentId, normalise};
use madoguchi_workflow::Action;

use crate::{App, Result, StaffPerson, Trouble};

/// So much goes along in one round.
const HANDFUL: i64 = 500;
/// The most letters of what is written about a department.
const LONGEST: usize = 200;

/// A department, as an administrator sees it.
#[derive(Clone, Debug)]
pub struct DepartmentLine {
    /// The department.
    pub department: Department,
    /// How many people work there.
    pub people: i64,
    /// Into which it goes, or went.
    pub merger: Option<Merger>,
}

/// What still names a department, and so keeps it from going into another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Papers that are open to residents.
    pub papers: Vec<String>,
    /// Rows of the inventory.
    pub procedures: Vec<String>,
    /// In numbers.
    pub named: Named,
}

impl Names {
    /// Whether it may go: submissions that are open go along.
    pub fn lets_go(&self) -> bool {
        let Named { people, transfers, drafts, opinions, open: _ } = self.named;
        self.papers.is_empty() && self.procedures.is_empty() && people + transfers + drafts + opinions == 0
    }
}

impl App {
    /// Departments that have not gone into another, with their names.
    pub async fn open_departments(&self) -> Result<BTreeMap<DepartmentId, String>> {
        let gone: Vec<_> = self.mergers().await?.into_iter().filter(|m| m.done_at.is_some()).collect();
        let open = |d: &&Department| !gone.iter().any(|m| m.department == d.id);
        Ok(self.departments().iter().filter(open).map(|d| (d.id.clone(), d.name.clone())).collect())
    }

    /// Departments that have gone into another: since when, and which one has their work now.
    pub(crate) async fn closed(&self, on: impl Into<On<'_>>) -> Result<BTreeMap<DepartmentId, Closed>> {
        let gone: Vec<_> = mergers::all(on).await?.into_iter().filter(|m| m.done_at.is_some()).collect();
        let heirs: BTreeMap<_, _> = gone.iter().map(|m| (&m.department, &m.into)).collect();
        let heir = |m: &Merger| {
            // An heir may have gone too; nobody is their own heir, and as many steps as there are mergers are enough.
            (0..gone.len()).fold(&m.into, |heir, _| heirs.get(heir).copied().unwrap_or(heir)).clone()
        };
        let closed = |m: &Merger| (m.department.clone(), Closed { on: m.from_day, into: Some(heir(m)) });
        Ok(gone.iter().map(closed).collect())
    }

    async fn mergers(&self) -> Result<Vec<Merger>> {
        Ok(mergers::all(&self.store().reader()).await?)
    }

    /// All departments, for who tends them.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role does not.
    pub async fn department_lines(&self, staff: &StaffPerson) -> Result<Vec<DepartmentLine>> {
        staff.must(Deed::TendPeople)?;
        let mut mergers = self.mergers().await?;
        let everybody = self.everybody().await?;
        let line = |department: &Department| DepartmentLine {
            people: everybody.iter().filter(|a| a.active && a.department == department.id).count() as i64,
            merger: mergers.iter().position(|m| m.department == department.id).map(|at| mergers.remove(at)),
            department: department.clone(),
        };
        Ok(self.departments().iter().map(line).collect())
    }

    /// Adds a department (`is_new`) or changes one. Its id never changes: histories name it.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if something cannot be taken.
    pub async fn save_department(
        &self,
        staff: &StaffPerson,
        written: &Department,
        is_new: bool,
    ) -> Result<()> {
        staff.must(Deed::TendPeople)?;
        let department = tidied(written)?;
        let is_there = self.departments().iter().any(|d| d.id == department.id);
        match (is_new, is_there) {
            (true, true) => {
                return Err(Trouble::amiss("id", "この id の課がもうあります。ほかの id にしてください"));
            }
            (false, false) => return Err(Trouble::NotFound),
            _ => {}
        }
        let twin = self.departments().iter().any(|d| d.id != department.id && d.name == department.name);
        if twin {
            return Err(Trouble::amiss("name", "同じ名前の課があります。区別できる名前にしてください"));
        }
        let mut tx = self.store().begin().await?;
        people::upsert_department(&mut tx, &department).await?;
        let verb = if is_new { "added-department" } else { "changed-department" };
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, verb, &department.id.0)
            .await?;
        tx.commit().await?;
        self.fetch_departments().await
    }

    /// What still names a department.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn names_of(&self, department: &DepartmentId) -> Result<Names> {
        let papers = self.papers();
        let papers = papers.published().filter(|p| p.paper.procedure.department == *department);
        let papers = papers.map(|p| p.paper.procedure.title.ja.clone()).collect();
        let procedures = self.procedures().await?.into_iter().filter(|p| p.department == *department);
        let procedures = procedures.map(|p| p.name).collect();
        Ok(Names { papers, procedures, named: mergers::named(&self.store().reader(), department).await? })
    }

    /// Plans that a department goes into another on a day. It goes when nothing but open submissions names it any more;
    /// those go along, and their residents are told.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if something cannot be taken.
    pub async fn plan_merger(
        &self,
        staff: &StaffPerson,
        department: &DepartmentId,
        into: &DepartmentId,
        from_day: Date,
        reason: &str,
    ) -> Result<()> {
        staff.must(Deed::TendPeople)?;
        let open = self.open_departments().await?;
        if !open.contains_key(department) {
            return Err(Trouble::NotFound);
        }
        let goes = self.mergers().await?.iter().any(|m| m.department == *into || m.into == *department);
        if !open.contains_key(into) || into == department || goes {
            return Err(Trouble::amiss("into", "残る課を選んでください。統合する予定の課は選べません"));
        }
        if from_day < self.today() {
            return Err(Trouble::amiss("from_day", "今日か、先の日にしてください"));
        }
        let reason = normalise::prose(reason);
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(Trouble::amiss("reason", "申請者に伝える理由を、200 文字までで書いてください"));
        }
        let merger =
            Merger { department: department.clone(), into: into.clone(), from_day, reason, done_at: None };
        let mut tx = self.store().begin().await?;
        mergers::plan(&mut tx, &merger).await?;
        let said = format!("{department} {into} {from_day}");
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "planned-merger", &said)
            .await?;
        tx.commit().await?;
        self.do_mergers().await
    }

    /// Gives up a plan whose day has not come.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is none.
    pub async fn give_up_merger(&self, staff: &StaffPerson, department: &DepartmentId) -> Result<()> {
        staff.must(Deed::TendPeople)?;
        let mut tx = self.store().begin().await?;
        mergers::give_up(&mut tx, department).await?;
        let actor = serde_json::to_value(staff.actor())?;
        audit::note(&mut tx, self.now(), actor, "gave-up-merger", &department.0).await?;
        Ok(tx.commit().await?)
    }

    /// Departments go whose day has come and that nothing holds back. What arrives meanwhile goes with the next round.
    pub(crate) async fn do_mergers(&self) -> Result<()> {
        let today = self.today();
        for merger in self.mergers().await?.into_iter().filter(|m| m.done_at.is_none() && m.from_day <= today)
        {
            if self.names_of(&merger.department).await?.lets_go() {
                self.merge(&merger).await?;
            }
        }
        Ok(())
    }

    async fn merge(&self, merger: &Merger) -> Result<()> {
        let Some(into) = self.department(&merger.into) else { return Ok(()) };
        for receipt in mergers::open_of(&self.store().reader(), &merger.department, HANDFUL).await? {
            let action = Action::Transfer {
                to: into.id.clone(),
                name: into.name.clone(),
                reason: merger.reason.clone(),
            };
            self.by_itself(&receipt, action, None).await?;
        }
        if mergers::named(&self.store().reader(), &merger.department).await?.open > 0 {
            return Ok(());
        }
        let mut tx = self.store().begin().await?;
        match mergers::done(&mut tx, &merger.department, self.now()).await {
            Err(madoguchi_store::StoreError::Overtaken) => return Ok(()),
            done => done?,
        }
        let said = format!("{} {}", merger.department, merger.into);
        audit::note(&mut tx, self.now(), serde_json::to_value(Actor::System)?, "merged", &said).await?;
        Ok(tx.commit().await?)
    }
}

/// A department as it is kept.
fn tidied(d: &Department) -> Result<Department> {
    let short = |field, text: &str, may_be_empty: bool| {
        let text = normalise::name(text);
        match text.chars().count() {
            0 if !may_be_empty => Err(Trouble::amiss(field, "書いてください")),
            n if n > LONGEST => Err(Trouble::amiss(field, "200 文字までにしてください")),
            _ => Ok(text),
        }
    };
    let id = normalise::code(&d.id.0);
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(2..=30).contains(&id.len()) || !id.chars().all(good) {
        return Err(Trouble::amiss("id", "半角の英小文字・数字・「-」で、2〜30 文字にしてください"));
    }
    let phone = normalise::code(&d.phone);
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '+'))
        || phone.len() > 30
    {
        return Err(Trouble::amiss("phone", "数字と「-」で書いてください"));
    }
    Ok(Department {
        id: DepartmentId(id),
        name: short("name", &d.name, false)?,
        name_en: short("name_en", &d.name_en, false)?,
        phone,
        hours: short("hours", &d.hours, true)?,
        hours_en: short("hours_en", &d.hours_en, true)?,
        note: short("note", &d.note, true)?,
    })
}
