//! Pages drawn as PDF/A with tags, so that it can be archived, searched and read aloud.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use fadu_paper::paper::Paper;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::PressFault;
use crate::faces::{Faces, Role};
use crate::glyphs::{Type, plain, width};
use crate::lines::{Lie, Placed, lines};
use crate::measures::{
    CELL, CODE, FOLIO, FOLIO_BELOW, HEIGHT, LEFT, PAGE_HEIGHT, PAGE_WIDTH, PITCH, TOP, WIDTH,
};
use crate::pages::{Standing, cut};
use crate::rows::{Layout, Part, Place, Run, lay_out};

/// The red of the mark of an issuing organ.
const RED: (u8, u8, u8) = (0xD0, 0x0F, 0x0F);
/// Empty modules around a code (GB/T 18284 asks for four).
const QUIET_ZONE: i32 = 4;

/// What was drawn of each place of the paper, in the order of drawing.
type Drawn = BTreeMap<Place, Vec<Identifier>>;

/// Draws a paper, `plainly` without compressing what it says.
pub fn pdf(paper: &Paper, mut faces: Faces, plainly: bool) -> Result<Vec<u8>, PressFault> {
    let mut layout = lay_out(paper, &mut faces);
    let pages = cut(&mut layout);
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .map_err(|fault| PressFault::Drawing(format!("{fault:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        compress_content_streams: !plainly,
        ascii_compatible: plainly,
        ..SerializeSettings::default()
    });
    let mut drawn = Drawn::new();
    let mut outline = Outline::new();
    for (number, rows) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT)
            .ok_or_else(|| PressFault::Drawing("the page has no size".into()))?;
        let mut page = document.start_page_with(settings);
        draw_page(&mut page, rows, number + 1, &mut faces, &mut drawn);
        page.finish();
        enter_headings(&mut outline, &layout, rows, number);
    }
    document.set_outline(outline);
    document.set_tag_tree(tags(&layout, drawn));
    document.set_metadata(
        Metadata::new()
            .title(paper.title.clone())
            .language("zh-Hans".to_owned())
            .creation_date(day(paper))
            .creator("Fadu".to_owned()),
    );
    document
        .finish()
        .map_err(|fault| PressFault::Drawing(format!("{fault:?}")))
}

