//! What a list can be narrowed by, and what of it is chosen.

use madoguchi_app::{Age, App, Channel, Mark, QueueFilter, Rows, SOON, StaffPerson, Whose};
use madoguchi_workflow::StageName;

use super::address;
use crate::{
    problem::Problem,
    staff::{bulk, labels},
};

/// Something to choose in the filter.
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// The choices of one part of the filter.
pub struct Part {
    pub name: &'static str,
    pub label: &'static str,
    pub choices: Vec<Choice>,
    /// Whether it is wanted less often.
    pub is_more: bool,
}

/// The orders by their word in the address.
pub const SORTS: [(&str, &str); 3] =
    [("", "到達の古い順"), ("newest", "到達の新しい順"), ("due", "期限の近い順")];

fn choices<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<Choice> {
    all.into_iter()
        .map(|(v, l)| Choice { value: v.to_owned(), label: l.to_owned(), chosen: v == chosen })
        .collect()
}

/// What there is to choose from: papers by slug and title, people by id and name.
#[derive(Default)]
pub struct Known {
    pub papers: Vec<(String, String)>,
    pub people: Vec<(String, String)>,
}

impl Known {
    pub async fn of(app: &App, person: &StaffPerson) -> Result<Self, Problem> {
        let papers = app.papers();
        let own = papers.published().filter(|p| p.paper.procedure.department == person.department);
        let papers = own.map(|p| (p.paper.slug.to_string(), p.paper.procedure.title.ja.clone())).collect();
        let people = bulk::reviewers(app, person).await?;
        let others = people.into_iter().filter(|p| p.id != person.id);
        Ok(Self { papers, people: others.map(|p| (p.id.to_string(), p.name)).collect() })
    }
}

fn pairs(all: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    all.iter().map(|(value, label)| (value.as_str(), label.as_str()))
}

/// The parts of the filter, with what is chosen. Who or what is not there any more and is asked for stays to be chosen.
pub fn parts(f: &QueueFilter, known: &Known) -> Vec<Part> {
    let (holder, slug) = (address::holder(f.whose), f.slug.as_deref().unwrap_or_default());
    let soon = format!("明日から {SOON} 開庁日以内");
    let gone_person = matches!(f.whose, Whose::Of(_)) && known.people.iter().all(|(id, _)| *id != holder);
    let gone_paper = !slug.is_empty() && known.papers.iter().all(|(s, _)| s != slug);
    let whose = [("", "だれでも"), ("me", "自分"), ("nobody", "未割当")];
    let rows = Rows::ALL.map(|r| (r.count().to_string(), format!("{} 件", r.count())));
    let part = |name, label, choices| Part { name, label, choices, is_more: false };
    let more = |name, label, choices| Part { is_more: true, ..part(name, label, choices) };
    let all = || [("", "すべて")].into_iter();
    vec![
        part(
            "paper",
            "手続き",
            choices(all().chain(pairs(&known.papers)).chain(gone_paper.then_some((slug, slug))), slug),
        ),
        part(
            "stage",
            "状態",
            choices(
                [("", "終わっていないもの")]
                    .into_iter()
                    .chain(StageName::ALL.map(|s| (s.code(), labels::stage(s)))),
                f.stage.map_or("", StageName::code),
            ),
        ),
        part(
            "holder",
            "担当",
            choices(
                whose
                    .into_iter()
                    .chain(pairs(&known.people))
                    .chain(gone_person.then_some((holder.as_str(), "この課にいない人"))),
                &holder,
            ),
        ),
        part(
            "due",
            "期限",
            choices(
                all().chain([("overdue", "期限超過"), ("today", "今日が期限"), ("soon", soon.as_str())]),
                address::due(f.when),
            ),
        ),
        more(
            "age",
            "経過（開庁日）",
            choices(all().chain(Age::ALL.map(|a| (a.code(), labels::age(a)))), f.age.map_or("", Age::code)),
        ),
        more(
            "mark",
            "目印",
            choices(
                all().chain(Mark::ALL.map(|m| (m.code(), labels::mark(m)))),
                f.mark.map_or("", Mark::code),
            ),
        ),
        more(
            "channel",
            "経路",
            choices(
                all().chain(Channel::ALL.map(|c| (c.code(), labels::channel(c)))),
                f.channel.map_or("", Channel::code),
            ),
        ),
        more(
            "post",
            "通知書",
            choices(all().chain([("owed", "紙で送るもの（未発送）")]), if f.to_post { "owed" } else { "" }),
        ),
        part("sort", "並び順", choices(SORTS, address::sorted(f.sort))),
        more("rows", "1 画面の件数", choices(pairs(&rows), &f.rows.count().to_string())),
    ]
}
