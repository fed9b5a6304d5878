//! The keys and the shelf together: files are sealed, found again, sealed anew, swept, under names that tell who
//! lacks the keys nothing about what they are.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use tempfile::{NamedTempFile, TempPath};

use super::{
    ContentDigest,
    download::Download,
    folder::{gone, modified},
    incoming::{Arrived, Content, Incoming, Writer},
    ring::{FileKey, KeyRing, Keys, hex},
    seal::{Opened, altered, key_of},
    shelf::{Kept, Name, Shelf, on_disk},
    source::Source,
};

/// The shelf of files and the keys to them.
///
/// A name is the HMAC of the content's digest with the key it is sealed with: the same photo twice has one name,
/// and whoever takes the shelf away cannot even ask whether it holds a file they know.
#[derive(Clone, Debug)]
pub struct Vault(Arc<Room>);

#[derive(Debug)]
struct Room {
    folder: PathBuf,
    ring: KeyRing,
    shelf: Shelf,
}

/// Uploads that have not been kept yet, and nothing else.
pub(super) const INCOMING: &str = "incoming";
/// A file may vanish under one name and stand under another while keys are rotated; so often it is looked for.
const LOOKS: usize = 3;

/// What a rotation did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Whether a new key was made; otherwise a rotation that was interrupted was gone on with.
    pub new_key: bool,
    /// How many files were sealed anew.
    pub resealed: u64,
    /// Files that could not be read: they are left as they are.
    pub damaged: Vec<String>,
}

