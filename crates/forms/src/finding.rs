//! What the checker has to say: where, what, and how to mend it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The paper cannot be used.
    Error,
    /// The paper can be used; a good colleague would mention it.
    Warning,
}

/// One thing the checker found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable: `P` and four digits; [`explain`] says more.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file, as handed to the compiler.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// Bytes of the source; always on character boundaries and inside it.
    pub span: Range<usize>,
}

impl Finding {
    /// Whether it keeps the paper from being used.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// A finding at a place in a source.
    pub(crate) fn at(
        code: &'static str,
        path: &str,
        source: &str,
        span: Range<usize>,
        message: String,
        hint: Option<String>,
    ) -> Self {
        let start = floor(source, span.start);
        let end = floor(source, span.end.max(start)).max(start);
        let before = &source[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        let severity = crate::check::catalogue::severity(code);
        Self { code, severity, path: path.to_owned(), line, column, message, hint, span: start..end }
    }

    /// The finding as compilers print it: the place, the source line with the place underlined, the hint.
    /// Plain text. `source` is the text that was compiled; with any other text the place may be missing.
    pub fn render(&self, source: &str) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let start = floor(source, self.span.start);
        let end = floor(source, self.span.end.max(start)).max(start);
        let snippet = Snippet::source(source)
            .path(self.path.as_str())
            .annotation(AnnotationKind::Primary.span(start..end));
        let mut report = vec![level.primary_title(self.message.as_str()).id(self.code).element(snippet)];
        if let Some(hint) = &self.hint {
            report.push(Group::with_title(Level::HELP.secondary_title(hint.as_str())));
        }
        Renderer::plain().render(&report)
    }
}

/// The last character boundary at or before `at`.
fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Every code there is.
pub fn codes() -> impl Iterator<Item = &'static str> {
    crate::check::catalogue::CODES.iter().map(|(code, ..)| *code)
}

/// What a code means, why it matters and how to mend it; `None` for a code that does not exist.
pub fn explain(code: &str) -> Option<&'static str> {
    crate::check::catalogue::explain(code)
}
