//! The parts of a DOCX beside its body: styles, page, faces, relations. Measures are twentieths
//! of a point; sizes of type are half points.

use super::xml::Element;
use crate::paper::Paper;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
const GRAPHIC: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// From line to line: 225 mm in 22 lines.
const PITCH: u32 = 579;
/// Two characters of the text.
const INDENT: u32 = 632;

/// The faces by the names that offices know.
const FANG: &str = "仿宋_GB2312";
const KAI: &str = "楷体_GB2312";
const HEI: &str = "黑体";
const SONG: &str = "宋体";
const TITLE: &str = "方正小标宋简体";

/// The root of the document.
pub fn document_root() -> Element {
    Element::new("w:document")
        .with("xmlns:w", WORD)
        .with("xmlns:r", RELATIONS)
        .with("xmlns:wp", DRAWING)
        .with("xmlns:a", GRAPHIC)
        .with("xmlns:pic", PICTURE)
}

/// What each part is.
pub fn content_types() -> Element {
    let default = |extension: &str, kind: &str| {
        Element::new("Default")
            .with("Extension", extension)
            .with("ContentType", kind)
    };
    let part = |name: &str, kind: String| {
        Element::new("Override")
            .with("PartName", name)
            .with("ContentType", kind)
    };
    let word = |name: &str, kind: &str| {
        part(
            &format!("/word/{name}.xml"),
            format!("{WORD_TYPE}.{kind}+xml"),
        )
    };
    Element::new("Types")
        .with("xmlns", TYPES)
        .holding(default(
            "rels",
            "application/vnd.openxmlformats-package.relationships+xml",
        ))
        .holding(default("xml", "application/xml"))
        .holding(default("png", "image/png"))
        .holding(word("document", "document.main"))
        .holding(word("styles", "styles"))
        .holding(word("settings", "settings"))
        .holding(word("fontTable", "fontTable"))
        .holding(word("footer1", "footer"))
        .holding(word("footer2", "footer"))
        .holding(part(
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ))
}

fn relation(id: &str, kind: &str, target: &str) -> Element {
    Element::new("Relationship")
        .with("Id", id)
        .with("Type", kind)
        .with("Target", target)
}

/// Where the package begins.
pub fn package_relations() -> Element {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/\
                core-properties";
    Element::new("Relationships")
        .with("xmlns", PACKAGE)
        .holding(relation(
            "document",
            &format!("{RELATIONS}/officeDocument"),
            "word/document.xml",
        ))
        .holding(relation("core", core, "docProps/core.xml"))
}

/// What the document refers to.
pub fn document_relations(links: &[String], has_code: bool) -> Element {
    let own =
        |id: &str, kind: &str, target: &str| relation(id, &format!("{RELATIONS}/{kind}"), target);
    let mut relations = Element::new("Relationships")
        .with("xmlns", PACKAGE)
        .holding(own("styles", "styles", "styles.xml"))
        .holding(own("settings", "settings", "settings.xml"))
        .holding(own("fonts", "fontTable", "fontTable.xml"))
        .holding(own("footer1", "footer", "footer1.xml"))
        .holding(own("footer2", "footer", "footer2.xml"));
    if has_code {
        relations = relations.holding(own("code", "image", "media/code.png"));
    }
    let links = (1..).zip(links).map(|(number, address)| {
        own(&format!("link{number}"), "hyperlink", address).with("TargetMode", "External")
    });
    relations.holding_all(links)
}

