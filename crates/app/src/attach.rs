//! Files come in, are looked at, and are given out to those who may see them.

use madoguchi_forms::{FieldKind, FileFact, Typed, field::attachment::FileKind};
use madoguchi_store::{
    attachments::{self, Arrived, Download, FileRow, Incoming},
    drafts,
};
use madoguchi_vocab::{DraftId, FieldKey, FileId};
use tokio::task::spawn_blocking;

use crate::{App, Draft, FileTrouble, Result, Trouble, clean};

/// The largest file any paper may ask for, in bytes; what is larger is counted while it arrives, and not kept.
const LARGEST: u64 = 25 * 1024 * 1024;

/// A file on its way to whoever may see it.
pub struct StoredFile {
    /// Its name as given.
    pub name: String,
    /// Its type by content.
    pub kind: String,
    /// In bytes.
    pub size: u64,
    /// What is in it, piece by piece.
    pub content: Download,
}

/// What a question that takes files says of them.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) kinds: Vec<FileKind>,
    pub(crate) max_mb: u32,
    pub(crate) max_files: usize,
}

impl Limits {
    /// Whether a file that was looked at already is of a size and kind that is taken.
    fn allow(&self, file: &FileRow) -> Result<()> {
        if file.size > i64::from(self.max_mb) * 1024 * 1024 {
            return Err(FileTrouble::TooBig { limit_mb: self.max_mb }.into());
        }
        if !self.kinds.iter().any(|kind| kind.mime() == file.kind) {
            return Err(FileTrouble::Kind { allowed: self.kinds.clone() }.into());
        }
        Ok(())
    }
}

/// Where a file is to go: the question, and the row of a page that repeats.
struct Question<'a> {
    field: &'a FieldKey,
    row: Option<&'a str>,
}

/// A question that takes files, as a draft has it.
struct Slot {
    input: String,
    limits: Limits,
    /// The files given.
    there: Vec<FileFact>,
    is_full: bool,
}

impl Slot {
    fn too_many(&self) -> Trouble {
        FileTrouble::TooMany { limit: self.limits.max_files }.into()
    }
}

impl App {
    /// A file begins to arrive: write to it what comes, then hand it to [`App::attach`].
    pub fn receive(&self) -> Incoming {
        self.0.vault.receive(LARGEST)
    }

    /// A file that is at hand, as if it had arrived.
    ///
    /// # Errors
    /// [`Trouble::Disk`] if it cannot be written.
    pub async fn arrived(&self, bytes: &[u8]) -> Result<Arrived> {
        let mut incoming = self.receive();
        incoming.write(bytes).await?;
        Ok(incoming.finish().await?)
    }

    /// Takes a file for a question of a draft. `row` names the row of a repeating page. The same file once more is no
    /// second one.
    ///
    /// # Errors
    /// [`Trouble::File`] if it is empty, too big, of a kind not taken, damaged, locked, or one too many;
    /// [`Trouble::Overtaken`] if the draft went into other hands meanwhile; [`Trouble::Disk`] if it cannot be kept now.
    pub async fn attach(
        &self,
        draft: &Draft,
        field: &FieldKey,
        row: Option<&str>,
        name: &str,
        file: Arrived,
    ) -> Result<Draft> {
        let at = Question { field, row };
        let slot = self.slot(draft, &at)?;
        if slot.is_full && !slot.there.iter().any(|f| f.name == shown_name(name)) {
            return Err(slot.too_many());
        }
        let file = take_file(self, Some(draft.id), field, name, file, &slot.limits).await?;
        let put = match self.put_in(draft, &at, &file).await {
            // What was typed meanwhile was saved by itself: that is no reason to send a file again.
            Err(Trouble::Overtaken) => match self.still_in_these_hands(draft).await {
                Ok(newer) => self.put_in(&newer, &at, &file).await,
                Err(other) => Err(other),
            },
            put => put,
        };
        // After a commit of which nobody knows how it ended, the draft may name the file: it stays.
        if !matches!(put, Ok((_, true)) | Err(Trouble::Store(_))) {
            let mut tx = self.store().begin().await?;
            attachments::remove_from_draft(&mut tx, draft.id, file.id).await?;
            tx.commit().await?;
        }
        Ok(put?.0)
    }

    /// Puts a file that is kept into a draft as it was read, and says whether it did. Whoever lost the answer sends it again:
    /// it is there, and the draft stays as it is.
    async fn put_in(&self, draft: &Draft, at: &Question<'_>, file: &FileRow) -> Result<(Draft, bool)> {
        let slot = self.slot(draft, at)?;
        let rows = attachments::files_of_draft(&self.store().reader(), draft.id).await?;
        let is_twin = |r: &FileRow| r.id != file.id && r.digest == file.digest && r.name == file.name;
        let given = draft.typed.all(&slot.input);
        if rows.iter().any(|r| is_twin(r) && given.contains(&r.id.to_string())) {
            return Ok((draft.clone(), false));
        }
        // The paper may have changed since the file was looked at.
        slot.limits.allow(file)?;
        if slot.is_full {
            return Err(slot.too_many());
        }
        let mut typed = draft.typed.clone();
        typed.push(slot.input, file.id.to_string());
        let mut with_file = draft.clone();
        with_file.files.insert(file.id.to_string(), crate::draft::fact(file));
        Ok((self.save_draft(&with_file, typed).await?, true))
    }

