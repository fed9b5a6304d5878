//! Questions as controls: one template per type of question.

use askama::Template;
use madoguchi_app::{How, Way};
use madoguchi_forms::field::attachment::{Attachment, FileKind};
use madoguchi_forms::{ChoiceOption, Complaint, Field, FieldKind, FileFact, Repeat, Typed};
use madoguchi_vocab::{Date, FieldKey, Text};

use crate::{chrome::Chrome, problem::Problem, questions::Desk, ruby::Html};

/// Where a question stands: on the page itself or in a row of its group.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The group and the row, where the page repeats.
    pub row: Option<(&'a FieldKey, &'a str)>,
    /// Whose reading a フリガナ control follows: the id of a name control before it.
    pub name_control: Option<&'a str>,
}

/// A file that was given, as the list beside its question shows it.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its id.
    pub id: String,
    /// Its name as given.
    pub name: String,
    /// 1.2MB
    pub size: String,
    /// Where it can be looked at; none where it is only named.
    pub url: Option<String>,
}

/// One question with what was typed and what is not right about it yet.
pub struct Asked<'a> {
    /// The frame of the page.
    pub chrome: &'a Chrome,
    /// The question.
    pub field: &'a Field,
    /// Where it stands.
    pub place: Place<'a>,
    /// What was typed.
    pub typed: &'a Typed,
    /// Today: some options are not offered on every day.
    pub today: Date,
    /// What is not right about it, if anything.
    pub wrong: Option<&'a Complaint>,
    /// Files given to it.
    pub files: Vec<Given>,
    /// Whether each file has a button of its own that takes it away; without one a tick keeps it.
    pub buttons: bool,
    /// What is different where the office asks for the resident.
    pub desk: Option<Desk<'a>>,
    /// Whether it is about somebody who is not the one typing.
    pub of_another: bool,
    /// Its place among the questions of its page on which others depend: `d0` …
    pub decider: Option<usize>,
}

macro_rules! templates { ($($name:ident $path:literal { $($setting:ident: $kind:ty),* $(,)? })*) => { $(
    #[derive(Template)]
    #[template(path = $path)]
    struct $name<'a, 'q> { q: &'q Asked<'a>, $($setting: $kind),* }
)* } }