/// Title and day, for those who keep the file.
pub fn core(paper: &Paper) -> Element {
    let day = format!("{}T00:00:00Z", paper.dated);
    let created = Element::new("dcterms:created")
        .with("xsi:type", "dcterms:W3CDTF")
        .saying(day);
    Element::new("cp:coreProperties")
        .with(
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        )
        .with("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .with("xmlns:dcterms", "http://purl.org/dc/terms/")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .holding(Element::new("dc:title").saying(paper.title.clone()))
        .holding(Element::new("dc:creator").saying("Fadu"))
        .holding(created)
        .holding(Element::new("dc:language").saying("zh-CN"))
}

/// Odd and even pages differ in the place of their number.
pub fn settings() -> Element {
    Element::new("w:settings")
        .with("xmlns:w", WORD)
        .holding(Element::new("w:evenAndOddHeaders"))
        .holding(Element::new("w:characterSpacingControl").with("w:val", "compressPunctuation"))
}

/// The faces, with those that stand in for them.
pub fn fonts() -> Element {
    let font = |name: &str, other: &str| {
        Element::new("w:font")
            .with("w:name", name)
            .holding(Element::new("w:altName").with("w:val", other))
            .holding(Element::new("w:charset").with("w:val", "86"))
    };
    Element::new("w:fonts")
        .with("xmlns:w", WORD)
        .holding(font(FANG, "仿宋"))
        .holding(font(KAI, "楷体"))
        .holding(font(TITLE, "宋体"))
        .holding(font(HEI, "SimHei"))
        .holding(font(SONG, "SimSun"))
}

/// The page number between dashes.
pub fn footer(side: &str) -> Element {
    let words = |text: &str| {
        let text = Element::new("w:t")
            .with("xml:space", "preserve")
            .saying(text);
        Element::new("w:r").holding(text)
    };
    let field = Element::new("w:fldSimple")
        .with("w:instr", " PAGE ")
        .holding(words("1"));
    // One character in from the outer edge.
    let indent = Element::new("w:ind")
        .with("w:left", 280)
        .with("w:right", 280);
    let properties = Element::new("w:pPr")
        .holding(Element::new("w:pStyle").with("w:val", "Footer"))
        .holding(indent)
        .holding(Element::new("w:jc").with("w:val", side));
    let paragraph = Element::new("w:p")
        .holding(properties)
        .holding(words("— "))
        .holding(field)
        .holding(words(" —"));
    Element::new("w:ftr")
        .with("xmlns:w", WORD)
        .holding(paragraph)
}

/// The page: A4, margins and grid of GB/T 9704.
pub fn section() -> Element {
    let footer = |kind: &str, id: &str| {
        Element::new("w:footerReference")
            .with("w:type", kind)
            .with("r:id", id)
    };
    let margins = [
        ("w:top", 2098),
        ("w:right", 1474),
        ("w:bottom", 1984),
        ("w:left", 1587),
        ("w:header", 851),
        ("w:footer", 1400),
        ("w:gutter", 0),
    ];
    let margins = margins
        .iter()
        .fold(Element::new("w:pgMar"), |page, (name, value)| {
            page.with(name, value)
        });
    // A grid of lines alone: programs snap characters to a grid of their own in different ways,
    // so the 28 characters of a line come from the spacing of the styles.
    let grid = Element::new("w:docGrid")
        .with("w:type", "lines")
        .with("w:linePitch", PITCH);
    Element::new("w:sectPr")
        .holding(footer("default", "footer1"))
        .holding(footer("even", "footer2"))
        .holding(
            Element::new("w:pgSz")
                .with("w:w", 11_906)
                .with("w:h", 16_838),
        )
        .holding(margins)
        .holding(grid)
}

/// Borders and width of a table.
pub fn table_properties(width: u32) -> Element {
    let sides = [
        "w:top",
        "w:left",
        "w:bottom",
        "w:right",
        "w:insideH",
        "w:insideV",
    ];
    let borders = sides.iter().map(|side| {
        Element::new(side)
            .with("w:val", "single")
            .with("w:sz", 4)
            .with("w:space", 0)
            .with("w:color", "000000")
    });
    Element::new("w:tblPr")
        .holding(
            Element::new("w:tblW")
                .with("w:w", width)
                .with("w:type", "dxa"),
        )
        .holding(Element::new("w:tblBorders").holding_all(borders))
        .holding(Element::new("w:tblLayout").with("w:type", "fixed"))
}

/// The picture of the code.
pub fn drawing(side: u32, says: &str) -> Element {
    let extent = |name: &'static str| Element::new(name).with("cx", side).with("cy", side);
    let about = |name: &'static str| {
        Element::new(name)
            .with("id", 1)
            .with("name", "code")
            .with("descr", says)
    };
    let blip = Element::new("pic:blipFill")
        .holding(Element::new("a:blip").with("r:embed", "code"))
        .holding(Element::new("a:stretch").holding(Element::new("a:fillRect")));
    let shape = Element::new("pic:spPr")
        .holding(
            Element::new("a:xfrm")
                .holding(Element::new("a:off").with("x", 0).with("y", 0))
                .holding(extent("a:ext")),
        )
        .holding(
            Element::new("a:prstGeom")
                .with("prst", "rect")
                .holding(Element::new("a:avLst")),
        );
    let picture = Element::new("pic:pic")
        .holding(
            Element::new("pic:nvPicPr")
                .holding(about("pic:cNvPr"))
                .holding(Element::new("pic:cNvPicPr")),
        )
        .holding(blip)
        .holding(shape);
    let data = Element::new("a:graphicData")
        .with("uri", PICTURE)
        .holding(picture);
    let inline = Element::new("wp:inline")
        .with("distT", 0)
        .with("distB", 0)
        .with("distL", 0)
        .with("distR", 0)
        .holding(extent("wp:extent"))
        .holding(about("wp:docPr"))
        .holding(Element::new("a:graphic").holding(data));
    Element::new("w:drawing").holding(inline)
}

