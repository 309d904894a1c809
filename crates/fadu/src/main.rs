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
mod pipe;
mod record;
mod replay;
mod report;
mod retain;
mod serve;
mod speak;
mod statutes;
mod submit;
mod usage;
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

/// What can be asked for; each verb says in its own words what it does, with an example.
#[derive(Subcommand)]
enum Verb {
    Check(check::Check),
    Deadline(deadline::Deadline),
    Demo(demo::Demo),
    Serve(serve::Serve),
    Init(init::Init),
    Submit(submit::Submit),
    Figures(record::Figures),
    Acts(record::Acts),
    Recount(record::RecountVerb),
    Verify(record::Verify),
    Retain(retain::Retain),
    Report(report::WriteReport),
    Statutes(statutes::Statutes),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Export(export::Export),
    Import(export::Import),
    Doctor(doctor::Doctor),
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    pipe::end_with_the_reader();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::wrong_usage(&error),
    };
    let speak = match Speak::chosen(arguments.lang.as_deref()) {
        Ok(speak) => speak,
        Err(fault) => return Speak::choose(None).usage(&fault),
    };
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
        Verb::Retain(retain) => retain.run(&home, speak),
        Verb::Report(report) => report.run(&home, speak),
        Verb::Statutes(statutes) => statutes.run(&home, speak),
        Verb::Backup(backup) => backup.run(speak),
        Verb::Restore(restore) => restore.run(speak),
        Verb::Export(export) => export.run(speak),
        Verb::Import(import) => import.run(speak),
        Verb::Doctor(doctor) => doctor.run(&home, speak),
        Verb::Bench(bench) => bench.run(&home, speak),
    }
}
