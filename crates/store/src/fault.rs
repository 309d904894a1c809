//! What can go wrong in the storage: the machine failed, or the program asked for nonsense.
//!
//! A fault is never a refusal. Each says what to do about it, in both languages.

use std::path::PathBuf;

use fadu_kernel::words::Words;
use rusqlite::ErrorCode;
use rusqlite::ffi;

/// Result of anything that touches the storage.
pub type Result<T> = std::result::Result<T, StoreFault>;

/// Why the storage could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The folder or a file in it could not be opened.
    #[error("the data folder {path} cannot be used: {reason}")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Another process (or another part of this one) writes.
    #[error("another fadu already writes to {path}; stop it first")]
    WriterTaken {
        /// The lock file.
        path: PathBuf,
    },
    /// The database was written by a newer program.
    #[error("the data has schema {found}, this program knows up to {known}; install a newer one")]
    NewerSchema {
        /// Migrations in the database.
        found: i64,
        /// Migrations in the program.
        known: i64,
    },
    /// A row with this key is already there.
    #[error("already recorded: {0}")]
    Taken(String),
    /// A row refers to another that is not there.
    #[error("refers to something that is not recorded: {0}")]
    Dangling(String),
    /// Nothing was there to change.
    #[error("not recorded: {0}")]
    Missing(String),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Somebody else holds the database for longer than we wait.
    #[error("the database is held by another program")]
    Busy,
    /// The database file is damaged.
    #[error("the database file is damaged: {0}")]
    Damaged(String),
    /// A stored value cannot be read back.
    #[error("the stored value of {column} cannot be read: {reason}")]
    Unreadable {
        /// The column, or what was being read.
        column: String,
        /// Why.
        reason: String,
    },
    /// A value cannot be stored.
    #[error("cannot be stored: {0}")]
    Unwritable(String),
    /// Anything else the database said.
    #[error("the database failed: {0}")]
    Database(rusqlite::Error),
}

impl StoreFault {
    /// The fault in words that people see, with what to do.
    pub fn words(&self) -> Words {
        match self {
            Self::Folder { path, reason } => Words::new(
                format!(
                    "数据目录 {} 无法使用（{reason}）。请检查目录是否存在、是否可写。",
                    path.display()
                ),
                format!(
                    "The data folder {} cannot be used ({reason}). Check that it exists and can \
                     be written.",
                    path.display()
                ),
            ),
            Self::WriterTaken { path } => Words::new(
                format!(
                    "另一个法度程序正在写入（锁文件 {}）。请先停止它，再启动本程序。",
                    path.display()
                ),
                format!(
                    "Another Fadu program is writing (lock file {}). Stop it, then start again.",
                    path.display()
                ),
            ),
            Self::NewerSchema { found, known } => Words::new(
                format!("数据由更新的版本写入（{found}，本程序支持到 {known}）。请升级程序。"),
                format!(
                    "The data was written by a newer version ({found}; this program knows \
                     {known}). Upgrade the program."
                ),
            ),
            Self::Taken(what) => Words::new(
                format!("已有相同的记录（{what}），没有重复写入。"),
                format!("The same is already recorded ({what}); nothing was written twice."),
            ),
            Self::Dangling(what) | Self::Missing(what) => Words::new(
                format!("所指的记录不存在（{what}）。请刷新后重试。"),
                format!("What is referred to is not recorded ({what}). Reload and try again."),
            ),
            Self::DiskFull => Words::new(
                "磁盘已满，没有写入任何内容。请清理磁盘后重试。",
                "The disk is full and nothing was written. Free some space and try again.",
            ),
            Self::Busy => Words::new(
                "数据库被其他程序占用。请关闭占用它的程序后重试。",
                "Another program holds the database. Close it and try again.",
            ),
            Self::Damaged(what) | Self::Unreadable { column: what, .. } => Words::new(
                format!("存储的数据无法读取（{what}）。请从备份恢复，并运行完整性检查。"),
                format!("Stored data cannot be read ({what}). Restore a backup and verify it."),
            ),
            Self::Unwritable(what) => Words::new(
                format!("内容无法保存（{what}）。"),
                format!("This cannot be stored ({what})."),
            ),
            Self::Database(error) => Words::new(
                format!("数据库出错：{error}。请查看日志。"),
                format!("The database failed: {error}. See the log."),
            ),
        }
    }
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        let (code, message) = match &error {
            rusqlite::Error::SqliteFailure(code, message) => (code, message.clone()),
            other => {
                return match other {
                    rusqlite::Error::InvalidColumnType(_, name, _) => Self::Unreadable {
                        column: name.clone(),
                        reason: error.to_string(),
                    },
                    _ => Self::Database(error),
                };
            }
        };
        let message = message.unwrap_or_else(|| error.to_string());
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                return Self::Taken(message);
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => return Self::Dangling(message),
            _ => {}
        }
        match code.code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(message),
            _ => Self::Database(error),
        }
    }
}

impl From<serde_json::Error> for StoreFault {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(error.to_string())
    }
}