templates! {
    TextBox "fields/text.html" { width: &'static str, mode: &'static str, kind: &'static str, unit: Option<String>, kana_of: Option<&'a str> }
    LongText "fields/long_text.html" {}
    DateBoxes "fields/date.html" { eras: &'static [&'static str] }
    Signature "fields/signature.html" { text: &'q Text }
    Search "fields/search_choice.html" { options: Vec<Offer>, shown: &'q str }
    Radios "fields/choice.html" { options: Vec<Offer> }
    Ticks "fields/choices.html" { options: Vec<Offer> }
    PostalAddress "fields/postal_address.html" {}
    BankAccount "fields/bank_account.html" {}
    Files "fields/attachment.html" { setting: &'q Attachment, accept: String, kinds: String }
    Consent "fields/consent.html" {}
    Words "fields/statement.html" { text: Option<&'q Text> }
}

/// Something to choose, ready to be drawn.
struct Offer {
    value: String,
    label: String,
    hint: Option<String>,
    /// The first has the id of the question, so that the summary leads to it.
    id: String,
    at: usize,
    foreign: bool,
}

/// What the box for a statement posts that was made before somebody of the office: the name stands elsewhere.
pub const SPOKEN: &str = "窓口で確認";

/// 西暦 first: it needs no reckoning.
const ERAS: &[&str] = &["西暦", "令和", "平成", "昭和", "大正", "明治"];

impl<'a> Asked<'a> {
    /// Draws the question.
    pub fn draw(&self) -> Result<Html, Problem> {
        let text = |width, mode, kind| TextBox { q: self, width, mode, kind, unit: None, kana_of: None };
        let html = match &self.field.kind {
            FieldKind::Text(_) => text("", "text", "text").render(),
            FieldKind::LongText(_) => LongText { q: self }.render(),
            FieldKind::Name(_) => text("w16", "text", "text").render(),
            FieldKind::Kana(_) => {
                TextBox { kana_of: self.place.name_control, ..text("w16", "text", "text") }.render()
            }
            FieldKind::Date(_) => DateBoxes { q: self, eras: &[] }.render(),
            FieldKind::Birthday(_) => DateBoxes { q: self, eras: ERAS }.render(),
            FieldKind::Number(n) => {
                let unit = n.unit.as_ref().map(|u| self.chrome.text(u).to_owned());
                TextBox { unit, ..text("w4", "numeric", "text") }.render()
            }
            FieldKind::Money(_) => TextBox {
                unit: Some(self.chrome.say("field.yen").to_owned()),
                ..text("w8", "numeric", "text")
            }
            .render(),
            FieldKind::Time(_) => text("w4", "text", "time").render(),
            FieldKind::CorporateNumber(_) | FieldKind::DrivingLicence(_) | FieldKind::MyNumber(_) => {
                text("w16", "numeric", "text").render()
            }
            FieldKind::ResidenceCard(_) => text("w16", "text", "text").render(),
            FieldKind::Signature(s) => Signature { q: self, text: &s.text }.render(),
            FieldKind::SearchChoice(c) => {
                // What was chosen by key is shown by name.
                let typed = self.value("");
                let chosen = c.options.iter().find(|o| o.key == typed);
                let shown = chosen.map_or(typed, |o| self.chrome.text(&o.label));
                Search { q: self, options: self.options(&c.options), shown }.render()
            }
            FieldKind::YesNo(_) => Radios { q: self, options: self.yes_no() }.render(),
            FieldKind::Choice(c) => Radios { q: self, options: self.options(&c.options) }.render(),
            FieldKind::Choices(c) => Ticks { q: self, options: self.options(&c.options) }.render(),
            FieldKind::PostalAddress(_) => PostalAddress { q: self }.render(),
            FieldKind::Phone(_) => text("w8", "tel", "tel").render(),
            FieldKind::Email(_) => text("", "email", "email").render(),
            FieldKind::BankAccount(_) => BankAccount { q: self }.render(),
            FieldKind::Attachment(a) => {
                let accept = a.kinds.iter().map(|k| accepted(*k)).collect::<Vec<_>>().join(",");
                let kinds = spoken_kinds(&a.kinds);
                Files { q: self, setting: a, accept, kinds }.render()
            }
            FieldKind::Consent(_) => Consent { q: self }.render(),
            FieldKind::Statement(s) => Words { q: self, text: s.text.as_ref() }.render(),
        };
        Ok(Html::made(html?))
    }

    /// The name of a control.
    pub fn name(&self, part: &str) -> String {
        self.field.input(self.place.row, part)
    }

    /// The id of a control.
    pub fn id(&self, part: &str) -> String {
        control_id(&self.name(part))
    }

    /// What was typed into a control.
    pub fn value(&self, part: &str) -> &str {
        self.typed.first(&self.name(part))
    }

    /// Whether a control's value is this one, or one of them.
    pub fn has(&self, part: &str, value: &str) -> bool {
        self.typed.has(&self.name(part), value)
    }

    /// The question.
    pub fn label(&self) -> &str {
        self.chrome.text(&self.field.label)
    }

    /// Whether the question is in Japanese on an English page.
    pub fn foreign(&self) -> bool {
        self.chrome.is_foreign(&self.field.label)
    }

    /// How to answer.
    pub fn hint(&self) -> Option<Html> {
        self.field.hint.as_ref().map(|h| self.chrome.tell(h))
    }

    /// What is not right about it.
    pub fn error(&self) -> Option<&str> {
        self.wrong.map(|c| self.chrome.text(&c.say))
    }

    /// Whether this control is the wrong one. A complaint about the whole question is about its first control.
    pub fn is_wrong(&self, part: &str) -> bool {
        self.wrong
            .is_some_and(|c| c.input == self.name(part) || self.first_part(c) == part && !part.is_empty())
    }

    /// The id of the first wrong control.
    pub fn target(&self) -> String {
        let Some(wrong) = self.wrong else { return self.id("") };
        let parts = self.field.kind.parts();
        let is_control = parts.is_empty() || parts.iter().any(|p| self.name(p) == wrong.input);
        if is_control { control_id(&wrong.input) } else { self.id(self.first_part(wrong)) }
    }

    fn first_part(&self, wrong: &Complaint) -> &'static str {
        let whole = wrong.input == self.name("");
        if whole { self.field.kind.parts().first().copied().unwrap_or("") } else { "" }
    }

    /// The ids of hint and error text, for the control to point at.
    pub fn described_by(&self) -> String {
        let hint = self.field.hint.as_ref().map(|_| format!("h-{}", self.name("")));
        let error = self.wrong.map(|_| format!("e-{}", self.name("")));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What the browser may fill in.
    pub fn autocomplete(&self, part: &str) -> &'static str {
        // The browser of the office knows the clerk, not the resident; that of a proxy knows the proxy.
        let knows = self.desk.is_none() && !self.of_another;
        self.field.autocomplete(part).filter(|_| knows).unwrap_or("off")
    }

    /// Whether it must be answered. Nobody needs a mail address who came in person.
    pub fn required(&self) -> bool {
        self.field.required && !(self.desk.is_some() && matches!(self.field.kind, FieldKind::Email(_)))
    }

    /// What somebody of the office ticks in place of an agreement or a statement that only the resident can give.
    pub fn given_to_us(&self) -> Option<&'static str> {
        Some(match self.desk?.way {
            Way::Counter | Way::Phone => "本人に読み上げて確認しました",
            Way::Mail | Way::Paper => "書面に本人の同意・署名があることを確認しました",
        })
    }

    /// What is there in place of a file, for the controls that ask for it; nothing where residents ask.
    pub fn original(&self) -> Option<InPlace<'a>> {
        let original = self.desk?.originals.get(&self.name(""));
        Some(InPlace { how: original.map(|o| o.how), note: original.map_or("", |o| o.note.as_str()) })
    }

    /// The classes of the question's frame.
    pub fn frame(&self) -> String {
        self.decider.map_or_else(|| "field".to_owned(), |d| format!("field d{d}"))
    }

    fn options(&self, options: &[ChoiceOption]) -> Vec<Offer> {
        let make = |(at, o): (usize, &ChoiceOption)| Offer {
            value: o.key.clone(),
            label: self.chrome.text(&o.label).to_owned(),
            hint: o.hint.as_ref().map(|h| self.chrome.text(h).to_owned()),
            id: self.option_id(at),
            at,
            foreign: self.chrome.is_foreign(&o.label),
        };
        // Their numbers stay: the style sheet counts all of them.
        options.iter().enumerate().filter(|(_, o)| o.is_offered_on(self.today)).map(make).collect()
    }

    fn yes_no(&self) -> Vec<Offer> {
        let make = |at: usize, value: &str, words: &str| Offer {
            value: value.to_owned(),
            label: words.to_owned(),
            hint: None,
            id: self.option_id(at),
            at,
            foreign: false,
        };
        vec![make(0, "yes", self.chrome.say("field.yes")), make(1, "no", self.chrome.say("field.no"))]
    }

    fn option_id(&self, at: usize) -> String {
        if at == 0 { self.id("") } else { format!("{}-{at}", self.id("")) }
    }
}

