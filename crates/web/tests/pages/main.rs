//! The public pages, as somebody without an account and without script sees them.

#[path = "../city/mod.rs"]
mod city;

mod administration;
mod api;
mod apply;
mod deadline;
mod desk;
mod erased;
mod front;
mod hotline;
mod procedures;
mod published;
mod receipts;
mod report;
mod services;
mod sign_in;
mod small_numbers;
mod statistical_tables;
mod statutes;
mod tables;
mod track;
mod tracking_code;

use city::{Browser, City, Page, hidden};

/// What a hostile visitor types: none of it may come back as markup or change a query.
pub const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE matters; --",
    "' OR '1'='1",
    "../../../../etc/passwd",
    "=cmd|' /C calc'!A0",
];

/// Asserts that a page holds nothing hostile as markup.
pub fn is_inert(page: &Page) {
    for mark in ["<script>alert", "<img src=x"] {
        assert!(!page.text().contains(mark), "{mark} in {}", page.text());
    }
}

/// Applies for mediation in the northern village and gives back number and code.
pub async fn apply_for_mediation(browser: &mut Browser<'_>, summary: &str) -> (String, String) {
    let form = browser.get("/apply/mediation/apply?unit=north").await;
    let key = hidden(&form.text(), "idempotency_key");
    let entries = [
        ("idempotency_key", key.as_str()),
        ("form-unit", "north"),
        ("applicant", "陈申请"),
        ("applicant_phone", "138 0000 0000"),
        ("respondent", "褚对方"),
        ("summary", summary),
        ("form-step", "send"),
    ];
    let sent = browser.post("/apply/mediation/apply", &entries).await;
    assert_eq!(
        sent.location.as_deref(),
        Some("/apply/mediation/apply/done"),
        "{}",
        sent.text()
    );
    let told = browser.get("/apply/mediation/apply/done").await.text();
    (number_in(&told), code_in(&told))
}

fn number_in(page: &str) -> String {
    between(page, "confirmation-number\">", "<")
}

fn code_in(page: &str) -> String {
    let after = page
        .split_once("confirmation-number\">")
        .map_or("", |(_, rest)| rest);
    between(after, "confirmation-number\">", "<").replace(' ', "")
}

fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split(after)
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// A page of the city in Chinese and in English, both within the weight of a page.
pub async fn both(city: &City, address: &str) -> (Page, Page) {
    let mut browser = city.visitor();
    let chinese = browser.get(address).await;
    let mark = if address.contains('?') { '&' } else { '?' };
    let english = browser.get(&format!("{address}{mark}lang=en")).await;
    for page in [&chinese, &english] {
        assert_eq!(
            page.status,
            axum::http::StatusCode::OK,
            "{address}: {}",
            page.text()
        );
        assert!(
            page.bytes.len() < 100_000,
            "{address} has {} bytes",
            page.bytes.len()
        );
    }
    (chinese, english)
}
