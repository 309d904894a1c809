//! Known answers: the eight leaves that Certificate Transparency has been tested with since
//! RFC 6962, with their roots and proofs, and the same computed by plain recursion.

#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share may panic as tests do"
)]

mod recursion;

use fadu_ledger::{
    Frontier, Hash, MemoryRows, consistency_proof, inclusion_proof, leaf_hash, root_at,
    verify_consistency, verify_inclusion,
};

const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(hex: &str) -> Hash {
    Hash::try_from(bytes(hex).as_slice()).unwrap()
}

fn leaves() -> Vec<Hash> {
    LEAVES.iter().map(|hex| leaf_hash(&bytes(hex))).collect()
}

fn rows() -> MemoryRows {
    let mut rows = MemoryRows::new();
    rows.extend(Frontier::new().append_all(leaves()));
    rows
}

fn hex(proof: &[Hash]) -> Vec<String> {
    proof.iter().map(Hash::to_hex).collect()
}

#[test]
fn gives_the_known_root_of_every_size() {
    let mut frontier = Frontier::new();
    let mut stored = Vec::new();
    for (size, (leaf, root)) in (1..).zip(leaves().into_iter().zip(ROOTS)) {
        frontier.append(leaf, &mut stored);
        assert_eq!(frontier.root().to_hex(), root);
        assert_eq!(root_at(&rows(), size).unwrap().to_hex(), root);
    }
}

#[test]
fn gives_the_known_inclusion_proofs() {
    let known: [(u64, u64, &[&str]); 4] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            3,
            &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
        ),
    ];
    for (index, size, expected) in known {
        let proof = inclusion_proof(&rows(), index, size).unwrap();
        assert_eq!(hex(&proof), expected, "leaf {index} of {size}");
        let root = hash(ROOTS[usize::try_from(size).unwrap() - 1]);
        let leaf = leaves()[usize::try_from(index).unwrap()];
        assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
    }
}

#[test]
fn gives_the_known_consistency_proofs() {
    let known: [(u64, u64, &[&str]); 4] = [
        (1, 1, &[]),
        (
            1,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];
    for (old, new, expected) in known {
        let proof = consistency_proof(&rows(), old, new).unwrap();
        assert_eq!(hex(&proof), expected, "{old} to {new}");
        let root = |size: u64| hash(ROOTS[usize::try_from(size).unwrap() - 1]);
        assert_eq!(
            verify_consistency(old, new, &proof, &root(old), &root(new)),
            Ok(())
        );
    }
}

#[test]
fn agrees_with_plain_recursion_on_every_proof_of_the_eight_leaves() {
    let (leaves, rows) = (leaves(), rows());
    for size in 1..=8_u64 {
        let part = &leaves[..usize::try_from(size).unwrap()];
        assert_eq!(recursion::root(part), hash(ROOTS[part.len() - 1]));
        for index in 0..size {
            let expected = recursion::path(usize::try_from(index).unwrap(), part);
            assert_eq!(inclusion_proof(&rows, index, size).unwrap(), expected);
        }
        for old in 1..=size {
            let expected = recursion::consistency(usize::try_from(old).unwrap(), part);
            assert_eq!(consistency_proof(&rows, old, size).unwrap(), expected);
        }
    }
}
