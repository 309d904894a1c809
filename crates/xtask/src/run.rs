//! Running a program: seen by the person, and kept where it has to be counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result};

/// What a program did.
pub struct Ran {
    pub ok: bool,
    /// Every line of its output and errors, as they came.
    pub lines: Vec<String>,
}

/// Runs the command, shows its output as it comes, and keeps it.
pub fn shown(command: &mut Command) -> Result<Ran> {
    println!("\n$ {}", words(command));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", words(command)))?;
    let errors = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(move || pass_on(pipe, true)));
    let mut lines = child
        .stdout
        .take()
        .map(|pipe| pass_on(pipe, false))
        .unwrap_or_default();
    if let Some(errors) = errors {
        lines.extend(errors.join().unwrap_or_default());
    }
    Ok(Ran {
        ok: child.wait()?.success(),
        lines,
    })
}

fn pass_on(pipe: impl Read, to_errors: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(pipe)
        .split(b'\n')
        .map_while(std::result::Result::ok)
    {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A closed terminal is no reason to stop counting.
        let _ = if to_errors {
            writeln!(std::io::stderr(), "{line}")
        } else {
            writeln!(std::io::stdout(), "{line}")
        };
        lines.push(line);
    }
    lines
}

/// Runs the command unseen; its standard output when it succeeds.
pub fn quietly(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The cargo that runs us, or the one on the path.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo names itself in the environment"
)]
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Where cargo puts what it builds.
pub fn target_folder(root: &Path) -> PathBuf {
    let metadata = quietly(cargo(root).args(["metadata", "--format-version", "1", "--no-deps"]));
    let named = metadata.and_then(|text| {
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(PathBuf::from(value.get("target_directory")?.as_str()?))
    });
    named.unwrap_or_else(|| root.join("target"))
}

fn words(command: &Command) -> String {
    let mut words = vec![short(command.get_program())];
    words.extend(command.get_args().map(short));
    words.join(" ")
}

fn short(word: &std::ffi::OsStr) -> String {
    let word = word.to_string_lossy();
    if word.ends_with("/cargo") {
        "cargo".to_owned()
    } else {
        word.into_owned()
    }
}
