//! A list that was asked for: how far it is, what became of it, and the file for whoever asked.

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use madoguchi_app::{App, Export, ExportState, ExportTrouble, Form, KEPT_DAYS, StoredFile};
use madoguchi_vocab::{ExportId, number::thousands};
use serde::Serialize;

use super::scope;
use crate::{
    chrome::Chrome,
    form_state::Fields,
    page::{Answer, give_file, go_to, show},
    problem::Problem,
    who::Staff,
    widget,
};

pub const PATH: &str = "/export/{id}";
pub const STATE: &str = "/export/{id}/state";
pub const FILE: &str = "/export/{id}/file";
pub const LACKING: &str = "/export/{id}/lacking";
pub const CANCEL: &str = "/export/{id}/cancel";
pub const AGAIN: &str = "/export/{id}/again";

/// Characters that are shown on the page; the list has all.
const SHOWN: usize = 50;

/// The page of a list.
pub fn url(id: ExportId) -> String {
    format!("{}/{id}", scope::PATH_URL)
}

/// What is in it: the procedure, or all of them.
pub fn what(app: &App, export: &Export) -> String {
    let Some(slug) = &export.wanted.scope.filter.slug else { return "申請一覧".to_owned() };
    app.papers().open(slug).map_or_else(|| slug.clone(), |p| p.paper.procedure.title.ja.clone())
}

/// How far it is, in a sentence.
pub fn said(export: &Export) -> String {
    let of = thousands(export.total.max(export.read));
    let now = match export.state {
        ExportState::Reading => format!("申請を読み込んでいます（{}／{of} 件）", thousands(export.read)),
        ExportState::Writing => format!("ファイルに書いています（{}／{of} 件）", thousands(export.written)),
        ExportState::Done => {
            let size = widget::size(u64::try_from(export.made.bytes).unwrap_or_default());
            let rows = thousands(export.read);
            return format!("できました（{rows} 件、{} 人分、{size}）", thousands(export.made.persons));
        }
        ExportState::Failed => "止まりました".to_owned(),
        ExportState::Cancelled => return "取りやめました".to_owned(),
    };
    match export.trouble {
        Some((_, why)) if export.state == ExportState::Failed => format!("{now}：{}", because(why)),
        Some((times, why)) => format!("{now}。{}。しばらくしてやり直します（{times} 回目）", because(why)),
        None => now,
    }
}

fn because(why: ExportTrouble) -> &'static str {
    match why {
        ExportTrouble::Database => "データベースを読み書きできませんでした",
        ExportTrouble::Files => "ファイルを読み書きできませんでした",
        ExportTrouble::NotAllowed => "この課の申請を見る権限がなくなっています",
        ExportTrouble::Other => "書き出せない申請がありました。システム管理者に知らせてください",
    }
}

#[derive(Template)]
#[template(path = "staff/export/job.html")]
struct Page {
    chrome: Chrome,
    url: String,
    what: String,
    scope: String,
    columns: String,
    said: String,
    lacking: Vec<[String; 4]>,
    export: Export,
}

impl Page {
    fn new(app: &App, chrome: Chrome, export: Export, lacking: Vec<[String; 4]>) -> Self {
        Self {
            url: url(export.id),
            what: what(app, &export),
            scope: scope::in_words(&export.wanted.scope).join("、"),
            columns: columns(&export),
            said: said(&export),
            lacking,
            export,
            chrome,
        }
    }

    fn has_stopped(&self) -> bool {
        self.export.state == ExportState::Failed
    }

    fn form(&self) -> &'static str {
        super::words(self.export.wanted.form)
    }

    /// How many characters could not be written.
    fn counted(&self) -> String {
        thousands(self.export.made.lacking)
    }

    /// Whether more of them are in the list than on the page.
    fn is_cut(&self) -> bool {
        self.export.made.lacking > self.lacking.len() as i64
    }

    fn kept(&self) -> i64 {
        KEPT_DAYS
    }
}

fn columns(export: &Export) -> String {
    if export.wanted.form == Form::Zip {
        return "全項目と添付ファイル".to_owned();
    }
    export.wanted.columns.iter().map(|c| c.label.as_str()).collect::<Vec<_>>().join("、")
}

fn id(text: &str) -> Result<ExportId, Problem> {
    text.parse().map_err(|_| Problem::Missing)
}

