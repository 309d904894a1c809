//! Compared with `tlog_tiles`, an implementation of the same specifications by others: roots,
//! proofs, tiles, addresses and checkpoint texts agree, and each accepts the other's.

#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share may panic as tests do"
)]

use fadu_ledger::{
    Checkpoint, Frontier, Hash, MemoryRows, TilePath, consistency_proof, inclusion_proof, root_at,
    tile_bytes, verify_consistency, verify_inclusion,
};
use tlog_tiles as theirs;

const SIZE: u64 = 1_400;

#[derive(Default)]
struct TheirHashes(Vec<theirs::Hash>);

impl theirs::HashReader for TheirHashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<theirs::Hash>, theirs::Error> {
        Ok(indexes
            .iter()
            .map(|index| self.0[usize::try_from(*index).unwrap()])
            .collect())
    }
}

fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

fn grow(size: u64) -> (MemoryRows, TheirHashes) {
    let mut rows = MemoryRows::new();
    let leaves = (0..size).map(|number| fadu_ledger::leaf_hash(&entry(number)));
    rows.extend(Frontier::new().append_all(leaves));
    let mut hashes = TheirHashes::default();
    for number in 0..size {
        let more = theirs::stored_hashes(number, &entry(number), &hashes).unwrap();
        hashes.0.extend(more);
    }
    (rows, hashes)
}

fn ours(hashes: &[theirs::Hash]) -> Vec<Hash> {
    hashes.iter().map(|hash| Hash(hash.0)).collect()
}

#[test]
fn has_the_same_root_at_every_size() {
    let (rows, hashes) = grow(SIZE);
    for size in 0..=SIZE {
        let expected = theirs::tree_hash(size, &hashes).unwrap();
        assert_eq!(root_at(&rows, size), Ok(Hash(expected.0)), "size {size}");
    }
}

#[test]
fn makes_the_same_inclusion_proofs_and_each_accepts_the_others() {
    let (rows, hashes) = grow(SIZE);
    for size in [
        1, 2, 3, 255, 256, 257, 511, 512, 513, 1_023, 1_024, 1_025, SIZE,
    ] {
        let root = root_at(&rows, size).unwrap();
        for index in (0..size).step_by(37).chain([size - 1]) {
            let proof = inclusion_proof(&rows, index, size).unwrap();
            let expected = theirs::prove_record(size, index, &hashes).unwrap();
            assert_eq!(proof, ours(&expected), "leaf {index} of {size}");
            let leaf = fadu_ledger::leaf_hash(&entry(index));
            assert_eq!(
                verify_inclusion(&leaf, index, size, &ours(&expected), &root),
                Ok(())
            );
            let their_proof = proof.iter().map(|hash| theirs::Hash(hash.0)).collect();
            let their_leaf = theirs::record_hash(&entry(index));
            theirs::check_record(&their_proof, size, theirs::Hash(root.0), index, their_leaf)
                .unwrap();
        }
    }
}

#[test]
fn makes_the_same_consistency_proofs_and_each_accepts_the_others() {
    let (rows, hashes) = grow(SIZE);
    let sizes = [
        1, 2, 3, 7, 8, 255, 256, 257, 300, 512, 768, 769, 1_024, 1_399, SIZE,
    ];
    for new in sizes {
        for old in sizes.into_iter().filter(|old| *old <= new) {
            let proof = consistency_proof(&rows, old, new).unwrap();
            let expected = theirs::prove_tree(new, old, &hashes).unwrap();
            assert_eq!(proof, ours(&expected), "{old} to {new}");
            let (old_root, new_root) = (root_at(&rows, old).unwrap(), root_at(&rows, new).unwrap());
            assert_eq!(
                verify_consistency(old, new, &proof, &old_root, &new_root),
                Ok(())
            );
            let their_proof = proof.iter().map(|hash| theirs::Hash(hash.0)).collect();
            let (old_hash, new_hash) = (theirs::Hash(old_root.0), theirs::Hash(new_root.0));
            theirs::check_tree(&their_proof, new, new_hash, old, old_hash).unwrap();
        }
    }
}

#[test]
fn serves_the_same_tiles_under_the_same_addresses() {
    let size = 70_000;
    let (rows, hashes) = grow(size);
    let mut compared = 0;
    for path in TilePath::all_within(size) {
        let TilePath::Tile {
            level,
            index,
            width,
        } = path
        else {
            continue;
        };
        let tile = theirs::Tile::new(8, level, index, width.into(), false);
        // Theirs spells the height of tiles out, which the specification later fixed at 8.
        assert_eq!(tile.path(), path.to_string().replace("tile/", "tile/8/"));
        let bytes = tile_bytes(&rows, level, index, width).unwrap();
        assert_eq!(bytes, tile.read_data(&hashes).unwrap(), "{path}");
        compared += 1;
    }
    assert_eq!(compared, 277);
}

#[test]
fn publishes_the_addresses_that_theirs_finds_new() {
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
        let mut expected: Vec<String> = theirs::Tile::new_tiles(8, 0, size)
            .iter()
            .map(|tile| tile.path().replace("tile/8/", "tile/"))
            .collect();
        let mut paths: Vec<String> = TilePath::all_within(size)
            .filter(|path| matches!(path, TilePath::Tile { .. }))
            .map(|path| path.to_string())
            .collect();
        expected.sort();
        paths.sort();
        assert_eq!(paths, expected, "size {size}");
    }
}

#[test]
fn writes_the_same_checkpoint_text() {
    let root = fadu_ledger::leaf_hash(b"x");
    let mut checkpoint = Checkpoint::new("fadu.example/ledger", 42, root);
    checkpoint.extensions.push("extra".to_owned());
    let body = checkpoint.body();
    let read = theirs::Checkpoint::from_bytes(body.as_bytes()).unwrap();
    assert_eq!(read.to_bytes(), body.as_bytes());
    assert_eq!((read.origin(), read.size()), ("fadu.example/ledger", 42));
    assert_eq!(read.hash().0, root.0);
}
