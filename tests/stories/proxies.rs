//! Somebody applies for somebody else.

use madoguchi_app::{Mark, QueueFilter};
use madoguchi_forms::{ProxyKind, Typed, cases::Case};
use madoguchi_testkit::{
    office::{forms, photo},
    story,
};
use madoguchi_workflow::{Action, StageName};

const SLUG: &str = "kodomo-iryo-sho";

fn case(name: &str) -> Case {
    Case::read(&std::fs::read_to_string(forms().join(SLUG).join("cases").join(name)).unwrap()).unwrap()
}

story! {
    /// A 行政書士 applies for a mother; the clerk sees who acts, asks for the original, gets it and grants. The matter and
    /// its letters are the mother's.
    async fn a_scrivener_applies_and_is_asked_for_the_original(office: Office) {
        let jiro = office.resident();
        let draft = jiro.types(SLUG, &case("proxy-scrivener.toml")).await;
        let receipt = office.app.submit(&draft, draft.revision, &jiro.visitor).await.unwrap().receipt;
        let ko = office.staff("ko").await;
        let opened = office.app.open_case(&ko.person, &receipt).await.unwrap().submission;
        assert_eq!(opened.applicant_name, "見本 花子");
        assert_eq!(opened.email.as_deref(), Some("hanako@example.jp"));
        let proxy = opened.paper.proxy(&opened.answers).unwrap();
        assert_eq!((proxy.kind, proxy.name.as_str()), (ProxyKind::Professional, "代理 次郎"));
        // Lists show it, and can be narrowed to it.
        office.resident().submits(SLUG, "").await;
        let by_proxy = QueueFilter { mark: Some(Mark::ByProxy), ..QueueFilter::default() };
        let rows = office.app.queue(&ko.person, &by_proxy).await.unwrap().rows;
        assert_eq!(rows.iter().map(|row| &row.receipt).collect::<Vec<_>>(), [&receipt]);
        assert_eq!(office.app.queue(&ko.person, &QueueFilter::default()).await.unwrap().total, 2);

        ko.does(&receipt, Action::Take).await.unwrap();
        ko.asks_correction(&receipt, "proxy_authority", "委任状の原本を郵送し、写しを付け直してください。", 14).await.unwrap();
        let file = office.app.arrived(&photo()).await.unwrap();
        let asked = jiro.sees(&receipt).await;
        assert_eq!(asked.to_mend().len(), 1);
        let field = "proxy_authority".parse().unwrap();
        let new = office.app.attach_to_correction(&asked, &field, "ininjo.jpg", file).await.unwrap();
        jiro.mends(&receipt, Typed::from_iter([("proxy_authority", new.to_string().as_str())])).await.unwrap();
        ko.does(&receipt, Action::grant("")).await.unwrap();
        assert_eq!(jiro.sees(&receipt).await.stage.name(), StageName::Granted);
        office.post().await;
    }
}

story! {
    /// Without a paper that shows the authority nothing is handed in, and the page that asks for it is named.
    async fn nothing_goes_out_without_authority(office: Office) {
        let jiro = office.resident();
        let draft = jiro.types(SLUG, &case("proxy-no-authority.toml")).await;
        let answer = office.app.submit(&draft, draft.revision, &jiro.visitor).await;
        assert!(
            matches!(&answer, Err(madoguchi_app::Trouble::Incomplete(page)) if page.as_str() == "proxy_power"),
            "{answer:?}"
        );
    }
}