/// How a paragraph of a style looks.
struct Style {
    id: &'static str,
    name: &'static str,
    face: &'static str,
    size: u32,
    lie: &'static str,
    indent: u32,
    right: u32,
    before: u32,
    after: u32,
    level: Option<u32>,
    traits: &'static [Trait],
}

/// What sets a style apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    Bold,
    Red,
    Keeps,
    BeginsPage,
    /// A red line below.
    Ruled,
    /// Lines as high as their words, and not on the grid.
    Loose,
}

impl Style {
    fn is(&self, wanted: Trait) -> bool {
        self.traits.contains(&wanted)
    }
}

const PLAIN: Style = Style {
    id: "",
    name: "",
    face: FANG,
    size: 32,
    lie: "both",
    indent: 0,
    right: 0,
    before: 0,
    after: 0,
    level: None,
    traits: &[],
};

#[rustfmt::skip]
const STYLES: [Style; 20] = [
    Style { id: "BodyText", name: "Body Text", indent: INDENT, ..PLAIN },
    Style { id: "Title", name: "Title", face: TITLE, size: 44, lie: "center", level: Some(0),
            traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "Heading1", name: "heading 1", face: HEI, indent: INDENT, level: Some(0),
            traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "Heading2", name: "heading 2", face: KAI, indent: INDENT, level: Some(1),
            traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "Heading3", name: "heading 3", indent: INDENT, level: Some(2),
            traits: &[Trait::Keeps, Trait::Bold], ..PLAIN },
    Style { id: "Heading4", name: "heading 4", indent: INDENT, level: Some(3), ..PLAIN },
    Style { id: "Organ", name: "发文机关标志", face: TITLE, size: 72, lie: "center", before: 1_984,
            traits: &[Trait::Red, Trait::Loose], ..PLAIN },
    Style { id: "OrganNumber", name: "发文字号（红线）", lie: "center", before: 1_158, after: 1_158,
            traits: &[Trait::Ruled], ..PLAIN },
    Style { id: "Number", name: "发文字号", face: KAI, lie: "center", ..PLAIN },
    Style { id: "Addressee", name: "主送机关", ..PLAIN },
    Style { id: "Signature", name: "Signature", lie: "right", right: 1_264,
            traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "Draft", name: "稿本标志", face: HEI, lie: "left", ..PLAIN },
    Style { id: "AnnexMark", name: "附件标志", face: HEI, lie: "left",
            traits: &[Trait::BeginsPage, Trait::Keeps], ..PLAIN },
    Style { id: "AnnexTitle", name: "附件标题", face: TITLE, size: 44, lie: "center", before: 579,
            after: 579, level: Some(0), traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "TableTitle", name: "表题", face: HEI, size: 28, lie: "center", before: 120,
            traits: &[Trait::Keeps], ..PLAIN },
    Style { id: "TableHead", name: "表头", face: HEI, size: 24, lie: "center",
            traits: &[Trait::Keeps, Trait::Loose], ..PLAIN },
    Style { id: "TableText", name: "表文", face: SONG, size: 24, lie: "left",
            traits: &[Trait::Loose], ..PLAIN },
    Style { id: "TableFigure", name: "表数", face: SONG, size: 24, lie: "center",
            traits: &[Trait::Loose], ..PLAIN },
    Style { id: "Caption", name: "caption", face: SONG, size: 21, lie: "left",
            traits: &[Trait::Loose], ..PLAIN },
    Style { id: "Footer", name: "footer", face: SONG, size: 28, traits: &[Trait::Loose], ..PLAIN },
];

