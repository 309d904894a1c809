//! The model of a paper: what DOCX, PDF and the page have in common.
//!
//! It is what goes to the renderer as JSON, so it holds data only: no template, no expression,
//! no address of a file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most blocks of a paper: a report of a great city has some hundreds.
pub const BLOCKS_MAX: usize = 5_000;
/// Most characters of a paper, tables and all: a book of three hundred pages.
pub const CHARACTERS_MAX: usize = 200_000;

/// A paper, ready to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The mark of the issuing organ (发文机关标志), printed in red with a line below.
    #[serde(default)]
    pub organ: Option<String>,
    /// The document's number (发文字号).
    #[serde(default)]
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Whom it addresses (主送机关).
    #[serde(default)]
    pub addressee: Option<String>,
    /// Headings, paragraphs and tables in order.
    pub blocks: Vec<Block>,
    /// Who signs and when.
    #[serde(default)]
    pub signature: Option<Signature>,
    /// What follows on pages of its own (附件).
    #[serde(default)]
    pub annex: Option<Annex>,
    /// The code by which the paper is checked.
    #[serde(default)]
    pub code: Option<Code>,
    /// The day it was made or issued, as archives keep it.
    pub dated: Date,
    /// A word printed in the head of a paper that does not count yet, such as 征求意见稿.
    #[serde(default)]
    pub draft: Option<String>,
}

/// A part of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// A heading: 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）.
    Heading {
        /// From 1 to 4.
        level: u8,
        /// Its words, with the number of order.
        spans: Vec<Span>,
    },
    /// A paragraph.
    Text {
        /// Its words.
        spans: Vec<Span>,
    },
    /// A table.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Heads of columns.
    pub head: Vec<String>,
    /// Rows of cells, as many as there are heads.
    pub rows: Vec<Vec<Span>>,
    /// The share of each column in the width.
    pub widths: Vec<u8>,
}

/// Some words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The words.
    pub text: String,
    /// What they are.
    #[serde(default)]
    pub mark: Mark,
    /// Where they lead.
    #[serde(default)]
    pub address: Option<String>,
    /// The line of the list of sources, counted from 1.
    #[serde(default)]
    pub source: Option<usize>,
}

/// What some words are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Written by somebody.
    #[default]
    Words,
    /// A figure, counted.
    Figure,
    /// A number quoted from a source.
    Quoted,
    /// Stands where a number without a source, or a figure without a value, is not printed.
    Withheld,
}

/// Who signs, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The organ.
    pub organ: String,
    /// The day, in words.
    pub on: String,
}

/// What follows on pages of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annex {
    /// Its title.
    pub title: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A code that leads to the page on which the paper is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// What the code says: an address.
    pub text: String,
    /// What is printed beside it.
    pub caption: Vec<String>,
}

impl Span {
    /// Plain words.
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

impl Block {
    /// A heading of plain words.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading {
            level,
            spans: vec![Span::words(text)],
        }
    }

    /// A paragraph of plain words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            spans: vec![Span::words(text)],
        }
    }

    /// How many pieces it is made of.
    fn cells(&self) -> usize {
        match self {
            Self::Heading { .. } | Self::Text { .. } => 1,
            Self::Table(table) => 1 + table.rows.len(),
        }
    }

    /// How many characters it holds, at most.
    fn characters(&self) -> usize {
        let of =
            |spans: &[Span]| -> usize { spans.iter().map(|span| span.text.chars().count()).sum() };
        match self {
            Self::Heading { spans, .. } | Self::Text { spans } => of(spans),
            Self::Table(table) => {
                let head: usize = table.head.iter().map(String::len).sum();
                let rows: usize = table.rows.iter().map(|row| of(row)).sum();
                table.title.len() + head + rows
            }
        }
    }

    /// Its words without marks.
    pub fn plain(&self) -> String {
        match self {
            Self::Heading { spans, .. } | Self::Text { spans } => plain(spans),
            Self::Table(table) => table
                .rows
                .iter()
                .map(|row| plain(row))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }
}

/// The words of spans, one after another.
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

impl Paper {
    /// Whether the paper is small enough to be drawn.
    pub fn fits(&self) -> bool {
        let annex = self.annex.iter().flat_map(|annex| &annex.blocks);
        let blocks: Vec<&Block> = self.blocks.iter().chain(annex).collect();
        let cells: usize = blocks.iter().map(|block| block.cells()).sum();
        let characters: usize = blocks.iter().map(|block| block.characters()).sum();
        let around = [&self.organ, &self.number, &self.addressee, &self.draft];
        let around = around.into_iter().flatten().chain([&self.title]);
        let caption = self.code.iter().flat_map(|code| &code.caption);
        let around: usize = around.chain(caption).map(String::len).sum();
        cells <= BLOCKS_MAX && characters + around <= CHARACTERS_MAX
    }

    /// Whether something that should stand in it does not.
    pub fn is_incomplete(&self) -> bool {
        let withheld = |spans: &[Span]| spans.iter().any(|span| span.mark == Mark::Withheld);
        self.blocks.iter().any(|block| match block {
            Block::Heading { spans, .. } | Block::Text { spans } => withheld(spans),
            Block::Table(_) => false,
        })
    }
}
