//! /accounts: people's accounts and posts, for the security administrator: opening an account with
//! a password for one log-in, giving and ending posts, disabling, and new passwords.

mod one;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::actor::Post;
use fadu_kernel::field::{Field, FieldFault, FieldKind};
use fadu_kernel::words::Words;
use fadu_office::administer_accounts::{NewAccount, open_account};
use fadu_office::fault::Fault;
use fadu_store::{Account, AccountFilter};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::act_form::units_in_order;
use crate::address::{segment, with_query};
use crate::app::App;
use crate::asked::Asked;
use crate::entries::Entries;
use crate::parts::error_summary::error_summary;
use crate::parts::filters::{Filter, FilterKind, FiltersView, filters};
use crate::parts::form::{FormView, form};
use crate::parts::heading::heading_with_lead;
use crate::parts::pagination::{PaginationView, pagination};
use crate::parts::table::{Column, table};
use crate::parts::{notice, tag};
use crate::plain_field::{choice, control, plain, read, whole_fault};
use crate::sight::administrator;
use crate::visit::{Problem, Visit};

/// Who may do any of this.
pub(super) const ROLE: &str = "security_administrator";
/// Accounts on one page.
const PAGE_LENGTH: usize = 50;

/// Posts of an account shown in the list; its page has them all.
const POSTS_SHOWN: usize = 3;

/// The routes of accounts.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/accounts", get(all).post(open))
        .merge(one::routes())
}

type Answered = Result<Response, Problem>;

async fn all(visit: Visit) -> Response {
    visit
        .answer(|visit| list(visit, &Entries::default(), &[]))
        .await
}

async fn open(visit: Visit, entries: Entries) -> Response {
    visit.answer(move |visit| opened(visit, &entries)).await
}

/// The page of an account.
fn address(account: &str) -> String {
    format!("/accounts/{}", segment(account))
}

fn respond(page: Markup, faults: &[FieldFault]) -> Response {
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    (status, Html(page.into_string())).into_response()
}

/// Roles by title.
fn roles(visit: &Visit) -> Vec<(String, Words)> {
    let roles = visit.rules().packs.roles.iter();
    let mut roles: Vec<(String, Words)> = roles
        .map(|(id, role)| (id.clone(), role.title.clone()))
        .collect();
    roles.sort_by(|(_, one), (_, other)| one.zh.cmp(&other.zh));
    roles
}

/// The fields of a post: role, unit, first and last day.
fn post_fields(visit: &Visit) -> [Field; 4] {
    let units = units_in_order(&visit.units, visit.today()).into_iter();
    let units = units.map(|unit| (unit.id.clone(), unit.name.clone()));
    [
        choice("role", "岗位", "Role", roles(visit)),
        choice("unit", "单位", "Unit", units),
        plain("from_on", "任职第一日", "First day", FieldKind::Date),
        plain("until_on", "任职最后一日", "Last day", FieldKind::Date),
    ]
}

fn post_of(texts: &[String], first: usize) -> Option<(Post, Date, Option<Date>)> {
    let text = |at: usize| texts.get(first + at).map_or("", String::as_str);
    let post = Post {
        role: text(0).to_owned(),
        unit: text(1).to_owned(),
    };
    Some((post, text(2).parse().ok()?, text(3).parse().ok()))
}

fn person_fields() -> [Field; 2] {
    [
        plain("login", "登录名", "Log-in name", FieldKind::Text),
        plain("name", "姓名", "Name", FieldKind::Text),
    ]
}

