//! The pack compiler from outside: what it refuses, what it takes, and what the guide promises.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the functions the tests share also stop at a fault"
)]

mod broken;
mod guide;
mod hostile;
mod lantern;
mod overlays;
mod schemes;
mod since;
mod tables;
