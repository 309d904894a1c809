//! The press from outside: starts the program that draws PDF, hands it a paper and takes what
//! comes back. It trusts nothing of it: time and length are limited here as well.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use fadu_kernel::words::Words;

use crate::paper::Paper;

/// The press's program.
pub const PROGRAM: &str = "fadu-press";
/// Longest time a paper may take; the press gives up earlier by itself.
const SECONDS_MAX: u64 = 30;
/// Largest file taken: a report of a hundred pages has less than one.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Papers drawn at once; each takes a processor.
const AT_ONCE_MAX: usize = 2;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PressFault {
    /// The program is not installed (yet).
    Absent,
    /// It is at work on others.
    Busy,
    /// It took too long and was stopped.
    TooSlow,
    /// It said no, with its reason.
    Refused(String),
}

impl PressFault {
    /// What to tell whoever asked for a PDF.
    pub fn words(&self) -> Words {
        match self {
            Self::Absent => Words::new(
                "PDF 排版程序 fadu-press 尚未安装；请用网页打印或下载 DOCX",
                "the program that draws PDF, fadu-press, is not installed; print the page or take \
                 the DOCX",
            ),
            Self::Busy => Words::new(
                "PDF 排版程序正忙，请稍后再试，或下载 DOCX",
                "the program that draws PDF is busy; try again later, or take the DOCX",
            ),
            Self::TooSlow => Words::new(
                "PDF 排版超时，已停止；请下载 DOCX",
                "drawing the PDF took too long and was stopped; take the DOCX",
            ),
            Self::Refused(reason) => Words::new(
                format!("PDF 未能生成（{reason}）；请下载 DOCX"),
                format!("the PDF was not made ({reason}); take the DOCX"),
            ),
        }
    }
}

/// The press.
#[derive(Debug, Default)]
pub struct Press {
    program: Option<PathBuf>,
    fonts: Vec<PathBuf>,
    at_work: AtomicUsize,
}

impl Press {
    /// The press with this program, and folders of fonts beside those of the system.
    pub fn new(program: Option<PathBuf>, fonts: Vec<PathBuf>) -> Self {
        Self {
            program,
            fonts,
            at_work: AtomicUsize::new(0),
        }
    }

    /// The press that lies in the same folder as a program.
    pub fn beside(program: &Path) -> Self {
        let press = program.with_file_name(PROGRAM);
        let fonts = program.with_file_name("fonts");
        Self::new(Some(press), vec![fonts])
    }

    /// Whether the program is there.
    pub fn is_there(&self) -> bool {
        self.program
            .as_ref()
            .is_some_and(|program| program.is_file())
    }

    /// Draws a paper.
    pub fn draw(&self, paper: &Paper) -> Result<Vec<u8>, PressFault> {
        let program = self.program.as_ref().filter(|program| program.is_file());
        let program = program.ok_or(PressFault::Absent)?;
        if self.at_work.fetch_add(1, Ordering::SeqCst) >= AT_ONCE_MAX {
            self.at_work.fetch_sub(1, Ordering::SeqCst);
            return Err(PressFault::Busy);
        }
        let drawn = self.draw_with(program, paper);
        self.at_work.fetch_sub(1, Ordering::SeqCst);
        drawn
    }

    fn draw_with(&self, program: &Path, paper: &Paper) -> Result<Vec<u8>, PressFault> {
        let refused = |error: &dyn std::fmt::Display| PressFault::Refused(error.to_string());
        let text = serde_json::to_vec(paper).map_err(|error| refused(&error))?;
        let mut command = Command::new(program);
        for folder in self.fonts.iter().filter(|folder| folder.is_dir()) {
            command.arg("--fonts").arg(folder);
        }
        let mut child = command
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| refused(&error))?;
        let answer = answer(&mut child, text);
        // Whatever happened, nothing of it stays behind.
        let _ = child.kill();
        let status = child.wait().map_err(|error| refused(&error))?;
        let (file, said) = answer?;
        if !file.starts_with(b"%PDF") || file.len() as u64 > FILE_BYTES_MAX {
            let said = said.trim();
            return Err(if said.is_empty() {
                refused(&status)
            } else {
                refused(&said)
            });
        }
        Ok(file)
    }
}

/// Hands the text over and waits for the file and for what was said, each on its own thread so
/// that neither pipe can hold up the other.
fn answer(child: &mut Child, text: Vec<u8>) -> Result<(Vec<u8>, String), PressFault> {
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(PressFault::Absent);
    };
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // The press may stop reading; what it then says is the answer.
        let _ = stdin.write_all(&text);
    });
    std::thread::spawn(move || {
        let mut file = Vec::new();
        let read = stdout.take(FILE_BYTES_MAX + 1).read_to_end(&mut file);
        let mut said = String::new();
        let _ = stderr.take(2_000).read_to_string(&mut said);
        let _ = sender.send(read.map(|_| (file, said)));
    });
    match receiver.recv_timeout(Duration::from_secs(SECONDS_MAX)) {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(PressFault::Refused(error.to_string())),
        Err(RecvTimeoutError::Timeout) => Err(PressFault::TooSlow),
        Err(RecvTimeoutError::Disconnected) => Err(PressFault::Refused("no answer".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_that_is_not_there_says_so() {
        let press = Press::beside(Path::new("/nowhere/fadu"));
        assert!(!press.is_there());
        assert_eq!(press.draw(&Paper::default()), Err(PressFault::Absent));
        assert!(PressFault::Absent.words().zh.contains("DOCX"));
    }

    #[test]
    fn a_program_that_is_no_press_is_refused() {
        let press = Press::new(Some("/bin/true".into()), Vec::new());
        assert!(matches!(
            press.draw(&Paper::default()),
            Err(PressFault::Refused(_))
        ));
        assert_eq!(press.at_work.load(Ordering::SeqCst), 0);
    }
}
