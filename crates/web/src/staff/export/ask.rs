//! A list is asked for: which submissions, which columns, how, and what for.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use madoguchi_app::{
    App, BOOK, Export, ExportColumn, ExportTemplate, Form, LONGEST_NAME, StaffPerson, TEMPLATES, UNDER_WAY,
};
use madoguchi_vocab::{normalise, number::thousands};
use madoguchi_workflow::StageName;

use super::{
    columns::{self, Line},
    job,
    scope::{self, More, Read},
};
use crate::{
    chrome::Chrome,
    complaint::{self, Wrong},
    form_state::Fields,
    page::{Answer, go_to, show, show_again},
    problem::Problem,
    staff::queue::Asked,
    who::Staff,
};

pub const PATH: &str = "/export";

/// The most letters of a purpose.
const LONGEST: usize = 200;

/// Something to choose: value, words, whether it is chosen.
type Choice = (String, String, bool);

/// A list that was asked for before.
struct Before {
    url: String,
    what: String,
    said: String,
}

#[derive(Template)]
#[template(path = "staff/export/ask.html")]
struct Page {
    chrome: Chrome,
    wrong: Vec<Wrong>,
    read: Read,
    papers: Vec<Choice>,
    stages: Vec<Choice>,
    /// How many there are now.
    count: i64,
    lines: Vec<Line>,
    form: Form,
    purpose: String,
    templates: Vec<ExportTemplate>,
    /// Which of them the columns are, and how many of its columns there are no more.
    template: Option<(String, usize)>,
    template_name: String,
    before: Vec<Before>,
}

impl Page {
    fn wrong_at(&self, target: &str) -> Option<&str> {
        complaint::at(&self.wrong, target)
    }

    fn wrong_line(&self, line: &columns::Line) -> Option<&str> {
        self.wrong_at(&format!("n-{}", line.at))
    }

    /// Every form: its name, its words, what it means, whether it is chosen.
    fn forms(&self) -> [(&'static str, &'static str, String, bool); 4] {
        Form::ALL.map(|form| (form.code(), super::words(form), hint(form), form == self.form))
    }

    fn counted(&self) -> String {
        thousands(self.count)
    }

    fn carried_words(&self) -> String {
        self.read.carried().iter().map(scope::said).collect::<Vec<_>>().join("、")
    }

    /// The same page with the columns of a template.
    fn url_of(&self, template: &ExportTemplate) -> String {
        let name: String = url::form_urlencoded::byte_serialize(template.name.as_bytes()).collect();
        format!("{}?{}&template={name}", scope::PATH_URL, self.read.query())
    }
}

fn hint(form: Form) -> String {
    match form {
        Form::Csv | Form::Lacking => "Excel でもそのまま開けます（BOM 付き）。".to_owned(),
        Form::Cp932 => "基幹システムや RPA 向け。書けない文字は〓になります。その文字・受付番号・列の一覧を、受け取る前の画面に示し、ファイルにも添えます。".to_owned(),
        Form::Xlsx => format!("日付は日付、数は数として入ります。{0} 件を超えると、{0} 件ずつのブックを ZIP にまとめます。", thousands(BOOK as i64)),
        Form::Zip => "申請ごとに、全項目の JSON と添付ファイルが入ります。列の選択は使いません。".to_owned(),
    }
}

/// A page before anything is chosen on it, and the columns there are.
async fn page(
    app: &App,
    person: &StaffPerson,
    chrome: Chrome,
    read: Read,
) -> Result<(Page, Vec<ExportColumn>), Problem> {
    let slug = read.scope.filter.slug.clone();
    let papers = app.papers();
    let own = papers.published().filter(|p| p.paper.procedure.department == person.department);
    let own = own.map(|p| {
        let slug_of = p.paper.slug.to_string();
        let chosen = slug.as_deref() == Some(slug_of.as_str());
        (slug_of, p.paper.procedure.title.ja.clone(), chosen)
    });
    let mut papers: Vec<Choice> =
        [(String::new(), "すべて（回答の列は入りません）".to_owned(), slug.is_none())].into();
    papers.extend(own);
    let stage = |(code, words): (&str, &str)| (code.to_owned(), words.to_owned(), code == read.stage());
    let stages = [("", "すべて（終わったものも）"), ("open", "終わっていないもの")];
    let stages = stages.into_iter().chain(StageName::ALL.map(|s| (s.code(), s.words()))).map(stage).collect();
    let before = app.exports_of(person).await?;
    let columns = app.export_columns(person, &read.scope).await?;
    let page = Page {
        count: app.export_count(person, &read.scope).await?,
        lines: vec![],
        form: Form::parse(&read.more.form).unwrap_or_default(),
        purpose: String::new(),
        templates: app.export_templates(person, slug.as_deref()).await?,
        template: None,
        template_name: String::new(),
        before: before.iter().map(|export| self::before(app, export)).collect(),
        wrong: vec![],
        papers,
        stages,
        read,
        chrome,
    };
    Ok((page, columns))
}

fn before(app: &App, export: &Export) -> Before {
    let form = super::words(export.wanted.form);
    let what = format!("{}　{form}　{}", job::what(app, export), export.asked_at.to_seconds());
    Before { url: job::url(export.id), what, said: job::said(export) }
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Query(asked): Query<Asked>,
    Query(more): Query<More>,
) -> Answer {
    let (mut page, all) = page(&app, &person, chrome, Read::of(&asked, more)).await?;
    let template = page.templates.iter().find(|t| t.name == page.read.more.template);
    if let Some(template) = template {
        let gone = template.codes.iter().filter(|code| all.iter().all(|c| c.code != **code)).count();
        page.template = Some((template.name.clone(), gone));
        page.template_name.clone_from(&template.name);
    }
    page.lines = columns::at_first(all, template);
    page.wrong = std::mem::take(&mut page.read.wrong);
    if page.wrong.is_empty() { show(&page) } else { again(page) }
}

