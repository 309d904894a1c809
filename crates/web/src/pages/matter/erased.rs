//! What was erased of a matter when its time of keeping was over.

use fadu_kernel::matter::MatterId;
use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Lang;
use fadu_store::{Erasure, Reader};
use maud::{Markup, html};

use crate::visit::{Problem, Visit};
use crate::wording;

/// A line for each field erased: which, when, and under what; nothing where none was.
pub(crate) fn erased(
    visit: &Visit,
    reader: &Reader,
    law: &Procedure,
    matter: MatterId,
) -> Result<Markup, Problem> {
    let erased = reader.erasures(matter)?;
    let gone: Vec<&Erasure> = erased.iter().filter(|one| one.acts > 0).collect();
    Ok(html! {
        @for one in gone {
            p.quiet { (said(visit, law, one)) }
        }
    })
}

fn said(visit: &Visit, law: &Procedure, one: &Erasure) -> String {
    let lang = visit.lang();
    let field = law.field(&one.field);
    let title = field.map_or(one.field.as_str(), |field| field.title.get(lang));
    let day = wording::day(lang, one.erased_on);
    let (procedure, years) = (law.title.get(lang), one.years);
    match lang {
        Lang::Zh => format!(
            "“{title}”已于{day}删除：“{procedure}”程序规定办结后保存{years}年（个人信息保护法\
             第四十七条）。存证仍在账本中。"
        ),
        Lang::En => format!(
            "“{title}” was erased on {day}: “{procedure}” keeps it for {years} years after the \
             matter is closed (Personal Information Protection Law, art. 47). Its leaf stays in \
             the ledger."
        ),
    }
}