/// The styles, with names that WPS shows.
pub fn styles() -> Element {
    let defaults = Element::new("w:docDefaults")
        .holding(Element::new("w:rPrDefault").holding(type_of(&PLAIN)))
        .holding(Element::new("w:pPrDefault").holding(Element::new("w:pPr")));
    let normal = Element::new("w:style")
        .with("w:type", "paragraph")
        .with("w:default", 1)
        .with("w:styleId", "Normal")
        .holding(Element::new("w:name").with("w:val", "Normal"))
        .holding(Element::new("w:qFormat"))
        .holding(type_of(&PLAIN));
    let withheld = Element::new("w:style")
        .with("w:type", "character")
        .with("w:styleId", "Withheld")
        .holding(Element::new("w:name").with("w:val", "未予印出"))
        .holding(Element::new("w:rPr").holding(Element::new("w:color").with("w:val", "8C2F22")));
    Element::new("w:styles")
        .with("xmlns:w", WORD)
        .holding(defaults)
        .holding(normal)
        .holding_all(STYLES.iter().map(style))
        .holding(withheld)
}

fn style(style: &Style) -> Element {
    let value = |name: &'static str, value: u32| Element::new(name).with("w:val", value);
    // The order of these elements is the schema's.
    let mut properties = Element::new("w:pPr");
    if style.is(Trait::Keeps) {
        properties = properties.holding(Element::new("w:keepNext"));
    }
    if style.is(Trait::BeginsPage) {
        properties = properties.holding(Element::new("w:pageBreakBefore"));
    }
    if style.is(Trait::Ruled) {
        let rule = Element::new("w:bottom")
            .with("w:val", "single")
            .with("w:sz", 12)
            .with("w:space", 11)
            .with("w:color", "D00F0F");
        properties = properties.holding(Element::new("w:pBdr").holding(rule));
    }
    if style.is(Trait::Loose) {
        let off = Element::new("w:snapToGrid").with("w:val", 0);
        properties = properties.holding(off);
    }
    let mut spacing = Element::new("w:spacing")
        .with("w:before", style.before)
        .with("w:after", style.after);
    if !style.is(Trait::Loose) {
        spacing = spacing.with("w:line", PITCH).with("w:lineRule", "exact");
    }
    let indent = Element::new("w:ind")
        .with("w:right", style.right)
        .with("w:firstLine", style.indent);
    properties = properties
        .holding(spacing)
        .holding(indent)
        .holding(Element::new("w:jc").with("w:val", style.lie));
    if let Some(level) = style.level {
        properties = properties.holding(value("w:outlineLvl", level));
    }
    Element::new("w:style")
        .with("w:type", "paragraph")
        .with("w:styleId", style.id)
        .holding(Element::new("w:name").with("w:val", style.name))
        .holding(Element::new("w:basedOn").with("w:val", "Normal"))
        .holding(Element::new("w:qFormat"))
        .holding(properties)
        .holding(type_of(style))
}

fn type_of(style: &Style) -> Element {
    let faces = Element::new("w:rFonts")
        .with("w:ascii", "Times New Roman")
        .with("w:hAnsi", "Times New Roman")
        .with("w:eastAsia", style.face);
    let mut properties = Element::new("w:rPr").holding(faces);
    if style.is(Trait::Bold) {
        properties = properties.holding(Element::new("w:b"));
    }
    if style.is(Trait::Red) {
        properties = properties.holding(Element::new("w:color").with("w:val", "D00F0F"));
    }
    if style.size == PLAIN.size {
        // 28 characters of 16 points in 156 mm: a quarter of a point closer.
        properties = properties.holding(Element::new("w:spacing").with("w:val", -5));
    }
    properties
        .holding(Element::new("w:sz").with("w:val", style.size))
        .holding(Element::new("w:szCs").with("w:val", style.size))
        .holding(
            Element::new("w:lang")
                .with("w:val", "en-US")
                .with("w:eastAsia", "zh-CN"),
        )
}
