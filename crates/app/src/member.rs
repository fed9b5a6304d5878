//! A resident signs in by a letter, and out. Whether an address is known is never told: whoever proves one has an account.

use chrono::Duration;
use madoguchi_auth::{Identity, IdentityKind, SessionToken, key_hash};
use madoguchi_notify::Slip;
use madoguchi_store::{
    StoreError, Tx,
    outbox::{self, Matter},
    residents::{self, AccountRow, AccountSessionRow, IdentityRow},
    sign_ins::{self, SignInRow},
};
use madoguchi_vocab::{AccountId, Instant, Lang, LetterId, LookupKey, SignInId, normalise};

use crate::{
    App, Result, Trouble, Visitor,
    throttle::{PER_ADDRESS, PER_THING},
};

/// For so many minutes a letter signs somebody in.
pub const SIGN_IN_MINUTES: i64 = 15;
/// So many wrong digits for one letter, and …
const TRIES: i64 = 5;
/// … so many for one person in a day: then only the link signs in.
const TRIES_A_DAY: i64 = 10;
/// A session that was left for so long is over …
const IDLE_DAYS: i64 = 7;
/// … and every session after so long.
const LONGEST_DAYS: i64 = 30;
/// A session that is used is noted so often.
const NOTED: Duration = Duration::hours(1);

/// A resident who has signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Whose account.
    pub id: AccountId,
    /// The address that was proved, as it was written.
    pub address: String,
    /// The same, as it is compared.
    pub(crate) subject: String,
    /// Whether drafts that end soon are told of.
    pub reminders: bool,
    /// When the account was made.
    pub since: Instant,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSession {
    /// What it runs on.
    pub device: String,
    /// Since when.
    pub created_at: Instant,
    /// When it was last used, within an hour.
    pub seen_at: Instant,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What a browser is given in which somebody has just signed in.
#[derive(Debug)]
pub struct LetIn {
    /// By what it is known to be theirs.
    pub token: SessionToken,
    /// What it is called from now on.
    pub visitor: Visitor,
}

/// What a letter is to prove.
pub(crate) struct Proof<'k> {
    /// The kind of proof.
    pub kind: &'k str,
    /// What is proved.
    pub subject: String,
    /// Where the letter goes.
    pub address: String,
    /// Whether it does: a try is noted in any case.
    pub leaves: bool,
}

impl Member {
    /// Whether this is the address that was proved.
    pub fn is_at(&self, address: &str) -> bool {
        self.subject == Identity::mail(address).subject
    }
}

impl App {
    /// Sends a letter that signs its reader in. What is answered, and how long that takes, is the same for everybody.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] if it was asked for too often.
    pub async fn ask_to_sign_in(
        &self,
        address: &str,
        lang: Lang,
        visitor: &Visitor,
        from: &str,
    ) -> Result<()> {
        let who = Identity::mail(address);
        // Every letter counts: nobody fills a stranger's letterbox from here.
        let keys = [
            (format!("sign-in-letter:{}", who.mark()), PER_THING),
            (format!("sign-in-letter-from:{from}"), PER_ADDRESS),
        ];
        self.may_try(&keys).await?;
        self.count_try(&keys).await?;
        self.letter_goes_to(&who, from).await?;
        let proof = Proof { kind: who.kind.code(), subject: who.subject, address: who.label, leaves: true };
        self.send_proof(Slip::SignIn, proof, lang, visitor).await
    }

