//! A receipt: proof that an act is in the ledger, to be kept and checked by anybody.

use fadu_kernel::words::{Lang, Words};
use jiff::civil::DateTime;
use maud::{Markup, html};

use super::day;
use crate::speech::say;
use crate::wording;

/// A receipt for people.
#[derive(Clone, Debug)]
pub struct ReceiptView<'a> {
    /// What was done.
    pub act: &'a Words,
    /// The matter's number.
    pub number: &'a str,
    /// When.
    pub at: DateTime,
    /// The act's place in the ledger, counted from 0.
    pub leaf: u64,
    /// Hash of the leaf, in hexadecimal or base64.
    pub leaf_hash: &'a str,
    /// Size and root of the checkpoint that holds it; none until the next one is signed.
    pub checkpoint: Option<(u64, &'a str)>,
    /// Where the receipt can be downloaded.
    pub download: &'a str,
    /// Where it can be checked.
    pub verify: &'a str,
}

/// The card.
pub fn receipt(lang: Lang, view: &ReceiptView) -> Markup {
    let count = |n: u64| wording::number(i64::try_from(n).unwrap_or(i64::MAX));
    let row = |name: &str, value: Markup| html! { div { dt { (name) } dd { (value) } } };
    html! {
        section.card aria-labelledby="receipt-title" {
            h2.card-title id="receipt-title" { (say(lang, "凭证", "Receipt")) }
            dl.summary-list {
                (row(say(lang, "办理", "Act"), html! { (view.act.get(lang)) }))
                (row(say(lang, "编号", "Number"), html! { span.figures { (view.number) } }))
                (row(say(lang, "时间", "Time"), day::moment(lang, view.at)))
                (row(
                    say(lang, "账本位置", "Ledger entry"),
                    html! { span.figures { (count(view.leaf)) } },
                ))
                (row(
                    say(lang, "记录指纹", "Hash of the entry"),
                    html! { code.hash { (view.leaf_hash) } },
                ))
                @match view.checkpoint {
                    Some((size, root)) => {
                        (row(
                            say(lang, "账本规模", "Ledger size"),
                            html! { span.figures { (count(size)) } },
                        ))
                        (row(say(lang, "账本根", "Ledger root"), html! { code.hash { (root) } }))
                    }
                    None => {
                        (row(
                            say(lang, "账本签名", "Ledger signature"),
                            html! { (say(lang, "下一次签名时写入", "With the next checkpoint")) },
                        ))
                    }
                }
            }
            p.card-links {
                a href=(view.download) download { (say(lang, "下载凭证", "Download the receipt")) }
                a href=(view.verify) { (say(lang, "核验凭证", "Check the receipt")) }
            }
        }
    }
}
