use super::*;

fn known(login: &str, role: Role, department: &str) -> Known {
    Known {
        login: login.into(),
        name: format!("見本 {login}"),
        role,
        department: DepartmentId(department.into()),
        active: true,
    }
}

fn people() -> Vec<Known> {
    vec![
        known("sato", Role::Clerk, "shimin"),
        known("suzuki", Role::Clerk, "shimin"),
        known("mizu", Role::Clerk, "suido"),
        known("admin", Role::Administrator, "digital"),
    ]
}

fn day_of(text: &str) -> Date {
    text.parse().unwrap()
}

fn reads(rows: &str) -> Roster {
    let departments =
        ["shimin", "suido", "digital"].map(|id| (DepartmentId(id.into()), format!("{id}課"))).into();
    let people = people();
    let office = Office { departments: &departments, people: &people, today: day_of("2027-03-20") };
    read(format!("login,name,role,department,active,from_day,successor\n{rows}").as_bytes(), &office)
}

fn problems(rows: &str) -> Vec<(u64, &'static str)> {
    reads(rows).problems.iter().map(|p| (p.line, p.column)).collect()
}

#[test]
fn a_list_goes_out_and_comes_in_unchanged_in_both_writings() {
    let people = people();
    let departments: BTreeMap<_, _> = people.iter().map(|p| (p.department.clone(), String::new())).collect();
    let office = Office { departments: &departments, people: &people, today: day_of("2027-03-20") };
    let utf8 = write(&people);
    let sjis = madoguchi_vocab::cp932::encode(&decode(&utf8), |c| panic!("{c}"));
    for bytes in [utf8, sjis] {
        let roster = read(&bytes, &office);
        assert_eq!(roster.problems, []);
        assert_eq!(roster.entries.len(), people.len());
        assert_eq!(changes(&people, &roster.entries), []);
    }
}

#[test]
fn changes_are_told_by_column() {
    let roster = reads("sato,見本 sato,approver,水道,yes,2027-04-01,suzuki\n");
    assert_eq!(problems("sato,見本 sato,approver,水道,yes,2027-04-01,suzuki\n"), [(2, "department")]);
    assert!(roster.entries.is_empty());
    let roster =
        reads("sato,見本 sato,決裁,suido課,yes,2027/4/1,suzuki\nnew.one,見本 新人,clerk,shimin,yes,,\n");
    assert_eq!(roster.problems, []);
    let changes = changes(&people(), &roster.entries);
    assert_eq!(
        changes[0].cells,
        [("role", "審査".into(), "決裁".into()), ("department", "shimin".into(), "suido".into())]
    );
    assert_eq!((changes[0].entry.from_day, changes[1].is_new), (day_of("2027-04-01"), true));
    assert_eq!(changes[1].entry.from_day, day_of("2027-03-20"), "an empty day is today");
}

#[test]
fn every_wrong_cell_is_named() {
    for (row, wrong) in [
        ("SATO,見本,clerk,shimin,yes,,", "login"),
        ("sato,,clerk,shimin,yes,,", "name"),
        ("sato,見本,king,shimin,yes,,", "role"),
        ("sato,見本,clerk,moon,yes,,", "department"),
        ("sato,見本,clerk,shimin,maybe,,", "active"),
        ("sato,見本,clerk,shimin,yes,2027-03-19,", "from_day"),
        ("sato,見本,clerk,shimin,yes,2029-04-01,", "from_day"),
        ("sato,見本,clerk,shimin,yes,四月,", "from_day"),
        ("sato,見本,clerk,shimin,yes,,suzuki", "successor"),
        ("sato,見本,clerk,suido,yes,,nobody", "successor"),
        ("sato,見本,clerk,suido,yes,,mizu", "successor"),
        ("sato,見本,clerk,suido,yes,,sato", "successor"),
        ("ghost,見本,clerk,suido,no,,", "active"),
    ] {
        assert_eq!(problems(&format!("{row}\n")), [(2, wrong)], "{row}");
    }
    let both = "sato,見本,clerk,suido,yes,,suzuki\nsuzuki,見本,clerk,suido,yes,,\n";
    assert_eq!(problems(both), [(2, "successor")], "the successor goes too");
    assert_eq!(problems("sato,見本,clerk,suido,yes,,\nsato,見本,clerk,shimin,yes,,\n"), [(3, "login")]);
    assert_eq!(problems("admin,見本,auditor,digital,yes,,\n"), [(0, "role")], "nobody could tend accounts");
    assert_eq!(
        problems("admin,見本,administrator,digital,no,,\nnew,見本,administrator,digital,yes,,\n"),
        [(0, "role")]
    );
}

#[test]
fn headings_are_looked_at_first() {
    let office = Office { departments: &BTreeMap::new(), people: &[], today: day_of("2027-03-20") };
    for head in [
        "",
        "login,name",
        "login,login,name,role,department,active,from_day",
        "login,name,role,department,active,from_day,戸籍",
    ] {
        assert!(!read(format!("{head}\nx,y\n").as_bytes(), &office).problems.is_empty(), "{head}");
    }
    assert!(!read(&[0xFF, 0xFE, 0, 1, 2], &office).problems.is_empty());
}

#[test]
fn words_about_people_are_read() {
    assert_eq!(login("ｓａｔｏ").as_deref(), Ok("sato"));
    for bad in ["", "a", "Sato", "a b", "あい", &"a".repeat(41)] {
        assert!(login(bad).is_err(), "{bad}");
    }
    assert_eq!(email(" "), Ok(None));
    assert_eq!(email("Hanako@Example.JP").unwrap().as_deref(), Some("Hanako@example.jp"));
    for bad in ["a@b", "a@", "@b.jp", "a@b.jp\r\nBcc: x@y.jp", "a <a@b.jp>"] {
        assert!(email(bad).is_err(), "{bad}");
    }
}
