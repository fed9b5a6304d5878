//! Asks a clamd whether a file holds a virus. The file goes to it piece by piece (INSTREAM); it need not see
//! our folder or our keys.

use std::{io, path::PathBuf, str::FromStr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::attachments::Download;

/// A clamd that does not pick up in this time is not there.
const KNOCK: Duration = Duration::from_secs(5);
/// A piece that is not taken in this time will not be.
const PIECE: Duration = Duration::from_secs(30);
/// Looking into a large archive takes a while.
const ANSWER: Duration = Duration::from_secs(120);
/// No answer of clamd is longer.
const LONGEST: u64 = 4096;

/// Where the clamd is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// `tcp://host:port`
    Tcp(String),
    /// `unix:/path`
    Unix(PathBuf),
}

/// What it said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// The name of what was found.
    Infected(String),
    /// It would not look, or said what nobody understands.
    Unclear(String),
}

/// The address of a clamd cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a clamd is tcp://host:port or unix:/path")]
pub struct BadAddress;

impl FromStr for Scanner {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        if let Some(path) = text.strip_prefix("unix:").filter(|p| p.starts_with('/')) {
            return Ok(Scanner::Unix(path.into()));
        }
        let place = text.strip_prefix("tcp://").ok_or(BadAddress)?.trim_end_matches('/');
        let (host, port) = place.rsplit_once(':').ok_or(BadAddress)?;
        let fits = !host.is_empty() && port.parse::<u16>().is_ok();
        fits.then(|| Scanner::Tcp(place.to_owned())).ok_or(BadAddress)
    }
}

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

impl Scanner {
    async fn call(&self) -> io::Result<Box<dyn Line>> {
        match self {
            Scanner::Tcp(place) => Ok(Box::new(within(KNOCK, TcpStream::connect(place)).await?)),
            #[cfg(unix)]
            Scanner::Unix(path) => Ok(Box::new(within(KNOCK, tokio::net::UnixStream::connect(path)).await?)),
            #[cfg(not(unix))]
            Scanner::Unix(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// Why not.
    pub async fn ping(&self) -> io::Result<()> {
        let mut line = self.call().await?;
        within(PIECE, line.write_all(b"zPING\0")).await?;
        match answer(&mut line).await?.as_str() {
            "PONG" => Ok(()),
            other => Err(io::Error::other(format!("clamd said {other:?}"))),
        }
    }

    /// Hands it a file.
    ///
    /// # Errors
    /// That it cannot be reached or hangs: worth another try. `InvalidData` or `NotFound` if it is our file that
    /// cannot be read.
    pub async fn scan(&self, mut content: Download) -> io::Result<Verdict> {
        let mut line = self.call().await?;
        let mut sent = within(PIECE, line.write_all(b"zINSTREAM\0")).await;
        while sent.is_ok() {
            let piece = content.next().await?;
            let length = piece.as_ref().map_or(0, Vec::len) as u32;
            sent = within(PIECE, line.write_all(&length.to_be_bytes())).await;
            match piece {
                Some(piece) if sent.is_ok() => sent = within(PIECE, line.write_all(&piece)).await,
                _ => break,
            }
        }
        // What it does not want to see to the end it interrupts, and says why.
        match (answer(&mut line).await, sent) {
            (Ok(said), _) => Ok(verdict(&said)),
            (Err(e), Ok(())) | (Err(_), Err(e)) => Err(e),
        }
    }
}

async fn answer(line: &mut Box<dyn Line>) -> io::Result<String> {
    let mut said = Vec::new();
    within(ANSWER, line.take(LONGEST).read_to_end(&mut said)).await?;
    if said.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let text = String::from_utf8_lossy(&said);
    Ok(text.trim_end_matches('\0').trim().chars().filter(|c| !c.is_control()).collect())
}

fn verdict(said: &str) -> Verdict {
    let of_stream = said.strip_prefix("stream: ");
    match of_stream {
        Some("OK") => Verdict::Clean,
        Some(found) if found.ends_with(" FOUND") => {
            Verdict::Infected(found.trim_end_matches(" FOUND").to_owned())
        }
        _ => Verdict::Unclear(said.chars().take(200).collect()),
    }
}

async fn within<T>(time: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(time, work).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_does_not_answer_in_time_is_left() {
        let silence = std::future::pending::<io::Result<()>>();
        let answer = within(Duration::ZERO, silence).await;
        assert_eq!(answer.map_err(|e| e.kind()), Err(io::ErrorKind::TimedOut), "worth another try");
    }

    #[test]
    fn addresses_and_answers_are_read() {
        assert_eq!("tcp://127.0.0.1:3310".parse(), Ok(Scanner::Tcp("127.0.0.1:3310".into())));
        assert_eq!("tcp://[::1]:3310".parse(), Ok(Scanner::Tcp("[::1]:3310".into())));
        assert_eq!("unix:/run/clamd.ctl".parse(), Ok(Scanner::Unix("/run/clamd.ctl".into())));
        for bad in
            ["", "127.0.0.1:3310", "tcp://host", "tcp://:1", "tcp://h:x", "unix:relative", "http://h:1"]
        {
            assert_eq!(bad.parse::<Scanner>(), Err(BadAddress), "{bad}");
        }
        assert_eq!(verdict("stream: OK"), Verdict::Clean);
        assert_eq!(verdict("stream: Eicar FOUND"), Verdict::Infected("Eicar".into()));
        for unclear in
            ["INSTREAM size limit exceeded. ERROR", "stream: x ERROR", "OK", "hello", "stream: OK FOUNDER"]
        {
            assert_eq!(verdict(unclear), Verdict::Unclear(unclear.into()));
        }
    }
}
