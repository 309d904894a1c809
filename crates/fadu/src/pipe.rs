//! What happens when whoever reads our words has seen enough, such as `head` or a pager.

use std::panic;

/// What a shell reports of a program that a closed pipe ended: 128 and the signal's number.
const ENDED_BY_PIPE: i32 = 141;
/// How the standard library says that it could not print.
const CLOSED: &str = "failed printing to stdout: Broken pipe";

/// Ends the program in silence when its reader has gone away; any other panic is told as usual.
///
/// Rust ignores the signal of a closed pipe and panics at the next word. Only the main thread
/// prints what people asked for; a thread of a server must not take the server with it.
pub fn end_with_the_reader() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        let speaks = std::thread::current().name() == Some("main");
        if speaks && told.to_string().contains(CLOSED) {
            std::process::exit(ENDED_BY_PIPE);
        }
        usual(told);
    }));
}
