//! What is wrong with a command line, in the user's language.
//!
//! Arguments that do not parse say nothing of the language, so it is looked for by itself.

use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use fadu_kernel::words::Lang;

use crate::speak::Speak;

/// Tells what is wrong and exits with 2; help and version, which clap reports the same way, are
/// printed and exit with 0.
pub fn wrong_usage(error: &Error) -> ExitCode {
    if !error.use_stderr() {
        print!("{error}");
        return ExitCode::SUCCESS;
    }
    let speak = Speak::choose(language(std::env::args()).as_deref());
    let asks = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    match speak.lang {
        Lang::Zh if !asks => eprintln!("{}", in_chinese(error)),
        Lang::Zh | Lang::En => eprint!("{error}"),
    }
    ExitCode::from(2)
}

/// The value of `--lang`, wherever it stands.
fn language(arguments: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<String> = arguments.collect();
    let joined = all.iter().find_map(|one| one.strip_prefix("--lang="));
    let apart = all.windows(2).find(|pair| {
        let first = pair.first();
        first.is_some_and(|first| first == "--lang")
    });
    let apart = apart.and_then(|pair| pair.get(1));
    joined.map(str::to_owned).or_else(|| apart.cloned())
}

fn in_chinese(error: &Error) -> String {
    let told = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = told(ContextKind::InvalidArg);
    let words = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识参数“{argument}”"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand => "请写明要做什么".to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = told(ContextKind::InvalidValue);
            format!("参数 {argument} 的值“{value}”不能用")
        }
        ErrorKind::ArgumentConflict => {
            let other = told(ContextKind::PriorArg);
            format!("参数 {argument} 不能和 {other} 一起用")
        }
        ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues => format!("参数 {argument} 的写法不对"),
        _ => "命令写法不对".to_owned(),
    };
    let mut lines = vec![words];
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].map(told);
    lines.extend(
        near.iter()
            .filter(|near| !near.is_empty())
            .map(|near| format!("是不是“{near}”")),
    );
    let known = told(ContextKind::ValidValue);
    if !known.is_empty() {
        lines.push(format!("可以是：{known}"));
    }
    lines.push("运行 fadu --help 或 fadu <命令> --help 看用法".to_owned());
    lines.join("。") + "。"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_language_wherever_it_stands() {
        let of = |line: &str| language(line.split(' ').map(str::to_owned));
        assert_eq!(of("fadu --lang en serve").as_deref(), Some("en"));
        assert_eq!(of("fadu serve --lang=zh").as_deref(), Some("zh"));
        assert_eq!(of("fadu serve"), None);
    }
}
