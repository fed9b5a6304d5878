//! The press of the office: papers are set where waiting disturbs nobody, and not more at once than there are hands.

use std::{
    fmt, io,
    sync::{Arc, OnceLock},
    thread::available_parallelism,
};

use madoguchi_documents::{Document, Imprint, Press, Seal, Unprintable};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Result, Trouble};

/// Reads the fonts that are asked for letters which the usual ones lack.
pub type MoreFonts = Box<dyn Fn() -> io::Result<Vec<Vec<u8>>> + Send + Sync>;

/// Press, seal and the way to rare letters. Cheap to clone.
#[derive(Clone)]
pub struct Printer(Arc<Room>);

struct Room {
    press: Option<Press>,
    more: MoreFonts,
    /// The press with rare letters, once one was needed.
    with_more: OnceLock<Press>,
    seal: Option<Seal>,
    hands: Semaphore,
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printer").field("press", &self.0.press).finish_non_exhaustive()
    }
}

impl Printer {
    /// A printer. `more` is asked once, when a letter is missing.
    pub fn new(press: Press, more: MoreFonts, seal: Option<Seal>) -> Self {
        let hands = Semaphore::new(available_parallelism().map_or(1, usize::from));
        Self(Arc::new(Room { press: Some(press), more, with_more: OnceLock::new(), seal, hands }))
    }

    /// A printer of an office that prints nothing: of a command that only counts or looks.
    pub fn none() -> Self {
        let more: MoreFonts = Box::new(|| Ok(vec![]));
        Self(Arc::new(Room {
            press: None,
            more,
            with_more: OnceLock::new(),
            seal: None,
            hands: Semaphore::new(1),
        }))
    }

    /// The picture of the city's seal.
    pub(crate) fn seal(&self) -> Option<Seal> {
        self.0.seal.clone()
    }

    /// Papers as one PDF.
    ///
    /// # Errors
    /// [`Trouble::Unprintable`] if no font has one of the letters, [`Trouble::Press`] if a template or the seal is wrong.
    pub(crate) async fn print(&self, documents: Vec<Document>, imprint: Imprint) -> Result<Vec<u8>> {
        let _hand = self.0.hands.acquire().await.map_err(io::Error::other)?;
        let room = self.0.clone();
        spawn_blocking(move || room.print(&documents, &imprint)).await.map_err(io::Error::other)?
    }
}

impl Room {
    /// The usual fonts are always asked first, so that what is printed does not depend on what was printed before.
    fn print(&self, documents: &[Document], imprint: &Imprint) -> Result<Vec<u8>> {
        let usual = self.press.as_ref().ok_or_else(|| Trouble::Press("no fonts were read".to_owned()))?;
        match usual.print(documents, imprint) {
            Err(Unprintable::Letter(letter)) => match self.with_more(usual, letter)? {
                Some(press) => Ok(press.print(documents, imprint)?),
                None => Err(Trouble::Unprintable(letter)),
            },
            printed => Ok(printed?),
        }
    }

    fn with_more(&self, usual: &Press, wanted: char) -> Result<Option<&Press>> {
        if let Some(press) = self.with_more.get() {
            return Ok(Some(press));
        }
        let files = (self.more)()?;
        if files.is_empty() {
            return Ok(None);
        }
        tracing::info!(letter = %wanted, fonts = files.len(), "more fonts were read for a rare letter");
        let press = usual.with_more(files).map_err(|e| Trouble::Press(e.to_string()))?;
        Ok(Some(self.with_more.get_or_init(|| press)))
    }
}

impl From<Unprintable> for Trouble {
    fn from(e: Unprintable) -> Self {
        match e {
            Unprintable::Letter(letter) => Trouble::Unprintable(letter),
            Unprintable::Broken(why) => Trouble::Press(why),
        }
    }
}
