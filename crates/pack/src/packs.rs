//! Loading all packs of a city into one set of procedures, indicators, schemes and cases.
//!
//! Long because the order of reading is told in one place. Reading happens in the order of
//! dependence: heads and parameters, overlays, procedures, then what looks at procedures. Every
//! step collects complaints and goes on with what is sound.

mod files;
mod head;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fadu_kernel::condition::Scope;
use fadu_kernel::field::Choice;
use fadu_kernel::indicator::{Indicator, Indicators};
use fadu_kernel::procedure::{Parameter, Procedure, Procedures, Role};
use fadu_kernel::scheme::Scheme;
use fadu_kernel::words::Words;
use jiff::civil::Date;

use self::files::{Files, Folder, OUTLINES};
use self::head::read_head;
use crate::case::{Case, read_case};
use crate::check::{self, Located as LocatedProcedure};
use crate::complaint::{Complaint, Source};
use crate::entry::Reader;
use crate::indicator::{Ground, check_formulas, read_indicators};
use crate::looks::complete_looks;
use crate::outline::Outlines;
use crate::overlay::{add_rules, read_overlay, set_parameters};
use crate::parallel::each;
use crate::procedure::{Names, read_procedure};
use crate::scheme::{check_inputs, read_schemes};
use crate::statutes::StatuteIndex;
use crate::table::{StatisticalTable, TableGround, read_tables};

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
    pub indicators: Indicators,
    /// All schemes.
    pub schemes: Vec<Scheme>,
    /// The statistical tables of packs, and after them those of places.
    pub tables: Vec<StatisticalTable>,
    /// All roles.
    pub roles: BTreeMap<String, Role>,
    /// All parameters by `pack.key`.
    pub parameters: BTreeMap<String, Parameter>,
    /// Lists of options that fields share, by `pack.list`.
    pub lists: BTreeMap<String, Vec<Choice>>,
    /// The cases of packs, which hold without any overlay.
    pub cases: Vec<Case>,
    /// The cases of the overlays laid on, which hold with their parameters and rules.
    pub overlay_cases: Vec<Case>,
    /// What is doubtful and does not keep the packs from being used.
    pub warnings: Vec<Complaint>,
    /// What was checked of citations.
    pub citations: CitationCount,
    /// The outlines of reports, those of packs before those of places.
    pub outlines: Vec<OutlineFile>,
}

/// A file that outlines a report. The office reads it, because what reports are is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineFile {
    /// Its name as complaints show it.
    pub file: String,
    /// What it says.
    pub text: String,
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
    /// Whether its small counts are public although it keeps sensitive data: they tell of organs
    /// and not of people.
    pub shows_small_numbers: bool,
}

impl Packs {
    /// Parameter values by `pack.key`.
    pub fn parameter_values(&self) -> BTreeMap<String, i64> {
        self.parameters
            .iter()
            .map(|(id, parameter)| (id.clone(), parameter.value))
            .collect()
    }

    /// One statistical table, by its own id or by that of the pack's table that it stands for.
    pub fn table(&self, id: &str) -> Option<&StatisticalTable> {
        let stands = |table: &&StatisticalTable| table.replaces.as_deref() == Some(id);
        let own = |table: &&StatisticalTable| table.id == id;
        let later = self.tables.iter().rev();
        later
            .clone()
            .find(stands)
            .or_else(|| later.clone().find(own))
    }

    /// The statistical tables in use: without those that a place prints its own for.
    pub fn tables_in_use(&self) -> impl Iterator<Item = &StatisticalTable> {
        let replaced = |id: &str| {
            let mut others = self.tables.iter();
            others.any(|other| other.replaces.as_deref() == Some(id))
        };
        self.tables.iter().filter(move |table| !replaced(&table.id))
    }

    /// One indicator.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.get(id)
    }
}

/// Loads packs from their folders with overlays on top.
///
/// `statutes` resolves citations as of `on`; without it citations are not checked.
/// Complaints name files as the folders are given; see [`load_within`].
pub fn load(
    folders: &[PathBuf],
    overlays: &[PathBuf],
    statutes: Option<&StatuteIndex>,
    on: Date,
) -> (Packs, Vec<Complaint>) {
    load_within(Path::new(""), folders, overlays, statutes, on)
}

