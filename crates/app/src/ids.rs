//! The only source of ids and chance of the house.

use std::sync::Mutex;

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// Gives ids and random bits: from the machine, or from a seed so that a test or a demonstration repeats.
#[derive(Debug)]
pub enum Ids {
    /// The machine's own randomness.
    Machine,
    /// A seed.
    Seeded(Box<Mutex<StdRng>>),
}

impl Ids {
    /// Ids that repeat.
    pub fn seeded(seed: u64) -> Self {
        Ids::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    fn with<T>(&self, take: impl FnOnce(&mut dyn Rng) -> T) -> T {
        match self {
            Ids::Machine => take(&mut rand::rng()),
            Ids::Seeded(rng) => take(&mut *rng.lock().unwrap_or_else(std::sync::PoisonError::into_inner)),
        }
    }

    /// 128 random bits. Everything that must not be guessed is made of these.
    pub fn bits(&self) -> u128 {
        self.with(|rng| rng.random())
    }

    /// A fresh id without an order: for whatever stands in URLs.
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bits().to_be_bytes()).into_uuid()
    }
}
