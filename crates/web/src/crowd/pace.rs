//! What is sent must keep coming. Who sends nothing for a while, or a few bytes now and then, would hold a place for as
//! long as they like; a line that is thin is fast enough.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    BoxError,
    body::{Body, BodyDataStream, Bytes},
};
use futures_util::{StreamExt, stream};

/// So many bytes in such a time; what is left at the end may be less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// In bytes.
    pub least: usize,
    /// The time for them.
    pub within: Duration,
}

impl Default for Pace {
    /// 17 kbit/s: a phone whose volume is used up and is slowed down to 128 kbit/s is seven times as fast, and one that
    /// comes out of a tunnel within half a minute has lost nothing.
    fn default() -> Self {
        Self { least: 64 * 1024, within: Duration::from_secs(30) }
    }
}

/// Whether a sender was too slow.
#[derive(Clone, Debug, Default)]
pub struct Late(Arc<AtomicBool>);

impl Late {
    /// Whether it was.
    pub fn is_so(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body that is on its way.
struct Coming<F> {
    pieces: BodyDataStream,
    least: usize,
    /// What must still come in this window …
    owed: usize,
    /// … which ends when this does.
    window: Pin<Box<F>>,
    late: Late,
}

/// The same body, which ends with an error when it comes too slowly.
pub fn paced(body: Body, pace: Pace) -> (Body, Late) {
    paced_by(body, pace.least, move || tokio::time::sleep(pace.within))
}

/// The same, by any clock: `window` ends when the time for so many bytes is over.
fn paced_by<F>(body: Body, least: usize, window: impl Fn() -> F + Send + Sync + 'static) -> (Body, Late)
where
    F: Future<Output = ()> + Send + 'static,
{
    let late = Late::default();
    let first = Box::pin(window());
    let coming =
        Coming { pieces: body.into_data_stream(), least, owed: least, window: first, late: late.clone() };
    let pieces = stream::unfold((Some(coming), window), async |(coming, window)| {
        let (piece, coming) = coming?.next(&window).await?;
        Some((piece, (coming, window)))
    });
    (Body::from_stream(pieces), late)
}

impl<F: Future<Output = ()>> Coming<F> {
    /// The next piece, and what is to come behind it: nothing once it was too late.
    async fn next(mut self, window: &impl Fn() -> F) -> Option<(Result<Bytes, BoxError>, Option<Self>)> {
        let piece = tokio::select! {
            // What is there already is never late.
            biased;
            piece = self.pieces.next() => piece?,
            () = &mut self.window => {
                self.late.0.store(true, Ordering::Release);
                return Some((Err("what was sent came too slowly".into()), None));
            }
        };
        self.owed = self.owed.saturating_sub(piece.as_ref().map_or(0, Bytes::len));
        if self.owed == 0 {
            (self.owed, self.window) = (self.least, Box::pin(window()));
        }
        Some((piece.map_err(Into::into), Some(self)))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        future::{pending, ready},
        sync::atomic::AtomicUsize,
    };

    use axum::body::to_bytes;
    use futures_util::future::Either;

    use super::*;

    fn pieces(sizes: &[usize]) -> impl stream::Stream<Item = Result<Vec<u8>, Infallible>> + Send + use<> {
        stream::iter(sizes.to_vec()).map(|size| Ok(vec![b'x'; size]))
    }

    #[tokio::test]
    async fn who_stops_in_the_middle_is_late_when_the_window_ends() {
        let body = Body::from_stream(pieces(&[10]).chain(stream::pending()));
        let (body, late) = paced_by(body, 64, || ready(()));
        assert!(to_bytes(body, 1000).await.is_err());
        assert!(late.is_so());
    }

    #[tokio::test]
    async fn who_keeps_sending_begins_a_new_window_each_time_enough_has_come() {
        let windows = Arc::new(AtomicUsize::new(0));
        let counted = windows.clone();
        let body = Body::from_stream(pieces(&[40, 40, 40, 40, 3]));
        // Each window would end at once, but for what is there already.
        let (body, late) = paced_by(body, 64, move || {
            counted.fetch_add(1, Ordering::Relaxed);
            ready(())
        });
        assert_eq!(to_bytes(body, 1000).await.unwrap().len(), 163);
        assert!(!late.is_so());
        assert_eq!(windows.load(Ordering::Relaxed), 3, "one at first, and one behind each 64 bytes");
    }

    #[tokio::test]
    async fn a_trickle_does_not_move_the_end_of_the_window() {
        let windows = Arc::new(AtomicUsize::new(0));
        let counted = windows.clone();
        let body = Body::from_stream(pieces(&[1, 1, 1]).chain(stream::pending()));
        let (body, late) = paced_by(body, 64, move || match counted.fetch_add(1, Ordering::Relaxed) {
            0 => Either::Left(ready(())),
            _ => Either::Right(pending()),
        });
        assert!(to_bytes(body, 1000).await.is_err());
        assert!(late.is_so());
    }
}
