//! A small city in a temporary folder, for tests of pages: real packs, a few units and people,
//! and a browser that keeps its cookies. Long because the city and its browser are one fixture.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test city that cannot be made ends the test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Method, Request, StatusCode};
use fadu_kernel::actor::Post;
use fadu_kernel::deadline::Policy;
use fadu_kernel::unit::{Unit, UnitKind, UnitTree};
use fadu_kernel::words::Words;
use fadu_office::accounts::{hash_password, put_account};
use fadu_office::office::{CivilClock, Office};
use fadu_office::rules::Rules;
use fadu_office::submission::{Answer, Doer, Done, Subject, Submission};
use fadu_pack::packs::{Packs, find_packs, load};
use fadu_pack::statutes::StatuteIndex;
use fadu_store::{Account, Tenure};
use fadu_web::app::App;
use fadu_web::page::Site;
use fadu_web::routes::router;
use jiff::civil::date;
use serde_json::Value as Json;
use tower::ServiceExt;

/// The password of everybody in the test city.
pub const PASSWORD: &str = "a-password-for-tests-1";

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A city with its pages.
pub struct City {
    /// The office.
    pub office: Office,
    router: Router,
    folder: PathBuf,
    keys: AtomicU32,
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rules() -> Rules {
    let on = date(2026, 1, 1);
    let folders = find_packs(&root().join("packs")).unwrap();
    let (packs, _): (Packs, _) = load(&folders, &[], None, on);
    let calendar =
        fadu_pack::calendar::load_calendar(&root().join("statutes/calendar"), None).unwrap();
    let statutes = StatuteIndex::load(&root().join("statutes/index")).unwrap();
    Rules::new(packs, calendar, statutes, None, Policy::Strict)
}

fn unit(id: &str, zh: &str, short: &str, kind: UnitKind, parent: Option<&str>) -> Unit {
    Unit {
        id: id.into(),
        name: Words::new(zh, id),
        short: short.into(),
        kind,
        parent: parent.map(Into::into),
        from_on: None,
        until_on: None,
        successor: None,
    }
}

/// The units of the test city.
pub fn units() -> Vec<Unit> {
    let city = Some("city");
    vec![
        unit("city", "试验市", "试", UnitKind::City, None),
        unit(
            "justice",
            "试验市司法局",
            "试司",
            UnitKind::Department,
            city,
        ),
        unit(
            "government",
            "试验市人民政府办公室",
            "试政",
            UnitKind::Department,
            city,
        ),
        unit(
            "market",
            "试验市市场监督管理局",
            "试市监",
            UnitKind::Department,
            city,
        ),
        unit("court", "试验市人民法院", "试法", UnitKind::Outside, city),
        unit("town", "河东镇", "河东", UnitKind::Township, city),
        unit("north", "河北村", "河北村", UnitKind::Village, Some("town")),
        unit("south", "河南村", "河南村", UnitKind::Village, Some("town")),
    ]
}

/// Posts as role and unit.
type Held = &'static [(&'static str, &'static str)];

/// Log-in name, name, and posts.
const PEOPLE: &[(&str, &str, Held)] = &[
    ("mediator", "赵调解", &[("mediator", "north")]),
    ("neighbour", "钱邻村", &[("mediator", "south")]),
    ("town", "孙镇长", &[("mediator", "town")]),
    ("operator", "李坐席", &[("hotline_operator", "justice")]),
    ("market", "周监管", &[("order_handler", "market")]),
    (
        "register",
        "吴台账",
        &[("site_keeper", "town"), ("service_officer", "justice")],
    ),
    (
        "corrections",
        "蒋矫正",
        &[("corrections_officer", "justice")],
    ),
    (
        "town_corrections",
        "何矫正",
        &[("corrections_officer", "town")],
    ),
    ("chief", "沈总览", &[("certificate_officer", "city")]),
    ("coordinator", "齐统筹", &[("coordination_officer", "city")]),
    (
        "coordinator2",
        "鲁统筹",
        &[("coordination_officer", "city")],
    ),
    ("head", "燕市长", &[("unit_head", "city")]),
    ("liaison_market", "楚联络", &[("unit_liaison", "market")]),
    ("liaison_town", "秦联络", &[("unit_liaison", "town")]),
    ("system", "郑系统", &[("system_administrator", "city")]),
    ("security", "王安全", &[("security_administrator", "city")]),
    ("audit", "冯审计", &[("audit_administrator", "city")]),
];

impl City {
    /// Opens a new city in a folder of its own.
    pub fn open() -> Self {
        let nth = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("fadu-web-test-{}-{nth}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let clock = CivilClock::new(8);
        let (office, _thread) = Office::open(&folder, "test", rules(), clock).unwrap();
        let hash = hash_password(PASSWORD).unwrap();
        let filled = office.ask(move |work| {
            work.batch.put_city(&Words::new("试验市", "Test City"))?;
            for unit in units() {
                work.batch.put_unit(&unit)?;
            }
            Ok(())
        });
        filled.wait().unwrap();
        office.rules.set_units(UnitTree::new(units()).unwrap());
        let peopled = office.ask(move |work| {
            for (login, name, posts) in PEOPLE {
                let account = Account {
                    id: (*login).into(),
                    login: (*login).into(),
                    name: (*name).into(),
                    password_hash: hash.clone(),
                    phone: None,
                    kind: "official".into(),
                    disabled_on: None,
                    must_change: false,
                    created_at: date(2020, 1, 1).at(0, 0, 0, 0),
                };
                let tenures = posts.iter().map(|(role, unit)| Tenure {
                    account: (*login).into(),
                    post: Post {
                        role: (*role).into(),
                        unit: (*unit).into(),
                    },
                    from_on: date(2020, 1, 1),
                    until_on: None,
                });
                put_account(work, &account, &tenures.collect::<Vec<_>>())?;
            }
            Ok(())
        });
        peopled.wait().unwrap();
        let site = Site {
            city: Words::new("试验市", "Test City"),
            office: Words::new("试验市司法局", "Justice Bureau of Test City"),
            telephone: "12348".into(),
            demo: true,
        };
        let router = router(App::new(office.clone(), site, false));
        Self {
            office,
            router,
            folder,
            keys: AtomicU32::new(0),
        }
    }

    /// Does an act that is entered later than it was done.
    pub fn done_at(
        &self,
        login: &str,
        at: jiff::civil::DateTime,
        (procedure, act, unit): (&str, &str, &str),
        facts: &Json,
    ) -> Done {
        let nth = self.keys.fetch_add(1, Ordering::Relaxed);
        let submission = Submission {
            key: format!("test-{nth}"),
            procedure: procedure.into(),
            subject: Subject::New { unit: unit.into() },
            act: act.into(),
            at,
            doer: Doer::Account(login.into()),
            facts: serde_json::from_value(facts.clone()).unwrap(),
        };
        match self.office.submit(submission).wait().unwrap() {
            Answer::Done(done) => done,
            Answer::Refused(refusal) => panic!("refused: {}", refusal.words.en),
        }
    }

    /// Does an act now, as anybody would.
    pub fn act(
        &self,
        doer: Doer,
        procedure: &str,
        subject: Subject,
        act: &str,
        facts: &Json,
    ) -> Answer {
        let nth = self.keys.fetch_add(1, Ordering::Relaxed);
        let facts: BTreeMap<String, Json> = serde_json::from_value(facts.clone()).unwrap();
        let submission = Submission {
            key: format!("test-{nth}"),
            procedure: procedure.into(),
            subject,
            act: act.into(),
            at: self.office.now(),
            doer,
            facts,
        };
        self.office.submit(submission).wait().unwrap()
    }

    /// Does an act that must succeed.
    pub fn done(
        &self,
        login: &str,
        procedure: &str,
        subject: Subject,
        act: &str,
        facts: &Json,
    ) -> Done {
        let doer = if login.is_empty() {
            Doer::Anyone
        } else {
            Doer::Account(login.into())
        };
        match self.act(doer, procedure, subject, act, facts) {
            Answer::Done(done) => done,
            Answer::Refused(refusal) => panic!("refused: {}", refusal.words.en),
        }
    }

    /// A dispute in the northern village, applied for by a citizen.
    pub fn dispute(&self, summary: &str) -> Done {
        let facts = serde_json::json!({
            "applicant": "陈申请", "applicant_phone": "13800000000", "respondent": "褚对方",
            "summary": summary, "kind": "neighbour",
        });
        let subject = Subject::New {
            unit: "north".into(),
        };
        self.done("mediator", "mediation", subject, "register", &facts)
    }

    /// A program that submits an act with its session as a bearer token.
    pub async fn program(&self, token: &str, key: &str, body: &str) -> Page {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/api/v1/acts")
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key)
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 16 << 20).await.unwrap();
        Page {
            status,
            location: None,
            kind: String::new(),
            bytes: bytes.to_vec(),
        }
    }

