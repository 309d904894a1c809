//! All SQL of Fadu, and the migrations.
//!
//! A [`Store`] gives any number of readers, each on a snapshot, and one [`Writer`], whose
//! [`Batch`] is one durable transaction. A reader and a batch belong to one city. Each file holds
//! one family of tables: what a [`Reader`] can ask of it and what a [`Batch`] can write.
//!
//! The SQL is the part that `SQLite` and `PostgreSQL` share. Nothing here decides anything: the law
//! is in the kernel, and what people do is in the office.

mod drain;
mod fault;
mod migrate;
mod planner;
mod query;
mod store;
mod waiting;
mod writer;

mod access;
mod accounts;
mod acts;
mod cities;
mod clocks;
mod erasures;
mod events;
mod imports;
mod indicators;
mod keys;
mod ledger;
mod lights;
mod matters;
mod numbers;
mod publications;
mod refusals;
mod sessions;
mod signed_papers;
mod transfer;
mod units;

pub use access::{Access, AccessFilter};
pub use accounts::{Account, AccountFilter, Tenure};
pub use acts::{ActRecord, RequestResult};
pub use clocks::{ClockRow, ToDoFilter, ToDoLine, ToDoPlace};
pub use erasures::Erasure;
pub use events::Event;
pub use fault::{Result, StoreFault};
pub use imports::Import;
pub use indicators::{
    Cell, CityTally, ContributionFilter, ContributionLine, ContributionPlace, MatrixCell,
};
pub use ledger::{CheckpointNotes, StoredCheckpoint};
pub use lights::{LightCounts, MonthLights, RunningCount, UnitLights};
pub use matters::{MatterFilter, MatterLine, MatterRow, StageCount};
pub use publications::{Publication, PublicationFilter, PublicationPlace};
pub use query::{PAGE_MAX, Page, Scope};
pub use refusals::{RefusalCount, RefusalFilter, RefusalLine};
pub use sessions::Session;
pub use store::{DATABASE_FILE, LOCK_FILE, Reader, Snapshot, Store};
pub use transfer::{RECORD_TABLES, schema};
pub use writer::{Batch, Writer};
