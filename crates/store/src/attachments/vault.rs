//! Where the bytes lie: sealed, under a name that tells who lacks the keys nothing about what they are.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::{
    ContentDigest,
    incoming::{Arrived, Content, Incoming, Writer},
    ring::{FileKey, KeyRing, Keys, hex, unhex},
    seal::{CHUNK, Opened, altered, key_of},
};

/// The folder of files and the keys to them.
///
/// A name is the HMAC of the content's digest with the key it is sealed with: the same photo twice is one
/// file, and whoever takes the folder away cannot even ask whether it holds a file they know.
#[derive(Clone, Debug)]
pub struct Vault(Arc<Room>);

#[derive(Debug)]
struct Room {
    folder: PathBuf,
    ring: KeyRing,
}

/// Uploads that have not been kept yet, and nothing else.
const INCOMING: &str = "incoming";
/// What is being moved out by a sweep.
const LEAVING: &str = "leaving";
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

/// A file on its way out, piece by piece. The last piece comes only when all of it has proved to be what its
/// name says.
pub struct Download {
    opened: Option<Opened>,
    digest: ContentDigest,
    sum: Sha256,
    held: Vec<u8>,
}

impl Vault {
    /// Opens the folder, making it when missing.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(folder: &Path, ring: KeyRing) -> io::Result<Self> {
        fs::create_dir_all(folder.join(INCOMING))?;
        Ok(Self(Arc::new(Room { folder: folder.to_owned(), ring })))
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

    fn place(&self, name: &[u8; 32]) -> PathBuf {
        let name = hex(name);
        self.0.folder.join(&name[..2]).join(name)
    }

    /// Where it may lie: under the name each key gives it, the newest first, or as files lay before they were
    /// sealed.
    fn places(&self, digest: &ContentDigest) -> Vec<PathBuf> {
        let keys = self.keys();
        let names = keys.all().map(|k| name_under(k, digest)).chain([*digest]);
        names.map(|name| self.place(&name)).collect()
    }

    /// Moves what has arrived to its place. It always becomes a new file, also where one lies already: its
    /// young age is what keeps a sweep away until a row names it.
    pub(super) fn persist(&self, content: Content) -> io::Result<ContentDigest> {
        let path = self.place(&name_under(&content.key, &content.digest));
        content.temp.as_file().sync_all()?;
        let folder = path.parent().ok_or_else(altered)?;
        fs::create_dir_all(folder)?;
        content.temp.persist(&path).map_err(|e| e.error)?;
        File::open(folder)?.sync_all()?;
        Ok(content.digest)
    }

    fn find(&self, digest: &ContentDigest) -> io::Result<Opened> {
        for _ in 0..LOOKS {
            for path in self.places(digest) {
                match File::open(path) {
                    Ok(file) => return Opened::new(file, &self.keys()),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                    Err(e) => return Err(e),
                }
            }
            std::thread::yield_now();
        }
        Err(io::Error::new(io::ErrorKind::NotFound, "no such content"))
    }

    /// Opens the content of that digest, to be given out piece by piece.
    ///
    /// # Errors
    /// `NotFound` if it is not there, or what the file system says.
    pub async fn give(&self, digest: ContentDigest) -> io::Result<Download> {
        let vault = self.clone();
        let opened = spawn_blocking(move || vault.find(&digest)).await.map_err(io::Error::other)??;
        Ok(Download { opened: Some(opened), digest, sum: Sha256::new(), held: vec![] })
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
    /// What the file system says; that they are gone already is none.
    pub async fn remove(&self, digest: ContentDigest) -> io::Result<()> {
        let vault = self.clone();
        spawn_blocking(move || vault.places(&digest).iter().try_for_each(|path| gone(path)))
            .await
            .map_err(io::Error::other)?
    }

    /// Puts a new key on the ring and seals every file anew with it, while others read and write. Nothing is
    /// removed before it lies sealed on the disk. Interrupted, it goes on where it was when it is called again.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn rotate(&self) -> io::Result<Rotated> {
        let vault = self.clone();
        spawn_blocking(move || {
            let mut done = Rotated { new_key: vault.0.ring.begin_rotation()?, ..Rotated::default() };
            // What came in with the former key while we were at work is found by looking again.
            while vault.reseal_all(&mut done)? > 0 {}
            if done.damaged.is_empty() {
                vault.0.ring.end_rotation()?;
            }
            Ok(done)
        })
        .await
        .map_err(io::Error::other)?
    }

