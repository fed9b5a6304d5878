//! The back office: one file per thing the office does.
//!
//! Each use case opens the file, asks the rules, writes the outcome, puts letters in the tray and closes
//! the file, in one transaction. Pages, API and commands all come through here.

mod account;
mod accounts;
mod act;
mod advance;
mod alike;
mod approvals;
mod arrange;
mod at_hand;
mod attach;
mod backlog;
mod bulk;
mod carry_over;
mod case;
mod catalogue;
mod changes_of_departments;
mod chores;
mod clean;
mod clock;
mod correct;
mod deliver;
mod desk;
mod documents;
mod draft;
mod draw;
mod edit_inventory;
mod emergency;
mod end_account;
mod enter;
mod entered;
mod entry;
mod evidence;
mod export;
mod feedback;
mod filter;
mod flows;
mod fresh;
mod funnel;
mod guide;
mod hands;
mod ids;
mod import_inventory;
mod issue;
mod keep_draft;
mod known_answers;
mod kpis;
mod ledger;
mod look_up;
mod look_up_code;
mod looks;
mod machine;
mod marks;
mod measured;
mod member;
mod messages;
mod months;
mod my_page;
mod neighbours;
mod open_data;
mod outlook;
mod overview;
mod owed;
mod own_account;
mod papers;
mod people;
mod phrases;
mod planned;
mod plans;
mod postal;
mod printer;
mod proof;
mod publish;
mod queue;
mod rates;
mod reclaim;
mod report;
mod retention;
mod road;
mod samples;
mod scan;
mod search;
mod second_factor;
mod settings;
mod sheets;
mod sign_in;
mod slips;
mod snapshots;
mod submission;
mod submit;
mod subscribe;
mod sweep;
mod templates;
mod throttle;
mod today;
mod trail;
mod transfers;
mod trouble;
mod verify;
mod versions;
mod views;
mod visitor;
mod wordings;
mod works;
mod write_paper;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

