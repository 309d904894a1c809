//! Stories: a city's years told from data (docs/guide/stories.md).
//!
//! A story is told many times with drawn facts. Each telling has a seed of its own, so that acts
//! come one after the other in the order of time and never all of them are held at once. Nothing
//! is counted here, and nothing is adjusted to what was published.

mod amount;
mod by;
mod chance;
mod chosen;
mod days;
mod draw;
mod files;
mod invented;
mod keys;
mod rows;
mod scene;
mod share;
mod step;
mod story;
mod telling;
mod town;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::Result;
use fadu_kernel::calendar::Calendar;
use jiff::civil::DateTime;

pub use self::amount::Values;
pub use self::files::{First, StoryFiles, toml_files};
pub use self::rows::RowTables;
pub use self::story::{Sources, Story};
use self::telling::{Around, tell};
pub use self::town::Town;
use super::Planned;

/// The acts of all stories up to a moment, in the order in which they are done.
pub struct Told<'a> {
    around: Around<'a>,
    starts: Vec<Start>,
    next: usize,
    pending: BTreeMap<(DateTime, u64), Planned>,
    count: u64,
    until: DateTime,
}

/// When a telling begins. There are hundreds of thousands, so nothing else is held of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    at: DateTime,
    story: u32,
    telling: u32,
}

impl<'a> Told<'a> {
    /// Plans all tellings of stories that begin up to a moment.
    pub fn new(
        stories: &'a [Story],
        town: &'a Town<'a>,
        calendar: &'a Calendar,
        until: DateTime,
    ) -> Self {
        let mut starts = Vec::new();
        for (place, story) in (0_u32..).zip(stories) {
            let tellings = u32::try_from(story.tellings).unwrap_or(u32::MAX);
            starts.extend((0..tellings).map(|telling| Start {
                at: story.start(u64::from(telling)),
                story: place,
                telling,
            }));
        }
        starts.retain(|start| start.at <= until);
        starts.sort_unstable();
        Self {
            around: Around {
                town,
                calendar,
                stories,
            },
            starts,
            next: 0,
            pending: BTreeMap::new(),
            count: 0,
            until,
        }
    }

    /// How many tellings there are.
    pub fn tellings(&self) -> usize {
        self.starts.len()
    }

    /// Tells every story that begins before the next act is due.
    fn tell_due(&mut self) -> Result<()> {
        while let Some(start) = self.starts.get(self.next) {
            let due = self.pending.first_key_value().map(|((at, _), _)| *at);
            if due.is_some_and(|due| due < start.at) {
                break;
            }
            self.next += 1;
            let stories = self.around.stories;
            let Some(story) = stories.get(start.story as usize) else {
                continue;
            };
            for planned in tell(story, self.around, u64::from(start.telling))? {
                if planned.submission.at <= self.until {
                    self.count += 1;
                    self.pending
                        .insert((planned.submission.at, self.count), planned);
                }
            }
        }
        Ok(())
    }
}

impl Iterator for Told<'_> {
    type Item = Result<Planned>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(fault) = self.tell_due() {
            return Some(Err(fault));
        }
        self.pending.pop_first().map(|(_, planned)| Ok(planned))
    }
}
