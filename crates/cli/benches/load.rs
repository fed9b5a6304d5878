//! What the program carries, as ratios to two limits measured in the same run on the same machine: an empty axum
//! handler for pages, and the bare database's shared commits for submissions. And in CPU milliseconds per operation.
//!
//! `cargo bench -p madoguchi-cli --bench load`. `LOAD_ROWS` says how many submissions are stored for the queue
//! (1,000,000 by default), `LOAD_SECONDS` how long each rate is taken; `LOAD_ONLY=queue` measures the queue alone.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on has nothing to say")]

use std::{
    collections::BTreeMap,
    future::Future,
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use madoguchi_app::Clock;
use madoguchi_forms::{Facts, Typed};
use madoguchi_store::{Store, drafts, submissions, submissions::SubmissionRow};
use madoguchi_testkit::{Browser, Seen};
use madoguchi_vocab::{DepartmentId, DraftId, Lang, ReceiptNumber, SubmissionId, normalise};
use world::{Running, World};

#[path = "../tests/crash/world.rs"]
mod world;

const SLUG: &str = "load";
const QUESTIONS: usize = 30;
const PER_PAGE: usize = 5;
const CONNECTIONS: usize = 32;
const PRESSES: usize = 64;
const DRAFTS: usize = 1500;
/// Of eight stored submissions the one that has answers; it was refused.
const ANSWERED: u64 = 6;
/// Linux counts CPU time in hundredths of a second (`getconf CLK_TCK`).
const TICK_MS: f64 = 10.0;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// A form of thirty questions of the common kinds.
fn source() -> String {
    let water = std::fs::read_to_string(world::root().join("forms/suido-kaishi/form.toml")).unwrap();
    let head = water.split("[when]").next().unwrap();
    let head = head.replace("department = \"suido\"", "department = \"shimin\"");
    let mut out: String =
        head.lines().filter(|l| !l.starts_with("next =")).map(|l| format!("{l}\n")).collect();
    for n in 0..QUESTIONS {
        if n % PER_PAGE == 0 {
            out += &format!(
                "[[page]]\nkey = \"p{n}\"\ntitle = {{ ja = \"質問 {n}\", easy = \"しつもん\", en = \"Questions\" }}\n"
            );
        }
        let (kind, more) = match n {
            0 => ("name", "applicant = \"name\"\n"),
            1 => ("kana", "applicant = \"kana\"\n"),
            2 => ("phone", "applicant = \"phone\"\n"),
            3 => ("email", "applicant = \"email\"\nrequired = false\n"),
            _ if n % 3 == 0 => ("number", "min = 0\nmax = 100000\n"),
            _ => ("text", ""),
        };
        out += &format!(
            "[[page.field]]\nkey = \"f{n}\"\ntype = \"{kind}\"\nlabel = {{ ja = \"項目 {n}\", easy = \"こうもく {n}\", en = \"Item {n}\" }}\n{more}"
        );
    }
    out
}

fn typed(n: usize) -> Typed {
    Typed::from_iter((0..QUESTIONS).map(|f| {
        let value = match f {
            0 => format!("見本 {n}"),
            1 => "ミホン ハナコ".to_owned(),
            2 => "0744-22-4001".to_owned(),
            3 => String::new(),
            _ if f % 3 == 0 => (n * f % 1000).to_string(),
            _ => format!("見本の答え {n} の {f}"),
        };
        (format!("f{f}"), value)
    }))
}

/// User and system time of a process so far, in milliseconds.
fn cpu_ms(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) * TICK_MS
}

