//! What the checker says about a paper, each with the way to what mends it.

use madoguchi_app::Loaded;
use madoguchi_forms::edit::{Place, place_at};

/// One finding.
#[derive(Clone, Debug)]
pub struct Found {
    pub code: &'static str,
    pub is_error: bool,
    pub line: usize,
    pub message: String,
    pub hint: String,
    /// The line with the place underlined, as a compiler prints it.
    pub shown: String,
    /// Where it is mended without the text.
    pub part: Option<String>,
}

/// Everything the checker says, what keeps the paper closed first.
pub fn all(loaded: &Loaded) -> Vec<Found> {
    let base = format!("/author/{}/part", loaded.slug);
    let mut all: Vec<_> = loaded
        .findings
        .iter()
        .map(|f| Found {
            code: f.code,
            is_error: f.is_error(),
            line: f.line,
            message: f.message.clone(),
            hint: f.hint.clone().unwrap_or_default(),
            shown: f.render(&loaded.source),
            part: place_at(&loaded.source, f.span.start).map(|place| match place {
                Place::Procedure => base.clone(),
                Place::Page(key) => format!("{base}?page={key}"),
                Place::Field(key) => format!("{base}?field={key}"),
            }),
        })
        .collect();
    all.sort_by_key(|f| (!f.is_error, f.line));
    all
}

#[cfg(test)]
pub fn sample() -> Vec<Found> {
    [true, false]
        .map(|is_error| Found {
            code: "P0601",
            is_error,
            line: 12,
            message: "やさしい日本語がありません".into(),
            hint: "短い文で書き直してください".into(),
            shown: "warning[P0601]: …".into(),
            part: is_error.then(|| "/author/x/part?page=a".to_owned()),
        })
        .into()
}
