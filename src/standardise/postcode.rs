//! Postcodes of the United Kingdom.

use std::fmt;

use crate::ingest::FindingKind;
use crate::standardise::value::{StandardValue, is_nothing, upper};

/// A valid postcode of the United Kingdom or a Crown dependency, in upper case with its space.
///
/// Valid by form: `A9`, `A99`, `AA9`, `AA99`, `A9A` or `AA9A`, then `9AA`, each letter among those that its place
/// allows. Whether it is in use takes a directory of postcodes and is not asked.
///
/// # Examples
///
/// ```
/// use throughline::standardise::Postcode;
///
/// let postcode = Postcode::parse("sw1a1aa").unwrap();
/// assert_eq!(postcode.as_str(), "SW1A 1AA");
/// assert_eq!(postcode.outward(), "SW1A");
/// assert_eq!(postcode.sector(), "SW1A 1");
/// assert_eq!(postcode.area(), "SW");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

impl Postcode {
    /// Reads a postcode in any case and spacing, with O and 0 or I and 1 confused.
    ///
    /// # Errors
    ///
    /// [`FindingKind::PlaceholderValue`] for the codes of no fixed abode and of address not known (`ZZ99 3VZ`),
    /// [`FindingKind::MalformedPostcode`] for whatever is not a postcode.
    pub fn parse(text: &str) -> Result<Self, FindingKind> {
        read(text).map(|reading| reading.postcode)
    }

    /// The whole postcode, such as `SW1A 1AA`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the space, such as `SW1A`.
    pub fn outward(&self) -> &str {
        &self.0[..self.0.len() - 4]
    }

    /// The district, which is the outward part under its geographical name.
    pub fn district(&self) -> &str {
        self.outward()
    }

    /// The outward part and the digit after the space, such as `SW1A 1`.
    pub fn sector(&self) -> &str {
        &self.0[..self.0.len() - 2]
    }

