//! A receipt holds as it was handed out, and not after any change to any part of it; what it
//! says then is what was changed.

#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share may panic as tests do"
)]

use fadu_ledger::{
    Checkpoint, Commitment, Frontier, MemoryRows, RECEIPT_FORMAT, Receipt, ReceiptFault, Salt,
    SignerKey, VerifierKey, inclusion_proof,
};

const RECORD: &str = r#"{"act":"accept","matter":"沪司复〔2026〕12号","on":"2026-01-05"}"#;
const INDEX: u64 = 300;
const SIZE: u64 = 700;

fn signer() -> SignerKey {
    SignerKey::from_seed("fadu.example/ledger", &[8; 32]).unwrap()
}

fn trusted() -> VerifierKey {
    signer().verifier().clone()
}

fn salt(number: u64) -> Salt {
    let mut salt = [5; 32];
    salt[..8].copy_from_slice(&number.to_be_bytes());
    Salt(salt)
}

fn record(number: u64) -> String {
    if number == INDEX {
        RECORD.to_owned()
    } else {
        format!("{{\"act\":{number}}}")
    }
}

fn receipt() -> Receipt {
    let mut frontier = Frontier::new();
    let mut rows = MemoryRows::new();
    let leaves = (0..SIZE)
        .map(|number| Commitment::to(&salt(number), record(number).as_bytes()).leaf_hash());
    rows.extend(frontier.append_all(leaves));
    let checkpoint = Checkpoint::new("fadu.example/ledger", SIZE, frontier.root());
    let note = checkpoint.sign(&signer()).unwrap();
    let proof = inclusion_proof(&rows, INDEX, SIZE).unwrap();
    Receipt::new(
        RECORD,
        &salt(INDEX),
        INDEX,
        &proof,
        note.to_string(),
        &trusted(),
    )
}

fn fault_of(change: impl FnOnce(&mut Receipt)) -> ReceiptFault {
    let mut receipt = receipt();
    change(&mut receipt);
    let fault = receipt.verify(Some(&trusted())).unwrap_err();
    let words = fault.words();
    assert!(!words.zh.is_empty() && !words.en.is_empty());
    assert_ne!(words.zh, words.en);
    fault
}

#[test]
fn holds_when_read_back_from_its_document() {
    let json = receipt().to_json().unwrap();
    let read = Receipt::from_json(&json).unwrap();
    let verified = read.verify(Some(&trusted())).unwrap();
    assert_eq!(verified.record, RECORD);
    assert_eq!((verified.index, verified.checkpoint.size), (INDEX, SIZE));
    assert!(verified.key_was_trusted);
    assert!(!read.verify(None).unwrap().key_was_trusted);
}

#[test]
fn has_the_fields_of_its_format_in_their_order() {
    let json: serde_json::Value = serde_json::to_value(receipt()).unwrap();
    assert_eq!(json["format"], RECEIPT_FORMAT);
    assert_eq!(json["record"], RECORD);
    assert_eq!(json["index"], INDEX);
    assert_eq!(json["proof"].as_array().unwrap().len(), 10);
    assert_eq!(json["key"], trusted().to_string());
    assert!(
        json["checkpoint"]
            .as_str()
            .unwrap()
            .starts_with("fadu.example/ledger\n700\n")
    );
}

#[test]
fn holds_without_a_stated_commitment() {
    let mut bare = receipt();
    bare.commitment = None;
    assert!(!bare.to_json().unwrap().contains("commitment"));
    let read = Receipt::from_json(&bare.to_json().unwrap()).unwrap();
    assert!(read.verify(Some(&trusted())).is_ok());
    let fault = fault_of(|receipt| {
        receipt.commitment = None;
        receipt.record.push(' ');
    });
    assert_eq!(fault, ReceiptFault::AlteredRecordOrProof);
}

