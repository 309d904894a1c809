//! `fadu retain`: erases what is past the time that the packs keep it for.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use fadu_office::erase_expired::{ERASE_MAX, Erased, erase_expired, find_expired};
use serde_json::json;

use crate::city::{open_city, read_city};
use crate::home::Home;
use crate::record::finish;
use crate::speak::Speak;

/// Erase personal content whose time of keeping is over; leaves of the ledger stay.
///
/// A server does this by itself once a day. Copies made with `fadu backup` hold what was erased
/// later and need an end of their own.
///
/// Example: fadu retain --data data/demo --dry-run
#[derive(Args)]
pub struct Retain {
    /// The city's data folder.
    #[arg(long)]
    data: PathBuf,
    /// The city, where the folder holds several.
    #[arg(long)]
    city: Option<String>,
    /// Only say what would be erased.
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Retain {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(self.erase(home, speak).map(|()| true))
    }

    fn erase(&self, home: &Home, speak: Speak) -> Result<()> {
        let found = if self.dry_run {
            let open = read_city(home, &self.data, self.city.as_deref())?;
            let (office, today) = (&open.office, open.office.now().date());
            let reader = office.store().snapshot(&office.city)?;
            let found = find_expired(&reader, &office.rules, today, usize::MAX)?;
            drop(reader);
            open.close();
            found
        } else {
            let open = open_city(home, &self.data, self.city.as_deref())?;
            let now = open.office.now();
            let mut all = Erased::default();
            loop {
                let some = open
                    .office
                    .ask(move |work| erase_expired(work, now))
                    .wait()?;
                all.matters += some.matters;
                all.fields.extend(some.fields);
                if some.matters < ERASE_MAX {
                    break;
                }
            }
            open.close();
            all
        };
        self.print(&found, speak)
    }

    fn print(&self, found: &Erased, speak: Speak) -> Result<()> {
        if self.json {
            let document = json!({ "dry_run": self.dry_run, "fields": found.fields });
            println!("{}", serde_json::to_string_pretty(&document)?);
            return Ok(());
        }
        for one in &found.fields {
            println!(
                "{} {} {}: {} {}, {} {}",
                one.number,
                one.procedure,
                one.field,
                speak.say("最后办理于", "last moved on"),
                one.closed_on,
                one.years,
                speak.say("年期满", "years are over"),
            );
        }
        let done = if self.dry_run {
            speak.say("处内容到期，未删除", "to be erased; nothing was done")
        } else {
            speak.say("处内容已删除", "erased")
        };
        println!("{} {done}", found.fields.len());
        Ok(())
    }
}
