//! The second factor of staff (TOTP): enrolled, shown at sign-in, and taken away.
//!
//! Nothing secret is kept: keys and recovery codes are derived from the office's key, the person and the number of the
//! enrolment. What is kept is which enrolment counts, the last step that was used, and which recovery codes are left.

use madoguchi_auth::{Deed, ResumeCode, SessionToken, totp};
use madoguchi_store::{StoreError, accounts, audit, people, people::StaffRow};
use madoguchi_vocab::{StaffId, normalise};

use crate::{App, Result, SecondFactor, StaffPerson, Trouble, own_account, throttle::PER_THING};

/// So many codes let somebody in once each without their device.
pub const RECOVERY_CODES: u32 = 10;

/// What is still to be shown before a session counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Nothing.
    Nothing,
    /// A code of the device.
    Code,
    /// A device is to be enrolled.
    Enrolment,
}

impl Owed {
    /// The word in the table.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Owed::Nothing => "in",
            Owed::Code => "code",
            Owed::Enrolment => "enrol",
        }
    }

    pub(crate) fn parse(word: &str) -> Self {
        // What is not known lets nobody in.
        [Owed::Nothing, Owed::Enrolment].into_iter().find(|o| o.code() == word).unwrap_or(Owed::Code)
    }
}

/// What a device is enrolled with.
#[derive(Clone, Debug)]
pub struct FactorOffer {
    /// The address that apps read.
    pub uri: String,
    /// The same as a picture (SVG).
    pub picture: String,
    /// The key to be typed where nothing can be read.
    pub key: String,
    /// Whether a device counts already, and this would take its place.
    pub is_enrolled: bool,
    /// How many recovery codes are left of that.
    pub left: u32,
}

impl App {
    /// What somebody owes who has shown their password.
    pub(crate) fn owed_by(&self, row: &StaffRow) -> Owed {
        match (self.settings().second_factor, row.factor_since) {
            (SecondFactor::Off, _) | (SecondFactor::Optional, None) => Owed::Nothing,
            (_, Some(_)) => Owed::Code,
            (SecondFactor::Required, None) => Owed::Enrolment,
        }
    }

    /// Who holds a session, and what they still owe.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if the session is unknown, was left too long or has ended.
    pub async fn half_in(&self, token: &SessionToken) -> Result<(StaffPerson, Owed)> {
        let held = self.session_of(token).await?;
        Ok((held.person, held.standing))
    }

    async fn row_of(&self, id: StaffId) -> Result<StaffRow> {
        people::staff_by_id(&self.store().reader(), id).await?.ok_or(Trouble::NotFound)
    }

