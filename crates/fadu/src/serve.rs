//! `fadu serve`: serves a city, and keeps its clocks and schemes going.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use fadu_office::office::Office;
use fadu_office::{erase_expired, run_schemes, sweep_clocks};
use fadu_web::app::App;
use fadu_web::routes::router;

use crate::city::{OpenCity, open_city};
use crate::home::Home;
use crate::report::press;
use crate::speak::{Speak, told};

/// How often the clocks are swept.
const SWEEP_SECONDS: u64 = 30;

/// Serve a city.
///
/// Example: fadu serve --data data/demo --listen 127.0.0.1:8080
#[derive(Args)]
pub struct Serve {
    /// The city's data folder.
    #[arg(long)]
    data: PathBuf,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// Address to serve at.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The server is reached over HTTPS (through a proxy): cookies are sent over it only.
    #[arg(long)]
    https: bool,
}

impl Serve {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        let served = open_city(home, &self.data, self.city.as_deref()).and_then(|open| {
            let served = self.serving().serve(&open, speak);
            open.close();
            served
        });
        match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}", crate::speak::in_words(&error));
                ExitCode::from(2)
            }
        }
    }

    fn serving(&self) -> Serving<'_> {
        Serving {
            listen: &self.listen,
            https: self.https,
            catching_up: Arc::default(),
        }
    }
}

/// How a city is served.
pub struct Serving<'a> {
    /// Address to serve at.
    pub listen: &'a str,
    /// Whether it is reached over HTTPS, through a proxy.
    pub https: bool,
    /// Whether acts of days gone by are still being handed in: until they are, nothing may lapse.
    pub catching_up: Arc<AtomicBool>,
}

impl Serving<'_> {
    /// Serves until the process is told to stop; then finishes what is under way.
    pub fn serve(self, open: &OpenCity, speak: Speak) -> Result<()> {
        let listen = self.listen;
        let address: SocketAddr = listen.parse().map_err(|_| {
            told(
                format!("--listen“{listen}”不是地址，例如 127.0.0.1:8080"),
                format!("{listen} is no address such as 127.0.0.1:8080"),
            )
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(16)
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(address).await.map_err(|_| {
                told(
                    format!("不能在 {listen} 提供服务，可能已被占用；请用 --listen 换一个地址"),
                    format!("{listen} cannot be listened on; choose another with --listen"),
                )
            })?;
            println!("{}: http://{listen}/", speak.say("已就绪", "ready"));
            let sweeper = tokio::spawn(sweep(open.office.clone(), self.catching_up));
            let app = App::new(open.office.clone(), open.site(), self.https).with_press(press()?);
            let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
            let served = axum::serve(listener, service)
                .with_graceful_shutdown(stopped())
                .await;
            sweeper.abort();
            served.context("the server failed")
        })?;
        drop(runtime);
        Ok(())
    }
}

/// Fires what the law draws from lapse of time, and runs the schemes of closed periods. Once a
/// day it erases what is past the time it is kept for.
async fn sweep(office: Office, catching_up: Arc<AtomicBool>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(SWEEP_SECONDS));
    let mut erased_on = None;
    loop {
        ticks.tick().await;
        if catching_up.load(Ordering::Acquire) {
            continue;
        }
        let going = office.clone();
        // A fault shows in the health page; the next round tries again.
        let _ = tokio::task::spawn_blocking(move || keep_going(&going)).await;
        let today = office.now().date();
        if erased_on != Some(today) {
            let erasing = office.clone();
            let erased = tokio::task::spawn_blocking(move || erase_all(&erasing)).await;
            erased_on = matches!(erased, Ok(Ok(()))).then_some(today);
        }
    }
}

fn erase_all(office: &Office) -> Result<(), fadu_office::fault::Fault> {
    let now = office.now();
    loop {
        let erased = office
            .ask(move |work| erase_expired::erase_expired(work, now))
            .wait()?;
        if erased.matters < erase_expired::ERASE_MAX {
            return Ok(());
        }
    }
}

fn keep_going(office: &Office) -> Result<(), fadu_office::fault::Fault> {
    let now = office.now();
    loop {
        let swept = office
            .ask(move |work| sweep_clocks::sweep_clocks(work, now))
            .wait()?;
        if swept.matters < sweep_clocks::SWEEP_MAX {
            break;
        }
    }
    office
        .ask(move |work| run_schemes::run_schemes(work, now))
        .wait()?;
    Ok(())
}

/// Waits for Ctrl-C or a termination signal.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
