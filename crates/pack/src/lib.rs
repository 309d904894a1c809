pub mod statutes;
