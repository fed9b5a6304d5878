//! A file somebody gave, as a clerk's page shows it.

use madoguchi_app::CaseFile;

use super::labels;

/// How a file is looked at inside the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As a picture.
    Picture,
    /// By the browser's own reader of PDF.
    Sheet,
    /// Not at all: it is saved and opened elsewhere.
    Elsewhere,
}

impl Shown {
    /// By the type we found when it came, never by its name.
    pub fn of(kind: &str) -> Self {
        match kind {
            "image/jpeg" | "image/png" => Shown::Picture,
            "application/pdf" => Shown::Sheet,
            _ => Shown::Elsewhere,
        }
    }
}

/// A file somebody gave.
pub struct GivenFile {
    pub name: String,
    pub size: String,
    /// Where it is saved from.
    pub url: String,
    /// How it is looked at.
    pub shown: Shown,
    /// Why it is not to be opened.
    pub unopened: Option<&'static str>,
}

impl GivenFile {
    /// A file of a submission, by its id and name.
    pub fn new(case: &CaseFile, id: &str, name: &str) -> Self {
        let s = &case.submission;
        let fact = s.files.get(id);
        Self {
            name: name.to_owned(),
            size: fact.map(|f| kilobytes(f.size)).unwrap_or_default(),
            url: format!("/staff/a/{}/files/{id}", s.receipt),
            shown: fact.map_or(Shown::Elsewhere, |f| Shown::of(&f.kind)),
            unopened: case.unopened.get(id).map(|scan| labels::unopened(*scan)),
        }
    }

    /// Whether the page shows it as a picture.
    pub fn is_picture(&self) -> bool {
        self.shown == Shown::Picture
    }

    /// Whether the browser reads it inside the page.
    pub fn is_sheet(&self) -> bool {
        self.shown == Shown::Sheet
    }

    #[cfg(test)]
    pub fn sample(shown: Shown, unopened: Option<&'static str>) -> Self {
        Self { name: "免許証.jpg".into(), size: "12 KB".into(), url: "/f".into(), shown, unopened }
    }
}

fn kilobytes(size: u64) -> String {
    format!("{} KB", size.div_ceil(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_and_pdf_are_shown_inside_a_page() {
        for (kind, shown) in [
            ("image/jpeg", Shown::Picture),
            ("image/png", Shown::Picture),
            ("application/pdf", Shown::Sheet),
            ("image/heic", Shown::Elsewhere),
            ("image/svg+xml", Shown::Elsewhere),
            ("text/html", Shown::Elsewhere),
            ("", Shown::Elsewhere),
        ] {
            assert_eq!(Shown::of(kind), shown, "{kind}");
        }
    }
}
