//! One paper: where people stay behind on its way, what stops them, how long it takes.

use askama::Template;
use axum::extract::{Path, Query, State};
use madoguchi_app::{App, FUNNEL_YEARS, FunnelPage, FunnelStop};
use madoguchi_auth::Deed;
use madoguchi_inventory::{
    Ratio,
    funnel::{FEW, Funnel, median, share},
};
use madoguchi_vocab::{Lang, number::thousands};

use super::{Asked, Period, TOO_FEW, bar, percent};
use crate::{
    chart::BarCell,
    chrome::Chrome,
    page::{Answer, give_csv, show},
    problem::Problem,
    who::Manager,
};

/// A row of numbers with its picture.
struct Row {
    name: String,
    /// What kind of page it is.
    mark: &'static str,
    count: String,
    /// How many stayed behind.
    stayed: String,
    share: String,
    bar: Option<BarCell>,
}

struct Stop {
    label: String,
    kind: &'static str,
    count: String,
    /// The page of the paper's author.
    url: Option<String>,
}

struct Part {
    name: String,
    started: String,
    submitted: String,
    completion: String,
}

#[derive(Template)]
#[template(path = "manager/funnel_one.html")]
struct Page {
    chrome: Chrome,
    slug: String,
    title: String,
    period: Period,
    version: String,
    version_options: Vec<i64>,
    is_empty: bool,
    is_few: bool,
    facts: Vec<(&'static str, String)>,
    places: Vec<Row>,
    stops: Vec<Stop>,
    times: Vec<Row>,
    versions: Vec<Part>,
    langs: Vec<Part>,
    file: String,
    may_see_papers: bool,
}

impl Page {
    fn too_few(&self) -> &'static str {
        TOO_FEW
    }

    fn years(&self) -> u32 {
        FUNNEL_YEARS
    }

    fn few(&self) -> u64 {
        FEW
    }
}

/// What was not right, in words of an author.
pub fn kind(code: &str) -> &'static str {
    match code {
        "empty" => "空のまま",
        "incomplete" => "一部だけ入力",
        "not_offered" => "選べないものを選んだ",
        "too_long" => "長すぎる",
        "too_many_rows" => "行が多すぎる",
        "too_many_files" => "ファイルが多すぎる",
        "file_kind" => "ファイルの種類が違う",
        "file_size" => "ファイルが大きすぎる",
        "not_a_number" | "number" => "数字・けた数が合わない",
        "too_large" => "数が大きすぎる",
        "too_small" => "数が小さすぎる",
        "too_early" => "早すぎる日・時刻",
        "too_late" => "遅すぎる日・時刻",
        "future" => "先の日付",
        "no_such_day" | "other_era" | "year" | "month" | "day" | "era" => "日付の誤り",
        "time" => "時刻の誤り",
        "not_kana" => "カナでない文字",
        "private_character" => "外字",
        "phone" => "電話番号の形が違う",
        "email" | "no_at" => "メールアドレスの形が違う",
        "zip" => "郵便番号の形が違う",
        "ambiguous" => "1 つに決まらない",
        _ => "形が合わない",
    }
}

/// A language by its name.
fn language(code: &str) -> &'static str {
    match code.parse() {
        Ok(Lang::Ja) => "日本語",
        Ok(Lang::Easy) => "やさしい日本語",
        Ok(Lang::En) => "英語",
        Err(_) => "そのほか",
    }
}

fn part(name: String, started: u64, submitted: u64, completion: Option<Ratio>) -> Part {
    Part {
        name,
        started: thousands(started),
        submitted: thousands(submitted),
        completion: percent(completion),
    }
}

/// The way from the first page to the last: who got there, and of them who stayed.
fn places(page: &FunnelPage) -> Vec<Row> {
    let f = &page.funnel;
    // The length of a bar is of all who began; where they are few, there is none.
    let row = |name: String, mark, count, stayed| Row {
        name,
        mark,
        count: thousands(count),
        stayed: thousands(stayed),
        share: percent(share(stayed, count)),
        bar: bar(share(count, f.started)),
    };
    let mut rows: Vec<_> = page
        .places
        .iter()
        .map(|p| match p.is_exit {
            // Whoever is told that this is not the way has lost nothing here.
            true => Row {
                stayed: "—".into(),
                share: "—".into(),
                ..row(p.title.clone(), "対象外の案内", p.reached, 0)
            },
            false => row(p.title.clone(), if p.is_branch { "条件つき" } else { "" }, p.reached, p.stayed),
        })
        .collect();
    rows.push(row("内容の確認".into(), "", f.check, f.stayed_at_check()));
    rows.push(Row { stayed: "—".into(), share: "—".into(), ..row("送信".into(), "", f.submitted, 0) });
    rows
}

