//! Loading all packs of a city into one set of procedures, indicators, schemes and cases.
//!
//! Reading happens in the order of dependence: heads and parameters, overlays, procedures, then
//! what looks at procedures. Every step collects complaints and goes on with what is sound.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::condition::Scope;
use fadu_kernel::indicator::Indicator;
use fadu_kernel::procedure::{Parameter, Procedures, Role};
use fadu_kernel::scheme::Scheme;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use crate::case::{Case, read_case};
use crate::check::{self, Located as LocatedProcedure};
use crate::complaint::{Complaint, Source};
use crate::entry::{Reader, Table};
use crate::indicator::{Ground, check_formulas, read_indicators};
use crate::overlay::{Overlay, add_rules, read_overlay};
use crate::procedure::{Names, read_procedure};
use crate::scheme::read_schemes;
use crate::statutes::StatuteIndex;

pub use crate::limit::FILE_LENGTH_MAX;

/// Everything that packs say, ready to decide by.
#[derive(Debug, Default)]
pub struct Packs {
    /// The packs, by id.
    pub packs: BTreeMap<String, Pack>,
    /// All procedures.
    pub procedures: Procedures,
    /// Scopes by procedure version, for printing conditions as sentences.
    pub scopes: BTreeMap<String, Scope>,
    /// All indicators.
    pub indicators: Vec<Indicator>,
    /// All schemes.
    pub schemes: Vec<Scheme>,
    /// All roles.
    pub roles: BTreeMap<String, Role>,
    /// All parameters by `pack.key`.
    pub parameters: BTreeMap<String, Parameter>,
    /// All cases.
    pub cases: Vec<Case>,
    /// What was checked of citations.
    pub citations: CitationCount,
}

/// How many citations resolve.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct CitationCount {
    /// Resolve to an article in force.
    pub resolved: usize,
    /// Of these, articles whose text is known by hash.
    pub hashed: usize,
    /// Do not resolve.
    pub unresolved: usize,
}

/// A pack's head.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Key.
    pub id: String,
    /// The mission's system code.
    pub system: String,
    /// Version of the pack's files.
    pub version: String,
    /// Name.
    pub title: Words,
    /// Its folder.
    pub folder: PathBuf,
}

impl Packs {
    /// Parameter values by `pack.key`.
    pub fn parameter_values(&self) -> BTreeMap<String, i64> {
        self.parameters
            .iter()
            .map(|(id, parameter)| (id.clone(), parameter.value))
            .collect()
    }

