//! Properties over random sizes and random damage, against plain recursion.

mod recursion;

use fadu_ledger::{
    Frontier, Hash, MemoryRows, ProofFault, consistency_proof, inclusion_proof, leaf_hash, root_at,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

fn leaves(size: usize, seed: u64) -> Vec<Hash> {
    (0..size as u64)
        .map(|number| leaf_hash(&(seed ^ number).to_be_bytes()))
        .collect()
}

fn rows(leaves: &[Hash]) -> MemoryRows {
    let mut rows = MemoryRows::new();
    rows.extend(Frontier::new().append_all(leaves.iter().copied()));
    rows
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut changed = *hash;
    changed.0[bit / 8 % 32] ^= 1 << (bit % 8);
    changed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn roots_and_proofs_are_those_of_plain_recursion(
        size in 1_usize..1_200,
        seed: u64,
        at: prop::sample::Index,
        before: prop::sample::Index,
    ) {
        let leaves = leaves(size, seed);
        let rows = rows(&leaves);
        let (index, old) = (at.index(size), before.index(size) + 1);
        let root = recursion::root(&leaves);
        prop_assert_eq!(root_at(&rows, size as u64), Ok(root));
        let path = inclusion_proof(&rows, index as u64, size as u64).unwrap();
        prop_assert_eq!(&path, &recursion::path(index, &leaves));
        let growth = consistency_proof(&rows, old as u64, size as u64).unwrap();
        prop_assert_eq!(&growth, &recursion::consistency(old, &leaves));
        let old_root = recursion::root(&leaves[..old]);
        let (index, old, size) = (index as u64, old as u64, size as u64);
        let leaf = leaves[at.index(leaves.len())];
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &path, &root), Ok(()));
        prop_assert_eq!(verify_consistency(old, size, &growth, &old_root, &root), Ok(()));
    }

    #[test]
    fn an_inclusion_proof_with_anything_changed_proves_nothing(
        size in 2_u64..1_200,
        seed: u64,
        at: prop::sample::Index,
        hurt: prop::sample::Index,
        bit in 0_usize..256,
        extra: [u8; 32],
    ) {
        let leaves = leaves(usize::try_from(size).unwrap(), seed);
        let rows = rows(&leaves);
        let (place, root) = (at.index(leaves.len()), recursion::root(&leaves));
        let (leaf, index) = (leaves[place], place as u64);
        let proof = inclusion_proof(&rows, index, size).unwrap();
        let differs = Err(ProofFault::RootDiffers);
        let wrong_length = Err(ProofFault::WrongLength);
        let mut hurt_proof = proof.clone();
        let position = hurt.index(proof.len());
        hurt_proof[position] = flipped(&proof[position], bit);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &hurt_proof, &root), differs);
        let other = flipped(&leaf, bit);
        prop_assert_eq!(verify_inclusion(&other, index, size, &proof, &root), differs);
        let other = flipped(&root, bit);
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &other), differs);
        let longer: Vec<Hash> = proof.iter().copied().chain([Hash(extra)]).collect();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &longer, &root), wrong_length);
        let shorter = &proof[..proof.len() - 1];
        prop_assert_eq!(verify_inclusion(&leaf, index, size, shorter, &root), wrong_length);
        let elsewhere = (index + 1 + hurt.index(leaves.len() - 1) as u64) % size;
        prop_assert!(verify_inclusion(&leaf, elsewhere, size, &proof, &root).is_err());
    }

    #[test]
    fn a_consistency_proof_with_anything_changed_proves_nothing(
        old in 1_u64..600,
        more in 1_u64..600,
        seed: u64,
        hurt: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let new = old + more;
        let leaves = leaves(usize::try_from(new).unwrap(), seed);
        let rows = rows(&leaves);
        let proof = consistency_proof(&rows, old, new).unwrap();
        let (old_root, new_root) = (root_at(&rows, old).unwrap(), root_at(&rows, new).unwrap());
        prop_assert_eq!(verify_consistency(old, new, &proof, &old_root, &new_root), Ok(()));
        let mut hurt_proof = proof.clone();
        let position = hurt.index(proof.len());
        hurt_proof[position] = flipped(&proof[position], bit);
        prop_assert!(verify_consistency(old, new, &hurt_proof, &old_root, &new_root).is_err());
        let other = flipped(&old_root, bit);
        prop_assert!(verify_consistency(old, new, &proof, &other, &new_root).is_err());
        let other = flipped(&new_root, bit);
        prop_assert!(verify_consistency(old, new, &proof, &old_root, &other).is_err());
        let shorter = &proof[..proof.len() - 1];
        prop_assert!(verify_consistency(old, new, shorter, &old_root, &new_root).is_err());
    }

    #[test]
    fn a_verifier_meets_any_numbers_and_hashes_without_panicking(
        first: u64,
        second: u64,
        proof in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let proof: Vec<Hash> = proof.into_iter().map(Hash).collect();
        let hash = leaf_hash(b"x");
        let _ = verify_inclusion(&hash, first, second, &proof, &hash);
        let _ = verify_consistency(first, second, &proof, &hash, &hash);
        let _ = root_at(&MemoryRows::new(), first);
        let _ = inclusion_proof(&MemoryRows::new(), first, second);
        let _ = consistency_proof(&MemoryRows::new(), first, second);
    }

    #[test]
    fn readers_meet_any_text_without_panicking_and_write_back_what_they_read(text in ".{0,200}") {
        if let Ok(path) = text.parse::<fadu_ledger::TilePath>() {
            prop_assert_eq!(path.to_string(), text.clone());
        }
        if let Ok(key) = text.parse::<fadu_ledger::VerifierKey>() {
            prop_assert_eq!(key.to_string(), text.clone());
        }
        if let Ok(note) = fadu_ledger::SignedNote::parse(&text) {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        let _ = fadu_ledger::Receipt::from_json(&text);
        let _ = fadu_ledger::parse_entry_bundle(text.as_bytes());
    }

    #[test]
    fn every_address_is_read_back_as_it_was_written(
        level in 0_u8..=63,
        index: u64,
        width in 1_u16..=256,
    ) {
        use fadu_ledger::TilePath;
        for path in [TilePath::Tile { level, index, width }, TilePath::Entries { index, width }] {
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }
    }
}

#[test]
fn refuses_to_prove_from_sizes_that_cannot_be() {
    let rows = rows(&leaves(5, 0));
    assert!(inclusion_proof(&rows, 5, 5).is_err());
    assert!(inclusion_proof(&rows, 0, 0).is_err());
    assert!(inclusion_proof(&rows, 0, 6).is_err());
    assert!(consistency_proof(&rows, 4, 3).is_err());
    assert!(consistency_proof(&rows, 3, 6).is_err());
}

#[test]
fn any_tree_grew_from_the_empty_one_and_no_other_empty_one() {
    let leaves = leaves(5, 0);
    let root = recursion::root(&leaves);
    let empty = fadu_ledger::EMPTY_ROOT;
    assert_eq!(consistency_proof(&rows(&leaves), 0, 5), Ok(Vec::new()));
    assert_eq!(verify_consistency(0, 5, &[], &empty, &root), Ok(()));
    assert_eq!(
        verify_consistency(0, 5, &[], &root, &root),
        Err(ProofFault::OldRootDiffers)
    );
    assert_eq!(
        verify_consistency(0, 5, &[root], &empty, &root),
        Err(ProofFault::WrongLength)
    );
    assert_eq!(
        verify_consistency(5, 5, &[], &empty, &root),
        Err(ProofFault::RootDiffers)
    );
}