    /// A browser that has not signed in.
    pub fn visitor(&self) -> Browser<'_> {
        Browser {
            city: self,
            cookies: BTreeMap::new(),
        }
    }

    /// A browser in which somebody has signed in.
    pub async fn sign_in(&self, login: &str) -> Browser<'_> {
        let mut browser = self.visitor();
        let wall = self.office.now();
        let (office, login) = (self.office.clone(), login.to_owned());
        let signed = tokio::task::spawn_blocking(move || {
            fadu_office::accounts::sign_in(&office, &login, PASSWORD, wall)
        });
        let signed = signed
            .await
            .unwrap()
            .unwrap()
            .expect("the password is right");
        browser.cookies.insert("session".into(), signed.token);
        browser
    }
}

/// A page as it came back.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// Where a redirect leads, decoded only as far as headers are.
    pub location: Option<String>,
    /// The `Content-Type`.
    pub kind: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Page {
    /// The part of the page that is its own.
    fn main(&self) -> String {
        let text = self.text();
        let main = text.split_once("<main").map(|(_, rest)| rest);
        let main = main
            .and_then(|rest| rest.split_once("</main>"))
            .map(|(main, _)| main);
        main.unwrap_or(&text).to_owned()
    }

    /// The page as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Asserts that the page came and says something.
    pub fn says(&self, words: &str) -> &Self {
        assert!(
            self.text().contains(words),
            "{} has no {words:?}:\n{}",
            self.status,
            self.main()
        );
        self
    }

    /// Asserts that the page does not say something.
    pub fn hides(&self, words: &str) -> &Self {
        assert!(
            !self.text().contains(words),
            "says {words:?}:\n{}",
            self.main()
        );
        self
    }
}

