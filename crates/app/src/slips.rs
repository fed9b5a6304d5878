//! What a letter about signing in, a wish or an account tells when it leaves.

use madoguchi_notify::{Mail, Slip, SlipAbout, slips};
use madoguchi_store::{
    StoreError,
    outbox::{LetterRow, Matter},
    residents, sign_ins, subscriptions,
};
use madoguchi_vocab::{AccountId, Lang, SignInId, SubscriptionId};

use crate::{App, Result, SIGN_IN_MINUTES, Trouble, end_account::last_day_of};

impl App {
    /// Writes such a letter.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if there is nothing to tell any more.
    pub(crate) async fn slip_of(&self, row: &LetterRow) -> Result<Mail> {
        let slip: Slip = serde_json::from_value(row.body.clone())?;
        let about = match row.about {
            Matter::SignIn(id) => self.about_sign_in(id, slip, row.lang).await?,
            Matter::Subscription(id) => self.about_wish(id, slip, row.lang).await?,
            Matter::Account(id) => self.about_account(id, row.lang).await?,
            Matter::Submission(_) | Matter::Draft(_) => return Err(Trouble::NotFound),
        };
        let city = self.city();
        let (name, hours) = (city.name_in(row.lang).to_owned(), city.hours_in(row.lang).to_owned());
        let phone = city.phone.clone();
        Ok(slips::write(slip, &SlipAbout { city: name, phone, hours, ..about }, row.lang))
    }

    /// A link that has lost its time while the post was held up is not sent.
    async fn about_sign_in(&self, id: SignInId, slip: Slip, lang: Lang) -> Result<SlipAbout> {
        let row = there(sign_ins::get(&self.store().reader(), id).await)?;
        if row.used_at.is_some() || row.expires_at <= self.now() {
            return Err(Trouble::NotFound);
        }
        let code = SlipAbout {
            url: self.url(lang, "/status/code/sent"),
            code: self.secret().sign_in_code(id),
            minutes: SIGN_IN_MINUTES,
            ..SlipAbout::default()
        };
        if slip == Slip::LookUp {
            return Ok(code);
        }
        let key = self.secret().sign_in_key(id).reveal().to_owned();
        Ok(SlipAbout { url: self.url(lang, &format!("/sign-in/open#{key}")), key, ..code })
    }

    async fn about_wish(&self, id: SubscriptionId, slip: Slip, lang: Lang) -> Result<SlipAbout> {
        let row = there(subscriptions::get(&self.store().reader(), id).await)?;
        let awaited = self.awaited(&row.about).await?;
        let key = self.secret().subscription_key(id).reveal().to_owned();
        let opened = slip == Slip::Opened;
        let path = if opened { format!("/p/{}", row.about) } else { format!("/notices/confirm#{key}") };
        Ok(SlipAbout {
            url: self.url(lang, &path),
            stop_url: opened.then(|| self.url(lang, &format!("/notices/stop/{key}"))),
            key,
            procedure: Some(awaited.title),
            ..SlipAbout::default()
        })
    }

    /// Whoever has signed in since keeps the account and needs no letter.
    async fn about_account(&self, id: AccountId, lang: Lang) -> Result<SlipAbout> {
        let row = there(residents::get(&self.store().reader(), id).await)?;
        if row.warned_at.is_none() {
            return Err(Trouble::NotFound);
        }
        let until = Some(last_day_of(row.seen_at));
        Ok(SlipAbout { url: self.url(lang, "/sign-in"), until, ..SlipAbout::default() })
    }
}

fn there<T>(found: std::result::Result<T, StoreError>) -> Result<T> {
    match found {
        Err(StoreError::NotFound) => Err(Trouble::NotFound),
        found => Ok(found?),
    }
}
