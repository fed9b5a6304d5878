//! What the checker finds, where, and how it says so.

mod common;

use common::{HEAD, codes, compiled, source};
use std::collections::BTreeSet;

use madoguchi_forms::{Finding, Severity, codes as codes_of_all, compile, explain};

fn page(key: &str, fields: &str) -> String {
    format!("[[page]]\nkey = \"{key}\"\ntitle = \"問\"\n{fields}")
}

fn text(key: &str, rest: &str) -> String {
    format!("[[page.field]]\nkey = \"{key}\"\ntype = \"text\"\nlabel = \"項目\"\n{rest}\n")
}

fn choice(key: &str, options: &str) -> String {
    format!("[[page.field]]\nkey = \"{key}\"\ntype = \"choice\"\nlabel = \"項目\"\noptions = [ {options} ]\n")
}

fn option(key: &str, label: &str) -> String {
    format!("{{ key = \"{key}\", label = \"{label}\" }}, ")
}

#[test]
fn a_sound_paper_has_no_findings() {
    assert_eq!(codes(&page("p", &text("a", ""))), [] as [&str; 0]);
}

#[test]
fn every_finding_has_its_code() {
    let sound = page("p", &text("a", ""));
    let number = |bounds: &str| {
        page("p", &format!("[[page.field]]\nkey = \"n\"\ntype = \"number\"\nlabel = \"数\"\n{bounds}\n"))
    };
    let compute = |key: &str, value: &str| {
        format!("[[compute]]\nkey = \"{key}\"\ntype = \"number\"\nvalue = \"{value}\"\n")
    };
    let many_fields: String = (0..5).map(|i| text(&format!("f{i}"), "")).collect();
    let many_pages: String = (0..13).map(|i| page(&format!("p{i}"), &text(&format!("f{i}"), ""))).collect();
    let too_many_pages: String =
        (0..61).map(|i| page(&format!("p{i}"), &text(&format!("f{i}"), ""))).collect();
    let piled: String = (0..300)
        .map(|i| compute(&format!("c{i}"), &if i == 0 { "1".into() } else { format!("c{} + 1", i - 1) }))
        .collect();
    let life = |more: &str| format!("[workflow]\n{more}{sound}");
    let made = |action: &str, from: &str, more: &str| {
        format!("[[workflow.move]]\naction = \"{action}\"\nfrom = [\"{from}\"]\nwho = \"clerk\"\n{more}\n")
    };
    let tick = "[[workflow.checklist]]\nkey = \"name\"\nlabel = \"氏名\"\n";
    let cases: Vec<(&str, String)> = vec![
        ("P0001", "[[page".to_owned()),
        ("P0101", page("p", &text("a", "lable = \"x\""))),
        ("P0102", page("p", "[[page.field]]\nkey = \"a\"\ntype = \"text\"\n")),
        ("P0103", page("p", &text("a", "required = \"yes\""))),
        (
            "P0104",
            page("p", "[[page.field]]\nkey = \"a\"\ntype = \"txet\"\nlabel = \"項目\"\nmax_length = 3\n"),
        ),
        ("P0104", page("p", &text("a", "whose = \"mine\""))),
        ("P0105", page("p", &text("a-b", ""))),
        ("P0105", page("p", &text("today", ""))),
        ("P0105", page("p q", &text("a", ""))),
        ("P0105", page("check", &text("a", ""))),
        ("P0106", page("p", &text("a", "max_length = 0"))),
        ("P0107", page("p", &text("a", "hint = \" \""))),
        ("P0506", format!("[letters.granted.ja]\nadd = \"{{reciept}} です\"\n{sound}")),
        (
            "P0506",
            format!("[letters.granted.en]\nbody = \"\"\"\nDone: {{receipt}}\n{{phone}}\n\"\"\"\n{sound}"),
        ),
        ("P0507", format!("[notice.refused]\ntitle = \"決定\\n通知\"\n{sound}")),
        ("P0201", page("p", &text("a", "")) + &page("p", &text("b", ""))),
        ("P0202", page("p", &(text("a", "") + &text("a", "")))),
        ("P0202", format!("[when]\na = \"answered(a)\"\n{sound}")),
        ("P0203", page("p", &choice("a", &(option("k", "甲") + &option("k", "乙"))))),
        ("P0204", page("p", &choice("a", &(option("k", "Ａ市") + &option("l", "A市"))))),
        ("P0204", page("p", &choice("a", &(option("k", "甲") + &option("K", "乙"))))),
        (
            "P0205",
            page(
                "p",
                "[[page.field]]\nkey = \"a\"\ntype = \"choice\"\nlabel = \"項目\"\nlist = \"nolist\"\n",
            ),
        ),
        ("P0206", page("p", &(choice("a", &option("k", "甲")) + "list = \"l\"\n"))),
        ("P0207", page("p", &choice("a", ""))),
        ("P0301", number("min = 5\nmax = 4")),
        (
            "P0301",
            page("p", &text("a", ""))
                .replace("title", "repeat = { key = \"r\", min = 3, max = 2, row_title = \"行\" }\ntitle"),
        ),
        (
            "P0302",
            page(
                "p",
                "[[page.field]]\nkey = \"a\"\ntype = \"attachment\"\nlabel = \"項目\"\nkinds = [\"exe\"]\n",
            ),
        ),
        (
            "P0301",
            page(
                "p",
                "[[page.field]]\nkey = \"a\"\ntype = \"time\"\nlabel = \"時刻\"\nmin = \"10:00\"\nmax = \"09:00\"\n",
            ),
        ),
        ("P0303", page("p", &text("a", "applicant = \"email\""))),
        ("P0303", page("p", &(text("a", "applicant = \"name\"") + &text("b", "applicant = \"name\"")))),
        ("P0405", page("p", &text("a", "when = \"answered(b)\"")) + &page("q", &text("b", ""))),
        ("P0405", page("p", &text("a", "when = \"answered(a)\""))),
        ("P0405", page("p", &text("a", "")).replace("title", "when = \"answered(a)\"\ntitle")),
        (
            "P0405",
            compute("c", "if(answered(b), 1, 2)")
                + &page("p", &text("a", "when = \"c == 1\""))
                + &page("q", &text("b", "")),
        ),
        ("P0401", page("p", &(text("a", "") + &text("b", "when = \"a = 'x'\"")))),
        ("P0401", page("p", &(text("a", "") + &text("b", "when = \"a == \"")))),
        ("P0402", page("p", &(text("alpha", "") + &text("b", "when = \"answered(alhpa)\"")))),
        ("P0404", page("p", &(choice("a", &option("mail", "郵送")) + &text("b", "when = \"a == 'mial'\"")))),
        (
            "P0406",
            page("p", &text("a", "")).replace("title", "repeat = { key = \"r\", row_title = \"行\" }\ntitle")
                + &page("q", &text("b", "when = \"answered(a)\"")),
        ),
        (
            "P0801",
            page("p", &choice("a", &(option("k", "甲") + &option("l", "乙"))))
                + &page("q", &text("b", "")).replace("title", "when = \"a == 'k' and a == 'l'\"\ntitle"),
        ),
        (
            "P0802",
            page("p", &choice("a", &(option("k", "甲") + &option("l", "乙"))))
                + &page("q", &(text("c", "") + &text("b", "when = \"a == 'k'\""))).replacen(
                    "title",
                    "when = \"a == 'l'\"\ntitle",
                    1,
                ),
        ),
        (
            "P0803",
            page("p", &choice("a", &option("k", "甲")))
                + "[[page]]\nkey = \"x\"\ntitle = \"外\"\nwhen = \"a == 'k'\"\nexit = \"対象外です\"\n",
        ),
        ("P0407", compute("c", "d + 1") + &compute("d", "c + 1") + &sound),
        ("P0407", format!("[when]\nw = \"not w\"\n{sound}")),
        ("P0408", piled + &sound),
        ("P0403", compute("c", "today") + &sound),
        ("P0501", page("p", &text("a", "hint = \"{b} さん\""))),
        (
            "P0502",
            sound.clone()
                + &page("q", &text("b", ""))
                    .replace("title", "when = \"answered(a)\"\nexit = \"対象外です\"\ntitle"),
        ),
        ("P0503", sound.clone() + &page("q", "exit = \"対象外です\"\n")),
        ("P0504", sound.clone() + &page("q", "")),
        ("P0505", String::new()),
        ("P0602", page("p", &many_fields)),
        ("P0603", page("p", &text("a", "hint = \"半角で入力\""))),
        ("P0604", many_pages),
        (
            "P0608",
            page("p", "[[page.field]]\nkey = \"a\"\ntype = \"attachment\"\nlabel = \"住民票の写し\"\n"),
        ),
        ("P0609", page("p", "[[page.field]]\nkey = \"a\"\ntype = \"date\"\nlabel = \"申請日\"\n")),
        (
            "P0805",
            format!(
                "[[compute]]\nkey = \"fee\"\nlabel = \"手数料\"\ntype = \"money\"\nvalue = \"n * 300\"\n{}",
                number("required = false")
            ),
        ),
        ("P0804", page("p", &text("a", "")) + &page("q", &text("b", "when = \"answered(a)\""))),
        ("P0106", too_many_pages),
        ("P0104", life("template = \"notificaton\"\n")),
        ("P0104", life("without = [\"acept\"]\n")),
        ("P0202", life(&format!("{tick}{tick}"))),
        ("P0901", life(&made("accept", "recieved", "to = \"accepted\""))),
        ("P0901", life("[[workflow.step]]\nkey = \"visit\"\n")),
        ("P0901", life("[[workflow.step]]\nkey = \"accepted\"\nstage = \"in_review\"\n")),
        ("P0902", life("[[workflow.step]]\nkey = \"visit\"\nstage = \"accepted\"\n")),
        (
            "P0903",
            life(&format!(
                "[[workflow.step]]\nkey = \"visit\"\nstage = \"accepted\"\n{}",
                made("accept", "received", "to = \"visit\"")
            )),
        ),
        ("P0903", life("without = [\"acknowledge\", \"redirect\"]\n")),
        ("P0904", life(&made("accept", "received", "to = \"accepted\"").replace("clerk", "holder"))),
        ("P0905", life(&made("accept", "received", "to = \"in_review\""))),
        ("P0905", life(&made("accept", "received", ""))),
        (
            "P0906",
            life(
                &made("acknowledge", "in_review", "to = \"acknowledged\"")
                    .replace("acknowledge\"", "grant\""),
            ),
        ),
        ("P0906", life("template = \"permit\"\n")),
        ("P0907", life("without = [\"withdraw\"]\n")),
        ("P0907", life("without = [\"correct\"]\n")),
        ("P0908", life(&made("take", "received", "to = \"in_review\"\nafter_days = 3"))),
        (
            "P0908",
            life(&format!(
                "{}{tick}",
                made(
                    "acknowledge",
                    "corrected",
                    "to = \"acknowledged\"\nneeds = [\"checklist\"]\nafter_days = 3"
                )
            )),
        ),
        ("P0909", life(&made("accept", "received\", \"accepted", "to = \"accepted\"\non_arrival = true"))),
    ];
    let mut catalogue = Catalogue::default();
    for (code, rest) in &cases {
        let compiled = compiled(rest);
        catalogue.has(code, &source(rest), &compiled.findings);
        let fatal = compiled.errors().count() > 0;
        assert_eq!(compiled.paper.is_none(), fatal, "an error keeps the paper back, a warning does not");
    }
    let my_number = "[[page.field]]\nkey = \"n\"\ntype = \"my_number\"\nlabel = \"番号\"\n";
    for (code, head) in [
        ("P0003", HEAD.replace("format = 1\n", "")),
        ("P0106", HEAD.replace("format = 1", "format = 2")),
        ("P0108", HEAD.replace("retention = \"1y\"\n", "")),
        ("P0102", HEAD.replace("purpose = \"ためし\"\n", "")),
        ("P0102", HEAD.split("[procedure.law]").next().unwrap_or_default().to_owned()),
        ("P0104", HEAD.replace("minutes = 1", "minutes = 1\nlife_events = [\"movin\"]")),
        ("P0304", HEAD.replace("my_number_basis = \"ためし\"\n", "")),
        ("P0605", HEAD.replace("standard_days = 1\n", "")),
        ("P0606", HEAD.replace("notification", "application")),
        ("P0910", HEAD.replace("notification", "request").replace("\"mayor\"", "\"none\"")),
        ("P0601", HEAD.to_owned()),
        ("P0607", HEAD.replace("title = \"ためし\"", "title = { ja = \"ためし\", en = \"Trial\" }")),
        ("P0002", format!("{HEAD}#{}", "x".repeat(1 << 20))),
    ] {
        let text = head + &sound + my_number;
        catalogue.has(code, &text, &compile("trial", "form.toml", &text).findings);
    }
    let asking = HEAD.replace("minutes = 1", "minutes = 1\nproxies = \"family\"");
    let text = asking + &page("p", &text("proxy_mine", ""));
    catalogue.has("P0208", &text, &compile("trial", "form.toml", &text).findings);
    let whole = compiled(&sound).paper.expect("the sound paper is sound");
    for (code, case) in [
        ("P0701", "name = \"例\"\ntoday = \"きょう\"\n"),
        ("P0702", "name = \"例\"\ntoday = \"2026-11-24\"\n[expect]\npages = [\"q\"]\ncomplaints = [\"a\"]\n"),
    ] {
        catalogue.has(code, case, &madoguchi_forms::cases::check("cases/x.toml", case, &whole));
    }
    let life = |steps: &str| {
        format!(
            "format = 1\n[[event]]\nkey = \"moving\"\nlead = {{ ja = \"甲\", easy = \"甲\", en = \"A\" }}\n{steps}"
        )
    };
    let step = |when: &str, rest: &str| {
        format!(
            "[[event.step]]\nwhen = \"{when}\"\ntitle = {{ ja = \"乙\", easy = \"乙\", en = \"B\" }}\n{rest}\n"
        )
    };
    let known = BTreeSet::from(["move-in".to_owned()]);
    for (code, text) in [
        ("P1001", life(&step("later", "about = \"丙\""))),
        ("P1002", life(&step("later", "procedures = [\"move-inn\"]"))),
        ("P1003", life(&(step("later", "") + &step("before", "")))),
        ("P1004", life(&step("later", ""))),
        ("P0102", life(&step("within", "law = \"住民基本台帳法22条1項\""))),
        ("P0102", life(&step("within", "days = 14"))),
    ] {
        catalogue.has(code, &text, &madoguchi_forms::guide::read_life("life.toml", &text, Some(&known)).1);
    }
    for groups in ["[[group]]\nwords = [\"犬\"]\n", "[[group]]\nwords = [\"犬\", \"イヌ\", \"いぬ\"]\n"]
    {
        let text = format!("format = 1\n{groups}");
        catalogue.has("P1005", &text, &madoguchi_forms::guide::read_words("words.toml", &text).1);
    }
    catalogue.close();
}