    /// One indicator.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}

/// A pack's files before they are read.
struct Folder {
    path: PathBuf,
    head: Source,
    procedures: Vec<Source>,
    indicators: Option<Source>,
    schemes: Option<Source>,
    cases: Vec<Source>,
}

/// Loads packs from their folders with overlays on top.
///
/// `statutes` resolves citations as of `on`; without it citations are not checked.
pub fn load(
    folders: &[PathBuf],
    overlays: &[PathBuf],
    statutes: Option<&StatuteIndex>,
    on: Date,
) -> (Packs, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let read: Vec<Folder> = folders
        .iter()
        .filter_map(|path| open_folder(path, &mut complaints))
        .collect();
    let overlay = |path: &PathBuf| {
        let source = read_source(&path.join("overlay.toml"), &mut complaints)?;
        read_overlay(source, &mut complaints)
    };
    let overlays: Vec<Overlay> = overlays.iter().filter_map(overlay).collect();
    let mut packs = Packs::default();
    for folder in &read {
        read_head(folder, &mut packs, &mut complaints);
    }
    crate::overlay::set_parameters(&overlays, &mut packs, &mut complaints);
    let mut located = Vec::new();
    for folder in &read {
        read_procedures(folder, &mut packs, &mut located, &mut complaints);
    }
    add_rules(&overlays, &mut packs, &mut complaints);
    for folder in &read {
        read_counts(folder, &mut packs, &mut complaints);
    }
    complain_of_formulas(&read, &packs, &mut complaints);
    check::cross_check(&located, &packs, &mut complaints);
    if let Some(statutes) = statutes {
        packs.citations = check::check_citations(&located, statutes, on, &mut complaints);
    }
    for source in read.iter().flat_map(|folder| &folder.cases) {
        packs
            .cases
            .extend(read_case(source, &packs, &mut complaints));
    }
    complaints.sort();
    complaints.dedup();
    (packs, complaints)
}

/// The pack folders below a folder: those that hold a `pack.toml`.
pub fn find_packs(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    if root.join("pack.toml").is_file() {
        return Ok(vec![root.to_owned()]);
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(root)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("pack.toml").is_file())
        .collect();
    found.sort();
    Ok(found)
}

fn open_folder(path: &Path, complaints: &mut Vec<Complaint>) -> Option<Folder> {
    let head = read_source(&path.join("pack.toml"), complaints)?;
    let mut many = |name: &str| {
        let mut files: Vec<PathBuf> = std::fs::read_dir(path.join(name))
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|file| {
                file.extension()
                    .is_some_and(|extension| extension == "toml")
            })
            .collect();
        files.sort();
        files
            .iter()
            .filter_map(|file| read_source(file, complaints))
            .collect::<Vec<_>>()
    };
    let (procedures, cases) = (many("procedures"), many("cases"));
    let mut one = |name: &str| {
        let file = path.join(name);
        file.is_file()
            .then(|| read_source(&file, complaints))
            .flatten()
    };
    let (indicators, schemes) = (one("indicators.toml"), one("schemes.toml"));
    Some(Folder {
        path: path.to_owned(),
        head,
        procedures,
        indicators,
        schemes,
        cases,
    })
}

fn read_source(path: &Path, complaints: &mut Vec<Complaint>) -> Option<Source> {
    let file = path.display().to_string();
    let fault = |zh: String, en: String| Complaint {
        file: file.clone(),
        line: 1,
        column: 1,
        rule: "file",
        words: Words::new(zh, en),
        remedy: Words::new("请检查文件", "Check the file"),
    };
    let long = std::fs::metadata(path).is_ok_and(|found| found.len() > FILE_LENGTH_MAX);
    if long {
        complaints.push(fault(
            format!("文件超过 {FILE_LENGTH_MAX} 字节"),
            format!("the file is longer than {FILE_LENGTH_MAX} bytes"),
        ));
        return None;
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Some(Source::new(file, text)),
        Err(error) => {
            complaints.push(fault(
                format!("读不出文件：{error}"),
                format!("the file cannot be read: {error}"),
            ));
            None
        }
    }
}

fn read_head(folder: &Folder, packs: &mut Packs, complaints: &mut Vec<Complaint>) {
    let reader = Reader::new(&folder.head);
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let head = root.table("pack");
        if head.is_none() {
            root.missing("pack");
        }
        let pack = head.and_then(|head| {
            let (id, system) = (head.must_text("id"), head.must_text("system"));
            let (version, title) = (head.must_text("version"), head.must_words("title"));
            head.finish();
            let id = id?;
            crate::field::check_key(&reader, &id.span, &id.value);
            Some(Pack {
                id: id.value,
                system: system?.value,
                version: version?.value,
                title: title?,
                folder: folder.path.clone(),
            })
        });
        read_roles(&root, packs);
        if let Some(pack) = pack {
            read_parameters(&root, &pack.id, packs);
            packs.packs.insert(pack.id.clone(), pack);
        }
        root.finish();
    }
    complaints.extend(reader.into_complaints());
}

fn read_roles(root: &Table<'_, '_>, packs: &mut Packs) {
    for (id, table) in root.tables("role") {
        crate::field::check_key(table.reader, &table.span, &id);
        let title = table.must_words("title");
        let basis = table
            .citations("basis")
            .into_iter()
            .map(|citation| citation.value)
            .collect();
        table.finish();
        let Some(title) = title else { continue };
        if packs.roles.contains_key(&id) {
            table.reader.complain(
                &table.span,
                "doubled",
                Words::new(
                    format!("岗位“{id}”已在别的程序包中声明"),
                    format!("the role “{id}” is declared in another pack"),
                ),
                Words::new("只保留一处声明", "Keep one declaration"),
            );
        }
        packs.roles.insert(id.clone(), Role { id, title, basis });
    }
}

