//! The pages in front: for whom it is, who the proxy is, and by what authority.

use std::ops::Range;

use madoguchi_vocab::{FieldKey, PageKey, Text};

use super::{
    KIND, MYSELF, NAME, Proxies,
    ProxyKind::{self, Family, Professional, Representative},
    words::{self, Words},
};
use crate::{
    Field, FieldKind, Page, Whose,
    field::{
        attachment::{Attachment, FileKind},
        choice::Choice,
        consent::Consent,
        kana::Kana,
        name::Name,
        phone::Phone,
        text,
    },
    logic::{self, Expression},
    paper::ChoiceOption,
};

/// The pages that a paper gets which says who may act for the person; none where only the person may.
pub(crate) fn pages(proxies: &Proxies, who: &Text) -> Vec<Page> {
    let maker = Maker { kinds: &proxies.kinds, span: &proxies.span };
    let pages = match proxies.kinds.is_empty() {
        true => vec![],
        false => vec![maker.who(who), maker.person(), maker.power()],
    };
    pages.into_iter().flatten().collect()
}

/// Makes questions. Everything of them lies, for findings, where the paper says who may.
struct Maker<'p> {
    kinds: &'p [ProxyKind],
    span: &'p Range<usize>,
}

impl Maker<'_> {
    fn who(&self, who: &Text) -> Option<Page> {
        let field =
            self.field(KIND, words::WHO, FieldKind::Choice(Choice { options: self.options(), list: None }));
        let page = self.page("proxy_who", words::WHO_PAGE, None, vec![field])?;
        Some(Page { hint: Some(words::concerned(who)), ..page })
    }

    fn person(&self) -> Option<Page> {
        let told = |max_length| FieldKind::Text(text::Text { max_length });
        let fields = vec![
            self.field(NAME, words::NAME, FieldKind::Name(Name)),
            self.field("proxy_kana", words::KANA, FieldKind::Kana(Kana)),
            self.field_of("proxy_relation", words::RELATION, told(100), &[Family, Representative]),
            self.field_of("proxy_office", words::OFFICE, told(100), &[Professional]),
            self.field("proxy_phone", words::PHONE, FieldKind::Phone(Phone)),
        ];
        self.page("proxy_person", words::PERSON_PAGE, self.by_proxy(), fields)
    }

    fn power(&self) -> Option<Page> {
        let optional = |field: Option<Field>| field.map(|f| Field { required: false, ..f });
        let authority = Attachment {
            kinds: FileKind::ALL.to_vec(),
            max_files: 5,
            max_mb: 10,
            why: Some(words::text(words::WHY)),
            draw: None,
        };
        // Who is no family was not asked for their word, so it is absent and the paper is asked for.
        let unless_asked = self.kinds.contains(&Family).then(|| self.condition("not proxy_asked")).flatten();
        let authority = self.field("proxy_authority", words::AUTHORITY, FieldKind::Attachment(authority));
        let authority =
            authority.map(|f| Field { hint: Some(words::proofs(self.kinds)), when: unless_asked, ..f });
        let fields = vec![
            optional(self.field_of("proxy_asked", words::ASKED, FieldKind::Consent(Consent), &[Family])),
            authority,
            optional(self.field_of(
                "proxy_number",
                words::NUMBER,
                FieldKind::Text(text::Text { max_length: 60 }),
                &[Professional],
            )),
        ];
        self.page("proxy_power", words::POWER_PAGE, self.by_proxy(), fields)
    }

    fn options(&self) -> Vec<ChoiceOption> {
        let option = |key: &str, (label, hint): (Text, Option<Text>)| ChoiceOption {
            key: key.to_owned(),
            label,
            hint,
            from: None,
            until: None,
            span: self.span.clone(),
        };
        let others = self.kinds.iter().map(|kind| option(kind.code(), words::kind(*kind)));
        std::iter::once(option(MYSELF, (words::text(words::MYSELF), None))).chain(others).collect()
    }

    fn by_proxy(&self) -> Option<Expression> {
        self.condition(&format!("{KIND} != '{MYSELF}'"))
    }

    fn condition(&self, source: &str) -> Option<Expression> {
        let tree = logic::parse(source).ok()?;
        Some(Expression { source: source.to_owned(), tree, at: self.span.clone(), exact: false })
    }

    fn page(
        &self,
        key: &str,
        words: Words,
        when: Option<Expression>,
        fields: Vec<Option<Field>>,
    ) -> Option<Page> {
        Some(Page {
            key: PageKey::parse(key).ok()?,
            title: words::text(words.label),
            hint: words.hint.map(words::text),
            when,
            exit: None,
            repeat: None,
            fields: fields.into_iter().flatten().collect(),
            span: self.span.clone(),
        })
    }

    /// A question for some kinds only: not there where the paper allows none of them, and without a condition where it
    /// allows no others.
    fn field_of(&self, key: &str, words: Words, kind: FieldKind, of: &[ProxyKind]) -> Option<Field> {
        let (asked, not): (Vec<ProxyKind>, Vec<_>) = self.kinds.iter().partition(|k| of.contains(k));
        if asked.is_empty() {
            return None;
        }
        let names: Vec<_> = asked.iter().map(|k| format!("{KIND} == '{}'", k.code())).collect();
        let when = (!not.is_empty()).then(|| self.condition(&names.join(" or "))).flatten();
        self.field(key, words, kind).map(|f| Field { when, ..f })
    }

    /// Whoever types is the proxy, so the browser may fill in what it knows.
    fn field(&self, key: &str, words: Words, kind: FieldKind) -> Option<Field> {
        let label = words::text(words.label);
        Some(Field {
            key: FieldKey::parse(key).ok()?,
            ask: kind.behaviour().ask_for(&label).into(),
            label,
            hint: words.hint.map(words::text),
            required: true,
            when: None,
            kind,
            applicant: None,
            whose: Whose::Own,
            print: true,
            print_under: None,
            span: self.span.clone(),
        })
    }
}
