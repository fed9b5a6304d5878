//! Any names and values as answers are read, and typed again they give the same answers.
#![no_main]

use std::{collections::BTreeMap, sync::OnceLock};

use libfuzzer_sys::fuzz_target;
use madoguchi_forms::{Facts, Paper, Typed, compile};
use madoguchi_vocab::Lang;

static PAPER: OnceLock<Paper> = OnceLock::new();

fuzz_target!(|posted: Vec<(u8, u8, String)>| {
    let paper = PAPER.get_or_init(|| {
        let source = include_str!("../../../../forms/_gallery/form.toml");
        compile("_gallery", "form.toml", source).paper.expect("the gallery compiles")
    });
    let names: Vec<String> = paper
        .fields()
        .flat_map(|(page, field)| {
            let at = page.repeat.as_ref().map(|r| (&r.key, "r1"));
            let parts: Vec<&str> = field.kind.parts().iter().copied().chain([""]).collect();
            parts.into_iter().map(move |part| field.input(at, part)).collect::<Vec<_>>()
        })
        .chain(["kids".to_owned()])
        .collect();
    let typed: Typed = posted
        .into_iter()
        .map(|(high, low, value)| (names[(usize::from(high) * 256 + usize::from(low)) % names.len()].clone(), value))
        .collect();
    let files = BTreeMap::new();
    let facts = Facts { today: "2026-11-23".parse().expect("a day"), files: &files };
    let reading = paper.read(&typed, &facts);
    for lang in Lang::ALL {
        paper.show(&reading.answers, lang);
    }
    assert_eq!(paper.read(&paper.typed_from(&reading.answers), &facts).answers, reading.answers);
});
