//! `/receipts`: what a receipt is, checking one by paste or upload, and handing out those of acts
//! to the parties of their matter and to people at work on it.

use axum::Router;
use axum::extract::{Multipart, Path};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use fadu_kernel::act::{Act, ActId};
use fadu_kernel::words::Words;
use fadu_ledger::{Receipt, ReceiptFault, VerifiedReceipt};
use fadu_office::fault::Fault;
use fadu_office::receipts::receipt_of;
use maud::{Markup, html};

use crate::address::segment;
use crate::app::App;
use crate::entries::Entries;
use crate::guard::same_token;
use crate::page::Link;
use crate::pages::problem;
use crate::parts::button::main_button;
use crate::parts::day;
use crate::parts::field::control_id;
use crate::parts::heading::heading_with_lead;
use crate::parts::notice::{done, notice};
use crate::parts::receipt::{ReceiptView, receipt};
use crate::parts::summary::summary;
use crate::pass::{self, Carried};
use crate::sight::{law_of, log_sensitive, see_number, snapshot};
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// The routes of receipts.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/receipts", get(about).post(check_pasted))
        .route("/receipts/file", post(check_file))
        .route("/receipts/{act}", get(hand_out))
}

/// What became of a check.
enum Outcome {
    /// The ledger of this city holds the record.
    Genuine(Box<VerifiedReceipt>),
    /// It agrees with itself, but another ledger signed it.
    Elsewhere(Box<VerifiedReceipt>),
    /// It does not hold.
    Wrong(ReceiptFault),
    /// Nothing was given.
    Nothing,
}

async fn about(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Shown { Ok(page(visit, None, "")) })
        .await
}

async fn check_pasted(visit: Visit, entries: Entries) -> Response {
    visit
        .answer(move |visit| -> Result<Response, Problem> {
            Ok(checked(visit, entries.text("receipt")))
        })
        .await
}

