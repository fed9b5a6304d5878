//! Rows as they are written, in whichever form, into the vault or over the wire.

use std::{collections::HashSet, io, io::ErrorKind, mem};

use madoguchi_store::attachments::{ContentDigest, Incoming};
use madoguchi_vocab::{Instant, sheet::Cell};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    ExportColumn, Form,
    archive::{Archive, place},
    csv,
    rows::{Line, Matter},
    workbook::{self, BOOK},
};
use crate::{App, Result, Trouble};

/// Where what is written goes.
pub(super) enum Out {
    /// Sealed, to be kept.
    Vault(Box<Incoming>),
    /// To somebody who waits for it.
    Wire(mpsc::Sender<io::Result<Vec<u8>>>),
}

impl Out {
    async fn write(&mut self, bytes: Vec<u8>) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        match self {
            Out::Vault(incoming) => Ok(incoming.write(&bytes).await?),
            Out::Wire(to) => {
                let sent = to.send(Ok(bytes)).await;
                sent.map_err(|_| io::Error::from(ErrorKind::BrokenPipe).into())
            }
        }
    }

    /// Keeps what was written: its digest and its bytes. What went over the wire is kept nowhere.
    async fn keep(self) -> Result<Option<(ContentDigest, u64)>> {
        match self {
            Out::Vault(incoming) => {
                let arrived = incoming.finish().await?;
                let size = arrived.size();
                Ok(Some((arrived.keep().await?, size)))
            }
            Out::Wire(_) => Ok(None),
        }
    }
}

/// What was given out so far.
#[derive(Default)]
pub(super) struct Given {
    pub(super) rows: u64,
    pub(super) files: u64,
    pub(super) lacking: u64,
    /// Digests of who applied: eight bytes each.
    persons: HashSet<u64>,
}

impl Given {
    pub(super) fn persons(&self) -> usize {
        self.persons.len()
    }
}

/// What is there when all is written.
pub(super) struct Written {
    pub(super) given: Given,
    pub(super) file: Option<(ContentDigest, u64)>,
    pub(super) lacking: Option<(ContentDigest, u64)>,
}

/// Writes rows.
pub(super) struct Pen {
    app: App,
    form: Form,
    head: Vec<String>,
    out: Out,
    /// Where what cannot be written is listed.
    beside: Option<Out>,
    /// Rows of the workbook that is being filled.
    book: Vec<Vec<Cell>>,
    books: usize,
    /// Several files in one.
    archive: Option<Archive>,
    asked_at: Instant,
    given: Given,
}

impl Pen {
    /// A pen. `rows` is how many there will be, as far as that is known.
    pub(super) fn new(
        app: &App,
        form: Form,
        columns: &[ExportColumn],
        (out, beside): (Out, Option<Out>),
        (asked_at, rows): (Instant, i64),
    ) -> Self {
        let labels: Vec<String> = columns.iter().map(|c| c.label.clone()).collect();
        let head = if form == Form::Xlsx { labels } else { csv::heading(&labels) };
        let several = form == Form::Zip || form.is_several(rows);
        let archive = several.then(Archive::new);
        let (book, books, given) = (vec![], 0, Given::default());
        Self { app: app.clone(), form, head, out, beside, book, books, archive, asked_at, given }
    }

    /// Writes the heading. To be done first.
    pub(super) async fn begin(&mut self) -> Result<()> {
        let head = csv::line(&self.head);
        match self.form {
            Form::Csv => self.out.write(format!("{}{head}", csv::MARK).into_bytes()).await?,
            Form::Cp932 => self.out.write(csv::in_cp932(&head)).await?,
            Form::Lacking | Form::Xlsx | Form::Zip => {}
        }
        if self.lists_lacking() {
            self.list(format!("{}{}", csv::MARK, csv::lacking_heading())).await?;
            self.lacking(&self.head.clone(), "").await?;
        }
        Ok(())
    }

