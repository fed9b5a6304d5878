//! A few words sealed into a column, with the ring and the form of the files.

use std::io;

use super::{
    Vault,
    ring::KeyId,
    seal::{Sealer, altered, open_whole},
};

impl Vault {
    /// Seals a few words, with the newest key. They must fit into one chunk of a file.
    ///
    /// # Errors
    /// `InvalidInput` if they are too long.
    pub fn seal_words(&self, words: &[u8]) -> io::Result<Vec<u8>> {
        if words.len() > super::seal::CHUNK {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut sealer = Sealer::new(Vec::new(), self.keys().newest())?;
        sealer.write(words)?;
        sealer.finish()
    }

    /// Opens them.
    ///
    /// # Errors
    /// `NotFound` if the ring lacks the key, `InvalidData` if they are not what was sealed.
    pub fn open_words(&self, sealed: &[u8]) -> io::Result<Vec<u8>> {
        open_whole(sealed, &self.keys())
    }

    /// Whether they are sealed with the newest key.
    ///
    /// # Errors
    /// `InvalidData` if they are not sealed at all.
    pub fn is_newest(&self, sealed: &[u8]) -> io::Result<bool> {
        let id: KeyId = sealed.get(5..13).and_then(|id| id.try_into().ok()).ok_or_else(altered)?;
        Ok(self.keys().newest().id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attachments::KeyRing;

    #[test]
    fn words_come_back_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("files.key");
        let vault = Vault::open(&folder.path().join("files"), KeyRing::create(&path).unwrap()).unwrap();
        for words in ["", "見本 花子"] {
            let sealed = vault.seal_words(words.as_bytes()).unwrap();
            assert_eq!(vault.open_words(&sealed).unwrap(), words.as_bytes());
            assert!(vault.is_newest(&sealed).unwrap());
            assert_ne!(sealed, vault.seal_words(words.as_bytes()).unwrap(), "never twice the same");
            for at in 0..sealed.len() {
                let mut other = sealed.clone();
                other[at] ^= 1;
                assert!(vault.open_words(&other).is_err(), "byte {at}");
            }
            assert!(vault.open_words(&sealed[..sealed.len() - 1]).is_err());
        }
        let sealed = vault.seal_words(b"x").unwrap();
        assert!(KeyRing::open(&path).unwrap().begin_rotation().unwrap());
        assert!(!vault.is_newest(&sealed).unwrap());
        assert_eq!(vault.open_words(&sealed).unwrap(), b"x", "older keys go on opening");
        assert!(vault.open_words(b"words").is_err() && vault.seal_words(&[0; 70_000]).is_err());
    }
}
