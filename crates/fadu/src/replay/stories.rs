//! Invented disputes: what they are about and how they end, by kind.

use super::chance::Chance;

/// A dispute as it is told: its kind, what it is about, what is agreed, whether money is at stake.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub kind: &'static str,
    pub summary: String,
    pub agreement: String,
    pub amount: Option<u32>,
}

type Tale = (&'static str, &'static str, Option<(u32, u32)>);

const NEIGHBOUR: [Tale; 8] = [
    (
        "东院柴垛越界，挡住西院过道",
        "三日内把柴垛移回自家院内，过道共同使用。",
        None,
    ),
    (
        "楼上漏水泡坏楼下墙面",
        "楼上修好防水，赔偿楼下{amount}元。",
        Some((300, 4000)),
    ),
    (
        "两家为院墙滴水檐起争执",
        "檐口加装导水槽，费用两家各半。",
        None,
    ),
    ("夜间麻将声扰邻", "晚九点以后不再打牌，双方互相谅解。", None),
    (
        "邻居家狗咬伤鸡鸭",
        "赔偿{amount}元，狗拴养。",
        Some((100, 1200)),
    ),
    (
        "楼道堆放杂物影响通行",
        "两日内清走杂物，今后不再占用楼道。",
        None,
    ),
    ("两家为排水沟走向起争执", "沿旧沟疏通，共同出工清淤。", None),
    (
        "果树枝伸到邻家院内引起争吵",
        "秋后修剪越界树枝，落果归邻家。",
        None,
    ),
];
const FAMILY: [Tale; 6] = [
    (
        "兄弟三人赡养老母分担不均",
        "每人每月给付{amount}元，轮流照料。",
        Some((200, 600)),
    ),
    (
        "夫妻因家务琐事争吵分居",
        "双方互谅，妻子回家，丈夫承担一半家务。",
        None,
    ),
    (
        "离异夫妻为探望孩子时间起争执",
        "每周六上午至周日下午由父亲接走。",
        None,
    ),
    (
        "父亲遗留农具三轮车归属争议",
        "三轮车归次子，补给长子{amount}元。",
        Some((500, 3000)),
    ),
    ("婆媳为带孩子方式争吵", "各让一步，周末由老人照看。", None),
    (
        "彩礼返还争议",
        "女方返还{amount}元，双方再无争议。",
        Some((8000, 60000)),
    ),
];
const HOUSING: [Tale; 4] = [
    (
        "翻建房屋后墙占用邻家宅基地",
        "按原地界退回，补偿{amount}元。",
        Some((500, 5000)),
    ),
    (
        "出租房屋押金不退",
        "扣除水电费后退还押金{amount}元。",
        Some((300, 3000)),
    ),
    ("老宅院分割不清", "以水井中线为界，各自修墙。", None),
    (
        "租客提前退租引起争议",
        "房东退还剩余租金{amount}元，租客当日搬出。",
        Some((500, 6000)),
    ),
];
const LAND: [Tale; 5] = [
    (
        "春播时两户地界犁过一垄",
        "按承包证四至重新打桩，退回一垄。",
        None,
    ),
    (
        "牛羊啃食玉米苗",
        "赔偿青苗损失{amount}元。",
        Some((200, 2600)),
    ),
    (
        "土地流转费未按期支付",
        "十日内付清流转费{amount}元。",
        Some((1200, 18000)),
    ),
    ("机耕路被占种影响通行", "秋收前恢复三米路宽。", None),
    (
        "林地树木砍伐归属争议",
        "按台账确认归属，补偿{amount}元。",
        Some((400, 5000)),
    ),
];
const CONTRACT: [Tale; 4] = [
    (
        "装修工程尾款争议",
        "返工两处后付清尾款{amount}元。",
        Some((1500, 26000)),
    ),
    (
        "玉米收购价款少付",
        "补付粮款{amount}元。",
        Some((900, 15000)),
    ),
    (
        "打井深度不够拒付工钱",
        "加深五米后付款{amount}元。",
        Some((2000, 9000)),
    ),
    (
        "婚庆服务未按约提供",
        "退还费用{amount}元。",
        Some((500, 5000)),
    ),
];
const DEBT: [Tale; 4] = [
    (
        "亲戚间借款到期未还",
        "分三次还清{amount}元。",
        Some((3000, 60000)),
    ),
    (
        "赊欠化肥款未付",
        "秋收后付清{amount}元。",
        Some((800, 12000)),
    ),
    (
        "合伙养鱼散伙后欠款",
        "两个月内返还{amount}元。",
        Some((5000, 50000)),
    ),
    (
        "小卖店赊账多年未清",
        "当场付清{amount}元。",
        Some((200, 3000)),
    ),
];
const CONSUMER: [Tale; 4] = [
    ("买电动车电池续航不足", "更换电池，不再另收费。", None),
    ("美容卡余额不退", "退还余额{amount}元。", Some((300, 4000))),
    (
        "种子发芽率低",
        "赔偿种子款和误工{amount}元。",
        Some((400, 6000)),
    ),
    (
        "健身房停业退费",
        "十五日内退费{amount}元。",
        Some((300, 2600)),
    ),
];
const PROPERTY: [Tale; 4] = [
    (
        "屋顶漏雨物业迟迟不修，拒交物业费",
        "物业七日内修好，业主补交{amount}元。",
        Some((300, 2400)),
    ),
    ("小区车位被占", "物业划线编号，占位车辆当日挪走。", None),
    (
        "电梯停运影响老人出行",
        "物业三日内恢复运行并张贴检修记录。",
        None,
    ),
    (
        "暖气不热要求减免",
        "减免取暖费{amount}元。",
        Some((200, 1500)),
    ),
];
const LABOUR: [Tale; 5] = [
    (
        "工地拖欠农民工工资",
        "本月底前付清工资{amount}元。",
        Some((3000, 48000)),
    ),
    (
        "饭店服务员离职工资未结",
        "三日内结清{amount}元。",
        Some((800, 6000)),
    ),
    (
        "干活摔伤误工费争议",
        "支付医疗费和误工费{amount}元。",
        Some((2000, 38000)),
    ),
    (
        "试用期工资标准争议",
        "补发差额{amount}元。",
        Some((300, 3000)),
    ),
    ("加班费未支付", "补发加班费{amount}元。", Some((500, 8000))),
];
const TRAFFIC: [Tale; 4] = [
    (
        "电动车与三轮车剐蹭",
        "三轮车一方赔偿修车费{amount}元。",
        Some((100, 1800)),
    ),
    (
        "路口追尾，修车费争议",
        "按责任七三分担，支付{amount}元。",
        Some((600, 9000)),
    ),
    (
        "停车开门撞倒骑车人",
        "支付医疗费{amount}元，双方两清。",
        Some((500, 12000)),
    ),
    (
        "农用车压坏田埂",
        "修复田埂，赔偿{amount}元。",
        Some((200, 2000)),
    ),
];
const DAMAGES: [Tale; 4] = [
    (
        "孩子打闹致牙齿受伤",
        "支付治疗费{amount}元，家长互相致歉。",
        Some((500, 9000)),
    ),
    (
        "酒后推搡致手机损坏",
        "赔偿{amount}元并道歉。",
        Some((400, 3600)),
    ),
    (
        "烧荒引燃邻家草垛",
        "赔偿草垛损失{amount}元。",
        Some((200, 2600)),
    ),
    (
        "集市摊位遮阳棚砸坏货物",
        "赔偿货损{amount}元。",
        Some((100, 2000)),
    ),
];
const OTHER: [Tale; 6] = [
    ("养鸡场气味扰民", "加装围挡，每日清粪，村里每周查看。", None),
    (
        "卫生院收费项目有异议",
        "退还多收的{amount}元并当面解释。",
        Some((30, 800)),
    ),
    ("广场舞音量过大", "降低音量，晚八点半结束。", None),
    (
        "村路施工碰坏自来水管",
        "施工方两日内修好并补偿{amount}元。",
        Some((100, 900)),
    ),
    (
        "合作社分红计算有异议",
        "重新核算，补发{amount}元。",
        Some((300, 4000)),
    ),
    (
        "征地青苗补偿登记漏项",
        "补登漏项，按标准补发{amount}元。",
        Some((500, 9000)),
    ),
];

