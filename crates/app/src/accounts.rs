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
    people::{self, NewStaff, StaffRow},
    transfers::{self, TransferRow},
};
use madoguchi_vocab::{Date, DepartmentId, Instant, Role, StaffId, normalise};

use crate::{App, Result, StaffPerson, Trouble};

/// A code for a first password counts so long.
const CODE_HOURS: i64 = 72;

/// An account, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub id: StaffId,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Where mail reaches them.
    pub email: Option<String>,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
    /// What that is called.
    pub department_name: String,
    /// Whether the account may be used.
    pub active: bool,
    /// Counts the changes.
    pub revision: i64,
    /// Whether the person has a password of their own.
    pub registered: bool,
    /// Until when the code for one counts.
    pub code_until: Option<Instant>,
}

impl From<StaffRow> for Account {
    fn from(row: StaffRow) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            email: row.email,
            role: row.role,
            department: row.department,
            department_name: row.department_name,
            active: row.active,
            revision: row.revision,
            registered: row.password_hash != password::NOBODY,
            code_until: row.code_until,
        }
    }
}

impl Account {
    pub(crate) fn known(&self) -> Known {
        Known {
            login: self.login.clone(),
            name: self.name.clone(),
            role: self.role,
            department: self.department.clone(),
            active: self.active,
        }
    }
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It may be used.
    Active,
    /// It may be used, and the person has no password yet.
    Unregistered,
    /// It may not be used.
    Inactive,
}

/// Which accounts are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Words of name or sign-in name.
    pub text: String,
    /// One department.
    pub department: Option<DepartmentId>,
    /// One role.
    pub role: Option<Role>,
    /// How they stand.
    pub state: Option<AccountState>,
}

impl AccountFilter {
    fn takes(&self, a: &Account) -> bool {
        let text = normalise::search_key(&self.text);
        let found = [&a.name, &a.login].iter().any(|words| normalise::search_key(words).contains(&text));
        found
            && self.department.as_ref().is_none_or(|d| *d == a.department)
            && self.role.is_none_or(|r| r == a.role)
            && self.state.is_none_or(|s| match s {
                AccountState::Active => a.active,
                AccountState::Unregistered => a.active && !a.registered,
                AccountState::Inactive => !a.active,
            })
    }
}

/// A sign-in that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it is known by here: nobody can come in with it.
    pub key: String,
    /// When it began.
    pub since: Instant,
    /// The last request.
    pub seen: Instant,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// An account with what belongs to it.
#[derive(Clone, Debug)]
pub struct AccountFile {
    /// The account.
    pub account: Account,
    /// Its sign-ins.
    pub sessions: Vec<Session>,
    /// How much is in the person's hands, by paper.
    pub in_hands: BTreeMap<String, usize>,
    /// Transfers that are still to come.
    pub to_come: Vec<TransferRow>,
    /// Whether nobody else could tend accounts.
    pub is_last_administrator: bool,
    /// Who could take over their work.
    pub successors: Vec<(String, String)>,
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
}

/// How an account is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// The person's name.
    pub name: String,
    /// Where mail reaches them.
    pub email: String,
    /// What they are trusted with.
    pub role: Role,
    /// Where they work.
    pub department: DepartmentId,
    /// Whether the account may be used.
    pub active: bool,
    /// From which day role, department and use are so.
    pub from_day: Date,
    /// Who takes over their work, if somebody does.
    pub successor: Option<String>,
}

/// What would change: the column, before and after.
pub type Cells = Vec<(&'static str, String, String)>;

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
    pub async fn account(&self, staff: &StaffPerson, id: StaffId, own: Option<[u8; 32]>) -> Result<AccountFile> {
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
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "added-account", &login).await?;
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

    /// Changes an account: name and address at once, the rest from its day on.
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
        let moves = cells.iter().any(|(column, ..)| matches!(*column, "role" | "department" | "active"));
        let mut tx = self.store().begin().await?;
        accounts::describe(&mut tx, id, revision, &name, email).await?;
        if moves {
            let transfer = self.listed(&actor, &entry(&account, change, name));
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
        for problem in roster::examine(entry.clone(), &office) {
            return Err(match problem.column {
                "role" => Trouble::LastAdministrator,
                column => Trouble::amiss(column, problem.message),
            });
        }
        let mut cells: Cells =
            roster::changes(&people, &[entry]).into_iter().flat_map(|change| change.cells).collect();
        let before = account.email.clone().unwrap_or_default();
        let after = email.unwrap_or_default();
        if before != after {
            cells.push(("email", before, after));
        }
        Ok(cells)
    }

    /// A code with which a person sets a password: shown once, to be handed over. The password there was counts no more,
    /// and whoever is signed in with it is signed out.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is no such account that may be used.
    pub async fn give_code(&self, staff: &StaffPerson, id: StaffId) -> Result<(Account, ResumeCode, Instant)> {
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
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "ended-session", &account.login).await?;
        Ok(tx.commit().await?)
    }

    /// Ends the sign-in of that key, if it is this person's, or all.
    pub(crate) async fn ended(&self, tx: &mut madoguchi_store::Tx, id: StaffId, key: Option<&str>) -> Result<()> {
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