    /// Writes a row.
    pub(super) async fn line(&mut self, line: Line) -> Result<()> {
        self.given.rows += 1;
        self.given.persons.insert(line.who);
        match self.form {
            Form::Csv => self.out.write(csv::line(&csv::written(line.cells)).into_bytes()).await,
            Form::Cp932 | Form::Lacking => {
                let cells = csv::written(line.cells);
                if self.form == Form::Cp932 {
                    self.out.write(csv::in_cp932(&csv::line(&cells))).await?;
                }
                if self.lists_lacking() {
                    self.lacking(&cells, &line.receipt).await?;
                }
                Ok(())
            }
            Form::Xlsx => {
                if self.book.len() == BOOK {
                    self.bind().await?;
                }
                self.book.push(line.cells);
                Ok(())
            }
            Form::Zip => match line.matter {
                Some(matter) => self.matter(&line.receipt, matter).await,
                None => Ok(()),
            },
        }
    }

    fn lists_lacking(&self) -> bool {
        self.form == Form::Lacking || self.beside.is_some()
    }

    /// Lists what CP932 lacks of a row.
    async fn lacking(&mut self, cells: &[String], receipt: &str) -> Result<()> {
        let found = csv::lacking(&self.head, cells, receipt);
        self.given.lacking += found.len() as u64;
        self.list(found.concat()).await
    }

    async fn list(&mut self, text: String) -> Result<()> {
        self.beside.as_mut().unwrap_or(&mut self.out).write(text.into_bytes()).await
    }

    /// Makes a workbook of the rows at hand.
    async fn bind(&mut self) -> Result<()> {
        let (head, rows, at) = (self.head.clone(), mem::take(&mut self.book), self.asked_at);
        let made =
            spawn_blocking(move || workbook::write(&head, rows, at)).await.map_err(io::Error::other)?;
        let made = made.map_err(io::Error::other)?;
        self.books += 1;
        let Some(archive) = &mut self.archive else { return self.out.write(made).await };
        archive.begin(&format!("{:03}.xlsx", self.books), false)?;
        archive.write(&made)?;
        self.out.write(archive.take()).await
    }

    /// Puts a submission into the archive: first what was enclosed, then what is known, with where the files are.
    async fn matter(&mut self, receipt: &str, matter: Matter) -> Result<()> {
        let Matter { mut told, files } = matter;
        let mut listed = vec![];
        for (file, n) in files.into_iter().zip(1..) {
            let mut said = json!({
                "question": file.field,
                "name": file.name,
                "kind": file.kind,
                "size": file.size,
            });
            let place = place(n, &file.name);
            match file.withheld {
                Some(why) => said["withheld"] = json!(why),
                None if self.enclose(&format!("{receipt}/{place}"), file.digest).await? => {
                    said["file"] = json!(place);
                }
                None => said["withheld"] = json!("gone"),
            }
            listed.push(said);
        }
        told["files"] = Value::Array(listed);
        let json = serde_json::to_vec_pretty(&told)?;
        let Some(archive) = &mut self.archive else { return Ok(()) };
        archive.begin(&format!("{receipt}/{receipt}.json"), true)?;
        archive.write(&json)?;
        self.out.write(archive.take()).await
    }

    /// Puts a file into the archive, unless it was disposed of meanwhile.
    async fn enclose(&mut self, name: &str, digest: ContentDigest) -> Result<bool> {
        let mut content = match self.app.0.vault.give(digest).await {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            content => content?,
        };
        let Some(archive) = &mut self.archive else { return Ok(false) };
        archive.begin(name, false)?;
        while let Some(bytes) = content.next().await? {
            archive.write(&bytes)?;
            self.out.write(archive.take()).await?;
        }
        self.given.files += 1;
        Ok(true)
    }

    /// Nothing more comes: writes what is left.
    pub(super) async fn end(&mut self) -> Result<()> {
        if self.form == Form::Xlsx && (self.books == 0 || !self.book.is_empty()) {
            self.bind().await?;
        }
        if let Some(archive) = self.archive.take() {
            self.out.write(archive.end()?).await?;
        }
        Ok(())
    }

    /// Keeps what was written to its end.
    pub(super) async fn keep(self) -> Result<Written> {
        let lacking = match self.beside {
            Some(beside) => beside.keep().await?,
            None => None,
        };
        let file = self.out.keep().await?;
        Ok(Written { given: self.given, file, lacking })
    }

    /// Tells whoever waits that it broke off: half a file is not taken for a whole one.
    pub(super) async fn break_off(self, why: &Trouble) {
        if let Out::Wire(to) = self.out {
            // If nobody waits any more, nothing is lost.
            let _ = to.send(Err(io::Error::other(why.to_string()))).await;
        }
    }
}