/// The exact words of every finding, kept in `tests/catalogue.txt`; written anew with `UPDATE=1`.
#[derive(Default)]
struct Catalogue {
    seen: BTreeSet<&'static str>,
    text: String,
}

impl Catalogue {
    fn has(&mut self, code: &str, source: &str, findings: &[Finding]) {
        let finding = findings.iter().find(|f| f.code == code);
        let finding =
            finding.unwrap_or_else(|| panic!("{code} was not found in\n{source}\nbut {findings:?}"));
        self.seen.insert(finding.code);
        let said = finding.render(source);
        // A source as long as no paper may be says nothing to whoever reads this.
        let said: Vec<_> = said.lines().map(|l| l.chars().take(200).collect::<String>()).collect();
        self.text.push_str(&said.join("\n"));
        self.text.push_str("\n\n");
    }

    fn close(self) {
        let missing: Vec<_> = codes_of_all().filter(|code| !self.seen.contains(code)).collect();
        assert!(missing.is_empty(), "no paper shows {missing:?}");
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue.txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &self.text).expect("the catalogue can be written");
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        for (now, before) in self.text.split("\n\n").zip(kept.split("\n\n")) {
            assert_eq!(now, before, "if the change was meant, write the catalogue anew with UPDATE=1");
        }
        assert_eq!(
            self.text.len(),
            kept.len(),
            "if the change was meant, write the catalogue anew with UPDATE=1"
        );
    }
}

