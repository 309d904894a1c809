//! Fadu (法度): the program. Arguments, settings, wiring and shutdown; nothing is decided here.

mod backup;
mod bench;
mod check;
mod city;
mod deadline;
mod demo;
mod doctor;
mod export;
mod home;
mod init;
mod record;
mod replay;
mod serve;
mod speak;
mod statutes;
mod submit;
mod wake;

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
    /// Make a demo city, replay its year, and serve it.
    Demo(demo::Demo),
    /// Serve a city.
    Serve(serve::Serve),
    /// Make a new city from a city file.
    Init(init::Init),
    /// Submit many acts from a file.
    Submit(submit::Submit),
    /// Print every figure with its definition.
    Figures(record::Figures),
    /// Print the acts behind a figure.
    Acts(record::Acts),
    /// Count all indicators again and compare.
    Recount(record::RecountVerb),
    /// Verify the ledger, or one receipt.
    Verify(record::Verify),
    /// Install, list, show and compare statutes.
    Statutes(statutes::Statutes),
    /// Copy a city's data to a file while it is in use.
    Backup(backup::Backup),
    /// Put a copy back into an empty data folder, and verify it.
    Restore(backup::Restore),
    /// Write everything of a city as lines of JSON.
    Export(export::Export),
    /// Read an export into an empty data folder, and verify it.
    Import(export::Import),
    /// Say what is wrong with this installation.
    Doctor(doctor::Doctor),
    /// Measure this program on this machine.
    Bench(bench::Bench),
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
        Verb::Demo(demo) => demo.run(&home, speak),
        Verb::Serve(serve) => serve.run(&home, speak),
        Verb::Init(init) => init.run(&home, speak),
        Verb::Submit(submit) => submit.run(&home, speak),
        Verb::Figures(figures) => figures.run(&home, speak),
        Verb::Acts(acts) => acts.run(&home, speak),
        Verb::Recount(recount) => recount.run(&home, speak),
        Verb::Verify(verify) => verify.run(&home, speak),
        Verb::Statutes(statutes) => statutes.run(&home, speak),
        Verb::Backup(backup) => backup.run(speak),
        Verb::Restore(restore) => restore.run(speak),
        Verb::Export(export) => export.run(speak),
        Verb::Import(import) => import.run(speak),
        Verb::Doctor(doctor) => doctor.run(&home, speak),
        Verb::Bench(bench) => bench.run(&home, speak),
    }
}
