//! The measures of a page by GB/T 9704-2012, in points from the upper left corner.

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// Width of A4.
pub const PAGE_WIDTH: f32 = 210.0 * MM;
/// Height of A4.
pub const PAGE_HEIGHT: f32 = 297.0 * MM;
/// The upper margin (天头).
pub const TOP: f32 = 37.0 * MM;
/// The left margin (订口).
pub const LEFT: f32 = 28.0 * MM;
/// Width of the text (版心).
pub const WIDTH: f32 = 156.0 * MM;
/// Height of the text (版心).
pub const HEIGHT: f32 = 225.0 * MM;
/// Lines on a page.
pub const LINES: f32 = 22.0;
/// Characters in a line.
pub const CHARACTERS: f32 = 28.0;
/// From one line to the next.
pub const PITCH: f32 = HEIGHT / LINES;
/// From one character to the next.
pub const CELL: f32 = WIDTH / CHARACTERS;
/// Size of the text (三号).
pub const BODY: f32 = 16.0;
/// Size of the title (二号).
pub const TITLE: f32 = 22.0;
/// Size of page numbers (四号).
pub const FOLIO: f32 = 14.0;
/// Size in tables (小四), and from line to line there.
pub const TABLE: f32 = 12.0;
/// From line to line in a table.
pub const TABLE_PITCH: f32 = 17.0;
/// Between the rules of a table and what stands in it.
pub const TABLE_PADDING: f32 = 4.0;
/// Size beside a code (五号).
pub const CAPTION: f32 = 10.5;
/// Side of a code: not below 20 mm, so that it is read from paper.
pub const CODE: f32 = 24.0 * MM;
/// From the foot of the text to the page number.
pub const FOLIO_BELOW: f32 = 7.0 * MM;
/// From the top of the text to the mark of the issuing organ.
pub const ORGAN_BELOW: f32 = 35.0 * MM;
/// How much of a character's height stands above its base line, in the fonts that are used.
pub const ASCENT: f32 = 0.88;

/// The base line of a line of a size, from the top of a row so high.
pub fn baseline(height: f32, size: f32) -> f32 {
    (height - size) / 2.0 + size * ASCENT
}