    /// A draft as it is now, unless it went to the desk of the office, or there to a colleague, since it was read.
    async fn still_in_these_hands(&self, draft: &Draft) -> Result<Draft> {
        let row = drafts::get(&self.store().reader(), draft.id).await?;
        if row.desk.as_ref().map(|desk| desk.staff) != draft.desk.as_ref().map(|desk| desk.staff) {
            return Err(Trouble::Overtaken);
        }
        self.opened(row).await
    }

    /// What a question of a draft says of files, and what was given to it.
    fn slot(&self, draft: &Draft, at: &Question<'_>) -> Result<Slot> {
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        let input = self.file_input(draft, at.field, at.row)?;
        let limits = limits(&draft.paper, at.field).ok_or(Trouble::NotFound)?;
        let given = draft.typed.all(&input);
        let there: Vec<_> = given.iter().filter_map(|id| draft.files.get(id)).cloned().collect();
        Ok(Slot { is_full: there.len() >= limits.max_files, there, input, limits })
    }

    /// Takes a file out of a draft.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is not there.
    pub async fn detach(&self, draft: &Draft, file: FileId) -> Result<Draft> {
        let id = file.to_string();
        let mut tx = self.store().begin().await?;
        attachments::remove_from_draft(&mut tx, draft.id, file).await?;
        tx.commit().await?;
        let without = draft.typed.0.iter().map(|(name, values)| {
            (name.clone(), values.iter().filter(|v| **v != id).cloned().collect::<Vec<_>>())
        });
        let typed = Typed(without.collect());
        let mut less = draft.clone();
        less.files.remove(&id);
        self.save_draft(&less, typed).await
    }

    /// A file of a draft, for the browser the draft belongs to.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if the draft has no such file.
    pub async fn file_of_draft(&self, draft: &Draft, file: FileId) -> Result<StoredFile> {
        let rows = attachments::files_of_draft(&self.store().reader(), draft.id).await?;
        self.give_out(rows, file).await
    }

    pub(crate) async fn give_out(&self, rows: Vec<FileRow>, file: FileId) -> Result<StoredFile> {
        let row = rows.into_iter().find(|f| f.id == file).ok_or(Trouble::NotFound)?;
        App::still_there(&row)?;
        let size = u64::try_from(row.size).unwrap_or_default();
        let content = self.0.vault.give(row.digest).await?;
        Ok(StoredFile { name: row.name, kind: row.kind, size, content })
    }

    /// The name of the input of a file question, if the paper has it there.
    fn file_input(&self, draft: &Draft, field: &FieldKey, row: Option<&str>) -> Result<String> {
        let page = draft.paper.page_of(field.as_str()).ok_or(Trouble::NotFound)?;
        match (&page.repeat, row) {
            (None, None) => Ok(field.to_string()),
            (Some(repeat), Some(row)) if repeat.row_ids(&draft.typed).iter().any(|r| r == row) => {
                Ok(format!("{}.{row}.{field}", repeat.key))
            }
            _ => Err(Trouble::NotFound),
        }
    }
}

pub(crate) fn limits(paper: &madoguchi_forms::Paper, field: &FieldKey) -> Option<Limits> {
    match &paper.field(field.as_str())?.kind {
        FieldKind::Attachment(a) => Some(Limits {
            kinds: a.kinds.clone(),
            max_mb: u32::try_from(a.max_mb).unwrap_or(u32::MAX),
            max_files: a.max_files,
        }),
        _ => None,
    }
}

/// Looks at a file, takes out what nobody asked for, and keeps it.
pub(crate) async fn take_file(
    app: &App,
    draft: Option<DraftId>,
    field: &FieldKey,
    name: &str,
    file: Arrived,
    limits: &Limits,
) -> Result<FileRow> {
    if file.size() == 0 {
        return Err(FileTrouble::Empty.into());
    }
    if file.size() > u64::from(limits.max_mb) * 1024 * 1024 {
        return Err(FileTrouble::TooBig { limit_mb: limits.max_mb }.into());
    }
    let wanted = limits.clone();
    let (kind, file) = spawn_blocking(move || {
        let looked = clean::look_at(&mut file.open()?, &wanted)?;
        Ok::<_, Trouble>((looked.kind, file.edited(&looked.edits)?))
    })
    .await
    .map_err(std::io::Error::other)??;
    let size = i64::try_from(file.size()).unwrap_or(i64::MAX);
    let digest = file.keep().await?;
    let file = FileRow {
        id: FileId(app.0.ids.uuid()),
        draft,
        submission: None,
        field: field.to_string(),
        name: shown_name(name),
        kind: kind.mime().to_owned(),
        size,
        digest,
        created_at: app.now(),
        scan: app.scan_at_first(),
    };
    let mut tx = app.store().begin().await?;
    attachments::insert_file(&mut tx, &file).await?;
    tx.commit().await?;
    Ok(file)
}

/// A file name that is safe to show and to put in a header: no path, no control or direction characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    // Dots alone are the name of a folder.
    let says_nothing = kept.chars().all(|c| c == '.' || c.is_whitespace());
    if says_nothing { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_and_tricks() {
        for (given, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\写真\\免許証.jpg", "免許証.jpg"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\r\nX: y", "X: y"),
            ("a\0b\u{7}.jpg", "ab.jpg"),
            ("", "file"),
            ("..", "file"),
        ] {
            assert_eq!(shown_name(given), shown);
        }
        assert!(shown_name(&"長".repeat(300)).chars().count() <= 120);
    }
}
