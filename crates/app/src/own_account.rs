//! A person tends their own account: the first password by a code, another one later, and their sign-ins.

use madoguchi_auth::{ResumeCode, SessionToken, password, password::Weakness};
use madoguchi_store::{StoreError, accounts, audit, people};

use crate::{
    App, Result, Session, StaffPerson, Trouble,
    throttle::{PER_ADDRESS, PER_THING},
};

impl App {
    /// Sets the first password of whoever has the code an administrator gave. An unknown name, a wrong code and one whose
    /// time is over look alike.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if name and code do not fit, [`Trouble::Amiss`] if the password cannot be taken,
    /// [`Trouble::TooMany`] after too many tries.
    pub async fn set_first_password(&self, login: &str, code: &str, new: &str, from: &str) -> Result<()> {
        let login = madoguchi_vocab::normalise::code(login);
        let keys = [(format!("welcome:{login}"), PER_THING), (format!("sign-in-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        strong(new, &login)?;
        let row = people::staff_by_login(&self.store().reader(), &login).await?.filter(|p| p.active);
        let now = self.now();
        let hash = ResumeCode::parse(code).ok().map(|c| c.hash());
        let fits = |p: &people::StaffRow| {
            hash.is_some() && p.code_hash == hash && p.code_until.is_some_and(|until| now < until)
        };
        // Hashing takes the same time whoever asks.
        let new = hashed(new).await?;
        let (Some(row), Some(hash)) = (row.filter(fits), hash) else {
            self.count_try(&keys).await?;
            return Err(Trouble::SignIn);
        };
        let mut tx = self.store().begin().await?;
        match accounts::use_code(&mut tx, row.id, hash, &new).await {
            Err(StoreError::NotFound) => return Err(Trouble::SignIn),
            done => done?,
        }
        let actor = serde_json::to_value(crate::people::at_work(row).actor())?;
        audit::note(&mut tx, now, actor, "set-password", &login).await?;
        Ok(tx.commit().await?)
    }

    /// Changes the own password. Other sign-ins end.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if the old one is wrong or the new one cannot be taken, [`Trouble::TooMany`] after too many
    /// tries.
    pub async fn change_own_password(
        &self,
        staff: &StaffPerson,
        session: &SessionToken,
        old: &str,
        new: &str,
    ) -> Result<()> {
        let keys = [(format!("own-password:{}", staff.id), PER_THING)];
        self.may_try(&keys).await?;
        strong(new, &staff.login)?;
        let row = people::staff_by_id(&self.store().reader(), staff.id).await?.ok_or(Trouble::NotFound)?;
        if !fits(old, &row.password_hash).await {
            self.count_try(&keys).await?;
            return Err(Trouble::amiss("old", "いまのパスワードが合いません"));
        }
        if old == new {
            return Err(Trouble::amiss("new", "いまのものとは別のパスワードにしてください"));
        }
        let hash = hashed(new).await?;
        let mut tx = self.store().begin().await?;
        accounts::set_password(&mut tx, staff.id, &hash).await?;
        people::close_sessions_of(&mut tx, staff.id, Some(session.hash())).await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "set-password", &staff.login)
            .await?;
        Ok(tx.commit().await?)
    }

    /// The own sign-ins.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn own_sessions(&self, staff: &StaffPerson, session: &SessionToken) -> Result<Vec<Session>> {
        self.sessions(staff.id, Some(session.hash())).await
    }

    /// Ends every other sign-in of one's own.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn end_other_sessions(&self, staff: &StaffPerson, session: &SessionToken) -> Result<()> {
        let mut tx = self.store().begin().await?;
        people::close_sessions_of(&mut tx, staff.id, Some(session.hash())).await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "ended-session", &staff.login)
            .await?;
        Ok(tx.commit().await?)
    }
}

fn strong(new: &str, login: &str) -> Result<()> {
    let words = match password::weakness(new, login) {
        None => return Ok(()),
        Some(Weakness::Short) => format!("{} 文字以上にしてください", password::SHORTEST),
        Some(Weakness::Long) => "長すぎます。128 文字までにしてください".to_owned(),
        Some(Weakness::Guessed) => "推測されやすいパスワードです。ほかのものにしてください".to_owned(),
        Some(Weakness::OwnName) => "サインインの名前を含まないものにしてください".to_owned(),
    };
    Err(Trouble::amiss("new", words))
}

pub(crate) async fn hashed(given: &str) -> Result<String> {
    let given = given.to_owned();
    let hash =
        tokio::task::spawn_blocking(move || password::hash(&given)).await.map_err(std::io::Error::other)?;
    Ok(hash.map_err(std::io::Error::other)?)
}

/// Whether this is the password; looked at where nothing else has to wait for it.
pub(crate) async fn fits(typed: &str, stored: &str) -> bool {
    let (typed, stored) = (typed.to_owned(), stored.to_owned());
    tokio::task::spawn_blocking(move || password::fits(&typed, &stored)).await.unwrap_or(false)
}
