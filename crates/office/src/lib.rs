//! What people do, one verb per file. The only crate that changes the record.
//!
//! Every change goes through the one writer of the city; everything else reads snapshots. There
//! is no HTML here, no HTTP and no SQL.

pub mod submission;
pub mod rules;
pub mod fault;
pub mod writer;
pub mod work;
pub mod office;
pub mod submit_act;
pub mod submit_form;
pub mod sweep_clocks;
pub mod run_schemes;
pub mod receipts;
pub mod figures;
pub mod recount;
pub mod verify_record;
pub mod accounts;
pub mod party;
pub mod see_matter;
