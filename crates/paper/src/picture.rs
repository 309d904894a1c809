//! A code as a PNG picture, for papers that hold pictures. Only black and white squares are drawn.

use qrcodegen::{QrCode, QrCodeEcc};

/// Pixels a module.
const SCALE: usize = 6;
/// Empty modules around (GB/T 18284 asks for four).
const QUIET_ZONE: usize = 4;

/// The code of a text as PNG; `None` where the text is too long for one.
pub fn code_as_png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let modules = usize::try_from(code.size()).ok()? + 2 * QUIET_ZONE;
    let side = modules * SCALE;
    let dark = |x: usize, y: usize| -> bool {
        let place = |pixel: usize| (pixel / SCALE).checked_sub(QUIET_ZONE);
        let (Some(x), Some(y)) = (place(x), place(y)) else {
            return false;
        };
        match (i32::try_from(x), i32::try_from(y)) {
            (Ok(x), Ok(y)) => code.get_module(x, y),
            _ => false,
        }
    };
    let width = side.div_ceil(8);
    let mut pixels = Vec::with_capacity((width + 1) * side);
    for y in 0..side {
        // Each row begins with its filter: none.
        pixels.push(0);
        for byte in 0..width {
            let bits = (0..8).map(|bit| byte * 8 + bit);
            let white = bits.map(|x| u8::from(x >= side || !dark(x, y)));
            pixels.push(white.fold(0, |bits, white| bits << 1 | white));
        }
    }
    let mut head = Vec::with_capacity(13);
    let length = u32::try_from(side).ok()?;
    head.extend_from_slice(&length.to_be_bytes());
    head.extend_from_slice(&length.to_be_bytes());
    // One bit a pixel, grey, no interlace.
    head.extend_from_slice(&[1, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"IDAT", &stored(&pixels));
    chunk(&mut png, *b"IEND", &[]);
    Some(png)
}

/// A zlib stream of blocks that are stored and not compressed.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        // A block has at most 65,535 bytes.
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend_from_slice(&(b << 16 | a).to_be_bytes());
    out
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    png.extend_from_slice(&length.to_be_bytes());
    let from = png.len();
    png.extend_from_slice(&kind);
    png.extend_from_slice(bytes);
    let sum = crc(&png[from..]);
    png.extend_from_slice(&sum.to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum >>= 1;
            if carry == 1 {
                sum ^= 0xEDB8_8320;
            }
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], [0x11, 0xE6, 0x03, 0x98]);
    }

    #[test]
    fn a_code_is_a_square_picture() {
        let png = code_as_png("https://example.com/report/2022").unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        assert_eq!(png[16..20], png[20..24]);
        assert!(code_as_png(&"x".repeat(5_000)).is_none());
    }
}
