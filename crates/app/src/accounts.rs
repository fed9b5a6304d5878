//! An administrator tends the accounts of the office: who is there, as what, and whether they may come in. What people do
//! with submissions is not theirs to see.

use std::collections::BTreeMap;

use chrono::Duration;
use madoguchi_auth::{
    Deed, ResumeCode, password,
    roster::{self, Entry, Known},
};
use madoguchi_store::{
    StoreError, accounts, audit,
    people::{self, NewStaff},
    transfers::{self, TransferRow},
};
use madoguchi_vocab::{Instant, Role, StaffId};

use crate::{
    Account, AccountChange, AccountFile, AccountFilter, App, Cells, NewAccount, Result, Session, StaffPerson,
    Trouble,
    transfers::{moves, taken_back, undoes},
};

/// A code for a first password counts so long.
const CODE_HOURS: i64 = 72;

/// So much of what is in somebody's hands is counted.
const HANDFUL: i64 = 1_000;

impl App {
    /// The accounts of a filter, by department and name.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts.
    pub async fn accounts(&self, staff: &StaffPerson, filter: &AccountFilter) -> Result<Vec<Account>> {
        staff.must(Deed::TendPeople)?;
        let mut all = self.everybody().await?;
        all.retain(|a| filter.takes(a));
        all.sort_by(|a, b| (&a.department, &a.name, &a.login).cmp(&(&b.department, &b.name, &b.login)));
        Ok(all)
    }

    pub(crate) async fn everybody(&self) -> Result<Vec<Account>> {
        Ok(people::staff_all(&self.store().reader()).await?.into_iter().map(Account::from).collect())
    }

    /// One account with what belongs to it.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts, [`Trouble::NotFound`] if there is none.
    pub async fn account(
        &self,
        staff: &StaffPerson,
        id: StaffId,
        own: Option<[u8; 32]>,
    ) -> Result<AccountFile> {
        let account = self.tended(staff, id).await?;
        let reader = self.store().reader();
        let sessions = self.sessions(id, own).await?;
        let mut in_hands = BTreeMap::new();
        for work in transfers::in_hands(&reader, id, HANDFUL).await? {
            *in_hands.entry(work.slug).or_default() += 1;
        }
        let mut to_come = transfers::waiting(&reader).await?;
        to_come.retain(|t| t.login == account.login);
        let everybody = self.everybody().await?;
        let others = everybody.iter().filter(|a| a.id != id);
        let tends = |a: &Account| a.active && a.role == Role::Administrator;
        let is_last_administrator = tends(&account) && !others.clone().any(tends);
        let successors = others.filter(|a| a.department == account.department && a.known().reviews());
        let successors = successors.map(|a| (a.login.clone(), a.name.clone())).collect();
        Ok(AccountFile { account, sessions, in_hands, to_come, is_last_administrator, successors })
    }

    async fn tended(&self, staff: &StaffPerson, id: StaffId) -> Result<Account> {
        staff.must(Deed::TendPeople)?;
        let row = people::staff_by_id(&self.store().reader(), id).await?;
        row.map(Account::from).ok_or(Trouble::NotFound)
    }

    /// The sign-ins of a person that have not ended.
    pub(crate) async fn sessions(&self, id: StaffId, own: Option<[u8; 32]>) -> Result<Vec<Session>> {
        let now = self.now();
        let rows = people::sessions_of(&self.store().reader(), id).await?;
        let open = rows.into_iter().filter(|s| s.expires_at > now);
        Ok(open
            .map(|s| Session {
                key: hex::encode(s.token),
                since: s.created_at,
                seen: s.seen_at,
                own: own == Some(s.token),
            })
            .collect())
    }

    /// Makes an account. Nobody can come in with it until the person has set a password with a code.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if something cannot be taken, [`Trouble::NotAllowed`] if the role tends no accounts.
    pub async fn add_account(&self, staff: &StaffPerson, new: &NewAccount) -> Result<StaffId> {
        staff.must(Deed::TendPeople)?;
        let login = roster::login(&new.login).map_err(|words| Trouble::amiss("login", words))?;
        let name = roster::name(&new.name).map_err(|words| Trouble::amiss("name", words))?;
        let email = roster::email(&new.email).map_err(|words| Trouble::amiss("email", words))?;
        if !self.open_departments().await?.contains_key(&new.department) {
            return Err(Trouble::amiss("department", "選んでください"));
        }
        let id = StaffId(self.0.ids.uuid());
        let row = NewStaff {
            id,
            login: login.clone(),
            name: name.clone(),
            password_hash: password::NOBODY.to_owned(),
            role: new.role,
            department: new.department.clone(),
            created_at: self.now(),
        };
        let mut tx = self.store().begin().await?;
        match people::insert_staff(&mut tx, &row).await {
            Err(StoreError::Duplicate) => {
                return Err(Trouble::amiss("login", "この名前の職員がもういます。ほかの名前にしてください"));
            }
            done => done?,
        }
        accounts::describe(&mut tx, id, 0, &name, email).await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "added-account", &login)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// What a change would change, column by column, as far as it can be made.
    ///
    /// # Errors
    /// As [`App::change_account`].
    pub async fn foresee_account(
        &self,
        staff: &StaffPerson,
        id: StaffId,
        revision: i64,
        change: &AccountChange,
    ) -> Result<Cells> {
        let account = self.tended(staff, id).await?;
        if account.revision != revision {
            return Err(Trouble::Overtaken);
        }
        self.examined(&account, change).await
    }

