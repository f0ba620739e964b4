//! Which encoding a text file is in, and its text as UTF-8.

use std::borrow::Cow;
use std::fmt;

use csv::ByteRecord;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::Serialize;

/// The encoding that a text file was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 behind a byte-order mark.
    Utf8WithMark,
    /// Windows-1252, what office spreadsheets export in Britain.
    Windows1252,
    /// UTF-16 behind a byte-order mark.
    Utf16,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte-order mark",
            Self::Windows1252 => "Windows-1252",
            Self::Utf16 => "UTF-16",
        })
    }
}

/// A text file's bytes as UTF-8, borrowed where they were UTF-8 already.
pub(super) struct Decoded<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) encoding: Encoding,
    /// True when some bytes could not be decoded.
    pub(super) damaged: bool,
}

impl Decoded<'_> {
    /// The text of a record's fields one after another, `None` when they hold bytes that the encoding does not
    /// allow.
    pub(super) fn text<'r>(&self, record: &'r ByteRecord) -> Option<&'r str> {
        let text = std::str::from_utf8(record.as_slice()).ok()?;
        let sound =
            |field| std::str::from_utf8(field).is_ok_and(|text| !text.contains(stands_for_damage));
        (!self.damaged || record.iter().all(sound)).then_some(text)
    }
}

/// The replacement character, or a control character that Windows-1252's five undefined bytes decode to.
fn stands_for_damage(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}')
}

pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest, Encoding::Utf8WithMark);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        let order = if bytes[0] == 0xFF { UTF_16LE } else { UTF_16BE };
        let (text, damaged) = order.decode_without_bom_handling(&bytes[2..]);
        return Decoded {
            bytes: Cow::Owned(text.into_owned().into_bytes()),
            encoding: Encoding::Utf16,
            damaged,
        };
    }
    let whole = utf8(bytes, Encoding::Utf8);
    if !whole.damaged || mostly_utf8(bytes) {
        return whole;
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Decoded {
        damaged: text.contains(stands_for_damage),
        bytes: Cow::Owned(text.into_owned().into_bytes()),
        encoding: Encoding::Windows1252,
    }
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Decoded<'_> {
    Decoded {
        bytes: Cow::Borrowed(bytes),
        encoding,
        damaged: std::str::from_utf8(bytes).is_err(),
    }
}

/// True when a file that is not UTF-8 throughout has more letters in UTF-8's longer forms than broken places:
/// Windows-1252 text hardly ever has such forms by chance.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut longer, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        longer += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    longer > broken
}
