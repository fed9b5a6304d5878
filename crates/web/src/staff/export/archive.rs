//! The list as a ZIP: for each submission a JSON of what is known and answered, and what people enclosed. It is
//! written while it is sent; nothing of it lies anywhere.

use std::io::{self, Write};

use axum::{
    body::Body,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use madoguchi_app::{App, Enclosed, Exported, Exporting, Scan, Trouble};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use zip::{CompressionMethod, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::called;
use crate::{
    page::{Answer, attachment},
    staff::queue::Asked,
    who::Staff,
};

/// Pieces that wait to be written or sent: a bound on memory, 64 KiB each.
const WAITING: usize = 8;

/// What the archive is made of, in its order.
enum Piece {
    /// A file begins: its name, and whether it is worth squeezing (photos and PDFs are not).
    File(String, CompressionMethod),
    /// More of it.
    Bytes(Vec<u8>),
    /// All is there. Without this the connection breaks: half an archive is not taken for a whole one.
    End,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, Query(asked): Query<Asked>) -> Answer {
    let filter = asked.filter();
    let exporting = app.export(&person, &filter).await?;
    let (plain, what) = called(&app, &filter);
    let today = app.today();
    let name = attachment(&format!("{plain}-{today}.zip"), &format!("{what}_{today}.zip"));
    let (pieces, to_write) = mpsc::channel(WAITING);
    let (sent, to_send) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        if let Err(e) = fill(exporting, &pieces).await {
            tracing::error!(error = %e, "an archive broke off");
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(e) = pack(to_write, Sending(&sent)) {
            // Whoever waits for it sees a broken download; if nobody does, nothing is lost.
            let _ = sent.blocking_send(Err(e));
        }
    });
    let body = stream::unfold(to_send, |mut from| async { Some((from.recv().await?, from)) });
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Gives all pieces; stops without a word when nobody takes them any more.
async fn fill(mut exporting: Exporting, to: &mpsc::Sender<Piece>) -> Result<(), Trouble> {
    while let Some(rows) = exporting.next().await? {
        let mut files = exporting.enclosed(&rows).await?.into_iter().peekable();
        let mut of = std::collections::HashMap::<_, Vec<Enclosed>>::new();
        for file in files.by_ref() {
            of.entry(file.submission).or_default().push(file);
        }
        for row in rows {
            let enclosed = of.remove(&row.row.id).unwrap_or_default();
            if !one(&mut exporting, row, enclosed, to).await? {
                return Ok(());
            }
        }
    }
    let _ = to.send(Piece::End).await;
    Ok(())
}

/// One submission; whether anybody still waits.
async fn one(
    exporting: &mut Exporting,
    exported: Exported,
    enclosed: Vec<Enclosed>,
    to: &mpsc::Sender<Piece>,
) -> Result<bool, Trouble> {
    let receipt = exported.row.receipt.to_string();
    let mut listed = vec![];
    for (file, n) in enclosed.into_iter().zip(1..) {
        let mut told = json!({
            "question": file.field,
            "name": file.name,
            "kind": file.kind,
            "size": file.size,
        });
        match exporting.content(&file).await {
            Ok(mut content) => {
                let place = format!("files/{n:02}-{}", safe(&file.name));
                told["file"] = json!(place);
                let begins = Piece::File(format!("{receipt}/{place}"), CompressionMethod::Stored);
                if to.send(begins).await.is_err() {
                    return Ok(false);
                }
                while let Some(bytes) = content.next().await? {
                    if to.send(Piece::Bytes(bytes)).await.is_err() {
                        return Ok(false);
                    }
                }
            }
            Err(Trouble::Unopened(scan)) => told["withheld"] = json!(why(scan)),
            Err(trouble) => return Err(trouble),
        }
        listed.push(told);
    }
    let json = serde_json::to_vec_pretty(&known(&exported, listed)?)?;
    let name = format!("{receipt}/{receipt}.json");
    let begun = to.send(Piece::File(name, CompressionMethod::Deflated)).await;
    Ok(begun.is_ok() && to.send(Piece::Bytes(json)).await.is_ok())
}

/// What is known of a submission. The names are a promise: programs read them.
fn known(Exported { row, phone, .. }: &Exported, files: Vec<Value>) -> Result<Value, Trouble> {
    let answers: Value = serde_json::from_str(&row.answers)?;
    let moment = |at: Option<madoguchi_vocab::Instant>| at.map(|at| at.jst().to_rfc3339());
    Ok(json!({
        "receipt": row.receipt.to_string(),
        "procedure": row.slug,
        "version": row.version,
        "stage": row.stage,
        "channel": row.channel,
        "language": row.lang,
        "arrived_at": moment(Some(row.arrived_at)),
        "received_at": moment(row.received_at),
        "review_started_at": moment(row.review_started_at),
        "decided_at": moment(row.decided_at),
        "due_on": row.due_on.map(|day| day.to_string()),
        "correction_due": row.correction_due.map(|day| day.to_string()),
        "holder": row.holder_name,
        "applicant": {
            "name": row.applicant_name,
            "kana": row.applicant_kana,
            "phone": phone,
            "email": row.email,
        },
        "answers": answers,
        "files": files,
    }))
}

/// Why a file is not there, in a word for programs.
fn why(scan: Scan) -> &'static str {
    match scan {
        Scan::Infected => "infected",
        Scan::Unscannable => "unscannable",
        Scan::Clean | Scan::Unscanned | Scan::Waiting => "waiting_for_scan",
    }
}

/// A name that is a file name everywhere and never a path.
fn safe(name: &str) -> String {
    let usual = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let mut name: String = name.chars().map(usual).collect();
    // The end says what kind of file it is, so what is too long loses its beginning.
    let long = name.chars().count().saturating_sub(80);
    name = name.chars().skip(long).collect();
    name.trim_matches(['.', ' ']).to_owned()
}

/// Where the archive goes as it is written.
struct Sending<'a>(&'a mpsc::Sender<io::Result<Vec<u8>>>);

impl Write for Sending<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.blocking_send(Ok(bytes.to_vec())).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn pack(mut pieces: mpsc::Receiver<Piece>, to: Sending<'_>) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(io::BufWriter::with_capacity(64 * 1024, to));
    let broken = |e: ZipError| io::Error::other(e);
    loop {
        match pieces.blocking_recv() {
            Some(Piece::File(name, method)) => {
                let how = SimpleFileOptions::default().compression_method(method).unix_permissions(0o600);
                archive.start_file(name, how).map_err(broken)?;
            }
            Some(Piece::Bytes(bytes)) => archive.write_all(&bytes)?,
            Some(Piece::End) => break,
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
    archive.finish().map_err(broken)?.into_inner().flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        for (name, expected) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\..\\a.jpg", "_.._a.jpg"),
            ("C:\\x.pdf", "C__x.pdf"),
            ("免許証.jpg", "免許証.jpg"),
            ("a\nb.png", "a_b.png"),
            ("..", ""),
        ] {
            assert_eq!(safe(name), expected, "{name}");
        }
        let long = format!("{}.jpg", "あ".repeat(200));
        assert!(safe(&long).ends_with(".jpg") && safe(&long).chars().count() == 80);
    }
}