    /// What the next device of a person is enrolled with.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] where nobody has a second factor.
    pub async fn factor_offer(&self, staff: &StaffPerson) -> Result<FactorOffer> {
        if self.settings().second_factor == SecondFactor::Off {
            return Err(Trouble::NotFound);
        }
        let row = self.row_of(staff.id).await?;
        let key = totp::base32(&self.secret().factor_key(row.id, row.factor + 1));
        let uri = format!("otpauth://totp/madoguchi:{}?secret={key}&issuer=madoguchi", row.login);
        let picture = madoguchi_documents::qr_svg(&uri).unwrap_or_default();
        let letters: Vec<char> = key.chars().collect();
        Ok(FactorOffer {
            picture: String::from_utf8_lossy(&picture).into_owned(),
            key: letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" "),
            uri,
            is_enrolled: row.factor_since.is_some(),
            left: row.recovery.count_ones(),
        })
    }

    /// Enrols the offered device with a code it shows; gives the recovery codes, this once. The session counts from now on.
    /// Where a device counts already a session alone does not put another in its place: a code of that device, a recovery
    /// code or the password is shown too (`proof`).
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if the code or the proof is wrong, [`Trouble::TooMany`] after too many tries.
    pub async fn enrol_factor(&self, token: &SessionToken, typed: &str, proof: &str) -> Result<Vec<String>> {
        let (staff, owed) = self.half_in(token).await?;
        if self.settings().second_factor == SecondFactor::Off || owed == Owed::Code {
            return Err(Trouble::NotFound);
        }
        let keys = [(format!("factor:{}", staff.id), PER_THING)];
        self.may_try(&keys).await?;
        let row = self.row_of(staff.id).await?;
        if row.factor_since.is_some() && !self.proves(&row, proof).await {
            self.count_try(&keys).await?;
            return Err(Trouble::amiss(
                "proof",
                "合いません。いまの端末に出ている 6 けたか、回復コードか、パスワードを入力してください",
            ));
        }
        let (enrolment, now) = (row.factor + 1, self.now());
        let key = self.secret().factor_key(row.id, enrolment);
        let Some(step) = totp::step(
            &key,
            &normalise::code(typed).replace(' ', ""),
            now.utc().timestamp(),
            row.factor_step,
        ) else {
            self.count_try(&keys).await?;
            return Err(Trouble::amiss(
                "code",
                "合いません。端末の時刻が合っているかを確かめ、いま出ている 6 けたを入力してください",
            ));
        };
        let all = (1_i64 << RECOVERY_CODES) - 1;
        let mut tx = self.store().begin().await?;
        accounts::set_factor(&mut tx, row.id, (row.factor, enrolment), Some(now), all).await?;
        accounts::factor_used(&mut tx, row.id, step).await?;
        people::session_stands(&mut tx, token.hash(), Owed::Nothing.code()).await?;
        people::close_sessions_of(&mut tx, row.id, Some(token.hash())).await?;
        audit::note(&mut tx, now, serde_json::to_value(staff.actor())?, "set-factor", &row.login).await?;
        tx.commit().await?;
        let code = |nth| self.secret().recovery_code(row.id, enrolment, nth).reveal().to_owned();
        Ok((0..RECOVERY_CODES).map(code).collect())
    }

    /// Shows the second factor: a code of the device, or a recovery code. The session goes on under another token.
    ///
    /// # Errors
    /// [`Trouble::Amiss`] if the code is wrong or was used, [`Trouble::TooMany`] after too many tries.
    pub async fn show_factor(&self, token: &SessionToken, typed: &str) -> Result<SessionToken> {
        let (staff, owed) = self.half_in(token).await?;
        if owed != Owed::Code {
            return Err(Trouble::NotFound);
        }
        let keys = [(format!("factor:{}", staff.id), PER_THING)];
        self.may_try(&keys).await?;
        let row = self.row_of(staff.id).await?;
        let wrong = || {
            Trouble::amiss(
                "code",
                "合いません。いま出ている 6 けたか、まだ使っていない回復コードを入力してください",
            )
        };
        let mut tx = self.store().begin().await?;
        let used = match self.fits(&row, typed) {
            Some(Fits::Step(step)) => accounts::factor_used(&mut tx, row.id, step).await,
            Some(Fits::Recovery(nth)) => {
                accounts::recovery_used(&mut tx, row.id, row.recovery, row.recovery & !(1 << nth)).await
            }
            None => Err(StoreError::Overtaken),
        };
        match used {
            Err(StoreError::Overtaken) => {
                drop(tx);
                self.count_try(&keys).await?;
                return Err(wrong());
            }
            used => used?,
        }
        let fresh = SessionToken::from_random(self.random());
        let now = self.now();
        people::close_session(&mut tx, token.hash()).await?;
        people::open_session(&mut tx, fresh.hash(), row.id, now, now.plus(crate::sign_in::longest())).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    async fn proves(&self, row: &StaffRow, typed: &str) -> bool {
        self.fits(row, typed).is_some() || own_account::fits(typed, &row.password_hash).await
    }

    fn fits(&self, row: &StaffRow, typed: &str) -> Option<Fits> {
        let key = self.secret().factor_key(row.id, row.factor);
        let digits = normalise::code(typed).replace(' ', "");
        if let Some(step) = totp::step(&key, &digits, self.now().utc().timestamp(), row.factor_step) {
            return Some(Fits::Step(step));
        }
        let typed = ResumeCode::parse(typed).ok()?.hash();
        (0..RECOVERY_CODES)
            .filter(|nth| row.recovery & (1 << nth) != 0)
            // Digests are compared, so how long that takes tells nothing of the code.
            .find(|nth| self.secret().recovery_code(row.id, row.factor, *nth).hash() == typed)
            .map(Fits::Recovery)
    }

    /// Takes the second factor of somebody away who has lost their device. They are signed out.
    ///
    /// # Errors
    /// [`Trouble::NotAllowed`] if the role tends no accounts, [`Trouble::NotFound`] if there is no such account.
    pub async fn forget_factor(&self, staff: &StaffPerson, id: StaffId) -> Result<()> {
        staff.must(Deed::TendPeople)?;
        let row = self.row_of(id).await?;
        let mut tx = self.store().begin().await?;
        accounts::set_factor(&mut tx, id, (row.factor, row.factor + 1), None, 0).await?;
        people::close_sessions_of(&mut tx, id, None).await?;
        audit::note(&mut tx, self.now(), serde_json::to_value(staff.actor())?, "set-factor", &row.login)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// What a typed code is.
enum Fits {
    /// A code of the device, of this step.
    Step(i64),
    /// The nth recovery code.
    Recovery(u32),
}