pub use account::{
    Account, AccountChange, AccountFile, AccountFilter, AccountState, Cells, NewAccount, Session,
};
pub use approvals::{AT_ONCE, Approval, ApprovalsPage, MINE, SentBack};
pub use arrange::{Absence, Passed, Turns};
pub use attach::StoredFile;
pub use backlog::{Backlog, MonthFlow, Waiting};
pub use bulk::{BULK, Outcome, Refused, Seen};
pub use case::{CaseFile, LetterLine};
pub use catalogue::{Catalogue, Listed};
pub use changes_of_departments::{DepartmentLine, Names};
pub use chores::Chore;
pub use clock::Clock;
pub use correct::Correction;
pub use deliver::Delivered;
pub use desk::{AtDesk, DayWrong, DeskFacts, DeskLine, How, LATE_DAYS, Original, Way};
pub use documents::{Genuine, Issued};
pub use draft::Draft;
pub use draw::{DrawList, Drawn, Entrant, Lot};
pub use edit_inventory::{Altered, Edited, ProcedurePage};
pub use emergency::{
    Banner, DISASTER_DRAFT_DAYS, Disaster, Emergency, LONGEST_DISASTER, MOST_LETTERS, Severity,
};
pub use end_account::{TOLD_DAYS, UNUSED_DAYS};
pub use entry::{Entry, InPlace};
pub use export::{
    BOOK, DIRECT, Export, ExportColumn, ExportTemplate, ExportTrouble, Form, KEPT_DAYS, LONGEST_NAME, Pieces,
    Scope, TEMPLATES, UNDER_WAY, Wanted,
};
pub use feedback::{
    FEEDBACK_PAGE, FEEDBACK_WORDS, FEEDBACK_YEARS, FeedbackFilter, FeedbackPage, FeedbackWrong, Rating, Said,
};
pub use filter::{Age, Channel, Mark, QueueFilter, Rows, SOON, Sort, When, Whose};
pub use flows::{Share, Times};
pub use funnel::{Counted, FUNNEL_YEARS, FunnelLine, FunnelPage, FunnelPlace, FunnelStop};
pub use guide::{GuideFile, GuideFiles, GuideFinding};
pub use ids::Ids;
pub use import_inventory::ImportPreview;
pub use keep_draft::WARNED_DAYS;
pub use known_answers::{KnownFrom, facts_paper, reseal_answers};
pub use kpis::{KpiLine, Noted};
pub use ledger::InventoryVersion;
pub use looks::{Look, Present, Trace};
pub use machine::Whereabouts;
use madoguchi_auth::Secret;
use madoguchi_forms::guide::Guide;
pub use madoguchi_inventory::PartialRule;
use madoguchi_notify::Post;
pub use madoguchi_notify::{Mail, Slip};
pub use madoguchi_store::attachments::{Arrived, Download, Incoming, Scan};
use madoguchi_store::{Store, attachments::Vault, clamd::Scanner};
pub use madoguchi_store::{
    StoreError,
    disposal::DueRow,
    exports::{ExportState, Made},
    mergers::Merger,
    people::Department,
    substitutes::Substitute,
    transfers::TransferRow,
    views::queue::QueueRow,
    written::PlanRow,
};
use madoguchi_vocab::{Date, Instant, workday::Calendar};
pub use marks::{Looked, Marks};
pub use measured::Measured;
pub use member::{LetIn, Member, MemberSession, SIGN_IN_MINUTES};
pub use messages::{ENCLOSURE_MB, ENCLOSURES, Writer};
pub use months::SERIES;
pub use my_page::{LISTED, MyDraft, MySubmission};
pub use neighbours::Neighbours;
pub use open_data::OpenSet;
pub use outlook::{OutlookPage, TREND_MONTHS};
pub use overview::Overview;
pub use owed::Owed;
pub use papers::{Loaded, Papers, Published};
pub use people::StaffPerson;
pub use phrases::{NewPhrase, Offered, Phrase};
pub use plans::{Pace, PlanPage, SavedPlan, rules_in_the_way};
pub use postal::{BadTable, NotJapanPost, PostalFile, PostalTown, PostalTowns};
pub use printer::{MoreFonts, Printer};
pub use proof::{Disproved, Proof, ProvedEvent, ProvedSeal};
pub use publish::{Opening, PaperLine, Would};
pub use queue::{COUNTED, News, QueuePage};
pub use rates::{PublicRates, RatesPage};
pub use report::{KpiChange, MonthReport, Went};
pub use retention::{Disposed, WARNING_DAYS};
pub use road::{Aim, DueBy, RoadAsked, RoadPage};
pub use scan::Scanned;
pub use search::{Elsewhere, Found, Hits, MOST_HITS};
pub use second_factor::{FactorOffer, Owed as FactorOwed, RECOVERY_CODES};
pub use settings::{City, Population, SecondFactor, Settings};
pub use sheets::{PRINTED_AT_ONCE, Sheet};
pub use snapshots::{Freezing, OpenedSnapshot, Snapshot, Withdrawal};
pub use submission::{Happened, Submission};
pub use submit::{Receipt, Wishes};
pub use subscribe::{Awaited, CONFIRM_DAYS};
pub use templates::{Template, templates};
pub use today::{DayFlow, Load};
pub use trail::{SeenBy, THRESHOLD, TrailFilter, TrailLine, TrailPage, VERBS, VerbGroup};
pub use transfers::{Handed, TransferPreview};
pub use trouble::{FileTrouble, Trouble};
pub use verify::{Broken, Verified};
pub use versions::Version;
pub use views::{Density, VIEW_NAME, VIEWS, View};
pub use visitor::Visitor;
pub use wordings::{Origin, Reworded, Worded, WordingVersion};
pub use works::{ParkedLetter, Says, Works};
pub use write_paper::{Beginning, From, PaperTrouble, Save, Written};

/// What a use case gives back.
pub type Result<T> = std::result::Result<T, Trouble>;

