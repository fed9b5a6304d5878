//! Papers from the command line: what is found, for people and for programs.

use crate::kit::Desk;

/// A paper of the project with one slip in it.
fn slipped(desk: &Desk) -> std::path::PathBuf {
    let sound = std::fs::read_to_string(crate::kit::root().join("forms/suido-kaishi/form.toml")).unwrap();
    let folder = desk.path("suido-kaishi");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("form.toml"), sound.replace("when = \"tenant\"", "when = \"tenent\""))
        .unwrap();
    folder
}

#[test]
fn a_slip_is_told_to_people_and_to_programs() {
    let desk = Desk::new();
    let folder = slipped(&desk);
    let path = folder.to_str().unwrap();
    let text = desk.run(&["check", path]);
    assert_eq!(text.code, Some(1));
    assert!(
        text.out.contains("error[P0402]") && text.out.contains("「tenant」のことでしょうか"),
        "{}",
        text.out
    );

    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["check", path, "--format", "json"]).out).unwrap();
    assert_eq!(json[0]["code"], "P0402");
    assert_eq!(json[0]["end_column"].as_u64().unwrap() - json[0]["column"].as_u64().unwrap(), 6);

    let sarif: serde_json::Value =
        serde_json::from_str(&desk.run(&["check", path, "--format", "sarif"]).out).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"P0402".into(), &"error".into()));
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], json[0]["line"]);
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "P0402");

    let github = desk.run(&["check", path, "--format", "github"]).out;
    assert!(github.starts_with("::error file=") && github.contains("title=P0402::"), "{github}");
    assert_eq!(github.lines().count(), 1, "{github}");
}

#[test]
fn clean_papers_say_nothing_to_programs() {
    let desk = Desk::new();
    for (format, out) in [("json", "[]\n"), ("github", "")] {
        let said = desk.run(&["check", "forms/suido-kaishi", "--strict", "--format", format]);
        assert_eq!((said.code, said.out.as_str()), (Some(0), out), "{}", said.err);
    }
}

#[test]
fn witnesses_are_written_as_cases_that_hold() {
    let desk = Desk::new();
    let folder = desk.path("witness");
    let said = desk.run(&["check", "forms/juminhyo-yubin", "--witness", folder.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let beside = desk.path("juminhyo-yubin");
    std::fs::create_dir(&beside).unwrap();
    std::fs::copy(crate::kit::root().join("forms/juminhyo-yubin/form.toml"), beside.join("form.toml"))
        .unwrap();
    std::fs::rename(folder.join("juminhyo-yubin"), beside.join("cases")).unwrap();
    let again = desk.run(&["check", beside.to_str().unwrap()]);
    assert_eq!(again.code, Some(0), "{}", again.out);
    assert!(beside.join("cases/submit.toml").is_file());
}

#[test]
fn a_difference_that_stops_drafts_ends_with_one() {
    let desk = Desk::new();
    let sound = std::fs::read_to_string(crate::kit::root().join("forms/suido-kaishi/form.toml")).unwrap();
    let changed = |name: &str, from: &str, to: &str| {
        let folder = desk.path(name);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("form.toml"), sound.replace(from, to)).unwrap();
        desk.run(&["diff", "forms/suido-kaishi", folder.to_str().unwrap()])
    };
    let same = desk.run(&["diff", "forms/suido-kaishi", "forms/suido-kaishi/form.toml"]);
    assert_eq!((same.code, same.out.as_str()), (Some(0), "違いはありません。\n"));
    let words = changed("words", "希望する払い方", "払い方");
    assert_eq!(words.code, Some(0), "{}", words.out);
    let stops = changed("stops", "max_length = 50", "max_length = 5");
    assert_eq!(stops.code, Some(1), "{}", stops.out);
    assert!(stops.out.contains("項目「trade」の文字数：50 → 5"), "{}", stops.out);
}

#[test]
fn a_paper_is_brought_to_the_newest_form_or_left_with_a_reason() {
    let desk = Desk::new();
    let newest = desk.run(&["upgrade", "forms/suido-kaishi", "forms/juminhyo-yubin/form.toml"]);
    assert_eq!(newest.code, Some(0), "{}", newest.err);
    let file = desk.path("form.toml");
    for (text, says) in [
        ("format = 9\n", "format = 9 は、この版では読めません"),
        ("title = 1\n", "format がありません"),
        ("format = ", "TOML として読めません"),
    ] {
        std::fs::write(&file, text).unwrap();
        let refused = desk.run(&["upgrade", file.to_str().unwrap()]);
        assert_eq!(refused.code, Some(2), "{text}");
        assert!(refused.err.contains(says), "{}", refused.err);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "it is left as it was");
    }
}

#[test]
fn papers_of_the_browser_are_written_into_a_folder() {
    let desk = crate::kit::Desk::new();
    let folder = desk.path("out");
    let none = desk.run(&["papers", "export", folder.to_str().unwrap()]);
    assert_eq!(none.code, Some(0), "{}", none.err);
    assert!(none.out.contains("0 件の様式を書き出しました"), "{}", none.out);
}
