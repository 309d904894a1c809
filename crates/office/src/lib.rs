//! What people do, one verb per file. The only crate that changes the record.
//!
//! Every change goes through the one writer of the city; everything else reads snapshots. There
//! is no HTML here, no HTTP and no SQL.

pub mod accounts;
mod accounts_in_facts;
pub mod administer_accounts;
pub mod change_units;
pub mod compile_report;
pub mod erase_expired;
pub mod fault;
pub mod figures;
pub mod import_rows;
mod index_keys;
mod lines;
pub mod looks;
pub mod office;
pub mod outlines;
pub mod party;
pub mod receipts;
pub mod recount;
mod report_figures;
pub mod rules;
pub mod run_schemes;
pub mod see_matter;
pub mod sign_report;
pub mod slice;
pub mod small_numbers;
pub mod statistical_table;
pub mod submission;
pub mod submit_act;
mod submit_form;
pub mod sweep_clocks;
pub mod verify_record;
pub mod work;
pub mod writer;
