//! What was signed, told beside a paper: since which entry of the ledger it stands, and which of
//! its figures are counted otherwise now. Nothing in the paper itself is changed.

use fadu_kernel::words::Words;
use fadu_office::compile_report::{Report, Round};
use fadu_office::sign_report::Signed;
use maud::{Markup, html};

use crate::pages::matter::receipt_address;
use crate::parts::day::day;
use crate::parts::notice::notice;
use crate::parts::table::{Column, table};
use crate::visit::Visit;

/// Most changes listed; a report has some hundreds of figures.
const CHANGES_MAX: usize = 200;

/// What the signature says of the paper.
pub(super) fn as_signed(visit: &Visit, round: &Round, report: &Report) -> Markup {
    let Some(on) = round.signed_on else {
        return html! {};
    };
    let Some(signed) = &report.signed else {
        return notice(
            visit.say("签发时没有留存", "Not kept when it was signed"),
            &html! { p { (visit.say(
                "这份文件签发时，平台还没有留存签发文本。下面是按现在的记录汇编的，\
                 与签发时可能不同。",
                "When this paper was signed the platform did not keep papers yet. Below it is \
                 compiled from the record as it is now, which may differ.",
            )) } },
        );
    };
    if !signed.intact {
        return notice(
            visit.say("留存的文本不可信", "What was kept cannot be trusted"),
            &html! { p { (visit.say(
                "留存的签发文本与签发行为在账本中的指纹不符。请勿使用，并通知平台管理员。",
                "The paper kept is not the one whose fingerprint stands in the ledger. Do not use \
                 it, and tell the administrator.",
            )) } },
        );
    }
    html! {
        p.quiet {
            (visit.say("签发于 ", "Signed ")) (day(visit.lang(), on))
            (visit.say("，", ", "))
            a href=(receipt_address(signed.act)) {
                (visit.say("账本第 ", "ledger entry "))
                (signed.act.0) (visit.say(" 条", ""))
            }
            (visit.say(
                "。以下文字和数是签发时的，此后没有改动。",
                ". Text and figures are as signed.",
            ))
        }
        (changes(visit, signed))
    }
}

/// Figures that were counted otherwise since, as signed and as now.
fn changes(visit: &Visit, signed: &Signed) -> Markup {
    let lang = visit.lang();
    if signed.changed.is_empty() {
        return html! {
            p.quiet { (visit.say(
                "按现在的记录重新汇总，每一个数都与签发时相同。",
                "Counted again from the record as it is now, every figure is the same.",
            )) }
        };
    }
    let columns = [
        Column::text("数据", "Figure"),
        Column::text("期间或栏目", "Period or column"),
        Column::number("签发时", "As signed"),
        Column::number("现在", "As now"),
    ];
    let listed = signed.changed.iter().take(CHANGES_MAX);
    let rows: Vec<Vec<Markup>> = listed
        .map(|one| {
            vec![
                html! { (one.title.get(lang)) },
                html! { (one.period) },
                html! { (one.signed) },
                html! { a href=(one.address) { (one.now) } },
            ]
        })
        .collect();
    let caption = Words::new("签发后有变动的数", "Figures that changed since");
    html! {
        (notice(
            visit.say("有的数在签发后变动了", "Some figures changed since it was signed"),
            &html! {
                p { (visit.say(
                    "签发后补记、更正的行为会改变现在的汇总。文件仍按签发时的数显示和打印。",
                    "Acts recorded or corrected later change what is counted now. The paper is \
                     shown and printed as it was signed.",
                )) }
            },
        ))
        (table(lang, &caption, &columns, &rows))
    }
}
