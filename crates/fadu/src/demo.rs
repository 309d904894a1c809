//! `fadu demo`: fresh demo cities, their years replayed through the same way as any other act,
//! then one of them served.

mod compare;
mod hand_in;
mod prepare;
mod print;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::hand_in::{Replayed, replay};
use self::prepare::{Prepared, clear_demo, share_texts};
use self::print::{as_json, print, print_accounts, print_first};
use crate::city::{OpenCity, create_city};
use crate::home::Home;
use crate::serve::Serving;
use crate::speak::Speak;

/// The one password of every account of the demo.
pub const DEMO_PASSWORD: &str = "fadu-demo-2022";
/// The demo cities; the first is served when all are replayed.
const CITIES: [&str; 3] = ["diaobingshan", "luliang", "shenyang"];
/// What stands for all of them.
const ALL: &str = "all";

/// Make a demo city, replay its year, and serve it.
///
/// Example: fadu demo --data data/demo --listen 127.0.0.1:8080
#[derive(Args)]
pub struct Demo {
    /// Folder for the demo's data; a demo that is there is made anew.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// Address to serve at.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Stop after the replay.
    #[arg(long)]
    no_serve: bool,
    /// Serve from the first moment on, while the replay is still writing.
    #[arg(long, conflicts_with_all = ["no_serve", "json"])]
    at_once: bool,
    /// The demo city: diaobingshan, luliang, shenyang, or all; of all the first is served, and
    /// each of the others has a folder below.
    #[arg(long, default_value = CITIES[0])]
    city: String,
    /// Tell only the stories of one file of the city and compare only its figures; takes seconds
    /// and prints the log-ins of its people, so that a new pack can be seen.
    #[arg(long)]
    story: Option<String>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        match self.replay_and_serve(home, speak) {
            Ok(code) => code,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn replay_and_serve(&self, home: &Home, speak: Speak) -> Result<ExitCode> {
        if self.at_once {
            return self.replay_while_serving(home, speak);
        }
        let mut cities = self.replay_all(home)?;
        let replayed: Vec<&Replayed> = cities.iter().map(|(_, _, replayed)| replayed).collect();
        let good = replayed.iter().all(|replayed| {
            let all = replayed.figures.iter().all(|figure| figure.matches);
            all && replayed.complaints.is_empty()
        });
        for replayed in &replayed {
            replayed.complaints.print();
        }
        if self.json {
            println!("{:#}", as_json(&replayed));
        } else {
            print(&replayed, speak);
        }
        let (open, prepared, _) = cities.remove(0);
        for (other, _, _) in cities {
            other.close();
        }
        if self.no_serve {
            open.close();
            return Ok(speak.verdict(good));
        }
        if !self.json {
            print_accounts(&prepared, &self.listen, speak);
            print_first(&open.office, &prepared.first, &self.listen, speak)?;
        }
        let served = self.serving(Arc::default()).serve(&open, speak);
        open.close();
        served.map(|()| speak.verdict(good))
    }

    fn serving(&self, catching_up: Arc<AtomicBool>) -> Serving<'_> {
        Serving {
            listen: &self.listen,
            https: false,
            catching_up,
        }
    }

    /// Serves the city while its years are being handed in: its pages show them grow.
    fn replay_while_serving(&self, home: &Home, speak: Speak) -> Result<ExitCode> {
        if self.city == ALL {
            bail!("--at-once serves one city; name it with --city");
        }
        let (open, prepared) = self.create(home, &self.city, &self.data)?;
        print_accounts(&prepared, &self.listen, speak);
        let catching_up = Arc::new(AtomicBool::new(true));
        let (office, going_on) = (&open.office, &catching_up);
        let served = std::thread::scope(|scope| {
            scope.spawn(|| {
                let replayed = replay(office, &prepared, true, going_on);
                let stopped = !going_on.swap(false, Ordering::AcqRel);
                match replayed {
                    Ok(replayed) => {
                        replayed.complaints.print();
                        print(&[&replayed], speak);
                    }
                    Err(_) if stopped => {}
                    Err(error) => eprintln!("{error:#}"),
                }
            });
            let served = self.serving(catching_up.clone()).serve(&open, speak);
            // Who stops the server does not wait for the rest of the replay.
            catching_up.store(false, Ordering::Release);
            served
        });
        open.close();
        served.map(|()| ExitCode::SUCCESS)
    }

    /// Replays the city, or all of them side by side, each in a folder of its own.
    fn replay_all(&self, home: &Home) -> Result<Vec<(OpenCity, Prepared, Replayed)>> {
        if self.city != ALL {
            return Ok(vec![
                self.replay_one(home, &self.city, &self.data, self.json)?,
            ]);
        }
        if self.story.is_some() {
            bail!("--story tells the stories of one city; name it with --city");
        }
        std::thread::scope(|scope| {
            let running: Vec<_> = CITIES
                .iter()
                .enumerate()
                .map(|(place, city)| {
                    let data = if place == 0 {
                        self.data.clone()
                    } else {
                        self.data.join(city)
                    };
                    scope.spawn(move || self.replay_one(home, city, &data, true))
                })
                .collect();
            let done = running.into_iter().zip(CITIES).map(|(running, city)| {
                let replayed = running.join().ok().context("the replay broke off")?;
                replayed.with_context(|| city.to_owned())
            });
            done.collect()
        })
    }

    fn replay_one(
        &self,
        home: &Home,
        city: &str,
        data: &Path,
        quiet: bool,
    ) -> Result<(OpenCity, Prepared, Replayed)> {
        let (open, prepared) = self.create(home, city, data)?;
        let replayed = replay(&open.office, &prepared, quiet, &AtomicBool::new(true))?;
        Ok((open, prepared, replayed))
    }

    /// Makes the city in which nothing has happened yet.
    fn create(&self, home: &Home, city: &str, data: &Path) -> Result<(OpenCity, Prepared)> {
        let prepared = Prepared::read(home, city, self.story.as_deref())?;
        clear_demo(data)?;
        share_texts(&self.data, data)?;
        let (open, _) = create_city(home, data, &prepared.file, Some(DEMO_PASSWORD))?;
        Ok((open, prepared))
    }
}
