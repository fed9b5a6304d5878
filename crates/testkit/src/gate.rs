//! A gate that holds whoever writes, so that many are under way at once for as long as a test wants.

use std::sync::Arc;

use madoguchi_app::App;
use madoguchi_store::Pause;
use tokio::sync::watch;

use crate::Office;

/// The gate. It stands open until it is closed.
#[derive(Clone)]
pub struct Gate {
    closed: watch::Sender<bool>,
    held: watch::Sender<usize>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { closed: watch::channel(false).0, held: watch::channel(0).0 }
    }
}

impl Gate {
    /// A node of an office whose writers pass through this gate before each transaction and behind it.
    pub async fn node(&self, office: &Office) -> App {
        office.node(&office.store.pausing(self.pause()), 99).await
    }

    fn pause(&self) -> Pause {
        let gate = self.clone();
        Arc::new(move || {
            let gate = gate.clone();
            Box::pin(async move { gate.pass().await })
        })
    }

    async fn pass(&self) {
        let mut closed = self.closed.subscribe();
        if *closed.borrow_and_update() {
            self.held.send_modify(|n| *n += 1);
            closed.wait_for(|closed| !closed).await.expect("the gate is there");
        }
    }

    /// Closes it: whoever writes from now on is held.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// Opens it.
    pub fn open(&self) {
        self.closed.send_replace(false);
    }

    /// Waits until so many have been held.
    pub async fn holds(&self, many: usize) {
        self.held.subscribe().wait_for(|n| *n == many).await.expect("the gate is there");
    }
}