/// Memory of a process, in MiB: `VmRSS` what is resident, `VmHWM` the most that was.
fn memory_mib(pid: u32, what: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|l| l.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Operations per second, CPU per operation and latencies of something many do at once.
struct Rate {
    per_second: f64,
    cpu_ms: f64,
    p50: f64,
    p99: f64,
}

impl Rate {
    fn of(count: u64, took: Duration, cpu: f64, mut latencies: Vec<f64>) -> Self {
        latencies.sort_by(f64::total_cmp);
        let at = |q: f64| latencies.get((latencies.len() as f64 * q) as usize).copied().unwrap_or_default();
        Self {
            per_second: count as f64 / took.as_secs_f64(),
            cpu_ms: cpu / count as f64,
            p50: at(0.5),
            p99: at(0.99),
        }
    }

    fn print(&self, what: &str) {
        println!(
            "{what:<44} {:>9.0}/s   {:>7.3} CPU-ms   p50 {:>7.2} ms   p99 {:>7.2} ms",
            self.per_second, self.cpu_ms, self.p50, self.p99
        );
    }
}

/// Many connections ask the same again and again for a while.
async fn hammer<F, A>(pid: u32, workers: usize, ask: F) -> Rate
where
    F: Fn(usize) -> A,
    A: AsyncWorker + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let count = Arc::new(AtomicU64::new(0));
    let (begun, cpu) = (Instant::now(), cpu_ms(pid));
    let tasks: Vec<_> = (0..workers)
        .map(|n| {
            let (mut worker, stop, count) = (ask(n), stop.clone(), count.clone());
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let at = Instant::now();
                    worker.once().await;
                    latencies.push(at.elapsed().as_secs_f64() * 1000.0);
                    count.fetch_add(1, Ordering::Relaxed);
                }
                latencies
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(number("LOAD_SECONDS", 8))).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    Rate::of(count.load(Ordering::Relaxed), begun.elapsed(), cpu_ms(pid) - cpu, latencies)
}

/// Something one connection does again and again.
trait AsyncWorker {
    fn once(&mut self) -> impl Future<Output = ()> + Send;
}

struct Getter(Browser, String);

impl AsyncWorker for Getter {
    async fn once(&mut self) {
        let seen = self.0.get(&self.1).await;
        assert!(seen.status.is_success(), "{} {}", self.1, seen.status);
    }
}

/// The empty handler, in a process of its own: this bench, told so.
async fn serve_nothing() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/", axum::routing::get(async || ()));
    axum::serve(listener, router).await.unwrap();
}

fn empty_handler() -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env("LOAD_EMPTY", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().parse().unwrap())
}

/// A draft filled in up to its check page.
struct Ready {
    browser: Browser,
    check: Seen,
}

async fn fill(address: SocketAddr, n: usize) -> Ready {
    let mut browser = Browser::at(address);
    let (check, _) = browser.fill_in(&typed(n), &format!("/p/{SLUG}")).await.unwrap();
    Ready { browser, check }
}

/// Journeys up to the check page, many at once.
async fn fill_all(address: SocketAddr, pid: u32) -> (Vec<Ready>, f64) {
    let cpu = cpu_ms(pid);
    let mut ready = Vec::new();
    for begin in (0..DRAFTS).step_by(PRESSES) {
        let tasks: Vec<_> =
            (begin..(begin + PRESSES).min(DRAFTS)).map(|n| tokio::spawn(fill(address, n))).collect();
        for task in tasks {
            ready.push(task.await.unwrap());
        }
    }
    (ready, (cpu_ms(pid) - cpu) / DRAFTS as f64)
}

