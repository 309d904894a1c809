//! Papers as DOCX that WPS and Word open: styles with the names of GB/T 9704, a grid of 22 lines
//! of 28 characters, page numbers on the outer side.
//!
//! Faces are named and not embedded: an office has the ones it is entitled to. Nothing active is
//! ever written: no macro, no field but the page number, no address outside the web.

mod parts;
mod xml;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use self::xml::Element;
use crate::paper::{Block, Mark, Paper, Span, Table};
use crate::picture::code_as_png;

/// Why there is no DOCX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocxFault(pub String);

/// Twentieths of a point in a millimetre, times a hundred.
const TWIPS_IN_100_MM: u32 = 5_669;
/// Width of the text: 156 mm.
const TEXT_WIDTH: u32 = 156 * TWIPS_IN_100_MM / 100;
/// Side of the code in English Metric Units: 24 mm.
const CODE_SIDE: u32 = 24 * 36_000;

/// Writes a paper.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, DocxFault> {
    if !paper.fits() {
        return Err(DocxFault("the paper is too long".to_owned()));
    }
    let mut writing = Writing::default();
    let body = writing.body(paper);
    let picture = paper.code.as_ref().and_then(|code| code_as_png(&code.text));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), DocxFault> {
        let fault = |error: &dyn std::fmt::Display| DocxFault(error.to_string());
        // The same paper always gives the same file.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        zip.start_file(name, options)
            .map_err(|error| fault(&error))?;
        zip.write_all(bytes).map_err(|error| fault(&error))
    };
    put(
        "[Content_Types].xml",
        parts::content_types().document().as_bytes(),
    )?;
    put(
        "_rels/.rels",
        parts::package_relations().document().as_bytes(),
    )?;
    put(
        "docProps/core.xml",
        parts::core(paper).document().as_bytes(),
    )?;
    put("word/document.xml", body.document().as_bytes())?;
    put("word/styles.xml", parts::styles().document().as_bytes())?;
    put("word/settings.xml", parts::settings().document().as_bytes())?;
    put("word/fontTable.xml", parts::fonts().document().as_bytes())?;
    put(
        "word/footer1.xml",
        parts::footer("right").document().as_bytes(),
    )?;
    put(
        "word/footer2.xml",
        parts::footer("left").document().as_bytes(),
    )?;
    let relations = parts::document_relations(&writing.links, picture.is_some());
    put(
        "word/_rels/document.xml.rels",
        relations.document().as_bytes(),
    )?;
    if let Some(picture) = &picture {
        put("word/media/code.png", picture)?;
    }
    let done = zip.finish().map_err(|error| DocxFault(error.to_string()))?;
    Ok(done.into_inner())
}

/// What is gathered while the body is written.
#[derive(Default)]
struct Writing {
    /// Addresses, in the order of their relations.
    links: Vec<String>,
}

