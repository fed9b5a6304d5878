//! What these pages say, in Japanese, easy Japanese and English.

use madoguchi_vocab::Text;

use super::ProxyKind;

/// A phrase in the three languages.
pub(super) type Phrase = [&'static str; 3];

/// A question or a page: what is asked, and more about it.
pub(super) struct Words {
    pub label: Phrase,
    pub hint: Option<Phrase>,
}

const fn words(label: Phrase) -> Words {
    Words { label, hint: None }
}

const fn with_hint(label: Phrase, hint: Phrase) -> Words {
    Words { label, hint: Some(hint) }
}

pub(super) fn text([ja, easy, en]: Phrase) -> Text {
    Text::all(ja, easy, en)
}

pub(super) const WHO_PAGE: Words =
    words(["だれが手続きをしますか", "だれが 手続きを しますか", "Who is doing this?"]);
pub(super) const WHO: Words = words(["手続きをする人", "手続きを する 人", "You are"]);
pub(super) const MYSELF: Phrase =
    ["本人（自分の手続き）", "本人（自分の 手続き）", "The person concerned (my own procedure)"];

/// Who the person concerned is: a parent who applies is it, and not for somebody else.
pub(super) fn concerned(who: &Text) -> Text {
    // A brace would stand for an answer.
    let plain = |said: &str| said.trim_end_matches(['。', '.']).replace('{', "{{").replace('}', "}}");
    let ja = plain(&who.ja);
    let easy = who.easy.as_deref().map(plain).unwrap_or_default();
    let en = who.en.as_deref().map(plain).unwrap_or_default();
    let first = |said: &str, sentence: String| if said.is_empty() { String::new() } else { sentence };
    Text::all(
        first(&ja, format!("本人とは、この手続きを使える人（{ja}）のことです。"))
            + "ほかの人が代わりにするときは、その人のことを先に聞きます。そのあとのページには、本人のことを書いてください。",
        first(&easy, format!("本人は、この 手続きを する ことが できる 人（{easy}）です。"))
            + "ほかの 人が 代わりに する ときは、はじめに その 人の ことを 聞きます。その あとは、本人の ことを 書いて ください。",
        first(&en, format!("The person concerned is whoever may use this procedure: {en}. "))
            + "If somebody acts for them, we ask about that person first. On the pages after that, write about the person concerned.",
    )
}

pub(super) const PERSON_PAGE: Words = with_hint(
    [
        "代わりに手続きをする人のことを教えてください",
        "代わりに する 人（あなた）の ことを 教えて ください",
        "About you, who act for somebody else",
    ],
    [
        "ここには、入力しているあなたのことを書いてください。",
        "ここには、今 書いて いる あなたの ことを 書いて ください。",
        "Write about yourself here, not about the person concerned.",
    ],
);
pub(super) const NAME: Words = words(["代理人の氏名", "あなたの 名前", "Your full name"]);
pub(super) const KANA: Words =
    words(["代理人のフリガナ", "あなたの 名前の 読み方（カタカナ）", "Your name in katakana"]);
pub(super) const RELATION: Words = with_hint(
    ["本人との続柄・立場", "本人との 関係", "Your relation to the person"],
    [
        "例：長女、父（親権者）、成年後見人",
        "例：むすめ、父、後見人（こうけんにん）",
        "For example: daughter, father, adult guardian",
    ],
);
pub(super) const OFFICE: Words = with_hint(
    ["事務所・会社の名前", "事務所・会社の 名前", "Name of your office or company"],
    [
        "例：見本行政書士事務所",
        "例：見本行政書士事務所",
        "For example: Mihon Administrative Scrivener Office",
    ],
);
pub(super) const PHONE: Words = with_hint(
    ["代理人の電話番号", "あなたの 電話の 番号", "Your phone number"],
    [
        "この手続きについて聞きたいときにかけます。",
        "わからない ことが ある とき、電話します。",
        "We call it when we have a question about this procedure.",
    ],
);

pub(super) const POWER_PAGE: Words = words([
    "本人に代わって手続きできることを示してください",
    "本人の 代わりに できる ことを 見せて ください",
    "Show that you may act for the person",
]);
pub(super) const ASKED: Words = with_hint(
    [
        "本人から頼まれて、本人のために手続きします",
        "本人に たのまれました。本人の ために します",
        "The person has asked me to do this for them",
    ],
    [
        "家族は、チェックを入れると書類が要りません。本人に確かめることがあります。",
        "家族は、チェックを 入れると、紙は いりません。本人に 聞く ことが あります。",
        "If you are family and tick this, no document is needed. We may ask the person.",
    ],
);
pub(super) const AUTHORITY: Words = words([
    "委任状など、代わりに手続きできることがわかる書類",
    "代わりに できる ことが わかる 紙（委任状 など）",
    "Document showing your authority",
]);
pub(super) const WHY: Phrase = [
    "本人の知らないところで手続きされないように、本人から任された人か、法律で代わることができる人かを確かめるためです。",
    "本人が 知らない 間に、ほかの 人が 手続きを しない ように するためです。",
    "To make sure that nobody does this without the person's knowledge.",
];
pub(super) const NUMBER: Words = with_hint(
    ["登録番号（行政書士など）", "登録番号（行政書士 など）", "Registration number, if you have one"],
    [
        "ないときは書かずに進めます。",
        "ない ときは、書かないで いいです。",
        "Leave it empty if you have none.",
    ],
);

/// What a kind is called, and who that is.
pub(super) fn kind(kind: ProxyKind) -> (Text, Option<Text>) {
    let (name, hint): (Phrase, Phrase) = match kind {
        ProxyKind::Family => (
            ["家族", "家族", "Family"],
            [
                "子・親・配偶者などで、本人から頼まれている人",
                "子ども・親・夫・妻 などで、本人に たのまれた 人",
                "A child, parent, spouse and so on whom the person has asked",
            ],
        ),
        ProxyKind::Representative => (
            ["法定代理人", "法律で 決まった 代わりの 人", "Legal representative"],
            [
                "未成年の子の親（親権者）、成年後見人など",
                "子ども（17歳まで）の 親、後見人（こうけんにん）など",
                "A parent of a minor, an adult guardian and so on",
            ],
        ),
        ProxyKind::Professional => (
            ["仕事で代わりにする人", "仕事で 代わりに する 人", "Professional"],
            [
                "行政書士、会社など。報酬を受けて役所に出す書類を作れるのは、行政書士など法律で認められた人だけです（行政書士法19条）。",
                "行政書士（ぎょうせいしょし）、会社 など。お金を もらって 役所の 紙を 作れるのは、法律で 決まった 人だけです。",
                "An administrative scrivener, a company and so on. Only those whom the law allows may prepare papers for an office for a fee.",
            ],
        ),
    };
    (text(name), Some(text(hint)))
}

/// Which papers show the authority, for the kinds a paper allows.
pub(super) fn proofs(kinds: &[ProxyKind]) -> Text {
    let by_law = kinds.contains(&ProxyKind::Representative);
    let asked = kinds.iter().any(|k| *k != ProxyKind::Representative);
    let parts: [(bool, Phrase); 3] = [
        (
            asked,
            [
                "頼まれた人は、本人が書いた委任状。",
                "たのまれた 人は、本人が 書いた 委任状（「代わりに たのみます」の 紙）。",
                "If you were asked: a letter of authority written by the person. ",
            ],
        ),
        (
            by_law,
            [
                "親権者は、戸籍や母子健康手帳など親子とわかるもの。後見人などは、登記事項証明書。",
                "親は、戸籍（こせき）や 母子手帳 など、親と 子だと わかる もの。後見人は、登記事項証明書。",
                "A parent: the family register, the maternal and child health handbook or the like. A guardian: the certificate of registered matters. ",
            ],
        ),
        (
            true,
            [
                "紙を写した写真でかまいません。原本を確かめたいときは、あとで連絡します。",
                "紙の 写真で いいです。紙が いる ときは、あとで 言います。",
                "A photo will do. If we need the original we shall ask for it.",
            ],
        ),
    ];
    let said =
        |at: usize| parts.iter().filter(|(is, _)| *is).map(|(_, phrase)| phrase[at]).collect::<String>();
    Text::all(said(0), said(1), said(2))
}
