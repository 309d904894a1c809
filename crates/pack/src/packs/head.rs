//! Reading `pack.toml`: the pack, its roles and its parameters.

use fadu_kernel::procedure::{Parameter, Role};
use fadu_kernel::words::Words;

use super::files::Folder;
use super::{Pack, Packs};
use crate::check::Cited;
use crate::complaint::Complaint;
use crate::entry::{Located, Reader, Table};
use crate::field::{check_each_option, check_key, read_options, refuse_reserved};
use crate::procedure::unknown;

/// Words that stand in `by` for those who hold no role.
const NOT_ROLES: [&str; 5] = ["anyone", "handover", "law", "party", "scheme"];

/// Reads a pack's head into the packs, and keeps its citations for later.
pub(super) fn read_head(
    folder: &Folder,
    packs: &mut Packs,
    cited: &mut Vec<Cited>,
    complaints: &mut Vec<Complaint>,
) {
    let reader = Reader::new(&folder.head);
    let mut citations = Vec::new();
    if let Some(parsed) = reader.parse() {
        let root = Table::new(&reader, parsed.get_ref(), 0..0, "");
        let head = root.table("pack");
        if head.is_none() {
            root.missing("pack");
        }
        let pack = head.and_then(|head| read_pack(&head, folder, packs));
        read_roles(&root, packs, &mut citations);
        if let Some(pack) = pack {
            read_parameters(&root, &pack.id, packs, &mut citations);
            read_lists(&root, &pack.id, packs);
            packs.packs.insert(pack.id.clone(), pack);
        } else {
            // They are known, though there is no pack to which they belong.
            let _known = (root.tables("parameter"), root.tables("list"));
        }
        root.finish();
    }
    complaints.extend(reader.into_complaints());
    cited.push(Cited {
        source: folder.head.clone(),
        citations,
        on: None,
    });
}

fn read_pack(head: &Table<'_, '_>, folder: &Folder, packs: &Packs) -> Option<Pack> {
    let (id, system) = (head.must_text("id"), head.must_text("system"));
    let (version, title) = (head.must_text("version"), head.must_words("title"));
    let small_numbers = head.text("small_numbers");
    if let Some(text) = small_numbers.as_ref().filter(|text| text.value != "shown") {
        unknown(head.reader, &text.span, &text.value, "shown");
    }
    head.finish();
    let id = id?;
    check_key(head.reader, &id.span, &id.value);
    if let Some(system) = &system {
        check_system(head.reader, system);
    }
    if packs.packs.contains_key(&id.value) {
        let (zh, en) = ("已有另一个程序包用这个 id", "another pack has this id");
        doubled(
            head,
            &id.span,
            Words::new(zh, en),
            Words::new("换一个 id", "Choose another id"),
        );
        return None;
    }
    Some(Pack {
        id: id.value,
        system: system?.value,
        version: version?.value,
        title: title?,
        folder: folder.path.clone(),
        shows_small_numbers: small_numbers.is_some(),
    })
}

/// Systems are listed in the order of their numbers, so that these have one form.
fn check_system(reader: &Reader<'_>, system: &Located<String>) {
    let digits = system.value.strip_prefix('S').unwrap_or_default();
    if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        reader.complain(
            &system.span,
            "key_form",
            Words::new(
                format!("系统编号“{}”不对", system.value),
                format!("“{}” is not the number of a system", system.value),
            ),
            Words::new(
                "写 S 和两位数字，例如 S19；新系统接着用下一个号",
                "Write S and two digits, such as S19; a new system takes the next number",
            ),
        );
    }
}

fn doubled(table: &Table<'_, '_>, span: &std::ops::Range<usize>, words: Words, remedy: Words) {
    table.reader.complain(span, "doubled", words, remedy);
}

type Citations = Vec<Located<fadu_kernel::citation::Citation>>;

fn read_roles(root: &Table<'_, '_>, packs: &mut Packs, citations: &mut Citations) {
    for (id, table) in root.tables("role") {
        check_key(table.reader, &table.span, &id);
        refuse_reserved(table.reader, &table.span, &id, &NOT_ROLES);
        let title = table.must_words("title");
        let basis = table.citations("basis");
        citations.extend(basis.iter().cloned());
        let basis = basis.into_iter().map(|citation| citation.value).collect();
        table.finish();
        let Some(title) = title else { continue };
        if packs.roles.contains_key(&id) {
            let words = Words::new(
                format!("岗位“{id}”已在别的程序包中声明"),
                format!("the role “{id}” is declared in another pack"),
            );
            doubled(
                &table,
                &table.span,
                words,
                Words::new("只保留一处声明", "Keep one declaration"),
            );
        }
        packs.roles.insert(id.clone(), Role { id, title, basis });
    }
}

fn read_parameters(root: &Table<'_, '_>, pack: &str, packs: &mut Packs, citations: &mut Citations) {
    for (id, table) in root.tables("parameter") {
        check_key(table.reader, &table.span, &id);
        let title = table.must_words("title");
        let value = table.integer("value");
        let basis = table.citation("basis");
        citations.extend(basis.iter().cloned());
        let _unit = table.text("unit");
        let _local = table.flag("local");
        for key in ["value", "basis"] {
            if !table.has(key) {
                table.missing(key);
            }
        }
        table.finish();
        if let (Some(title), Some(value), Some(basis)) = (title, value, basis) {
            let id = format!("{pack}.{id}");
            let (value, basis) = (value.value, basis.value);
            let parameter = Parameter {
                id: id.clone(),
                title,
                value,
                basis,
                set_by: None,
            };
            packs.parameters.insert(id, parameter);
        }
    }
}

/// Reads `[list.x]`: options that several fields share, in this pack or in others.
fn read_lists(root: &Table<'_, '_>, pack: &str, packs: &mut Packs) {
    for (id, table) in root.tables("list") {
        check_key(table.reader, &table.span, &id);
        let options = read_options(&table);
        table.finish();
        check_each_option(&table, &table.place("options"), &options);
        if options.is_empty() {
            table.missing("options");
        }
        packs.lists.insert(format!("{pack}.{id}"), options);
    }
}
