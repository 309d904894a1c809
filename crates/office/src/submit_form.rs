//! Submitting what a form sent, as often as its sender presses the button.
//!
//! A form carries its key but not its time: the moment of an act is the office's to say. A retry
//! therefore takes the moment of the first, and a party's matter its code again.

use std::borrow::Cow;

use crate::fault::Fault;
use crate::submission::{Answer, Submission};
use crate::submit_act::submit_act;
use crate::work::Work;

/// Submits an act from a form. `code_hash` belongs to the code by which a party will follow the
/// matters that the act opens; the sender of a retry holds the key, so the code told last counts.
pub fn submit_form(
    work: &mut Work<'_>,
    submission: &Submission,
    code_hash: Option<&str>,
) -> Result<Answer, Fault> {
    let mut submission = Cow::Borrowed(submission);
    if let Some(first) = work.batch.request(&submission.key)?
        && let Some(row) = work.batch.act(first.first_act)?
    {
        let act = row.act()?;
        if act.at.date() == submission.at.date() {
            submission.to_mut().at = act.at;
        }
    }
    work.set_code_hash(code_hash.map(str::to_owned));
    let now = work.now;
    let answer = submit_act(work, &submission, now);
    work.set_code_hash(None);
    let answer = answer?;
    if let (Answer::Done(done), Some(hash)) = (&answer, code_hash)
        && done.repeated
    {
        work.batch.set_code_hash(done.matter, Some(hash))?;
    }
    Ok(answer)
}
