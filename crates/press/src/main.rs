//! The press: one paper as JSON on standard input, one PDF on standard output.
//!
//! It is a program of its own so that whatever a paper says can hurt nobody but this process,
//! which ends after one paper. It opens no file but fonts, no connection at all, and sets limits
//! to its own time and memory before it reads anything from outside. A paper is data: there is no
//! template language in it that could ask for more.

mod draw;
mod faces;
mod glyphs;
mod lines;
mod measures;
mod pages;
mod rows;
mod tables;

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use fadu_paper::paper::Paper;
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::faces::Faces;

/// Largest paper read: the largest that [`Paper::fits`] lets through, with its JSON around it.
const PAPER_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Processor seconds for one paper; a hundred pages take less than one.
const SECONDS_MAX: u64 = 20;
/// Memory: fonts of 25 MB each, and their subsets.
const MEMORY_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Files open at once: the three standard ones, a folder for each level, a font.
const FILES_MAX: u64 = 32;
/// Where Debian and people install fonts.
const FONT_FOLDERS: [&str; 3] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
];

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
enum PressFault {
    #[error("usage: fadu-press [--faces] [--plain] [--fonts FOLDER]... < paper.json > paper.pdf")]
    Usage,
    #[error("the limits of the press cannot be set: {0}")]
    Limits(rustix::io::Errno),
    #[error("the paper cannot be read: {0}")]
    Paper(String),
    #[error("the paper is too long")]
    TooLong,
    #[error("no font with Chinese characters was found; install fonts-noto-cjk")]
    NoFont,
    #[error("the PDF cannot be made: {0}")]
    Drawing(String),
    #[error("the PDF cannot be handed over: {0}")]
    Handing(std::io::Error),
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(match fault {
                PressFault::Usage | PressFault::Paper(_) | PressFault::TooLong => 2,
                PressFault::Limits(_)
                | PressFault::NoFont
                | PressFault::Drawing(_)
                | PressFault::Handing(_) => 1,
            })
        }
    }
}

fn run() -> Result<(), PressFault> {
    limit()?;
    let mut folders = Vec::new();
    let (mut only_faces, mut plainly) = (false, false);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--fonts") => {
                folders.push(PathBuf::from(arguments.next().ok_or(PressFault::Usage)?));
            }
            Some("--faces") => only_faces = true,
            // Uncompressed, for people and tests that look inside.
            Some("--plain") => plainly = true,
            _ => return Err(PressFault::Usage),
        }
    }
    folders.extend(FONT_FOLDERS.map(PathBuf::from));
    let faces = Faces::find(&folders).ok_or(PressFault::NoFont)?;
    if only_faces {
        for (role, file) in faces.chosen() {
            println!("{role}\t{}", file.display());
        }
        return Ok(());
    }
    let mut text = Vec::new();
    std::io::stdin()
        .take(PAPER_BYTES_MAX + 1)
        .read_to_end(&mut text)
        .map_err(|error| PressFault::Paper(error.to_string()))?;
    if text.len() as u64 > PAPER_BYTES_MAX {
        return Err(PressFault::TooLong);
    }
    let paper: Paper =
        serde_json::from_slice(&text).map_err(|error| PressFault::Paper(error.to_string()))?;
    if !paper.fits() {
        return Err(PressFault::TooLong);
    }
    let pdf = draw::pdf(&paper, faces, plainly)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf)
        .and_then(|()| out.flush())
        .map_err(PressFault::Handing)
}

/// Sets the limits under which the rest of the program runs.
fn limit() -> Result<(), PressFault> {
    let limits = [
        (Resource::As, MEMORY_BYTES_MAX),
        (Resource::Cpu, SECONDS_MAX),
        (Resource::Nofile, FILES_MAX),
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit).map_err(PressFault::Limits)?;
    }
    Ok(())
}
