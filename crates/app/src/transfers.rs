//! 異動: who works where from a day on, as a list; and what becomes of the work in the hands of who goes.

use std::collections::BTreeMap;

use madoguchi_auth::{
    Deed, password,
    roster::{self, Change, Entry, Known, Problem, Roster},
};
use madoguchi_store::{
    StoreError, accounts, audit,
    people::{self, NewStaff},
    transfers::{self, InHands, TransferRow},
};
use madoguchi_vocab::{DepartmentId, Instant, Role, StaffId};
use madoguchi_workflow::{Action, StageName};
use serde_json::Value;
use uuid::Uuid;

use crate::{Account, App, Cells, Result, StaffPerson, Trouble};

/// So much is handed over in one round; the rest comes with the next.
const HANDFUL: i64 = 500;
/// So many of those that were done are shown.
const LATELY: i64 = 100;
/// So long a department is told that work came back to it.
const TOLD_DAYS: i64 = 14;

/// What a list would change.
#[derive(Clone, Debug)]
pub struct TransferPreview {
    /// Row by row.
    pub changes: Vec<Change>,
    /// What is wrong. As long as there is anything, nothing is listed.
    pub problems: Vec<Problem>,
    /// How many rows were read without a problem.
    pub rows: usize,
    /// How much is in the hands of those who go, by the name they sign in with.
    pub in_hands: BTreeMap<String, i64>,
}

/// Work that somebody left when they went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Who went.
    pub name: String,
    /// When.
    pub at: Instant,
    /// How much is in nobody's hands now …
    pub released: i64,
    /// … and how much in the successor's.
    pub handed: i64,
    /// The successor.
    pub successor: String,
}

impl App {
    /// Everybody as a list that can be read again.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts.
    pub async fn roster(&self, staff: &StaffPerson) -> Result<Vec<u8>> {
        staff.must(Deed::TendPeople)?;
        let mut people: Vec<_> = self.everybody().await?.iter().map(Account::known).collect();
        people.sort_by(|a, b| (&a.department, &a.login).cmp(&(&b.department, &b.login)));
        self.leave_trace(staff, "exported", "roster").await?;
        Ok(roster::write(&people))
    }

    /// What a list would change. Nothing is changed.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts.
    pub async fn preview_transfers(&self, staff: &StaffPerson, list: &[u8]) -> Result<TransferPreview> {
        staff.must(Deed::TendPeople)?;
        let (everybody, Roster { entries, problems }) = self.read_roster(list).await?;
        let people: Vec<_> = everybody.iter().map(Account::known).collect();
        let mut changes = roster::changes(&people, &entries);
        let waiting = transfers::waiting(&self.store().reader()).await?;
        for change in changes.iter_mut().filter(|change| moves(&change.cells)) {
            change.cells.extend(waiting.iter().filter(|row| undoes(row, &change.entry)).map(taken_back));
        }
        let mut in_hands = BTreeMap::new();
        for change in &changes {
            let before = everybody.iter().find(|a| a.login == change.entry.person.login);
            if let Some(a) = before.filter(|a| roster::leaves(&a.known(), &change.entry.person)) {
                let n = transfers::count_in_hands(&self.store().reader(), a.id).await?;
                in_hands.insert(a.login.clone(), n);
            }
        }
        Ok(TransferPreview { changes, problems, rows: entries.len(), in_hands })
    }

    async fn read_roster(&self, list: &[u8]) -> Result<(Vec<Account>, Roster)> {
        let everybody = self.everybody().await?;
        let people: Vec<_> = everybody.iter().map(Account::known).collect();
        let departments = self.open_departments().await?;
        let office = roster::Office { departments: &departments, people: &people, today: self.today() };
        Ok((everybody, roster::read(list, &office)))
    }

    /// Lists what changes, all of it or nothing, and does what is for today.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts. What is wrong with the list is in what comes back, and then
    /// nothing was listed.
    pub async fn list_transfers(&self, staff: &StaffPerson, list: &[u8]) -> Result<TransferPreview> {
        let preview = self.preview_transfers(staff, list).await?;
        if !preview.problems.is_empty() {
            return Ok(preview);
        }
        let actor = serde_json::to_value(staff.actor())?;
        let waiting = transfers::waiting(&self.store().reader()).await?;
        let moving = || preview.changes.iter().filter(|change| moves(&change.cells));
        let mut tx = self.store().begin().await?;
        for row in waiting.iter().filter(|row| moving().any(|change| undoes(row, &change.entry))) {
            transfers::give_way(&mut tx, row.id).await?;
        }
        for change in &preview.changes {
            transfers::list(&mut tx, &self.listed(&actor, &change.entry)).await?;
        }
        let said = format!("rows={}", preview.changes.len());
        audit::note(&mut tx, self.now(), actor, "listed-transfers", &said).await?;
        tx.commit().await?;
        self.do_transfers().await?;
        Ok(preview)
    }