/// What the office is made of; handed in once, by `cli` or by a test.
pub struct Parts {
    /// The filing cabinet.
    pub store: Store,
    /// Where the bytes of files lie.
    pub vault: Vault,
    /// The virus scanner, if the city has one.
    pub scanner: Option<Scanner>,
    /// The press.
    pub printer: Printer,
    /// The post.
    pub post: Post,
    /// The clock.
    pub clock: Clock,
    /// Ids and chance.
    pub ids: Ids,
    /// The key everything secret is derived from.
    pub secret: Secret,
    /// The days on which city hall is open.
    pub calendar: Calendar,
    /// The papers of `forms/`.
    pub papers: Vec<Loaded>,
    /// What helps people find a paper.
    pub guide: Guide,
    /// Postal codes.
    pub postal: PostalTowns,
    /// The rest.
    pub settings: Settings,
}

/// The office. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Office>);

struct Office {
    store: Store,
    vault: Vault,
    scanner: Option<Scanner>,
    printer: Printer,
    /// Forms to write on that were printed already.
    blanks: RwLock<BTreeMap<String, Arc<[u8]>>>,
    post: Post,
    clock: Clock,
    ids: Ids,
    secret: Secret,
    calendar: Calendar,
    papers: RwLock<Arc<Papers>>,
    /// Papers that are written in the browser, as they were read last.
    drafted: RwLock<BTreeMap<String, Arc<Loaded>>>,
    departments: RwLock<Arc<Vec<Department>>>,
    measured: RwLock<Arc<BTreeMap<String, Measured>>>,
    emergency: RwLock<Arc<Emergency>>,
    open_sets: open_data::OpenSets,
    public_rates: at_hand::AtHand<rates::MadeRates>,
    /// Versions of papers that are not open any more, as they were read last.
    past: RwLock<versions::Past>,
    guide: Guide,
    catalogue: RwLock<catalogue::Made>,
    postal: PostalTowns,
    settings: Settings,
}

impl App {
    /// Opens the office: the papers that were published are fetched from the cabinet.
    ///
    /// # Errors
    /// [`Trouble::Store`] if the cabinet cannot be read.
    pub async fn open(parts: Parts) -> Result<Self> {
        let Parts {
            store,
            vault,
            scanner,
            printer,
            post,
            clock,
            ids,
            secret,
            calendar,
            papers,
            guide,
            postal,
            settings,
        } = parts;
        let papers = RwLock::new(Arc::new(Papers::new(papers)));
        let app = App(Arc::new(Office {
            store,
            vault,
            scanner,
            printer,
            blanks: RwLock::default(),
            post,
            clock,
            ids,
            secret,
            calendar,
            papers,
            drafted: RwLock::default(),
            departments: RwLock::default(),
            measured: RwLock::default(),
            emergency: RwLock::default(),
            open_sets: open_data::no_sets(),
            public_rates: at_hand::AtHand::default(),
            past: RwLock::default(),
            guide,
            catalogue: RwLock::default(),
            postal,
            settings,
        }));
        app.fetch_departments().await?;
        app.fetch_emergency().await?;
        app.fetch_published().await?;
        Ok(app)
    }

    /// Now.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Today in Japan.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// The city whose office this is.
    pub fn city(&self) -> &City {
        &self.0.settings.city
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The days on which city hall is open.
    pub fn calendar(&self) -> &Calendar {
        &self.0.calendar
    }

    /// The key of this installation.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// The papers as they are at this moment.
    pub fn papers(&self) -> Arc<Papers> {
        self.0.papers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a paper into the cupboard, in place of one of that name. Residents go on seeing the published one.
    pub fn put_paper(&self, paper: Loaded) {
        self.replace_papers(self.papers().with_loaded(paper));
    }

    /// 128 random bits, for whoever makes cookies.
    pub fn random(&self) -> u128 {
        self.0.ids.bits()
    }

    /// Whether the cabinet answers.
    ///
    /// # Errors
    /// [`Trouble::Store`] if it does not.
    pub async fn ready(&self) -> Result<()> {
        Ok(self.0.store.ping().await?)
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn replace_papers(&self, papers: Papers) {
        *self.0.papers.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(papers);
    }
}
