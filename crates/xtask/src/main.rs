//! The verbs of the checkout: `demo`, `test`, `tidy` and `release`.
//!
//! Anything longer than a line that would be a shell script elsewhere is Rust here.

mod demo;
mod needs;
mod release;
mod run;
mod tally;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "The verbs of the Fadu checkout")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Builds the release and opens the demo city on this machine.
    ///
    /// Example: cargo xtask demo --listen 127.0.0.1:8081
    Demo(demo::Options),
    /// Runs every test, the browser tests too; the last line counts them.
    ///
    /// Example: cargo xtask test --only browser
    Test(test::Options),
    /// Checks the house rules that a machine can check.
    Tidy,
    /// Makes the archive that a city installs, in target/dist.
    Release,
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().verb) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// True when what was asked for holds.
fn carry_out(verb: Verb) -> Result<bool> {
    let root = root();
    match verb {
        Verb::Demo(options) => demo::run(&root, &options),
        Verb::Test(options) => Ok(test::run(&root, &options)),
        Verb::Tidy => Ok(tidy::report(&root)?.complaints.is_empty()),
        Verb::Release => release::run(&root),
    }
}

/// The root of the checkout, two folders above this crate.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
