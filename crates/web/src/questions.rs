//! The questions of a page, drawn: what a page of a form and a correction have in common.

use std::collections::BTreeMap;

use madoguchi_forms::{Complaint, Facts, Field, FieldKind, FileFact, Page, Paper, Repeat, Typed};
use madoguchi_vocab::{Date, FieldKey};

use crate::{
    chrome::Chrome,
    complaint::Wrong,
    problem::Problem,
    reveal::{Showing, showings},
    ruby::Html,
    widget::{Asked, Place, control_id, given, row_id},
};

/// What is drawn from.
pub struct Source<'a> {
    /// The frame of the page.
    pub chrome: &'a Chrome,
    /// The paper.
    pub paper: &'a Paper,
    /// What was typed.
    pub typed: &'a Typed,
    /// The files given.
    pub files: &'a BTreeMap<String, FileFact>,
    /// Today.
    pub today: Date,
    /// What is not right yet; empty on a first look.
    pub complaints: Vec<Complaint>,
    /// Where files can be looked at, up to the id.
    pub file_path: Option<String>,
    /// Whether files have buttons of their own.
    pub buttons: bool,
}

/// A question on the screen.
pub struct Drawn {
    /// The classes of its wrappers, outermost first.
    pub wrappers: Vec<String>,
    /// Itself.
    pub html: Html,
}

/// A row on the screen.
pub struct DrawnRow {
    /// The name of its group.
    pub group: String,
    /// Its name.
    pub row: String,
    /// Its id in the document.
    pub id: String,
    /// お子さん 2
    pub title: String,
    /// Its questions.
    pub fields: Vec<Drawn>,
    /// Whether there may be one fewer.
    pub can_go: bool,
}

/// What became of the questions of a page.
#[derive(Default)]
pub struct Sheet {
    /// Questions of a page that does not repeat.
    pub fields: Vec<Drawn>,
    /// Rows of a page that does.
    pub rows: Vec<DrawnRow>,
    /// The words of the button for one more row, where there may be one more.
    pub add: Option<String>,
    /// What is not right yet, in the order of the screen.
    pub wrong: Vec<Wrong>,
}

impl Source<'_> {
    /// Draws a page.
    pub fn sheet(&self, page: &Page) -> Result<Sheet, Problem> {
        let mut sheet = Sheet::default();
        match &page.repeat {
            None => sheet.fields = self.fields(&page.fields, None, &mut sheet.wrong)?,
            Some(repeat) => self.rows(page, repeat, &mut sheet)?,
        }
        let drawn = |c: &Complaint| page.fields.iter().any(|f| f.key == c.field);
        // What is said about the group as a whole leads to its first row.
        for complaint in self.complaints.iter().filter(|c| c.page == page.key && !drawn(c)) {
            let target = sheet.rows.first().map_or_else(|| "main".to_owned(), |r| r.id.clone());
            sheet.wrong.push(Wrong::at(target, self.chrome.text(&complaint.say)));
        }
        Ok(sheet)
    }

    fn rows(&self, page: &Page, repeat: &Repeat, sheet: &mut Sheet) -> Result<(), Problem> {
        let ids = repeat.row_ids(self.typed);
        for (at, row) in ids.iter().enumerate() {
            let fields = self.fields(&page.fields, Some((&repeat.key, row)), &mut sheet.wrong)?;
            sheet.rows.push(DrawnRow {
                group: repeat.key.to_string(),
                row: row.clone(),
                id: row_id(repeat, row),
                title: format!("{} {}", self.chrome.text(&repeat.row_title), at + 1),
                fields,
                can_go: ids.len() > repeat.min as usize,
            });
        }
        if ids.len() < repeat.max as usize {
            sheet.add = Some(self.chrome.text(&repeat.add).to_owned());
        }
        Ok(())
    }

    /// Draws questions that stand together: on a page, in a row, or alone.
    pub fn fields(
        &self,
        fields: &[Field],
        row: Option<(&FieldKey, &str)>,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Vec<Drawn>, Problem> {
        let visible = |typed: &Typed, key: &FieldKey| {
            let facts = Facts { today: self.today, files: self.files };
            self.paper.read(typed, &facts).field_visible(key, row.map(|(_, r)| r))
        };
        let mut drawn = Vec::new();
        let mut name_control: Option<String> = None;
        for (field, (showing, decider)) in fields.iter().zip(showings(fields, row, self.typed, &visible)) {
            let wrappers = match showing {
                Showing::Never => continue,
                Showing::Always => vec![],
                Showing::With(wrappers) => wrappers,
            };
            let place = Place { row, name_control: name_control.as_deref() };
            let html = self.field(field, place, decider, wrong)?;
            drawn.push(Drawn { wrappers, html });
            if matches!(field.kind, FieldKind::Name(_)) {
                name_control = Some(control_id(&field.input(row, "")));
            }
        }
        Ok(drawn)
    }

    fn field(
        &self,
        field: &Field,
        place: Place<'_>,
        decider: Option<usize>,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Html, Problem> {
        let row = place.row.map(|(_, row)| row);
        let complaint = self.complaints.iter().find(|c| c.field == field.key && c.row.as_deref() == row);
        let url = |id: &str| self.file_path.as_ref().map(|path| format!("{path}/{id}"));
        let files = match &field.kind {
            FieldKind::Attachment(_) => given(self.typed.all(&field.input(place.row, "")), self.files, url),
            _ => vec![],
        };
        let asked = Asked {
            chrome: self.chrome,
            field,
            place,
            typed: self.typed,
            wrong: complaint,
            files,
            buttons: self.buttons,
            decider,
        };
        if let Some(text) = asked.error() {
            wrong.push(Wrong::at(asked.target(), text));
        }
        asked.draw()
    }
}
