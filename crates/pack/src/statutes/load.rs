//! Reads `statutes/index/`: one TOML file per law, named by its key.
//!
//! The articles of a version are lines of `number shape hash` in one string, so that a change of
//! one article is a change of one line.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fadu_kernel::words::Words;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::law::{Article, ArticleNumber, Kind, Law, TextState, Version};

/// Largest index file read; the Civil Code takes about 95 kilobytes a version.
const FILE_BYTES_MAX: u64 = 400_000;
/// Most files read; about three hundred laws are in force nationally.
const FILES_MAX: usize = 3000;
/// Most articles one line `a..b` may stand for.
const RANGE_MAX: u16 = 2000;

/// All laws known, by key, with every name they go by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatuteIndex {
    laws: BTreeMap<String, Law>,
    /// Key, title and aliases, each to the key.
    names: BTreeMap<String, String>,
}

/// Why the index cannot be read: where, what and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {} ({})", file.display(), words.en, remedy.en)]
pub struct IndexFault {
    /// The file.
    pub file: Box<Path>,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub words: Words,
    /// What to do about it.
    pub remedy: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LawFile {
    key: String,
    title: String,
    title_en: String,
    #[serde(default)]
    aliases: Vec<String>,
    issuer: String,
    kind: Kind,
    version: Vec<Spanned<VersionPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionPart {
    date: Date,
    in_force: Date,
    until: Option<Date>,
    #[serde(default)]
    number: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
    text: TextState,
    articles: Spanned<String>,
}

impl StatuteIndex {
    /// Reads every `*.toml` file of a folder.
    pub fn load(folder: &Path) -> Result<Self, IndexFault> {
        let mut laws = Vec::new();
        for file in index_files(folder)? {
            laws.push((load_law(&file)?, file));
        }
        Self::from_laws(laws)
    }

    /// Reads an index from texts already in memory: file name and content.
    pub fn from_texts<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, IndexFault> {
        let mut laws = Vec::new();
        for (name, text) in texts {
            let file = PathBuf::from(name);
            laws.push((read_law(&file, text)?, file));
        }
        Self::from_laws(laws)
    }

    /// The laws, by key.
    pub fn laws(&self) -> impl Iterator<Item = &Law> {
        self.laws.values()
    }

    /// The law of a key, title or alias; a title may lack 中华人民共和国 or carry 《》.
    pub fn law(&self, name: &str) -> Option<&Law> {
        let key = self.names.get(&plain_name(name))?;
        self.laws.get(key)
    }

    fn from_laws(laws: Vec<(Law, PathBuf)>) -> Result<Self, IndexFault> {
        let mut index = Self::default();
        for (law, file) in laws {
            let names = [&law.key, &law.title].into_iter().chain(&law.aliases);
            for name in names {
                let taken = index.names.insert(plain_name(name), law.key.clone());
                if let Some(other) = taken.filter(|other| *other != law.key) {
                    return Err(fault(
                        &file,
                        1,
                        (
                            format!("名称“{name}”已属于“{other}”"),
                            format!("the name {name} already belongs to {other}"),
                        ),
                        ("换一个别名", "choose another alias"),
                    ));
                }
            }
            index.laws.insert(law.key.clone(), law);
        }
        Ok(index)
    }
}

/// The name as it is looked up: without white space, 《》 and the words 中华人民共和国 in front.
pub(super) fn plain_name(name: &str) -> String {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare
        .strip_prefix('《')
        .and_then(|rest| rest.strip_suffix('》'))
        .unwrap_or(&bare);
    let plain = bare.strip_prefix("中华人民共和国").unwrap_or(bare);
    plain.replace('(', "（").replace(')', "）")
}

/// The index files of a folder, sorted by name.
pub(super) fn index_files(folder: &Path) -> Result<Vec<PathBuf>, IndexFault> {
    let unreadable = |error: std::io::Error| {
        fault(
            folder,
            0,
            (
                "无法读取目录".to_owned(),
                format!("cannot read the folder: {error}"),
            ),
            ("检查路径和权限", "check the path and the permissions"),
        )
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    if files.len() > FILES_MAX {
        return Err(fault(
            folder,
            0,
            (
                format!("文件超过{FILES_MAX}个"),
                format!("more than {FILES_MAX} files"),
            ),
            ("检查是否选错目录", "check that this is the right folder"),
        ));
    }
    files.sort();
    Ok(files)
}

/// Reads one index file.
pub(super) fn load_law(file: &Path) -> Result<Law, IndexFault> {
    let unreadable = |reason: String| {
        fault(
            file,
            0,
            (
                "无法读取文件".to_owned(),
                format!("cannot read the file: {reason}"),
            ),
            ("检查文件", "check the file"),
        )
    };
    let size = fs::metadata(file)
        .map_err(|error| unreadable(error.to_string()))?
        .len();
    if size > FILE_BYTES_MAX {
        return Err(unreadable(format!(
            "{size} bytes, at most {FILE_BYTES_MAX}"
        )));
    }
    let text = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
    read_law(file, &text)
}

fn read_law(file: &Path, text: &str) -> Result<Law, IndexFault> {
    let line_at = |offset: usize| 1 + text.bytes().take(offset).filter(|b| *b == b'\n').count();
    let parsed: LawFile = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(span.start));
        fault(
            file,
            line,
            ("格式有误".to_owned(), error.message().to_owned()),
            (
                "对照 statutes/README.md 改正",
                "correct it after statutes/README.md",
            ),
        )
    })?;
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    if stem != Some(&parsed.key) || !is_plain_key(&parsed.key) {
        return Err(fault(
            file,
            1,
            (
                format!("键“{}”与文件名不符或含有不允许的字符", parsed.key),
                format!(
                    "the key {} is not the file name or has odd characters",
                    parsed.key
                ),
            ),
            ("文件名应为“键.toml”", "name the file after its key"),
        ));
    }
    let mut versions: Vec<Version> = Vec::new();
    for part in parsed.version {
        let line = line_at(part.span().start);
        let version = read_version(file, part.into_inner(), &line_at)?;
        check_order(file, line, versions.last(), &version)?;
        versions.push(version);
    }
    if versions.is_empty() {
        return Err(fault(
            file,
            1,
            ("没有版本".to_owned(), "there is no version".to_owned()),
            ("至少写一个 [[version]]", "write at least one [[version]]"),
        ));
    }
    Ok(Law {
        key: parsed.key,
        title: parsed.title,
        title_en: parsed.title_en,
        aliases: parsed.aliases,
        issuer: parsed.issuer,
        kind: parsed.kind,
        versions,
    })
}

