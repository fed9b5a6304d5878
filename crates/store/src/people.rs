//! Departments, staff and their sessions.

use madoguchi_vocab::{DepartmentId, Instant, Lang, Role, StaffId};

use crate::{
    On, Reader, Result, Tx,
    dialect::{FromRow, Row, sql},
};

/// A department (課).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its short name.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Its telephone.
    pub phone: String,
    /// When it answers.
    pub hours: String,
    /// The same in English.
    pub hours_en: String,
    /// Where the facts come from, or 見本.
    pub note: String,
}

impl Department {
    /// What it is called in a language; in Japanese where nobody has written it in English.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.or_japanese(&self.name, &self.name_en)
    }

    /// When it answers, likewise.
    pub fn hours_in(&self, lang: Lang) -> &str {
        lang.or_japanese(&self.hours, &self.hours_en)
    }
}

impl FromRow for Department {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            name_en: row.get("name_en")?,
            phone: row.get("phone")?,
            hours: row.get("hours")?,
            hours_en: row.get("hours_en")?,
            note: row.get("note")?,
        })
    }
}

/// A new account.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// Who.
    pub id: StaffId,
    /// The name to sign in with; unique.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// argon2id
    pub password_hash: String,
    /// What the person is trusted with.
    pub role: Role,
    /// Where the person works.
    pub department: DepartmentId,
    /// When the account was made.
    pub created_at: Instant,
}

/// An account with the name of its department.
#[derive(Clone, Debug)]
pub struct StaffRow {
    /// Who.
    pub id: StaffId,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// argon2id
    pub password_hash: String,
    /// What the person is trusted with.
    pub role: Role,
    /// Where the person works.
    pub department: DepartmentId,
    /// What that department is called.
    pub department_name: String,
    /// Whether the account may be used.
    pub active: bool,
    /// Where mail reaches the person.
    pub email: Option<String>,
    /// Counts the changes.
    pub revision: i64,
    /// What is kept of the code for a first password …
    pub code_hash: Option<[u8; 32]>,
    /// … and until when it counts.
    pub code_until: Option<Instant>,
    /// Counts the enrolments of a second factor; its key is derived from this.
    pub factor: i64,
    /// Since when the latest of them counts.
    pub factor_since: Option<Instant>,
    /// The last step whose code was used.
    pub factor_step: i64,
    /// Which recovery codes are left, a bit each.
    pub recovery: i64,
}

impl FromRow for StaffRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            login: row.get("login")?,
            name: row.get("name")?,
            password_hash: row.get("password_hash")?,
            role: row.get("role")?,
            department: row.get("department")?,
            department_name: row.get("department_name")?,
            active: row.get("active")?,
            email: row.opt("email")?,
            revision: row.get("revision")?,
            code_hash: row.opt("code_hash")?,
            code_until: row.opt("code_until")?,
            factor: row.get("factor")?,
            factor_since: row.opt("factor_since")?,
            factor_step: row.get("factor_step")?,
            recovery: row.get("recovery")?,
        })
    }
}

/// A session of a member of staff.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Whose.
    pub staff: StaffId,
    /// What is kept of its token.
    pub token: [u8; 32],
    /// `in`, or what is still to be shown before it counts.
    pub standing: String,
    /// When it began.
    pub created_at: Instant,
    /// The last request.
    pub seen_at: Instant,
    /// The end in any case.
    pub expires_at: Instant,
}