/// Kinds of dispute with their weights at the grass roots, and their tales.
const KINDS: [(&str, u32, &[Tale]); 16] = [
    ("neighbour", 24, &NEIGHBOUR),
    ("marriage_family", 17, &FAMILY),
    ("housing", 6, &HOUSING),
    ("land", 12, &LAND),
    ("contract", 5, &CONTRACT),
    ("debt", 6, &DEBT),
    ("consumer", 4, &CONSUMER),
    ("property_management", 6, &PROPERTY),
    ("labour", 6, &LABOUR),
    ("business", 1, &CONTRACT),
    ("expropriation", 1, &OTHER),
    ("environment", 1, &OTHER),
    ("medical", 1, &OTHER),
    ("traffic", 5, &TRAFFIC),
    ("damages", 4, &DAMAGES),
    ("other", 1, &OTHER),
];

/// A dispute of whatever kind the grass roots bring.
pub fn dispute(chance: &mut Chance) -> Dispute {
    let place = chance.weighted(&KINDS.map(|(_, weight, _)| weight));
    let (kind, _, tales) = KINDS.get(place).unwrap_or(&KINDS[0]);
    // Some tales of the rest belong to one kind only.
    match *kind {
        "environment" => told(chance, kind, OTHER.get(..1).unwrap_or(&OTHER)),
        "medical" => told(chance, kind, OTHER.get(1..2).unwrap_or(&OTHER)),
        "expropriation" => told(chance, kind, OTHER.get(5..).unwrap_or(&OTHER)),
        "other" => told(chance, kind, OTHER.get(2..4).unwrap_or(&OTHER)),
        _ => told(chance, kind, tales),
    }
}

/// A dispute of one kind.
pub fn dispute_of(chance: &mut Chance, kind: &str) -> Dispute {
    let found = KINDS
        .iter()
        .find(|(id, _, _)| *id == kind)
        .unwrap_or(&KINDS[0]);
    told(chance, found.0, found.2)
}

fn told(chance: &mut Chance, kind: &'static str, tales: &[Tale]) -> Dispute {
    let (summary, agreement, range) = tales
        .get(chance.place(tales.len()))
        .copied()
        .unwrap_or(NEIGHBOUR[0]);
    let amount = range.map(|(least, most)| chance.between(least / 10, most / 10) * 10);
    let agreement = agreement.replace("{amount}", &amount.unwrap_or(0).to_string());
    Dispute {
        kind,
        summary: summary.to_owned(),
        agreement,
        amount,
    }
}
