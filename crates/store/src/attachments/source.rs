//! Sealed bytes on their way from where they lie.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use tokio::runtime::Handle;

/// Sealed bytes, read one after the other. A file can be read from anywhere; what comes over the wire is at hand
/// only for a while.
pub struct Source(Kind);

enum Kind {
    File(File),
    Wire(Wire),
}

struct Wire {
    size: u64,
    /// How many bytes are no longer at hand.
    before: u64,
    at_hand: Vec<u8>,
    /// Where reading goes on, in what is at hand.
    at: usize,
    coming: BoxStream<'static, io::Result<Vec<u8>>>,
}

impl Source {
    pub(super) fn file(file: File) -> Self {
        Self(Kind::File(file))
    }

    pub(super) fn wire(size: u64, coming: BoxStream<'static, io::Result<Vec<u8>>>) -> Self {
        let coming = coming.fuse().boxed();
        Self(Kind::Wire(Wire { size, before: 0, at_hand: vec![], at: 0, coming }))
    }

    /// In bytes, with everything the seal adds.
    ///
    /// # Errors
    /// What the file system says.
    pub fn size(&self) -> io::Result<u64> {
        match &self.0 {
            Kind::File(file) => Ok(file.metadata()?.len()),
            Kind::Wire(wire) => Ok(wire.size),
        }
    }

    /// Waits until so many bytes are at hand, or all there are: then reading them keeps no thread waiting.
    pub(super) async fn fill(&mut self, bytes: usize) -> io::Result<()> {
        match &mut self.0 {
            Kind::File(_) => Ok(()),
            Kind::Wire(wire) => wire.fill(bytes).await,
        }
    }
}

impl Wire {
    async fn fill(&mut self, bytes: usize) -> io::Result<()> {
        while self.at_hand.len() - self.at < bytes {
            let Some(piece) = self.coming.try_next().await? else { return Ok(()) };
            self.at_hand.drain(..self.at);
            self.before += self.at as u64;
            self.at = 0;
            self.at_hand.extend_from_slice(&piece);
        }
        Ok(())
    }

    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.at_hand.len() {
            Handle::try_current().map_err(io::Error::other)?.block_on(self.fill(1))?;
        }
        let n = (&self.at_hand[self.at..]).read(into)?;
        self.at += n;
        Ok(n)
    }

    fn go_to(&mut self, to: u64) -> io::Result<u64> {
        let at = to.checked_sub(self.before).and_then(|n| usize::try_from(n).ok());
        self.at = at.filter(|n| *n <= self.at_hand.len()).ok_or(io::ErrorKind::Unsupported)?;
        Ok(to)
    }
}

/// Waits for the disk or the wire: not for async code.
impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::File(file) => file.read(into),
            Kind::Wire(wire) => wire.read(into),
        }
    }
}

/// What comes over the wire goes on where it is, or back to what is at hand.
impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (&mut self.0, to) {
            (Kind::File(file), to) => file.seek(to),
            (Kind::Wire(wire), SeekFrom::Start(to)) => wire.go_to(to),
            (Kind::Wire(_), _) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    const PIECE: usize = 10_000;

    fn wire(pieces: usize) -> Source {
        let coming = stream::iter((0..pieces).map(|n| Ok(vec![n as u8; PIECE]))).boxed();
        Source::wire((pieces * PIECE) as u64, coming)
    }

    #[tokio::test]
    async fn what_was_read_does_not_stay_in_memory() {
        let (mut source, mut read) = (wire(1_000), [0; 7_001]);
        for _ in 0..1_000 {
            source.fill(read.len()).await.unwrap();
            source.read_exact(&mut read).unwrap();
            let Kind::Wire(wire) = &source.0 else { panic!("it is a wire") };
            assert!(wire.at_hand.len() <= read.len() + PIECE);
        }
    }

    #[tokio::test]
    async fn it_goes_back_to_what_is_at_hand_and_no_further() {
        let mut source = wire(3);
        source.fill(50).await.unwrap();
        let mut head = [0; 50];
        source.read_exact(&mut head).unwrap();
        assert_eq!(source.seek(SeekFrom::Start(0)).unwrap(), 0);
        source.seek(SeekFrom::Start(9_999)).unwrap();
        source.fill(2).await.unwrap();
        assert_eq!(source.seek(SeekFrom::Start(0)).unwrap_err().kind(), io::ErrorKind::Unsupported);
        assert!(source.seek(SeekFrom::End(0)).is_err());
    }
}
