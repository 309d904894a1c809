//! Faults: the machine failed, or what was handed in cannot be worked on at all.
//!
//! A fault is never a refusal: it says nothing about what is lawful.

use fadu_kernel::words::Words;
use fadu_store::StoreFault;

/// Why nothing could be decided.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The same idempotency key came with different content.
    #[error("the key {0} was used before with different content")]
    KeyReused(String),
    /// The matter, unit or account named is not there.
    #[error("{what} {name} was not found")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A record in the store does not read as what it should be.
    #[error("the record of {0} is damaged")]
    Damaged(String),
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoChance,
    /// The group in which the work stood could not be made durable: nothing of it was kept.
    #[error("{}", .0.en)]
    NotKept(Words),
    /// The writer has stopped.
    #[error("the writer has stopped")]
    Stopped,
    /// Somebody is not allowed to do what is not an act of a procedure (accounts, settings).
    #[error("{}", .0.en)]
    Forbidden(Words),
    /// Input that is not an act's facts (a login name, a password) is not acceptable.
    #[error("{}", .0.en)]
    Unacceptable(Words),
}

impl Fault {
    /// What people are told.
    pub fn words(&self) -> Words {
        match self {
            Self::Store(fault) => fault.words(),
            Self::KeyReused(_) => Words::new(
                "同一提交编号此前已用于不同内容，请重新打开表单再提交",
                "this submission key was used before with different content; open the form anew",
            ),
            Self::NotFound { what, name } => {
                let zh = match *what {
                    "matter" => "事项",
                    "unit" => "单位",
                    "account" => "账号",
                    "procedure" => "程序",
                    "act" => "行为",
                    other => other,
                };
                Words::new(
                    format!("没有找到{zh}“{name}”，请核对后再试"),
                    format!("the {what} “{name}” was not found; check it and try again"),
                )
            }
            Self::Damaged(what) => Words::new(
                format!("{what} 的记录已损坏，请运行 fadu verify"),
                format!("the record of {what} is damaged; run fadu verify"),
            ),
            Self::NoChance => Words::new(
                "操作系统未能提供随机数",
                "the operating system gave no random numbers",
            ),
            Self::Stopped => Words::new(
                "系统正在停止，请稍后再试；您填写的内容没有提交",
                "the system is stopping; try again later; nothing was submitted",
            ),
            Self::NotKept(words) | Self::Forbidden(words) | Self::Unacceptable(words) => {
                words.clone()
            }
        }
    }
}