/// What is there in place of a file.
pub struct InPlace<'a> {
    how: Option<How>,
    /// What was noted about it.
    pub note: &'a str,
}

impl InPlace<'_> {
    /// What is posted, the words, and whether it is chosen.
    pub fn offers(&self) -> [(&'static str, &'static str, bool); 3] {
        [
            ("", "ファイルを付ける", self.how.is_none()),
            (How::Seen.code(), "窓口で原本を確認した（ファイルなし）", self.how == Some(How::Seen)),
            (How::Later.code(), "後日郵送で届く（ファイルなし）", self.how == Some(How::Later)),
        ]
    }
}

/// The id of a control of this name.
pub fn control_id(name: &str) -> String {
    format!("f-{name}")
}

/// The files of a question, in the order they came.
pub fn given(
    ids: &[String],
    known: &std::collections::BTreeMap<String, FileFact>,
    url: impl Fn(&str) -> Option<String>,
) -> Vec<Given> {
    ids.iter()
        .filter_map(|id| known.get(id).map(|f| (id, f)))
        .map(|(id, f)| Given { id: id.clone(), name: f.name.clone(), size: size(f.size), url: url(id) })
        .collect()
}

/// A size people can compare with a limit.
pub fn size(bytes: u64) -> String {
    let (kilo, mega) = (1024.0, 1024.0 * 1024.0);
    let bytes = bytes as f64;
    if bytes >= mega { format!("{:.1}MB", bytes / mega) } else { format!("{:.0}KB", (bytes / kilo).max(1.0)) }
}

/// The id of the first control of a row, for the link behind 「追加」.
pub fn row_id(repeat: &Repeat, row: &str) -> String {
    format!("row-{}-{row}", repeat.key)
}

/// What a file picker offers for a kind. By name and by type: phones know the one, desktops the other.
fn accepted(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "image/jpeg,.jpg,.jpeg",
        FileKind::Png => "image/png,.png",
        FileKind::Heic => "image/heic,.heic",
        FileKind::Pdf => "application/pdf,.pdf",
    }
}

/// The kinds of files in words for people.
pub fn spoken_kinds(kinds: &[FileKind]) -> String {
    kinds.iter().map(|k| spoken(*k)).collect::<Vec<_>>().join(" / ")
}

fn spoken(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Jpeg => "JPG",
        FileKind::Png => "PNG",
        FileKind::Heic => "HEIC",
        FileKind::Pdf => "PDF",
    }
}

#[cfg(test)]
mod tests {
    use madoguchi_vocab::wareki::Era;

    use super::*;

    #[test]
    fn the_eras_are_those_of_the_calendar() {
        for era in Era::ALL {
            assert!(ERAS.contains(&era.kanji()), "{era:?}");
        }
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!(size(0), "1KB");
        assert_eq!(size(812_345), "793KB");
        assert_eq!(size(12 * 1024 * 1024), "12.0MB");
    }
}
