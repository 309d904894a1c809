//! Invented people: names, and telephone numbers that belong to nobody.

use jiff::ToSpan;
use jiff::civil::Date;

use super::chance::Chance;

const FAMILY_NAMES: [&str; 48] = [
    "佟", "关", "富", "舒", "乌", "唐", "邢", "卢", "葛", "曲", "侯", "柴", "栾", "滕", "郝", "姜",
    "丛", "迟", "车", "宫", "金", "白", "石", "宋", "于", "孟", "邱", "苗", "康", "庞", "纪", "阎",
    "左", "穆", "尹", "牟", "肖", "贾", "戴", "冷", "祝", "时", "付", "史", "聂", "焦", "谷", "安",
];

const GIVEN_NAMES: [&str; 64] = [
    "守成", "桂香", "立新", "春兰", "国柱", "秀芹", "海涛", "玉凤", "永刚", "凤英", "长顺", "淑贤",
    "宝库", "丽华", "占山", "雪莲", "志强", "红梅", "德发", "艳玲", "文武", "晓燕", "振国", "月华",
    "成义", "亚芳", "树林", "敏杰", "庆余", "静文", "兴旺", "思琪", "云峰", "佳怡", "广福", "巧玲",
    "玉山", "香云", "万福", "瑞霞", "景春", "素芬", "少杰", "金花", "伯谦", "雅芝", "继业", "美娟",
    "学文", "慧兰", "洪生", "会敏", "连江", "彩云", "忠厚", "翠萍", "大鹏", "冬梅", "利民", "小满",
    "国栋", "秋实", "铁柱", "婉秋",
];

/// Numbers that no operator gives out: the prefix is followed by three zeros.
const TELEPHONE_PREFIX: &str = "1990000";

/// An invented person's name.
pub fn person(chance: &mut Chance) -> String {
    let family = chance.pick(&FAMILY_NAMES);
    let given = chance.pick(&GIVEN_NAMES);
    format!("{family}{given}")
}

/// The `place`th of many different names, so that people of a register can be told apart.
pub fn numbered(place: usize) -> String {
    let family = FAMILY_NAMES
        .get(place % FAMILY_NAMES.len())
        .copied()
        .unwrap_or_default();
    // Nine and sixty-four have no common factor, so the pairs do not repeat for long.
    let given = (place / FAMILY_NAMES.len() + place * 9) % GIVEN_NAMES.len();
    format!(
        "{family}{}",
        GIVEN_NAMES.get(given).copied().unwrap_or_default()
    )
}

/// A telephone number that belongs to nobody.
pub fn telephone(chance: &mut Chance) -> String {
    format!("{TELEPHONE_PREFIX}{:04}", chance.below(10_000))
}

/// A day of birth so many years before a day.
pub fn born(chance: &mut Chance, on: Date, least_years: u32, most_years: u32) -> Date {
    let years = chance.between(least_years, most_years);
    let days = chance.between(10, 340);
    on.saturating_sub((i64::from(years) * 365 + i64::from(years) / 4 + i64::from(days)).days())
}
