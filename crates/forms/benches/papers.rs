//! How long papers take: checking them, and reading what somebody typed.
//!
//! `cargo bench -p madoguchi-forms`. Compare runs on one machine as ratios; the targets are under 1 ms for one
//! reading of the large paper, and well under a second for checking 200 papers.

use std::{collections::BTreeMap, fmt::Write, hint::black_box, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use madoguchi_forms::{Facts, Paper, Typed, compile};

/// 700 questions on 50 pages; every seventh hangs on the one seven before it: 100 conditions in a chain.
fn large() -> String {
    let head = include_str!("../../../forms/_gallery/form.toml");
    let head = head.split("[when]").next().unwrap_or_default();
    let mut out = head.to_owned();
    for page in 0..50 {
        _ = write!(
            out,
            "[[page]]\nkey = \"p{page}\"\ntitle = {{ ja = \"問\", easy = \"問\", en = \"Q\" }}\n"
        );
        for n in page * 14..(page + 1) * 14 {
            let label = "label = { ja = \"項目\", easy = \"項目\", en = \"Item\" }";
            _ = writeln!(out, "[[page.field]]\nkey = \"f{n}\"\ntype = \"number\"\n{label}\nmin = 0\nmax = 9");
            if n % 7 == 0 && n > 0 {
                _ = writeln!(out, "when = \"f{} >= 1 and f{} < 9\"", n - 7, n - 1);
            }
        }
    }
    out
}

fn sound(slug: &str, text: &str) -> Paper {
    let compiled = compile(slug, "form.toml", text);
    match compiled.paper {
        Some(paper) => paper,
        None => panic!("{:?}", compiled.findings.iter().find(|f| f.is_error())),
    }
}

fn papers() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let read = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path().join("form.toml")).ok()?;
        Some((entry.file_name().to_string_lossy().into_owned(), text))
    };
    entries.filter_map(|e| read(e.ok()?)).collect()
}

fn bench(c: &mut Criterion) {
    let paper = sound("large", &large());
    let typed: Typed = (0..700).map(|n| (format!("f{n}"), "5")).collect();
    let files = BTreeMap::new();
    let today = madoguchi_vocab::Date::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    let facts = Facts { today, files: &files };
    assert!(paper.read(&typed, &facts).is_complete());
    c.bench_function("read 700 questions with 100 chained conditions", |b| {
        b.iter(|| black_box(paper.read(black_box(&typed), &facts)));
    });

    let papers = papers();
    c.bench_function(&format!("check {} papers", papers.len()), |b| {
        b.iter(|| {
            papers.iter().map(|(slug, text)| compile(slug, "form.toml", text).findings.len()).sum::<usize>()
        });
    });
    let large = large();
    c.bench_function("check the large paper", |b| b.iter(|| compile("large", "form.toml", &large)));
}

criterion_group!(benches, bench);
criterion_main!(benches);