    /// Changes an account: name and address at once, the rest from its day on. What was listed before for a later day and
    /// would undo it is taken back.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if something cannot be taken, [`Trouble::LastAdministrator`] if nobody could tend accounts any
    /// more, [`Trouble::Overtaken`] if somebody else changed it.
    pub async fn change_account(
        &self,
        staff: &StaffPerson,
        id: StaffId,
        revision: i64,
        change: &AccountChange,
    ) -> Result<()> {
        let account = self.tended(staff, id).await?;
        let cells = self.examined(&account, change).await?;
        let name = roster::name(&change.name).map_err(|words| Trouble::amiss("name", words))?;
        let email = roster::email(&change.email).map_err(|words| Trouble::amiss("email", words))?;
        let actor = serde_json::to_value(staff.actor())?;
        let entry = entry(&account, change, name.clone());
        let undone = if moves(&cells) { self.undone_by(&entry).await? } else { vec![] };
        let mut tx = self.store().begin().await?;
        accounts::describe(&mut tx, id, revision, &name, email).await?;
        transfers::renamed(&mut tx, &account.login, &account.name, &name).await?;
        for row in undone {
            transfers::give_way(&mut tx, row.id).await?;
        }
        if moves(&cells) {
            let transfer = self.listed(&actor, &entry);
            transfers::list(&mut tx, &transfer).await?;
        }
        let said = cells.iter().map(|(column, ..)| *column).collect::<Vec<_>>().join(" ");
        audit::note_why(&mut tx, self.now(), actor, "changed-account", &account.login, &said).await?;
        tx.commit().await?;
        self.do_transfers().await
    }

    async fn examined(&self, account: &Account, change: &AccountChange) -> Result<Cells> {
        let name = roster::name(&change.name).map_err(|words| Trouble::amiss("name", words))?;
        let email = roster::email(&change.email).map_err(|words| Trouble::amiss("email", words))?;
        if change.from_day < self.today() {
            return Err(Trouble::amiss("from_day", "今日か、先の日にしてください"));
        }
        let departments = self.open_departments().await?;
        if !departments.contains_key(&change.department) {
            return Err(Trouble::amiss("department", "選んでください"));
        }
        let people: Vec<_> = self.everybody().await?.iter().map(Account::known).collect();
        let office = roster::Office { departments: &departments, people: &people, today: self.today() };
        let entry = entry(account, change, name.clone());
        if let Some(problem) = roster::examine(entry.clone(), &office).into_iter().next() {
            return Err(match problem.column {
                "role" => Trouble::LastAdministrator,
                column => Trouble::amiss(column, problem.message),
            });
        }
        let mut cells: Cells = roster::changes(&people, std::slice::from_ref(&entry))
            .into_iter()
            .flat_map(|change| change.cells)
            .collect();
        let before = account.email.clone().unwrap_or_default();
        let after = email.unwrap_or_default();
        if before != after {
            cells.push(("email", before, after));
        }
        if moves(&cells) {
            cells.extend(self.undone_by(&entry).await?.iter().map(taken_back));
        }
        Ok(cells)
    }

    /// The rows that wait and would undo this on a later day.
    async fn undone_by(&self, entry: &Entry) -> Result<Vec<TransferRow>> {
        let mut rows = transfers::waiting(&self.store().reader()).await?;
        rows.retain(|row| undoes(row, entry));
        Ok(rows)
    }

    /// A code with which a person sets a password: shown once, to be handed over. The password there was counts no more,
    /// and whoever is signed in with it is signed out.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such account that may be used.
    pub async fn give_code(
        &self,
        staff: &StaffPerson,
        id: StaffId,
    ) -> Result<(Account, ResumeCode, Instant)> {
        let account = self.tended(staff, id).await?;
        if !account.active {
            return Err(Trouble::NotFound);
        }
        let code = ResumeCode::from_random(self.random());
        let (now, until) = (self.now(), self.now().plus(Duration::hours(CODE_HOURS)));
        let mut tx = self.store().begin().await?;
        accounts::give_code(&mut tx, id, code.hash(), until, password::NOBODY).await?;
        people::close_sessions_of(&mut tx, id, None).await?;
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "gave-code", &account.login).await?;
        tx.commit().await?;
        Ok((account, code, until))
    }

    /// Ends sign-ins of a person: the one of that key, or all.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such account.
    pub async fn end_sessions(&self, staff: &StaffPerson, id: StaffId, key: Option<&str>) -> Result<()> {
        let account = self.tended(staff, id).await?;
        let mut tx = self.store().begin().await?;
        self.ended(&mut tx, id, key).await?;
        audit::note(
            &mut tx,
            self.now(),
            serde_json::to_value(staff.actor())?,
            "ended-session",
            &account.login,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Ends the sign-in of that key, if it is this person's, or all.
    pub(crate) async fn ended(
        &self,
        tx: &mut madoguchi_store::Tx,
        id: StaffId,
        key: Option<&str>,
    ) -> Result<()> {
        let Some(key) = key else {
            people::close_sessions_of(tx, id, None).await?;
            return Ok(());
        };
        let known = people::sessions_of(&self.store().reader(), id).await?;
        if let Some(session) = known.iter().find(|s| hex::encode(s.token) == key) {
            people::close_session(tx, session.token).await?;
        }
        Ok(())
    }
}

fn entry(account: &Account, change: &AccountChange, name: String) -> Entry {
    let person = Known {
        login: account.login.clone(),
        name,
        role: change.role,
        department: change.department.clone(),
        active: change.active,
    };
    Entry { line: 1, person, from_day: change.from_day, successor: change.successor.clone() }
}