/// A file comes as multipart, which [`Entries`] does not read; the token is checked here.
async fn check_file(visit: Visit, mut parts: Multipart) -> Response {
    let (mut token, mut text) = (String::new(), String::new());
    loop {
        match parts.next_field().await {
            Ok(Some(field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                let Ok(bytes) = field.bytes().await else {
                    return problem::too_large(&visit.app, &visit.speech);
                };
                let read = String::from_utf8_lossy(&bytes).into_owned();
                match name.as_str() {
                    "csrf" => token = read,
                    "file" => text = read,
                    _ => {}
                }
            }
            Ok(None) => break,
            Err(_) => return problem::too_large(&visit.app, &visit.speech),
        }
    }
    if !same_token(&visit.token, &token) {
        return problem::stale_form(&visit.app, &visit.speech);
    }
    visit
        .answer(move |visit| -> Result<Response, Problem> { Ok(checked(visit, &text)) })
        .await
}

fn checked(visit: &Visit, text: &str) -> Response {
    let outcome = outcome(visit, text.trim());
    let status = match outcome {
        Outcome::Genuine(_) => StatusCode::OK,
        Outcome::Elsewhere(_) | Outcome::Wrong(_) | Outcome::Nothing => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let shown = page(visit, Some(&outcome), text.trim());
    (status, Html(shown.into_string())).into_response()
}

fn outcome(visit: &Visit, text: &str) -> Outcome {
    if text.is_empty() {
        return Outcome::Nothing;
    }
    let receipt = match Receipt::from_json(text) {
        Ok(receipt) => receipt,
        Err(fault) => return Outcome::Wrong(fault),
    };
    match receipt.verify(Some(visit.app.office.key())) {
        Ok(verified) => Outcome::Genuine(Box::new(verified)),
        Err(fault @ ReceiptFault::KeyDiffers { .. }) => match receipt.verify(None) {
            Ok(verified) => Outcome::Elsewhere(Box::new(verified)),
            Err(_) => Outcome::Wrong(fault),
        },
        Err(fault) => Outcome::Wrong(fault),
    }
}

fn page(visit: &Visit, outcome: Option<&Outcome>, text: &str) -> Markup {
    let faulty = outcome.is_some_and(|outcome| !matches!(outcome, Outcome::Genuine(_)));
    let main = html! {
        @if let Some(outcome) = outcome { (told(visit, outcome)) }
        (heading_with_lead(
            visit.say("核验凭证", "Check a receipt"),
            visit.say(
                "凭证证明一件事在那一刻记进了账本，之后没有人改过。\
                 在这里核验，或者用 fadu verify 离线核验，不必相信我们。",
                "A receipt proves that something entered the ledger at that moment and was not \
                 altered since. Check it here, or offline with fadu verify, without trusting us.",
            ),
        ))
        h2 { (visit.say("选择凭证文件", "Choose the file")) }
        form.form method="post" action="/receipts/file" enctype="multipart/form-data" {
            input type="hidden" name="csrf" value=(visit.token);
            div.field {
                label for=(control_id("file")) { (visit.say("凭证文件", "Receipt file")) }
                p.field-hint id="field-file-hint" {
                    (visit.say("下载时得到的 .json 文件", "The .json file you downloaded"))
                }
                input id=(control_id("file")) name="file" type="file"
                    accept=".json,application/json" aria-describedby="field-file-hint";
            }
            div.form-end { (main_button(visit.say("核验文件", "Check the file"))) }
        }
        h2 { (visit.say("或者粘贴内容", "Or paste it")) }
        form.form method="post" action="/receipts" {
            input type="hidden" name="csrf" value=(visit.token);
            div.field.field-faulty[faulty] {
                label for=(control_id("receipt")) { (visit.say("凭证内容", "The receipt")) }
                textarea.input.input-full id=(control_id("receipt")) name="receipt" rows="6"
                    spellcheck="false" autocomplete="off" { "\n" (text) }
            }
            div.form-end {
                (crate::parts::button::quiet_button(visit.say("核验内容", "Check the text")))
            }
        }
        (explained(visit))
    };
    let mut head = visit.head("核验凭证", "Check a receipt");
    head.faulty = faulty;
    visit.public(&head, &main)
}

/// What a receipt holds, in plain words.
fn explained(visit: &Visit) -> Markup {
    html! {
        h2 { (visit.say("凭证里有什么", "What is in it")) }
        ul {
            li {
                (visit.say(
                    "记录本身：谁在哪天办了什么。",
                    "The record: who did what on which day.",
                ))
            }
            li {
                (visit.say(
                    "从这条记录到账本根的一串指纹。改动记录一个字，就对不上。",
                    "The hashes from the record to the root of the ledger: alter one character \
                     and they no longer fit.",
                ))
            }
            li {
                (visit.say(
                    "本市账本的签名。账本对外公开，任何人都可以另存比对。",
                    "The signature of this city's ledger, which is public: anybody may keep a \
                     copy and compare.",
                ))
                " " a href="/ledger/checkpoint" { (visit.say("账本", "The ledger")) }
            }
        }
        p.quiet {
            (visit.say("本市账本的公钥：", "The key of this city's ledger: "))
            code.hash { (visit.app.office.key().to_string()) }
        }
    }
}

fn told(visit: &Visit, outcome: &Outcome) -> Markup {
    match outcome {
        Outcome::Genuine(verified) => done(
            visit.say(
                "凭证是真的，没有被改动",
                "The receipt is genuine and unaltered",
            ),
            &proven(visit, verified),
        ),
        Outcome::Elsewhere(verified) => problem_box(
            visit.say(
                "这不是本市账本的凭证",
                "This is not a receipt of this city's ledger",
            ),
            &html! {
                p {
                    (visit.say(
                        "凭证本身前后一致，但签名的公钥不是本市的。请到签发的地方核验：",
                        "It agrees with itself, but another key signed it. Check it where it came \
                         from: ",
                    ))
                    code.hash { (verified.key.name()) }
                }
            },
        ),
        Outcome::Wrong(fault) => {
            let words = fault.words();
            problem_box(
                visit.say("凭证不成立", "The receipt does not hold"),
                &html! {
                    p { (visit.say(&words.zh, &words.en)) }
                    p {
                        (visit.say(
                            "请用原来下载的文件再试一次。文件没有动过却仍不成立的，请拨打12348。",
                            "Try again with the file as downloaded. If it was never touched and \
                             still does not hold, call 12348.",
                        ))
                    }
                },
            )
        }
        Outcome::Nothing => problem_box(
            visit.say("没有收到凭证", "There was no receipt"),
            &html! {
                p { (visit.say("请选择文件，或者粘贴内容。", "Choose a file, or paste the text.")) }
            },
        ),
    }
}

fn problem_box(title: &str, content: &Markup) -> Markup {
    html! {
        section.error-summary role="alert" tabindex="-1" {
            h2 { (title) }
            (content)
        }
    }
}

/// What a genuine receipt proves, without the facts inside the record.
fn proven(visit: &Visit, verified: &VerifiedReceipt) -> Markup {
    let lang = visit.lang();
    let act: Option<Act> = serde_json::from_str(&verified.record).ok();
    let count = |n: u64| wording::number(i64::try_from(n).unwrap_or(i64::MAX));
    let mut rows: Vec<(&str, Markup)> = Vec::new();
    if let Some(act) = &act {
        let law = visit.rules().packs.procedures.pinned(&act.version);
        let title = law
            .and_then(|law| law.act(&act.act))
            .map(|rule| rule.title.clone());
        let law = law.map(|law| law.title.clone()).unwrap_or_default();
        let title = title.unwrap_or_else(|| Words::new(act.act.clone(), act.act.clone()));
        rows.push((visit.say("编号", "Number"), html! { (act.number) }));
        rows.push((
            visit.say("办理", "Act"),
            html! {
                (law.get(lang)) (visit.say("：", ": ")) (title.get(lang))
            },
        ));
        rows.push((visit.say("时间", "Time"), day::moment(lang, act.at)));
        rows.push((
            visit.say("单位", "Unit"),
            html! { (visit.unit_name(&act.unit)) },
        ));
    }
    rows.push((
        visit.say("账本位置", "Ledger entry"),
        html! {
            span.figures { (count(verified.index)) }
        },
    ));
    rows.push((
        visit.say("签名时账本共有", "Entries when signed"),
        html! {
            span.figures { (count(verified.checkpoint.size)) }
        },
    ));
    summary(&rows)
}

async fn hand_out(visit: Visit, carried: Carried, Path(file): Path<String>) -> Response {
    visit
        .answer(move |visit| handed_out(visit, &carried, &file))
        .await
}

/// The receipt of an act, as a page or as the file itself.
fn handed_out(visit: &Visit, carried: &Carried, file: &str) -> Result<Response, Problem> {
    let (id, as_file) = match file.strip_suffix(".json") {
        Some(id) => (id, true),
        None => (file, false),
    };
    let id = id
        .parse::<i64>()
        .ok()
        .filter(|id| *id >= 0)
        .ok_or(Problem::NotFound)?;
    let snapshot = snapshot(visit)?;
    let act = match snapshot.act(ActId(id))? {
        Some(row) => row.act()?,
        None => return Err(nobody(visit, carried)),
    };
    let matter = snapshot.matter(act.matter)?.ok_or(Problem::NotFound)?;
    let by_pass = match carried.matter {
        Some(pass) => pass::opens(visit, &snapshot, pass, &matter)?,
        None => false,
    };
    if !by_pass {
        if visit.person.is_none() {
            return Err(nobody(visit, carried));
        }
        let seen = see_number(visit, &snapshot, &matter.number)?;
        if !seen.is_whole() {
            return Err(not_yours());
        }
        log_sensitive(visit, visit.signed_in()?, &seen)?;
    }
    let receipt = receipt_of(&snapshot, visit.app.office.key(), act.id)?;
    let receipt = receipt.ok_or(Problem::NotFound)?;
    if as_file {
        return as_download(&receipt, act.id);
    }
    card(visit, &act, &receipt, by_pass)
}

/// Without pass and session nothing is told, not even whether there is such an act.
fn nobody(visit: &Visit, carried: &Carried) -> Problem {
    if carried.matter.is_some() || visit.person.is_some() {
        return Problem::NotFound;
    }
    Problem::Forbidden(Words::new(
        "凭证只给当事人和承办人。请先凭编号和查询码打开“查进度”，再下载；承办人请先登录。",
        "Receipts are for parties and those at work on the matter. Open “Track” with number and \
         code first, or sign in.",
    ))
}

fn not_yours() -> Problem {
    Problem::Forbidden(Words::new(
        "凭证里有当事人的个人信息，只给办理这件事的岗位。",
        "The receipt holds personal data and is for the posts that handle the matter.",
    ))
}

fn as_download(receipt: &Receipt, act: ActId) -> Result<Response, Problem> {
    let json = receipt
        .to_json()
        .map_err(|_| Fault::Damaged(format!("act {}", act.0)))?;
    let name = format!("attachment; filename=\"fadu-receipt-{}.json\"", act.0);
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], json).into_response())
}

