//! An account as an administrator sees it, and how it is to be.

use std::collections::BTreeMap;

use madoguchi_auth::{password, roster::Known};
use madoguchi_store::{people::StaffRow, transfers::TransferRow};
use madoguchi_vocab::{Date, DepartmentId, Instant, Role, StaffId, normalise};

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
    /// Since when a second factor counts.
    pub factor_since: Option<Instant>,
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
            factor_since: row.factor_since,
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
    pub(crate) fn takes(&self, a: &Account) -> bool {
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