impl FromRow for SessionRow {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            staff: row.get("staff")?,
            token: row.get("token_hash")?,
            standing: row.get("standing")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

/// Puts a department in or changes it.
///
/// # Errors
/// What the database says.
pub async fn upsert_department(tx: &mut Tx, d: &Department) -> Result<()> {
    sql("INSERT INTO departments (id, name, name_en, phone, hours, hours_en, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, phone = excluded.phone,
             hours = excluded.hours, hours_en = excluded.hours_en, note = excluded.note")
    .bind(d.id.clone())
    .bind(d.name.as_str())
    .bind(d.name_en.as_str())
    .bind(d.phone.as_str())
    .bind(d.hours.as_str())
    .bind(d.hours_en.as_str())
    .bind(d.note.as_str())
    .run(tx)
    .await?;
    Ok(())
}

/// All departments, by id.
///
/// # Errors
/// What the database says.
pub async fn departments(reader: &Reader) -> Result<Vec<Department>> {
    sql("SELECT id, name, name_en, phone, hours, hours_en, note FROM departments ORDER BY id")
        .all(reader)
        .await
}

/// Puts an account in.
///
/// # Errors
/// [`crate::StoreError::Duplicate`] if the name to sign in with is taken.
pub async fn insert_staff(tx: &mut Tx, s: &NewStaff) -> Result<()> {
    sql("INSERT INTO staff (id, login, name, password_hash, role, department, active, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, TRUE, $7)")
    .bind(s.id)
    .bind(s.login.as_str())
    .bind(s.name.as_str())
    .bind(s.password_hash.as_str())
    .bind(s.role.code())
    .bind(s.department.clone())
    .bind(s.created_at)
    .run(tx)
    .await?;
    Ok(())
}

const STAFF: &str = "SELECT s.id, s.login, s.name, s.password_hash, s.role, s.department,
    d.name AS department_name, s.active, s.email, s.revision, s.code_hash, s.code_until, s.factor, s.factor_since,
    s.factor_step, s.recovery FROM staff s JOIN departments d ON d.id = s.department";

/// The account of that name.
///
/// # Errors
/// What the database says.
pub async fn staff_by_login(on: impl Into<On<'_>>, login: &str) -> Result<Option<StaffRow>> {
    sql(STAFF).push_bind(" WHERE s.login = ?", login).opt(on).await
}

/// The account of that person.
///
/// # Errors
/// What the database says.
pub async fn staff_by_id(on: impl Into<On<'_>>, id: StaffId) -> Result<Option<StaffRow>> {
    sql(STAFF).push_bind(" WHERE s.id = ?", id).opt(on).await
}

/// Everybody of a department, those who left too, by name.
///
/// # Errors
/// What the database says.
pub async fn of_department(reader: &Reader, department: &DepartmentId) -> Result<Vec<StaffRow>> {
    sql(STAFF)
        .push_bind(" WHERE s.department = ?", department.clone())
        .push(" ORDER BY s.name, s.login")
        .all(reader)
        .await
}

/// All accounts, by name.
///
/// # Errors
/// What the database says.
pub async fn staff_all(reader: &Reader) -> Result<Vec<StaffRow>> {
    sql(STAFF).push(" ORDER BY s.login").all(reader).await
}

/// Begins a session.
///
/// # Errors
/// What the database says.
pub async fn open_session(
    tx: &mut Tx,
    token: [u8; 32],
    staff: StaffId,
    now: Instant,
    until: Instant,
) -> Result<()> {
    sql("INSERT INTO sessions (token_hash, staff, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)")
        .bind(token)
        .bind(staff)
        .bind(now)
        .bind(until)
        .run(tx)
        .await?;
    Ok(())
}

const SESSION: &str = "SELECT token_hash, staff, standing, created_at, seen_at, expires_at FROM sessions";

/// The sessions of a person, the latest first.
///
/// # Errors
/// What the database says.
pub async fn sessions_of(reader: &Reader, staff: StaffId) -> Result<Vec<SessionRow>> {
    sql(SESSION).push_bind(" WHERE staff = ?", staff).push(" ORDER BY seen_at DESC").all(reader).await
}

/// Ends every session of a person, but perhaps one.
///
/// # Errors
/// What the database says.
pub async fn close_sessions_of(tx: &mut Tx, staff: StaffId, but: Option<[u8; 32]>) -> Result<u64> {
    let all = sql("DELETE FROM sessions").push_bind(" WHERE staff = ?", staff);
    match but {
        Some(token) => all.push_bind(" AND token_hash <> ?", token).run(tx).await,
        None => all.run(tx).await,
    }
}

/// Says what is still to be shown before a session counts.
///
/// # Errors
/// What the database says.
pub async fn session_stands(tx: &mut Tx, token: [u8; 32], standing: &str) -> Result<()> {
    sql("UPDATE sessions SET standing = $1 WHERE token_hash = $2").bind(standing).bind(token).run(tx).await?;
    Ok(())
}

/// The session of that token.
///
/// # Errors
/// What the database says.
pub async fn session(reader: &Reader, token: [u8; 32]) -> Result<Option<SessionRow>> {
    sql(SESSION).push_bind(" WHERE token_hash = ?", token).opt(reader).await
}

/// Notes a request.
///
/// # Errors
/// What the database says.
pub async fn touch_session(tx: &mut Tx, token: [u8; 32], now: Instant) -> Result<()> {
    sql("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2").bind(now).bind(token).run(tx).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn close_session(tx: &mut Tx, token: [u8; 32]) -> Result<()> {
    sql("DELETE FROM sessions WHERE token_hash = $1").bind(token).run(tx).await?;
    Ok(())
}

/// Removes sessions whose end has passed.
///
/// # Errors
/// What the database says.
pub async fn close_expired(tx: &mut Tx, now: Instant) -> Result<u64> {
    sql("DELETE FROM sessions WHERE expires_at <= $1").bind(now).run(tx).await
}