/// A browser that keeps its cookies.
pub struct Browser<'c> {
    city: &'c City,
    cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    /// Opens a page.
    pub async fn get(&mut self, address: &str) -> Page {
        self.send(Method::GET, address, None).await
    }

    /// Sends a form, with the token.
    pub async fn post(&mut self, address: &str, entries: &[(&str, &str)]) -> Page {
        if !self.cookies.contains_key("csrf") {
            self.get("/sign-in").await;
        }
        let token = self.cookies.get("csrf").cloned().unwrap_or_default();
        let mut body = format!("csrf={token}");
        for (key, value) in entries {
            body.push('&');
            body.push_str(&encode(key));
            body.push('=');
            body.push_str(&encode(value));
        }
        let kind = "application/x-www-form-urlencoded".to_owned();
        self.send(Method::POST, address, Some((kind, body.into_bytes())))
            .await
    }

    /// What a cookie holds; empty where it was never set or was taken away.
    pub fn cookie(&self, name: &str) -> &str {
        self.cookies.get(name).map_or("", String::as_str)
    }

    /// Sends a form with a token that another site might guess.
    pub async fn post_forged(&mut self, address: &str) -> Page {
        self.get("/sign-in").await;
        let kind = "application/x-www-form-urlencoded".to_owned();
        let body = format!("csrf={}", "0".repeat(32)).into_bytes();
        self.send(Method::POST, address, Some((kind, body))).await
    }

    /// Sends a form with a file, with the token.
    pub async fn upload(
        &mut self,
        address: &str,
        entries: &[(&str, &str)],
        (name, file): (&str, &[u8]),
    ) -> Page {
        if !self.cookies.contains_key("csrf") {
            self.get("/sign-in").await;
        }
        let token = self.cookies.get("csrf").cloned().unwrap_or_default();
        let mut body = Vec::new();
        for (key, value) in [("csrf", token.as_str())].iter().chain(entries) {
            let part = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"table\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let kind = "multipart/form-data; boundary=edge".to_owned();
        self.send(Method::POST, address, Some((kind, body))).await
    }

    async fn send(
        &mut self,
        method: Method,
        address: &str,
        body: Option<(String, Vec<u8>)>,
    ) -> Page {
        let mut request = Request::builder().method(method).uri(ascii(address));
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let body = match body {
            Some((kind, bytes)) => {
                request = request.header(CONTENT_TYPE, kind);
                Body::from(bytes)
            }
            None => Body::empty(),
        };
        let request = request.body(body).unwrap();
        let response = self.city.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((key, value)) = pair.split_once('=') {
                self.cookies.insert(key.into(), value.into());
            }
        }
        let header = |name| {
            let value = response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let (location, kind) = (header(LOCATION), header(CONTENT_TYPE).unwrap_or_default());
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 16 << 20)
            .await
            .unwrap()
            .to_vec();
        Page {
            status,
            location,
            kind,
            bytes,
        }
    }
}

/// An address with what is not ASCII encoded.
pub fn ascii(address: &str) -> String {
    fadu_web::address::ascii(address)
}

fn encode(text: &str) -> String {
    ascii(&fadu_web::address::query_value(text))
}

/// The value of a hidden entry of a form.
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.split_once(&mark).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_owned()
}