/// A key names files, so it holds letters, digits and the marks titles have, nothing else.
fn is_plain_key(key: &str) -> bool {
    let marks = "（）〔〕、“”";
    !key.is_empty()
        && key.chars().count() <= 80
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || marks.contains(c))
}

fn read_version(
    file: &Path,
    part: VersionPart,
    line_at: &dyn Fn(usize) -> usize,
) -> Result<Version, IndexFault> {
    // The opening quotation marks stand on the line before the first article.
    let first_line = line_at(part.articles.span().start) + 1;
    let mut articles: Vec<Article> = Vec::new();
    for (at, row) in part.articles.get_ref().lines().enumerate() {
        let complain = |zh: &str, en: &str| {
            fault(
                file,
                first_line + at,
                (zh.to_owned(), en.to_owned()),
                (
                    "每行应为“条号 各款项数 哈希”",
                    "each line is: number, items of each paragraph, hash",
                ),
            )
        };
        let read = read_row(row).ok_or_else(|| complain("这一行无法识别", "unreadable line"))?;
        let last = articles.last().map(|last| last.number);
        if read.first().map(|first| first.number) <= last {
            return Err(complain("条号没有递增", "the numbers do not ascend"));
        }
        articles.extend(read);
    }
    let hashed = articles.iter().filter(|a| a.hash.is_some()).count();
    let honest = match part.text {
        TextState::Hashed => hashed == articles.len() && hashed > 0,
        TextState::Partial => !articles.is_empty(),
        TextState::Unseen => hashed == 0,
    };
    if !honest {
        return Err(fault(
            file,
            first_line,
            (
                "text 与各条的哈希不符".to_owned(),
                "text does not fit the hashes of the articles".to_owned(),
            ),
            ("改正 text 或重新生成", "correct text or regenerate"),
        ));
    }
    Ok(Version {
        date: part.date,
        in_force: part.in_force,
        until: part.until,
        number: part.number,
        text: part.text,
        source: part.source,
        note: part.note,
        articles,
    })
}

/// Reads `30 7,0,0 <hash>`, with `?` for an unknown shape and `-` for no hash; a run of articles
/// alike and without hashes is one row, `1..43 ? -`.
fn read_row(row: &str) -> Option<Vec<Article>> {
    let mut parts = row.split(' ');
    let (number, shape, hash) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let items = match shape {
        "?" => None,
        shape => {
            let items: Result<Vec<u8>, _> = shape.split(',').map(str::parse).collect();
            Some(items.ok()?)
        }
    };
    if let Some((first, last)) = number.split_once("..") {
        let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
        let sound = 0 < first && first < last && last - first < RANGE_MAX && hash == "-";
        let alike = |number| Article {
            number: ArticleNumber::new(number),
            items: items.clone(),
            hash: None,
        };
        return sound.then(|| (first..=last).map(alike).collect());
    }
    let hash = match hash {
        "-" => None,
        hash => Some(read_hash(hash)?),
    };
    Some(vec![Article {
        number: number.parse().ok()?,
        items,
        hash,
    }])
}

fn read_hash(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() != 64 || !lower {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(hash)
}

fn check_order(
    file: &Path,
    line: usize,
    before: Option<&Version>,
    version: &Version,
) -> Result<(), IndexFault> {
    let ends = version.until.is_none_or(|until| version.in_force <= until);
    let follows = before.is_none_or(|before| {
        before.date < version.date && before.until.is_some_and(|until| until < version.in_force)
    });
    if ends && follows {
        return Ok(());
    }
    Err(fault(
        file,
        line,
        (
            "版本未按时间排列或施行期间重叠".to_owned(),
            "versions are out of order or overlap in force".to_owned(),
        ),
        (
            "旧版本须写 until，且早于新版本的 in_force",
            "an older version needs `until`, before the next version's `in_force`",
        ),
    ))
}

fn fault(file: &Path, line: usize, words: (String, String), remedy: (&str, &str)) -> IndexFault {
    IndexFault {
        file: file.into(),
        line,
        words: Words::new(words.0, words.1),
        remedy: Words::new(remedy.0, remedy.1),
    }
}
