//! Invented facts by kind: people, firms, addresses, numbers that belong to nobody.

use anyhow::{Result, bail};
use jiff::civil::Date;

use crate::replay::chance::Chance;
use crate::replay::names;

/// What can be invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invented {
    /// A person's name.
    Person,
    /// A name that differs from telling to telling.
    DifferentPerson,
    /// A telephone number.
    Phone,
    /// A firm.
    Firm,
    /// An address.
    Address,
    /// A school.
    School,
    /// A law firm.
    LawFirm,
    /// A citizen's identity number.
    IdNumber,
    /// A grown-up's date of birth.
    Birth,
}

const FIRM_NAMES: [&str; 24] = [
    "恒泰",
    "瑞丰",
    "鑫源",
    "宏达",
    "金穗",
    "永兴",
    "华盛",
    "天成",
    "东方红",
    "北方",
    "益民",
    "同心",
    "长青",
    "广源",
    "鹏程",
    "利群",
    "祥和",
    "万通",
    "百川",
    "顺达",
    "聚力",
    "中和",
    "嘉禾",
    "启明",
];
const FIRM_KINDS: [&str; 16] = [
    "商贸有限公司",
    "建筑工程有限公司",
    "农业发展有限公司",
    "机械制造有限公司",
    "餐饮服务有限公司",
    "物流运输有限公司",
    "新材料有限公司",
    "信息科技有限公司",
    "物业管理有限公司",
    "食品有限公司",
    "能源设备有限公司",
    "医药连锁有限公司",
    "家政服务有限公司",
    "汽车维修有限公司",
    "文化传媒有限公司",
    "装饰工程有限公司",
];
const STREETS: [&str; 20] = [
    "和平", "建设", "团结", "新华", "光明", "文化", "工人", "胜利", "青年", "迎宾", "振兴", "长江",
    "黄河", "人民", "解放", "北陵", "滨河", "站前", "育才", "向阳",
];
const SCHOOLS: [&str; 20] = [
    "实验", "育红", "朝阳", "希望", "启智", "明德", "文昌", "向阳", "春晖", "育英", "光华", "青松",
    "新苗", "树人", "勤学", "景山", "育才", "和平", "建设", "黎明",
];

impl Invented {
    /// Reads the name of a kind.
    pub fn read(name: &str) -> Result<Self> {
        Ok(match name {
            "person" => Self::Person,
            "different_person" => Self::DifferentPerson,
            "phone" => Self::Phone,
            "firm" => Self::Firm,
            "address" => Self::Address,
            "school" => Self::School,
            "law_firm" => Self::LawFirm,
            "id_number" => Self::IdNumber,
            "birth" => Self::Birth,
            other => bail!(
                "nothing like {other} is invented; there are person, different_person, phone, \
                 firm, address, school, law_firm, id_number, birth"
            ),
        })
    }

    /// One of them.
    pub fn draw(self, chance: &mut Chance, telling: u64) -> String {
        match self {
            Self::Person => names::person(chance),
            Self::DifferentPerson => names::numbered(usize::try_from(telling).unwrap_or(0)),
            Self::Phone => names::telephone(chance),
            Self::Firm => format!("{}{}", chance.pick(&FIRM_NAMES), chance.pick(&FIRM_KINDS)),
            Self::Address => {
                let street = chance.pick(&STREETS);
                format!("{street}路{}号", chance.between(1, 280))
            }
            Self::School => {
                let kind = chance.pick(&["小学", "中学", "学校", "初级中学"]);
                format!("{}{kind}", chance.pick(&SCHOOLS))
            }
            Self::LawFirm => format!("{}律师事务所", chance.pick(&FIRM_NAMES)),
            Self::IdNumber => id_number(chance),
            Self::Birth => birth(chance).to_string(),
        }
    }
}

fn birth(chance: &mut Chance) -> Date {
    names::born(chance, Date::constant(2004, 1, 1), 1, 52)
}

/// A well-formed number of a place code that no place has.
fn id_number(chance: &mut Chance) -> String {
    let born = birth(chance).to_string().replace('-', "");
    let digits = format!("999999{born}{:03}", chance.below(1000));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2_u32];
    let digit = |letter: char| letter.to_digit(10).unwrap_or(0);
    let sum: u32 = digits.chars().zip(weights).map(|(d, w)| digit(d) * w).sum();
    let check = "10X98765432"
        .chars()
        .nth((sum % 11) as usize)
        .unwrap_or('0');
    format!("{digits}{check}")
}