fn card(visit: &Visit, act: &Act, given: &Receipt, party: bool) -> Result<Response, Problem> {
    let lang = visit.lang();
    let law = law_of(visit, &act.version)?;
    let title = law
        .act(&act.act)
        .map(|rule| rule.title.clone())
        .unwrap_or_default();
    let size = given.verify(Some(visit.app.office.key())).ok();
    let note = given
        .checkpoint
        .lines()
        .nth(2)
        .unwrap_or_default()
        .to_owned();
    let checkpoint = size
        .as_ref()
        .map(|held| (held.checkpoint.size, note.as_str()));
    let download = format!("/receipts/{}.json", act.id.0);
    let view = ReceiptView {
        act: &title,
        number: &act.number,
        at: act.at,
        leaf: act.id.0.unsigned_abs(),
        leaf_hash: given.commitment.as_deref().unwrap_or_default(),
        checkpoint,
        download: &download,
        verify: "/receipts",
    };
    let back = if party { "/track/" } else { "/matters/" };
    let main = html! {
        (heading_with_lead(
            visit.say("凭证", "Receipt"),
            visit.say(
                "下载保存。里面有您填写的内容，请不要发给无关的人。",
                "Keep the file. It holds what was filled in: do not pass it to strangers.",
            ),
        ))
        (receipt(lang, &view))
        @if checkpoint.is_none() {
            (notice(
                visit.say("凭证没有通过核验", "The receipt did not verify"),
                &html! {
                    p { (visit.say("请联系系统管理员。", "Tell the system administrator.")) }
                },
            ))
        }
    };
    let mut head = visit.head("凭证", "Receipt");
    let number = Words::new(act.number.clone(), act.number.clone());
    head.trail = vec![Link::new(number, format!("{back}{}", segment(&act.number)))];
    Ok(Html(visit.public(&head, &main).into_string()).into_response())
}
