//! A mail server for tests: a real SMTP conversation on a port of this machine, ending in a letterbox that can
//! be read, and that can be told to fail.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, Ordering},
    },
};

use mailin::{Action, Handler, Response, SessionBuilder, response};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// To whom.
    pub to: String,
    /// Head and body as they came over the wire.
    pub raw: String,
}

impl Arrived {
    /// The value of a header line, unfolded; encoded words stay encoded.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.raw.split("\r\n\r\n").next()?.replace("\r\n ", " ");
        let prefix = format!("{}:", name.to_lowercase());
        head.lines()
            .find(|l| l.to_lowercase().starts_with(&prefix))
            .map(|l| l[prefix.len()..].trim().to_owned())
    }
}

impl Arrived {
    /// The body as people read it.
    pub fn text(&self) -> String {
        let body = self.raw.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let bytes = match self.header("content-transfer-encoding").as_deref() {
            Some("base64") => of_base64(body),
            Some("quoted-printable") => of_quoted(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).expect("letters are UTF-8").replace("\r\n", "\n")
    }
}

fn of_base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0);
    for value in text.bytes().filter_map(|b| SIGNS.iter().position(|s| *s == b)) {
        held = held << 6 | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

fn of_quoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\r\n", "");
    let mut pieces = joined.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two digits"));
        bytes.extend_from_slice(&piece.as_bytes()[2..]);
    }
    bytes
}

const ACCEPTS: u8 = 0;
const LATER: u8 = 1;
const REFUSES: u8 = 2;

#[derive(Default)]
struct Inside {
    letters: Mutex<Vec<Arrived>>,
    mood: AtomicU8,
}

/// The server and what it has received.
#[derive(Clone)]
pub struct Letterbox {
    address: SocketAddr,
    inside: Arc<Inside>,
}

impl Letterbox {
    /// Opens on a free port.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let inside = Arc::new(Inside::default());
        let shared = inside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inside = shared.clone();
                tokio::spawn(async move { converse(stream, inside).await });
            }
        });
        Self { address, inside }
    }

    /// The address for the settings.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on every letter is put off: the server is busy.
    pub fn puts_off(&self) {
        self.inside.mood.store(LATER, Ordering::SeqCst);
    }

    /// From now on every letter is refused for good: no such mailbox.
    pub fn refuses(&self) {
        self.inside.mood.store(REFUSES, Ordering::SeqCst);
    }

    /// From now on letters are taken again.
    pub fn accepts(&self) {
        self.inside.mood.store(ACCEPTS, Ordering::SeqCst);
    }

    /// The letters, oldest first.
    pub fn letters(&self) -> Vec<Arrived> {
        self.inside.letters.lock().unwrap().clone()
    }
}

async fn converse(stream: TcpStream, inside: Arc<Inside>) -> io::Result<()> {
    let peer = stream.peer_addr()?.ip();
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut session =
        SessionBuilder::new("letterbox.test").build(peer, Clerk { inside, to: String::new(), raw: vec![] });
    write.write_all(&session.greeting().buffer()?).await?;
    let mut line = Vec::new();
    loop {
        // The sender waits for our acknowledgement of each little piece; by itself the kernel takes its time.
        socket2::SockRef::from(read.get_ref().as_ref()).set_tcp_quickack(true)?;
        if read.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let answer = session.process(&line);
        line.clear();
        match answer.action {
            Action::NoReply => {}
            Action::Close => {
                write.write_all(&answer.buffer()?).await?;
                return Ok(());
            }
            _ => write.write_all(&answer.buffer()?).await?,
        }
    }
}

struct Clerk {
    inside: Arc<Inside>,
    to: String,
    raw: Vec<u8>,
}

impl Handler for Clerk {
    fn rcpt(&mut self, to: &str) -> Response {
        self.to = to.to_owned();
        match self.inside.mood.load(Ordering::SeqCst) {
            LATER => Response::custom(451, "busy, try later".to_owned()),
            REFUSES => response::NO_MAILBOX,
            _ => response::OK,
        }
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.raw.clear();
        response::OK
    }

    fn data(&mut self, buf: &[u8]) -> io::Result<()> {
        self.raw.extend_from_slice(buf);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let raw = String::from_utf8_lossy(&self.raw).into_owned();
        self.inside.letters.lock().unwrap().push(Arrived { to: self.to.clone(), raw });
        response::OK
    }
}
