//! Tables in and out: XLSX written for WPS and Excel, and XLSX or CSV read back as texts.
//!
//! What is written can never act as a formula, and what is read is text and nothing else. Every
//! limit is checked before memory is spent.

use std::io::{Cursor, Read};

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use calamine::{DataRef, Reader as _, Xlsx};
use fadu_kernel::words::Words;
use fadu_office::fault::Fault;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::address::query_value;

/// Largest table read: two thousand rows with long texts stay well below.
pub const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most rows read with the head; more are entered in parts, so that one look checks them.
pub const ROWS_MAX: usize = 2_001;
/// Most columns read; no act asks for as many.
pub const COLUMNS_MAX: usize = 64;
/// Longest text of a cell; longer than any field takes.
const CELL_LENGTH_MAX: usize = 8_000;
/// Most bytes a workbook may unpack to: thirty times the largest file.
const UNPACKED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Longest text a cell of XLSX can hold.
const WRITTEN_LENGTH_MAX: usize = 32_000;

/// A cell to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, kept as text whatever it looks like.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// One sheet of a workbook.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A workbook of sheets.
pub fn write(sheets: &[Sheet]) -> Result<Vec<u8>, Fault> {
    written(sheets).map_err(|_| Fault::Damaged("xlsx".into()))
}

fn written(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    // The mark that WPS and Excel keep when they save again: the cell stays text for ever.
    let quoted = Format::new().set_quote_prefix();
    let plain = Format::new().set_text_wrap();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name.chars().take(31).collect::<String>())?;
        for (at, column) in (0_u16..).zip(&sheet.columns) {
            page.write_string_with_format(0, at, column, &head)?;
            page.set_column_width(at, 18)?;
        }
        page.set_freeze_panes(1, 0)?;
        for (row, cells) in (1_u32..).zip(&sheet.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Number(number) => {
                        #[expect(clippy::cast_precision_loss, reason = "XLSX knows floats only")]
                        page.write_number(row, at, *number as f64)?;
                    }
                    Cell::Text(text) => {
                        let text: String = text.chars().take(WRITTEN_LENGTH_MAX).collect();
                        let format = if looks_like_formula(&text) {
                            &quoted
                        } else {
                            &plain
                        };
                        page.write_string_with_format(row, at, text, format)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

/// Whether a program that reads CSV might take a text for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A table as CSV in UTF-8 with the mark by which Excel and WPS know it. A cell that they might
/// take for a formula is led by an apostrophe; numbers stay numbers.
pub fn write_csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            let mark = if looks_like_formula(cell) && !is_number(cell) {
                "'"
            } else {
                ""
            };
            text.push('"');
            text.push_str(mark);
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A workbook as a download.
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    download_as(name, "xlsx", kind, bytes)
}

/// A table in CSV as a download.
pub fn download_csv(name: &str, rows: &[Vec<String>]) -> Response {
    download_as(name, "csv", "text/csv; charset=utf-8", write_csv(rows))
}

fn download_as(name: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!(
        "attachment; filename*=UTF-8''{}.{ending}",
        crate::address::ascii(&query_value(name))
    );
    let disposition = HeaderValue::from_str(&disposition)
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

/// Reads a table: XLSX by its content, anything else as CSV in UTF-8 or GBK. Rows are cut to
/// their last filled cell; empty rows at the end are dropped.
pub fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, Words> {
    if bytes.is_empty() {
        return Err(Words::new(
            "没有选择文件，或者文件是空的",
            "no file was chosen, or it is empty",
        ));
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Words::new(
            "文件超过 2 MB，请分成几个文件",
            "the file is larger than 2 MB; split it into several",
        ));
    }
    let mut rows = if bytes.starts_with(b"PK") {
        read_workbook(bytes)?
    } else {
        read_csv(&decode(bytes)?)?
    };
    while rows
        .last()
        .is_some_and(|row| row.iter().all(String::is_empty))
    {
        rows.pop();
    }
    Ok(rows)
}

fn too_many_rows() -> Words {
    let most = ROWS_MAX - 1;
    Words::new(
        format!("一次最多导入 {most} 行，请分成几个文件"),
        format!("at most {most} rows at a time; split the file"),
    )
}

fn too_many_columns() -> Words {
    Words::new(
        format!("表格超过 {COLUMNS_MAX} 列，请使用下载的模板"),
        format!("the table has more than {COLUMNS_MAX} columns; use the template"),
    )
}

fn unreadable() -> Words {
    Words::new(
        "读不出这个文件。请另存为 XLSX，或者 UTF-8、GBK 编码的 CSV",
        "the file cannot be read; save it as XLSX, or as CSV in UTF-8 or GBK",
    )
}

fn read_workbook(bytes: &[u8]) -> Result<Vec<Vec<String>>, Words> {
    refuse_bombs(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let first = book
        .sheet_names()
        .into_iter()
        .next()
        .ok_or_else(unreadable)?;
    let mut cells = book
        .worksheet_cells_reader(&first)
        .map_err(|_| unreadable())?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let row = usize::try_from(row).unwrap_or(usize::MAX);
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if row >= ROWS_MAX {
            return Err(too_many_rows());
        }
        if column >= COLUMNS_MAX {
            return Err(too_many_columns());
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if let Some(line) = rows.get_mut(row) {
            if line.len() <= column {
                line.resize(column + 1, String::new());
            }
            if let Some(place) = line.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(rows)
}

/// Unpacks a workbook once without keeping it, so that a small file cannot become a huge one.
fn refuse_bombs(bytes: &[u8]) -> Result<(), Words> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| unreadable())?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        left = left
            .checked_sub(unpacked.map_err(|_| unreadable())?)
            .ok_or_else(|| {
                Words::new(
                    "文件展开后过大，请只保留要导入的行",
                    "the file unpacks to too much; keep only the rows to import",
                )
            })?;
    }
    Ok(())
}

fn text_of(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::Int(number) => number.to_string(),
        // Numbers above 2^53 have lost digits in the file already; the field's own check shows it.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => if *flag { "是" } else { "否" }.to_owned(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, _, _) = at.to_ymd_hms_milli();
            if at.as_f64().fract() == 0.0 {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
        DataRef::Error(_) => "#错误".to_owned(),
        DataRef::Empty => String::new(),
    };
    text.trim().chars().take(CELL_LENGTH_MAX).collect()
}

/// The text of a CSV: UTF-8, UTF-16 with its mark, or GBK as WPS saves it.
fn decode(bytes: &[u8]) -> Result<String, Words> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let (text, _, faulty) = encoding.decode(rest);
        return if faulty {
            Err(unreadable())
        } else {
            Ok(text.into_owned())
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') {
            Err(unreadable())
        } else {
            Ok(text.to_owned())
        };
    }
    let (text, _, faulty) = encoding_rs::GBK.decode(bytes);
    if faulty || text.contains('\0') {
        Err(unreadable())
    } else {
        Ok(text.into_owned())
    }
}

