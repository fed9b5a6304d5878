use std::path::Path;

use madoguchi_documents::*;
use madoguchi_forms::{Paper, compile};

use crate::kit::*;

fn papers() -> Vec<Paper> {
    let forms = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../forms"));
    let mut papers = Vec::new();
    for entry in std::fs::read_dir(forms).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        // What papers are begun from lies beside them, and words for all of them.
        if name == "_templates" || !folder.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(folder.join("form.toml")).unwrap();
        let compiled = compile(&name, "form.toml", &source);
        papers.push(compiled.paper.unwrap_or_else(|| panic!("{name}: {:?}", compiled.findings)));
    }
    papers
}

#[test]
fn every_paper_of_the_city_can_be_printed_and_asks_what_it_asks_on_the_screen() {
    let papers = papers();
    assert!(papers.len() > 30, "only {} papers", papers.len());
    for paper in papers {
        let address = format!("https://tetsuzuki.example.jp/p/{}", paper.slug);
        let blank = Blank::of(&paper, contact(), "〒634-8586 橿原市八木町1丁目1-18", &address);
        let begun = std::time::Instant::now();
        let pdf = print(Document::Blank(Box::new(blank)));
        eprintln!("{}: {:?} {} bytes", paper.slug, begun.elapsed(), pdf.len());
        keep(&format!("blank-{}", paper.slug), &pdf);
        let text = text_of(&pdf);
        assert!(text.contains(&squeezed(&paper.procedure.title.ja)), "{}: its title", paper.slug);
        assert!(text.contains(&address), "{}: where it is online", paper.slug);
        for (_, field) in paper.fields() {
            let label = squeezed(&paper.with_gaps(&field.label.ja, "＿＿＿"));
            assert!(text.contains(&label), "{}: {label} is not asked:\n{text}", paper.slug);
            let offered = field.kind.options();
            for option in offered.iter().filter(|_| offered.len() <= 40) {
                let label = squeezed(&option.label.ja);
                assert!(text.contains(&label), "{}: {label} cannot be ticked:\n{text}", paper.slug);
            }
        }
        for page in paper.pages.iter().filter_map(|p| p.exit.as_ref()) {
            let words = squeezed(&paper.with_gaps(&page.ja, "＿＿＿"));
            assert!(text.contains(&words), "{}: {words} is not said:\n{text}", paper.slug);
        }
    }
}