fn list(visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Answered {
    administrator(visit, ROLE)?;
    let asked = Asked::of(visit);
    let filter = AccountFilter {
        text: asked.some("q"),
        role: asked.some("role"),
        ..AccountFilter::default()
    };
    let after = asked.some("after");
    let page = visit.read(|reader| reader.accounts(&filter, after.as_deref(), PAGE_LENGTH))?;
    let total = visit.read(|reader| reader.count_accounts(&filter))?;
    let lang = visit.lang();
    let mut rows = Vec::new();
    for account in &page.items {
        rows.push(row(visit, account)?);
    }
    let columns = [
        Column::text("登录名", "Log-in name"),
        Column::text("姓名", "Name"),
        Column::text("现任岗位", "Posts now"),
        Column::text("状态", "State"),
    ];
    let search = Filter::new(
        "q",
        ("姓名或登录名", "Name or log-in name"),
        asked.text("q"),
        FilterKind::Text,
    );
    let by_role = Filter::new(
        "role",
        ("岗位", "Role"),
        asked.text("role"),
        FilterKind::Options(roles(visit)),
    );
    let next = page
        .next
        .map(|login| with_query(&visit.speech.address, "after", &login));
    let mut head = visit.head("账号", "Accounts");
    head.faulty = !faults.is_empty();
    let named = faults
        .iter()
        .map(|fault| (fault.field.as_str(), &fault.words));
    let main = html! {
        (error_summary(lang, named))
        (heading_with_lead(
            visit.say("账号", "Accounts"),
            visit.say(
                "岗位按任职日期授予和结束，没有岗位就看不到任何事项。改动都记入审计日志。",
                "Posts are given and ended by day; without a post nothing is shown. Every change \
                 goes into the audit log.",
            ),
        ))
        (filters(lang, &FiltersView {
            address: "/accounts",
            filters: &[search, by_role],
            keep: &[],
        }))
        (table(lang, &Words::new("账号，按登录名", "Accounts by log-in name"), &columns, &rows))
        (pagination(lang, &PaginationView {
            next: next.as_deref(),
            total: Some(total),
            ..PaginationView::default()
        }))
        h2 { (visit.say("新开账号", "Open an account")) }
        (open_form(visit, entries, faults))
    };
    Ok(respond(visit.desk(&head, &main, None)?, faults))
}

fn row(visit: &Visit, account: &Account) -> Result<Vec<Markup>, Problem> {
    let posts = visit.read(|reader| reader.posts_on(&account.id, visit.today()))?;
    Ok(vec![
        html! { a href=(address(&account.id)) { (account.login) } },
        html! { (account.name) },
        html! {
            @for post in posts.iter().take(POSTS_SHOWN) { p { (post_words(visit, post)) } }
            @if posts.len() > POSTS_SHOWN {
                p.quiet { (visit.say("另有 ", "and ")) (posts.len() - POSTS_SHOWN) (visit.say(
                    " 个",
                    " more",
                )) }
            }
        },
        state(visit, account),
    ])
}

/// A post in words: role and unit.
fn post_words(visit: &Visit, post: &Post) -> String {
    let role = super::matter::role_words(visit, &post.role);
    format!(
        "{} · {}",
        role.get(visit.lang()),
        visit.unit_name(&post.unit)
    )
}

fn state(visit: &Visit, account: &Account) -> Markup {
    html! {
        @if account.disabled_on.is_some_and(|on| on <= visit.today()) {
            (tag::closed_tag(visit.say("停用", "Disabled")))
        } @else if account.must_change {
            (tag::tag(visit.say("待改密码", "Must change the password")))
        } @else {
            (tag::tag(visit.say("启用", "Enabled")))
        }
    }
}

fn open_form(visit: &Visit, entries: &Entries, faults: &[FieldFault]) -> Markup {
    let lang = visit.lang();
    let (person, post) = (person_fields(), post_fields(visit));
    let fields = html! {
        @for field in &person { (control(lang, field, entries, faults, true, None)) }
        @for field in &post {
            (control(lang, field, entries, faults, field.id != "until_on", None))
        }
    };
    form(
        lang,
        &FormView {
            address: "/accounts",
            csrf: &visit.token,
            key: None,
            submit: &Words::new("新开账号", "Open the account"),
            other: None,
        },
        &fields,
    )
}

fn opened(visit: &Visit, entries: &Entries) -> Answered {
    let by = administrator(visit, ROLE)?;
    let (person, post) = (person_fields(), post_fields(visit));
    let wanted = person
        .iter()
        .chain(&post)
        .map(|field| (field, field.id != "until_on"));
    let texts = match read(&wanted.collect::<Vec<_>>(), entries) {
        Ok(texts) => texts,
        Err(faults) => return list(visit, entries, &faults),
    };
    let (post, from_on, until_on) = post_of(&texts, 2).ok_or(Problem::NotFound)?;
    let login = texts.first().cloned().unwrap_or_default();
    let name = texts.get(1).cloned().unwrap_or_default();
    let new = NewAccount {
        login: login.clone(),
        name,
        post,
        from_on,
        until_on,
    };
    match open_account(&visit.app.office, &by.account.id, new) {
        Ok(password) => told(visit, &login, &password),
        Err(Fault::Unacceptable(words)) => list(visit, entries, &[whole_fault(words)]),
        Err(fault) => Err(fault.into()),
    }
}

/// The password for the first log-in, shown once: it is kept nowhere.
fn told(visit: &Visit, login: &str, password: &str) -> Answered {
    let head = visit.head("首次登录密码", "Password for the first log-in");
    let main = html! {
        (notice::confirmation(
            visit.say("首次登录密码", "Password for the first log-in"),
            login,
            password,
            &html! {
                p { (visit.say(
                    "只在本页显示一次，请当面或通过可靠途径告知本人。本人登录后须先改密码。",
                    "It is shown here once; hand it over in person. It must be changed at the \
                     first log-in.",
                )) }
                p { a href="/accounts" { (visit.say("回到账号", "Back to the accounts")) } }
            },
        ))
    };
    Ok(respond(visit.desk(&head, &main, None)?, &[]))
}
