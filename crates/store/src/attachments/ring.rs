//! The keys of files: one line each, the newest first, in a file that should not lie beside the data.
//!
//! A line is `id key`, 8 and 64 hexadecimal digits; what follows `#` is for people. While a rotation has not
//! come to its end, its line ends in `begun`.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The name of a key, as files carry it.
pub(super) type KeyId = [u8; 8];

/// One key, from which everything used for a file is derived.
#[derive(Clone)]
pub(super) struct FileKey {
    pub(super) id: KeyId,
    key: [u8; 32],
    begun: bool,
}

impl FileKey {
    fn fresh() -> Self {
        let id = hex(&rand::random::<[u8; 4]>()).into_bytes();
        Self { id: id.try_into().unwrap_or_default(), key: rand::random(), begun: false }
    }

    /// 32 bytes for one purpose and one thing.
    pub(super) fn derive(&self, purpose: &str, about: &[u8]) -> [u8; 32] {
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(about);
        mac.finalize().into_bytes().into()
    }

    fn line(&self) -> String {
        let begun = if self.begun { " begun" } else { "" };
        format!("{} {}{begun}\n", String::from_utf8_lossy(&self.id), hex(&self.key))
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (id, key, begun) = (words.next()?, words.next()?, words.next());
        let id: KeyId = id.as_bytes().try_into().ok()?;
        let key = unhex(key)?;
        (id.iter().all(u8::is_ascii_hexdigit) && matches!(begun, None | Some("begun"))).then_some(Self {
            id,
            key,
            begun: begun.is_some(),
        })
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileKey({}…)", String::from_utf8_lossy(&self.id))
    }
}

/// The keys, the newest first; never empty.
#[derive(Clone, Debug)]
pub(super) struct Keys(Vec<FileKey>);

impl Keys {
    /// The key files are sealed with now.
    pub(super) fn newest(&self) -> &FileKey {
        &self.0[0]
    }

    /// The key of that name.
    pub(super) fn get(&self, id: KeyId) -> Option<&FileKey> {
        self.0.iter().find(|k| k.id == id)
    }

    /// Every key, the newest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &FileKey> {
        self.0.iter()
    }

    fn read(text: &str) -> io::Result<Self> {
        let lines = text.lines().map(|l| l.split('#').next().unwrap_or_default().trim());
        let keys: Option<Vec<_>> = lines.filter(|l| !l.is_empty()).map(FileKey::read).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Self(keys)),
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line of the key ring is 8 and 64 hexadecimal digits, and there is at least one",
            )),
        }
    }
}

/// The file of keys. It is read again when it changes, so that a rotation reaches every node while it serves.
#[derive(Debug)]
pub struct KeyRing {
    path: PathBuf,
    known: RwLock<(Stamp, Arc<Keys>)>,
}

type Stamp = Option<(SystemTime, u64)>;

const HEADING: &str = "# 添付ファイルの鍵。新しいものが上。この鍵がないと添付ファイルは読めません。データとは別の場所に控えてください。\n";

impl KeyRing {
    /// Opens the ring.
    ///
    /// # Errors
    /// `NotFound` if there is none, `InvalidData` if a line cannot be read, or what the file system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let stamp = stamp(path);
        let keys = Keys::read(&std::fs::read_to_string(path)?)?;
        Ok(Self { path: path.to_owned(), known: RwLock::new((stamp, Arc::new(keys))) })
    }

    /// Makes a ring with one key, readable for us only.
    ///
    /// # Errors
    /// `AlreadyExists` if there is one, or what the file system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        write(path, &[FileKey::fresh()], false)?;
        Self::open(path)
    }

    /// The keys as the file holds them now. When it cannot be read, the keys last seen go on working.
    pub(super) fn keys(&self) -> Arc<Keys> {
        let now = stamp(&self.path);
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if known.0 == now || now.is_none() {
                return known.1.clone();
            }
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Ok(keys) = std::fs::read_to_string(&self.path).and_then(|text| Keys::read(&text)) {
            *known = (now, Arc::new(keys));
        }
        known.1.clone()
    }

    /// Puts a new key on top, unless a rotation that was begun has not come to its end: then its key stays.
    /// Says whether there is a new one.
    ///
    /// # Errors
    /// What the file system says; then the ring is as it was.
    pub(super) fn begin_rotation(&self) -> io::Result<bool> {
        let mut keys = self.keys().0.clone();
        if keys[0].begun {
            return Ok(false);
        }
        keys.insert(0, FileKey { begun: true, ..FileKey::fresh() });
        write(&self.path, &keys, true)?;
        Ok(true)
    }

    /// Notes that everything is sealed with the newest key.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn end_rotation(&self) -> io::Result<()> {
        let mut keys = self.keys().0.clone();
        keys.iter_mut().for_each(|k| k.begun = false);
        write(&self.path, &keys, true)
    }
}

fn stamp(path: &Path) -> Stamp {
    let known = std::fs::metadata(path).ok()?;
    Some((known.modified().ok()?, known.len()))
}

fn write(path: &Path, keys: &[FileKey], replace: bool) -> io::Result<()> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Whoever reads finds the old ring or the new one, never half of one; a temporary file is ours alone (0600).
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let text: String = keys.iter().map(FileKey::line).collect();
    io::Write::write_all(&mut file, (HEADING.to_owned() + &text).as_bytes())?;
    file.as_file().sync_all()?;
    if replace { file.persist(path) } else { file.persist_noclobber(path) }.map_err(|e| e.error)?;
    std::fs::File::open(folder)?.sync_all()
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// 64 hexadecimal digits as bytes.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_made_read_and_turned() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("files.key");
        let ring = KeyRing::create(&path).unwrap();
        assert_eq!(KeyRing::create(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let (other, first) = (KeyRing::open(&path).unwrap(), ring.keys().newest().id);
        assert!(ring.begin_rotation().unwrap());
        assert!(!ring.begin_rotation().unwrap(), "what was begun is gone on with");
        let newest = other.keys().newest().id;
        assert_ne!(newest, first, "the other node has seen it");
        assert!(other.keys().get(first).is_some(), "nothing is removed");
        ring.end_rotation().unwrap();
        assert_eq!(other.keys().newest().id, newest);
        assert!(other.begin_rotation().unwrap());
        assert!(!format!("{:?}", ring.keys()).contains(&hex(&ring.keys().newest().key)));
    }

    #[test]
    fn a_ring_that_cannot_be_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("files.key");
        assert_eq!(KeyRing::open(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        for text in ["", "# only words\n", "12345678 abc\n", &format!("short {}\n", "0".repeat(64))] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(KeyRing::open(&path).unwrap_err().kind(), io::ErrorKind::InvalidData, "{text}");
        }
    }
}
