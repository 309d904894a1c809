//! How fast the ledger appends, proves and checks on this machine, in memory.
//! Run it with `cargo run --release --package fadu-ledger --example speed`.
//! It deliberately measures no storage: that is the store's own benchmark.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a benchmark reads a clock"
)]

use std::convert::Infallible;
use std::time::Instant;

use fadu_ledger::{
    Checkpoint, Commitment, EntryReader, Extent, Frontier, LogToVerify, MemoryRows, Salt,
    SignerKey, inclusion_proof, verify_inclusion, verify_log,
};

const LEAVES: u64 = 500_000;
const PROOFS: u64 = 2_000;
const RECORD: [u8; 600] = [b'r'; 600];

struct Entries(Vec<Commitment>);

impl EntryReader for Entries {
    type Error = Infallible;

    fn entries(&self, start: u64, count: u64) -> Result<Vec<Commitment>, Infallible> {
        let skipped = usize::try_from(start).unwrap_or(usize::MAX);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok(self.0.iter().skip(skipped).take(count).copied().collect())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let entries: Vec<Commitment> = (0..LEAVES)
        .map(|number| {
            let mut salt = [0; 32];
            salt[..8].copy_from_slice(&number.to_be_bytes());
            Commitment::to(&Salt(salt), &RECORD)
        })
        .collect();
    println!("{LEAVES} commitments to 600 bytes: {:?}", begun.elapsed());

    let begun = Instant::now();
    let mut frontier = Frontier::new();
    let stored = frontier.append_all(entries.iter().map(Commitment::leaf_hash));
    println!(
        "{LEAVES} appends, {} rows: {:?}",
        stored.len(),
        begun.elapsed()
    );

    let mut rows = MemoryRows::new();
    rows.extend(stored);
    let signer = SignerKey::from_seed("fadu.example/ledger", &[1; 32])?;
    let checkpoint = Checkpoint::new("fadu.example/ledger", LEAVES, frontier.root());
    let note = checkpoint.sign(&signer)?.to_string();

    let begun = Instant::now();
    for (number, entry) in (0..)
        .zip(&entries)
        .step_by(usize::try_from(LEAVES / PROOFS)?)
    {
        let proof = inclusion_proof(&rows, number, LEAVES)?;
        verify_inclusion(&entry.leaf_hash(), number, LEAVES, &proof, &frontier.root())?;
    }
    println!(
        "{PROOFS} inclusion proofs made and checked: {:?}",
        begun.elapsed()
    );

    let begun = Instant::now();
    let keys = [signer.verifier().clone()];
    let log = LogToVerify {
        origin: "fadu.example/ledger",
        size: LEAVES,
        extent: Extent::Whole,
        rows: &rows,
        entries: &Entries(entries),
        keys: &keys,
    };
    let report = verify_log(&log, [Ok(note)], &mut |_| ())?;
    println!(
        "{LEAVES} leaves verified, sound {}: {:?}",
        report.is_sound(),
        begun.elapsed()
    );
    Ok(())
}
