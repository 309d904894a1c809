
pub mod address;
pub mod speech;
pub mod wording;
pub mod assets;
pub mod parts;
pub mod page;
