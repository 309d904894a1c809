//! How much a pack may hold. What is larger is a mistake or an attack, not a procedure of law.

use std::ops::Range;

use fadu_kernel::words::Words;

use crate::entry::{Reader, Table};

/// Largest pack file read, in bytes; the largest in use is a tenth of it.
pub const FILE_LENGTH_MAX: u64 = 2 * 1024 * 1024;
/// Most files of one kind in a pack; the largest pack has some forty cases.
pub const FILES_MAX: usize = 1_000;
/// Most acts of a procedure; the largest in use has some forty.
pub const ACTS_MAX: usize = 300;
/// Most clocks of a procedure; the largest in use has some twenty.
pub const CLOCKS_MAX: usize = 150;
/// Most stages of a procedure.
pub const STAGES_MAX: usize = 100;
/// Most fields of a procedure.
pub const FIELDS_MAX: usize = 400;
/// Most steps of a case; a story that a lawyer reads has some ten.
pub const STEPS_MAX: usize = 200;
/// Most rows written in a statistical table; the longest in use has some thirty.
pub const TABLE_ROWS_MAX: usize = 200;
/// Most columns of a statistical table.
pub const TABLE_COLUMNS_MAX: usize = 40;
/// Longest key, in characters.
pub const KEY_LENGTH_MAX: usize = 60;
/// Longest title or sentence, in characters; a page of a law has some six hundred.
pub const WORDS_LENGTH_MAX: usize = 1_000;

/// Complains when there are more than may be, and says whether to go on.
pub fn within(
    reader: &Reader<'_>,
    span: &Range<usize>,
    what: &str,
    found: usize,
    most: usize,
) -> bool {
    if found > most {
        reader.complain(
            span,
            "too_many",
            Words::new(
                format!("{what} 有 {found} 个，最多 {most} 个"),
                format!("there are {found} of {what}; at most {most} are taken"),
            ),
            Words::new("拆成几个程序", "Split it into several procedures"),
        );
    }
    found <= most
}

/// Complains about a procedure too large to be one. `None` when it is not to be read further.
pub fn check_counts(
    root: &Table<'_, '_>,
    acts: &[(String, Table<'_, '_>)],
    clocks: &[(String, Table<'_, '_>)],
) -> Option<()> {
    let counts = [
        ("act", acts.len(), ACTS_MAX),
        ("clock", clocks.len(), CLOCKS_MAX),
        ("stage", root.tables("stage").len(), STAGES_MAX),
        ("field", root.tables("field").len(), FIELDS_MAX),
    ];
    let fits = |(key, found, most)| within(root.reader, &root.place(key), key, found, most);
    let all = counts.map(fits);
    all.iter().all(|fits| *fits).then_some(())
}
