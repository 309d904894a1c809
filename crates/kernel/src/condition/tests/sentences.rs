//! What lawyers read: every expression as a Chinese and an English sentence.

use super::{compile, scope};
use crate::words::Lang;

/// Expression, Chinese, English.
const SENTENCES: &[[&str; 3]] = &[
    [
        "matter.amount > yuan(5000) && matter.kind in ['minor', 'plain']",
        "标的额大于 5,000 元，且类型为“轻微”或“一般”",
        "amount is greater than 5,000 yuan, and kind is “minor” or “plain”",
    ],
    [
        "matter.amount >= 500050",
        "标的额不低于 5,000.50 元",
        "amount is at least 5,000.50 yuan",
    ],
    [
        "yuan(100) < matter.amount",
        "标的额大于 100 元",
        "amount is greater than 100 yuan",
    ],
    [
        "matter.amount * 3 / 100 <= matter.fee + yuan(5)",
        "标的额 × 3 ÷ 100（取整）不超过费用 + 5 元",
        "amount × 3 ÷ 100 (whole part) is at most fee + 5 yuan",
    ],
    ["matter.kind == 'grave'", "类型为“严重”", "kind is “grave”"],
    [
        "matter.kind != 'grave'",
        "类型不是“严重”",
        "kind is not “grave”",
    ],
    [
        "!(matter.kind in ['minor', 'plain', 'grave'])",
        "类型不在“轻微”“一般”“严重”之列",
        "kind is none of “minor”, “plain” and “grave”",
    ],
    [
        "matter.kind == matter.other_kind",
        "类型与另案类型相同",
        "kind is the same as other kind",
    ],
    [
        "at_least(matter.kind, 'plain')",
        "类型为“一般”或更重",
        "kind is “plain” or graver",
    ],
    [
        "!at_least(gravest(matter.harms), 'grave')",
        "后果中最重的一项轻于“严重”",
        "the gravest of harms is lighter than “grave”",
    ],
    [
        "gravest(matter.harms) == 'grave'",
        "后果中最重的一项为“严重”",
        "the gravest of harms is “grave”",
    ],
    [
        "'grave' in matter.harms",
        "后果包括“严重”",
        "harms includes “grave”",
    ],
    [
        "!('grave' in matter.harms)",
        "后果不包括“严重”",
        "harms does not include “grave”",
    ],
    ["has(matter.amount)", "标的额已载明", "amount is stated"],
    [
        "matter.amount == null || !has(matter.fee)",
        "标的额未载明，或者费用未载明",
        "amount is not stated, or fee is not stated",
    ],
    ["matter.urgent", "“加急”为是", "“urgent” is yes"],
    ["!matter.urgent", "“加急”为否", "“urgent” is no"],
    [
        "matter.agreed && !clock.decide.lapsed",
        "双方已达成协议，且办结期限未届满",
        "an agreement has been reached, and the time limit to decide is not over",
    ],
    [
        "!matter.agreed || clock.decide.lapsed == true",
        "双方未达成协议，或者办结期限已届满",
        "an agreement has not been reached, or the time limit to decide is over",
    ],
    [
        "matter.filed_on >= '2024-01-01' && matter.filed_on < '2025-01-01'",
        "申请日期不早于2024年1月1日，且申请日期早于2025年1月1日",
        "date of filing is on or after 1 January 2024, and date of filing is before 1 January 2025",
    ],
    [
        "matter.filed_on == '2024-01-01'",
        "申请日期为2024年1月1日",
        "date of filing is 1 January 2024",
    ],
    [
        "matter.filed_on <= clock.decide.due",
        "申请日期不晚于办结期限",
        "date of filing is on or before time limit to decide",
    ],
    [
        "matter.heard_at > '2024-01-01T08:30'",
        "听证时间晚于2024年1月1日8时30分",
        "time of hearing is after 1 January 2024 08:30",
    ],
    [
        "days_between(matter.filed_on, today) <= 30",
        "自申请日期至当日不超过 30 天",
        "at most 30 days pass from date of filing to the day",
    ],
    [
        "days_between(matter.filed_on, today) > parameter.days",
        "自申请日期至当日的天数大于目标天数",
        "the number of days from date of filing to the day is greater than target days",
    ],
    [
        "months_between(done.accept, today) >= 6",
        "自受理日期至当日不少于 6 个月",
        "at least 6 months pass from date of acceptance to the day",
    ],
    [
        "age_on(matter.born_on, matter.filed_on) < 18",
        "申请日期时的年龄（按出生日期计算）未满 18 周岁",
        "the age on date of filing, counted from date of birth, is less than 18 years",
    ],
    [
        "today > add_days(matter.served_on, 60)",
        "当日晚于送达日期后第 60 日",
        "the day is after the date 60 days after date of service",
    ],
    [
        "today <= add_months(matter.served_on, 6) || today <= add_years(done.accept, -2)",
        "当日不晚于送达日期后满 6 个月之日，或者当日不晚于受理日期前 2 年之日",
        "the day is on or before the date 6 months after date of service, or the day is \
         on or before the date 2 years before date of acceptance",
    ],
    [
        "today <= add_days(matter.served_on, parameter.days)",
        "当日不晚于送达日期后第（目标天数）日",
        "the day is on or before the date (target days) days after date of service",
    ],
    [
        "times.extend == 0",
        "延期次数为 0",
        "number of extensions is 0",
    ],
    [
        "count(matter.papers) >= 1 && size(matter.name) > 1",
        "材料不少于 1 项，且当事人姓名超过 1 字",
        "the number of entries in papers is at least 1, and the length of party’s name \
         is greater than 1 character",
    ],
    [
        "matter.name == '赵某' && matter.address != '无'",
        "当事人姓名为“赵某”，且住址不是“无”",
        "party’s name is “赵某”, and address is not “无”",
    ],
    [
        "starts_with(matter.name, '赵') && !matches(matter.address, '^[0-9]+$')",
        "当事人姓名以“赵”开头，且住址不符合格式“^[0-9]+$”",
        "party’s name starts with “赵”, and address does not match the pattern “^[0-9]+$”",
    ],
    [
        "matter.amount > yuan(5000) && (matter.urgent || matter.people >= 10)",
        "标的额大于 5,000 元，且（“加急”为是，或者人数不少于 10）",
        "amount is greater than 5,000 yuan, and (“urgent” is yes, or number of people \
         is at least 10)",
    ],
    [
        "(matter.urgent && matter.people >= 10) || matter.agreed",
        "（“加急”为是，且人数不少于 10），或者双方已达成协议",
        "(“urgent” is yes, and number of people is at least 10), or an agreement has been reached",
    ],
    [
        "!(matter.urgent && matter.people >= 10)",
        "并非（“加急”为是，且人数不少于 10）",
        "it is not so that (“urgent” is yes, and number of people is at least 10)",
    ],
    [
        "!(matter.amount > yuan(5000))",
        "标的额不超过 5,000 元",
        "amount is at most 5,000 yuan",
    ],
    [
        "matter.urgent ? matter.amount > yuan(1) : matter.people > 2",
        "如“加急”为是，则标的额大于 1 元，否则人数大于 2",
        "if “urgent” is yes, then amount is greater than 1 yuan, otherwise number of \
         people is greater than 2",
    ],
    [
        "matter.amount > (matter.urgent ? yuan(1) : yuan(2.50))",
        "标的额大于（如“加急”为是，取 1 元，否则取 2.50 元）",
        "amount is greater than (1 yuan if “urgent” is yes, otherwise 2.50 yuan)",
    ],
    [
        "matter.urgent ? yuan(1) : matter.amount",
        "如“加急”为是，取 1 元，否则取标的额",
        "1 yuan if “urgent” is yes, otherwise amount",
    ],
    [
        "matter.area > 3.5",
        "面积大于 3.50",
        "area is greater than 3.50",
    ],
    [
        "matter.people in [1, 2, 3]",
        "人数为 1、2 或 3",
        "number of people is 1, 2 or 3",
    ],
    [
        "matter.people % 2 == 0",
        "人数除以 2 的余数为 0",
        "the remainder of number of people divided by 2 is 0",
    ],
    [
        "min(matter.amount, matter.fee, yuan(10)) > yuan(3)",
        "标的额、费用、10 元中的最小者大于 3 元",
        "the smallest of amount, fee and 10 yuan is greater than 3 yuan",
    ],
    [
        "max(matter.filed_on, matter.served_on)",
        "申请日期与送达日期中的较晚者",
        "the later of date of filing and date of service",
    ],
    [
        "abs(matter.people - 12345) > 1",
        "（人数 − 12,345）的绝对值大于 1",
        "the absolute value of (number of people − 12,345) is greater than 1",
    ],
    [
        "matter.name + '等人'",
        "当事人姓名 + “等人”",
        "party’s name + “等人”",
    ],
    [
        "-(matter.people + 1) * 2",
        "−（人数 + 1）× 2",
        "−(number of people + 1) × 2",
    ],
    [
        "yuan(matter.people) > matter.amount",
        "（人数）元大于标的额",
        "(number of people) yuan is greater than amount",
    ],
    [
        "(matter.people + 1) * 2 - (matter.people - 1)",
        "（人数 + 1）× 2 −（人数 − 1）",
        "(number of people + 1) × 2 − (number of people − 1)",
    ],
    [
        "matter.urgent == matter.agreed",
        "“加急”与“双方已达成协议”相同",
        "“urgent” is the same as “an agreement has been reached”",
    ],
    [
        "matter.urgent || !(matter.agreed ? matter.urgent : clock.decide.lapsed)",
        "“加急”为是，或者（如双方已达成协议，则“加急”为否，否则办结期限未届满）",
        "“urgent” is yes, or (if an agreement has been reached, then “urgent” is no, \
         otherwise the time limit to decide is not over)",
    ],
    [
        "'minor' in [matter.kind, matter.other_kind]",
        "类型、另案类型之一为“轻微”",
        "one of kind and other kind is “minor”",
    ],
    [
        "gravest([matter.kind, matter.other_kind])",
        "类型、另案类型中最重的一项",
        "the gravest of kind and other kind",
    ],
    [
        "matter.unit in ['甲']",
        "承办单位为“甲”",
        "unit in charge is “甲”",
    ],
    ["true", "恒成立", "always"],
    [
        "has(matter.fee) && matter.fee > yuan(1)",
        "费用大于 1 元",
        "fee is greater than 1 yuan",
    ],
    [
        "has(matter.urgent) && matter.urgent",
        "“加急”为是",
        "“urgent” is yes",
    ],
    [
        "(has(matter.urgent) && !matter.urgent) || matter.people > 2",
        "“加急”为否，或者人数大于 2",
        "“urgent” is no, or number of people is greater than 2",
    ],
    [
        "!has(matter.urgent) || !matter.urgent || matter.kind == 'grave'",
        "“加急”为否或未载明，或者类型为“严重”",
        "“urgent” is no or not stated, or kind is “grave”",
    ],
    [
        "has(matter.kind) && matter.kind != 'grave'",
        "类型已载明，且类型不是“严重”",
        "kind is stated, and kind is not “grave”",
    ],
    [
        "has(matter.fee) ? matter.fee : yuan(0)",
        "如费用已载明，取费用，否则取 0 元",
        "fee if fee is stated, otherwise 0 yuan",
    ],
    [
        "matter.kind == 'grave' ? yuan(3) : matter.kind == 'plain' ? yuan(2) : yuan(1)",
        "如类型为“严重”，取 3 元；如类型为“一般”，取 2 元；否则取 1 元",
        "3 yuan if kind is “grave”; 2 yuan if kind is “plain”; otherwise 1 yuan",
    ],
    [
        "matter.name + '：' + matter.address",
        "当事人姓名 + “：” + 住址",
        "party’s name + “：” + address",
    ],
    [
        "has(done.extend) && !has(done.accept)",
        "已办理“延期”，且受理日期未载明",
        "“Extend” has been done, and date of acceptance is not stated",
    ],
    [
        "did.accept || !did.accept",
        "本人曾办理“受理或者登记”，或者本人未曾办理“受理或者登记”",
        "the same person did “Accept”, or the same person did not do “Accept”",
    ],
    [
        "!(has(matter.urgent) && matter.urgent)",
        "“加急”为否或未载明",
        "“urgent” is no or not stated",
    ],
];

