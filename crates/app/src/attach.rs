//! Files come in, are looked at, and are given out to those who may see them.

use madoguchi_forms::{FieldKind, Typed, field::attachment::FileKind};
use madoguchi_store::attachments::{self, FileRow};
use madoguchi_vocab::{DraftId, FieldKey, FileId};

use crate::{App, Draft, FileTrouble, Result, Trouble};

/// A file with its bytes.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Its name as given.
    pub name: String,
    /// Its type by content.
    pub kind: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What a question that takes files says of them.
pub(crate) struct Limits {
    pub(crate) kinds: Vec<FileKind>,
    pub(crate) max_mb: u32,
    pub(crate) max_files: usize,
}

impl App {
    /// Takes a file for a question of a draft. `row` names the row of a repeating page.
    ///
    /// # Errors
    /// [`Trouble::File`] if it is empty, too big, of a kind not taken, locked, or one too many.
    pub async fn attach(
        &self,
        draft: &Draft,
        field: &FieldKey,
        row: Option<&str>,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Draft> {
        if let Some(receipt) = &draft.receipt {
            return Err(Trouble::AlreadySubmitted(receipt.clone()));
        }
        let input = self.file_input(draft, field, row)?;
        let limits = limits(&draft.paper, field).ok_or(Trouble::NotFound)?;
        if draft.typed.all(&input).len() >= limits.max_files {
            return Err(FileTrouble::TooMany { limit: limits.max_files }.into());
        }
        let file = take_file(self, Some(draft.id), field, name, bytes, &limits).await?;
        let mut typed = draft.typed.clone();
        typed.push(input, file.id.to_string());
        let mut with_file = draft.clone();
        with_file.files.insert(file.id.to_string(), crate::draft::fact(&file));
        self.save_draft(&with_file, typed).await
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
        Ok(StoredFile { bytes: self.0.vault.get(row.digest).await?, name: row.name, kind: row.kind })
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

/// Looks at a file and keeps it.
pub(crate) async fn take_file(
    app: &App,
    draft: Option<DraftId>,
    field: &FieldKey,
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Result<FileRow> {
    let kind = look_at(&bytes, limits)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let digest = app.0.vault.put(bytes).await?;
    let file = FileRow {
        id: FileId(app.0.ids.uuid()),
        draft,
        submission: None,
        field: field.to_string(),
        name: shown_name(name),
        kind,
        size,
        digest,
        created_at: app.now(),
    };
    let mut tx = app.store().begin().await?;
    attachments::insert_file(&mut tx, &file).await?;
    tx.commit().await?;
    Ok(file)
}

/// The type of a file by what is in it; its name and what the browser says do not count.
fn look_at(bytes: &[u8], limits: &Limits) -> std::result::Result<String, FileTrouble> {
    if bytes.is_empty() {
        return Err(FileTrouble::Empty);
    }
    if bytes.len() > limits.max_mb as usize * 1024 * 1024 {
        return Err(FileTrouble::TooBig { limit_mb: limits.max_mb });
    }
    let found = match infer::get(bytes).map_or("", |t| t.mime_type()) {
        "image/jpeg" => Some(FileKind::Jpeg),
        "image/png" => Some(FileKind::Png),
        // Two names of what an iPhone takes.
        "image/heic" | "image/heif" => Some(FileKind::Heic),
        "application/pdf" => Some(FileKind::Pdf),
        _ => None,
    };
    let Some(kind) = found.filter(|k| limits.kinds.contains(k)) else {
        return Err(FileTrouble::Kind { allowed: limits.kinds.clone() });
    };
    if kind == FileKind::Pdf && bytes.windows(8).any(|w| w == b"/Encrypt") {
        return Err(FileTrouble::Locked);
    }
    Ok(mime(kind).to_owned())
}

fn mime(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "image/jpeg",
        FileKind::Png => "image/png",
        FileKind::Heic => "image/heic",
        FileKind::Pdf => "application/pdf",
    }
}

/// A file name that is safe to show and to put in a header: no path, no control or direction characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    if kept.trim().is_empty() { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { kinds: vec![FileKind::Jpeg, FileKind::Pdf, FileKind::Heic], max_mb: 1, max_files: 1 }
    }

    #[test]
    fn files_are_known_by_their_content() {
        let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[0; 64]].concat();
        let heic = [&[0, 0, 0, 24][..], b"ftypheic", &[0; 32]].concat();
        assert_eq!(look_at(&jpeg, &limits()).unwrap(), "image/jpeg");
        assert_eq!(look_at(&heic, &limits()).unwrap(), "image/heic");
        assert_eq!(look_at(b"", &limits()), Err(FileTrouble::Empty));
        assert_eq!(
            look_at(&vec![0xFF; 1024 * 1024 + 1], &limits()),
            Err(FileTrouble::TooBig { limit_mb: 1 })
        );
        assert!(matches!(
            look_at(b"MZ\x90\x00 a program called photo.jpg", &limits()),
            Err(FileTrouble::Kind { .. })
        ));
        assert_eq!(look_at(b"%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>", &limits()), Err(FileTrouble::Locked));
    }

    #[test]
    fn names_lose_paths_and_tricks() {
        for (given, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\写真\\免許証.jpg", "免許証.jpg"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\r\nX: y", "X: y"),
            ("", "file"),
        ] {
            assert_eq!(shown_name(given), shown);
        }
        assert!(shown_name(&"長".repeat(300)).chars().count() <= 120);
    }
}
