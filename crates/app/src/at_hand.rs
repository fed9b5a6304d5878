//! What takes long to make and many ask for: made by one of them, while the others wait for it.

use std::sync::Arc;

use madoguchi_vocab::Instant;
use tokio::sync::Mutex;

use crate::Result;

/// What was made last, if anything was. Cheap to clone.
pub(crate) struct AtHand<T>(Arc<Mutex<Option<Made<T>>>>);

struct Made<T> {
    at: Instant,
    what: Arc<T>,
}

impl<T> Clone for AtHand<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for AtHand<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Send + Sync + 'static> AtHand<T> {
    /// What is at hand, if it is still good; otherwise what is made now. It is made in a task of its own: whoever asked may
    /// go away, and it is there for the next.
    ///
    /// # Errors
    /// What making it says; the next who asks tries again.
    pub(crate) async fn get(
        &self,
        now: Instant,
        is_good: impl Fn(Instant, &T) -> bool,
        make: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<Arc<T>> {
        let mut kept = self.0.clone().lock_owned().await;
        if let Some(made) = &*kept
            && is_good(made.at, &made.what)
        {
            return Ok(made.what.clone());
        }
        // Who asks meanwhile waits for the lock, which the task holds.
        let task = tokio::spawn(async move {
            let what = Arc::new(make.await?);
            *kept = Some(Made { at: now, what: what.clone() });
            Ok(what)
        });
        task.await.map_err(std::io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use tokio::sync::oneshot;

    use super::*;

    fn morning() -> Instant {
        Instant::parse("2026-11-24T09:00:00+09:00").unwrap()
    }

    #[tokio::test]
    async fn it_is_made_also_when_who_asked_went_away() {
        let (at_hand, (done, wait)) = (AtHand::default(), oneshot::channel());
        let making = async { Ok(wait.await.unwrap()) };
        tokio::select! {
            biased;
            _ = at_hand.get(morning(), |_, _| true, making) => panic!("it cannot be made yet"),
            () = ready(()) => {}
        }
        done.send("made").unwrap();
        let again = async { panic!("it was made already") };
        assert_eq!(*at_hand.get(morning(), |_, _| true, again).await.unwrap(), "made");
    }

    #[tokio::test]
    async fn what_is_not_good_any_more_and_what_failed_is_made_anew() {
        let at_hand = AtHand::default();
        let get = |number| at_hand.get(morning(), |_, made| *made == 2, async move { Ok(number) });
        assert_eq!(*get(1).await.unwrap(), 1);
        assert_eq!(*get(2).await.unwrap(), 2);
        assert_eq!(*get(3).await.unwrap(), 2);
        let failing = at_hand.get(morning(), |_, _| false, async { Err(crate::Trouble::Overtaken) });
        assert!(failing.await.is_err());
        assert_eq!(*get(4).await.unwrap(), 2, "what was there stays");
    }
}
