//! A file on its way out.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::{
    ContentDigest,
    seal::{CHUNK, Opened, altered},
    shelf::on_disk,
};

/// A file on its way out, piece by piece. The last piece comes only when all of it has proved to be what its
/// name says.
pub struct Download {
    opened: Option<Opened>,
    digest: ContentDigest,
    sum: Sha256,
    held: Vec<u8>,
}

impl Download {
    pub(super) fn new(opened: Opened, digest: ContentDigest) -> Self {
        Self { opened: Some(opened), digest, sum: Sha256::new(), held: vec![] }
    }

    /// The next piece, of at most 64 KiB; nothing at the end.
    ///
    /// # Errors
    /// What the shelf says, or that the content is no longer what its name says.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let Some(mut opened) = self.opened.take() else { return Ok(None) };
            opened.fill().await?;
            let (opened, piece) = on_disk(move || {
                let mut piece = Vec::with_capacity(CHUNK);
                (&mut opened).take(CHUNK as u64).read_to_end(&mut piece)?;
                Ok((opened, piece))
            })
            .await?;
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