#[test]
fn names_what_was_altered() {
    let altered = fault_of(|receipt| receipt.record = receipt.record.replace("05", "06"));
    assert_eq!(altered, ReceiptFault::AlteredRecord);
    let salted = fault_of(|receipt| receipt.salt = salt(1).to_base64());
    assert_eq!(salted, ReceiptFault::AlteredRecord);
    let both = fault_of(|receipt| {
        receipt.record.push(' ');
        let commitment = Commitment::to(&salt(INDEX), receipt.record.as_bytes());
        receipt.commitment = Some(commitment.to_string());
    });
    assert_eq!(both, ReceiptFault::WrongProof);
    assert_eq!(
        fault_of(|receipt| receipt.index += 1),
        ReceiptFault::WrongProof
    );
    assert_eq!(
        fault_of(|receipt| receipt.proof.swap(0, 1)),
        ReceiptFault::WrongProof
    );
    let shorter = fault_of(|receipt| {
        receipt.proof.pop();
    });
    assert_eq!(shorter, ReceiptFault::WrongProof);
    let outside = fault_of(|receipt| receipt.index = SIZE);
    assert_eq!(
        outside,
        ReceiptFault::NotYetCovered {
            index: SIZE,
            size: SIZE
        }
    );
    let larger = fault_of(|receipt| receipt.checkpoint = receipt.checkpoint.replace("700", "701"));
    assert_eq!(larger, ReceiptFault::BadSignature);
    let format = fault_of(|receipt| receipt.format.push('x'));
    assert_eq!(format.code(), "unknown_format");
    assert_eq!(
        fault_of(|receipt| receipt.salt.clear()).code(),
        "malformed_salt"
    );
    assert_eq!(
        fault_of(|receipt| receipt.proof[3].clear()).code(),
        "malformed_proof"
    );
    assert_eq!(
        fault_of(|receipt| receipt.checkpoint.clear()).code(),
        "malformed_checkpoint"
    );
    assert_eq!(
        fault_of(|receipt| receipt.key.clear()).code(),
        "malformed_key"
    );
    let blank = fault_of(|receipt| receipt.commitment = Some(String::new()));
    assert_eq!(blank.code(), "malformed_commitment");
}

#[test]
fn is_refused_under_any_key_but_the_trusted_one() {
    let impostor = SignerKey::from_seed("fadu.example/ledger", &[66; 32]).unwrap();
    let mut forged = receipt();
    let signed = Checkpoint::open(&forged.checkpoint, &[trusted()]).unwrap();
    forged.checkpoint = signed.checkpoint.sign(&impostor).unwrap().to_string();
    forged.key = impostor.verifier().to_string();
    // It agrees with itself; only the key obtained elsewhere tells.
    assert!(forged.verify(None).is_ok());
    let fault = forged.verify(Some(&trusted())).unwrap_err();
    assert_eq!(fault.code(), "key_differs");
    let mut unsigned = receipt();
    unsigned.checkpoint = forged.checkpoint;
    let fault = unsigned.verify(Some(&trusted())).unwrap_err();
    assert_eq!(fault, ReceiptFault::NotSignedByKey);
    let witness = SignerKey::witness_from_seed("fadu.example/ledger", &[8; 32]).unwrap();
    let fault = fault_of(|receipt| receipt.key = witness.verifier().to_string());
    assert_eq!(fault, ReceiptFault::NotALedgerKey);
}

#[test]
fn says_when_key_and_checkpoint_are_of_different_ledgers() {
    let other = SignerKey::from_seed("other.example", &[9; 32]).unwrap();
    let mut receipt = receipt();
    let signed = Checkpoint::open(&receipt.checkpoint, &[trusted()]).unwrap();
    let note = fadu_ledger::SignedNote::sign(&signed.checkpoint.body(), &other).unwrap();
    receipt.checkpoint = note.to_string();
    receipt.key = other.verifier().to_string();
    assert_eq!(receipt.verify(None).unwrap_err().code(), "other_ledger");
}

#[test]
fn detects_any_single_bit_changed_anywhere_in_the_document() {
    let json = serde_json::to_string(&receipt()).unwrap();
    let whole = receipt().verify(Some(&trusted())).unwrap();
    let mut refused = 0;
    for bit in 0..json.len() * 8 {
        let mut bytes = json.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        let outcome =
            Receipt::from_json(&changed).and_then(|receipt| receipt.verify(Some(&trusted())));
        // The record proven can never be another than the one that was committed to.
        if let Ok(verified) = outcome {
            assert_eq!(verified, whole, "bit {bit}: {changed}");
        } else {
            refused += 1;
        }
    }
    assert!(
        refused > json.len() * 6,
        "only {refused} changes were refused"
    );
}

#[test]
fn refuses_documents_that_are_no_receipts() {
    for json in [
        "",
        "{}",
        "[]",
        "{\"format\":\"fadu-receipt/v1\"}",
        "\u{feff}{}",
    ] {
        assert_eq!(
            Receipt::from_json(json).unwrap_err().code(),
            "not_a_receipt"
        );
    }
    let more = serde_json::to_string(&receipt())
        .unwrap()
        .replacen('{', "{\"extra\":1,", 1);
    assert_eq!(
        Receipt::from_json(&more).unwrap_err().code(),
        "not_a_receipt"
    );
    let huge = " ".repeat(4_000_001);
    assert_eq!(Receipt::from_json(&huge).unwrap_err().code(), "too_large");
}