#[test]
fn says_every_condition_in_two_languages() {
    let scope = scope();
    for [source, zh, en] in SENTENCES {
        let condition = compile(source);
        assert_eq!(condition.sentence(&scope, Lang::Zh), *zh, "{source}");
        assert_eq!(condition.sentence(&scope, Lang::En), *en, "{source}");
    }
}

#[test]
fn english_titles_lose_their_capital_inside_a_sentence_but_abbreviations_do_not() {
    let mut scope = scope();
    for (path, title, expected) in [
        (
            "matter.amount",
            "Amount at stake",
            "amount at stake is at least 1 yuan",
        ),
        ("matter.amount", "ID fee", "ID fee is at least 1 yuan"),
    ] {
        let mut variable = scope.get(path).unwrap().clone();
        variable.title.en = title.to_owned();
        scope.insert(path, variable);
        let condition = compile("matter.amount >= yuan(1)");
        assert_eq!(condition.sentence(&scope, Lang::En), expected);
    }
}

#[test]
fn flags_read_as_clauses_where_their_titles_are() {
    let mut scope = scope();
    for (zh, en, yes, no, is, is_not) in [
        (
            "属于共同犯罪",
            "joint",
            "属于共同犯罪",
            "不属于共同犯罪",
            "“joint” is yes",
            "“joint” is no",
        ),
        (
            "有同住人",
            "joint",
            "有同住人",
            "没有同住人",
            "“joint” is yes",
            "“joint” is no",
        ),
        (
            "是否已公开",
            "it is public",
            "“是否已公开”为是",
            "“是否已公开”为否",
            "it is public",
            "it is not public",
        ),
        (
            "不得已",
            "He may leave",
            "“不得已”为是",
            "“不得已”为否",
            "he may leave",
            "he may not leave",
        ),
    ] {
        let mut variable = scope.get("matter.urgent").unwrap().clone();
        variable.title = crate::words::Words::new(zh, en);
        scope.insert("matter.urgent", variable);
        let said = |source: &str, lang| compile(source).sentence(&scope, lang);
        assert_eq!(said("matter.urgent", Lang::Zh), yes);
        assert_eq!(said("!matter.urgent", Lang::Zh), no);
        assert_eq!(said("matter.urgent", Lang::En), is);
        assert_eq!(said("matter.urgent == false", Lang::En), is_not);
    }
}
