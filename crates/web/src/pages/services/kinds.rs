//! What happened to people, in words: the headings under which needs are looked for. Which need
//! stands under which is the pack's to say.

use fadu_kernel::procedure::About;
use fadu_kernel::words::Words;

/// The heading of a kind.
pub fn title(about: About) -> Words {
    let (zh, en) = match about {
        About::Wronged => ("有了纠纷，受了侵害", "A dispute, or somebody was wronged"),
        About::LegalHelp => (
            "想问法律、请律师、办公证",
            "Legal advice, a lawyer, a notary",
        ),
        About::Authority => (
            "政府的处罚、决定、做法不对",
            "A penalty, decision or conduct of an authority",
        ),
        About::Permits => ("要办证、办事", "A permit, or something to get done"),
        About::Records => (
            "想看文件、记录，或者记录有错",
            "To see a paper or a record, or to have it put right",
        ),
        About::Reports => ("要投诉、举报、反映情况", "To complain or to report"),
        About::Suggestions => ("想提建议、留言", "To suggest something, to leave a message"),
        About::Other => ("其他的事", "Something else"),
    };
    Words::new(zh, en)
}
