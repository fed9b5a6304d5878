//! Guessing is made slow: tries are counted per key and quarter of an hour.

use madoguchi_store::throttle;
use madoguchi_vocab::Instant;

use crate::{App, Result, Trouble};

/// The length of a window.
const MINUTES: i64 = 15;
/// Wrong tries per receipt number, code or sign-in name.
pub(crate) const PER_THING: i64 = 5;
/// Wrong tries per address. A whole city hall may stand behind one.
pub(crate) const PER_ADDRESS: i64 = 60;

impl App {
    /// Says whether another try may be made for any of these keys.
    pub(crate) async fn may_try(&self, keys: &[(String, i64)]) -> Result<()> {
        let now = self.now();
        let window = window_of(now);
        for (key, limit) in keys {
            if throttle::count(&self.store().reader(), key, window).await? >= *limit {
                let left = MINUTES - now.since(window).num_minutes();
                return Err(Trouble::TooMany { minutes: u32::try_from(left.max(1)).unwrap_or(1) });
            }
        }
        Ok(())
    }

    /// Counts a wrong try against each of these keys.
    pub(crate) async fn count_try(&self, keys: &[(String, i64)]) -> Result<()> {
        let window = window_of(self.now());
        let mut tx = self.store().begin().await?;
        for (key, _) in keys {
            throttle::hit(&mut tx, key, window).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn window_of(now: Instant) -> Instant {
    let into = now.utc().timestamp().rem_euclid(MINUTES * 60);
    let micros = i64::from(now.utc().timestamp_subsec_micros());
    now.plus(-chrono::Duration::seconds(into) - chrono::Duration::microseconds(micros))
}