/// As [`load`]; complaints and cases name files inside `home` relative to it.
pub fn load_within(
    home: &Path,
    folders: &[PathBuf],
    overlays: &[PathBuf],
    statutes: Option<&StatuteIndex>,
    on: Date,
) -> (Packs, Vec<Complaint>) {
    load_all(home, folders, overlays, statutes, (on, Cases::Read))
}

/// As [`load_within`], without the cases: what a city decides by, and nothing to check it with.
pub fn load_to_run(
    home: &Path,
    folders: &[PathBuf],
    overlays: &[PathBuf],
    statutes: Option<&StatuteIndex>,
    on: Date,
) -> (Packs, Vec<Complaint>) {
    load_all(home, folders, overlays, statutes, (on, Cases::Left))
}

/// Whether cases are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cases {
    Read,
    Left,
}

fn load_all(
    home: &Path,
    folders: &[PathBuf],
    overlays: &[PathBuf],
    statutes: Option<&StatuteIndex>,
    (on, cases): (Date, Cases),
) -> (Packs, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let mut files = Files::new(home, &mut complaints);
    let read: Vec<Folder> = folders
        .iter()
        .filter_map(|path| files.open_pack(path, cases == Cases::Read))
        .collect();
    let mut cases_of_places = Vec::new();
    let mut outlines_of_places = Vec::new();
    let overlay_files = overlays.iter().filter_map(|path| {
        cases_of_places.extend(files.open_cases(path, cases == Cases::Read));
        let tables = files.open_if_there(&path.join("tables.toml"));
        let schemes = files.open_if_there(&path.join("schemes.toml"));
        outlines_of_places.extend(files.open_all(path, OUTLINES));
        Some((files.open(&path.join("overlay.toml"))?, tables, schemes))
    });
    let overlay_files: Vec<(Source, Option<Source>, Option<Source>)> = overlay_files.collect();
    let (mut overlays, mut tables_of_places) = (Vec::new(), Vec::new());
    let mut schemes_of_places = Vec::new();
    for (source, tables, schemes) in overlay_files {
        let Some(overlay) = read_overlay(source, &mut complaints) else {
            continue;
        };
        schemes_of_places.extend(schemes.map(|schemes| (overlay.place().to_owned(), schemes)));
        tables_of_places.extend(tables.map(|tables| (overlay.place().to_owned(), tables)));
        overlays.push(overlay);
    }
    let mut packs = with_outlines(&read, &outlines_of_places);
    let mut cited = Vec::new();
    for folder in &read {
        read_head(folder, &mut packs, &mut cited, &mut complaints);
    }
    set_parameters(&overlays, &mut packs, &mut complaints);
    let located = read_procedures(&read, &mut packs, &mut complaints);
    add_rules(&overlays, &mut packs, &mut complaints);
    complete_looks(&located, &mut packs, &mut complaints);
    for folder in &read {
        read_counts(folder, &mut packs, &mut complaints);
        complain_of_parameters(folder, &packs, &mut complaints);
    }
    for (place, source) in &schemes_of_places {
        read_schemes_of_place(place, source, &mut packs, &mut complaints);
    }
    complain_of_formulas(&read, &packs, &mut complaints);
    for (place, source) in &schemes_of_places {
        complain_of_inputs(place, source, &packs, &mut complaints);
    }
    read_all_tables(&read, &tables_of_places, &mut packs, &mut complaints);
    check::cross_check(&located, &packs, &mut complaints);
    let of_packs = read.iter().flat_map(|folder| &folder.cases);
    packs.cases = read_cases(of_packs, &packs, &mut cited, &mut complaints);
    packs.overlay_cases = read_cases(&cases_of_places, &packs, &mut cited, &mut complaints);
    if let Some(statutes) = statutes {
        let mut count = check::check_citations(&located, statutes, on, &mut complaints);
        check::check_cited(&cited, statutes, on, &mut count, &mut complaints);
        packs.citations = count;
    }
    complaints.sort_by_cached_key(|one| (one.rank(), one.clone()));
    complaints.dedup();
    let (warnings, complaints) = complaints.into_iter().partition(Complaint::is_warning);
    packs.warnings = warnings;
    (packs, complaints)
}