impl Writing {
    fn body(&mut self, paper: &Paper) -> Element {
        let mut body = Element::new("w:body");
        if let Some(draft) = &paper.draft {
            body = body.holding(line("Draft", draft));
        }
        if let Some(organ) = &paper.organ {
            body = body.holding(organ_mark(organ));
            let number = paper.number.as_deref().unwrap_or_default();
            body = body.holding(line("OrganNumber", number));
        }
        body = body.holding(line("Title", &paper.title));
        if let (None, Some(number)) = (&paper.organ, &paper.number) {
            body = body.holding(line("Number", number));
        }
        body = body.holding(line("Addressee", ""));
        if let Some(addressee) = &paper.addressee {
            body = body.holding(line("Addressee", addressee));
        }
        body = body.holding_all(self.blocks(&paper.blocks));
        if let Some(signature) = &paper.signature {
            body = body.holding(line("Signature", ""));
            body = body.holding(line("Signature", &signature.organ));
            body = body.holding(line("Signature", &signature.on));
        }
        if let Some(code) = &paper.code {
            if code_as_png(&code.text).is_some() {
                let picture = parts::drawing(CODE_SIDE, &code.text);
                let run = Element::new("w:r").holding(picture);
                body = body.holding(styled("Caption").holding(run));
            }
            let caption = code.caption.iter().map(|words| line("Caption", words));
            body = body.holding_all(caption);
        }
        if let Some(annex) = &paper.annex {
            body = body.holding(line("AnnexMark", "附件"));
            body = body.holding(line("AnnexTitle", &annex.title));
            body = body.holding_all(self.blocks(&annex.blocks));
        }
        let body = body.holding(parts::section());
        parts::document_root().holding(body)
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Element> {
        let mut elements = Vec::with_capacity(blocks.len());
        for block in blocks {
            match block {
                Block::Heading { level, spans } => {
                    let style = match level {
                        1 => "Heading1",
                        2 => "Heading2",
                        3 => "Heading3",
                        _ => "Heading4",
                    };
                    elements.push(styled(style).holding_all(self.runs(spans)));
                }
                Block::Text { spans } => {
                    elements.push(styled("BodyText").holding_all(self.runs(spans)));
                }
                Block::Table(table) => {
                    if !table.title.is_empty() {
                        elements.push(line("TableTitle", &table.title));
                    }
                    elements.push(self.table(table));
                    // A table needs a paragraph behind it.
                    elements.push(line("TableText", ""));
                }
            }
        }
        elements
    }

    fn table(&mut self, table: &Table) -> Element {
        let shares: Vec<u32> = if table.widths.len() == table.head.len() {
            table
                .widths
                .iter()
                .map(|share| u32::from((*share).max(1)))
                .collect()
        } else {
            vec![1; table.head.len()]
        };
        let sum: u32 = shares.iter().sum::<u32>().max(1);
        let widths: Vec<u32> = shares
            .iter()
            .map(|share| TEXT_WIDTH * share / sum)
            .collect();
        let columns = widths
            .iter()
            .map(|width| Element::new("w:gridCol").with("w:w", width));
        let grid = Element::new("w:tblGrid").holding_all(columns);
        let head = table
            .head
            .iter()
            .map(|words| styled("TableHead").holding(run(words, None)));
        let head = row(&widths, head.collect(), true);
        let rows: Vec<Element> = table
            .rows
            .iter()
            .map(|cells| {
                let cells = widths.iter().enumerate().map(|(at, _)| {
                    let spans = cells.get(at).map_or(&[][..], std::slice::from_ref);
                    let figure = spans.iter().any(|span| span.mark == Mark::Figure);
                    let style = if figure { "TableFigure" } else { "TableText" };
                    styled(style).holding_all(self.runs(spans))
                });
                let cells = cells.collect();
                row(&widths, cells, false)
            })
            .collect();
        Element::new("w:tbl")
            .holding(parts::table_properties(TEXT_WIDTH))
            .holding(grid)
            .holding(head)
            .holding_all(rows)
    }

    fn runs(&mut self, spans: &[Span]) -> Vec<Element> {
        let runs = spans.iter().map(|span| {
            let style = (span.mark == Mark::Withheld).then_some("Withheld");
            let run = run(&span.text, style);
            let address = span.address.as_ref().filter(|address| is_web(address));
            match address {
                Some(address) => {
                    self.links.push(address.clone());
                    Element::new("w:hyperlink")
                        .with("r:id", format!("link{}", self.links.len()))
                        .holding(run)
                }
                None => run,
            }
        });
        runs.collect()
    }
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// A paragraph in a style.
fn styled(style: &str) -> Element {
    let style = Element::new("w:pStyle").with("w:val", style);
    Element::new("w:p").holding(Element::new("w:pPr").holding(style))
}

/// A paragraph of plain words in a style.
fn line(style: &str, words: &str) -> Element {
    let paragraph = styled(style);
    if words.is_empty() {
        paragraph
    } else {
        paragraph.holding(run(words, None))
    }
}

/// The mark of the issuing organ, as large as fits in one line.
fn organ_mark(organ: &str) -> Element {
    let characters = u32::try_from(organ.chars().count()).unwrap_or(u32::MAX);
    // Half points: 156 mm are 442 points.
    let size = (880 / characters.max(1)).clamp(24, 72);
    let text = Element::new("w:t").saying(organ);
    let sizes = ["w:sz", "w:szCs"].map(|name| Element::new(name).with("w:val", size));
    let run = Element::new("w:r").holding(Element::new("w:rPr").holding_all(sizes));
    styled("Organ").holding(run.holding(text))
}

fn run(words: &str, style: Option<&str>) -> Element {
    let text = Element::new("w:t")
        .with("xml:space", "preserve")
        .saying(words);
    let mut run = Element::new("w:r");
    if let Some(style) = style {
        let style = Element::new("w:rStyle").with("w:val", style);
        run = run.holding(Element::new("w:rPr").holding(style));
    }
    run.holding(text)
}

fn row(widths: &[u32], cells: Vec<Element>, is_head: bool) -> Element {
    let mut properties = Element::new("w:trPr").holding(Element::new("w:cantSplit"));
    if is_head {
        properties = properties.holding(Element::new("w:tblHeader"));
    }
    let cells = widths.iter().zip(cells).map(|(width, words)| {
        let width = Element::new("w:tcW")
            .with("w:w", width)
            .with("w:type", "dxa");
        let middle = Element::new("w:vAlign").with("w:val", "center");
        let properties = Element::new("w:tcPr").holding(width).holding(middle);
        Element::new("w:tc").holding(properties).holding(words)
    });
    Element::new("w:tr").holding(properties).holding_all(cells)
}

#[cfg(test)]
mod tests;
