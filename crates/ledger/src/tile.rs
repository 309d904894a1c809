//! Tiles after C2SP tlog-tiles: the addresses a log is served under, and what is served there.
//! It deliberately does not serve or fetch anything; it names addresses and lays out bytes.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::hash::{HASH_BYTES, Hash};
use crate::rows::{HashReader, TILE_HEIGHT, TreeError};

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;

// C2SP tlog-tiles, "Merkle Tree".
const LEVEL_MAX: u8 = 63;

/// An address below a log's prefix.
///
/// The width is 1 to 255 for a partial tile and 256 for a full one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TilePath {
    /// The newest signed checkpoint.
    Checkpoint,
    /// A tile of hashes.
    Tile {
        /// Tile level, 0 for leaf hashes.
        level: u8,
        /// Number of the tile within its level.
        index: u64,
        /// Hashes in it.
        width: u16,
    },
    /// A bundle of entries.
    Entries {
        /// Number of the bundle.
        index: u64,
        /// Entries in it.
        width: u16,
    },
}

/// The address is not one of a tiled log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an address of a tiled log")]
pub struct TilePathFault;

/// Why bytes are not an entry bundle, or entries do not go into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BundleFault {
    /// The length before an entry takes two bytes.
    #[error("an entry of a bundle has at most 65535 bytes, not {bytes}")]
    EntryTooLong {
        /// Length of the entry.
        bytes: usize,
    },
    /// The bytes end inside an entry or its length.
    #[error("the bundle ends in the middle of an entry")]
    CutShort,
    /// More entries than a bundle has room for.
    #[error("a bundle has at most 256 entries")]
    TooManyEntries,
}

impl TilePath {
    /// The tile that holds row `index` of `level` in a tree of `size` leaves, as wide as that
    /// tree makes it; nothing if the tree has no such row.
    pub fn of_row(level: u8, index: u64, size: u64) -> Option<Self> {
        let complete = rows_in_level(level, size);
        let width = width_of(index / TILE_WIDTH, complete).filter(|_| index < complete)?;
        Some(Self::Tile {
            level,
            index: index / TILE_WIDTH,
            width,
        })
    }

    /// The bundle that holds entry `index` in a tree of `size` leaves.
    pub fn of_entry(index: u64, size: u64) -> Option<Self> {
        let width = width_of(index / TILE_WIDTH, size).filter(|_| index < size)?;
        Some(Self::Entries {
            index: index / TILE_WIDTH,
            width,
        })
    }

    /// Whether a log of `size` leaves has everything that is served at this address.
    ///
    /// Narrower tiles than the log could serve count as there: someone may hold an older
    /// checkpoint and ask for what it covers.
    pub fn is_within(&self, size: u64) -> bool {
        let reaches = |index: u64, width: u16, complete: u64| {
            let end = index
                .checked_mul(TILE_WIDTH)
                .and_then(|at| at.checked_add(width.into()));
            width > 0 && u64::from(width) <= TILE_WIDTH && end.is_some_and(|end| end <= complete)
        };
        match *self {
            Self::Checkpoint => true,
            Self::Tile {
                level,
                index,
                width,
            } => reaches(index, width, rows_in_level(level, size)),
            Self::Entries { index, width } => reaches(index, width, size),
        }
    }

    /// Every address a log of `size` leaves serves, besides the checkpoint: bundles first, then
    /// tiles from the lowest level up.
    pub fn all_within(size: u64) -> impl Iterator<Item = Self> {
        let numbers = |complete: u64| 0..complete.div_ceil(TILE_WIDTH);
        let bundles = numbers(size).filter_map(move |index| {
            width_of(index, size).map(|width| Self::Entries { index, width })
        });
        let tiles = (0..=LEVEL_MAX).flat_map(move |level| {
            let complete = rows_in_level(level, size);
            numbers(complete).filter_map(move |index| {
                width_of(index, complete).map(|width| Self::Tile {
                    level,
                    index,
                    width,
                })
            })
        });
        bundles.chain(tiles)
    }
}

/// Rows that a tree of `size` leaves has in a tile level.
pub(crate) fn rows_in_level(level: u8, size: u64) -> u64 {
    size.checked_shr(TILE_HEIGHT * u32::from(level))
        .unwrap_or(0)
}

fn width_of(number: u64, complete: u64) -> Option<u16> {
    let rows = complete
        .checked_sub(number.checked_mul(TILE_WIDTH)?)?
        .min(TILE_WIDTH);
    u16::try_from(rows).ok().filter(|width| *width > 0)
}

