//! What the log says, in words: its lines are kept as keys, so that they outlast any wording.

use fadu_kernel::procedure::Procedure;
use fadu_kernel::words::Words;
use fadu_store::MatterRow;

use crate::visit::Visit;

/// A line of the log in the visitor's language.
pub(super) fn said(visit: &Visit, what: &str, row: Option<&MatterRow>) -> String {
    let (key, rest) = what.split_once(' ').unwrap_or((what, ""));
    let procedures = &visit.rules().packs.procedures;
    let law = row.and_then(|row| procedures.pinned(&row.version));
    let words = match key {
        "sign_in" => Words::new("登录", "Signed in"),
        "change_password" => Words::new("修改自己的密码", "Changed the own password"),
        "view" => with_fields("查看敏感信息", "Looked at sensitive data", law, rest),
        "erase" => with_fields("保存期满删除", "Erased, its time being over", law, rest),
        "new_code" => Words::new("发给当事人新的查询码", "Gave a party a new code"),
        "export" => exported(visit, rest),
        "account" => account(rest),
        "unit" => Words::new(
            format!("单位变动：{}", changed_unit(visit, rest).zh),
            format!("Change of units: {}", changed_unit(visit, rest).en),
        ),
        _ => Words::new(what, what),
    };
    words.get(visit.lang()).to_owned()
}

fn with_fields(zh: &str, en: &str, law: Option<&Procedure>, rest: &str) -> Words {
    let titles = |pick: fn(&Words) -> &str| {
        let named = rest.split_whitespace().map(|id| {
            let field = law.and_then(|law| law.field(id));
            field.map_or(id, |field| pick(&field.title))
        });
        named.collect::<Vec<_>>()
    };
    Words::new(
        format!("{zh}：{}", titles(|title| &title.zh).join("、")),
        format!("{en}: {}", titles(|title| &title.en).join(", ")),
    )
}

fn exported(visit: &Visit, rest: &str) -> Words {
    let (what, lines) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    let law = visit.rules().packs.procedures.newest(what);
    let title = law.map_or_else(|| Words::new("事项", "matters"), |law| law.title.clone());
    Words::new(
        format!("导出：{}，{lines} 行", title.zh),
        format!("Exported: {}, {lines} lines", title.en),
    )
}

/// `open LOGIN ROLE`, `give post LOGIN ...`, `disable LOGIN` and so on.
fn account(rest: &str) -> Words {
    let table = [
        ("open ", "开设账号", "Opened the account"),
        ("give post ", "任职", "Gave a post to"),
        ("end post ", "免职", "Ended a post of"),
        ("disable ", "停用账号", "Disabled the account"),
        ("enable ", "启用账号", "Enabled the account"),
        ("reset password ", "重置密码", "Reset the password of"),
    ];
    for (mark, zh, en) in table {
        if let Some(who) = rest.strip_prefix(mark) {
            return Words::new(format!("{zh}：{who}"), format!("{en} {who}"));
        }
    }
    Words::new(
        format!("账号变动：{rest}"),
        format!("Change of accounts: {rest}"),
    )
}

/// `added UNIT`, `renamed UNIT`, `ended UNIT`.
fn changed_unit(visit: &Visit, rest: &str) -> Words {
    let (what, unit) = rest.rsplit_once(' ').unwrap_or(("", rest));
    let (zh, en) = match what {
        "added" => ("设立", "set up"),
        "renamed" => ("更名", "renamed"),
        "ended" => ("撤销", "closed"),
        other => (other, other),
    };
    let name = visit.units.get(unit).map(|unit| unit.name.clone());
    let name = name.unwrap_or_else(|| Words::new(unit, unit));
    Words::new(format!("{zh} {}", name.zh), format!("{} {en}", name.en))
}
