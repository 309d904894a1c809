//! `/`: the front page. What happened, how far it is, and where to look things up.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::services;
use crate::app::App;
use crate::parts::button::main_link;
use crate::parts::heading::heading_with_lead;
use crate::visit::{Shown, Visit};

/// Needs named on the front page; all of them stand on the next.
const NEEDS_SHOWN: usize = 6;

/// The route of the front page.
pub fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(visit: Visit) -> Response {
    visit.answer(|visit| -> Shown { Ok(page(visit)) }).await
}

fn page(visit: &Visit) -> Markup {
    let city = visit.app.site.city.get(visit.lang());
    let needs = services::needs(visit);
    let title = match visit.lang() {
        fadu_kernel::words::Lang::Zh => format!("{city}法治服务"),
        fadu_kernel::words::Lang::En => format!("Legal services of {city}"),
    };
    let main = html! {
        (heading_with_lead(&title, visit.say(
            "有纠纷、对政府决定不服、想问法律问题，从这里开始。不用登录，不收费。",
            "A dispute, a decision you disagree with, a legal question: begin here. No account, \
             no charge.",
        )))
        h2 { (visit.say("您遇到了什么事", "What happened to you?")) }
        (services::list(visit, needs.iter().take(NEEDS_SHOWN)))
        p { (main_link("/services", visit.say("看全部事项", "All services"))) }
        h2 { (visit.say("已经申请过", "Applied already")) }
        ul.acts-open {
            (way("/track", visit.say("查进度", "Track"),
                visit.say("凭编号和查询码", "With number and code")))
            (way("/receipts", visit.say("核验凭证", "Check a receipt"),
                visit.say("看它有没有被改动", "See that nothing was altered")))
        }
        h2 { (visit.say("查一查", "Look up")) }
        ul.acts-open {
            (way("/deadline", visit.say("期限计算器", "Deadline calculator"),
                visit.say("从哪天算、哪天到期，逐日列给您看",
                    "When a period ends, day by day")))
            (way("/statutes", visit.say("法律法规", "Statutes"),
                visit.say("每一条管着哪些程序", "And what rests on each article")))
            (way("/consultations", visit.say("征求意见", "Consultations"),
                visit.say("对正在起草的规定和决定提意见", "Comment on what is being drafted")))
            (way("/published", visit.say("公示公开", "Published"),
                visit.say("依法公开的决定和名单", "Decisions and lists made public by law")))
            (way("/report", visit.say("年度报告", "Annual reports"),
                visit.say("报告里的每一个数都能点开", "Every number in them opens")))
            (way("/figures", visit.say("政府数据", "Figures"),
                visit.say("每个数字都能点到办件", "Every number opens to the acts behind it")))
            (way("/procedures", visit.say("办事程序的规定", "Procedures"),
                visit.say("谁办、凭什么办、几天办完", "Who acts, on which law, by when")))
        }
        p.quiet { a href="/sign-in" { (visit.say("工作人员登录", "Sign in for staff")) } }
    };
    let head = visit.head("首页", "Front page");
    visit.public(&head, &main)
}

fn way(address: &str, title: &str, about: &str) -> Markup {
    html! { li { a.acts-link href=(address) { (title) } p.quiet { (about) } } }
}
