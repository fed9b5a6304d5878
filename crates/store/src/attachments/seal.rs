//! How a file is sealed: AES-256-GCM in the STREAM construction, chunk by chunk, so that neither sealing nor
//! opening needs more memory than a chunk, and no chunk can be altered, moved, left out or cut off unnoticed.
//!
//! ```text
//! magic "MDGF" | version 1 | key id 8 | salt 32 | nonce 7 | chunk, chunk, …
//! ```
//! Every file has a key of its own, derived from the ring's key and the salt; the header is authenticated with
//! every chunk. A chunk holds [`CHUNK`] bytes, the last one fewer or as many, and 16 more that prove it.

use std::io::{self, Read, Seek, SeekFrom, Write};

use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use aes_gcm::{Aes256Gcm, aead::Payload};

use super::{
    ring::{FileKey, KeyId, Keys},
    source::Source,
};

/// Bytes sealed at a time.
pub(super) const CHUNK: usize = 64 * 1024;
const PROOF: u64 = 16;
const MAGIC: &[u8; 4] = b"MDGF";
const VERSION: u8 = 1;
pub(super) const HEADER: usize = 4 + 1 + 8 + 32 + 7;

type Header = [u8; HEADER];

fn cipher(key: &FileKey, header: &Header) -> StreamBE32<Aes256Gcm> {
    let file_key = key.derive("madoguchi file v1", &header[13..45]);
    let nonce: [u8; 7] = header[45..].try_into().expect("seven bytes");
    StreamBE32::new(&file_key.into(), &nonce.into())
}

/// Seals what is written to it. Nothing is complete before [`Sealer::finish`].
pub(super) struct Sealer<W> {
    to: W,
    cipher: StreamBE32<Aes256Gcm>,
    header: Header,
    position: u32,
    pending: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    /// Begins a file. Salt and nonce come from the machine also where ids repeat: a pair used twice would lay
    /// both files open.
    pub(super) fn new(mut to: W, key: &FileKey) -> io::Result<Self> {
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(MAGIC);
        header[4] = VERSION;
        header[5..13].copy_from_slice(&key.id);
        header[13..45].copy_from_slice(&rand::random::<[u8; 32]>());
        header[45..].copy_from_slice(&rand::random::<[u8; 7]>());
        to.write_all(&header)?;
        Ok(Self { to, cipher: cipher(key, &header), header, position: 0, pending: Vec::with_capacity(CHUNK) })
    }

    /// Adds bytes. A full chunk is held back until more follow: only then is it not the last.
    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.pending.len() == CHUNK {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.pending.len()));
            self.pending.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Seals the last chunk and gives back what was written to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload { msg: &self.pending, aad: &self.header };
        let sealed = self.cipher.encrypt(self.position, last, payload).map_err(|_| altered())?;
        self.to.write_all(&sealed)?;
        self.pending.clear();
        self.position = self.position.checked_add(1).ok_or_else(altered)?;
        Ok(())
    }
}

/// An open file: read it from anywhere, as far as where it comes from allows that. What it gives is what was sealed, or an error.
pub struct Opened(Content);

enum Content {
    /// From before files were sealed.
    Plain(Source),
    Sealed(Box<Sealed>),
}

struct Sealed {
    file: Source,
    cipher: StreamBE32<Aes256Gcm>,
    header: Header,
    /// Of the plain bytes.
    size: u64,
    chunks: u64,
    at: u64,
    /// Which chunk is open, and its bytes.
    open: Option<(u64, Vec<u8>)>,
}

/// Which key a file was sealed with; nothing for a plain one.
pub(super) fn key_of(file: &mut Source) -> io::Result<Option<KeyId>> {
    Ok(header_of(file)?.map(|h| h[5..13].try_into().expect("eight bytes")))
}

fn header_of(file: &mut Source) -> io::Result<Option<Header>> {
    file.seek(SeekFrom::Start(0))?;
    let mut header = Vec::with_capacity(HEADER);
    file.take(HEADER as u64).read_to_end(&mut header)?;
    file.seek(SeekFrom::Start(0))?;
    if !header.starts_with(MAGIC) {
        return Ok(None);
    }
    match Header::try_from(header) {
        Ok(header) if header[4] == VERSION => Ok(Some(header)),
        _ => Err(altered()),
    }
}

/// Opens what fits into one chunk and lies in memory.
///
/// # Errors
/// `NotFound` if the ring lacks the key, `InvalidData` if it is not what was sealed.
pub(super) fn open_whole(sealed: &[u8], keys: &Keys) -> io::Result<Vec<u8>> {
    let (header, body) = sealed.split_at_checked(HEADER).ok_or_else(altered)?;
    let header: Header = header.try_into().map_err(|_| altered())?;
    if !header.starts_with(MAGIC) || header[4] != VERSION {
        return Err(altered());
    }
    let id: KeyId = header[5..13].try_into().expect("eight bytes");
    let key = keys.get(id).ok_or(io::ErrorKind::NotFound)?;
    cipher(key, &header).decrypt(0, true, Payload { msg: body, aad: &header }).map_err(|_| altered())
}

impl Opened {
    /// Opens a file with the key it names.
    ///
    /// # Errors
    /// `NotFound` if the ring lacks the key, `InvalidData` if it is no file of ours, or what the file system says.
    pub(super) fn new(mut file: Source, keys: &Keys) -> io::Result<Self> {
        let Some(header) = header_of(&mut file)? else { return Ok(Self(Content::Plain(file))) };
        let id = header[5..13].try_into().expect("eight bytes");
        let key = keys.get(id).ok_or_else(|| {
            let id = String::from_utf8_lossy(&header[5..13]).into_owned();
            io::Error::new(io::ErrorKind::NotFound, format!("the key ring has no key {id}"))
        })?;
        let body = file.size()? - HEADER as u64;
        let chunks = body.div_ceil(CHUNK as u64 + PROOF);
        let size = body.checked_sub(chunks * PROOF).filter(|_| chunks > 0).ok_or_else(altered)?;
        let cipher = cipher(key, &header);
        Ok(Self(Content::Sealed(Box::new(Sealed { file, cipher, header, size, chunks, at: 0, open: None }))))
    }
}

