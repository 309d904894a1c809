//! Reads a folder of Markdown statutes: `# title`, then `第一条 …`, one law per file.
//!
//! The version date is taken from a file name such as `行政复议法(2023-09-01).md`; dates inside
//! the text are not trusted, for a history lists several.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::source::{LawText, SourceFault, SourceTexts, unreadable};
use super::wording::{is_heading, read_article_heading};

/// Largest file read; the longest law has about 400 kilobytes.
const FILE_BYTES_MAX: u64 = 4_000_000;
/// Most files read; public collections hold about five thousand.
const FILES_MAX: usize = 20_000;
/// Deepest folder entered; public collections go four deep.
const DEPTH_MAX: usize = 8;

/// Reads every `*.md` file below a folder; links are not followed.
pub(super) fn read(folder: &Path) -> Result<SourceTexts, SourceFault> {
    let mut texts = SourceTexts::default();
    let mut files = Vec::new();
    list(folder, 0, &mut files)?;
    files.sort();
    if files.len() > FILES_MAX {
        texts.left_out.push(format!("more than {FILES_MAX} files"));
        files.truncate(FILES_MAX);
    }
    for file in files {
        let size = fs::metadata(&file)
            .map_err(|error| unreadable(&file, error))?
            .len();
        let name = file.display();
        if size > FILE_BYTES_MAX {
            texts
                .left_out
                .push(format!("{name}: more than {FILE_BYTES_MAX} bytes"));
            continue;
        }
        match fs::read_to_string(&file) {
            Ok(text) => texts.laws.extend(read_text(&text, date_of(&file))),
            Err(error) => texts.left_out.push(format!("{name}: {error}")),
        }
    }
    Ok(texts)
}

fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), SourceFault> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        let kind = entry
            .file_type()
            .map_err(|error| unreadable(folder, error))?;
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if kind.is_dir() && !hidden && depth < DEPTH_MAX {
            list(&path, depth + 1, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
        if files.len() > FILES_MAX {
            break;
        }
    }
    Ok(())
}

/// The date in `title(2023-09-01).md`.
fn date_of(file: &Path) -> Option<Date> {
    let stem = file.file_stem()?.to_str()?;
    let (_, date) = stem.strip_suffix(')')?.rsplit_once('(')?;
    date.parse().ok()
}

/// Reads one file; nothing if it has no title or no articles.
fn read_text(text: &str, date: Option<Date>) -> Option<LawText> {
    let mut law = LawText {
        title: String::new(),
        date,
        articles: std::collections::BTreeMap::new(),
    };
    let mut open = None;
    for line in text.lines() {
        let line = line.trim();
        if law.title.is_empty() {
            if let Some(title) = line.strip_prefix("# ") {
                title.trim().clone_into(&mut law.title);
            }
            continue;
        }
        if open.is_some() && is_annex(line) {
            break;
        }
        if let Some((number, first)) = article_start(line)
            && open.as_ref().is_none_or(|(last, _)| *last < number)
        {
            if let Some((number, text)) = open.replace((number, first.to_owned())) {
                law.take(number, &text);
            }
        } else if let Some((_, text)) = open.as_mut()
            && !line.starts_with(['#', '<'])
            && !is_heading(line.trim_matches('*'))
        {
            text.push('\n');
            text.push_str(line);
        }
    }
    let (number, text) = open?;
    law.take(number, &text);
    Some(law)
}

/// The first line of annexes, which are not part of the last article: `附件：…`, `附件1`, `附表`.
fn is_annex(line: &str) -> bool {
    let rest = line.strip_prefix("附件").or(line.strip_prefix("附表"));
    rest.is_some_and(|rest| !rest.contains('。'))
}

/// `第一条 …`, `**第一条**　…` or `### 第一条`: the number, then white space or nothing.
fn article_start(line: &str) -> Option<(super::ArticleNumber, &str)> {
    let line = line.trim_start_matches(['#', '*', ' ']);
    let (number, rest) = read_article_heading(line)?;
    let rest = rest.strip_prefix("**").unwrap_or(rest);
    let spaced = rest.chars().next().is_none_or(char::is_whitespace);
    spaced.then(|| (number, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_common_layouts_alike() {
        let plain = "# 甲法\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 一。\n\n二。\n\n\
                     第二条\u{3000}三：\n\n（一）四。\n\n## 第二章 附则\n\n第三条 五。\n";
        let bold = "---\nsidebar: auto\n---\n# 甲法\n\n## 第一章　总则\n\n**第一条**　一。\n\n\
                    二。\n\n\
                    **第二条**　三：\n\n（一）四。\n\n### 第一节 一\n\n**第三条**　五。\n";
        let one = read_text(plain, None).unwrap();
        let two = read_text(bold, None).unwrap();
        let hashes = |law: &LawText| -> Vec<[u8; 32]> {
            law.articles
                .values()
                .map(|text| super::super::article_hash(text))
                .collect()
        };
        assert_eq!(hashes(&one), hashes(&two));
        assert_eq!(one.articles.len(), 3);
    }

    #[test]
    fn takes_the_date_from_the_file_name_only() {
        let date = date_of(Path::new("甲法(2023-09-01).md"));
        assert_eq!(date, Some(jiff::civil::date(2023, 9, 1)));
        assert_eq!(date_of(Path::new("README.md")), None);
    }
}
