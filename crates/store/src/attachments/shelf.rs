//! Where sealed files lie: on a disk or in a bucket. Everything that differs between the two is behind this.

use std::{io, path::Path, time::SystemTime};

use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::{
    bucket::Bucket,
    folder::Folder,
    ring::{hex, unhex},
    seal::key_of,
    source::Source,
};

/// The name of sealed content.
pub(super) type Name = [u8; 32];

/// Where sealed files lie.
#[derive(Debug)]
pub enum Shelf {
    /// On the disk of this machine, or one that is shared.
    Folder(Folder),
    /// In storage that speaks S3.
    Bucket(Bucket),
}

/// One file that lies on a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub(super) name: Name,
    /// Which of the objects with this content; a folder has only one.
    pub(super) copy: String,
    /// When it was put there, by the shelf's clock.
    pub(super) modified: SystemTime,
}

impl Kept {
    /// Its place in a backup, which is the same whatever it was taken from.
    pub fn path(&self) -> String {
        let name = hex(&self.name);
        format!("{}/{name}", &name[..2])
    }

    /// The name that a place in a backup tells.
    pub(super) fn name_of(path: &Path) -> Option<Name> {
        unhex(path.file_name()?.to_str()?)
    }
}

macro_rules! either {
    ($shelf:expr, $inner:ident => $does:expr) => {
        match $shelf {
            Shelf::Folder($inner) => $does.await,
            Shelf::Bucket($inner) => $does.await,
        }
    };
}

impl Shelf {
    /// The files of a folder. Nothing is made before something is put there.
    pub fn folder(path: &Path) -> Self {
        Self::Folder(Folder::new(path))
    }

    /// Whether nothing is kept here.
    ///
    /// # Errors
    /// What disk or storage say.
    pub async fn is_empty(&self) -> io::Result<bool> {
        Ok(self.list().await?.is_empty())
    }

    /// Whether anything here is sealed: then its keys must be somewhere.
    ///
    /// # Errors
    /// What disk or storage say.
    pub async fn holds_sealed(&self) -> io::Result<bool> {
        for kept in self.list().await? {
            let mut source = self.open(&kept).await?;
            if on_disk(move || key_of(&mut source)).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What time it is here, told by something just written: it must be possible to write.
    ///
    /// # Errors
    /// What disk or storage say.
    pub async fn now(&self) -> io::Result<SystemTime> {
        either!(self, shelf => shelf.now())
    }

    /// Keeps a file; when this returns, it is there to stay. It is always new: its young age is what keeps a sweep
    /// away until a row names it.
    pub(super) async fn put(&self, name: Name, sealed: NamedTempFile) -> io::Result<()> {
        either!(self, shelf => shelf.put(name, sealed))
    }

    /// What may lie here under a name.
    pub(super) async fn copies(&self, name: Name) -> io::Result<Vec<Kept>> {
        either!(self, shelf => shelf.copies(name))
    }

    /// Opens one; `NotFound` if it is gone.
    pub(super) async fn open(&self, kept: &Kept) -> io::Result<Source> {
        either!(self, shelf => shelf.open(kept))
    }

    /// Everything that is kept.
    pub(super) async fn list(&self) -> io::Result<Vec<Kept>> {
        either!(self, shelf => shelf.list())
    }

    /// Removes one; that it is gone already is no error.
    pub(super) async fn remove(&self, kept: &Kept) -> io::Result<()> {
        either!(self, shelf => shelf.remove(kept))
    }

    /// Removes one that was found to be old, unless the same content has been put there since. Says whether it did.
    pub(super) async fn remove_old(&self, kept: &Kept, before: SystemTime) -> io::Result<bool> {
        either!(self, shelf => shelf.remove_old(kept, before))
    }
}

/// Does what waits for the disk where waiting disturbs nobody.
pub(super) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
