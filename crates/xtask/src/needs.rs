//! What the tests need beyond Rust: found, installed where we may, named where we may not.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;

/// A program of Debian's that the browser tests need.
struct Need {
    /// Names under which the program may be installed.
    programs: &'static [&'static str],
    /// Debian's packages that bring it.
    packages: &'static [&'static str],
    what: &'static str,
}

const NODE: Need = Need {
    programs: &["node", "nodejs"],
    packages: &["nodejs", "npm"],
    what: "Node 18 or newer",
};
const NPM: Need = Need {
    programs: &["npm"],
    packages: &["npm"],
    what: "npm",
};
const BROWSER: Need = Need {
    programs: &["chromium", "chromium-browser", "google-chrome"],
    packages: &["chromium"],
    what: "Chromium",
};
const FONT_PACKAGE: &str = "fonts-noto-cjk";

/// Programs of the browser tests, once they are there.
pub struct Browser {
    pub node: PathBuf,
    pub chromium: PathBuf,
}

/// Finds or installs what the browser tests need; else the reason why they cannot run.
pub fn browser(root: &Path) -> Result<Browser, String> {
    let node = find_or_install(&NODE)?;
    let npm = find_or_install(&NPM)?;
    let chromium = find_or_install(&BROWSER)?;
    chinese_font()?;
    packages(root, &npm)?;
    Ok(Browser { node, chromium })
}

fn find_or_install(need: &Need) -> Result<PathBuf, String> {
    if let Some(found) = need.programs.iter().find_map(|name| on_path(name)) {
        return Ok(found);
    }
    install(need.packages).map_err(|why| format!("{} is missing: {why}", need.what))?;
    let found = need.programs.iter().find_map(|name| on_path(name));
    found.ok_or_else(|| format!("{} is still missing after installing it", need.what))
}

/// A page or a paper without Chinese glyphs shows nothing that a person could judge.
pub fn chinese_font() -> Result<(), String> {
    let found = run::quietly(Command::new("fc-list").arg(":lang=zh"));
    if found.is_some_and(|fonts| !fonts.trim().is_empty()) {
        return Ok(());
    }
    install(&[FONT_PACKAGE]).map_err(|why| format!("a Chinese font is missing: {why}"))
}

/// The packages of tests/browser, exactly as its lock file has them.
fn packages(root: &Path, npm: &Path) -> Result<(), String> {
    let folder = root.join("tests/browser");
    let lock = std::fs::read(folder.join("package-lock.json")).unwrap_or_default();
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut command = Command::new(npm);
    command
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder);
    match run::shown(&mut command) {
        Ok(ran) if ran.ok => std::fs::write(&stamp, lock).map_err(|error| error.to_string()),
        Ok(_) => Err("npm ci failed in tests/browser; see its words above".to_owned()),
        Err(error) => Err(format!("{error:#}")),
    }
}

fn install(packages: &[&str]) -> Result<(), String> {
    let line = format!("apt-get install {}", packages.join(" "));
    if on_path("apt-get").is_none() || !is_root() {
        return Err(format!("run `{line}` as root"));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        run::shown(&mut command).is_ok_and(|ran| ran.ok)
    };
    // A list that cannot be renewed may still be good enough.
    apt(&["update", "-qq"]);
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    if apt(&arguments) {
        Ok(())
    } else {
        Err(format!("`{line}` failed"))
    }
}

fn is_root() -> bool {
    run::quietly(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Whether cargo knows this subcommand.
pub fn cargo_has(root: &Path, subcommand: &str) -> bool {
    run::quietly(run::cargo(root).args([subcommand, "--version"])).is_some()
}

/// Adds a component of the toolchain where rustup can.
pub fn rustup_component(name: &str) -> bool {
    run::shown(Command::new("rustup").args(["component", "add", name])).is_ok_and(|ran| ran.ok)
}

/// The program of this name on the path.
#[expect(
    clippy::disallowed_methods,
    reason = "the path is where programs are found"
)]
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether a build machine runs us: there, nothing may be skipped.
#[expect(
    clippy::disallowed_methods,
    reason = "build machines say so in the environment"
)]
pub fn is_build_machine() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