/// The bytes of a tile: its hashes one after another.
pub fn tile_bytes<R: HashReader>(
    rows: &R,
    level: u8,
    index: u64,
    width: u16,
) -> Result<Vec<u8>, TreeError<R::Error>> {
    let start = index.saturating_mul(TILE_WIDTH);
    let hashes = rows
        .hashes(level, start, width.into())
        .map_err(TreeError::Reader)?;
    if hashes.len() != usize::from(width) {
        let found = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
        return Err(TreeError::MissingRow {
            level,
            index: start.saturating_add(found),
        });
    }
    Ok(hashes.iter().flat_map(|hash| hash.0).collect())
}

/// The hashes of a tile. Nothing if the bytes are not a tile of this width.
pub fn parse_tile(bytes: &[u8], width: u16) -> Option<Vec<Hash>> {
    if bytes.len() != usize::from(width) * HASH_BYTES {
        return None;
    }
    bytes
        .chunks(HASH_BYTES)
        .map(|chunk| Hash::try_from(chunk).ok())
        .collect()
}

/// The bytes of an entry bundle: each entry after its length in two bytes, big-endian.
pub fn encode_entry_bundle<E: AsRef<[u8]>>(
    entries: impl IntoIterator<Item = E>,
) -> Result<Vec<u8>, BundleFault> {
    let mut bundle = Vec::new();
    let mut count = 0;
    for entry in entries {
        let entry = entry.as_ref();
        count += 1;
        if count > TILE_WIDTH {
            return Err(BundleFault::TooManyEntries);
        }
        let length = u16::try_from(entry.len())
            .map_err(|_| BundleFault::EntryTooLong { bytes: entry.len() })?;
        bundle.extend(length.to_be_bytes());
        bundle.extend(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle.
pub fn parse_entry_bundle(bundle: &[u8]) -> Result<Vec<&[u8]>, BundleFault> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or(BundleFault::CutShort)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after
            .split_at_checked(length)
            .ok_or(BundleFault::CutShort)?;
        if entries.len() >= 256 {
            return Err(BundleFault::TooManyEntries);
        }
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match *self {
            Self::Checkpoint => return formatter.write_str("checkpoint"),
            Self::Tile {
                level,
                index,
                width,
            } => {
                write!(formatter, "tile/{level}/")?;
                (index, width)
            }
            Self::Entries { index, width } => {
                formatter.write_str("tile/entries/")?;
                (index, width)
            }
        };
        // Three digits an element; all but the last begin with an x.
        let mut parts = vec![format!("{:03}", index % 1_000)];
        let mut rest = index / 1_000;
        while rest > 0 {
            parts.push(format!("x{:03}", rest % 1_000));
            rest /= 1_000;
        }
        parts.reverse();
        formatter.write_str(&parts.join("/"))?;
        if u64::from(width) < TILE_WIDTH {
            write!(formatter, ".p/{width}")?;
        }
        Ok(())
    }
}

impl FromStr for TilePath {
    type Err = TilePathFault;

    /// Reads an address, without a slash at its beginning. Only the one proper spelling.
    fn from_str(path: &str) -> Result<Self, TilePathFault> {
        let read = parse_path(path).ok_or(TilePathFault)?;
        // One address, one spelling: no added zeros and no full width spelt out.
        if read.to_string() != path {
            return Err(TilePathFault);
        }
        Ok(read)
    }
}

fn parse_path(path: &str) -> Option<TilePath> {
    if path == "checkpoint" {
        return Some(TilePath::Checkpoint);
    }
    let (kind, place) = path.strip_prefix("tile/")?.split_once('/')?;
    let (number, width) = match place.split_once(".p/") {
        Some((number, width)) => (
            number,
            width
                .parse()
                .ok()
                .filter(|width| (1..256).contains(width))?,
        ),
        None => (place, 256),
    };
    let index = parse_number(number)?;
    if kind == "entries" {
        return Some(TilePath::Entries { index, width });
    }
    let level = kind.parse().ok().filter(|level| *level <= LEVEL_MAX)?;
    Some(TilePath::Tile {
        level,
        index,
        width,
    })
}

fn parse_number(text: &str) -> Option<u64> {
    let mut index: u64 = 0;
    for part in text.split('/') {
        let digits = part.strip_prefix('x').unwrap_or(part);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index
            .checked_mul(1_000)?
            .checked_add(digits.parse().ok()?)?;
    }
    Some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_addresses_as_the_specification_does() {
        let cases = [
            ("checkpoint", TilePath::Checkpoint),
            (
                "tile/0/000",
                TilePath::Tile {
                    level: 0,
                    index: 0,
                    width: 256,
                },
            ),
            (
                "tile/0/x001/234.p/56",
                TilePath::Tile {
                    level: 0,
                    index: 1_234,
                    width: 56,
                },
            ),
            (
                "tile/63/x001/x234/067",
                TilePath::Tile {
                    level: 63,
                    index: 1_234_067,
                    width: 256,
                },
            ),
            (
                "tile/entries/x001/000.p/255",
                TilePath::Entries {
                    index: 1_000,
                    width: 255,
                },
            ),
        ];
        for (path, tile) in cases {
            assert_eq!(tile.to_string(), path);
            assert_eq!(path.parse(), Ok(tile));
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        let cases = "/checkpoint tile tile/ tile/0 tile/0/ tile/0/0 tile/0/0000 tile/00/000 \
            tile/64/000 tile/256/000 tile/-1/000 tile/+1/000 tile/0/x000 tile/0/000/000 \
            tile/0/x000/001 tile/0/001/x002 tile/0/000.p tile/0/000.p/ tile/0/000.p/0 \
            tile/0/000.p/01 tile/0/000.p/256 tile/0/000.p/+1 tile/entry/000 tile/entries/00a \
            tile/0/x018/x446/x744/x073/x709/x551/616 tile/0/000/ tile/0/000.p/1/";
        for path in cases.split_whitespace() {
            assert_eq!(path.parse::<TilePath>(), Err(TilePathFault), "{path}");
        }
    }

    #[test]
    fn lists_the_tiles_of_the_specifications_example_of_seventy_thousand() {
        let paths: Vec<TilePath> = TilePath::all_within(70_000).collect();
        let tiles = |level: u8, full: bool| {
            let alike = |path: &&TilePath| match path {
                TilePath::Tile {
                    level: l, width, ..
                } => *l == level && (*width == 256) == full,
                TilePath::Entries { .. } | TilePath::Checkpoint => false,
            };
            paths.iter().filter(alike).count()
        };
        assert_eq!((tiles(0, true), tiles(0, false)), (273, 1));
        assert_eq!((tiles(1, true), tiles(1, false)), (1, 1));
        assert_eq!((tiles(2, true), tiles(2, false)), (0, 1));
        for last in ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"] {
            assert!(paths.contains(&last.parse().unwrap()), "{last}");
        }
        assert!(paths.iter().all(|path| path.is_within(70_000)));
        assert!(paths.contains(&"tile/entries/273.p/112".parse().unwrap()));
        assert_eq!(paths.len(), 274 + 274 + 2 + 1);
    }

    #[test]
    fn knows_what_a_log_of_a_size_holds() {
        let path = |text: &str| text.parse::<TilePath>().unwrap();
        assert!(path("tile/0/000.p/9").is_within(10));
        assert!(!path("tile/0/000.p/11").is_within(10));
        assert!(path("tile/1/000.p/1").is_within(256));
        assert!(!path("tile/1/000.p/1").is_within(255));
        assert!(!path("tile/63/000.p/1").is_within(u64::MAX));
        assert_eq!(TilePath::of_row(1, 0, 256), Some(path("tile/1/000.p/1")));
        assert_eq!(
            TilePath::of_row(0, 300, 400),
            Some(path("tile/0/001.p/144"))
        );
        assert_eq!(TilePath::of_row(0, 400, 400), None);
        assert_eq!(TilePath::of_entry(0, 256), Some(path("tile/entries/000")));
    }

    #[test]
    fn lays_out_entry_bundles_and_reads_them_back() {
        let entries: [&[u8]; 3] = [b"ab", b"", b"c"];
        let bundle = encode_entry_bundle(entries).unwrap();
        assert_eq!(bundle, [0, 2, b'a', b'b', 0, 0, 0, 1, b'c']);
        assert_eq!(parse_entry_bundle(&bundle).unwrap(), entries);
        for length in [1, 2, 3, 5, 7, 8] {
            let cut = parse_entry_bundle(&bundle[..length]);
            assert_eq!(cut, Err(BundleFault::CutShort), "{length}");
        }
        let long = BundleFault::EntryTooLong { bytes: 65_536 };
        assert_eq!(encode_entry_bundle([vec![0; 65_536]]), Err(long));
        let many = encode_entry_bundle(vec![[0; 32]; 257]);
        assert_eq!(many, Err(BundleFault::TooManyEntries));
    }
}