fn times(f: &Funnel) -> Vec<Row> {
    let all: u64 = f.took.values().sum();
    let row = |(class, n): (&madoguchi_inventory::funnel::Took, &u64)| Row {
        name: class.label().to_owned(),
        mark: "",
        count: thousands(n),
        stayed: String::new(),
        share: percent(share(*n, all)),
        bar: bar(share(*n, all)),
    };
    f.took.iter().map(row).collect()
}

fn facts(page: &FunnelPage) -> Vec<(&'static str, String)> {
    let f = &page.funnel;
    vec![
        ("始めた", format!("{} 件", thousands(f.started))),
        ("送った", format!("{} 件", thousands(f.submitted))),
        ("完了率", percent(f.completion())),
        ("始めてから送るまで（中央値）", median(&f.took).map_or("—", |class| class.label()).to_owned()),
        ("これから送るかもしれない下書き", format!("{} 件（どの版も）", thousands(page.under_way))),
        ("窓口が引き継いだ", format!("{} 件", thousands(f.desk))),
        ("再開コードで再開した", format!("{} 件", thousands(f.resumed))),
    ]
}

fn drawn(chrome: Chrome, page: &FunnelPage, period: Period, asked: &Asked, may_see_papers: bool) -> Page {
    let stop = |s: &FunnelStop| Stop {
        label: s.label.clone(),
        kind: kind(&s.kind),
        count: thousands(s.n),
        url: s.page.as_ref().filter(|_| may_see_papers).map(|p| format!("/author/{}#p-{p}", page.slug)),
    };
    let version =
        if asked.version.is_empty() { String::new() } else { format!("&version={}", asked.version) };
    Page {
        slug: page.slug.clone(),
        title: page.title.clone(),
        version: asked.version.clone(),
        version_options: page.versions.iter().map(|(v, _)| *v).collect(),
        is_empty: page.funnel.started == 0,
        is_few: page.funnel.completion().is_none(),
        facts: facts(page),
        places: places(page),
        stops: page.stops.iter().map(stop).collect(),
        times: times(&page.funnel),
        versions: page
            .versions
            .iter()
            .map(|(v, f)| part(format!("第 {v} 版"), f.started, f.submitted, f.completion()))
            .collect(),
        langs: page
            .funnel
            .langs
            .iter()
            .map(|(lang, l)| part(language(lang).to_owned(), l.started, l.submitted, l.completion()))
            .collect(),
        file: format!("/manage/funnel/{}/numbers.csv?{}{version}", page.slug, period.query()),
        may_see_papers,
        period,
        chrome,
    }
}

async fn found(app: &App, slug: &str, asked: &Asked) -> Result<(FunnelPage, Period), Problem> {
    let period = Period::of(asked, app.today());
    let version = match asked.version.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::Missing)?),
    };
    Ok((app.funnel(slug, period.from, period.until, version).await?, period))
}

pub async fn get(
    State(app): State<App>,
    Manager(person): Manager,
    chrome: Chrome,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (page, period) = found(&app, &slug, &asked).await?;
    show(&drawn(chrome, &page, period, &asked, person.may_at_home(Deed::SeePapers)))
}

/// The same numbers as a file: counts alone, shares are for whoever reads on.
pub async fn csv(
    State(app): State<App>,
    Manager(_): Manager,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (page, period) = found(&app, &slug, &asked).await?;
    let name = format!("{slug}-{}-{}.csv", period.from, period.until);
    give_csv("funnel.csv", &format!("完了率_{name}"), rows(&page))
}

