//! `fadu init`: a new city with its units, posts and first accounts.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::city::create_city;
use crate::home::Home;
use crate::replay::city::CityFile;
use crate::speak::{Speak, in_words};

/// Make a new city from a city file; prints one-time passwords once.
///
/// Example: fadu init --data /srv/fadu --city city.toml
#[derive(Args)]
pub struct Init {
    /// Folder for the city's data.
    #[arg(long)]
    data: PathBuf,
    /// The city file: units, accounts and settings (see docs/guide).
    #[arg(long)]
    city: PathBuf,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

impl Init {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        let made =
            CityFile::load(&self.city).and_then(|file| create_city(home, &self.data, &file, None));
        let (open, passwords) = match made {
            Ok(made) => made,
            Err(error) => {
                eprintln!("{}", in_words(&error));
                return ExitCode::from(2);
            }
        };
        if self.json {
            let accounts: Vec<_> = passwords
                .iter()
                .map(|p| json!({ "login": p.login, "name": p.name, "password": p.password }))
                .collect();
            println!(
                "{:#}",
                json!({ "city": open.settings.id, "accounts": accounts })
            );
        } else {
            println!(
                "{}",
                speak.say(
                    "首次登录密码（只显示这一次）：",
                    "First passwords (shown once):"
                )
            );
            for password in &passwords {
                println!(
                    "  {:<24} {}  {}",
                    password.login, password.password, password.name
                );
            }
        }
        open.close();
        ExitCode::SUCCESS
    }
}
