//! Documents (文书): what stands on paper, before anybody decides how it is shown.
//!
//! A paper is data: headings, paragraphs, tables, a signature, a code. This crate reads the text
//! that people write, lets no number through that has no source, compiles reports from outlines
//! and figures, and writes DOCX. It looks nothing up: figures and texts are handed in. PDF is
//! drawn by a program of its own, `crates/press`, and HTML by `crates/web`.

pub mod compile;
pub mod docx;
pub mod likeness;
pub mod number_guard;
pub mod numeral;
pub mod outline;
pub mod paper;
pub mod picture;
pub mod press;
pub mod text;
