//! `cargo xtask release`: the archive that a city installs, the same for everyone who makes it.
//!
//! It publishes nothing. It refuses an untidy or changed checkout and a version that the changelog
//! does not tell about.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use toml::Table;

use crate::{run, tidy};

/// The programs of a release; the second draws PDF for the first.
const PROGRAMS: [&str; 2] = ["fadu", "fadu-press"];

/// What stands beside the program in the archive, where it exists.
const BESIDE: [&str; 12] = [
    "LICENSE",
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "packs",
    "overlays",
    "statutes",
    "words",
    "demo",
    "docs",
];

pub fn run(root: &Path) -> Result<bool> {
    let version = version(root)?;
    if !changelog_tells(
        &std::fs::read_to_string(root.join("CHANGELOG.md"))?,
        &version,
    ) {
        bail!("CHANGELOG.md has no section for {version}: say what changed for its users");
    }
    match run::quietly(git(root).args(["status", "--porcelain"])) {
        Some(changes) if changes.is_empty() => {}
        Some(_) => bail!("the checkout has changes: commit them, so that the archive can be named"),
        None => bail!("git does not answer here: make releases from a clone"),
    }
    if !tidy::report(root)?.complaints.is_empty() {
        return Ok(false);
    }
    for package in PROGRAMS {
        must(run::cargo(root).args(["build", "--release", "--locked", "--package", package]))?;
    }
    let target = run::target_folder(root);
    let name = format!(
        "fadu-{version}-{}-{}",
        std::env::consts::ARCH,
        std::env::consts::OS
    );
    let dist = target.join("dist");
    let folder = dist.join(&name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    for program in PROGRAMS {
        std::fs::copy(target.join("release").join(program), folder.join(program))?;
    }
    for beside in BESIDE.iter().filter(|beside| root.join(beside).exists()) {
        must(
            Command::new("cp")
                .arg("-r")
                .arg(root.join(beside))
                .arg(&folder),
        )?;
    }
    archive(root, &dist, &name)?;
    println!("made {}", dist.join(format!("{name}.tar.gz")).display());
    Ok(true)
}

/// One archive for one commit: names in order, times of the commit, nobody's user.
fn archive(root: &Path, dist: &Path, name: &str) -> Result<()> {
    let time = run::quietly(git(root).args(["log", "-1", "--format=%ct"]))
        .context("the commit has no time")?;
    let tar = format!("{name}.tar");
    must(Command::new("tar").current_dir(dist).args([
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        &format!("--mtime=@{}", time.trim()),
        "-cf",
        &tar,
        name,
    ]))?;
    must(
        Command::new("gzip")
            .current_dir(dist)
            .args(["--force", "--no-name", "-9", &tar]),
    )?;
    let file = format!("{tar}.gz");
    let sum = run::quietly(Command::new("sha256sum").current_dir(dist).arg(&file))
        .context("sha256sum does not answer")?;
    print!("{sum}");
    std::fs::write(dist.join(format!("{file}.sha256")), sum)?;
    Ok(())
}

fn version(root: &Path) -> Result<String> {
    let manifest: Table = std::fs::read_to_string(root.join("Cargo.toml"))?.parse()?;
    let package = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("package"));
    let version = package.and_then(|package| package.get("version")?.as_str());
    Ok(version
        .context("Cargo.toml has no workspace version")?
        .to_owned())
}

fn changelog_tells(changelog: &str, version: &str) -> bool {
    changelog.lines().any(|line| {
        let heading = line
            .strip_prefix("## ")
            .map(|rest| rest.trim_start_matches('['));
        heading.is_some_and(|rest| {
            rest.strip_prefix(version)
                .is_some_and(|after| !after.starts_with(['.', '-']))
        })
    })
}

fn git(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root);
    command
}

fn must(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changelog_names_the_very_version() {
        assert!(changelog_tells("# Changelog\n\n## 0.1.0\n", "0.1.0"));
        assert!(changelog_tells("## [0.1.0] - 2026-11-21\n", "0.1.0"));
        assert!(!changelog_tells("## 0.1.0-rc1\n## 0.1.0.1\n", "0.1.0"));
    }
}
