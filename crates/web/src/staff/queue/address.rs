//! A filter of the queue as it stands in an address, there and back.

use madoguchi_app::{Age, Channel, Mark, QueueFilter, Rows, Sort, When, Whose};
use madoguchi_workflow::StageName;
use serde::Deserialize;

use crate::form_state::Fields;

pub const PATH_URL: &str = "/staff/queue";

/// The words of an address. What cannot be read is no filter; [`unread`] names it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    q: String,
    stage: String,
    holder: String,
    due: String,
    asked: String,
    paper: String,
    channel: String,
    age: String,
    mark: String,
    post: String,
    sort: String,
    rows: String,
    after: String,
}

/// The longest text that is searched for, in letters.
const LONGEST: usize = 100;

impl Asked {
    /// What an address asks for, behind its `?`.
    pub fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if let Some(word) = asked.word(&name) {
                *word = value.into_owned();
            }
        }
        asked
    }

    fn word(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "q" => &mut self.q,
            "stage" => &mut self.stage,
            "holder" => &mut self.holder,
            "due" => &mut self.due,
            "asked" => &mut self.asked,
            "paper" => &mut self.paper,
            "channel" => &mut self.channel,
            "age" => &mut self.age,
            "mark" => &mut self.mark,
            "post" => &mut self.post,
            "sort" => &mut self.sort,
            "rows" => &mut self.rows,
            "after" => &mut self.after,
            _ => return None,
        })
    }

    pub fn filter(&self) -> QueueFilter {
        let said = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        let mark = Mark::ALL.into_iter().find(|mark| mark.code() == self.mark);
        QueueFilter {
            stage: StageName::parse(&self.stage),
            whose: whose(&self.holder),
            slug: said(&self.paper),
            text: self.q.chars().take(LONGEST).collect(),
            when: match self.due.as_str() {
                "overdue" => When::Overdue,
                "today" => When::Today,
                "soon" => When::Soon,
                _ => When::Any,
            },
            channel: Channel::ALL.into_iter().find(|channel| channel.code() == self.channel),
            age: Age::ALL.into_iter().find(|age| age.code() == self.age),
            // Addresses of before there were marks said this one so.
            mark: mark.or((self.asked == "yes").then_some(Mark::Asked)),
            to_post: self.post == "owed",
            sort: match self.sort.as_str() {
                "newest" => Sort::Newest,
                "due" => Sort::Due,
                _ => Sort::Oldest,
            },
            rows: Rows::ALL.into_iter().find(|r| r.count().to_string() == self.rows).unwrap_or_default(),
            after: said(&self.after),
        }
    }
}

/// In whose hands: `me`, `nobody`, or somebody by id.
fn whose(word: &str) -> Whose {
    match word {
        "me" => Whose::Mine,
        "nobody" => Whose::Nobodys,
        id => id.parse().map_or(Whose::Anybodys, Whose::Of),
    }
}

/// The word for in whose hands.
pub fn holder(whose: Whose) -> String {
    match whose {
        Whose::Anybodys => String::new(),
        Whose::Nobodys => "nobody".to_owned(),
        Whose::Mine => "me".to_owned(),
        Whose::Of(id) => id.to_string(),
    }
}

/// The word for by when.
pub fn due(when: When) -> &'static str {
    match when {
        When::Any => "",
        When::Overdue => "overdue",
        When::Today => "today",
        When::Soon => "soon",
    }
}

/// The word for an order; the usual one is not said.
pub fn sorted(sort: Sort) -> &'static str {
    match sort {
        Sort::Oldest => "",
        Sort::Newest => "newest",
        Sort::Due => "due",
    }
}

/// A filter behind the `?` of an address.
pub fn query(filter: &QueueFilter) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let rows = Some(filter.rows).filter(|r| *r != Rows::default()).map(|r| r.count().to_string());
    for (name, value) in [
        ("q", filter.text.as_str()),
        ("stage", filter.stage.map_or("", StageName::code)),
        ("holder", &holder(filter.whose)),
        ("due", due(filter.when)),
        ("paper", filter.slug.as_deref().unwrap_or_default()),
        ("channel", filter.channel.map_or("", Channel::code)),
        ("age", filter.age.map_or("", Age::code)),
        ("mark", filter.mark.map_or("", Mark::code)),
        ("post", if filter.to_post { "owed" } else { "" }),
        ("sort", sorted(filter.sort)),
        ("rows", &rows.unwrap_or_default()),
        ("after", filter.after.as_deref().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// The address of a filter.
pub fn url(filter: &QueueFilter) -> String {
    match query(filter) {
        q if q.is_empty() => PATH_URL.to_owned(),
        q => format!("{PATH_URL}?{q}"),
    }
}

/// The filter of the list one came from. An address that is no list of ours is the whole list.
pub fn came_from(fields: &Fields) -> QueueFilter {
    let behind = fields.first("from").strip_prefix(PATH_URL).unwrap_or_default();
    Asked::read(behind.strip_prefix('?').unwrap_or_default()).filter()
}

/// What an address asks for and cannot be read, as `name=value`: the list is drawn without it, and says so.
pub fn unread(query: &str) -> Vec<String> {
    let mut unread = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let mut alone = Asked::default();
        let is_read = match (name.as_ref(), value.as_ref()) {
            // What was just done, and what says nothing or the usual.
            ("done", _) | (_, "") | ("rows", "50") => true,
            ("q", text) => text.chars().count() <= LONGEST,
            (name, text) => match alone.word(name) {
                None => false,
                Some(word) => {
                    text.clone_into(word);
                    alone.filter() != QueueFilter::default()
                }
            },
        };
        if !is_read {
            unread.push(format!("{name}={}", value.chars().take(LONGEST).collect::<String>()));
        }
    }
    unread
}

#[cfg(test)]
mod tests {
    use madoguchi_app::Way;

    use super::*;

    fn back(filter: &QueueFilter) -> QueueFilter {
        Asked::read(&query(filter)).filter()
    }

    #[test]
    fn an_address_says_the_whole_filter() {
        let filter = QueueFilter {
            stage: Some(StageName::Corrected),
            whose: Whose::Mine,
            slug: Some("suido-kaishi".into()),
            text: "見本 & 花子".into(),
            when: When::Overdue,
            channel: Some(Channel::Desk(Way::Mail)),
            age: Some(Age::Older),
            mark: Some(Mark::Changed),
            to_post: true,
            sort: Sort::Due,
            rows: Rows::Many,
            after: Some("1-0-x".into()),
        };
        assert_eq!(back(&filter), filter);
        assert_eq!(unread(&query(&filter)), [] as [&str; 0]);
        let of = Whose::Of("0190b5a47e3c7d4f9a2b3c4d5e6f7a8b".parse().unwrap());
        for whose in [Whose::Anybodys, Whose::Nobodys, of] {
            let filter = QueueFilter { whose, ..QueueFilter::default() };
            assert_eq!(back(&filter), filter);
        }
        assert_eq!(url(&QueueFilter::default()), "/staff/queue");
        assert_eq!(Asked::read("asked=yes").filter().mark, Some(Mark::Asked), "as it was said before");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_left_out() {
        let query = "stage=gone&stage=received&mark=&rows=50&age=3-5&colour=red&holder=somebody&done=take&due=&sort=x";
        assert_eq!(unread(query), ["stage=gone", "colour=red", "holder=somebody", "sort=x"]);
        let filter = Asked::read(query).filter();
        assert_eq!((filter.stage, filter.age), (Some(StageName::Received), Some(Age::Week)));
    }
}