    /// Sends a letter with digits that count in this browser: to prove something of a kind and a subject.
    pub(crate) async fn send_proof(
        &self,
        slip: Slip,
        proof: Proof<'_>,
        lang: Lang,
        visitor: &Visitor,
    ) -> Result<()> {
        let (now, id) = (self.now(), SignInId(self.0.ids.uuid()));
        let row = SignInRow {
            id,
            key_hash: key_hash(&self.secret().sign_in_key(id)),
            visitor_hash: visitor.hash(),
            kind: proof.kind.to_owned(),
            subject: proof.subject,
            label: proof.address,
            lang,
            created_at: now,
            expires_at: now.plus(Duration::minutes(SIGN_IN_MINUTES)),
            used_at: None,
            tries: 0,
        };
        let mut tx = self.store().begin().await?;
        sign_ins::insert(&mut tx, &row).await?;
        let body = serde_json::to_value(slip)?;
        let letter = LetterId(self.0.ids.uuid());
        if proof.leaves {
            outbox::put(&mut tx, letter, Matter::SignIn(id), body, lang, &row.label, now).await?;
        } else {
            // As long, and nothing leaves.
            outbox::forget(&mut tx, letter).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Signs in whoever has what stands in a link: once, in its time, in any browser.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is no key of ours, was used, or its time is over; [`Trouble::TooMany`] after too many
    /// wrong ones.
    pub async fn sign_in_by_link(
        &self,
        key: &str,
        visitor: &Visitor,
        device: &str,
        from: &str,
    ) -> Result<LetIn> {
        let keys = [(format!("sign-in-link-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let row = match LookupKey::parse(key) {
            Ok(key) => sign_ins::by_key(&self.store().reader(), key_hash(&key)).await?,
            Err(_) => None,
        };
        // What lets somebody look at a submission opens no account.
        let row = row.filter(|r| r.kind == IdentityKind::Mail.code());
        self.used(row, visitor, device, &keys).await
    }

    /// Signs in whoever types the digits of the letter, in the browser that asked for it.
    ///
    /// # Errors
    /// As [`App::sign_in_by_link`].
    pub async fn sign_in_by_code(
        &self,
        code: &str,
        visitor: &Visitor,
        device: &str,
        from: &str,
    ) -> Result<LetIn> {
        let keys = [(format!("sign-in-code-from:{from}"), PER_ADDRESS)];
        self.may_try(&keys).await?;
        let row = self.letter_by_code(IdentityKind::Mail.code(), code, visitor, Some(TRIES_A_DAY)).await?;
        self.used(row, visitor, device, &keys).await
    }

    /// The letter of a kind whose digits were typed in the browser that asked for it; none if they are not its digits. For one
    /// person there may be no more than so many wrong ones in a day.
    ///
    /// # Errors
    /// [`Trouble::TooMany`] after too many wrong ones.
    pub(crate) async fn letter_by_code(
        &self,
        kind: &str,
        code: &str,
        visitor: &Visitor,
        a_day: Option<i64>,
    ) -> Result<Option<SignInRow>> {
        let (now, reader) = (self.now(), self.store().reader());
        let Some(row) = sign_ins::latest_in(&reader, visitor.hash(), kind, now).await? else {
            return Ok(None);
        };
        let tried_enough = match a_day {
            Some(most) => {
                let day = now.plus(-Duration::days(1));
                sign_ins::tries_since(&reader, &row.kind, &row.subject, day).await? >= most
            }
            None => false,
        };
        // Taken before it is looked at: tries that come together are counted too.
        let mut tx = self.store().begin().await?;
        let may = !tried_enough && sign_ins::take_try(&mut tx, row.id, TRIES).await?;
        tx.commit().await?;
        if !may {
            return Err(Trouble::TooMany { minutes: u32::try_from(SIGN_IN_MINUTES).unwrap_or(15) });
        }
        let typed: String = normalise::code(code).chars().filter(char::is_ascii_digit).collect();
        if !self.secret().sign_in_code_fits(row.id, &typed) {
            return Ok(None);
        }
        let mut tx = self.store().begin().await?;
        sign_ins::give_try_back(&mut tx, row.id).await?;
        tx.commit().await?;
        Ok(Some(row))
    }

    /// Uses a letter up and opens a session of its own: no token from before counts for it.
    async fn used(
        &self,
        row: Option<SignInRow>,
        visitor: &Visitor,
        device: &str,
        keys: &[(String, i64)],
    ) -> Result<LetIn> {
        let now = self.now();
        let Some(row) = row.filter(|r| r.used_at.is_none() && r.expires_at > now) else {
            self.count_try(keys).await?;
            return Err(Trouble::NotFound);
        };
        let mut tx = self.store().begin().await?;
        match sign_ins::use_up(&mut tx, &row, now).await {
            // Another press was first.
            Err(StoreError::NotFound) => return Err(Trouble::NotFound),
            used => used?,
        }
        let account = self.account_of(&mut tx, &row, now).await?;
        let token = SessionToken::from_random(self.random());
        let session = AccountSessionRow {
            token: token.hash(),
            account,
            device: device.to_owned(),
            created_at: now,
            seen_at: now,
            expires_at: now.plus(Duration::days(LONGEST_DAYS)),
        };
        residents::open_session(&mut tx, &session).await?;
        let visitor = self.fresh_for(&mut tx, visitor, account).await?;
        tx.commit().await?;
        Ok(LetIn { token, visitor })
    }

    /// The account of whoever proved this; the first proof makes it.
    async fn account_of(&self, tx: &mut Tx, row: &SignInRow, now: Instant) -> Result<AccountId> {
        if let Some(known) = residents::by_identity(&mut *tx, &row.kind, &row.subject).await? {
            residents::seen(tx, known.account, now).await?;
            return Ok(known.account);
        }
        let id = AccountId(self.0.ids.uuid());
        let account = AccountRow {
            id,
            lang: row.lang,
            created_at: now,
            seen_at: now,
            warned_at: None,
            reminders: true,
        };
        residents::insert(tx, &account).await?;
        let identity = IdentityRow {
            account: id,
            kind: row.kind.clone(),
            subject: row.subject.clone(),
            label: row.label.clone(),
            verified_at: now,
        };
        residents::identify(tx, &identity).await?;
        Ok(id)
    }

    /// Who has signed in with a token.
    ///
    /// # Errors
    /// [`Trouble::SignIn`] if nobody has, or not any more.
    pub async fn member(&self, token: &SessionToken) -> Result<Member> {
        let (now, reader) = (self.now(), self.store().reader());
        let session = residents::session(&reader, token.hash()).await?.ok_or(Trouble::SignIn)?;
        if session.expires_at <= now || session.seen_at <= now.plus(-Duration::days(IDLE_DAYS)) {
            return Err(Trouble::SignIn);
        }
        let account = match residents::get(&reader, session.account).await {
            Err(StoreError::NotFound) => return Err(Trouble::SignIn),
            found => found?,
        };
        let known = residents::identities(&reader, account.id).await?;
        let mail = known.into_iter().find(|i| i.kind == IdentityKind::Mail.code()).ok_or(Trouble::SignIn)?;
        if now.since(session.seen_at) > NOTED {
            let mut tx = self.store().begin().await?;
            residents::touch_session(&mut tx, session.token, now).await?;
            residents::seen(&mut tx, account.id, now).await?;
            tx.commit().await?;
        }
        Ok(Member {
            id: account.id,
            address: mail.label,
            subject: mail.subject,
            reminders: account.reminders,
            since: account.created_at,
        })
    }

    /// Where somebody is signed in.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn member_sessions(&self, member: &Member, token: &SessionToken) -> Result<Vec<MemberSession>> {
        let rows = residents::sessions(&self.store().reader(), member.id, self.now()).await?;
        let ours = token.hash();
        Ok(rows
            .into_iter()
            .map(|s| MemberSession {
                current: s.token == ours,
                device: s.device,
                created_at: s.created_at,
                seen_at: s.seen_at,
            })
            .collect())
    }

    /// Signs out. What is the account's is open to who has signed in only, and what was sent or shown in this browser cannot be
    /// opened in it any more. Says what the browser is called from now on.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn leave(&self, token: &SessionToken, visitor: &Visitor) -> Result<Visitor> {
        let mut tx = self.store().begin().await?;
        residents::close_session(&mut tx, token.hash()).await?;
        let fresh = self.fresh_after(&mut tx, visitor).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    /// Signs out everywhere, here as by [`App::leave`].
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn leave_everywhere(&self, member: &Member, visitor: &Visitor) -> Result<Visitor> {
        let mut tx = self.store().begin().await?;
        residents::close_sessions(&mut tx, member.id, None).await?;
        let fresh = self.fresh_after(&mut tx, visitor).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    /// Signs out in every other browser. What is the account's opens in none of them any more.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet fails.
    pub async fn leave_others(&self, member: &Member, token: &SessionToken) -> Result<()> {
        let mut tx = self.store().begin().await?;
        residents::close_sessions(&mut tx, member.id, Some(token.hash())).await?;
        Ok(tx.commit().await?)
    }

    /// Removes sessions and letters of signing in whose time is over.
    pub(crate) async fn sweep_sign_ins(&self, tx: &mut Tx, now: Instant) -> Result<()> {
        residents::close_expired(tx, now, now.plus(-Duration::days(IDLE_DAYS))).await?;
        // Wrong digits are counted for a day.
        sign_ins::forget(tx, now.plus(-Duration::days(1))).await?;
        Ok(())
    }
}