/// Presses "send" for every draft, many at once.
async fn press_all(mut ready: Vec<Ready>, pid: u32) -> Rate {
    let count = ready.len() as u64;
    let mut shares: Vec<Vec<Ready>> = (0..PRESSES).map(|_| vec![]).collect();
    for n in 0..ready.len() {
        shares[n % PRESSES].push(ready.pop().unwrap());
    }
    let (begun, cpu) = (Instant::now(), cpu_ms(pid));
    let tasks: Vec<_> = shares
        .into_iter()
        .map(|share| {
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                for mut one in share {
                    let at = Instant::now();
                    let done = one.browser.post(&one.check.action(), &one.check.form()).await;
                    assert!(done.path.ends_with("/done"), "{} {}", done.status, done.path);
                    latencies.push(at.elapsed().as_secs_f64() * 1000.0);
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    Rate::of(count, begun.elapsed(), cpu_ms(pid) - cpu, latencies)
}

struct Inserter(Store, u128);

impl AsyncWorker for Inserter {
    /// One row as large as a draft, committed together with whoever waits.
    async fn once(&mut self) {
        self.1 += 1;
        let now = Clock::Wall.now();
        let mut resume_hash = [0; 32];
        resume_hash[..16].copy_from_slice(&self.1.to_be_bytes());
        let row = drafts::DraftRow {
            id: DraftId(uuid::Uuid::from_u128(self.1)),
            visitor_hash: [0; 32],
            slug: SLUG.to_owned(),
            version: 1,
            lang: Lang::Ja,
            typed: serde_json::to_value(typed(7)).unwrap(),
            revision: 1,
            created_at: now,
            saved_at: now,
            expires_at: now,
            resume_hash,
            submission: None,
            receipt: None,
            email: None,
            carried_from: None,
            desk: None,
            counted: None,
            account: None,
        };
        let mut tx = self.0.begin().await.unwrap();
        drafts::insert(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
    }
}

const FAMILIES: [&str; 40] = [
    "見本", "例示", "試験", "仮名", "架空", "雛形", "書式", "記入", "標準", "一般", "甲野", "乙野", "丙野",
    "丁野", "壱原", "弐原", "参原", "四原", "五原", "六原", "七原", "八原", "九原", "十原", "東例", "西例",
    "南例", "北例", "春見", "夏見", "秋見", "冬見", "朝見", "昼見", "夜見", "赤例", "青例", "白例", "黒例",
    "緑例",
];

/// Stores so many submissions directly, a thousandth of them with one rare name, an eighth with thirty answers.
async fn store_rows(world: &World, store: &Store, from: u64, to: u64) {
    let (typed, today) = (typed(7), Clock::Wall.now().date());
    let facts = Facts { today, files: &BTreeMap::new() };
    let answers = serde_json::to_value(world.papers[SLUG].read(&typed, &facts).answers).unwrap();
    let nothing = serde_json::json!({"values": {}, "rows": {}});
    let stages =
        ["received", "in_review", "granted", "granted", "acknowledged", "granted", "refused", "granted"];
    let begun = Clock::Wall.now();
    for chunk in (from..to).step_by(5000) {
        let mut tx = store.begin().await.unwrap();
        for n in chunk..(chunk + 5000).min(to) {
            let family = if n % 1000 == 0 { "珍名" } else { FAMILIES[(n % 40) as usize] };
            let name = format!("{family} {n}");
            let receipt = ReceiptNumber::from_random(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let id = u128::from(n.wrapping_mul(0xD6E8_FEB8_6659_FD93)) << 64 | u128::from(n);
            let row = SubmissionRow {
                id: SubmissionId(uuid::Uuid::from_u128(id)),
                receipt: receipt.clone(),
                draft: DraftId(uuid::Uuid::from_u128(id)),
                slug: SLUG.to_owned(),
                version: 1,
                paper_hash: String::new(),
                flow: "completion".to_owned(),
                department: DepartmentId("shimin".to_owned()),
                stage: stages[(n % 8) as usize].to_owned(),
                stage_facts: serde_json::json!({"stage": "received", "at": begun}),
                step: "received".to_owned(),
                stage_since: None,
                revision: 1,
                answers: if n % 8 == ANSWERED { answers.clone() } else { nothing.clone() },
                search_key: normalise::search_key(&format!("{name} ミホン 0744224001 {receipt}")),
                applicant_name: name,
                applicant_kana: "ミホン".to_owned(),
                by_proxy: false,
                email: None,
                lang: Lang::Ja,
                channel: "online".to_owned(),
                arrived_at: begun.plus(-chrono::Duration::seconds((n % 30_000_000).cast_signed())),
                received_at: None,
                review_started_at: None,
                asked_at: None,
                decided_at: None,
                due_on: None,
                correction_due: None,
                holder: None,
                dispose_from: None,
                disposed_at: None,
            };
            submissions::insert(&mut tx, &row).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

/// The middle of so many runs, in milliseconds.
async fn middle(browser: &mut Browser, path: &str) -> f64 {
    let mut took = Vec::new();
    for _ in 0..21 {
        let at = Instant::now();
        let seen = browser.get(path).await;
        assert!(seen.status.is_success(), "{path} {}", seen.status);
        took.push(at.elapsed().as_secs_f64() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

async fn queue(world: &World, running: Running, rows: u64) {
    drop(running);
    let mut pages = Vec::new();
    let mut stored = 0;
    for size in [10_000, rows] {
        let store = Store::open(&world.location()).await.unwrap();
        store_rows(world, &store, stored, size).await;
        stored = size;
        store.close().await;
        let running = world.start();
        let mut clerk = World::signed_in(&running, "sato").await;
        let page = middle(&mut clerk, "/staff/queue?stage=received").await;
        let default = middle(&mut clerk, "/staff/queue").await;
        let common = middle(&mut clerk, "/staff/queue?q=%E4%BE%8B%E7%A4%BA").await;
        let rare = middle(&mut clerk, "/staff/queue?q=%E7%8F%8D%E5%90%8D").await;
        let next = clerk.get("/staff/queue?stage=received").await;
        let next = next
            .html
            .split("rel=\"next\" href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        let second = middle(&mut clerk, &next).await;
        println!(
            "{size:>9} submissions: queue of one stage {page:.1} ms, its next page {second:.1} ms, the whole queue {default:.1} ms, a common name {common:.1} ms, a rare name {rare:.1} ms"
        );
        pages.push(page);
    }
    println!("queue page of 50 at {rows} ÷ at 10,000: {:.2} (target: within 3)", pages[1] / pages[0]);
}

#[tokio::main]
async fn main() {
    if std::env::var_os("LOAD_EMPTY").is_some() {
        return serve_nothing().await;
    }
    let world = World::new(None, vec![(SLUG, source())]).await;
    let running = world.start();
    let pid = running.child.lock().unwrap().id();
    if std::env::var("LOAD_ONLY").is_ok_and(|what| what == "queue") {
        return queue(&world, running, number("LOAD_ROWS", 1_000_000)).await;
    }
    println!("memory of the idle server: {:.1} MiB (target: 60)", memory_mib(pid, "VmRSS"));

    let (mut empty, address) = empty_handler();
    let nothing = hammer(empty.id(), CONNECTIONS, |_| Getter(Browser::at(address), "/".to_owned())).await;
    nothing.print("empty axum handler");
    let _ = empty.kill();
    let _ = empty.wait();

    let start =
        hammer(pid, CONNECTIONS, |_| Getter(Browser::at(running.address), format!("/p/{SLUG}"))).await;
    start.print("start page");
    let mut drafts = Vec::new();
    for n in 0..CONNECTIONS {
        let mut browser = Browser::at(running.address);
        let start = browser.get(&format!("/p/{SLUG}")).await;
        let page = browser.post(&start.action(), &start.form()).await;
        drafts.push((browser, browser_page(&page, n)));
    }
    let drafts = std::sync::Mutex::new(drafts);
    let page = hammer(pid, CONNECTIONS, |_| {
        let (browser, path) = drafts.lock().unwrap().pop().unwrap();
        Getter(browser, path)
    })
    .await;
    page.print("question page with its draft");
    println!(
        "question page ÷ empty handler: {:.2} (target: 0.25); CPU {:.3} ms (target: 0.4)",
        page.per_second / nothing.per_second,
        page.cpu_ms
    );

    let bench = Store::open(&world.location()).await.unwrap();
    let bare = hammer(std::process::id(), PRESSES, |n| Inserter(bench.clone(), (n as u128 + 1) << 64)).await;
    bare.print("bare inserts, commits shared");
    let (ready, fill_cpu) = fill_all(running.address, pid).await;
    let sent = press_all(ready, pid).await;
    sent.print("durable submissions of 30 questions");
    println!(
        "submissions ÷ bare inserts: {:.2} (target: 0.5); the whole journey {:.1} CPU-ms (target: 5); memory {:.1} MiB",
        sent.per_second / bare.per_second,
        fill_cpu + sent.cpu_ms,
        memory_mib(pid, "VmRSS")
    );
    bench.close().await;
    queue(&world, running, number("LOAD_ROWS", 1_000_000)).await;
}

fn browser_page(page: &Seen, n: usize) -> String {
    assert!(page.status.is_success(), "draft {n}: {}", page.status);
    page.path.clone()
}
