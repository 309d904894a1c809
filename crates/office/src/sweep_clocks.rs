//! Sweeping clocks: what the law draws from lapse of time, done when nobody acts.
//!
//! The sweep only finds matters that owe an act of law; the kernel decides. A matter that is acted
//! on before the sweep comes by settles the same lapses first, so both ways lead to one record.

use fadu_kernel::matter::MatterId;
use jiff::civil::DateTime;

use crate::fault::Fault;
use crate::submit_act::settle_lapses;
use crate::work::Work;

/// Most matters settled in one piece of work; the rest waits for the next.
pub const SWEEP_MAX: usize = 500;

/// Fires the lapses owed by `now`. Returns how many acts of law were done; call again while it
/// returns as many as [`SWEEP_MAX`] matters.
pub fn sweep_clocks(work: &mut Work<'_>, now: DateTime) -> Result<Swept, Fault> {
    work.now = now;
    let due: Vec<MatterId> = work.batch.matters_owing_lapse(now, SWEEP_MAX)?;
    let mut acts = 0;
    for id in &due {
        let id = *id;
        acts += work.in_savepoint(|work| settle_lapses(work, id))?.len();
    }
    Ok(Swept {
        matters: due.len(),
        acts,
    })
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Matters looked at.
    pub matters: usize,
    /// Acts of law done.
    pub acts: usize,
}
