//! Guessing is made slow: tries are counted per key and quarter of an hour. Letterboxes are not filled: letters that anybody
//! may ask for are counted per address and day.

use madoguchi_auth::Identity;
use madoguchi_store::throttle;
use madoguchi_vocab::{Instant, ReceiptNumber, normalise};

use crate::{App, Result, Trouble};

/// The length of a window …
const MINUTES: i64 = 15;
/// … and of that in which letters are counted.
const A_DAY: i64 = 24 * 60;
/// Wrong tries per receipt number, code or sign-in name.
pub(crate) const PER_THING: i64 = 5;
/// Wrong tries per address. A whole city hall may stand behind one.
pub(crate) const PER_ADDRESS: i64 = 60;

/// Letters to one address in a day, whoever asks and for whatever …
const LETTERS: i64 = 20;
/// … and of those the ones that are asked for from one place: nobody uses up alone what the reader of the address may ask for.
const LETTERS_FROM: i64 = 10;

impl App {
    /// Says whether another try may be made for any of these keys.
    pub(crate) async fn may_try(&self, keys: &[(String, i64)]) -> Result<()> {
        self.may(keys, MINUTES).await
    }

    /// Counts a wrong try against each of these keys.
    pub(crate) async fn count_try(&self, keys: &[(String, i64)]) -> Result<()> {
        self.count(keys, MINUTES).await
    }

    /// Counts a letter that somebody asks for, who may be a stranger to the address.
    ///
    /// # Errors
    /// [`crate::Trouble::TooMany`] if there were enough of them today.
    pub(crate) async fn letter_goes_to(&self, who: &Identity, from: &str) -> Result<()> {
        let mark = who.mark();
        let keys =
            [(format!("letters-to:{mark}:{from}"), LETTERS_FROM), (format!("letters-to:{mark}"), LETTERS)];
        self.may(&keys, A_DAY).await?;
        self.count(&keys, A_DAY).await
    }

    async fn may(&self, keys: &[(String, i64)], minutes: i64) -> Result<()> {
        let now = self.now();
        let window = window_of(now, minutes);
        for (key, limit) in keys {
            if throttle::count(&self.store().reader(), key, window).await? >= *limit {
                let left = minutes - now.since(window).num_minutes();
                return Err(Trouble::TooMany { minutes: u32::try_from(left.max(1)).unwrap_or(1) });
            }
        }
        Ok(())
    }

    async fn count(&self, keys: &[(String, i64)], minutes: i64) -> Result<()> {
        let window = window_of(self.now(), minutes);
        let mut tx = self.store().begin().await?;
        for (key, _) in keys {
            throttle::hit(&mut tx, key, window).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What tries for a receipt number are counted under: however it is written, it is the same number.
pub(crate) fn number_key(typed: &str) -> String {
    match ReceiptNumber::parse(typed) {
        Ok(number) => number.to_string(),
        Err(_) => normalise::search_key(typed).chars().take(40).collect(),
    }
}

fn window_of(now: Instant, minutes: i64) -> Instant {
    let into = now.utc().timestamp().rem_euclid(minutes * 60);
    let micros = i64::from(now.utc().timestamp_subsec_micros());
    now.plus(-chrono::Duration::seconds(into) - chrono::Duration::microseconds(micros))
}
