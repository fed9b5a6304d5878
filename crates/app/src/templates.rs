//! Small papers to begin from. They lie beside the gallery and are offered to authors only.

/// A paper to begin from.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub code: &'static str,
    /// 証明書の請求, 届出 …
    pub title: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// The paper itself.
    pub source: &'static str,
}

macro_rules! template {
    ($code:literal, $title:literal, $summary:literal) => {
        Template {
            code: $code,
            title: $title,
            summary: $summary,
            source: include_str!(concat!("../../../forms/_templates/", $code, "/form.toml")),
        }
    };
}

/// Every template, in the order they are offered.
pub fn templates() -> [Template; 5] {
    [
        template!(
            "shomei",
            "証明書の請求",
            "だれの証明か、何通か、どう受け取るかを聞きます。郵送のときだけ送り先を聞きます。"
        ),
        template!(
            "todokede",
            "届出",
            "いつ、何が変わったかを知らせてもらいます。形がととのっていれば、届いたときに終わります。"
        ),
        template!("koza", "講座の申込", "定員のある講座や催しの申込みです。抽選にもできます。"),
        template!("hojo", "補助金の申請", "金額、領収書の写真、振込先を聞き、審査して決定を知らせます。"),
        template!("anketo", "アンケート", "名前を聞かずに意見を集めます。"),
    ]
}
