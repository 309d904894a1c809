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
/// Most matters passed over in one piece of work because the law refuses what it owes there: a
/// pack's fault, of which no city has thousands.
const REFUSED_MAX: usize = 5_000;

/// Fires the lapses owed by `now`. A matter whose act of law is refused is passed over, so that
/// it keeps none of the others waiting; its clock stays overdue and red. Call again while as many
/// as [`SWEEP_MAX`] matters were settled.
pub fn sweep_clocks(work: &mut Work<'_>, now: DateTime) -> Result<Swept, Fault> {
    work.now = now;
    let mut swept = Swept::default();
    while swept.matters < SWEEP_MAX && swept.refused < REFUSED_MAX {
        // Those settled owe nothing any more; those refused stand first in the list still.
        let room = SWEEP_MAX - swept.matters;
        let due: Vec<MatterId> = work
            .batch
            .matters_owing_lapse_after(now, swept.refused, room)?;
        for id in &due {
            let id = *id;
            let acts = work.in_savepoint(|work| settle_lapses(work, id))?.len();
            swept.acts += acts;
            if acts == 0 {
                swept.refused += 1;
            } else {
                swept.matters += 1;
            }
        }
        if due.len() < room {
            break;
        }
    }
    Ok(swept)
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Matters of which lapses were fired.
    pub matters: usize,
    /// Matters whose act of law is refused.
    pub refused: usize,
    /// Acts of law done.
    pub acts: usize,
}
