//! Bytes as a table: whatever spreadsheet, survey or word processor they came from.

use std::borrow::Cow;

use madoguchi_vocab::normalise;

use super::Problem;

/// Among how many lines the header is looked for: published tables often begin with a title.
const TITLES: usize = 10;

/// A line of a table.
pub(super) struct Line {
    /// The line of the file on which it begins.
    pub(super) number: u64,
    cells: Vec<String>,
}

impl Line {
    /// The cell of a column, without what stands around it; nothing where the line is shorter.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }
}

/// A table with its header.
pub(super) struct Table {
    /// The names of the columns, folded: no spaces, no line breaks, no widths.
    pub(super) header: Vec<String>,
    /// The line of the header.
    pub(super) header_line: u64,
    /// The lines that hold anything.
    pub(super) lines: Vec<Line>,
    /// Lines that could not be read.
    pub(super) problems: Vec<Problem>,
}

impl Table {
    /// Where a column stands.
    pub(super) fn at(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h == column)
    }
}

/// What is no text at all, by its first bytes: what it is called, and what to do with it.
const NO_TEXT: [(&[u8], &str, &str); 4] = [
    (b"PK\x03\x04", "Excel ブック（.xlsx）などの圧縮ファイル", SAVE_AS_CSV),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い Excel ブック（.xls）", SAVE_AS_CSV),
    (b"%PDF-", "PDF", "表のもとのファイルから CSV を作ってください"),
    (b"{\\rtf", "リッチテキスト", "表のもとのファイルから CSV を作ってください"),
];
const SAVE_AS_CSV: &str = "Excel で開き、「名前を付けて保存」で種類に「CSV UTF-8（コンマ区切り）」を選んで保存し、そのファイルを読み込んでください。シートがいくつもあるときは、台帳のシートを開いてから保存します";

/// Says what a file is that is no table of text.
fn other_kind(bytes: &[u8]) -> Option<Problem> {
    let (_, what, how) = NO_TEXT.into_iter().find(|(magic, ..)| bytes.starts_with(magic))?;
    Some(Problem::at(1, "", format!("これは{what}で、CSV ではありません。{how}")))
}

/// Reads UTF-8 with or without a mark, UTF-16 with one, or Shift_JIS; commas, or tabs where the file has no commas.
/// The header is the first line that `knows` recognises; without one, the first line.
pub(super) fn table(bytes: &[u8], knows: impl Fn(&[String]) -> bool) -> Result<Table, Problem> {
    if let Some(problem) = other_kind(bytes) {
        return Err(problem);
    }
    let text = decode(bytes);
    let first = text.lines().next().unwrap_or_default();
    let tabs = first.contains('\t') && !first.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let cells: Vec<String> = record.iter().map(cell).collect();
                if cells.iter().any(|c| !c.is_empty()) {
                    lines.push(Line { number: record.position().map_or(0, csv::Position::line), cells });
                }
            }
            Err(e) => problems.push(Problem::at(
                e.position().map_or(0, csv::Position::line),
                "",
                format!("行が読めません（{e}）"),
            )),
        }
    }
    let names = |line: &Line| line.cells.iter().map(|c| folded(c)).collect::<Vec<_>>();
    let at = lines.iter().take(TITLES).position(|l| knows(&names(l))).unwrap_or(0);
    if lines.is_empty() {
        return Err(Problem::at(1, "", "表に何も書かれていません".to_owned()));
    }
    let mut lines = lines.split_off(at);
    let header_line = lines[0].number;
    let header = names(&lines[0]);
    lines.remove(0);
    let mut table = Table { header, header_line, lines, problems };
    table.look_for_what_was_lost();
    Ok(table)
}

impl Table {
    /// Letters that no encoding gave, and values that stand behind the last column.
    fn look_for_what_was_lost(&mut self) {
        for line in &self.lines {
            for (at, cell) in line.cells.iter().enumerate() {
                let column = self.header.get(at).map_or("", String::as_str);
                if at >= self.header.len() && !cell.is_empty() {
                    let message =
                        format!("見出しより右に「{cell}」があります。「,」を含む値は \" で囲んでください");
                    self.problems.push(Problem::at(line.number, "", message));
                } else if cell.contains('\u{FFFD}') {
                    let message = format!(
                        "「{cell}」に読めない文字があります。UTF-8 か Shift_JIS で保存し直してください"
                    );
                    self.problems.push(Problem::at(line.number, column, message));
                }
            }
        }
    }
}

/// The letters, with one sign for the end of a line: the reader of CSV counts a line too few behind two.
fn decode(bytes: &[u8]) -> String {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::SHIFT_JIS.decode(bytes).0,
        },
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn cell(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').to_owned()
}

/// A name of a column without what layout adds to it.
fn folded(name: &str) -> String {
    normalise::document_number(name)
}
