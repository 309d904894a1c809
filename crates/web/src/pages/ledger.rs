//! `/ledger/`: the public ledger in the C2SP tlog-tiles layout, and a page that explains it.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fadu_kernel::words::Words;
use fadu_ledger::{EntryReader, TilePath, encode_entry_bundle, tile_bytes};
use maud::html;

use crate::app::App;
use crate::page::Link;
use crate::parts::heading::heading_with_lead;
use crate::parts::summary::summary;
use crate::visit::{Problem, Shown, Visit};
use crate::wording;

/// The routes of this family.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/ledger", get(page))
        .route("/ledger/", get(page))
        .route("/ledger/checkpoint", get(checkpoint))
        .route("/ledger/key", get(key))
        .route("/ledger/{*path}", get(tile))
}

async fn page(visit: Visit) -> Response {
    visit.answer(show_page).await
}

fn show_page(visit: &Visit) -> Shown {
    let newest = visit.read(fadu_store::Reader::latest_checkpoint)?;
    let key = visit.app.office.key().to_string();
    let size = newest.as_ref().map_or(0, |checkpoint| checkpoint.size);
    let at = newest.as_ref().map(|checkpoint| checkpoint.at);
    let main = html! {
        (heading_with_lead(
            visit.say("存证账本", "Ledger"),
            visit.say(
                "每一个行为都在这里留下一条不含个人信息的存证。\
                 任何人都可以下载、核对，改动任何一条都会被发现。",
                "Every act leaves an entry here that holds no personal data. Anybody may download \
                 and check it; a change to any entry shows.",
            ),
        ))
        (summary(&[
            (visit.say("存证条数", "Entries"), html! {
                span.figures { (wording::number(i64::try_from(size).unwrap_or(i64::MAX))) }
            }),
            (visit.say("最近封存", "Last sealed"), html! {
                @if let Some(at) = at { (crate::parts::day::moment(visit.lang(), at)) }
            }),
            (visit.say("公钥", "Public key"), html! { code.hash { (key) } }),
        ]))
        ul {
            li { a href="/ledger/checkpoint" {
                (visit.say("检查点（签名）", "Checkpoint (signed)"))
            } }
            li { a href="/ledger/key" { (visit.say("公钥文件", "Public key")) } }
            li { a href="/receipts" { (visit.say("核对一张回执", "Check a receipt")) } }
        }
        p.quiet { (visit.say(
            "格式：C2SP tlog-tiles、signed-note、Ed25519；第三方工具可以直接核对。",
            "Format: C2SP tlog-tiles, signed-note, Ed25519; other people's tools can verify it.",
        )) }
    };
    let mut head = visit.head("存证账本", "Ledger");
    head.trail = vec![Link::new(Words::new("首页", "Front page"), "/")];
    Ok(visit.public(&head, &main))
}

async fn checkpoint(visit: Visit) -> Response {
    visit
        .answer(|visit| -> Result<Response, Problem> {
            let newest = visit.read(fadu_store::Reader::latest_checkpoint)?;
            let note = newest.ok_or(Problem::NotFound)?.note;
            Ok(plain(note, "no-cache"))
        })
        .await
}

async fn key(visit: Visit) -> Response {
    let key = format!("{}\n", visit.app.office.key());
    plain(key, "no-cache")
}

fn plain(text: String, cache: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CACHE_CONTROL, cache),
    ];
    (headers, text).into_response()
}

async fn tile(visit: Visit, Path(path): Path<String>) -> Response {
    visit.answer(move |visit| serve_tile(visit, &path)).await
}

fn serve_tile(visit: &Visit, path: &str) -> Result<Response, Problem> {
    let path: TilePath = path.parse().map_err(|_| Problem::NotFound)?;
    let snapshot = visit.app.office.store().snapshot(&visit.app.office.city)?;
    let size = snapshot.ledger_size()?;
    if !path.is_within(size) {
        return Err(Problem::NotFound);
    }
    let bytes = match path {
        TilePath::Checkpoint => return Err(Problem::NotFound), // Has a route of its own.
        TilePath::Tile {
            level,
            index,
            width,
        } => tile_bytes(&*snapshot, level, index, width).map_err(|_| Problem::NotFound)?,
        TilePath::Entries { index, width } => {
            let commitments = snapshot.entries(index * 256, u64::from(width))?;
            encode_entry_bundle(commitments.iter().map(|commitment| commitment.0))
                .map_err(|_| Problem::NotFound)?
        }
    };
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}
