//! Writes the files of `statutes/index/` in their one canonical form.

use std::fmt::Write as _;

use super::law::{Article, ArticleNumber, Kind, Law, TextState};

/// Writes a law as its index file.
pub(super) fn write_law(law: &Law) -> String {
    let mut text = String::new();
    put(&mut text, "key", &law.key);
    put(&mut text, "title", &law.title);
    put(&mut text, "title_en", &law.title_en);
    let aliases: Vec<String> = law.aliases.iter().map(|alias| quoted(alias)).collect();
    let _ = writeln!(text, "aliases = [{}]", aliases.join(", "));
    put(&mut text, "issuer", &law.issuer);
    put(&mut text, "kind", kind_name(law.kind));
    for version in &law.versions {
        text.push_str("\n[[version]]\n");
        put(&mut text, "date", &version.date.to_string());
        put(&mut text, "in_force", &version.in_force.to_string());
        if let Some(until) = version.until {
            put(&mut text, "until", &until.to_string());
        }
        for (name, value) in [
            ("number", &version.number),
            ("source", &version.source),
            ("note", &version.note),
        ] {
            if !value.is_empty() {
                put(&mut text, name, value);
            }
        }
        put(&mut text, "text", text_name(version.text));
        text.push_str("articles = \"\"\"\n");
        write_articles(&mut text, &version.articles);
        text.push_str("\"\"\"\n");
    }
    text
}

/// One line per article; a run of articles alike and without hashes takes one line.
fn write_articles(text: &mut String, articles: &[Article]) {
    let mut at = 0;
    while let Some(article) = articles.get(at) {
        let run = articles[at..]
            .iter()
            .zip(article.number.number..)
            .take_while(|(other, number)| {
                let plain = other.number == ArticleNumber::new(*number);
                plain && other.hash.is_none() && other.items == article.items
            })
            .count()
            .max(1);
        let shape = article.items.as_ref().map_or("?".to_owned(), |items| {
            let items: Vec<String> = items.iter().map(u8::to_string).collect();
            items.join(",")
        });
        let hash = article.hash.map_or("-".to_owned(), |hash| {
            hash.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        });
        let _ = match articles.get(at + run - 1) {
            Some(last) if run > 1 => {
                writeln!(text, "{}..{} {shape} {hash}", article.number, last.number)
            }
            Some(_) | None => writeln!(text, "{} {shape} {hash}", article.number),
        };
        at += run;
    }
}

fn put(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {}", quoted(value));
}

fn quoted(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Law => "law",
        Kind::AdministrativeRegulation => "administrative_regulation",
        Kind::JudicialInterpretation => "judicial_interpretation",
        Kind::PartyRegulation => "party_regulation",
        Kind::DepartmentRule => "department_rule",
        Kind::LocalRegulation => "local_regulation",
        Kind::NormativeDocument => "normative_document",
    }
}

fn text_name(text: TextState) -> &'static str {
    match text {
        TextState::Hashed => "hashed",
        TextState::Partial => "partial",
        TextState::Unseen => "unseen",
    }
}
