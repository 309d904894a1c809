//! Wiring: a city made from its file, and a city opened from its folder.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use fadu_kernel::deadline::Policy;
use fadu_kernel::unit::UnitTree;
use fadu_office::accounts::{hash_password, is_login, login_words, one_time_password, put_account};
use fadu_office::office::{CivilClock, Office};
use fadu_office::rules::Rules;
use fadu_office::writer::WriterThread;
use fadu_pack::statutes::StatuteTexts;
use fadu_store::{Account, Store, Tenure};
use fadu_web::page::Site;
use jiff::civil::DateTime;

use crate::home::{Home, today};
use crate::replay::city::{CityFile, CitySettings};
use crate::speak::{told, told_words};

/// The setting under which a city keeps what its file said of it.
pub const CITY_SETTING: &str = "city";
/// The folder below the data folder in which statute texts are installed.
pub const TEXTS_FOLDER: &str = "statutes";

/// An opened city with its settings.
pub struct OpenCity {
    /// The office.
    pub office: Office,
    /// What its file said of it.
    pub settings: CitySettings,
    thread: Option<WriterThread>,
}

impl OpenCity {
    /// How the city presents itself.
    pub fn site(&self) -> Site {
        Site {
            city: self.settings.name.clone(),
            office: self.settings.office_name.clone(),
            telephone: self.settings.telephone.clone(),
            demo: self.settings.demo,
        }
    }

    /// Waits until everything queued is durable.
    pub fn close(self) {
        drop(self.office);
        if let Some(thread) = self.thread {
            thread.join();
        }
    }
}

/// Opens the city in a data folder: the one named, or the only one.
pub fn open_city(home: &Home, data: &Path, name: Option<&str>) -> Result<OpenCity> {
    open(home, data, settings_of(data, name)?, Purpose::Write)
}

/// Opens a city for reading only, also while another program serves it.
pub fn read_city(home: &Home, data: &Path, name: Option<&str>) -> Result<OpenCity> {
    open(home, data, settings_of(data, name)?, Purpose::Read)
}

/// What a city is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Write,
}

fn settings_of(data: &Path, name: Option<&str>) -> Result<CitySettings> {
    let folder = data.display();
    let none = || {
        told(
            format!("{folder} 中没有城市数据，请先运行 fadu init 或 fadu demo"),
            format!("{folder} holds no city; make one with fadu init or fadu demo"),
        )
    };
    if !data.join(fadu_store::DATABASE_FILE).is_file() {
        return Err(none());
    }
    let store = Store::open(data)?;
    let cities = store.cities()?;
    let all = cities.join(", ");
    let city = match (name, cities.as_slice()) {
        (Some(name), _) if cities.iter().any(|city| city == name) => name.to_owned(),
        (Some(name), _) => {
            return Err(told(
                format!("这里没有城市“{name}”，现有：{all}"),
                format!("there is no city {name} here; there are: {all}"),
            ));
        }
        (None, [only]) => only.clone(),
        (None, []) => return Err(none()),
        (None, _) => {
            return Err(told(
                format!("这里有多个城市，请用 --city 选择：{all}"),
                format!("several cities are here; choose with --city: {all}"),
            ));
        }
    };
    let settings: Option<CitySettings> =
        store.read(&city, |reader| reader.setting(CITY_SETTING))?;
    settings.ok_or_else(|| {
        told(
            format!("城市“{city}”没有设置，请从备份恢复"),
            format!("the city {city} has no settings; restore it from a copy"),
        )
    })
}

fn open(home: &Home, data: &Path, settings: CitySettings, purpose: Purpose) -> Result<OpenCity> {
    let rules = rules_of(home, data, &settings)?;
    open_by(rules, data, settings, purpose)
}

/// What a city decides by, as its settings say.
fn rules_of(home: &Home, data: &Path, settings: &CitySettings) -> Result<Rules> {
    let statutes = home.statutes().map_err(|words| told_words(&words))?;
    let region = settings.region.as_deref();
    let calendar = home.calendar(region).map_err(|complaints| {
        let all: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        anyhow!(all.join("\n"))
    })?;
    let (packs, complaints) = home
        .packs(&settings.overlays, Some(&statutes), today())
        .map_err(|words| told_words(&words))?;
    if let Some(first) = complaints.first() {
        let count = complaints.len();
        return Err(told(
            format!("程序包不能编译（{count} 处问题），第一处：\n{first}"),
            format!("the packs do not compile ({count} complaints); first:\n{first}"),
        ));
    }
    let texts = StatuteTexts::open(&data.join(TEXTS_FOLDER)).ok();
    let policy = match settings.policy.as_str() {
        "strict" => Policy::Strict,
        _ => Policy::Rolled,
    };
    Ok(Rules::new(packs, calendar, statutes, texts, policy))
}

fn open_by(
    rules: Rules,
    data: &Path,
    settings: CitySettings,
    purpose: Purpose,
) -> Result<OpenCity> {
    let clock = CivilClock::new(settings.time_offset_hours);
    let (office, thread) = match purpose {
        Purpose::Read => (
            Office::open_to_read(data, &settings.id, rules, clock)?,
            None,
        ),
        Purpose::Write => {
            let (office, thread) = Office::open(data, &settings.id, rules, clock)?;
            (office, Some(thread))
        }
    };
    Ok(OpenCity {
        office,
        settings,
        thread,
    })
}