#[test]
fn every_code_is_explained() {
    for code in ["P0001", "P0101", "P0204", "P0405", "P0601"] {
        assert!(explain(code).is_some_and(|text| text.chars().count() > 20), "{code}");
    }
    assert_eq!(explain("P9999"), None);
    let noisy = compiled("[[page]]\nkey = 1\nfoo = 2\n[[page.field]]\n");
    assert!(noisy.findings.iter().all(|f| explain(f.code).is_some()), "{:?}", noisy.findings);
}

#[test]
fn findings_underline_the_place_and_say_how_to_mend_it() {
    let rest = page("p", &choice("受け取り", &(option("mail", "郵送") + &option("counter", "窓口"))))
        + &page("q", &text("a", "")).replace("title", "when = \"受け取り == 'mial'\"\ntitle");
    let compiled = compiled(&rest);
    let finding = compiled.errors().next().expect("mial is no option");
    assert_eq!((finding.code, finding.severity), ("P0404", Severity::Error));
    let text = source(&rest);
    assert_eq!(text.lines().nth(finding.line - 1), Some("when = \"受け取り == 'mial'\""));
    assert_eq!(&text[finding.span.clone()], "'mial'");
    assert_eq!(finding.column, 17);
    let expected = "\
error[P0404]: 「mial」という選択肢はありません
  --> form.toml:33:17
   |
33 | when = \"受け取り == 'mial'\"
   |                     ^^^^^^
   |
help: 「mail」のことでしょうか";
    assert_eq!(finding.render(&source(&rest)), expected);
}

