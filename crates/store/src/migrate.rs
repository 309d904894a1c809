//! Brings a database to the schema of this program. Migrations are numbered and only add.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::fault::{Result, StoreFault};
use crate::planner;

/// Every migration in order; its place counted from 1 is its number.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_record.sql"),
    include_str!("../migrations/0002_rights.sql"),
    include_str!("../migrations/0003_erasures.sql"),
    include_str!("../migrations/0004_counts.sql"),
    include_str!("../migrations/0005_keys.sql"),
    include_str!("../migrations/0006_signed_papers.sql"),
];

/// Number of the newest migration known.
pub(crate) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Number of the newest migration in the database; 0 for an empty one.
pub(crate) fn found(connection: &Connection) -> Result<i64> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY)",
    )?;
    let sql = "SELECT COALESCE(MAX(number), 0) FROM migrations";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Runs what is missing, all in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = found(&transaction)?;
    if found > known() {
        return Err(StoreFault::NewerSchema {
            found,
            known: known(),
        });
    }
    for (number, migration) in (1_i64..).zip(MIGRATIONS) {
        if number > found {
            transaction.execute_batch(migration)?;
            transaction.execute(
                "INSERT INTO migrations (number) VALUES ($1)",
                params![number],
            )?;
        }
    }
    planner::write_figures(&transaction)?;
    transaction.commit()?;
    Ok(())
}
