//! Moves the write-ahead log into the database beside the writer, so that no commit waits for it.
//!
//! While the writer goes on the log never comes to an end. So once most of it is moved, the
//! writer moves what it added meanwhile, and the next transaction begins the log anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

/// Bytes that the log may have before it is moved: pages that many batches write are moved once.
/// A log begun anew is cut to this length.
pub(crate) const LOG_MAX: u64 = 67_108_864; // 64 MiB

/// How often the log is gone through: what was added during one pass is left to the next, which
/// is shorter.
const PASSES: usize = 3;

/// A thread that moves the log when it is long. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Drain {
    log: PathBuf,
    wake: Option<SyncSender<()>>,
    nearly_done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drain {
    /// Starts the thread with a connection of its own. From now on `writer` moves nothing by
    /// itself.
    pub(crate) fn start(
        writer: &Connection,
        beside: Connection,
        database: &Path,
    ) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let nearly_done = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&nearly_done);
        let thread = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || run(&beside, &woken, &told))?;
        // If this fails, the writer helps more than it must.
        let _ = writer.pragma_update(None, "wal_autocheckpoint", 0);
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        Ok(Self {
            log: log.into(),
            wake: Some(wake),
            nearly_done,
            thread: Some(thread),
        })
    }

    /// What the writer does after each commit.
    pub(crate) fn after_commit(&self, writer: &Connection) {
        if self.nearly_done.swap(false, Ordering::AcqRel) {
            move_log(writer);
        } else if std::fs::metadata(&self.log).is_ok_and(|log| log.len() > LOG_MAX)
            && let Some(wake) = &self.wake
        {
            // Full: it is awake already.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(beside: &Connection, woken: &Receiver<()>, nearly_done: &AtomicBool) {
    while woken.recv().is_ok() {
        for _ in 0..PASSES {
            move_log(beside);
        }
        nearly_done.store(true, Ordering::Release);
    }
}

/// Moves what no reader holds back. Nothing is lost if it fails: the log stays, and is moved when
/// the next commit finds it long.
fn move_log(connection: &Connection) {
    let _ = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
}