pub async fn get(
    State(app): State<App>,
    Staff(person): Staff,
    chrome: Chrome,
    Path(asked): Path<String>,
) -> Answer {
    let export = app.export_of(&person, id(&asked)?).await?;
    let lacking = app.first_lacking(&person, &export, SHOWN).await?;
    show(&Page::new(&app, chrome, export, lacking))
}

/// What `export.js` asks for.
#[derive(Serialize)]
struct Now {
    said: String,
    percent: i64,
    over: bool,
}

pub async fn state(State(app): State<App>, Staff(person): Staff, Path(asked): Path<String>) -> Answer {
    let export = app.export_of(&person, id(&asked)?).await?;
    let now = Now { said: said(&export), percent: export.percent(), over: !export.is_under_way() };
    Ok(Json(now).into_response())
}

pub async fn file(State(app): State<App>, Staff(person): Staff, Path(asked): Path<String>) -> Answer {
    let export = app.export_of(&person, id(&asked)?).await?;
    let file = app.exported_file(&person, export.id).await?;
    given(&app, &export, file, export.wanted.form)
}

pub async fn lacking(State(app): State<App>, Staff(person): Staff, Path(asked): Path<String>) -> Answer {
    let export = app.export_of(&person, id(&asked)?).await?;
    let file = app.lacking_of(&person, export.id).await?;
    given(&app, &export, file, Form::Lacking)
}

fn given(app: &App, export: &Export, file: StoredFile, form: Form) -> Answer {
    let day = export.done_at.unwrap_or(export.asked_at).date();
    let several = form.is_several(export.read);
    let slug = export.wanted.scope.filter.slug.as_deref();
    let (kind, disposition) = super::file(app, slug, form, several, day);
    let mut response = give_file(StoredFile { kind: kind.to_owned(), ..file })?;
    let disposition = HeaderValue::from_str(&disposition).map_err(|_| Problem::Broken)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// 「取りやめる」
pub async fn cancel(
    State(app): State<App>,
    Staff(person): Staff,
    Path(asked): Path<String>,
    _: Fields,
) -> Answer {
    let id = id(&asked)?;
    app.cancel_export(&person, id).await?;
    go_to(&url(id))
}

/// 「もう一度試す」
pub async fn again(
    State(app): State<App>,
    Staff(person): Staff,
    Path(asked): Path<String>,
    _: Fields,
) -> Answer {
    let id = id(&asked)?;
    app.export_again(&person, id).await?;
    go_to(&url(id))
}

#[cfg(test)]
mod tests {
    use madoguchi_app::{ExportColumn, Made, QueueFilter, Scope, Wanted};
    use madoguchi_vocab::Instant;

    use super::*;
    use crate::page::tests::for_staff;

    fn export(state: ExportState) -> Export {
        let at = Instant::parse("2026-11-24T09:00:00+09:00").unwrap();
        let scope = Scope { filter: QueueFilter::default(), ended: true, from: None, until: None };
        let columns = vec![ExportColumn { code: "receipt".into(), label: "<受付番号>".into() }];
        Export {
            id: "0190b5a47e3c7d4f9a2b3c4d5e6f7a8b".parse().unwrap(),
            asked_at: at,
            wanted: Wanted { scope, columns, form: Form::Cp932, purpose: "登録".into() },
            state,
            total: 100_000,
            read: 50_000,
            written: 0,
            trouble: None,
            made: Made { bytes: 2_000_000, persons: 49_000, lacking: 2, ..Made::default() },
            done_at: None,
            expires_at: at,
        }
    }

    #[tokio::test]
    async fn the_page_draws_in_every_state() {
        let app = madoguchi_testkit::Office::on_sqlite().await.app;
        let states = [
            ExportState::Reading,
            ExportState::Writing,
            ExportState::Done,
            ExportState::Failed,
            ExportState::Cancelled,
        ];
        for state in states {
            for trouble in [None, Some((3, ExportTrouble::Files))] {
                let export = Export { trouble, ..export(state) };
                let lacking = vec![["𠮷", "U+20BB7", "K7MN-4128-83", "氏名"].map(str::to_owned)];
                for_staff(|chrome| Page::new(&app, chrome, export.clone(), lacking.clone()));
            }
        }
        let told = said(&Export { trouble: Some((3, ExportTrouble::Files)), ..export(ExportState::Reading) });
        assert!(told.contains("50,000／100,000 件") && told.contains("3 回目"), "{told}");
        assert_eq!(export(ExportState::Reading).percent(), 25);
    }
}
