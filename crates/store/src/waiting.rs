//! Contributions of a batch that wait to be written.
//!
//! An act contributes to several indicators, and a batch holds hundreds of acts. Written together,
//! in the order of their keys and with the cells added up first, they cost half as much. They are
//! written before the batch ends and before anybody reads contributions or cells.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fadu_kernel::act::ActId;
use fadu_kernel::indicator::Contribution;

use crate::fault::{Result, StoreFault};
use crate::store::Reader;

/// A contribution with its act and its place among the act's contributions.
#[derive(Debug)]
pub(crate) struct Put {
    pub(crate) act: ActId,
    pub(crate) position: i64,
    pub(crate) contribution: Contribution,
}

/// The contributions put since the batch began, of which the first ones are written.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    put: Vec<Put>,
    written: usize,
    savepoints: Vec<Savepoint>,
}

/// What there was when a savepoint began.
#[derive(Debug)]
struct Savepoint {
    put: usize,
    written: usize,
}

impl Waiting {
    pub(crate) fn push(&mut self, put: Put) {
        self.put.push(put);
    }

    pub(crate) fn savepoint(&mut self) {
        self.savepoints.push(Savepoint {
            put: self.put.len(),
            written: self.written,
        });
    }

    pub(crate) fn release(&mut self) {
        self.savepoints.pop();
    }

    /// Forgets what was put since the innermost savepoint. What was put before and written since
    /// waits again: the database has undone the writing.
    pub(crate) fn rollback(&mut self) {
        if let Some(savepoint) = self.savepoints.last() {
            self.put.truncate(savepoint.put);
            self.written = savepoint.written;
        }
    }

    /// What is still to be written, in the order of its keys; it counts as written from now on.
    pub(crate) fn take(&mut self) -> Vec<&Put> {
        let written = std::mem::replace(&mut self.written, self.put.len());
        let mut waiting: Vec<&Put> = self.put.iter().skip(written).collect();
        waiting.sort_by_key(|put| {
            let Contribution {
                indicator, month, ..
            } = &put.contribution;
            (indicator, *month, put.act, put.position)
        });
        waiting
    }
}

/// What is added to a cell, and the contribution made last.
struct Sum {
    amount: i64,
    acts: i64,
    latest: i64,
    latest_at: (ActId, i64),
}

impl Sum {
    fn of(put: &Put) -> Self {
        Self {
            amount: put.contribution.amount,
            acts: 1,
            latest: put.contribution.amount,
            latest_at: (put.act, put.position),
        }
    }

    fn add(&mut self, put: &Put) -> Result<()> {
        let amount = put.contribution.amount;
        self.amount = self.amount.checked_add(amount).ok_or_else(|| {
            let indicator = &put.contribution.indicator;
            StoreFault::Unwritable(format!("the sum of {indicator} does not fit"))
        })?;
        self.acts += 1;
        let at = (put.act, put.position);
        if at >= self.latest_at {
            (self.latest, self.latest_at) = (amount, at);
        }
        Ok(())
    }
}

impl Reader {
    /// Writes the contributions that wait, and adds them to the cells.
    pub(crate) fn write_waiting(&self) -> Result<()> {
        let mut waiting = self.waiting.borrow_mut();
        let mut cells: BTreeMap<_, Sum> = BTreeMap::new();
        for put in waiting.take() {
            let added = &put.contribution;
            let month = added.month.to_string();
            self.write_contribution(put, &month)?;
            let cell = (
                added.indicator.as_str(),
                month,
                added.unit.as_str(),
                added.class.as_str(),
                added.member.as_str(),
            );
            match cells.entry(cell) {
                Entry::Vacant(cell) => {
                    cell.insert(Sum::of(put));
                }
                Entry::Occupied(mut cell) => cell.get_mut().add(put)?,
            }
        }
        for ((indicator, month, unit, class, member), sum) in &cells {
            let sql = "INSERT INTO cells (city, indicator, month, unit, class, member, amount, \
                       acts, latest, latest_act, latest_position) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                       ON CONFLICT (city, indicator, month, unit, class, member) DO UPDATE SET \
                       amount = cells.amount + $7, acts = cells.acts + $8, \
                       latest = CASE WHEN cells.latest_act > $10 THEN cells.latest ELSE $9 END, \
                       latest_position = CASE WHEN cells.latest_act > $10 \
                                         THEN cells.latest_position ELSE $11 END, \
                       latest_act = CASE WHEN cells.latest_act > $10 THEN cells.latest_act \
                                    ELSE $10 END";
            self.write(
                sql,
                &[
                    &self.city,
                    indicator,
                    month,
                    unit,
                    class,
                    member,
                    &sum.amount,
                    &sum.acts,
                    &sum.latest,
                    &sum.latest_at.0.0,
                    &sum.latest_at.1,
                ],
            )?;
        }
        Ok(())
    }

    fn write_contribution(&self, put: &Put, month: &str) -> Result<()> {
        let sql = "INSERT INTO contributions (city, indicator, month, act, position, unit, class, \
                   amount, member) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let added = &put.contribution;
        self.write(
            sql,
            &[
                &self.city,
                &added.indicator,
                &month,
                &put.act.0,
                &put.position,
                &added.unit,
                &added.class,
                &added.amount,
                &added.member,
            ],
        )?;
        Ok(())
    }
}
