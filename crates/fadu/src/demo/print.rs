//! What a replay prints: published beside counted, who can sign in, and what to open first.

use anyhow::Result;
use fadu_kernel::words::{Lang, Words};
use fadu_office::office::Office;
use serde_json::json;

use super::DEMO_PASSWORD;
use super::hand_in::Replayed;
use super::prepare::Prepared;
use crate::replay::tell::First;
use crate::speak::Speak;

/// How many figures match, and how many there are.
fn matched(replayed: &[&Replayed]) -> (usize, usize) {
    let figures = || replayed.iter().flat_map(|replayed| &replayed.figures);
    (
        figures().filter(|figure| figure.matches).count(),
        figures().count(),
    )
}

/// Seconds of the longest replay: cities are replayed side by side.
fn seconds(replayed: &[&Replayed]) -> f64 {
    let longest = replayed.iter().map(|replayed| replayed.elapsed).max();
    longest.unwrap_or_default().as_secs_f64()
}

/// The document for programs.
pub fn as_json(replayed: &[&Replayed]) -> serde_json::Value {
    let figures: Vec<_> = replayed
        .iter()
        .flat_map(|city| city.figures.iter().map(|figure| (&city.city, figure)))
        .map(|(city, figure)| {
            json!({
                "id": figure.id, "place": figure.unit_id.as_ref().unwrap_or(city),
                "period": figure.period, "published": figure.published,
                "counted": figure.counted, "match": figure.matches,
            })
        })
        .collect();
    let (matched, total) = matched(replayed);
    let rounded = (seconds(replayed) * 1000.0).round() / 1000.0;
    json!({
        "acts": replayed.iter().map(|city| city.acts).sum::<i64>(),
        "matters": replayed.iter().map(|city| city.matters).sum::<u64>(),
        "refused": replayed.iter().map(|city| city.refused).sum::<usize>(),
        "seconds": rounded,
        "figures": figures,
        "matched": matched,
        "total": total,
    })
}

/// The table for people.
pub fn print(replayed: &[&Replayed], speak: Speak) {
    for city in replayed {
        if replayed.len() > 1 {
            println!("{}", city.city);
        }
        print_city(city, speak);
    }
    let (matched, total) = matched(replayed);
    if total > 0 {
        println!("matched {matched} of {total}");
    }
}

fn print_city(replayed: &Replayed, speak: Speak) {
    for figure in &replayed.figures {
        let mark = if figure.matches { "=" } else { "≠" };
        let name = figure.name.get(speak.lang);
        let unit = figure.unit.get(speak.lang);
        println!(
            "{} {:>12} {mark} {:<12} {unit}  {name}",
            figure.id, figure.published, figure.counted
        );
    }
    let (matched, total) = matched(&[replayed]);
    let seconds = replayed.elapsed.as_secs_f32();
    let (acts, matters, refused) = (replayed.acts, replayed.matters, replayed.refused);
    match speak.lang {
        Lang::Zh => println!(
            "{acts} 个行为，{matters} 个事项，拒绝不合法行为 {refused} 次，用时 {seconds:.1} 秒"
        ),
        Lang::En => println!(
            "{acts} acts, {matters} matters, {refused} unlawful attempts refused, {seconds:.1} s"
        ),
    }
    if total == 0 {
        return; // A story without published figures.
    }
    let equal = match speak.lang {
        Lang::Zh => format!("与公布数一致 {matched}/{total}；案例为虚构，只有总数是该市公布的"),
        Lang::En => {
            format!("{matched} of {total}; the cases are invented, only the totals are the city's")
        }
    };
    println!("{equal}");
}

/// People of a story who are printed.
const PEOPLE_OF_STORY_MAX: usize = 12;

/// Who can sign in.
pub fn print_accounts(city: &Prepared, listen: &str, speak: Speak) {
    println!();
    println!(
        "{}",
        speak.say("演示账号（密码相同）：", "Demo accounts (one password):")
    );
    println!("  {} {DEMO_PASSWORD}", speak.say("密码", "password"));
    let people = city.people_of_story().iter().take(PEOPLE_OF_STORY_MAX);
    for entry in people {
        let roles: Vec<&str> = entry.posts.iter().map(|post| post.role.as_str()).collect();
        println!("  {:<24} {}  {}", entry.login, entry.name, roles.join(", "));
    }
    let tried = city
        .file
        .accounts
        .iter()
        .filter(|entry| entry.persona.is_some());
    for entry in tried {
        let persona = entry
            .persona
            .as_ref()
            .map_or("", |persona: &Words| persona.get(speak.lang));
        println!("  {:<24} {}  {persona}", entry.login, entry.name);
    }
    let first = speak.say(
        "先试：打开首页，说说“您遇到了什么事”；或用上面的账号登录 /sign-in 看待办",
        "Try first: open the front page and say what happened to you; or sign in at /sign-in",
    );
    println!("{first}\n  http://{listen}/");
}

/// Living matters to open first, each with the account to whom it belongs.
pub fn print_first(office: &Office, first: &[First], listen: &str, speak: Speak) -> Result<()> {
    let mut found = Vec::new();
    for worth in first {
        let number = office.read(|reader| {
            let Some(request) = reader.request(&worth.key)? else {
                return Ok(None);
            };
            let matter = reader.matter(fadu_kernel::matter::MatterId(request.first_act.0))?;
            Ok(matter.map(|matter| matter.number))
        })?;
        found.extend(number.map(|number| (worth, number)));
    }
    if found.is_empty() {
        return Ok(());
    }
    println!(
        "{}",
        speak.say(
            "登录后可以先看：",
            "Signed in, these are worth opening first:"
        )
    );
    for (worth, number) in found {
        let words = worth.words.get(speak.lang);
        println!("  {:<18} {words}", worth.login);
        println!("  {:<18} http://{listen}/matters/{number}", "");
    }
    Ok(())
}
