//! The only clock of the house.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, Utc};
use madoguchi_vocab::Instant;

/// Tells the time: the wall's, or one that stands still until it is turned.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The wall clock.
    Wall,
    /// Microseconds since 1970; for tests, and for making demonstration data with a past.
    Turned(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn standing(at: Instant) -> Self {
        Clock::Turned(Arc::new(AtomicI64::new(at.utc().timestamp_micros())))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    pub fn now(&self) -> Instant {
        match self {
            Clock::Wall => Instant::from_utc(Utc::now()),
            Clock::Turned(micros) => {
                let at = DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default();
                Instant::from_utc(at)
            }
        }
    }

    /// Turns a standing clock forward (or back). The wall clock is not ours to turn.
    pub fn advance(&self, by: Duration) {
        if let Clock::Turned(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Sets a standing clock.
    pub fn set(&self, at: Instant) {
        if let Clock::Turned(micros) = self {
            micros.store(at.utc().timestamp_micros(), Ordering::SeqCst);
        }
    }
}
