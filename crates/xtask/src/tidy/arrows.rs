//! The arrows between our crates: who may depend on whom.

use toml::Table;

use super::Complaint;
use super::tree::{Tree, crate_of};

/// Each crate with the crates of ours it may use. A crate that is not here needs a decision record
/// and a row.
const ARROWS: [(&str, &[&str]); 10] = [
    ("kernel", &[]),
    ("ledger", &[]),
    ("store", &["kernel", "ledger"]),
    ("pack", &["kernel"]),
    ("paper", &["kernel"]),
    ("press", &["paper"]),
    ("office", &["store", "ledger", "pack", "paper", "kernel"]),
    (
        "web",
        &["office", "pack", "paper", "kernel", "ledger", "store"],
    ),
    (
        "fadu",
        &[
            "web", "office", "store", "ledger", "pack", "paper", "kernel",
        ],
    ),
    ("xtask", &[]),
];

const RULE: &str = "arrows";

pub fn check(tree: &Tree) -> Vec<Complaint> {
    let manifests = tree.texts.iter().filter(|(path, _)| {
        path.starts_with("crates/") && path.ends_with("/Cargo.toml") && path.split('/').count() == 3
    });
    manifests
        .flat_map(|(path, text)| check_manifest(path, text))
        .collect()
}

fn check_manifest(path: &str, text: &str) -> Vec<Complaint> {
    let name = crate_of(path).unwrap_or_default();
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        let found = format!("the crate {name} has no row in the arrows");
        let remedy = "write a decision record and add the row in crates/xtask/src/tidy/arrows.rs";
        return vec![Complaint::at(path, 0, RULE, &found, remedy)];
    };
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => {
            let found = format!("not TOML: {}", error.message());
            return vec![Complaint::at(path, 0, RULE, &found, "mend the syntax")];
        }
    };
    let mut complaints = Vec::new();
    for dependency in dependencies(&manifest) {
        let Some(ours) = dependency.strip_prefix("fadu-") else {
            continue;
        };
        if allowed.contains(&ours) {
            continue;
        }
        let index = text
            .lines()
            .position(|line| line.contains(&dependency))
            .unwrap_or(0);
        let found = format!("{name} depends on {ours}");
        let may = if allowed.is_empty() {
            "none of ours".to_owned()
        } else {
            allowed.join(", ")
        };
        let remedy = format!("{name} may use {may}: pass the value in, or move the code");
        complaints.push(Complaint::at(path, index, RULE, &found, &remedy));
    }
    complaints
}

/// The names of all dependencies: normal, for tests, for the build script, per target.
fn dependencies(manifest: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else {
            continue;
        };
        if key.ends_with("dependencies") {
            names.extend(
                table
                    .iter()
                    .map(|(name, detail)| package_name(name, detail)),
            );
        } else if key == "target" {
            names.extend(
                table
                    .values()
                    .filter_map(|t| t.as_table())
                    .flat_map(dependencies),
            );
        }
    }
    names
}

/// A dependency may be renamed with `package = "…"`.
fn package_name(name: &str, detail: &toml::Value) -> String {
    let renamed = detail
        .as_table()
        .and_then(|table| table.get("package")?.as_str());
    renamed.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints_about(path: &str, text: &str) -> Vec<Complaint> {
        check(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn accepts_the_arrows_of_the_house() {
        let text = "[dependencies]\nfadu-kernel.workspace = true\nserde = \"1\"\n";
        assert_eq!(complaints_about("crates/store/Cargo.toml", text), []);
    }

    #[test]
    fn refuses_an_arrow_out_of_the_kernel_and_names_its_line() {
        let text =
            "[package]\nname = \"fadu-kernel\"\n[dependencies]\nfadu-store.workspace = true\n";
        let found = complaints_about("crates/kernel/Cargo.toml", text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].line, found[0].found.as_str()),
            (4, "kernel depends on store")
        );
    }

    #[test]
    fn sees_test_target_and_renamed_dependencies() {
        for text in [
            "[dev-dependencies]\nfadu-web = { path = \"../web\" }\n",
            "[target.'cfg(unix)'.dependencies]\nfadu-web = { path = \"../web\" }\n",
            "[dependencies]\npages = { package = \"fadu-web\", path = \"../web\" }\n",
        ] {
            assert_eq!(
                complaints_about("crates/pack/Cargo.toml", text).len(),
                1,
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_a_crate_nobody_decided_on() {
        let found = complaints_about("crates/queue/Cargo.toml", "[package]\nname = \"queue\"\n");
        assert_eq!(found.len(), 1);
    }
}