impl Vault {
    /// Opens a folder of files, making it when missing.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(folder: &Path, ring: KeyRing) -> io::Result<Self> {
        Self::on(Shelf::folder(folder), folder, ring)
    }

    /// A vault whose files lie on a shelf; what arrives is looked at in the folder.
    ///
    /// # Errors
    /// What the file system says.
    pub fn on(shelf: Shelf, folder: &Path, ring: KeyRing) -> io::Result<Self> {
        fs::create_dir_all(folder.join(INCOMING))?;
        Ok(Self(Arc::new(Room { folder: folder.to_owned(), ring, shelf })))
    }

    /// Where the files lie.
    pub fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    pub(super) fn keys(&self) -> Arc<Keys> {
        self.0.ring.keys()
    }

    pub(super) fn temporary(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(self.0.folder.join(INCOMING))
    }

    /// Begins to take a file of at most so many bytes.
    pub fn receive(&self, limit: u64) -> Incoming {
        Incoming::new(self, limit)
    }

    /// Takes bytes that are at hand.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn take(&self, bytes: &[u8]) -> io::Result<Arrived> {
        let mut incoming = self.receive(u64::MAX);
        incoming.write(bytes).await?;
        incoming.finish().await
    }

    /// Puts what has arrived on the shelf.
    pub(super) async fn persist(&self, content: Content) -> io::Result<ContentDigest> {
        let name = name_under(&content.key, &content.digest);
        self.0.shelf.put(name, content.temp).await?;
        Ok(content.digest)
    }

    async fn find(&self, digest: ContentDigest) -> io::Result<Source> {
        for _ in 0..LOOKS {
            for name in names(&self.keys(), &digest) {
                for kept in self.0.shelf.copies(name).await? {
                    match self.0.shelf.open(&kept).await {
                        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                        opened => return opened,
                    }
                }
            }
            tokio::task::yield_now().await;
        }
        Err(io::Error::new(io::ErrorKind::NotFound, "no such content"))
    }

    /// Opens the content of that digest, to be given out piece by piece.
    ///
    /// # Errors
    /// `NotFound` if it is not there, or what the shelf says.
    pub async fn give(&self, digest: ContentDigest) -> io::Result<Download> {
        let (source, vault) = (self.find(digest).await?, self.clone());
        let opened = on_disk(move || Opened::new(source, &vault.keys())).await?;
        Ok(Download::new(opened, digest))
    }

    /// The bytes of that digest, all at once.
    ///
    /// # Errors
    /// As [`Vault::give`], or that they are no longer what their name says.
    pub async fn get(&self, digest: ContentDigest) -> io::Result<Vec<u8>> {
        let (mut download, mut bytes) = (self.give(digest).await?, vec![]);
        while let Some(piece) = download.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Removes the bytes of that digest, under every key.
    ///
    /// # Errors
    /// What the shelf says; that they are gone already is none.
    pub async fn remove(&self, digest: ContentDigest) -> io::Result<()> {
        for name in names(&self.keys(), &digest) {
            for kept in self.0.shelf.copies(name).await? {
                self.0.shelf.remove(&kept).await?;
            }
        }
        Ok(())
    }

    /// Puts a new key on the ring and seals every file anew with it, while others read and write. Nothing is
    /// removed before it lies sealed on the shelf. Interrupted, it goes on where it was when it is called again.
    ///
    /// # Errors
    /// What the shelf or the file system says.
    pub async fn rotate(&self) -> io::Result<Rotated> {
        let vault = self.clone();
        let new_key = on_disk(move || vault.0.ring.begin_rotation()).await?;
        let mut done = Rotated { new_key, ..Rotated::default() };
        // What came in with the former key while we were at work is found by looking again.
        while self.reseal_all(&mut done).await? > 0 {}
        if done.damaged.is_empty() {
            let vault = self.clone();
            on_disk(move || vault.0.ring.end_rotation()).await?;
        }
        Ok(done)
    }

    /// One walk along the shelf: how many were sealed anew.
    async fn reseal_all(&self, done: &mut Rotated) -> io::Result<u64> {
        let mut resealed = 0;
        for kept in self.0.shelf.list().await? {
            let source = match self.0.shelf.open(&kept).await {
                // Swept or resealed by somebody else in the meantime.
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                source => source?,
            };
            match self.reseal(&kept, source).await {
                Ok(true) => resealed += 1,
                Ok(false) => {}
                Err(e) if matches!(e.kind(), io::ErrorKind::InvalidData | io::ErrorKind::NotFound) => {
                    let name = hex(&kept.name);
                    if !done.damaged.contains(&name) {
                        done.damaged.push(name);
                    }
                }
                Err(e) => return Err(e),
            }
        }
        done.resealed += resealed;
        Ok(resealed)
    }

    async fn reseal(&self, kept: &Kept, source: Source) -> io::Result<bool> {
        let (vault, name) = (self.clone(), kept.name);
        let Some(content) = on_disk(move || vault.sealed_anew(name, source)).await? else { return Ok(false) };
        self.persist(content).await?;
        self.0.shelf.remove(kept).await?;
        Ok(true)
    }

    /// The same content under the newest key; nothing if it is under that already.
    fn sealed_anew(&self, name: Name, mut source: Source) -> io::Result<Option<Content>> {
        let (before, keys) = (key_of(&mut source)?, self.keys());
        if before == Some(keys.newest().id) {
            return Ok(None);
        }
        let mut writer = Writer::new(self)?;
        writer.copy(&mut Opened::new(source, &keys)?)?;
        let (content, _) = writer.finish()?;
        let told = match before.and_then(|id| keys.get(id)) {
            Some(key) => name_under(key, &content.digest),
            None => content.digest,
        };
        if told == name { Ok(Some(content)) } else { Err(altered()) }
    }

    /// Removes content nobody names and uploads that were never finished, if they are older than `age` both by
    /// the shelf's own time and by `now`: clocks may differ, and too early is worse than too late.
    /// `named` must have been read before: what came later is too young to go. What is sealed with a key the ring
    /// lacks is never removed: nobody can tell whose it is. Says how many were removed.
    ///
    /// # Errors
    /// What the shelf or the file system says.
    pub async fn sweep(&self, named: Vec<ContentDigest>, now: SystemTime, age: Duration) -> io::Result<u64> {
        let (there, vault) = (self.0.shelf.now().await?, self.clone());
        let (here, keys, named) = on_disk(move || {
            let keys = vault.keys();
            let named: HashSet<Name> = named.iter().flat_map(|digest| names(&keys, digest)).collect();
            Ok((vault.temporary()?.as_file().metadata()?.modified()?, keys, named))
        })
        .await?;
        let Some(before) = there.min(here).min(now).checked_sub(age) else { return Ok(0) };
        let mut removed = 0;
        for kept in self.0.shelf.list().await? {
            if !named.contains(&kept.name)
                && kept.modified < before
                && self.is_ours(&kept, &keys).await?
                && self.0.shelf.remove_old(&kept, before).await?
            {
                removed += 1;
            }
        }
        let incoming = self.0.folder.join(INCOMING);
        Ok(removed + on_disk(move || remove_unfinished(&incoming, before)).await?)
    }

    /// Whether the ring can tell by which name the file is known: a ring that was lost must not empty the shelf.
    async fn is_ours(&self, kept: &Kept, keys: &Keys) -> io::Result<bool> {
        let known = match self.0.shelf.open(kept).await {
            Ok(mut source) => on_disk(move || key_of(&mut source)).await,
            Err(e) => Err(e),
        };
        match known {
            Ok(id) => Ok(id.is_none_or(|id| keys.get(id).is_some())),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Everything that is kept, for a copy; sealed, as [`Vault::sealed`] gives it. What a rotation seals anew
    /// afterwards has another name then.
    ///
    /// # Errors
    /// What the shelf says.
    pub async fn kept(&self) -> io::Result<Vec<Kept>> {
        self.0.shelf.list().await
    }

    /// One file as it lies there; nothing if it is gone.
    ///
    /// # Errors
    /// What the shelf says.
    pub async fn sealed(&self, kept: &Kept) -> io::Result<Option<Source>> {
        match self.0.shelf.open(kept).await {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            source => source.map(Some),
        }
    }

    /// Takes a file back that lies sealed on the disk under its name, as [`Kept::path`] told it. What has no such name
    /// was never kept, and is left. Says whether it was put back.
    ///
    /// # Errors
    /// What the shelf or the file system says.
    pub async fn put_back(&self, file: PathBuf) -> io::Result<bool> {
        let Some(name) = Kept::name_of(&file) else { return Ok(false) };
        let sealed = on_disk(move || {
            Ok(NamedTempFile::from_parts(fs::File::open(&file)?, TempPath::try_from_path(file)?))
        });
        self.0.shelf.put(name, sealed.await?).await?;
        Ok(true)
    }

    /// Moves everything from another shelf to that of this vault, as it is sealed. Nothing is removed there before it
    /// lies here. Says how many were moved.
    ///
    /// # Errors
    /// What the shelves say; what was moved stays so.
    pub async fn move_in(&self, from: &Shelf) -> io::Result<u64> {
        let mut moved = 0;
        for kept in from.list().await? {
            let (mut source, vault) = (from.open(&kept).await?, self.clone());
            let sealed = on_disk(move || {
                let mut temp = vault.temporary()?;
                io::copy(&mut source, &mut temp)?;
                Ok(temp)
            });
            self.0.shelf.put(kept.name, sealed.await?).await?;
            from.remove(&kept).await?;
            moved += 1;
        }
        Ok(moved)
    }
}

fn name_under(key: &FileKey, digest: &ContentDigest) -> [u8; 32] {
    key.derive("madoguchi name v1", digest)
}

/// Under which names it may lie: the one each key gives it, the newest first, or as files were named before they
/// were sealed.
fn names(keys: &Keys, digest: &ContentDigest) -> Vec<Name> {
    keys.all().map(|k| name_under(k, digest)).chain([*digest]).collect()
}

fn remove_unfinished(incoming: &Path, before: SystemTime) -> io::Result<u64> {
    let mut removed = 0;
    for entry in fs::read_dir(incoming)? {
        let path = entry?.path();
        if modified(&path)?.is_some_and(|m| m < before) {
            gone(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}
