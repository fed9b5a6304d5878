//! Staff sign in, stay signed in for a while, and sign out.

use chrono::Duration;
use madoguchi_auth::{SessionToken, password};
use madoguchi_store::people;

use crate::{
    App, FactorOwed, Result, StaffPerson, Trouble,
    throttle::{PER_ADDRESS, PER_THING},
};

/// A session ends after this long without a request …
const IDLE_HOURS: i64 = 2;
/// … and in any case after a working day.
const LONGEST_HOURS: i64 = 12;

/// How long a session lasts at most.
pub(crate) fn longest() -> Duration {
    Duration::hours(LONGEST_HOURS)
}

/// A session and who holds it.
pub(crate) struct Held {
    /// Who.
    pub person: StaffPerson,
    /// What is owed before it counts.
    pub standing: FactorOwed,
    /// For how long it was left.
    idle: Duration,
}

impl Held {
    /// The person, if nothing is owed any more.
    fn in_full(self) -> Result<StaffPerson> {
        match self.standing {
            FactorOwed::Nothing => Ok(self.person),
            FactorOwed::Code | FactorOwed::Enrolment => Err(Trouble::FactorOwed),
        }
    }
}

impl App {
    /// Signs a member of staff in. An unknown name and a wrong password take the same time and look alike.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if name and password do not fit, [`Trouble::TooMany`] after too many tries.
    pub async fn sign_in(&self, login: &str, given: &str, from: &str) -> Result<SessionToken> {
        let login = madoguchi_vocab::normalise::code(login);
        let keys = [(format!("sign-in:{login}"), PER_THING), (format!("sign-in-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let person = people::staff_by_login(&self.store().reader(), &login).await?.filter(|p| p.active);
        let stored = person.as_ref().map_or(password::NOBODY.to_owned(), |p| p.password_hash.clone());
        let given = given.to_owned();
        let fits =
            tokio::task::spawn_blocking(move || password::fits(&given, &stored)).await.unwrap_or(false);
        let Some(person) = person.filter(|_| fits) else {
            self.count_try(&keys).await?;
            return Err(Trouble::SignIn);
        };
        let token = SessionToken::from_random(self.random());
        let now = self.now();
        let mut tx = self.store().begin().await?;
        people::open_session(&mut tx, token.hash(), person.id, now, now.plus(longest())).await?;
        people::session_stands(&mut tx, token.hash(), self.owed_by(&person).code()).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Who holds this session. Being asked keeps it from being left too long.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if the session is unknown, was left too long or has ended, [`Trouble::FactorOwed`] if it does
    /// not count yet.
    pub async fn staff_session(&self, token: &SessionToken) -> Result<StaffPerson> {
        let held = self.session_of(token).await?;
        // A write for every look would be dear; once a minute is close enough to two hours.
        if held.idle >= Duration::minutes(1) {
            let mut tx = self.store().begin().await?;
            people::touch_session(&mut tx, token.hash(), self.now()).await?;
            tx.commit().await?;
        }
        held.in_full()
    }

    /// Who holds this session, for what a page asks by itself: nobody need be there, so it is left as long as it was.
    ///
    /// # Errors
    /// As [`App::staff_session`].
    pub async fn staff_session_unattended(&self, token: &SessionToken) -> Result<StaffPerson> {
        self.session_of(token).await?.in_full()
    }

    /// Who holds a session, how it stands, and for how long it was left.
    pub(crate) async fn session_of(&self, token: &SessionToken) -> Result<Held> {
        let now = self.now();
        let session = people::session(&self.store().reader(), token.hash()).await?.ok_or(Trouble::SignIn)?;
        let idle = now.since(session.seen_at);
        if now >= session.expires_at || idle >= Duration::hours(IDLE_HOURS) {
            return Err(Trouble::SignIn);
        }
        let person = self.staff_person(session.staff).await?.ok_or(Trouble::SignIn)?;
        Ok(Held { person, idle, standing: FactorOwed::parse(&session.standing) })
    }

    /// Who held a session that was left too long, until its longest time is over. Nothing is shown to it; but what its
    /// pages still send can be kept for that person (`None` once somebody signed out, or for a session nobody had).
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn staff_session_left(&self, token: &SessionToken) -> Result<Option<StaffPerson>> {
        match people::session(&self.store().reader(), token.hash()).await? {
            Some(session)
                if self.now() < session.expires_at && session.standing == FactorOwed::Nothing.code() =>
            {
                self.staff_person(session.staff).await
            }
            _ => Ok(None),
        }
    }

    /// Ends a session. An unknown one is ended already.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        let mut tx = self.store().begin().await?;
        people::close_session(&mut tx, token.hash()).await?;
        Ok(tx.commit().await?)
    }
}
