//! Finds and reads the files of a calendar, within limits.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use fadu_kernel::words::Words;

use crate::complaint::{Complaint, Source};

/// Most files in a folder of a calendar; a file a year makes this a century.
const FILES_MAX: usize = 100;
/// Largest file in bytes; a year takes about one thousand.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Longest key of a region, in bytes; an administrative division code has six.
const REGION_KEY_BYTES_MAX: usize = 32;

pub(super) fn year_files(dir: &Path) -> Result<Vec<PathBuf>, Vec<Complaint>> {
    let entries = fs::read_dir(dir).map_err(|error| cannot_read(dir, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot_read(dir, &error))?.path();
        if path.extension() == Some(OsStr::new("toml")) {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    if paths.is_empty() {
        let words = Words::new(
            "没有任何年度的放假安排",
            "there is no year's holiday notice here",
        );
        let remedy = Words::new("请放入 <年份>.toml", "Put a <year>.toml there");
        return Err(about_file(dir, "calendar_empty", words, remedy));
    }
    if paths.len() > FILES_MAX {
        let words = Words::new(
            format!("文件超过{FILES_MAX}个"),
            format!("there are more than {FILES_MAX} files"),
        );
        let remedy = Words::new("请移走无关文件", "Move other files away");
        return Err(about_file(dir, "calendar_files", words, remedy));
    }
    Ok(paths)
}

pub(super) fn region_source(dir: &Path, key: &str) -> Result<Source, Vec<Complaint>> {
    let folder = dir.join("region");
    let path = folder.join(format!("{key}.toml"));
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let well_formed = (1..=REGION_KEY_BYTES_MAX).contains(&key.len()) && key.bytes().all(plain);
    if well_formed && path.is_file() {
        return read_source(&path);
    }
    let known: BTreeSet<String> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .take(FILES_MAX)
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let words = Words::new(
        format!("没有地区“{key}”的放假安排"),
        format!("there is no calendar of the region “{key}”"),
    );
    let remedy = if known.is_empty() {
        let zh = "请先放入 region/<地区>.toml，或不指定地区";
        Words::new(zh, "Put a region/<region>.toml there, or name no region")
    } else {
        Words::new(
            format!("可用的地区：{}", known.join("、")),
            format!("Regions here: {}", known.join(", ")),
        )
    };
    Err(about_file(&folder, "calendar_region", words, remedy))
}

pub(super) fn read_source(path: &Path) -> Result<Source, Vec<Complaint>> {
    let size = fs::metadata(path)
        .map_err(|error| cannot_read(path, &error))?
        .len();
    if size > FILE_BYTES_MAX {
        let words = Words::new(
            format!("文件大于{FILE_BYTES_MAX}字节"),
            format!("the file is larger than {FILE_BYTES_MAX} bytes"),
        );
        let remedy = Words::new("每个文件只写一个年度", "Write one year in one file");
        return Err(about_file(path, "calendar_size", words, remedy));
    }
    let text = fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
    Ok(Source::new(path.display().to_string(), text))
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Vec<Complaint> {
    let words = Words::new(
        format!("无法读取：{error}"),
        format!("cannot be read: {error}"),
    );
    let remedy = Words::new("请检查路径与权限", "Check the path and the permissions");
    about_file(path, "calendar_file", words, remedy)
}

fn about_file(path: &Path, rule: &'static str, words: Words, remedy: Words) -> Vec<Complaint> {
    let complaint = Complaint {
        file: path.display().to_string(),
        line: 1,
        column: 1,
        rule,
        words,
        remedy,
    };
    vec![complaint]
}
