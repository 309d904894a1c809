//! One account: its posts with their days, and the forms that change it.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use fadu_kernel::actor::Post;
use fadu_kernel::field::{Field, FieldFault};
use fadu_kernel::words::Words;
use fadu_office::administer_accounts::{
    disable_account, enable_account, end_post, give_post, reset_password,
};
use fadu_office::fault::Fault;
use fadu_store::{Account, Tenure};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{ROLE, address, post_fields, post_of, post_words, respond, state, told};
use crate::act_form::see_other;
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::page::Link;
use crate::parts::button::quiet_button;
use crate::parts::error_summary::error_summary;
use crate::parts::form::{FormView, form};
use crate::parts::heading::heading;
use crate::parts::{day, notice, summary};
use crate::plain_field::{control, read, whole_fault};
use crate::sight::administrator;
use crate::visit::{Problem, Visit};

/// The routes of one account.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/accounts/{account}", get(show).post(change))
}

type Answered = Result<Response, Problem>;

async fn show(visit: Visit, Path(id): Path<String>) -> Response {
    visit
        .answer(move |visit| page(visit, &id, &Entries::default(), &[]))
        .await
}

async fn change(visit: Visit, Path(id): Path<String>, entries: Entries) -> Response {
    visit
        .answer(move |visit| changed(visit, &id, &entries))
        .await
}

fn page(visit: &Visit, id: &str, entries: &Entries, faults: &[FieldFault]) -> Answered {
    let by = administrator(visit, ROLE)?;
    let account = visit
        .read(|reader| reader.account(id))?
        .ok_or(Problem::NotFound)?;
    let tenures = visit.read(|reader| reader.tenures(id))?;
    let lang = visit.lang();
    let mut head = visit.head_words(Words::new(account.name.clone(), account.name.clone()));
    head.trail = vec![Link::new(Words::new("账号", "Accounts"), "/accounts")];
    head.faulty = !faults.is_empty();
    let own = by.account.id == account.id;
    let named = faults
        .iter()
        .map(|fault| (fault.field.as_str(), &fault.words));
    let main = html! {
        (error_summary(lang, named))
        @if Asked::of(visit).some("done").is_some() {
            (notice::done(visit.say("已保存", "Saved"), &html! {}))
        }
        (heading(&account.name))
        (summary::summary(&[
            (visit.say("登录名", "Log-in name"), html! { (account.login) }),
            (visit.say("状态", "State"), state(visit, &account)),
            (visit.say("开立时间", "Opened at"), day::table_moment(account.created_at)),
        ]))
        h2 { (visit.say("任职", "Posts")) }
        (posts(visit, &account, &tenures, own))
        @if own {
            p { (visit.say(
                "这是您自己的账号，岗位和停用由另一名安全管理员办理；密码请到“修改密码”。",
                "This is your own account; another security administrator changes it. Change your \
                 password on its own page.",
            )) }
        } @else {
            h2 { (visit.say("新增任职", "Give a post")) }
            (give_form(visit, &account, entries, faults))
            h2 { (visit.say("其他", "More")) }
            (buttons(visit, &account))
        }
    };
    Ok(respond(visit.desk(&head, &main, None)?, faults))
}

fn posts(visit: &Visit, account: &Account, tenures: &[Tenure], own: bool) -> Markup {
    let today = visit.today();
    html! {
        @if tenures.is_empty() { p.quiet { (visit.say("没有任职。", "No posts.")) } }
        ul {
            @for tenure in tenures {
                li {
                    (post_words(visit, &tenure.post)) "，"
                    (day::table_day(tenure.from_on)) (visit.say(" 至 ", " to "))
                    @match tenure.until_on {
                        Some(on) => (day::table_day(on)),
                        None => (visit.say("今", "now")),
                    }
                    @if !own && tenure.until_on.is_none_or(|until| until > today) {
                        form.post-button method="post" action=(address(&account.id)) {
                            input type="hidden" name="csrf" value=(visit.token);
                            input type="hidden" name="do" value="end_post";
                            input type="hidden" name="role" value=(tenure.post.role);
                            input type="hidden" name="unit" value=(tenure.post.unit);
                            " " (quiet_button(visit.say("到今天为止", "End today")))
                        }
                    }
                }
            }
        }
    }
}

fn give_form(visit: &Visit, account: &Account, entries: &Entries, faults: &[FieldFault]) -> Markup {
    let lang = visit.lang();
    let fields = html! {
        input type="hidden" name="do" value="give_post";
        @for field in &post_fields(visit) {
            (control(lang, field, entries, faults, field.id != "until_on", None))
        }
    };
    form(
        lang,
        &FormView {
            address: &address(&account.id),
            csrf: &visit.token,
            key: None,
            submit: &Words::new("授予岗位", "Give the post"),
            other: None,
        },
        &fields,
    )
}

fn buttons(visit: &Visit, account: &Account) -> Markup {
    let disabled = account.disabled_on.is_some_and(|on| on <= visit.today());
    let button = |what: &str, zh: &str, en: &str| {
        html! {
            form.post-button method="post" action=(address(&account.id)) {
                input type="hidden" name="csrf" value=(visit.token);
                input type="hidden" name="do" value=(what);
                (quiet_button(visit.say(zh, en)))
            }
        }
    };
    html! {
        div.form-end {
            (button("reset", "重置密码", "Set a new password"))
            @if disabled {
                (button("enable", "重新启用", "Enable again"))
            } @else {
                (button("disable", "停用账号", "Disable the account"))
            }
        }
    }
}

fn changed(visit: &Visit, id: &str, entries: &Entries) -> Answered {
    let by = &administrator(visit, ROLE)?.account.id;
    let office = &visit.app.office;
    let account = visit
        .read(|reader| reader.account(id))?
        .ok_or(Problem::NotFound)?;
    let result = match entries.text("do") {
        "give_post" => {
            let fields = post_fields(visit);
            let wanted: Vec<(&Field, bool)> = fields
                .iter()
                .map(|field| (field, field.id != "until_on"))
                .collect();
            let texts = match read(&wanted, entries) {
                Ok(texts) => texts,
                Err(faults) => return page(visit, id, entries, &faults),
            };
            let (post, from_on, until_on) = post_of(&texts, 0).ok_or(Problem::NotFound)?;
            let account = account.id.clone();
            give_post(
                office,
                by,
                Tenure {
                    account,
                    post,
                    from_on,
                    until_on,
                },
            )
        }
        "end_post" => {
            let post = Post {
                role: entries.text("role").into(),
                unit: entries.text("unit").into(),
            };
            let today: Date = visit.today();
            end_post(office, by, id, post, today)
        }
        "disable" => disable_account(office, by, id),
        "enable" => enable_account(office, by, id),
        "reset" => match reset_password(office, by, id) {
            Ok(password) => return told(visit, &account.login, &password),
            Err(fault) => Err(fault),
        },
        _ => {
            return Err(Problem::BadInput(Words::new(
                "没有这个操作。",
                "There is no such action.",
            )));
        }
    };
    match result {
        Ok(()) => Ok(see_other(&format!("{}?done=1", address(id)))),
        Err(Fault::Unacceptable(words) | Fault::Forbidden(words)) => {
            page(visit, id, entries, &[whole_fault(words)])
        }
        Err(fault) => Err(fault.into()),
    }
}
