//! The faces that a paper is set in, and where they are found.
//!
//! GB/T 9704 names faces that are not free; a city that has bought them puts them in a folder and
//! names it with `--fonts`. Otherwise the free ones that Debian packages are used. No font is part
//! of this program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::{FileRef, FontRef};
use skrifa::string::StringId;
use skrifa::{GlyphId, MetadataProvider};

/// Deepest folder looked into.
const DEPTH_MAX: usize = 12;
/// Most files looked at: a whole TeX installation has fewer fonts.
const FILES_MAX: usize = 50_000;
/// Largest font read.
const FONT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What a face is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 仿宋: the text.
    Body,
    /// 小标宋: the title.
    Title,
    /// 黑体: headings of the first level.
    Heading,
    /// 楷体: headings of the second level.
    Kai,
    /// 宋体: page numbers and tables.
    Song,
}

const ROLES: [Role; 5] = [
    Role::Body,
    Role::Title,
    Role::Heading,
    Role::Kai,
    Role::Song,
];

/// File names for a role, in the order of preference.
const fn wanted(role: Role) -> &'static [&'static str] {
    match role {
        Role::Body => &[
            "仿宋_gb2312.ttf",
            "fangsong_gb2312.ttf",
            "simfang.ttf",
            "fandolfang-regular.otf",
            "notoserifcjk-regular.ttc",
        ],
        Role::Title => &[
            "方正小标宋_gbk.ttf",
            "方正小标宋简体.ttf",
            "fzxbsjw.ttf",
            "fandolsong-bold.otf",
            "notoserifcjk-bold.ttc",
        ],
        Role::Heading => &[
            "simhei.ttf",
            "fandolhei-regular.otf",
            "notosanscjk-regular.ttc",
        ],
        Role::Kai => &[
            "楷体_gb2312.ttf",
            "simkai.ttf",
            "fandolkai-regular.otf",
            "gkai00mp.ttf",
            "notoserifcjk-regular.ttc",
        ],
        Role::Song => &[
            "simsun.ttc",
            "fandolsong-regular.otf",
            "notoserifcjk-regular.ttc",
            "gbsn00lp.ttf",
        ],
    }
}

/// Fonts in which a character is looked for when the face has none: rare characters of names.
const SPARE: [&str; 6] = [
    "notoserifcjk-regular.ttc",
    "notosanscjk-regular.ttc",
    "fandolsong-regular.otf",
    "gbsn00lp.ttf",
    "wqy-zenhei.ttc",
    "dejavuserif.ttf",
];

/// One font, loaded.
pub struct Face {
    /// As the PDF takes it.
    pub font: Font,
    file: PathBuf,
    reader: FontRef<'static>,
}

/// A character's shape in a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// The face's place.
    pub face: usize,
    /// The glyph in it.
    pub glyph: GlyphId,
    /// How wide it is, in units of its size.
    pub advance: f32,
}

/// All fonts at hand.
pub struct Faces {
    files: BTreeMap<String, PathBuf>,
    loaded: Vec<Face>,
    roles: BTreeMap<Role, usize>,
    spare: Option<Vec<usize>>,
}

impl Faces {
    /// Finds a font for each role; a role without one uses another's. `None` if there is none.
    pub fn find(folders: &[PathBuf]) -> Option<Self> {
        let mut files = BTreeMap::new();
        for folder in folders {
            look_into(folder, 0, &mut files);
        }
        let mut faces = Self {
            files,
            loaded: Vec::new(),
            roles: BTreeMap::new(),
            spare: None,
        };
        for role in ROLES {
            let found = wanted(role).iter().find_map(|name| faces.load(name));
            if let Some(found) = found {
                faces.roles.insert(role, found);
            }
        }
        let any = faces.roles.values().next().copied();
        let any = any.or_else(|| SPARE.iter().find_map(|name| faces.load(name)))?;
        for role in ROLES {
            faces.roles.entry(role).or_insert(any);
        }
        Some(faces)
    }

    /// The files chosen, by role.
    pub fn chosen(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.roles.iter().map(|(role, at)| {
            let name = match role {
                Role::Body => "body",
                Role::Title => "title",
                Role::Heading => "heading",
                Role::Kai => "kai",
                Role::Song => "song",
            };
            (name, self.loaded[*at].file.as_path())
        })
    }

    /// A face.
    pub fn face(&self, at: usize) -> &Face {
        &self.loaded[at]
    }

    /// A character in a role's face, else in another that has it; a box where none has.
    pub fn shape(&mut self, role: Role, character: char) -> Shape {
        let first = self.roles[&role];
        if let Some(shape) = self.shape_in(first, character) {
            return shape;
        }
        for at in self.spare() {
            if let Some(shape) = self.shape_in(at, character) {
                return shape;
            }
        }
        self.shape_in(first, '□')
            .or_else(|| self.shape_in(first, '?'))
            .unwrap_or(Shape {
                face: first,
                glyph: GlyphId::NOTDEF,
                advance: 1.0,
            })
    }

    fn shape_in(&self, at: usize, character: char) -> Option<Shape> {
        let face = &self.loaded[at];
        let glyph = face.reader.charmap().map(character)?;
        let metrics = face
            .reader
            .glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = metrics.advance_width(glyph)? / face.font.units_per_em();
        Some(Shape {
            face: at,
            glyph,
            advance,
        })
    }

    fn spare(&mut self) -> Vec<usize> {
        if let Some(spare) = &self.spare {
            return spare.clone();
        }
        let spare: Vec<usize> = SPARE.iter().filter_map(|name| self.load(name)).collect();
        self.spare = Some(spare.clone());
        spare
    }

    /// Loads a font by the name of its file, once.
    fn load(&mut self, name: &str) -> Option<usize> {
        let path = self.files.get(name)?.clone();
        if let Some(known) = self.loaded.iter().position(|face| face.file == path) {
            return Some(known);
        }
        let length = std::fs::metadata(&path).ok()?.len();
        if length > FONT_BYTES_MAX {
            return None;
        }
        // The process ends after one paper: its fonts live as long as it does.
        let bytes: &'static [u8] = Vec::leak(std::fs::read(&path).ok()?);
        let index = simplified(bytes)?;
        let reader = FontRef::from_index(bytes, index).ok()?;
        reader.charmap().map('法')?;
        let font = Font::new(bytes.into(), index)?;
        self.loaded.push(Face {
            font,
            file: path,
            reader,
        });
        Some(self.loaded.len() - 1)
    }
}

/// The font of a collection that has the simplified forms; the first where names do not tell.
fn simplified(bytes: &'static [u8]) -> Option<u32> {
    match FileRef::new(bytes).ok()? {
        FileRef::Font(_) => Some(0),
        FileRef::Collection(collection) => {
            let named = (0..collection.len()).find(|index| {
                let font = collection.get(*index).ok();
                font.is_some_and(|font| {
                    let names = font.localized_strings(StringId::FAMILY_NAME);
                    names
                        .map(|name| name.to_string())
                        .any(|name| name.ends_with(" SC"))
                })
            });
            Some(named.unwrap_or(0))
        }
    }
}

fn look_into(folder: &Path, depth: usize, files: &mut BTreeMap<String, PathBuf>) {
    if depth > DEPTH_MAX {
        return;
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if files.len() >= FILES_MAX {
            return;
        }
        if path.is_dir() {
            look_into(&path, depth + 1, files);
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            let name = name.to_lowercase();
            files.entry(name).or_insert(path);
        }
    }
}
