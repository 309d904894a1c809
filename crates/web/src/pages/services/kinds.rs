//! What happened to people, in the few kinds in which they think of it themselves. Which procedure
//! answers a need is the pack's to say; under which heading a person looks for it stands here. A
//! procedure named nowhere stands under the last heading, so none is lost.

use fadu_kernel::words::Words;

/// One kind of thing that happened, and the procedures looked for under it, the most used first.
pub struct Kind {
    /// Name in an address on the page.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
    procedures: &'static [&'static str],
}

impl Kind {
    /// The heading.
    pub fn title(&self) -> Words {
        Words::new(self.zh, self.en)
    }
}

/// The kinds in the order in which they are read.
pub const KINDS: [Kind; 8] = [
    Kind {
        id: "wronged",
        zh: "有了纠纷，受了侵害",
        en: "A dispute, or somebody was wronged",
        procedures: &["mediation", "minor_report", "judicial_relief"],
    },
    Kind {
        id: "legal-help",
        zh: "想问法律、请律师、办公证",
        en: "Legal advice, a lawyer, a notary",
        procedures: &[
            "hotline_call",
            "legal_aid",
            "notarization",
            "adviser_question",
            "firm_request",
        ],
    },
    Kind {
        id: "authority",
        zh: "政府的处罚、决定、做法不对",
        en: "A penalty, decision or conduct of an authority",
        procedures: &[
            "reconsideration",
            "enforcement_complaint",
            "promise_doubt",
            "affairs_complaint",
        ],
    },
    Kind {
        id: "permits",
        zh: "要办证、办事",
        en: "A permit, or something to get done",
        procedures: &["service_request", "licence"],
    },
    Kind {
        id: "records",
        zh: "想看文件、记录，或者记录有错",
        en: "To see a paper or a record, or to have it put right",
        procedures: &[
            "information_request",
            "record_correction",
            "video_access",
            "disclosure_complaint",
        ],
    },
    Kind {
        id: "reports",
        zh: "要投诉、举报、反映情况",
        en: "To complain or to report",
        procedures: &[
            "work_order",
            "petition",
            "practice_complaint",
            "aid_complaint",
            "video_report",
        ],
    },
    Kind {
        id: "suggestions",
        zh: "想提建议、留言",
        en: "To suggest something, to leave a message",
        procedures: &[
            "public_suggestion",
            "channel_question",
            "major_decision",
            "local_rule",
            "review_request",
        ],
    },
    Kind {
        id: "other",
        zh: "其他的事",
        en: "Something else",
        procedures: &[],
    },
];

/// Where a procedure stands: its kind, and its place in it.
pub fn place_of(procedure: &str) -> (usize, usize) {
    let place_in = |kind: &Kind| kind.procedures.iter().position(|id| *id == procedure);
    let found = KINDS
        .iter()
        .enumerate()
        .find_map(|(at, kind)| place_in(kind).map(|place| (at, place)));
    found.unwrap_or((KINDS.len() - 1, usize::MAX))
}
