//! A paper that a program writes keeps what people wrote: comments, order, spaces.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use toml_edit::{DocumentMut, value};

fn papers() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path().join("form.toml");
            Some((path.display().to_string(), std::fs::read_to_string(path).ok()?))
        })
        .collect()
}

#[test]
fn every_paper_is_written_as_it_was_read() {
    for (path, text) in papers() {
        assert_eq!(text.parse::<DocumentMut>().unwrap().to_string(), text, "{path}");
    }
}

#[test]
fn a_change_touches_the_line_it_changes() {
    for (path, text) in papers() {
        let mut document: DocumentMut = text.parse().unwrap();
        document["page"][0]["title"]["ja"] = value("新しい問い");
        let written = document.to_string();
        let changed: Vec<_> = text.lines().zip(written.lines()).filter(|(a, b)| a != b).collect();
        assert_eq!(changed.len(), 1, "{path}: {changed:?}");
        assert!(changed[0].1.contains("新しい問い"), "{path}");
        assert_eq!(text.lines().count(), written.lines().count(), "{path}");
    }
}
