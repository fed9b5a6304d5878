//! The questions of a page, drawn: what a page of a form and a correction have in common.

use std::collections::BTreeMap;

use madoguchi_app::{Original, Way};
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
    /// What is different where the office asks for the resident, all pages on one screen.
    pub desk: Option<Desk<'a>>,
}

/// What is different where the office asks.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// How the matter came.
    pub way: Way,
    /// What is there in place of files, by the name of the question's input.
    pub originals: &'a BTreeMap<String, Original>,
}

/// A question on the screen.
pub struct Drawn {
    /// The classes of its wrappers, outermost first.
    pub wrappers: Vec<String>,
    /// What the browser needs to show and hide it; none where nothing of the page comes and goes.
    pub live: Option<Live>,
    /// Itself.
    pub html: Html,
}

/// What the browser needs to read a question, and to show and hide it.
pub struct Live {
    /// Its name in conditions.
    pub key: String,
    /// Its type.
    pub kind: &'static str,
    /// Its condition, where that reads an answer of the same page and no style sheet can tell.
    pub when: Option<String>,
    /// Whether it is hidden for now.
    pub hidden: bool,
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
    /// What the conditions of the page read from elsewhere, where the browser can tell what comes and goes.
    pub logic: Option<String>,
}

impl Source<'_> {
    /// Draws a page.
    pub fn sheet(&self, page: &Page) -> Result<Sheet, Problem> {
        let facts = Facts { today: self.today, files: self.files };
        let logic = self.paper.page_world(page, &self.paper.read(self.typed, &facts), self.today);
        let mut sheet = Sheet { logic: logic.map(|l| l.to_string()), ..Sheet::default() };
        match &page.repeat {
            None => sheet.fields = self.drawn(page, None, &mut sheet)?,
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
            let fields = self.drawn(page, Some((&repeat.key, row)), sheet)?;
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

    fn drawn(
        &self,
        page: &Page,
        row: Option<(&FieldKey, &str)>,
        sheet: &mut Sheet,
    ) -> Result<Vec<Drawn>, Problem> {
        self.together(&page.fields, row, self.desk.is_some() || sheet.logic.is_some(), &mut sheet.wrong)
    }

    /// Draws questions that stand alone, out of their page.
    pub fn fields(
        &self,
        fields: &[Field],
        row: Option<(&FieldKey, &str)>,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Vec<Drawn>, Problem> {
        self.together(fields, row, false, wrong)
    }

    /// Draws questions that stand together: on a page or in a row.
    fn together(
        &self,
        fields: &[Field],
        row: Option<(&FieldKey, &str)>,
        live: bool,
        wrong: &mut Vec<Wrong>,
    ) -> Result<Vec<Drawn>, Problem> {
        let visible = |typed: &Typed, key: &FieldKey| {
            let facts = Facts { today: self.today, files: self.files };
            self.paper.read(typed, &facts).field_visible(key, row.map(|(_, r)| r))
        };
        let mut drawn = Vec::new();
        let mut name_control: Option<String> = None;
        for (field, (showing, decider)) in fields.iter().zip(showings(fields, row, self.typed, &visible)) {
            // Where all pages are on the screen, every condition may come true on it.
            let whole = self.desk.is_some();
            let depends =
                live && field.when.as_ref().is_some_and(|w| whole || self.paper.reads_any(w, fields));
            // The style sheet knows one page.
            let showing = match showing {
                Showing::With(_)
                    if whole && field.when.as_ref().is_some_and(|w| !self.paper.reads_only(w, fields)) =>
                {
                    if visible(self.typed, &field.key) {
                        Showing::Always
                    } else {
                        Showing::Never
                    }
                }
                showing => showing,
            };
            let hidden = showing == Showing::Never;
            if hidden && !depends {
                continue;
            }
            let (wrappers, when) = match showing {
                // The style sheet tells, with and without scripts.
                Showing::With(wrappers) => (wrappers, None),
                Showing::Never | Showing::Always => {
                    (vec![], field.when.as_ref().filter(|_| depends).map(|w| w.wire().to_string()))
                }
            };
            let live =
                live.then(|| Live { key: field.key.to_string(), kind: field.kind.code(), when, hidden });
            let place = Place { row, name_control: name_control.as_deref() };
            let html = self.field(field, place, decider, wrong)?;
            drawn.push(Drawn { wrappers, live, html });
            if matches!(field.kind, FieldKind::Name(_)) {
                name_control = Some(control_id(&field.input(row, "")));
            }
        }
        Ok(drawn)
    }

    /// お子さん 2, for a question in a row.
    fn row_title(&self, place: Place<'_>) -> Option<String> {
        let (group, row) = place.row?;
        let repeat = self.paper.page_of(group.as_str())?.repeat.as_ref()?;
        let at = repeat.row_ids(self.typed).iter().position(|id| id == row)?;
        Some(format!("{} {}", self.chrome.text(&repeat.row_title), at + 1))
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
            today: self.today,
            wrong: complaint,
            files,
            buttons: self.buttons,
            desk: self.desk,
            of_another: self.paper.is_of_another(field, self.typed),
            decider,
        };
        if let Some(text) = asked.error() {
            let text = match self.row_title(place) {
                Some(title) => format!("{title}{}{text}", self.chrome.say("colon")),
                None => text.to_owned(),
            };
            wrong.push(Wrong::at(asked.target(), text));
        }
        asked.draw()
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::Lang;

    use super::*;

    /// The paper with a question of every type.
    fn gallery() -> Paper {
        let source = include_str!("../../../forms/_gallery/form.toml");
        madoguchi_forms::compile("_gallery", "form.toml", source).paper.expect("the gallery compiles")
    }

    fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
        let marker = format!(" {name}=\"");
        html.split(&marker).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    /// Every page of the gallery, drawn empty and with everything complained about.
    #[test]
    fn every_type_of_question_is_drawn_named_and_described_in_every_language() {
        let paper = gallery();
        let today = Date::from_ymd_opt(2026, 11, 23).unwrap();
        let files = BTreeMap::from([(
            "f1".to_owned(),
            FileFact { name: "menkyo.jpg".into(), size: 1234, kind: "image/jpeg".into() },
        )]);
        let mut typed = Typed::default();
        typed.set("kids", "r1");
        typed.set("identity", "f1");
        for lang in Lang::ALL {
            let chrome = Chrome::sample(lang);
            for page in &paper.pages {
                let complain = |f: &Field| Complaint {
                    page: page.key.clone(),
                    field: f.key.clone(),
                    row: page.repeat.as_ref().map(|_| "r1".to_owned()),
                    input: f.input(page.repeat.as_ref().map(|r| (&r.key, "r1")), ""),
                    say: madoguchi_vocab::Text::all("直してください", "直して ください", "Correct it").into(),
                    code: "empty",
                };
                let originals = BTreeMap::new();
                let desk = |way| Some(Desk { way, originals: &originals });
                for (desk, complaints) in [
                    (None, vec![]),
                    (desk(Way::Counter), vec![]),
                    (desk(Way::Mail), page.fields.iter().filter(|f| f.kind.asks()).map(complain).collect()),
                    (None, page.fields.iter().filter(|f| f.kind.asks()).map(complain).collect::<Vec<_>>()),
                ] {
                    let source = Source {
                        chrome: &chrome,
                        paper: &paper,
                        typed: &typed,
                        files: &files,
                        today,
                        complaints,
                        file_path: Some("/apply/x/files".into()),
                        buttons: true,
                        desk,
                    };
                    let sheet = source.sheet(page).unwrap();
                    let drawn = sheet.fields.iter().chain(sheet.rows.iter().flat_map(|r| &r.fields));
                    let html: String = drawn.map(|d| d.html.to_string()).collect();
                    let ids = attributes(&html, "id");
                    let mut once = ids.clone();
                    once.sort_unstable();
                    once.dedup();
                    assert_eq!(once.len(), ids.len(), "{lang} {}: an id twice in {ids:?}", page.key);
                    for target in attributes(&html, "for") {
                        assert!(ids.contains(&target), "{lang} {}: label for {target}", page.key);
                    }
                    for target in attributes(&html, "aria-describedby").iter().flat_map(|ids| ids.split(' '))
                    {
                        assert!(ids.contains(&target), "{lang} {}: described by {target:?}", page.key);
                    }
                    for wrong in &sheet.wrong {
                        assert!(
                            ids.contains(&wrong.target.as_str()),
                            "{lang} {}: the summary leads to {}",
                            page.key,
                            wrong.target
                        );
                    }
                    assert_eq!(sheet.wrong.is_empty(), !html.contains("aria-invalid"), "{lang} {}", page.key);
                    assert!(!html.contains("field."), "{lang} {}: a sentence nobody has written", page.key);
                }
            }
        }
    }

    /// 「窓口」 asks for a day, 「郵送」 does not: the browser can tell without asking us.
    #[test]
    fn a_question_comes_with_an_answer_on_its_page() {
        let paper = gallery();
        let (chrome, files) = (Chrome::sample(Lang::Ja), BTreeMap::new());
        let typed = Typed::default();
        let source = Source {
            chrome: &chrome,
            paper: &paper,
            typed: &typed,
            files: &files,
            today: Date::from_ymd_opt(2026, 11, 23).unwrap(),
            complaints: vec![],
            file_path: None,
            buttons: true,
            desk: None,
        };
        let sheet = source.sheet(paper.page("order").unwrap()).unwrap();
        let dependent: Vec<_> = sheet.fields.iter().filter(|f| !f.wrappers.is_empty()).collect();
        assert_eq!(dependent.len(), 1);
        assert_eq!(dependent[0].wrappers, ["s0-1"]);
        assert!(dependent[0].html.to_string().contains("f-pickup"));
        let decider = sheet.fields.iter().find(|f| f.html.to_string().contains("class=\"field d0\""));
        assert!(decider.unwrap().html.to_string().contains("value=\"counter\""));
    }
}
