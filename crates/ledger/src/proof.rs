//! Inclusion and consistency proofs, made from stored rows and checked from nothing but
//! themselves, after RFC 9162 sections 2.1.3 and 2.1.4.
//! It deliberately does not look at signatures: a proof only leads to a root, and whether the
//! root is the log's is for the checkpoint to say.

use thiserror::Error;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::rows::{HashReader, TreeError, TreeRows};

/// Why a proof does not prove what it is offered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofFault {
    /// The leaf lies outside the tree.
    #[error("leaf {index} is outside a tree of {size} leaves")]
    LeafOutsideTree {
        /// Index of the leaf.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a tree of {old} leaves cannot have grown into one of {new}")]
    SizesOutOfOrder {
        /// Leaves in the older tree.
        old: u64,
        /// Leaves in the newer tree.
        new: u64,
    },
    /// The proof has more or fewer hashes than these sizes need.
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    /// The proof leads to another root of the (newer) tree.
    #[error("the proof leads to another root")]
    RootDiffers,
    /// The proof leads to another root of the older tree.
    #[error("the proof leads to another root of the older tree")]
    OldRootDiffers,
}

/// Proof that leaf `index` is in the tree of the first `size` leaves (RFC 9162 section 2.1.3.1).
pub fn inclusion_proof<R: HashReader>(
    rows: &R,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if index >= size {
        return Err(TreeError::LeafOutsideTree { index, size });
    }
    let mut tree = TreeRows::of(rows, size)?;
    let (mut low, mut high) = (0, size);
    let mut proof = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            proof.push(tree.range_root(middle, high)?);
            high = middle;
        } else {
            proof.push(tree.range_root(low, middle)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Proof that the tree of `old` leaves is the beginning of the tree of `new` leaves
/// (RFC 9162 section 2.1.4.1). Empty if either nothing was there before or nothing was added.
pub fn consistency_proof<R: HashReader>(
    rows: &R,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if old > new {
        return Err(TreeError::SizesOutOfOrder { old, new });
    }
    let mut tree = TreeRows::of(rows, new)?;
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let (mut low, mut high) = (0, new);
    while old != high {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(tree.range_root(middle, high)?);
            high = middle;
        } else {
            proof.push(tree.range_root(low, middle)?);
            low = middle;
        }
    }
    // Whoever checks knows the old root already when the old tree is one complete subtree.
    if low != 0 {
        proof.push(tree.range_root(low, high)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that the leaf with this hash is number `index` of the tree of `size` leaves with this
/// root (RFC 9162 section 2.1.3.2).
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofFault> {
    if index >= size {
        return Err(ProofFault::LeafOutsideTree { index, size });
    }
    let (mut place, mut last) = (index, size - 1);
    let mut reached = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofFault::WrongLength);
        }
        if place & 1 == 1 || place == last {
            reached = node_hash(sibling, &reached);
            climb_past_the_edge(&mut place, &mut last);
        } else {
            reached = node_hash(&reached, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofFault::WrongLength);
    }
    if reached != *root {
        return Err(ProofFault::RootDiffers);
    }
    Ok(())
}

/// Checks that the tree of `old` leaves with the old root is the beginning of the tree of `new`
/// leaves with the new root (RFC 9162 section 2.1.4.2).
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofFault> {
    if old > new {
        return Err(ProofFault::SizesOutOfOrder { old, new });
    }
    if old == 0 || old == new {
        return verify_trivial_consistency(old, new, proof, old_root, new_root);
    }
    let (mut place, mut last) = (old - 1, new - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (seed, path) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofFault::WrongLength)?
    };
    let (mut old_reached, mut new_reached) = (*seed, *seed);
    for sibling in path {
        if last == 0 {
            return Err(ProofFault::WrongLength);
        }
        if place & 1 == 1 || place == last {
            old_reached = node_hash(sibling, &old_reached);
            new_reached = node_hash(sibling, &new_reached);
            climb_past_the_edge(&mut place, &mut last);
        } else {
            new_reached = node_hash(&new_reached, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofFault::WrongLength);
    }
    if old_reached != *old_root {
        return Err(ProofFault::OldRootDiffers);
    }
    if new_reached != *new_root {
        return Err(ProofFault::RootDiffers);
    }
    Ok(())
}

/// Sizes between which there is nothing to prove: from nothing, or without growth.
fn verify_trivial_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofFault> {
    if !proof.is_empty() {
        return Err(ProofFault::WrongLength);
    }
    if old == 0 && *old_root != EMPTY_ROOT {
        return Err(ProofFault::OldRootDiffers);
    }
    if old == new && old_root != new_root {
        return Err(ProofFault::RootDiffers);
    }
    Ok(())
}

/// At the right edge a node may have no sibling for several levels: skips those.
fn climb_past_the_edge(place: &mut u64, last: &mut u64) {
    while *place & 1 == 0 && *place != 0 {
        *place >>= 1;
        *last >>= 1;
    }
}

/// The largest power of two below `length` (RFC 9162 section 2.1.1); `length` is 2 or more.
fn split(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}