fn read_parameters(root: &Table<'_, '_>, pack: &str, packs: &mut Packs) {
    for (id, table) in root.tables("parameter") {
        crate::field::check_key(table.reader, &table.span, &id);
        let title = table.must_words("title");
        let value = table.integer("value");
        let basis = table.citation("basis");
        let _unit = table.text("unit");
        let _local = table.flag("local");
        for key in ["value", "basis"] {
            if !table.has(key) {
                table.missing(key);
            }
        }
        table.finish();
        if let (Some(title), Some(value), Some(basis)) = (title, value, basis) {
            let id = format!("{pack}.{id}");
            let (value, basis) = (value.value, basis.value);
            let parameter = Parameter {
                id: id.clone(),
                title,
                value,
                basis,
                set_by: None,
            };
            packs.parameters.insert(id, parameter);
        }
    }
}

fn read_procedures(
    folder: &Folder,
    packs: &mut Packs,
    located: &mut Vec<LocatedProcedure>,
    complaints: &mut Vec<Complaint>,
) {
    let Some(pack) = packs
        .packs
        .values()
        .find(|pack| pack.folder == folder.path)
        .cloned()
    else {
        return;
    };
    let prefix = format!("{}.", pack.id);
    let parameters = packs.parameters.iter().filter_map(|(id, parameter)| {
        let key = id.strip_prefix(&prefix)?;
        Some((key.to_owned(), (parameter.title.clone(), parameter.value)))
    });
    let parameters = parameters.collect();
    let names = Names {
        pack: &pack.id,
        system: &pack.system,
        parameters: &parameters,
    };
    for source in &folder.procedures {
        let reader = Reader::new(source);
        let read = read_procedure(&reader, &names);
        complaints.extend(reader.into_complaints());
        if let Some(read) = read {
            let version = read.procedure.version();
            packs.scopes.insert(version, read.scope.clone());
            packs.procedures.add(read.procedure.clone());
            located.push(LocatedProcedure {
                source: source.clone(),
                read,
            });
        }
    }
}

fn read_counts(folder: &Folder, packs: &mut Packs, complaints: &mut Vec<Complaint>) {
    let Some(pack) = packs
        .packs
        .values()
        .find(|pack| pack.folder == folder.path)
        .cloned()
    else {
        return;
    };
    let ground = Ground {
        pack: &pack.id,
        system: &pack.system,
        procedures: &packs.procedures,
        scopes: &packs.scopes,
    };
    let mut indicators = Vec::new();
    let mut schemes = Vec::new();
    if let Some(source) = &folder.indicators {
        let (read, found) = read_indicators(source, ground);
        indicators = read;
        complaints.extend(found);
    }
    if let Some(source) = &folder.schemes {
        let (read, found) = read_schemes(source, ground);
        schemes = read;
        complaints.extend(found);
    }
    packs.indicators.extend(indicators);
    packs.schemes.extend(schemes);
}

fn complain_of_formulas(folders: &[Folder], packs: &Packs, complaints: &mut Vec<Complaint>) {
    for (id, words, remedy) in check_formulas(&packs.indicators) {
        let (pack, key) = id.split_once('.').unwrap_or((&id, ""));
        let folder = folders.iter().find(|folder| {
            packs
                .packs
                .get(pack)
                .is_some_and(|pack| pack.folder == folder.path)
        });
        let Some(source) = folder.and_then(|folder| folder.indicators.as_ref()) else {
            continue;
        };
        let at = source.text.find(&format!("[indicator.{key}]")).unwrap_or(0);
        complaints.push(source.complain(&(at..at), "unknown_name", words, remedy));
    }
}