fn again(mut page: Page) -> Answer {
    page.chrome = page.chrome.with_errors();
    show_again(&page)
}

pub async fn post(State(app): State<App>, Staff(person): Staff, chrome: Chrome, fields: Fields) -> Answer {
    let read = Read::posted(fields.first("_scope"));
    let (mut page, all) = page(&app, &person, chrome, read).await?;
    page.lines = columns::posted(all, &fields);
    page.form = Form::parse(fields.first("form")).unwrap_or(page.form);
    page.purpose = normalise::prose(fields.first("purpose")).chars().take(LONGEST).collect();
    page.template_name = fields.first("template_name").trim().chars().take(LONGEST_NAME).collect();
    page.wrong = std::mem::take(&mut page.read.wrong);
    match fields.action.split_once(':') {
        Some(("drop", name)) => drop_template(&app, &person, &page, name).await,
        _ if fields.action == "save" => save_template(&app, &person, page).await,
        _ => ask(&app, &person, page).await,
    }
}

/// A list needs a purpose, and a sheet columns.
async fn ask(app: &App, person: &StaffPerson, mut page: Page) -> Answer {
    let codes = columns::in_order(&page.lines);
    if codes.is_empty() && page.form != Form::Zip {
        page.wrong.push(no_columns());
    }
    page.wrong.extend(misplaced(&page.lines));
    if page.purpose.is_empty() {
        page.wrong.push(Wrong::at("purpose", "書き出す目的：何に使うかを書いてください"));
    }
    if !page.wrong.is_empty() {
        return again(page);
    }
    match app.ask_export(person, &page.read.scope, page.form, &codes, &page.purpose).await? {
        Some(id) => go_to(&job::url(id)),
        None => {
            let words = format!(
                "準備中のものが {UNDER_WAY} 件あります。終わるのを待つか、下の一覧から取りやめてください"
            );
            page.wrong.push(Wrong::at("go", words));
            again(page)
        }
    }
}

fn no_columns() -> Wrong {
    Wrong::at("c-1", "列：一つ以上選んでください")
}

fn misplaced(lines: &[columns::Line]) -> Vec<Wrong> {
    let told = |l: &columns::Line| {
        Wrong::at(format!("n-{}", l.at), format!("{} の順番：数字で書くか、空にしてください", l.label))
    };
    columns::misplaced(lines).map(told).collect()
}

async fn save_template(app: &App, person: &StaffPerson, mut page: Page) -> Answer {
    let codes = columns::in_order(&page.lines);
    // Days of a period are nothing to a template.
    page.wrong.clear();
    if codes.is_empty() {
        page.wrong.push(no_columns());
    }
    page.wrong.extend(misplaced(&page.lines));
    if page.template_name.is_empty() {
        page.wrong.push(Wrong::at("template_name", "型の名前：名前を付けてください"));
    }
    if !page.wrong.is_empty() {
        return again(page);
    }
    let slug = page.read.scope.filter.slug.clone();
    if app.save_export_template(person, slug.as_deref(), &page.template_name, &codes).await? {
        let name: String = url::form_urlencoded::byte_serialize(page.template_name.as_bytes()).collect();
        return go_to(&format!(
            "{}?{}&template={name}&done=save_columns",
            scope::PATH_URL,
            page.read.query()
        ));
    }
    let words =
        format!("型の名前：一つの手続きに保存できる型は {TEMPLATES} 件までです。使わない型を消してください");
    page.wrong.push(Wrong::at("template_name", words));
    again(page)
}

async fn drop_template(app: &App, person: &StaffPerson, page: &Page, name: &str) -> Answer {
    match app.remove_export_template(person, page.read.scope.filter.slug.as_deref(), name).await {
        // Somebody else was first.
        Ok(()) | Err(madoguchi_app::Trouble::NotFound) => {}
        Err(trouble) => return Ok(Problem::from(trouble).into_response()),
    }
    go_to(&format!("{}?{}&done=drop_columns", scope::PATH_URL, page.read.query()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::tests::for_staff;

    #[test]
    fn the_page_draws_with_and_without_everything() {
        for n in [0, 2] {
            for_staff(|chrome| {
                let template = |n: usize| ExportTemplate {
                    name: format!("型<{n}>"),
                    codes: vec!["receipt".into()],
                    saved: (
                        "見本 佐藤".into(),
                        madoguchi_vocab::Instant::parse("2026-11-24T09:00:00+09:00").unwrap(),
                    ),
                };
                let line = |n: usize| Line {
                    at: n + 1,
                    code: format!("a.{n}"),
                    label: "=1".into(),
                    is_answer: n == 0,
                    chosen: n == 1,
                    place: String::new(),
                };
                Page {
                    chrome,
                    wrong: (0..n).map(|_| Wrong::at("purpose", "書いてください")).collect(),
                    read: Read::posted(if n == 0 { "" } else { "q=見本&holder=me&from=2026-11-01" }),
                    papers: vec![(String::new(), "すべて".into(), true)],
                    stages: vec![(String::new(), "すべて".into(), true)],
                    count: n as i64 * 1_000,
                    lines: (0..n).map(line).collect(),
                    form: Form::Cp932,
                    purpose: "登録".into(),
                    templates: (0..n).map(template).collect(),
                    template: (n > 0).then(|| ("型".into(), 1)),
                    template_name: String::new(),
                    before: (0..n)
                        .map(|_| Before {
                            url: "/x".into(), what: "一覧".into(), said: "できました".into()
                        })
                        .collect(),
                }
            });
        }
    }
}
