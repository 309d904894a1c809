//! Files that pages load: one stylesheet and one small script, named by their content so that a
//! browser may keep them for ever.

use std::sync::LazyLock;

/// How long a browser may keep an asset: its address changes whenever its content does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One file served under `/assets/`.
#[derive(Debug)]
pub struct Asset {
    /// `/assets/<hash>.css`.
    pub address: String,
    /// Value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The file.
    pub body: &'static str,
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_str!("../assets/fadu.css"),
        "css",
        "text/css; charset=utf-8",
    )
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new(
        include_str!("../assets/fadu.js"),
        "js",
        "text/javascript; charset=utf-8",
    )
});

/// The stylesheet of every page.
pub fn stylesheet() -> &'static Asset {
    &STYLESHEET
}

/// The script of every page; each page works without it.
pub fn script() -> &'static Asset {
    &SCRIPT
}

/// The asset with a file name, the last segment of its address.
pub fn find(file: &str) -> Option<&'static Asset> {
    let named = |asset: &&Asset| asset.address.strip_prefix("/assets/") == Some(file);
    [stylesheet(), script()].into_iter().find(named)
}

impl Asset {
    fn new(body: &'static str, ending: &str, content_type: &'static str) -> Self {
        let address = format!("/assets/{:016x}.{ending}", fingerprint(body.as_bytes()));
        Self {
            address,
            content_type,
            body,
        }
    }
}

/// FNV-1a in 64 bits: tells versions of our own files apart and protects nothing.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The budget for the stylesheet on the wire is smaller still, since it is compressed.
    const STYLESHEET_BYTES_MAX: usize = 30 * 1024;

    #[test]
    fn assets_are_found_by_their_content() {
        for asset in [stylesheet(), script()] {
            let file = asset.address.rsplit('/').next().unwrap();
            assert_eq!(find(file).unwrap().body, asset.body);
        }
        assert!(find("fadu.css").is_none());
    }

    #[test]
    fn the_stylesheet_stays_small() {
        assert!(stylesheet().body.len() < STYLESHEET_BYTES_MAX);
    }
}
