//! Opening the files of packs and overlays, by names that may be shown.
//!
//! Only what the pack language knows is read; any other TOML file is a complaint, because a file
//! with a wrong name would be law that nobody follows.

use std::path::{Path, PathBuf};

use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source};
use crate::limit::{FILE_LENGTH_MAX, FILES_MAX};

/// A pack's files before they are read.
pub(super) struct Folder {
    pub path: PathBuf,
    pub head: Source,
    pub procedures: Vec<Source>,
    pub indicators: Option<Source>,
    pub schemes: Option<Source>,
    pub tables: Option<Source>,
    pub cases: Vec<Source>,
    pub outlines: Vec<Source>,
}

/// The folder of a pack or an overlay in which outlines of reports lie.
pub(super) const OUTLINES: &str = "outlines";

/// Opens files and collects complaints about those that cannot be.
pub(super) struct Files<'a> {
    home: &'a Path,
    complaints: &'a mut Vec<Complaint>,
}

impl<'a> Files<'a> {
    pub fn new(home: &'a Path, complaints: &'a mut Vec<Complaint>) -> Self {
        Self { home, complaints }
    }

    /// Opens a pack, with its cases or without. `None` when it has no head.
    pub fn open_pack(&mut self, path: &Path, with_cases: bool) -> Option<Folder> {
        let head = self.open(&path.join("pack.toml"))?;
        self.look_for_strays(path);
        let procedures = self.open_all(path, "procedures");
        let cases = self.open_cases(path, with_cases);
        let outlines = self.open_all(path, OUTLINES);
        let indicators = self.open_if_there(&path.join("indicators.toml"));
        let schemes = self.open_if_there(&path.join("schemes.toml"));
        let tables = self.open_if_there(&path.join("tables.toml"));
        Some(Folder {
            path: path.to_owned(),
            head,
            procedures,
            indicators,
            schemes,
            tables,
            cases,
            outlines,
        })
    }

    /// Opens the cases of a pack or an overlay, if they are wanted.
    pub fn open_cases(&mut self, path: &Path, wanted: bool) -> Vec<Source> {
        if wanted {
            self.open_all(path, "cases")
        } else {
            Vec::new()
        }
    }

    /// Opens a file that need not be there.
    pub fn open_if_there(&mut self, path: &Path) -> Option<Source> {
        path.exists().then(|| self.open(path)).flatten()
    }

    /// Opens one file.
    pub fn open(&mut self, path: &Path) -> Option<Source> {
        let long = std::fs::metadata(path).is_ok_and(|found| found.len() > FILE_LENGTH_MAX);
        if long {
            self.fault(
                path,
                format!("文件超过 {FILE_LENGTH_MAX} 字节"),
                format!("the file is longer than {FILE_LENGTH_MAX} bytes"),
            );
            return None;
        }
        match std::fs::read_to_string(path) {
            Ok(text) => Some(Source::new(self.shown(path), text)),
            Err(error) => {
                let (zh, en) = reason(&error);
                self.fault(
                    path,
                    format!("读不出文件：{zh}"),
                    format!("cannot be read: {en}"),
                );
                None
            }
        }
    }

    /// Opens the TOML files of a folder below a pack or an overlay.
    pub fn open_all(&mut self, pack: &Path, name: &str) -> Vec<Source> {
        let folder = pack.join(name);
        let mut files: Vec<PathBuf> = entries(&folder).filter(|file| is_toml(file)).collect();
        files.sort();
        if files.len() > FILES_MAX {
            let found = files.len();
            self.fault(
                &folder,
                format!("有 {found} 个文件，最多 {FILES_MAX} 个"),
                format!("there are {found} files; at most {FILES_MAX} are taken"),
            );
            files.truncate(FILES_MAX);
        }
        files.iter().filter_map(|file| self.open(file)).collect()
    }

    fn look_for_strays(&mut self, pack: &Path) {
        let known = [
            "pack.toml",
            "indicators.toml",
            "schemes.toml",
            "tables.toml",
        ];
        let rooms = ["procedures", "cases", OUTLINES];
        for path in entries(pack) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                let known = rooms.contains(&name.as_str());
                let deeper = entries(&path).filter(|inner| known && inner.is_dir());
                let files = entries(&path).filter(|inner| !known && is_toml(inner));
                let strays = deeper
                    .flat_map(|inner| entries(&inner))
                    .filter(|file| is_toml(file));
                files.chain(strays).for_each(|file| self.stray(&file));
            } else if is_toml(&path) && !known.contains(&name.as_str()) {
                self.stray(&path);
            }
        }
    }

    fn stray(&mut self, path: &Path) {
        let file = self.shown(path);
        self.complaints.push(Complaint {
            file,
            line: 1,
            column: 1,
            rule: "unknown_file",
            words: Words::new(
                "程序包不认识这个文件，它不起作用",
                "the pack knows no such file; it says nothing",
            ),
            remedy: Words::new(
                "文件应为 pack.toml、indicators.toml、schemes.toml、tables.toml，\
                 或在 procedures/、cases/、outlines/ 中",
                "Files are pack.toml, indicators.toml, schemes.toml and tables.toml, \
                 and those in procedures/, cases/ and outlines/",
            ),
        });
    }

    fn fault(&mut self, path: &Path, zh: String, en: String) {
        let file = self.shown(path);
        self.complaints.push(Complaint {
            file,
            line: 1,
            column: 1,
            rule: "file",
            words: Words::new(zh, en),
            remedy: Words::new("请检查文件", "Check the file"),
        });
    }

    /// A path as complaints show it: inside the home folder without the way there.
    fn shown(&self, path: &Path) -> String {
        let inside = (!self.home.as_os_str().is_empty()).then(|| path.strip_prefix(self.home).ok());
        inside.flatten().unwrap_or(path).display().to_string()
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let found = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = found
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect();
    paths.sort();
    paths.into_iter()
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}

/// Why a file cannot be read, without what the operating system adds.
fn reason(error: &std::io::Error) -> (&'static str, &'static str) {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => ("没有这个文件", "there is no such file"),
        ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        ErrorKind::InvalidData => ("不是 UTF-8 文本", "it is not UTF-8 text"),
        ErrorKind::IsADirectory => ("它是文件夹", "it is a folder"),
        _ => ("系统报错", "the system reports a fault"),
    }
}