/// The day of the paper, which archives ask for; not the day of the drawing, so that the same
/// paper always gives the same file.
fn day(paper: &Paper) -> DateTime {
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    DateTime::new(u16::try_from(paper.dated.year()).unwrap_or(0))
        .month(part(paper.dated.month()))
        .day(part(paper.dated.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(8)
}

fn draw_page(
    page: &mut Page<'_>,
    rows: &[Standing],
    number: usize,
    faces: &mut Faces,
    drawn: &mut Drawn,
) {
    let mut links = Vec::new();
    let mut surface = page.surface();
    for standing in rows {
        let top = TOP + standing.y;
        for rule in &standing.row.rules {
            surface.start_tagged(artifact(ArtifactType::Layout));
            let (x, y) = (LEFT + rule.x, top + rule.y);
            fill(&mut surface, rule.red);
            rectangle(&mut surface, x, y, rule.width, rule.height);
            surface.end_tagged();
        }
        for run in &standing.row.runs {
            let tag = if standing.repeats {
                artifact(ArtifactType::PaginationOther)
            } else {
                ContentTag::Span(SpanTag::empty())
            };
            let identifier = surface.start_tagged(tag);
            draw_run(&mut surface, faces, run, top, &mut links);
            surface.end_tagged();
            if !standing.repeats {
                drawn.entry(run.place).or_default().push(identifier);
            }
        }
        if let Some(code) = &standing.row.code {
            let identifier = surface.start_tagged(ContentTag::Other);
            draw_code(&mut surface, &code.text, top + PITCH);
            surface.end_tagged();
            drawn.entry(code.place).or_default().push(identifier);
        }
    }
    surface.start_tagged(artifact(ArtifactType::PageNumber));
    draw_folio(&mut surface, faces, number);
    surface.end_tagged();
    surface.finish();
    for link in links {
        let action = Action::Link(LinkAction::new(link.address.clone()));
        let annotation = LinkAnnotation::new(link.area, Target::Action(action));
        let identifier = page.add_tagged_annotation(krilla::annotation::Annotation::new_link(
            annotation,
            Some(link.address),
        ));
        drawn.entry(link.place).or_default().push(identifier);
    }
}

const fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(Artifact { kind, bbox: None })
}

/// An area that leads somewhere.
struct Linked {
    area: Rect,
    address: String,
    place: Place,
}

fn fill(surface: &mut Surface<'_>, red: bool) {
    let (r, g, b) = if red { RED } else { (0, 0, 0) };
    surface.set_fill(Some(Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
}

fn rectangle(surface: &mut Surface<'_>, x: f32, y: f32, width: f32, height: f32) {
    let mut path = PathBuilder::new();
    if let Some(area) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(area);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// Draws the glyphs of a run, those of one face and size together.
fn draw_run(
    surface: &mut Surface<'_>,
    faces: &Faces,
    run: &Run,
    top: f32,
    links: &mut Vec<Linked>,
) {
    fill(surface, run.red);
    let y = top + run.baseline;
    let same = |a: &Placed, b: &Placed| {
        a.glyph.shape.face == b.glyph.shape.face && a.glyph.size.to_bits() == b.glyph.size.to_bits()
    };
    for group in run.glyphs.chunk_by(same) {
        draw_glyphs(surface, faces, group, y);
    }
    let leads = |a: &Placed, b: &Placed| a.glyph.address == b.glyph.address;
    for group in run.glyphs.chunk_by(leads) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let Some(address) = first.glyph.address.clone().filter(|a| is_web(a)) else {
            continue;
        };
        let reach = last.x + last.glyph.advance - first.x;
        let size = first.glyph.size;
        let area = Rect::from_xywh(LEFT + first.x, y - size, reach, size * 1.2);
        links.extend(area.map(|area| Linked {
            area,
            address,
            place: run.place,
        }));
    }
}

/// Only addresses of pages are made into links; a paper cannot start a program or open a file.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn draw_glyphs(surface: &mut Surface<'_>, faces: &Faces, group: &[Placed], y: f32) {
    let Some(first) = group.first() else {
        return;
    };
    let size = first.glyph.size;
    let mut text = String::new();
    let mut set = Vec::with_capacity(group.len());
    for (at, placed) in group.iter().enumerate() {
        let from = text.len();
        text.push(placed.glyph.character);
        let next = group.get(at + 1);
        let advance = next.map_or(placed.glyph.advance, |next| next.x - placed.x);
        set.push(KrillaGlyph::new(
            GlyphId::new(placed.glyph.shape.glyph.to_u32()),
            advance / size,
            0.0,
            0.0,
            0.0,
            from..text.len(),
            None,
        ));
    }
    let font = faces.face(first.glyph.shape.face).font.clone();
    let start = Point::from_xy(LEFT + first.x, y);
    surface.draw_glyphs(start, &set, font, &text, size, false);
}

/// A code as squares: read from paper at twenty millimetres and more.
fn draw_code(surface: &mut Surface<'_>, text: &str, top: f32) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return;
    };
    let modules = code.size() + 2 * QUIET_ZONE;
    // A code has at most 177 modules a side.
    let step = u16::try_from(modules).map_or(1.0, |modules| CODE / f32::from(modules));
    let place = |module: i32| u16::try_from(module + QUIET_ZONE).map_or(0.0, f32::from) * step;
    fill(surface, false);
    let mut path = PathBuilder::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // A hair wider than the step, so that no white shows between two modules.
            let side = step * 1.02;
            let area = Rect::from_xywh(LEFT + place(x), top + place(y), side, side);
            if let Some(area) = area {
                path.push_rect(area);
            }
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// The page number between dashes, on the outer side.
fn draw_folio(surface: &mut Surface<'_>, faces: &mut Faces, number: usize) {
    let words = format!("— {number} —");
    let set = plain(faces, &words, Type::solid(Role::Song, FOLIO));
    let reach = width(&set);
    let left = if number % 2 == 1 {
        WIDTH - CELL - reach
    } else {
        CELL
    };
    let y = TOP + HEIGHT + FOLIO_BELOW + FOLIO / 2.0;
    fill(surface, false);
    for mut line in lines(&set, WIDTH, 0.0, Lie::Left) {
        for placed in &mut line {
            placed.x += left;
        }
        let same = |a: &Placed, b: &Placed| a.glyph.shape.face == b.glyph.shape.face;
        for group in line.chunk_by(same) {
            draw_glyphs(surface, faces, group, y);
        }
    }
}

/// Enters the headings that begin on a page into the table of bookmarks.
fn enter_headings(outline: &mut Outline, layout: &Layout, rows: &[Standing], page: usize) {
    let mut entered = None;
    for standing in rows.iter().filter(|standing| !standing.repeats) {
        let Some(run) = standing.row.runs.first() else {
            continue;
        };
        let part = run.place.part;
        if let Some(Part::Heading(level @ 2..=3, words)) = layout.parts.get(part)
            && entered != Some(part)
        {
            let point = Point::from_xy(0.0, (TOP + standing.y - PITCH).max(0.0));
            let indent = if *level == 3 { "　" } else { "" };
            let words = format!("{indent}{words}");
            outline.push_child(OutlineNode::new(words, XyzDestination::new(page, point)));
            entered = Some(part);
        }
    }
}

/// The tree by which a reader is told what each piece of a page is.
fn tags(layout: &Layout, mut drawn: Drawn) -> TagTree {
    let mut tree = TagTree::new();
    for (number, part) in layout.parts.iter().enumerate() {
        let place = |row, column| Place {
            part: number,
            row,
            column,
        };
        match part {
            Part::Heading(level, words) => {
                let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
                let tag = Tag::Hn(level, Some(words.clone()));
                tree.push(group(TagGroup::new(tag), drawn.remove(&place(0, 0))));
            }
            Part::Text => {
                tree.push(group(TagGroup::new(Tag::P), drawn.remove(&place(0, 0))));
            }
            Part::Code(address) => {
                let tag = Tag::Figure(Some(format!("二维码：{address}")));
                tree.push(group(TagGroup::new(tag), drawn.remove(&place(0, 0))));
            }
            Part::Table => {
                let cells: Vec<(Place, Vec<Identifier>)> = {
                    let later = drawn.split_off(&place(0, 0));
                    let (own, rest): (Drawn, Drawn) =
                        later.into_iter().partition(|(at, _)| at.part == number);
                    drawn.extend(rest);
                    own.into_iter().collect()
                };
                tree.push(table(cells));
            }
        }
    }
    tree
}

fn group(mut group: TagGroup, pieces: Option<Vec<Identifier>>) -> TagGroup {
    for piece in pieces.into_iter().flatten() {
        group.push(piece);
    }
    group
}

fn table(cells: Vec<(Place, Vec<Identifier>)>) -> TagGroup {
    let mut table = TagGroup::new(Tag::Table);
    let mut cells = cells.into_iter().peekable();
    while let Some(row) = cells.peek().map(|(place, _)| place.row) {
        let mut line = TagGroup::new(Tag::TR);
        while let Some((_, pieces)) = cells.next_if(|(place, _)| place.row == row) {
            let cell = if row == 0 {
                TagGroup::new(Tag::TH(TableHeaderScope::Column))
            } else {
                TagGroup::new(Tag::TD)
            };
            line.push(group(cell, Some(pieces)));
        }
        table.push(line);
    }
    table
}
