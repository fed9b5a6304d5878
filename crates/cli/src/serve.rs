//! `madoguchi serve` and `madoguchi demo`.

use std::{process::ExitCode, time::Duration};

use madoguchi_app::{App, Clock, Ids};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{Outcome, demo, export, office::World, papers, settings::Settings};

/// The tray is looked into this often.
const POST_EVERY: Duration = Duration::from_secs(3);
/// Other nodes' publications are noticed, and what is over is cleared away, this often.
const ROUND_EVERY: Duration = Duration::from_secs(60);

/// Serves until told to stop.
pub async fn serve(settings: Settings, is_demo: bool) -> Outcome {
    let papers = papers::load_all(&settings.forms)?;
    let listener = TcpListener::bind(settings.listen).await.map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "{} はほかのプログラムが使っています。--listen で別のアドレスを指定してください。",
                settings.listen
            )
        }
        _ => format!("{} で待ち受けられません（{e}）。--listen を確かめてください。", settings.listen),
    })?;
    let world = World::open(&settings).await?.with_press(&settings)?;
    world.try_files(&settings).await?;
    if settings.smtp.is_some() {
        // Letters wait in the tray until the server is back: a warning, not an end.
        if let Err(sentence) = world.try_post().await {
            tracing::warn!("{sentence}");
        }
    }
    if let Err(sentence) = world.try_scanner().await {
        tracing::warn!("{sentence}");
    }
    if is_demo {
        demo::seed_once(&world, &settings, papers.clone()).await?;
    }
    let app = world.office(&settings, papers, Clock::Wall, Ids::Machine).await?;
    export::warn_of_two(&app).await?;
    // Whoever has read the greeting may ask to stop.
    let asked_to_stop = listen_for_the_end()?;
    greet(&settings, is_demo);

    let (stop, stopping) = watch::channel(false);
    let post = spawn_post(app.clone(), stopping.clone());
    let scans = spawn_scans(app.clone(), stopping.clone());
    let lists = spawn_lists(app.clone(), stopping.clone());
    let rounds = spawn_rounds(app.clone(), stopping.clone());
    let router = madoguchi_web::router_for(app, settings.places);
    let mut until = stopping.clone();
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<std::net::SocketAddr>())
        .with_graceful_shutdown(async move {
            let _ = until.wait_for(|s| *s).await;
        });
    let signals = tokio::spawn(async move {
        asked_to_stop.await;
        let _ = stop.send(true);
        stop
    });
    server.await.map_err(|e| format!("止まりました（{e}）。"))?;
    // Requests under way are answered; a letter in hand is handed over before the lights go out.
    let _ = tokio::join!(post, scans, lists, rounds);
    signals.abort();
    world.store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn spawn_post(app: App, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match app.deliver().await {
                // There may be more where these came from.
                Ok(done) if done.sent > 0 && !*stopping.borrow() => continue,
                Ok(_) => {}
                Err(e) => tracing::error!(error = %e, "the tray could not be emptied"),
            }
            tokio::select! {
                _ = stopping.wait_for(|s| *s) => return,
                () = tokio::time::sleep(POST_EVERY) => {}
            }
        }
    })
}

fn spawn_scans(app: App, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let done = tokio::select! {
                // What is in hand is tried again after the lease.
                _ = stopping.wait_for(|s| *s) => return,
                done = app.scan_files() => done,
            };
            match done {
                Ok(done) if done.clean + done.infected > 0 => continue,
                Ok(_) => {}
                Err(e) => tracing::error!(error = %e, "files could not be scanned"),
            }
            tokio::select! {
                _ = stopping.wait_for(|s| *s) => return,
                () = tokio::time::sleep(POST_EVERY) => {}
            }
        }
    })
}

fn spawn_lists(app: App, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let done = tokio::select! {
                // A step that was begun is begun again after the lease, from where the last one ended.
                _ = stopping.wait_for(|s| *s) => return,
                done = app.export_step() => done,
            };
            match done {
                Ok(true) => continue,
                Ok(false) => {}
                Err(e) => tracing::error!(error = %e, "lists could not be written"),
            }
            tokio::select! {
                _ = stopping.wait_for(|s| *s) => return,
                () = tokio::time::sleep(POST_EVERY) => {}
            }
        }
    })
}

fn spawn_rounds(app: App, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Err(e) = app.fetch_departments().await {
                tracing::error!(error = %e, "departments could not be fetched");
            }
            if let Err(e) = app.fetch_emergency().await {
                tracing::error!(error = %e, "what is said to everybody could not be fetched");
            }
            if let Err(e) = app.fetch_published().await {
                tracing::error!(error = %e, "papers could not be fetched");
            }
            if let Err(e) = app.measure().await {
                tracing::error!(error = %e, "times could not be measured");
            }
            if let Err(e) = app.do_chores().await {
                tracing::error!(error = %e, "chores could not be done");
            }
            tokio::select! {
                _ = stopping.wait_for(|s| *s) => return,
                () = tokio::time::sleep(ROUND_EVERY) => {}
            }
        }
    })
}

/// Listens for being asked to stop, from now on.
///
/// # Errors
/// One sentence.
#[cfg(unix)]
fn listen_for_the_end() -> Result<impl Future<Output = ()>, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let deaf = |e: std::io::Error| format!("止める合図を待てません（{e}）。もう一度起動してください。");
    let mut interrupted = signal(SignalKind::interrupt()).map_err(deaf)?;
    let mut terminated = signal(SignalKind::terminate()).map_err(deaf)?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Listens for being asked to stop.
///
/// # Errors
/// None here; elsewhere there may be some.
#[cfg(not(unix))]
fn listen_for_the_end() -> Result<impl Future<Output = ()>, String> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn greet(settings: &Settings, is_demo: bool) {
    let url = &settings.office.public_url;
    println!("窓口が開きました。");
    println!("  住民        {url}/");
    println!("  職員        {url}/staff");
    println!("  管理者      {url}/manage");
    println!("  様式の作成者 {url}/author");
    if is_demo {
        println!("\n見本の職員（パスワードはどれも {}）", demo::PASSWORD);
        for (login, what) in demo::sign_ins() {
            println!("  {login:<12} {what}");
        }
        println!("  ほかの課の職員の名前は deploy/seed/staff.csv にあります。");
        println!("\n人も件数も見本です。データは {} に残ります。", settings.data.display());
    }
    if settings.smtp.is_none() {
        println!("メールは送らず、{} にファイルで置きます。", settings.data.join("letters").display());
    }
    println!("止めるときは Ctrl+C");
}