fn rows(page: &FunnelPage) -> Vec<Vec<String>> {
    let f = &page.funnel;
    let row = |what: &str, name: &str, kind: &str, n: u64| {
        vec![what.to_owned(), name.to_owned(), kind.to_owned(), n.to_string()]
    };
    let mut rows = vec![["区分", "名前", "種類", "件数"].map(str::to_owned).to_vec()];
    for (lang, l) in &f.langs {
        rows.push(row("始めた", language(lang), "", l.started));
        rows.push(row("送った", language(lang), "", l.submitted));
    }
    for p in &page.places {
        rows.push(row("着いた", &p.title, &p.key, p.reached));
        rows.push(row("先へ進まなかった", &p.title, &p.key, if p.is_exit { 0 } else { p.stayed }));
    }
    rows.push(row("着いた", "内容の確認", "", f.check));
    rows.push(row("先へ進まなかった", "内容の確認", "", f.stayed_at_check()));
    rows.push(row("窓口が引き継いだ", "", "", f.desk));
    rows.push(row("再開した", "", "", f.resumed));
    rows.push(row("これから送るかもしれない", "", "", page.under_way));
    rows.extend(page.stops.iter().map(|s| row("止まった項目", &s.label, kind(&s.kind), s.n)));
    rows.extend(f.took.iter().map(|(class, n)| row("かかった時間", class.label(), "", *n)));
    rows
}

#[cfg(test)]
mod tests {
    use madoguchi_app::FunnelPlace;
    use madoguchi_inventory::funnel::{Line, Step};

    use super::*;
    use crate::page::tests::for_staff;

    fn page(n: u64) -> FunnelPage {
        let line = |step, place: &str, kind: &str, n| Line {
            version: 1,
            step,
            place: place.into(),
            kind: kind.into(),
            n,
        };
        let funnel = Funnel::of(&[
            line(Step::Started, "", "ja", n),
            line(Step::Reached, "who", "", n),
            line(Step::Passed, "who", "", n / 2),
            line(Step::Reached, "exit", "", n / 4),
            line(Step::Check, "", "", n / 4),
            line(Step::Submitted, "", "ja", n / 5),
            line(Step::Stopped, "name", "empty", n),
            line(Step::Took, "", "2", n / 5),
        ]);
        let place = |key: &str, is_exit: bool| FunnelPlace {
            key: key.into(),
            title: format!("<{key}>"),
            is_exit,
            is_branch: is_exit,
            reached: funnel.pages.get(key).map_or(0, |p| p.0),
            stayed: funnel.stayed(key),
        };
        let stop = |page: Option<&str>| FunnelStop {
            page: page.map(str::to_owned),
            field: "name".into(),
            label: "=氏名".into(),
            kind: "empty".into(),
            n,
        };
        FunnelPage {
            slug: "x".into(),
            title: "手続き".into(),
            places: vec![place("who", false), place("exit", true)],
            stops: if n == 0 { vec![] } else { vec![stop(Some("who")), stop(None)] },
            versions: if n == 0 { vec![] } else { vec![(1, funnel.clone())] },
            under_way: n,
            funnel,
        }
    }

    #[test]
    fn the_page_draws_empty_few_and_many() {
        for n in [0, 19, 1000] {
            for asked in ["", "1"] {
                let asked = Asked { version: asked.into(), ..Asked::default() };
                let period = Period::of(&asked, "2026-11-24".parse().unwrap());
                for_staff(|chrome| drawn(chrome, &page(n), period.clone(), &asked, n > 0));
            }
        }
    }

    #[test]
    fn of_few_no_share_is_told() {
        let (few, many) = (places(&page(19)), places(&page(100)));
        assert!(few.iter().all(|r| r.share == "—" && r.bar.is_none()));
        assert_eq!(
            (many[0].count.as_str(), many[0].stayed.as_str(), many[0].share.as_str()),
            ("100", "50", "50.0 %")
        );
        assert_eq!((many[1].mark, many[1].share.as_str()), ("対象外の案内", "—"), "an exit loses nobody");
        assert_eq!((many[2].name.as_str(), many[2].stayed.as_str()), ("内容の確認", "5"));
    }

    #[test]
    fn the_file_has_the_counts() {
        let rows = rows(&page(20));
        assert!(rows.iter().all(|r| r.len() == 4));
        assert!(rows.contains(&["止まった項目", "=氏名", "空のまま", "20"].map(str::to_owned).to_vec()));
    }
}
