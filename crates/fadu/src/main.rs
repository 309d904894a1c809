//! Fadu (法度): the program. Arguments, settings, wiring and shutdown; nothing is decided here.

mod check;
mod deadline;
mod home;
mod speak;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::home::Home;
use crate::speak::Speak;

/// A platform on which a city runs its rule-of-law government work (法度：法治政府工作平台).
#[derive(Parser)]
#[command(name = "fadu", version, arg_required_else_help = true)]
struct Arguments {
    /// Language of what is printed: zh or en (default: by the locale).
    #[arg(long, global = true)]
    lang: Option<String>,
    /// Folder that holds packs/, statutes/ and overlays/ (default: found near the program).
    #[arg(long, global = true)]
    home: Option<std::path::PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Compile packs, resolve citations and run cases.
    Check(check::Check),
    /// Compute a statutory deadline and explain it day by day.
    Deadline(deadline::Deadline),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let speak = Speak::choose(arguments.lang.as_deref());
    let home = match Home::find(arguments.home) {
        Ok(home) => home,
        Err(fault) => return speak.usage(&fault),
    };
    match arguments.verb {
        Verb::Check(check) => check.run(&home, speak),
        Verb::Deadline(deadline) => deadline.run(&home, speak),
    }
}
