//! `fadu doctor`: what is wrong with this installation, and what to do about it.
//!
//! Looks and changes nothing; may run while the city is served. Each finding is sound, doubtful
//! (worth knowing) or wrong (something will fail).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::Args;
use fadu_ledger::Checkpoint;
use fadu_office::office::{CivilClock, KEY_FILE};
use fadu_pack::statutes::{StatuteIndex, StatuteTexts};
use fadu_store::{DATABASE_FILE, Store, StoreFault};
use serde::Serialize;
use serde_json::json;

use crate::backup::verifier;
use crate::city::{CITY_SETTING, TEXTS_FOLDER};
use crate::home::{Home, today};
use crate::record::finish;
use crate::replay::city::CitySettings;
use crate::speak::Speak;

/// Below this much free space a busy city may stop within days (its record grows by megabytes a
/// day, and a copy needs as much again).
const FREE_KILOBYTES_MIN: u64 = 1_048_576;

/// Say what is wrong with this installation.
///
/// Example: fadu doctor --data /srv/fadu
#[derive(Args)]
pub struct Doctor {
    /// The data folder; without it only the program's own data are looked at.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Sound,
    Doubtful,
    Wrong,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    words: String,
}

struct Findings {
    speak: Speak,
    all: Vec<Finding>,
}

impl Findings {
    fn note(
        &mut self,
        what: &'static str,
        state: State,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        let (zh, en) = (zh.into(), en.into());
        let words = self.speak.say(&zh, &en).to_owned();
        self.all.push(Finding { what, state, words });
    }
}

impl Doctor {
    /// Runs the command.
    pub fn run(self, home: &Home, speak: Speak) -> ExitCode {
        finish(Ok(self.look(home, speak)))
    }

    fn look(&self, home: &Home, speak: Speak) -> bool {
        let mut found = Findings {
            speak,
            all: Vec::new(),
        };
        look_at_home(home, &mut found);
        if let Some(data) = &self.data {
            look_at_space(data, &mut found);
            look_at_key(data, &mut found);
            look_at_texts(data, &mut found);
            look_at_store(home, data, &mut found);
        }
        let holds = found
            .all
            .iter()
            .all(|finding| finding.state != State::Wrong);
        if self.json {
            println!("{:#}", json!({ "ok": holds, "findings": found.all }));
            return holds;
        }
        for finding in &found.all {
            let mark = match finding.state {
                State::Sound => speak.say("正常", "sound   "),
                State::Doubtful => speak.say("留意", "doubtful"),
                State::Wrong => speak.say("有误", "wrong   "),
            };
            println!("{mark} {:<10} {}", finding.what, finding.words);
        }
        holds
    }
}

/// Packs, statutes and calendar.
fn look_at_home(home: &Home, found: &mut Findings) {
    let index = match home.statutes() {
        Ok(index) => {
            let laws = index.laws().count();
            found.note(
                "statutes",
                State::Sound,
                format!("{laws} 部"),
                format!("{laws} laws"),
            );
            Some(index)
        }
        Err(words) => {
            found.note("statutes", State::Wrong, words.zh, words.en);
            None
        }
    };
    look_at_packs(home, &[], index.as_ref(), found);
    match home.calendar(None) {
        Ok(calendar) => {
            let years: Vec<i16> = calendar.announced_years().collect();
            let last = years.last().copied().unwrap_or(0);
            let state = if last >= today().year() {
                State::Sound
            } else {
                State::Doubtful
            };
            found.note(
                "calendar",
                state,
                format!("放假安排载到 {last} 年；没有安排的年份，期限为暂定"),
                format!("holiday notices up to {last}; due dates in later years are provisional"),
            );
        }
        Err(complaints) => {
            let first = complaints
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            found.note("calendar", State::Wrong, first.clone(), first);
        }
    }
}

fn look_at_packs(
    home: &Home,
    overlays: &[String],
    index: Option<&StatuteIndex>,
    found: &mut Findings,
) {
    match home.packs(overlays, index, today()) {
        Ok((packs, complaints)) => {
            let count = packs.packs.len();
            let first = complaints
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            match complaints.len() {
                0 => found.note(
                    "packs",
                    State::Sound,
                    format!("{count} 个程序包，编译通过"),
                    format!("{count} packs compile"),
                ),
                wrong => found.note(
                    "packs",
                    State::Wrong,
                    format!("{wrong} 处问题，运行 fadu check 查看；第一处：{first}"),
                    format!("{wrong} complaints, see fadu check; first: {first}"),
                ),
            }
        }
        Err(words) => found.note("packs", State::Wrong, words.zh, words.en),
    }
}

/// Free space, as the system's `df` tells it.
fn look_at_space(data: &Path, found: &mut Findings) {
    let told = std::process::Command::new("df")
        .arg("-Pk")
        .arg(data)
        .output()
        .ok();
    let free = told.and_then(|told| free_kilobytes(&String::from_utf8_lossy(&told.stdout)));
    match free {
        Some(free) => {
            let state = if free >= FREE_KILOBYTES_MIN {
                State::Sound
            } else {
                State::Doubtful
            };
            let megabytes = free / 1024;
            found.note(
                "space",
                state,
                format!("可用 {megabytes} MiB"),
                format!("{megabytes} MiB free"),
            );
        }
        None => found.note(
            "space",
            State::Doubtful,
            "无法得知剩余空间".to_owned(),
            "free space is not known".to_owned(),
        ),
    }
}

