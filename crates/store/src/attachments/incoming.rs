//! A file on its way in: sealed as it arrives, looked at, mended, kept. Dropped before it is kept, nothing of
//! it stays.
//!
//! An upload holds at most [`AT_HAND`] bytes on their way to the disk and two chunks being sealed, whatever
//! its size.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    sync::Arc,
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{
    ContentDigest, Vault,
    ring::FileKey,
    seal::{CHUNK, Opened, Sealer, altered},
    shelf::on_disk,
    source::Source,
};

/// Bytes gathered before they go to the disk.
const AT_HAND: usize = 4 * CHUNK;

/// A file that is arriving.
pub struct Incoming {
    vault: Vault,
    limit: u64,
    size: u64,
    pending: Vec<u8>,
    writer: Option<Writer>,
}

/// A file that has arrived and is not kept yet.
#[derive(Debug)]
pub struct Arrived {
    vault: Vault,
    size: u64,
    /// Nothing when it was larger than was to be taken.
    content: Option<Arc<Content>>,
}

#[derive(Debug)]
pub(super) struct Content {
    pub(super) temp: NamedTempFile,
    pub(super) key: FileKey,
    pub(super) digest: ContentDigest,
}

/// A change of bytes: what stands in the range becomes something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes counted from the beginning of the file.
    pub at: Range<u64>,
    /// What stands there afterwards; nothing to cut it out.
    pub with: Vec<u8>,
}

pub(super) struct Writer {
    sealer: Sealer<NamedTempFile>,
    key: FileKey,
    digest: Sha256,
    size: u64,
}

impl Writer {
    pub(super) fn new(vault: &Vault) -> io::Result<Self> {
        let key = vault.keys().newest().clone();
        let sealer = Sealer::new(vault.temporary()?, &key)?;
        Ok(Self { sealer, key, digest: Sha256::new(), size: 0 })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        self.sealer.write(bytes)
    }

    /// Copies a part of an open file.
    pub(super) fn copy(&mut self, from: &mut impl Read) -> io::Result<()> {
        let mut buffer = vec![0; CHUNK];
        loop {
            match from.read(&mut buffer)? {
                0 => return Ok(()),
                n => self.write(&buffer[..n])?,
            }
        }
    }

    pub(super) fn finish(self) -> io::Result<(Content, u64)> {
        let temp = self.sealer.finish()?;
        Ok((Content { temp, key: self.key, digest: self.digest.finalize().into() }, self.size))
    }
}

impl Incoming {
    pub(super) fn new(vault: &Vault, limit: u64) -> Self {
        Self { vault: vault.clone(), limit, size: 0, pending: vec![], writer: None }
    }

    /// Takes the next bytes. Past the limit they are counted and forgotten, with all that came before.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            (self.pending, self.writer) = (vec![], None);
            return Ok(());
        }
        for part in bytes.chunks(AT_HAND) {
            self.pending.extend_from_slice(part);
            if self.pending.len() >= AT_HAND {
                self.write_out().await?;
            }
        }
        Ok(())
    }

    async fn write_out(&mut self) -> io::Result<()> {
        let (vault, writer, bytes) =
            (self.vault.clone(), self.writer.take(), std::mem::take(&mut self.pending));
        let writer = on_disk(move || {
            let mut writer = writer.map_or_else(|| Writer::new(&vault), Ok)?;
            writer.write(&bytes)?;
            Ok(writer)
        });
        self.writer = Some(writer.await?);
        Ok(())
    }

    /// Nothing more comes.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn finish(mut self) -> io::Result<Arrived> {
        if self.size > self.limit {
            return Ok(Arrived { vault: self.vault, size: self.size, content: None });
        }
        self.write_out().await?;
        let Some(writer) = self.writer else { return Err(altered()) };
        let (content, size) = on_disk(move || writer.finish()).await?;
        Ok(Arrived { vault: self.vault, size, content: Some(Arc::new(content)) })
    }
}

impl Arrived {
    /// In bytes; also of a file that was too large to be taken.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Opens it for reading.
    ///
    /// # Errors
    /// `FileTooLarge` if it was larger than was to be taken, or what the file system says.
    pub fn open(&self) -> io::Result<Opened> {
        let content = self.content.as_ref().ok_or(io::ErrorKind::FileTooLarge)?;
        Opened::new(Source::file(content.temp.reopen()?), &self.vault.keys())
    }

    /// All of its bytes, for what is read and not kept.
    ///
    /// # Errors
    /// As [`Arrived::open`].
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The same file with changes, which must stand in order and not overlap. Waits for the disk: not for async
    /// code.
    ///
    /// # Errors
    /// As [`Arrived::open`]; `InvalidInput` if the changes overlap.
    pub fn edited(self, edits: &[Edit]) -> io::Result<Self> {
        if edits.is_empty() { Ok(self) } else { self.rewritten(edits) }
    }

    fn sealed_anew(self) -> io::Result<Self> {
        self.rewritten(&[])
    }

    fn rewritten(self, edits: &[Edit]) -> io::Result<Self> {
        let (mut from, mut writer, mut at) = (self.open()?, Writer::new(&self.vault)?, 0);
        for edit in edits {
            let before = edit.at.start.checked_sub(at).ok_or(io::ErrorKind::InvalidInput)?;
            writer.copy(&mut (&mut from).take(before))?;
            writer.write(&edit.with)?;
            at = from.seek(SeekFrom::Start(edit.at.end))?;
        }
        writer.copy(&mut from)?;
        let (content, size) = writer.finish()?;
        Ok(Self { vault: self.vault, size, content: Some(Arc::new(content)) })
    }

    /// Keeps it: when this returns, it lies on the shelf under the name of its content.
    ///
    /// # Errors
    /// As [`Arrived::open`], or what the shelf says; then nothing is looked for under that name.
    pub async fn keep(self) -> io::Result<ContentDigest> {
        let (vault, content) = on_disk(move || {
            // Keys were rotated while it arrived: nothing new is kept with an old key.
            let stale = |c: &Arc<Content>| c.key.id != self.vault.keys().newest().id;
            let arrived = if self.content.as_ref().is_some_and(stale) { self.sealed_anew()? } else { self };
            let content = arrived.content.and_then(Arc::into_inner).ok_or(io::ErrorKind::FileTooLarge)?;
            Ok((arrived.vault, content))
        })
        .await?;
        vault.persist(content).await
    }
}
