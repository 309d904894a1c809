//! The annex of a report: where each of its numbers comes from.

use super::{Material, Source};
use crate::paper::{Annex, Block, Mark, Span, Table};

/// Where each number comes from, on pages of its own.
pub(super) fn annex(material: &Material<'_>, sources: &[Source]) -> Option<Annex> {
    if sources.is_empty() {
        return None;
    }
    let rows = (1..).zip(sources).map(|(number, source)| {
        let order = Span::words(format!("{number}"));
        match source {
            Source::Figure { ask, found } => {
                let (value, unit) = shown(found.value.as_deref().unwrap_or("—"), &found.unit.zh);
                let value = Span {
                    text: format!("{value}{unit}"),
                    mark: Mark::Figure,
                    address: Some(found.address.clone()),
                    source: None,
                };
                let name = format!("{}（{}）", found.title.zh, ask.period);
                let definition = Span::words(found.definition.zh.clone());
                vec![order, Span::words(name), value, definition]
            }
            Source::Quote { text, source } => vec![
                order,
                Span::words("引用"),
                Span::words(text.clone()),
                Span::words(format!("来源：{source}")),
            ],
        }
    });
    let rows: Vec<Vec<Span>> = rows.collect();
    let table = Table {
        title: String::new(),
        head: ["序号", "数据", "数值", "统计口径或来源"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        widths: vec![8, 28, 18, 46],
    };
    let leaves = material.checkpoint.map_or_else(String::new, |size| {
        format!("汇总时账本共有{size}条行为记录，")
    });
    let lead = format!(
        "正文中的数据均由平台依据各单位办理行为的记录自动汇总，未经人工填写。{leaves}\
         扫描文中的二维码可以逐项打开，查看每一个数背后的行为。"
    );
    Some(Annex {
        title: "数据来源说明".to_owned(),
        blocks: vec![Block::text(lead), Block::Table(table)],
    })
}

/// A value and its unit as reports print them: sums of money in 万 and 亿 where nothing is lost.
pub(super) fn shown(value: &str, unit: &str) -> (String, String) {
    let plain = (value.to_owned(), unit.to_owned());
    if unit != "元" {
        return plain;
    }
    let Ok(amount) = value.trim_end_matches(".00").parse::<u64>() else {
        return plain;
    };
    let (by, word) = match amount {
        100_000_000.. => (100_000_000, "亿元"),
        10_000.. => (10_000, "万元"),
        _ => return plain,
    };
    let hundredth = by / 100;
    if amount % hundredth != 0 {
        return plain;
    }
    let (whole, part) = (amount / by, amount % by / hundredth);
    let digits = format!("{part:02}");
    let digits = digits.trim_end_matches('0');
    let point = if digits.is_empty() { "" } else { "." };
    (format!("{whole}{point}{digits}"), word.to_owned())
}