/// The fourth column of the second line of `df -Pk`.
fn free_kilobytes(told: &str) -> Option<u64> {
    told.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

fn look_at_key(data: &Path, found: &mut Findings) {
    match verifier(data) {
        Ok(key) => found.note("key", State::Sound, key.to_string(), key.to_string()),
        Err(error) => {
            found.note(
                "key",
                State::Wrong,
                format!("{error:#}"),
                format!("{error:#}"),
            );
            return;
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::metadata(data.join(KEY_FILE))
            .is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
        if open {
            found.note(
                "key",
                State::Wrong,
                "账本私钥可被他人读取；请改为仅本用户可读（chmod 600）".to_owned(),
                "others can read the ledger's key; make it yours alone (chmod 600)".to_owned(),
            );
        }
    }
}

fn look_at_texts(data: &Path, found: &mut Findings) {
    let installed = StatuteTexts::open(&data.join(TEXTS_FOLDER)).map_or(0, |t| t.list().len());
    let state = if installed > 0 {
        State::Sound
    } else {
        State::Doubtful
    };
    found.note(
        "texts",
        state,
        format!("已装入 {installed} 个法规文本；没有文本时只显示名称和条号"),
        format!("{installed} statute texts installed; without text only name and number show"),
    );
}

/// The database, its lock, and each city's ledger.
fn look_at_store(home: &Home, data: &Path, found: &mut Findings) {
    if !data.join(DATABASE_FILE).is_file() {
        let shown = data.display();
        found.note(
            "database",
            State::Wrong,
            format!("{shown} 中没有城市；用 fadu init 或 fadu demo 建立"),
            format!("{shown} holds no city; make one with fadu init or fadu demo"),
        );
        return;
    }
    let looked = Store::open(data).map_err(|fault| {
        let words = fault.words();
        found.note("database", State::Wrong, words.zh, words.en);
    });
    let Ok(store) = looked else { return };
    match store.writer() {
        Ok(writer) => {
            drop(writer);
            found.note(
                "lock",
                State::Sound,
                "无人占用".to_owned(),
                "nobody writes".to_owned(),
            );
        }
        Err(StoreFault::WriterTaken { .. }) => found.note(
            "lock",
            State::Sound,
            "有程序正在写入，本命令只读".to_owned(),
            "a program is writing; this one only reads".to_owned(),
        ),
        Err(fault) => {
            let words = fault.words();
            found.note("lock", State::Wrong, words.zh, words.en);
        }
    }
    for city in store.cities().unwrap_or_default() {
        if let Err(error) = look_at_city(home, data, &store, &city, found) {
            found.note(
                "city",
                State::Wrong,
                format!("{error:#}"),
                format!("{error:#}"),
            );
        }
    }
}

fn look_at_city(
    home: &Home,
    data: &Path,
    store: &Store,
    city: &str,
    found: &mut Findings,
) -> Result<()> {
    let reader = store.snapshot(city)?;
    let settings: Option<CitySettings> = reader.setting(CITY_SETTING)?;
    let settings = settings.ok_or_else(|| anyhow!("the city {city} has no settings"))?;
    if !settings.overlays.is_empty() {
        look_at_packs(
            home,
            &settings.overlays,
            home.statutes().ok().as_ref(),
            found,
        );
    }
    let (size, newest) = (reader.ledger_size()?, reader.latest_checkpoint()?);
    let Some(newest) = newest else {
        let state = if size == 0 {
            State::Sound
        } else {
            State::Wrong
        };
        found.note(
            "ledger",
            state,
            format!("{city}：尚无存证"),
            format!("{city}: nothing recorded yet"),
        );
        return Ok(());
    };
    look_at_seal(data, city, size, &newest.note, found)?;
    let now = CivilClock::new(settings.time_offset_hours).now();
    let state = if newest.at <= now {
        State::Sound
    } else {
        State::Doubtful
    };
    found.note(
        "time",
        state,
        format!("{city}：本机 {now:.0}，最新检查点 {}", newest.at),
        format!(
            "{city}: this machine {now:.0}, newest checkpoint {}",
            newest.at
        ),
    );
    Ok(())
}

/// Whether the newest checkpoint is ours and covers every leaf.
fn look_at_seal(
    data: &Path,
    city: &str,
    size: u64,
    note: &str,
    found: &mut Findings,
) -> Result<()> {
    let key = verifier(data)?;
    let opened = Checkpoint::open(note, std::slice::from_ref(&key));
    match opened {
        Ok(opened) if opened.checkpoint.size == size => found.note(
            "ledger",
            State::Sound,
            format!("{city}：{size} 条存证，检查点签名有效；逐条核验请运行 fadu verify"),
            format!("{city}: {size} leaves, checkpoint signed; fadu verify checks each"),
        ),
        Ok(opened) => {
            let sealed = opened.checkpoint.size;
            found.note(
                "ledger",
                State::Wrong,
                format!("{city}：检查点覆盖 {sealed} 条，存证有 {size} 条；运行 fadu verify"),
                format!("{city}: {sealed} of {size} leaves are sealed; run fadu verify"),
            );
        }
        Err(_) => found.note(
            "ledger",
            State::Wrong,
            format!("{city}：最新检查点不是由本机私钥签署；请核对 {KEY_FILE}"),
            format!("{city}: the newest checkpoint is not signed by {KEY_FILE} here"),
        ),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_free_space_that_the_system_tells() {
        let told = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda1 100 40 60 40% /\n";
        assert_eq!(free_kilobytes(told), Some(60));
        assert_eq!(free_kilobytes("nonsense"), None);
    }
}