/// A password given to an account when a city is made.
#[derive(Debug, Clone)]
pub struct FirstPassword {
    /// Log-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The password, to be changed at first log-in unless it is a demo's.
    pub password: String,
}

/// Makes a city from its file. Returns the first passwords.
///
/// With `demo_password` every account gets that one; otherwise each gets its own, once.
pub fn create_city(
    home: &Home,
    data: &Path,
    file: &CityFile,
    demo_password: Option<&str>,
) -> Result<(OpenCity, Vec<FirstPassword>)> {
    std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
    let store = Store::open(data)?;
    if store.cities()?.contains(&file.city.id) {
        let (city, folder) = (&file.city.id, data.display());
        return Err(told(
            format!("{folder} 中已有城市“{city}”，请换一个目录"),
            format!("the city {city} is in {folder} already; choose another folder"),
        ));
    }
    let rules = rules_of(home, data, &file.city)?;
    check_accounts(file, &rules)?;
    {
        let mut writer = store.writer()?;
        let batch = writer.begin(&file.city.id)?;
        batch.put_city(&file.city.name)?;
        batch.set_setting(CITY_SETTING, &file.city)?;
        for unit in in_order(file) {
            batch.put_unit(unit)?;
        }
        batch.commit()?;
    }
    let open = open_by(rules, data, file.city.clone(), Purpose::Write)?;
    let passwords = put_accounts(&open.office, file, demo_password)?;
    Ok((open, passwords))
}

/// Complains of an account that could not be kept, before anything is written: a city that is made
/// by halves would stand in the way of the next try.
fn check_accounts(file: &CityFile, rules: &Rules) -> Result<()> {
    UnitTree::new(file.units.iter().cloned()).map_err(|fault| {
        told(
            format!("单位有误：{fault}"),
            format!("the units are wrong: {fault}"),
        )
    })?;
    let mut logins: BTreeSet<&str> = BTreeSet::new();
    for entry in &file.accounts {
        let login = entry.login.as_str();
        if !logins.insert(login) {
            return Err(told(
                format!("登录名“{login}”写了两次"),
                format!("the log-in name {login} stands there twice"),
            ));
        }
        if !is_login(login) {
            return Err(told_words(&login_words()));
        }
        for post in &entry.posts {
            let (role, unit) = (&post.role, &post.unit);
            if !rules.packs.roles.contains_key(role) {
                return Err(told(
                    format!("{login} 的岗位“{role}”没有在程序包中声明"),
                    format!("{login} holds {role}, which no pack declares as a role"),
                ));
            }
            if file.units.iter().all(|known| known.id != *unit) {
                return Err(told(
                    format!("{login} 任职的单位“{unit}”不在单位名单中"),
                    format!("{login} holds a post in {unit}, which is not among the units"),
                ));
            }
        }
    }
    Ok(())
}

/// Units with parents before those below them.
fn in_order(file: &CityFile) -> Vec<&fadu_kernel::unit::Unit> {
    let tree = UnitTree::new(file.units.iter().cloned()).unwrap_or_default();
    let mut units: Vec<_> = file.units.iter().collect();
    units.sort_by_key(|unit| tree.ancestors(&unit.id).count());
    units
}

fn put_accounts(
    office: &Office,
    file: &CityFile,
    demo_password: Option<&str>,
) -> Result<Vec<FirstPassword>> {
    // The demo's one password is hashed once: a thousand accounts would cost half a minute.
    let shared = demo_password.map(hash_password).transpose()?;
    let now = office.now();
    let mut passwords = Vec::new();
    let mut prepared: Vec<(Account, Vec<Tenure>)> = Vec::new();
    for entry in &file.accounts {
        let (password, hash) = match (&shared, demo_password) {
            (Some(hash), Some(password)) => (password.to_owned(), hash.clone()),
            _ => {
                let password = one_time_password()?;
                let hash = hash_password(&password)?;
                (password, hash)
            }
        };
        let tenure = |post: &crate::replay::city::PostEntry| Tenure {
            account: entry.login.clone(),
            post: fadu_kernel::actor::Post {
                role: post.role.clone(),
                unit: post.unit.clone(),
            },
            from_on: post.from,
            until_on: None,
        };
        let tenures: Vec<Tenure> = entry.posts.iter().map(tenure).collect();
        prepared.push((
            account(
                entry.login.clone(),
                &entry.name,
                hash,
                shared.is_none(),
                now,
            ),
            tenures,
        ));
        let (login, name) = (entry.login.clone(), entry.name.clone());
        passwords.push(FirstPassword {
            login,
            name,
            password,
        });
    }
    let put = office.ask(move |work| {
        for (account, tenures) in &prepared {
            put_account(work, account, tenures)?;
        }
        Ok(())
    });
    put.wait()?;
    Ok(passwords)
}

fn account(
    login: String,
    name: &str,
    password_hash: String,
    must_change: bool,
    created_at: DateTime,
) -> Account {
    Account {
        id: login.clone(),
        login,
        name: name.to_owned(),
        password_hash,
        phone: None,
        kind: "person".to_owned(),
        disabled_on: None,
        must_change,
        created_at,
    }
}
