//! Tells the planner how the data are spread.
//!
//! Every index starts with the city, of which there is one. Without figures the planner takes the
//! city for a good filter and reads whole tables. `ANALYZE` would find out, but plans that change
//! with the data cannot be tested; so fixed figures are written once, with the schema. This is
//! the one part that only `SQLite` has: `PostgreSQL` keeps figures of its own.

use rusqlite::{Connection, params};

use crate::fault::Result;

/// Rows that each table is taken to have.
const ROWS: u64 = 1_000_000;

/// How many different values a column is taken to have.
fn values(column: &str) -> u64 {
    match column {
        "city" => 1,
        "state" | "in_time" | "stage_kind" | "lapses" | "level" | "kind" | "class" => 5,
        "stage" | "role" | "rule" | "publication" => 20,
        "procedure" | "month" => 50,
        "indicator" | "unit" | "upper" | "lower" => 250,
        "account" | "due_by" | "warn_on" | "from_on" => 2_500,
        // Keys and moments: nearly every row has its own.
        _ => 100_000,
    }
}

/// Writes the figures for every index.
pub(crate) fn write_figures(connection: &Connection) -> Result<()> {
    connection.execute_batch("ANALYZE; DELETE FROM sqlite_stat1")?;
    let sql = "SELECT t.name, i.name, i.origin FROM sqlite_master t, pragma_index_list(t.name) i \
               WHERE t.type = 'table' AND t.name <> 'migrations'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let indexes: Vec<(String, String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    for (table, index, origin) in indexes {
        let sql = "SELECT name FROM pragma_index_info($1) ORDER BY seqno";
        let mut statement = connection.prepare(sql)?;
        let columns = statement.query_map([&index], |row| row.get::<_, String>(0))?;
        let mut figures = ROWS.to_string();
        let mut alike = ROWS;
        for column in columns {
            alike = (alike / values(&column?)).max(1);
            figures.push(' ');
            figures.push_str(&alike.to_string());
        }
        // The planner knows a primary key by the name of its table.
        let index = if origin == "pk" { &table } else { &index };
        connection.execute(
            "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)",
            params![table, index, figures],
        )?;
    }
    Ok(())
}