    /// The leading letters, such as `SW`.
    pub fn area(&self) -> &str {
        let end = self.0.find(|c: char| !c.is_ascii_alphabetic());
        &self.0[..end.unwrap_or(self.0.len())]
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes one postcode standard: upper case, its space before the last three, O/0 and I/1 mended where that makes
/// it valid.
///
/// A mended letter or digit is a [`FindingKind::RepairedPostcode`]; a missing space alone is nothing to report.
///
/// # Examples
///
/// ```
/// use throughline::ingest::FindingKind;
/// use throughline::standardise;
///
/// assert_eq!(standardise::postcode("m11ae").finding(), None);
/// let mended = standardise::postcode("S015 2JB");
/// assert_eq!(mended.value(), Some("SO15 2JB"));
/// assert_eq!(mended.finding(), Some(FindingKind::RepairedPostcode));
/// ```
pub fn postcode(raw: &str) -> StandardValue {
    if is_nothing(&upper(raw)) {
        return StandardValue::default();
    }
    match read(raw) {
        Ok(Reading {
            postcode,
            mended: 0,
        }) => StandardValue::kept(postcode.0),
        Ok(Reading { postcode, .. }) => {
            StandardValue::noted(postcode.0, FindingKind::RepairedPostcode)
        }
        Err(finding) => StandardValue::dropped(finding),
    }
}

struct Reading {
    postcode: Postcode,
    mended: usize,
}

/// Forms of the outward part: `A` a letter, `9` a digit.
const FORMS: [&[u8]; 6] = [b"A9", b"A99", b"AA9", b"A9A", b"AA99", b"AA9A"];

/// Areas with an O or an I in them: a letter mended from 0 or 1 must give one of these.
const AREAS_WITH_O_OR_I: [&[u8]; 10] = [
    b"OL", b"OX", b"IG", b"IM", b"IP", b"IV", b"CO", b"PO", b"SO", b"YO",
];

/// An O or I mended to a digit after one letter must leave one of these.
const AREAS_OF_ONE_LETTER: &[u8; 8] = b"BEGLMNSW";

fn read(raw: &str) -> Result<Reading, FindingKind> {
    let compact: Vec<u8> = raw
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation())
        .map(|c| u8::try_from(c).map_or(0, |byte| byte.to_ascii_uppercase()))
        .collect();
    if !(5..=7).contains(&compact.len()) {
        return Err(FindingKind::MalformedPostcode);
    }
    if is_placeholder(&compact) {
        return Err(FindingKind::PlaceholderValue);
    }
    let (outward, inward) = compact.split_at(compact.len() - 3);
    if outward == b"GIR" && inward == b"0AA" {
        return Ok(Reading {
            postcode: Postcode("GIR 0AA".to_owned()),
            mended: 0,
        });
    }
    let (inward, mended_inward) = mend(inward, b"9AA")
        .filter(|(inward, _)| inward[1..].iter().all(|b| !b"CIKMOV".contains(b)))
        .ok_or(FindingKind::MalformedPostcode)?;
    let (outward, mended_outward) = FORMS
        .iter()
        .filter_map(|form| mend(outward, form))
        .filter(|(mended, _)| is_outward(mended) && is_plausible(outward, mended))
        .min_by_key(|&(_, count)| count)
        .ok_or(FindingKind::MalformedPostcode)?;
    if is_placeholder(&[&outward[..], &inward[..]].concat()) {
        return Err(FindingKind::PlaceholderValue);
    }
    let text: String = [&outward[..], b" ", &inward[..]]
        .concat()
        .into_iter()
        .map(char::from)
        .collect();
    Ok(Reading {
        postcode: Postcode(text),
        mended: mended_inward + mended_outward,
    })
}

/// Pseudo-postcodes: ZZ99 of the NHS, and Scotland's NF1 (no fixed abode) and NK1 (not known).
fn is_placeholder(compact: &[u8]) -> bool {
    compact.starts_with(b"ZZ99")
        || [&b"NF1"[..], b"NK1", b"NF01", b"NK01"].contains(&&compact[..compact.len() - 3])
}

/// The text in a form, O for 0 and I for 1 by place, with the number of characters changed.
fn mend(text: &[u8], form: &[u8]) -> Option<(Vec<u8>, usize)> {
    if text.len() != form.len() {
        return None;
    }
    let mended: Option<Vec<u8>> = text
        .iter()
        .zip(form)
        .map(|(&byte, place)| match (place, byte) {
            (b'A', b'A'..=b'Z') | (b'9', b'0'..=b'9') => Some(byte),
            (b'A', b'0') => Some(b'O'),
            (b'A', b'1') => Some(b'I'),
            (b'9', b'O') => Some(b'0'),
            (b'9', b'I') => Some(b'1'),
            _ => None,
        })
        .collect();
    let mended = mended?;
    let changes = text.iter().zip(&mended).filter(|(a, b)| a != b).count();
    Some((mended, changes))
}

/// The letters that each place allows; a district of two digits does not start with 0.
fn is_outward(text: &[u8]) -> bool {
    let letters = area_length(text);
    let rest = &text[letters..];
    let last_allowed: &[u8] = match letters {
        1 => b"ABCDEFGHJKPSTUW",
        _ => b"ABEHMNPRVWXY",
    };
    !b"QVX".contains(&text[0])
        && (letters == 1 || !b"IJZ".contains(&text[1]))
        && match rest {
            [_] => true,
            [b'0', last] if last.is_ascii_digit() => false,
            [_, last] => last.is_ascii_digit() || last_allowed.contains(last),
            _ => false,
        }
}

/// False when mending gave an area that does not exist.
fn is_plausible(received: &[u8], mended: &[u8]) -> bool {
    let area = &mended[..area_length(mended)];
    match area {
        [letter] if received[..2] != mended[..2] => AREAS_OF_ONE_LETTER.contains(letter),
        _ if received.starts_with(area) => true,
        _ => AREAS_WITH_O_OR_I.contains(&area),
    }
}

fn area_length(outward: &[u8]) -> usize {
    outward
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count()
}
