//! The back office: one file per thing the office does.
//!
//! Each use case opens the file, asks the rules, writes the outcome, puts letters in the tray and closes
//! the file, in one transaction. Pages, API and commands all come through here.

mod act;
mod advance;
mod alike;
mod approvals;
mod attach;
mod bulk;
mod carry_over;
mod case;
mod catalogue;
mod chores;
mod clean;
mod clock;
mod correct;
mod deliver;
mod desk;
mod documents;
mod draft;
mod draw;
mod enter;
mod entry;
mod evidence;
mod export;
mod ids;
mod import_inventory;
mod issue;
mod keep_draft;
mod kpis;
mod look_up;
mod looks;
mod machine;
mod measured;
mod messages;
mod neighbours;
mod outlook;
mod owed;
mod papers;
mod people;
mod plans;
mod postal;
mod printer;
mod proof;
mod publish;
mod queue;
mod rates;
mod reclaim;
mod retention;
mod road;
mod scan;
mod settings;
mod sheets;
mod sign_in;
mod submission;
mod submit;
mod sweep;
mod throttle;
mod trouble;
mod verify;
mod visitor;
mod works;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

pub use approvals::{AT_ONCE, Approval, ApprovalsPage, SentBack};
pub use attach::StoredFile;
pub use bulk::{BULK, Outcome, Refused, Seen};
pub use case::{CaseFile, LetterLine};
pub use catalogue::CatalogueEntry;
pub use chores::Chore;
pub use clock::Clock;
pub use correct::Correction;
pub use deliver::Delivered;
pub use desk::{AtDesk, DayWrong, DeskFacts, DeskLine, How, LATE_DAYS, Original, Way};
pub use documents::{Genuine, Issued};
pub use draft::Draft;
pub use draw::{DrawList, Drawn, Entrant, Lot};
pub use entry::{Entry, InPlace};
pub use export::{Enclosed, Exported, Exporting};
pub use ids::Ids;
pub use import_inventory::ImportPreview;
pub use keep_draft::WARNED_DAYS;
pub use kpis::{KpiLine, Noted};
pub use looks::{Look, Present, Trace};
pub use machine::Whereabouts;
use madoguchi_auth::Secret;
use madoguchi_notify::Post;
pub use madoguchi_store::attachments::{Arrived, Download, Incoming, Scan};
use madoguchi_store::{Store, attachments::Vault, clamd::Scanner};
pub use madoguchi_store::{StoreError, disposal::DueRow, people::Department, views::queue::QueueRow};
use madoguchi_vocab::{Date, Instant, workday::Calendar};
pub use measured::Measured;
pub use messages::{ENCLOSURE_MB, ENCLOSURES, Writer};
pub use neighbours::Neighbours;
pub use outlook::{OutlookPage, TREND_MONTHS};
pub use owed::Owed;
pub use papers::{Loaded, Papers, Published};
pub use people::StaffPerson;
pub use plans::{Pace, PlanPage, SavedPlan};
pub use postal::{PostalTown, PostalTowns};
pub use printer::{MoreFonts, Printer};
pub use proof::{Disproved, Proof, ProvedEvent, ProvedSeal};
pub use publish::PaperLine;
pub use queue::{COUNTED, QueueFilter, QueuePage, Sort, When};
pub use rates::RatesPage;
pub use retention::{Disposed, WARNING_DAYS};
pub use road::{Aim, RoadAsked, RoadPage};
pub use scan::Scanned;
pub use settings::{City, Settings};
pub use sheets::{PRINTED_AT_ONCE, Sheet};
pub use submission::{Happened, Submission};
pub use submit::{Receipt, Wishes};
pub use trouble::{FileTrouble, Trouble};
pub use verify::{Broken, Verified};
pub use visitor::Visitor;
pub use works::{ParkedLetter, Works};

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
    departments: RwLock<Arc<Vec<Department>>>,
    measured: RwLock<Arc<BTreeMap<String, Measured>>>,
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
            departments: RwLock::default(),
            measured: RwLock::default(),
            postal,
            settings,
        }));
        app.fetch_departments().await?;
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
