//! 課: all of them, and those that go into another.

use askama::Template;
use axum::extract::State;
use madoguchi_app::{App, DepartmentLine};

use crate::{
    chrome::Chrome,
    page::{Answer, show},
    who::Staff,
};

pub const PATH: &str = "/departments";

struct Line {
    id: String,
    name: String,
    name_en: String,
    phone: String,
    people: i64,
    merger: String,
    is_gone: bool,
}

#[derive(Template)]
#[template(path = "admin/departments.html")]
struct Page {
    chrome: Chrome,
    lines: Vec<Line>,
}

pub async fn get(State(app): State<App>, Staff(person): Staff, chrome: Chrome) -> Answer {
    let all = app.department_lines(&person).await?;
    let names: Vec<_> = all.iter().map(|l| (l.department.id.clone(), l.department.name.clone())).collect();
    let line = |l: DepartmentLine| {
        let merger = l.merger.as_ref().map_or_else(String::new, |m| {
            let into = names.iter().find(|(id, _)| *id == m.into).map_or("", |(_, name)| name);
            match m.done_at {
                Some(at) => format!("{}に {into} へ統合", at.date()),
                None => format!("{} に {into} へ統合の予定", m.from_day),
            }
        });
        let d = l.department;
        let is_gone = l.merger.is_some_and(|m| m.done_at.is_some());
        Line {
            id: d.id.to_string(),
            name: d.name,
            name_en: d.name_en,
            phone: d.phone,
            people: l.people,
            merger,
            is_gone,
        }
    };
    show(&Page { chrome, lines: all.into_iter().map(line).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_list_draws_empty_and_full() {
        for n in [0, 2] {
            for_staff(|chrome| Page {
                chrome,
                lines: (0..n)
                    .map(|i| Line {
                        id: format!("d{i}"),
                        name: "市民課".into(),
                        name_en: "Citizens".into(),
                        phone: "0744-00-0000".into(),
                        people: 3,
                        merger: if i == 0 {
                            String::new()
                        } else {
                            "2027-04-01 に 総務課 へ統合の予定".into()
                        },
                        is_gone: i > 0,
                    })
                    .collect(),
            });
        }
    }
}