    pub(crate) fn listed(&self, by: &Value, entry: &Entry) -> TransferRow {
        let Known { login, name, role, department, active } = entry.person.clone();
        TransferRow {
            id: self.0.ids.uuid(),
            login,
            name,
            role,
            department,
            active,
            successor: entry.successor.clone().unwrap_or_default(),
            from_day: entry.from_day,
            listed_at: self.now(),
            listed_by: by.clone(),
            done_at: None,
            left: None,
            handed_at: None,
            released: 0,
            handed: 0,
            refused: String::new(),
        }
    }

    /// Transfers that are still to come, and the latest that came.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts.
    pub async fn transfers(&self, staff: &StaffPerson) -> Result<(Vec<TransferRow>, Vec<TransferRow>)> {
        staff.must(Deed::TendPeople)?;
        let reader = self.store().reader();
        Ok((transfers::waiting(&reader).await?, transfers::done_lately(&reader, LATELY).await?))
    }

    /// Takes back a transfer whose day has not come.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it was done, or is not there.
    pub async fn take_back_transfer(&self, staff: &StaffPerson, id: Uuid) -> Result<()> {
        staff.must(Deed::TendPeople)?;
        let mut tx = self.store().begin().await?;
        transfers::take_back(&mut tx, id).await?;
        let actor = serde_json::to_value(staff.actor())?;
        audit::note(&mut tx, self.now(), actor, "took-back-transfer", &id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// What came back to a department, or went to a successor, in the last two weeks.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn handed_over(&self, department: &DepartmentId) -> Result<Vec<Handed>> {
        let since = self.now().plus(-chrono::Duration::days(TOLD_DAYS));
        let mut told = Vec::new();
        for row in transfers::left(&self.store().reader(), department, since).await? {
            let successor = people::staff_by_login(&self.store().reader(), &row.successor).await?;
            told.push(Handed {
                name: row.name,
                at: row.handed_at.unwrap_or(row.listed_at),
                released: row.released,
                handed: row.handed,
                successor: successor.map_or_else(String::new, |s| s.name),
            });
        }
        Ok(told)
    }

    /// Does the transfers and mergers whose day has come, and finds a place for what is in the hands of who went. What
    /// cannot be done keeps nothing else from being done; it is tried again the next time.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails: the first thing that went wrong, when everything was tried.
    pub async fn do_transfers(&self) -> Result<()> {
        let mut troubles = Troubles::default();
        for transfer in transfers::due(&self.store().reader(), self.today()).await? {
            match self.carry_out(&transfer).await {
                // Another node was quicker, or it was taken back.
                Ok(()) | Err(Trouble::Overtaken) => {}
                Err(e) => troubles.heed(transfer.id, Err(e)),
            }
        }
        for transfer in transfers::unhanded(&self.store().reader()).await? {
            troubles.heed(transfer.id, self.hand_over(&transfer).await);
        }
        for work in transfers::left_behind(&self.store().reader(), HANDFUL).await? {
            let reason = "担当者がこの課で審査をしなくなったため".to_owned();
            let action = Action::Release { name: work.holder_name, reason };
            troubles.heed(work.id, self.by_itself(&work.receipt, action, None).await.map(drop));
        }
        let merged = self.do_mergers().await;
        troubles.first.and(merged)
    }

    async fn carry_out(&self, t: &TransferRow) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let administrators = accounts::administrators(&mut tx).await?;
        let person = people::staff_by_login(&mut tx, &t.login).await?;
        let tends = t.active && t.role == Role::Administrator;
        if person.as_ref().is_some_and(|p| administrators == [p.id]) && !tends {
            transfers::refused(&mut tx, t.id, now, "使えるシステム管理者が 1 人もいなくなるため").await?;
            return Ok(tx.commit().await?);
        }
        if t.active && transfers::ended_since(&mut tx, &t.login, t.listed_at).await? {
            transfers::refused(&mut tx, t.id, now, "登録されたあとで、アカウントが使えなくなったため")
                .await?;
            return Ok(tx.commit().await?);
        }
        let after = Known {
            login: t.login.clone(),
            name: t.name.clone(),
            role: t.role,
            department: t.department.clone(),
            active: t.active,
        };
        let mut left = None;
        match person {
            None => self.comes(&mut tx, t).await?,
            Some(row) => {
                let before = Account::from(row);
                accounts::place(&mut tx, before.id, &t.name, (t.role, &t.department), t.active).await?;
                transfers::renamed(&mut tx, &t.login, &before.name, &t.name).await?;
                // Who may do something else signs in anew.
                people::close_sessions_of(&mut tx, before.id, None).await?;
                left = roster::leaves(&before.known(), &after).then(|| before.department.clone());
            }
        }
        transfers::done(&mut tx, t.id, now, left).await?;
        audit::note(&mut tx, now, t.listed_by.clone(), "moved", &t.login).await?;
        Ok(tx.commit().await?)
    }

