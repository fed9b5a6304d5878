//! Any bytes as a paper give findings, never a panic; a paper that compiles can be read, shown and drawn.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use madoguchi_forms::{Facts, Typed, compile};
use madoguchi_vocab::Lang;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let compiled = compile("fuzz", "form.toml", &text);
    for finding in &compiled.findings {
        assert!(text.get(finding.span.clone()).is_some(), "{finding:?}");
        finding.render(&text);
    }
    if let Some(paper) = compiled.paper {
        let files = BTreeMap::new();
        let today = "2026-11-23".parse().expect("a day");
        let reading = paper.read(&Typed::default(), &Facts { today, files: &files });
        paper.show(&reading.answers, Lang::Ja);
    }
});
