//! American Soundex (Russell 1918), by the rules of the United States National Archives.

/// The Soundex code of a name, a letter and three digits; `None` when no letter from A to Z is in it.
///
/// The first letter stays; the others become digits by how they are formed (BFPV 1, CGJKQSXZ 2, DT 3, L 4, MN 5,
/// R 6). Neighbours with one digit count once, also across H and W, but a vowel or Y parts them. Hyphens, spaces,
/// apostrophes and letters beyond A to Z are passed over, so a compound name is coded as one word.
///
/// Use it to block on names of British or American spelling; [`double_metaphone`](super::double_metaphone())
/// tells more sounds apart.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::soundex;
///
/// assert_eq!(soundex("Robert"), soundex("Rupert"));
/// assert_eq!(soundex("Ashcraft").as_deref(), Some("A261"));
/// assert_eq!(soundex("123"), None);
/// ```
pub fn soundex(text: &str) -> Option<String> {
    let mut letters = text.bytes().filter(u8::is_ascii_alphabetic);
    let first = letters.next()?.to_ascii_uppercase();
    let mut code = String::from(char::from(first));
    let mut last = digit(first);
    for letter in letters {
        let letter = letter.to_ascii_uppercase();
        if matches!(letter, b'H' | b'W') {
            continue;
        }
        let digit = digit(letter);
        if let Some(digit) = digit
            && last != Some(digit)
            && code.len() < LENGTH
        {
            code.push(digit);
        }
        last = digit;
    }
    Some(format!("{code:0<LENGTH$}"))
}

/// Symbols of a code.
const LENGTH: usize = 4;

/// The digit of a capital; none for vowels, Y, H and W.
fn digit(letter: u8) -> Option<char> {
    match letter {
        b'B' | b'F' | b'P' | b'V' => Some('1'),
        b'C' | b'G' | b'J' | b'K' | b'Q' | b'S' | b'X' | b'Z' => Some('2'),
        b'D' | b'T' => Some('3'),
        b'L' => Some('4'),
        b'M' | b'N' => Some('5'),
        b'R' => Some('6'),
        _ => None,
    }
}
