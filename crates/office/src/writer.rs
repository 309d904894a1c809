//! The one writer of a city: a thread that takes work from a queue and commits it in groups.
//!
//! Work waits until its group is durable, so whoever gets an answer has a fact. One piece that
//! fails does not undo its neighbours: a group that can be done again is first done without
//! savepoints, and again with them if a piece failed after it had written something.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use fadu_kernel::words::Words;
use fadu_ledger::{Frontier, SignerKey};
use fadu_store::Writer;

use crate::fault::Fault;
use crate::rules::Rules;
use crate::work::{Held, Work};

/// Most pieces of work in one durable transaction.
pub const GROUP_MAX: usize = 1024;

type Reply = Box<dyn FnOnce(Result<(), &Fault>) + Send>;

/// A piece of work.
enum Job {
    /// Can be done once.
    Once(Box<dyn FnOnce(&mut Work<'_>) -> Reply + Send>),
    /// Comes to the same when it is undone and done again.
    Again(Box<dyn Fn(&mut Work<'_>) -> Reply + Send>),
}

impl Job {
    fn again(&self) -> Option<&dyn Fn(&mut Work<'_>) -> Reply> {
        match self {
            Self::Once(_) => None,
            Self::Again(verb) => Some(verb),
        }
    }

    fn run(self, work: &mut Work<'_>) -> Reply {
        match self {
            Self::Once(verb) => verb(work),
            Self::Again(verb) => verb(work),
        }
    }
}

/// The handle by which work reaches the writer.
#[derive(Debug, Clone)]
pub struct Desk {
    queue: Sender<Job>,
}

/// The writer's thread; joining it waits until the queue is empty and closed.
#[derive(Debug)]
pub struct WriterThread(JoinHandle<()>);

impl WriterThread {
    /// Waits for the writer to finish what is queued. Every [`Desk`] must be dropped first.
    pub fn join(self) {
        let _ = self.0.join();
    }
}

/// An answer to come.
#[derive(Debug)]
pub struct Pending<T>(Receiver<Result<T, Fault>>);

impl<T> Pending<T> {
    /// Waits until the work is durable or failed.
    pub fn wait(self) -> Result<T, Fault> {
        // No answer: the writer has stopped, or broke off before this piece of work was done.
        self.0.recv().unwrap_or(Err(Fault::Stopped))
    }
}

/// Starts the writer of a city.
pub fn start(
    mut writer: Writer,
    city: String,
    rules: Arc<Rules>,
    signer: SignerKey,
    frontier: Frontier,
) -> std::io::Result<(Desk, WriterThread)> {
    let (queue, jobs) = channel::<Job>();
    let thread = std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(move || {
            let mut held = Held::new(frontier);
            while let Ok(first) = jobs.recv() {
                let mut group = vec![first];
                group.extend(jobs.try_iter().take(GROUP_MAX - 1));
                run_group(&mut writer, &city, &rules, &signer, &mut held, group);
            }
        })?;
    Ok((Desk { queue }, WriterThread(thread)))
}

fn run_group(
    writer: &mut Writer,
    city: &str,
    rules: &Arc<Rules>,
    signer: &SignerKey,
    held: &mut Held,
    group: Vec<Job>,
) {
    let mut replies: Vec<Reply> = Vec::with_capacity(group.len());
    // A defect in one piece of work must not end all writing: its group is undone, and the next
    // begins from what is in the store.
    let attempt = AssertUnwindSafe(|| {
        let units = rules.units();
        let again: Option<Vec<_>> = group.iter().map(Job::again).collect();
        if let Some(verbs) = again {
            let mut work = Work::new(writer.begin(city)?, rules, &units, held)?.trusting();
            for verb in verbs {
                replies.push(verb(&mut work));
                if work.is_spoiled() {
                    break;
                }
            }
            if !work.is_spoiled() {
                return work.seal_and_commit(signer);
            }
            drop(work);
            replies.clear();
            held.forget();
        }
        let mut work = Work::new(writer.begin(city)?, rules, &units, held)?;
        for job in group {
            replies.push(job.run(&mut work));
        }
        work.seal_and_commit(signer)
    });
    let outcome = catch_unwind(attempt).unwrap_or_else(|_| Err(broken()));
    match &outcome {
        Ok(()) => held.settle(),
        Err(_) => held.forget(),
    }
    for reply in replies {
        reply(outcome.as_ref().copied());
    }
}

fn broken() -> Fault {
    Fault::NotKept(Words::new(
        "程序出错，本次提交没有保存。请再试一次；若再次出错，请联系系统管理员",
        "the program failed and nothing was kept; try again, and if it fails again, tell the \
         system administrator",
    ))
}

impl Desk {
    /// A desk behind which nobody writes.
    pub(crate) fn closed() -> Self {
        Self { queue: channel().0 }
    }

    /// Queues work; the answer comes when its group is durable.
    ///
    /// The closure runs in a savepoint that is rolled back when it fails.
    pub fn ask<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&mut Work<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Pending<T> {
        let (sender, receiver) = sync_channel(1);
        self.queue(Job::Once(Box::new(move |work| {
            reply(sender, work.in_savepoint(verb))
        })));
        Pending(receiver)
    }

    /// Queues work that comes to the same when it is undone and done again, which is faster.
    pub fn ask_again<T: Send + 'static>(
        &self,
        verb: impl Fn(&mut Work<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Pending<T> {
        let (sender, receiver) = sync_channel(1);
        self.queue(Job::Again(Box::new(move |work| {
            reply(sender.clone(), work.in_savepoint(&verb))
        })));
        Pending(receiver)
    }

    /// A closed queue drops the job and with it the sender of its answer: `wait` then says so.
    fn queue(&self, job: Job) {
        let _ = self.queue.send(job);
    }
}

/// Answers when it is known whether the group is durable.
fn reply<T: Send + 'static>(
    sender: SyncSender<Result<T, Fault>>,
    result: Result<T, Fault>,
) -> Reply {
    Box::new(move |committed| {
        let answer = match committed {
            Ok(()) => result,
            Err(fault) => Err(Fault::NotKept(fault.words())),
        };
        // If nobody waits any more the work is done all the same.
        let _ = sender.send(answer);
    })
}
