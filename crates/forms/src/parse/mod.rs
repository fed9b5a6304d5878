//! Reading papers.

mod pages;
mod procedure;
mod wording;
pub(crate) mod workflow;
pub(crate) use pages::offered;

pub(crate) mod table;

use std::sync::Arc;

use madoguchi_vocab::Slug;
use sha2::{Digest, Sha256};
use toml::de::DeTable;

use crate::{
    check,
    finding::{Finding, Severity},
    paper::{ChoiceList, Compiled, Compute, ComputeType, Kind, NamedCondition, Paper},
    proxy,
    schema::Recorder,
};
use table::{Source, Table};

/// The version of the paper language this program reads.
pub(crate) const FORMAT: i64 = 1;
/// No paper is longer than this many bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// Reads a paper and checks it. Never panics, whatever the bytes are.
///
/// `slug` is the name of its folder, `path` is what findings call the file.
pub fn compile(slug: &str, path: &str, source: &str) -> Compiled {
    let reading = Source::new(path, source);
    let paper = read(slug, &reading);
    let mut findings = reading.findings.into_inner();
    findings.sort_by(|a, b| (a.span.start, a.code, &a.message).cmp(&(b.span.start, b.code, &b.message)));
    findings.dedup();
    let usable = !findings.iter().any(|f| f.severity == Severity::Error);
    Compiled { paper: paper.filter(|_| usable), findings }
}

fn read(slug: &str, source: &Source<'_>) -> Option<Paper> {
    if source.text.len() > SIZE_LIMIT {
        let message = "ファイルが大きすぎます（1 MiB まで）".to_owned();
        source.find("P0002", 0..0, message, None);
        return None;
    }
    let slug = Slug::parse(slug).map_err(|e| source.find("P0105", 0..0, e.to_string(), None)).ok()?;
    let (document, errors) = DeTable::parse_recoverable(source.text);
    for error in &errors {
        let message = format!("TOML として読めません：{}", error.message());
        source.find("P0001", error.span().unwrap_or(0..0), message, None);
    }
    if !errors.is_empty() {
        return None;
    }
    let root = Table::new(source, document.get_ref(), 0..0, "この書類", "paper");
    let paper = whole(slug, source, &root)?;
    root.finish();
    check::check(&paper, source);
    Some(paper)
}

/// What the reader asks for where every table there can be is there.
pub(crate) fn record(specimen: &str) -> Recorder {
    let source = Source { recorder: Some(Recorder::default()), ..Source::new("", specimen) };
    let (document, _) = DeTable::parse_recoverable(specimen);
    let root = Table::new(&source, document.get_ref(), 0..0, "", "paper");
    if let Ok(slug) = Slug::parse("specimen") {
        whole(slug, &source, &root);
    }
    source.recorder.unwrap_or_default()
}

fn whole(slug: Slug, source: &Source<'_>, root: &Table<'_>) -> Option<Paper> {
    root.need_as("P0003", "format");
    root.integer("format", FORMAT..=FORMAT);
    *source.lists.borrow_mut() = lists(root);
    let procedure = procedure::read(root);
    let kind = procedure.as_ref().map_or(Kind::Consultation, |p| p.kind);
    let workflow = Arc::new(workflow::read(root, kind));
    let wordings = wording::read(root);
    let when = conditions(root);
    let computes = root.tables("compute", "[[compute]]").into_iter().filter_map(compute).collect();
    let mut pages = pages::read(root);
    if let Some((proxies, p)) = procedure.as_ref().and_then(|p| Some((p.proxies.as_ref()?, p))) {
        pages.splice(0..0, proxy::pages(proxies, &p.who));
    }
    let lists = source.lists.borrow().clone();
    let hash = Sha256::digest(source.text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    Some(Paper { slug, hash, procedure: procedure?, workflow, wordings, when, lists, computes, pages })
}

fn conditions(root: &Table<'_>) -> Vec<NamedCondition> {
    let Some(table) = root.table("when", "[when]") else { return Vec::new() };
    let mut out = Vec::new();
    for (key, at, text, value_at) in table.entries() {
        let Some(text) = text else {
            table.source.find("P0103", value_at, format!("{key} は条件の文字列で書いてください"), None);
            continue;
        };
        let parsed = (table.as_field_key(key, at.clone()), table::expression(table.source, text, value_at));
        if let (Some(key), Some(condition)) = parsed {
            out.push(NamedCondition { key, condition, span: at });
        }
    }
    out
}

fn lists(root: &Table<'_>) -> Vec<ChoiceList> {
    let list = |table: Table<'_>| {
        let (key, span) = (table.field_key("key"), table.place("key"));
        let options = pages::options(&table, "options");
        table.finish();
        Some(ChoiceList { key: key?, options, span })
    };
    root.tables("list", "[[list]]").into_iter().filter_map(list).collect()
}

fn compute(table: Table<'_>) -> Option<Compute> {
    let (key, span) = (table.field_key("key"), table.place("key"));
    let label = table.text("label");
    table.need("type");
    let words: Vec<_> = ComputeType::ALL.iter().map(|t| t.code()).collect();
    let kind = table.word("type", &words, ComputeType::parse);
    table.need("value");
    let value = table.expression("value");
    table.finish();
    Some(Compute { key: key?, label, kind: kind?, value: value?, span })
}

impl Compiled {
    /// The findings that keep the paper from being used.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.severity == Severity::Error)
    }
}
