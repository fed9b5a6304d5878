//! What is written down for people is what the code says. To write it anew after a change that was meant:
//! `UPDATE=1 cargo test -p madoguchi-tests --test invariants`.

use std::path::Path;

use madoguchi_workflow::{Template, picture};

fn holds(file: &str, says: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, says).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written, says,
        "{file} is not what the code says; if the change was meant, write it anew with UPDATE=1"
    );
}

#[test]
fn who_may_do_what() {
    holds("who_may.txt", &madoguchi_auth::policy::who_may());
}

#[test]
fn the_life_of_a_submission() {
    let mut page = String::from(
        "# The life of a submission\n\nThe templates a paper chooses from, drawn from `crates/workflow/src/template.rs` by a test. What\n\
         leads nowhere (messages, notes, calls, ticks, opinions, fees) is not drawn: it changes nothing about where a\n\
         submission stands. The pictures bear the words of the office and leave out what every open step or every\n\
         decision may; `/author` shows that of any paper, with a table of its arrows.\n",
    );
    for template in Template::ALL {
        let (d, code, title) = (template.definition(), template.code(), template.title());
        let picture = format!("docs/lives/{code}.svg");
        holds(&picture, &madoguchi_web::picture_of_life(title, &d));
        let drawn = picture::mermaid(&d);
        page.push_str(&format!(
            "\n## {title}: `{code}`\n\n![{title}]({picture})\n\n```mermaid\n{drawn}```\n"
        ));
    }
    holds("life-of-a-submission.md", &page);
}

#[test]
fn the_paper_language() {
    holds("docs/paper-language.md", &madoguchi_forms::schema::reference());
    let schema = madoguchi_forms::schema::paper_schema();
    holds("docs/paper.schema.json", &format!("{schema:#}\n"));
}

/// Whether a function of this name is marked as a test, or stands in a story.
fn is_a_test(sources: &str, name: &str) -> bool {
    sources.match_indices(&format!("fn {name}(")).any(|(at, _)| {
        let line = sources[..at].rfind('\n').unwrap_or_default();
        sources[..line]
            .lines()
            .rev()
            .take_while(|l| !l.trim().is_empty())
            .any(|l| l.contains("#[test]") || l.contains("#[tokio::test") || l.starts_with("story! {"))
    })
}

/// What is promised of every page names the tests that hold it, and they are there.
#[test]
fn the_promises_name_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let promises = std::fs::read_to_string(root.join("docs/acceptance.md")).unwrap();
    let mut sources = String::new();
    let mut folders = vec![root.join("tests"), root.join("crates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            match entry.extension().and_then(|e| e.to_str()) {
                Some("rs") => sources += &std::fs::read_to_string(entry).unwrap(),
                _ if entry.is_dir() => folders.push(entry),
                _ => {}
            }
        }
    }
    let rows = promises.lines().filter_map(|l| l.strip_prefix("| ")?.rsplit('|').nth(1).map(str::to_owned));
    let named: Vec<String> = rows
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(named.len() > 30, "only {} tests are named", named.len());
    for test in named {
        assert!(is_a_test(&sources, &test), "docs/acceptance.md names {test}, which is not there");
    }
}