impl Opened {
    /// Waits until the next chunk is at hand: then reading it keeps no thread waiting.
    pub(super) async fn fill(&mut self) -> io::Result<()> {
        let file = match &mut self.0 {
            Content::Plain(file) => file,
            Content::Sealed(sealed) => &mut sealed.file,
        };
        file.fill(HEADER + CHUNK + PROOF as usize).await
    }
}

impl Sealed {
    fn chunk(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.open.as_ref().is_none_or(|(n, _)| *n != number) {
            let whole = CHUNK as u64 + PROOF;
            self.file.seek(SeekFrom::Start(HEADER as u64 + number * whole))?;
            let mut sealed = Vec::with_capacity(CHUNK + PROOF as usize);
            (&mut self.file).take(whole).read_to_end(&mut sealed)?;
            let position = u32::try_from(number).map_err(|_| altered())?;
            let payload = Payload { msg: &sealed, aad: &self.header };
            let plain = self.cipher.decrypt(position, number + 1 == self.chunks, payload);
            self.open = Some((number, plain.map_err(|_| altered())?));
        }
        Ok(self.open.as_ref().map_or(&[], |(_, plain)| plain))
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let sealed = match &mut self.0 {
            Content::Plain(file) => return file.read(into),
            Content::Sealed(sealed) => sealed,
        };
        if sealed.at >= sealed.size {
            // Also an empty file proves that it is one.
            sealed.chunk(sealed.chunks - 1)?;
            return Ok(0);
        }
        let (number, offset) = (sealed.at / CHUNK as u64, (sealed.at % CHUNK as u64) as usize);
        let bytes = sealed.chunk(number)?.get(offset..).unwrap_or_default();
        let n = bytes.len().min(into.len());
        into[..n].copy_from_slice(&bytes[..n]);
        sealed.at += n as u64;
        Ok(n)
    }
}

impl Seek for Opened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let sealed = match &mut self.0 {
            Content::Plain(file) => return file.seek(to),
            Content::Sealed(sealed) => sealed,
        };
        let at = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => sealed.size.checked_add_signed(n),
            SeekFrom::Current(n) => sealed.at.checked_add_signed(n),
        };
        sealed.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(sealed.at)
    }
}

/// What is said when bytes are not what was sealed.
pub(super) fn altered() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file was altered")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments::ring::KeyRing;

    fn sealed(bytes: &[u8], keys: &Keys) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), keys.newest()).unwrap();
        bytes.chunks(10_007).for_each(|part| sealer.write(part).unwrap());
        sealer.finish().unwrap()
    }

    fn opened(bytes: &[u8], keys: &Keys) -> io::Result<Vec<u8>> {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        let mut back = Vec::new();
        Opened::new(Source::file(file), keys)?.read_to_end(&mut back)?;
        Ok(back)
    }

    fn keys() -> std::sync::Arc<Keys> {
        let folder = tempfile::tempdir().unwrap();
        KeyRing::create(&folder.path().join("ring")).unwrap().keys()
    }

    #[test]
    fn what_was_sealed_comes_back_at_every_size() {
        let keys = keys();
        for size in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7] {
            let plain: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let kept = sealed(&plain, &keys);
            assert!(size < 16 || !kept.windows(16).any(|w| w == &plain[..16]), "plain bytes lie open");
            assert_eq!(opened(&kept, &keys).unwrap(), plain, "{size}");
            assert_ne!(kept, sealed(&plain, &keys), "the same bytes are sealed the same way twice");
        }
    }

    #[test]
    fn what_was_altered_moved_or_cut_is_noticed() {
        let keys = keys();
        let kept = sealed(&vec![7; 2 * CHUNK + 5], &keys);
        let whole = CHUNK + PROOF as usize;
        for at in [5, 20, 46, HEADER, HEADER + whole, kept.len() - 1] {
            let mut bad = kept.clone();
            bad[at] ^= 1;
            assert!(opened(&bad, &keys).is_err(), "byte {at}");
        }
        for cut in [HEADER, HEADER + 3, HEADER + whole, HEADER + 2 * whole, kept.len() - 1] {
            assert!(opened(&kept[..cut], &keys).is_err(), "cut at {cut}");
        }
        let mut moved = kept.clone();
        moved[HEADER..HEADER + 2 * whole].rotate_left(whole);
        assert!(opened(&moved, &keys).is_err());
        assert!(opened(&kept, &self::keys()).is_err(), "another ring opened it");
    }

    #[test]
    fn it_is_read_from_anywhere() {
        let keys = keys();
        let plain: Vec<u8> = (0..200_000_u32).map(|n| (n % 241) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&sealed(&plain, &keys)).unwrap();
        let mut open = Opened::new(Source::file(file), &keys).unwrap();
        for at in [150_000_usize, 3, 65_530, 199_999] {
            open.seek(SeekFrom::Start(at as u64)).unwrap();
            let mut some = Vec::new();
            (&mut open).take(12).read_to_end(&mut some).unwrap();
            assert_eq!(some, plain[at..plain.len().min(at + 12)]);
        }
        assert_eq!(open.seek(SeekFrom::End(0)).unwrap(), plain.len() as u64);
    }
}