    async fn comes(&self, tx: &mut madoguchi_store::Tx, t: &TransferRow) -> Result<()> {
        let new = NewStaff {
            id: StaffId(self.0.ids.uuid()),
            login: t.login.clone(),
            name: t.name.clone(),
            password_hash: password::NOBODY.to_owned(),
            role: t.role,
            department: t.department.clone(),
            created_at: self.now(),
        };
        match people::insert_staff(tx, &new).await {
            Err(StoreError::Duplicate) => Err(Trouble::Overtaken),
            done => Ok(done?),
        }
    }

    /// What somebody had in hands when they went goes to their successor, or back to the list.
    async fn hand_over(&self, t: &TransferRow) -> Result<()> {
        let reader = self.store().reader();
        let Some(person) = people::staff_by_login(&reader, &t.login).await? else { return Ok(()) };
        let successor = people::staff_by_login(&reader, &t.successor).await?.map(Account::from);
        let successor = successor.filter(|s| s.known().reviews() && t.left.as_ref() == Some(&s.department));
        let mut counts = (0, 0);
        let open: Vec<InHands> = transfers::in_hands(&reader, person.id, HANDFUL).await?;
        let stays = |w: &InHands| {
            w.stage == StageName::AwaitingApproval.code() || t.left.as_ref() != Some(&w.department)
        };
        for work in open.iter().filter(|w| !stays(w)) {
            let action = match &successor {
                Some(s) => Action::Assign { to: s.id, name: s.name.clone() },
                None => Action::Release { name: person.name.clone(), reason: "異動のため".to_owned() },
            };
            if self.by_itself(&work.receipt, action, None).await? {
                if successor.is_some() { counts.1 += 1 } else { counts.0 += 1 }
            }
        }
        // What could not be given is taken up by the next round, as work of somebody who left.
        let all = (open.len() as i64) < HANDFUL || counts == (0, 0);
        let mut tx = self.store().begin().await?;
        transfers::handed(&mut tx, t.id, counts, all.then(|| self.now())).await?;
        Ok(tx.commit().await?)
    }
}

/// Whether anything changes that has a day.
pub(crate) fn moves(cells: &Cells) -> bool {
    cells.iter().any(|(column, ..)| matches!(*column, "role" | "department" | "active"))
}

/// Whether a row that waits would undo, on its later day, what is decided now: it was written before, and holds the whole
/// account. One that ends the account gives nothing back, and stays.
pub(crate) fn undoes(row: &TransferRow, now: &Entry) -> bool {
    let (was, is) = ((row.role, &row.department), (now.person.role, &now.person.department));
    let differs = !now.person.active || was != is;
    row.login == now.person.login && row.from_day > now.from_day && row.active && differs
}

/// How it is said before it is done: column, before, after.
pub(crate) fn taken_back(row: &TransferRow) -> (&'static str, String, String) {
    let role = roster::title(row.role);
    ("to_come", format!("{} から {}　{role}", row.from_day, row.department), "取り消す".to_owned())
}

/// What went wrong while there was more to do.
struct Troubles {
    first: Result<()>,
}

impl Default for Troubles {
    fn default() -> Self {
        Self { first: Ok(()) }
    }
}

impl Troubles {
    fn heed(&mut self, of: impl std::fmt::Display, done: Result<()>) {
        let Err(e) = done else { return };
        tracing::warn!(%of, error = %e, "a transfer could not be done yet");
        if self.first.is_ok() {
            self.first = Err(e);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_wrong_first_is_told_when_everything_was_tried() {
        let mut troubles = Troubles::default();
        troubles.heed("a", Ok(()));
        assert!(troubles.first.is_ok());
        for (of, done) in [("b", Err(Trouble::NotFound)), ("c", Ok(())), ("d", Err(Trouble::Closed))] {
            troubles.heed(of, done);
        }
        assert!(matches!(troubles.first, Err(Trouble::NotFound)));
    }
}
