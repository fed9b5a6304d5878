//! Cases that are wrong say where.

mod common;

use common::{compiled, source};
use madoguchi_forms::cases::check;

const PAPER: &str = "[[page]]\nkey = \"p\"\ntitle = \"問\"\n\
    [[page.field]]\nkey = \"a\"\ntype = \"text\"\nlabel = \"項目\"\n";

fn said(case: &str) -> Vec<(String, String)> {
    let paper = compiled(PAPER).paper.unwrap_or_else(|| panic!("{}", source(PAPER)));
    let found = check("cases/x.toml", case, &paper);
    found.iter().map(|f| (f.code.to_owned(), case[f.span.clone()].to_owned())).collect()
}

#[test]
fn a_case_that_comes_out_otherwise_is_underlined_where_it_says_so() {
    let case = |pages: &str, complaints: &str| {
        format!(
            "name = \"空\"\ntoday = \"2026-11-24\"\n[expect]\npages = {pages}\ncomplaints = {complaints}\n"
        )
    };
    assert_eq!(said(&case("[\"p\"]", "[\"a\"]")), []);
    assert_eq!(said(&case("[\"q\"]", "[\"a\"]")), [("P0702".into(), "[\"q\"]".into())]);
    assert_eq!(said(&case("[\"p\"]", "[]")), [("P0702".into(), "[]".into())]);
    let computed = case("[\"p\"]", "[\"a\"]") + "[expect.computed]\nfee = 300\n";
    assert_eq!(said(&computed), [("P0702".into(), "300".into())]);
}

#[test]
fn a_case_that_cannot_be_read_says_where() {
    assert_eq!(said("name = 1\n"), [("P0701".into(), "1".into())]);
    assert_eq!(said("= = =").first().map(|(code, _)| code.as_str()), Some("P0701"));
}
