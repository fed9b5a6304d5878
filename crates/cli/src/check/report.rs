//! Findings for people and for machines.

use madoguchi_forms::{Finding, explain};
use serde_json::{Value, json};

use super::{Format, Told};
use crate::tell;

/// Writes all findings. What a program reads holds nothing else.
pub fn write(format: Format, told: &[Told], what: &str) {
    match format {
        Format::Text => {
            for t in told {
                tell(&format!("{}\n", t.finding.render(&t.source)));
            }
            let errors = told.iter().filter(|t| t.finding.is_error()).count();
            tell(&format!("{what}。誤り {errors}、注意 {}", told.len() - errors));
        }
        Format::Json => tell(&told.iter().map(as_json).collect::<Value>().to_string()),
        Format::Sarif => tell(&sarif(told).to_string()),
        Format::Github => told.iter().for_each(|t| tell(&annotation(&t.finding))),
    }
}

fn level(finding: &Finding) -> &'static str {
    if finding.is_error() { "error" } else { "warning" }
}

/// Line and column, from 1, of the place behind the finding.
fn end(told: &Told) -> (usize, usize) {
    let before = told.source.get(..told.finding.span.end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1)
}

fn as_json(told: &Told) -> Value {
    let f = &told.finding;
    let (end_line, end_column) = end(told);
    json!({
        "code": f.code,
        "severity": level(f),
        "path": f.path,
        "line": f.line,
        "column": f.column,
        "end_line": end_line,
        "end_column": end_column,
        "message": f.message,
        "hint": f.hint,
    })
}

/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
fn sarif(told: &[Told]) -> Value {
    let codes: std::collections::BTreeSet<_> = told.iter().map(|t| t.finding.code).collect();
    let rules: Vec<_> = codes
        .into_iter()
        .map(|code| json!({ "id": code, "fullDescription": { "text": explain(code).unwrap_or(code) } }))
        .collect();
    let results: Vec<_> = told
        .iter()
        .map(|t| {
            let f = &t.finding;
            let (end_line, end_column) = end(t);
            let text = [Some(f.message.as_str()), f.hint.as_deref()];
            json!({
                "ruleId": f.code,
                "level": level(f),
                "message": { "text": text.into_iter().flatten().collect::<Vec<_>>().join("。") },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": f.path },
                    "region": {
                        "startLine": f.line,
                        "startColumn": f.column,
                        "endLine": end_line,
                        "endColumn": end_column,
                    },
                } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "columnKind": "unicodeCodePoints",
            "tool": { "driver": {
                "name": "madoguchi",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    })
}

/// `::error file=…,line=…,col=…,title=…::…`
fn annotation(f: &Finding) -> String {
    let text = |t: &str| t.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |t: &str| text(t).replace(':', "%3A").replace(',', "%2C");
    let said = f.hint.as_ref().map_or_else(|| f.message.clone(), |hint| format!("{}\n{hint}", f.message));
    format!(
        "::{} file={},line={},col={},title={}::{}",
        level(f),
        property(&f.path),
        f.line,
        f.column,
        property(f.code),
        text(&said)
    )
}