/// Reads cases, of packs or of overlays.
fn read_cases<'s>(
    sources: impl IntoIterator<Item = &'s Source>,
    packs: &Packs,
    cited: &mut Vec<check::Cited>,
    complaints: &mut Vec<Complaint>,
) -> Vec<Case> {
    let cases = sources.into_iter();
    cases
        .filter_map(|source| read_case(source, packs, cited, complaints))
        .collect()
}

/// Packs of which nothing is read but the outlines of reports.
fn with_outlines(folders: &[Folder], of_places: &[Source]) -> Packs {
    let outlines = folders.iter().flat_map(|folder| &folder.outlines);
    let outlines = outlines.chain(of_places).map(|source| OutlineFile {
        file: source.file.clone(),
        text: source.text.clone(),
    });
    Packs {
        outlines: outlines.collect(),
        ..Packs::default()
    }
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

/// Reads the procedures of all packs, several files at a time.
fn read_procedures(
    folders: &[Folder],
    packs: &mut Packs,
    complaints: &mut Vec<Complaint>,
) -> Vec<LocatedProcedure> {
    let sources: Vec<&Source> = folders
        .iter()
        .flat_map(|folder| &folder.procedures)
        .collect();
    let outlines = Outlines::of(&sources);
    let pack_of = |folder: &Folder| packs.packs.values().find(|p| p.folder == folder.path);
    let parameters: Vec<BTreeMap<String, (Words, i64)>> = folders
        .iter()
        .map(|folder| {
            pack_of(folder).map_or_else(BTreeMap::new, |pack| own_parameters(pack, packs))
        })
        .collect();
    let mut files: Vec<(Names<'_>, &Source)> = Vec::new();
    for (folder, parameters) in folders.iter().zip(&parameters) {
        let Some(pack) = pack_of(folder) else {
            continue;
        };
        let names = Names {
            pack: &pack.id,
            system: &pack.system,
            parameters,
            outlines: &outlines,
            lists: &packs.lists,
        };
        files.extend(folder.procedures.iter().map(|source| (names, source)));
    }
    let read = each(&files, |(names, source)| {
        let reader = Reader::new(source);
        let read = read_procedure(&reader, names);
        (read, reader.into_complaints(), (*source).clone())
    });
    let mut located = Vec::new();
    for (read, found, source) in read {
        complaints.extend(found);
        let Some(mut read) = read else { continue };
        let scope = std::mem::take(&mut read.scope);
        let law = &read.procedure;
        packs.scopes.insert(law.version(), scope);
        let doubled = |other: &Procedure| other.pack != law.pack || other.in_force == law.in_force;
        if !packs.procedures.versions(&law.id).iter().any(doubled) {
            packs.procedures.add(law.clone());
        }
        located.push(LocatedProcedure { source, read });
    }
    located
}

/// The parameters of a pack by key, with titles and values.
fn own_parameters(pack: &Pack, packs: &Packs) -> BTreeMap<String, (Words, i64)> {
    let prefix = format!("{}.", pack.id);
    let own = packs.parameters.iter().filter_map(|(id, parameter)| {
        let key = id.strip_prefix(&prefix)?;
        Some((key.to_owned(), (parameter.title.clone(), parameter.value)))
    });
    own.collect()
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
        let own = own_parameters(&pack, packs).into_iter();
        let parameters: Vec<(String, Words)> = own.map(|(key, (title, _))| (key, title)).collect();
        let (read, found) = read_schemes(source, ground, &parameters);
        schemes = read.into_iter().map(|read| read.scheme).collect();
        complaints.extend(found);
    }
    packs.indicators.extend(indicators);
    packs.schemes.extend(schemes);
}

/// Reads the tables of packs and then those of places, which may stand for them.
fn read_all_tables(
    folders: &[Folder],
    of_places: &[(String, Source)],
    packs: &mut Packs,
    complaints: &mut Vec<Complaint>,
) {
    let of_packs = folders.iter().filter_map(|folder| {
        let pack = packs
            .packs
            .values()
            .find(|pack| pack.folder == folder.path)?;
        Some((pack.id.clone(), folder.tables.as_ref()?, false))
    });
    let of_places = of_places
        .iter()
        .map(|(place, source)| (place.clone(), source, true));
    let all: Vec<(String, &Source, bool)> = of_packs.chain(of_places).collect();
    for (owner, source, is_place) in all {
        let ground = TableGround {
            owner: &owner,
            is_place,
            indicators: &packs.indicators,
            earlier: &packs.tables,
        };
        let (tables, found) = read_tables(source, ground);
        packs.tables.extend(tables);
        complaints.extend(found);
    }
}

/// The schemes of an overlay: they stand beside those of the packs, or in the place of one.
fn read_schemes_of_place(
    place: &str,
    source: &Source,
    packs: &mut Packs,
    complaints: &mut Vec<Complaint>,
) {
    let ground = Ground {
        pack: place,
        system: "",
        procedures: &packs.procedures,
        scopes: &packs.scopes,
    };
    let (read, found) = read_schemes(source, ground, &[]);
    complaints.extend(found);
    for read in read {
        if let Some(replaced) = &read.replaces {
            let known = packs.schemes.len();
            packs.schemes.retain(|scheme| scheme.id != replaced.value);
            if packs.schemes.len() == known {
                let words = Words::new(
                    format!("没有可替换的方案“{}”", replaced.value),
                    format!("there is no scheme “{}” to replace", replaced.value),
                );
                let remedy = Words::new("核对 replaces", "Check replaces");
                complaints.push(source.complain(&replaced.span, "unknown_name", words, remedy));
            }
        }
        packs.schemes.push(read.scheme);
    }
}

/// Inputs of an overlay's schemes that are no indicators.
fn complain_of_inputs(
    place: &str,
    source: &Source,
    packs: &Packs,
    complaints: &mut Vec<Complaint>,
) {
    for (id, words, remedy) in check_inputs(&packs.schemes, &packs.indicators) {
        let own = id.split_once('.').filter(|(owner, _)| *owner == place);
        if let Some((_, key)) = own {
            let at = source.text.find(&format!("[scheme.{key}]")).unwrap_or(0);
            complaints.push(source.complain(&(at..at), "unknown_name", words, remedy));
        }
    }
}

fn complain_of_formulas(folders: &[Folder], packs: &Packs, complaints: &mut Vec<Complaint>) {
    let mut complain = |kind: &str, (id, words, remedy): (String, Words, Words)| {
        let (pack, key) = id.split_once('.').unwrap_or((&id, ""));
        let pack = packs.packs.get(pack);
        let folder = folders
            .iter()
            .find(|f| pack.is_some_and(|pack| pack.folder == f.path));
        let source = folder.and_then(|folder| match kind {
            "scheme" => folder.schemes.as_ref(),
            _ => folder.indicators.as_ref(),
        });
        if let Some(source) = source {
            let at = source.text.find(&format!("[{kind}.{key}]")).unwrap_or(0);
            complaints.push(source.complain(&(at..at), "unknown_name", words, remedy));
        }
    };
    for fault in check_formulas(&packs.indicators) {
        complain("indicator", fault);
    }
    for fault in check_inputs(&packs.schemes, &packs.indicators) {
        complain("scheme", fault);
    }
}

/// Parameters that neither a procedure nor an indicator nor a scheme of their pack reads.
fn complain_of_parameters(folder: &Folder, packs: &Packs, complaints: &mut Vec<Complaint>) {
    let Some(pack) = packs.packs.values().find(|pack| pack.folder == folder.path) else {
        return;
    };
    let prefix = format!("{}.", pack.id);
    let keys = packs
        .parameters
        .keys()
        .filter_map(|id| id.strip_prefix(&prefix));
    let mut sources: Vec<&Source> = folder.procedures.iter().collect();
    sources.extend(folder.indicators.iter().chain(&folder.schemes));
    check::check_parameters(&folder.head, keys, &sources, complaints);
}