    /// One walk through the folder: how many were sealed anew.
    fn reseal_all(&self, done: &mut Rotated) -> io::Result<u64> {
        let mut resealed = 0;
        for (name, path) in self.kept()? {
            match self.reseal(&name, &path) {
                Ok(true) => resealed += 1,
                Ok(false) => {}
                // Swept or resealed by somebody else in the meantime.
                Err(e) if e.kind() == io::ErrorKind::NotFound && !path.exists() => {}
                Err(e) if matches!(e.kind(), io::ErrorKind::InvalidData | io::ErrorKind::NotFound) => {
                    let name = hex(&name);
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

    fn reseal(&self, name: &[u8; 32], path: &Path) -> io::Result<bool> {
        let (mut file, keys) = (File::open(path)?, self.keys());
        let before = key_of(&mut file)?;
        if before == Some(keys.newest().id) {
            return Ok(false);
        }
        let mut writer = Writer::new(self)?;
        writer.copy(&mut Opened::new(file, &keys)?)?;
        let (content, _) = writer.finish()?;
        let told = match before.and_then(|id| keys.get(id)) {
            Some(key) => name_under(key, &content.digest),
            None => content.digest,
        };
        if told != *name {
            return Err(altered());
        }
        self.persist(content)?;
        gone(path)?;
        Ok(true)
    }

    /// Removes content nobody names and uploads that were never finished, if they are older than `age` both by
    /// the file system's own time and by `now`: clocks may differ, and too early is worse than too late.
    /// `named` must have been read before: what came later is too young to go. What is sealed with a key the ring
    /// lacks is never removed: nobody can tell whose it is. Says how many were removed.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn sweep(&self, named: Vec<ContentDigest>, now: SystemTime, age: Duration) -> io::Result<u64> {
        let vault = self.clone();
        spawn_blocking(move || vault.sweep_now(&named, now, age)).await.map_err(io::Error::other)?
    }

    fn sweep_now(&self, named: &[ContentDigest], now: SystemTime, age: Duration) -> io::Result<u64> {
        let here = self.temporary()?.as_file().metadata()?.modified()?;
        let Some(before) = here.min(now).checked_sub(age) else { return Ok(0) };
        let keys = self.keys();
        let named: HashSet<[u8; 32]> = named
            .iter()
            .flat_map(|digest| keys.all().map(|k| name_under(k, digest)).chain([*digest]).collect::<Vec<_>>())
            .collect();
        let mut removed = 0;
        for (name, path) in self.kept()? {
            if !named.contains(&name)
                && is_older(&path, before)?
                && is_ours(&path, &keys)?
                && self.remove_old(&path, before)?
            {
                removed += 1;
            }
        }
        for entry in fs::read_dir(self.0.folder.join(INCOMING))? {
            let path = entry?.path();
            if is_older(&path, before)? {
                gone(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// The same content may be handed in at this very moment. So the file is first moved aside, and looked at
    /// where nobody can replace it: a young one goes back.
    fn remove_old(&self, path: &Path, before: SystemTime) -> io::Result<bool> {
        let aside = path.with_extension(LEAVING);
        match fs::rename(path, &aside) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            done => done?,
        }
        if is_older(&aside, before)? {
            gone(&aside)?;
            return Ok(true);
        }
        match fs::rename(&aside, path) {
            // Another node has put it back already.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
            done => done.map(|()| false),
        }
    }

    /// Every kept file with its name. What a sweep left aside when it was interrupted is put back first.
    fn kept(&self) -> io::Result<impl Iterator<Item = ([u8; 32], PathBuf)>> {
        let mut folders = Vec::new();
        for entry in fs::read_dir(&self.0.folder)? {
            let entry = entry?;
            if entry.file_name() != INCOMING && entry.file_type()?.is_dir() {
                folders.push(entry.path());
            }
        }
        folders.sort();
        Ok(folders.into_iter().flat_map(|folder| {
            let entries = fs::read_dir(folder).into_iter().flatten();
            entries.filter_map(|entry| {
                let mut path = entry.ok()?.path();
                if path.extension().is_some_and(|e| e == LEAVING) {
                    let back = path.with_extension("");
                    if back.exists() {
                        gone(&path).ok()?;
                        return None;
                    }
                    fs::rename(&path, &back).ok()?;
                    path = back;
                }
                Some((unhex(path.file_name()?.to_str()?)?, path))
            })
        }))
    }
}

impl Download {
    /// The next piece, of at most 64 KiB; nothing at the end.
    ///
    /// # Errors
    /// What the file system says, or that the content is no longer what its name says.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let Some(mut opened) = self.opened.take() else { return Ok(None) };
            let (opened, piece) = spawn_blocking(move || {
                let mut piece = Vec::with_capacity(CHUNK);
                (&mut opened).take(CHUNK as u64).read_to_end(&mut piece)?;
                Ok::<_, io::Error>((opened, piece))
            })
            .await
            .map_err(io::Error::other)??;
            if piece.is_empty() {
                let proved = ContentDigest::from(self.sum.clone().finalize()) == self.digest;
                let held = std::mem::take(&mut self.held);
                return if proved { Ok(Some(held).filter(|h| !h.is_empty())) } else { Err(altered()) };
            }
            self.opened = Some(opened);
            self.sum.update(&piece);
            let before = std::mem::replace(&mut self.held, piece);
            if !before.is_empty() {
                return Ok(Some(before));
            }
        }
    }
}

fn name_under(key: &FileKey, digest: &ContentDigest) -> [u8; 32] {
    key.derive("madoguchi name v1", digest)
}

fn is_older(path: &Path, before: SystemTime) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(known) => Ok(known.modified()? < before),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Whether the ring can tell by which name the file is known: a ring that was lost must not empty the folder.
fn is_ours(path: &Path, keys: &Keys) -> io::Result<bool> {
    match File::open(path).and_then(|mut file| key_of(&mut file)) {
        Ok(id) => Ok(id.is_none_or(|id| keys.get(id).is_some())),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Whether a folder of files holds any that is sealed: then its keys must be somewhere.
///
/// # Errors
/// What the file system says; a folder that is not there holds none.
pub fn holds_sealed(folder: &Path) -> io::Result<bool> {
    let folders = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        found => found?,
    };
    for inner in folders.flatten().map(|e| e.path()).filter(|p| p.is_dir()) {
        for file in fs::read_dir(inner)? {
            if key_of(&mut File::open(file?.path())?)?.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
