
pub mod citation;
pub mod words;