/// Reads CSV by RFC 4180; the mark between cells is the one that occurs most in the first line.
fn read_csv(text: &str) -> Result<Vec<Vec<String>>, Words> {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: &char| first.matches(*mark).count();
    let mark = [',', '\t', ';', '，']
        .into_iter()
        .rev()
        .max_by_key(count)
        .unwrap_or(',');
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                row.push(close(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter if letter == mark && !quoted => row.push(close(&mut cell)),
            letter => cell.push(letter),
        }
        if row.len() > COLUMNS_MAX {
            return Err(too_many_columns());
        }
        if rows.len() > ROWS_MAX {
            return Err(too_many_rows());
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(close(&mut cell));
        rows.push(row);
    }
    let filled = rows
        .iter()
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .count();
    if filled > ROWS_MAX {
        Err(too_many_rows())
    } else {
        Ok(rows)
    }
}

fn close(cell: &mut String) -> String {
    let text = std::mem::take(cell);
    text.trim().chars().take(CELL_LENGTH_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn writes_csv_that_is_no_formula_and_keeps_numbers() {
        let cell = |text: &str| text.to_owned();
        let rows = [vec![cell("=1+1"), cell("-5.1"), cell("甲\"乙"), cell("-x")]];
        let text = String::from_utf8(write_csv(&rows)).unwrap();
        assert_eq!(text, "\u{feff}\"'=1+1\",\"-5.1\",\"甲\"\"乙\",\"'-x\"\r\n");
    }

    #[test]
    fn reads_csv_as_offices_save_it() {
        let want = vec![
            vec!["甲".to_owned(), "乙,\"丙\"\n丁".to_owned()],
            vec!["1".into(), String::new()],
        ];
        assert_eq!(rows("\u{feff}甲,\"乙,\"\"丙\"\"\n丁\"\r\n1,\r\n\r\n"), want);
        assert_eq!(rows("甲\t乙\n1\t2"), [["甲", "乙"], ["1", "2"]]);
        let (gbk, _, _) = encoding_rs::GBK.encode("姓名,电话\n王明,1");
        assert_eq!(read(&gbk).unwrap(), [["姓名", "电话"], ["王明", "1"]]);
    }

    #[test]
    fn reads_back_what_it_writes_and_writes_no_formula() {
        let sheet = Sheet {
            name: "表".into(),
            columns: vec!["甲".into(), "数".into()],
            rows: vec![vec![
                Cell::text("=HYPERLINK(\"http://x\")"),
                Cell::Number(12),
            ]],
        };
        let bytes = write(&[sheet]).unwrap();
        assert_eq!(
            read(&bytes).unwrap(),
            [["甲", "数"], ["=HYPERLINK(\"http://x\")", "12"]]
        );
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut page = String::new();
        archive
            .by_name("xl/worksheets/sheet1.xml")
            .unwrap()
            .read_to_string(&mut page)
            .unwrap();
        assert!(!page.contains("<f>"), "{page}");
    }

    #[test]
    fn refuses_what_is_no_table_or_too_much() {
        assert!(read(b"").is_err());
        assert!(read(b"PK\x03\x04 not a workbook").is_err());
        assert!(read(&[0xff, 0x00, 0x81]).is_err());
        assert!(read(&vec![b'a'; FILE_BYTES_MAX + 1]).is_err());
        assert!(read("a\n".repeat(ROWS_MAX + 5).as_bytes()).is_err());
        assert!(read(",".repeat(COLUMNS_MAX + 5).as_bytes()).is_err());
    }
}