#[test]
fn unknown_settings_are_findings_with_a_suggestion() {
    let rest = page("p", &text("a", "requierd = false"));
    let compiled = compiled(&rest);
    let finding = compiled.errors().next().expect("requierd is no setting");
    let expected = "\
error[P0101]: 項目に「requierd」という設定はありません
  --> form.toml:30:1
   |
30 | requierd = false
   | ^^^^^^^^
   |
help: 「required」のことでしょうか";
    assert_eq!(finding.render(&source(&rest)), expected);
}

#[test]
fn one_mistake_is_told_once() {
    let rest = page("p", &text("a", "").replace("text\"", "txet\""))
        + &page("q", &text("b", "hint = \"{a} さん\"")).replace("title", "when = \"a == 'x'\"\ntitle");
    assert_eq!(codes(&rest), ["P0104"]);
}

#[test]
fn a_warning_is_called_a_warning() {
    let rest = page("p", &text("a", "hint = { ja = \"全角で\", easy = \"大きい 字で\" }"));
    let compiled = compiled(&rest);
    let finding = compiled.findings.iter().find(|f| f.code == "P0603").expect("全角 is found");
    assert!(finding.render(&source(&rest)).starts_with("warning[P0603]: 全角・半角を"));
    assert!(compiled.paper.is_some());
}

#[test]
fn findings_are_in_the_order_of_the_file_and_may_be_shown_over_another_text() {
    let rest = page("p", &(text("a", "x = 1") + &text("b", "when = \"c\"")));
    let findings = compiled(&rest).findings;
    assert!(findings.is_sorted_by_key(|f| f.span.start));
    for finding in findings {
        assert!(!finding.render("あ").is_empty());
    }
}
