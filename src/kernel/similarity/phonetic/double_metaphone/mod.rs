//! Double Metaphone (Philips 2000): how a name sounds to an English ear, and how it might sound in the language it
//! comes from.

mod rules;

/// The two codes of a name, which are often the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DoubleMetaphone {
    /// As an English speaker would say the name.
    pub primary: String,
    /// As it may be said in its own language, or by some.
    pub alternate: String,
}

impl DoubleMetaphone {
    /// Whether either code of one name is either code of the other.
    pub fn meets(&self, other: &Self) -> bool {
        let codes = [&other.primary, &other.alternate];
        codes.contains(&&self.primary) || codes.contains(&&self.alternate)
    }
}

/// The Double Metaphone codes of a name, each of at most `longest` symbols; `None` when nothing in it sounds.
///
/// A code has the consonants B to Z as they sound: `0` is *th*, `X` is *sh*, and `A` an initial vowel. The usual
/// length is 4. Case is ignored. A hyphen, a space, an apostrophe or a letter beyond A to Z (but for Ç and Ñ) has
/// no sound itself, yet parts the letters beside it; a few rules ask for a space, as after *van*.
///
/// Use it to block or compare names of mixed origin, taking two names as alike when [`DoubleMetaphone::meets`]
/// says so.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::double_metaphone;
///
/// let (smith, schmidt) = (double_metaphone("Smith", 4).unwrap(), double_metaphone("Schmidt", 4).unwrap());
/// assert_eq!((smith.primary.as_str(), smith.alternate.as_str()), ("SM0", "XMT"));
/// assert_eq!((schmidt.primary.as_str(), schmidt.alternate.as_str()), ("XMT", "SMT"));
/// assert!(smith.meets(&schmidt));
/// ```
pub fn double_metaphone(text: &str, longest: usize) -> Option<DoubleMetaphone> {
    let mut coder = Coder::new(text);
    while coder.at < coder.letters.len() && !coder.complete(longest) {
        let step = coder.letter();
        coder.at += step;
    }
    let [mut primary, mut alternate] = [coder.primary, coder.alternate];
    primary.truncate(longest);
    alternate.truncate(longest);
    let sounds = !(primary.is_empty() && alternate.is_empty());
    sounds.then_some(DoubleMetaphone { primary, alternate })
}

/// A name being read. Each rule writes what the letters at hand sound like and says how many of them it has read.
struct Coder {
    letters: Vec<u8>,
    at: usize,
    slavo_germanic: bool,
    primary: String,
    alternate: String,
}

/// Stands for Ç, Ñ and any other letter beyond A to Z, one place each.
const C_CEDILLA: u8 = b'(';
const N_TILDE: u8 = b')';
const OTHER: u8 = b'?';

impl Coder {
    fn new(text: &str) -> Self {
        let one_place = |letter: char| match letter {
            'Ç' | 'ç' => C_CEDILLA,
            'Ñ' | 'ñ' => N_TILDE,
            _ if letter.is_ascii_alphabetic() || letter == ' ' => letter.to_ascii_uppercase() as u8,
            _ => OTHER,
        };
        let letters: Vec<u8> = text.trim().chars().map(one_place).collect();
        let has = |part: &[u8]| letters.windows(part.len()).any(|window| window == part);
        let slavo_germanic = has(b"W") || has(b"K") || has(b"CZ") || has(b"WITZ");
        let mut coder = Self {
            letters,
            at: 0,
            slavo_germanic,
            primary: String::new(),
            alternate: String::new(),
        };
        coder.at = usize::from(coder.here(&["GN", "KN", "PN", "WR", "PS"]));
        coder
    }

    fn complete(&self, longest: usize) -> bool {
        self.primary.len() >= longest && self.alternate.len() >= longest
    }

    /// Whether one of the parts stands `offset` letters from here.
    fn is(&self, offset: isize, parts: &[&str]) -> bool {
        let Some(rest) = self
            .at
            .checked_add_signed(offset)
            .and_then(|at| self.letters.get(at..))
        else {
            return false;
        };
        parts.iter().any(|part| rest.starts_with(part.as_bytes()))
    }

    fn here(&self, parts: &[&str]) -> bool {
        self.is(0, parts)
    }

    /// Whether the name starts with one of the parts.
    fn starts(&self, parts: &[&str]) -> bool {
        parts
            .iter()
            .any(|part| self.letters.starts_with(part.as_bytes()))
    }

    fn vowel(&self, offset: isize) -> bool {
        self.is(offset, &["A", "E", "I", "O", "U", "Y"])
    }

    fn first(&self) -> bool {
        self.at == 0
    }

    /// Whether the letter `offset` from here is the last.
    fn last(&self, offset: usize) -> bool {
        self.at + offset + 1 == self.letters.len()
    }

    fn germanic_start(&self) -> bool {
        self.starts(&["VAN ", "VON ", "SCH"])
    }

    /// Writes one sound to both codes.
    fn say(&mut self, sound: &str, step: usize) -> usize {
        self.say_or(sound, sound, step)
    }

    /// Writes a sound to the primary code and another to the alternate one.
    fn say_or(&mut self, primary: &str, alternate: &str, step: usize) -> usize {
        self.primary.push_str(primary);
        self.alternate.push_str(alternate);
        step
    }

    /// Writes one sound for a letter and for the same or kindred letter after it.
    fn say_once(&mut self, sound: &str, kindred: &[&str]) -> usize {
        let step = 1 + usize::from(self.is(1, kindred));
        self.say(sound, step)
    }

    fn letter(&mut self) -> usize {
        match self.letters[self.at] {
            b'A' | b'E' | b'I' | b'O' | b'U' | b'Y' if self.first() => self.say("A", 1),
            b'B' => self.say_once("P", &["B"]),
            C_CEDILLA => self.say("S", 1),
            b'C' => self.c(),
            b'D' => self.d(),
            b'F' => self.say_once("F", &["F"]),
            b'G' => self.g(),
            b'H' => self.h(),
            b'J' => self.j(),
            b'K' => self.say_once("K", &["K"]),
            b'L' => self.l(),
            b'M' => self.m(),
            b'N' => self.say_once("N", &["N"]),
            N_TILDE => self.say("N", 1),
            b'P' if self.is(1, &["H"]) => self.say("F", 2),
            b'P' => self.say_once("P", &["P", "B"]),
            b'Q' => self.say_once("K", &["Q"]),
            b'R' => self.r(),
            b'S' => self.s(),
            b'T' => self.t(),
            b'V' => self.say_once("F", &["V"]),
            b'W' => self.w(),
            b'X' => self.x(),
            b'Z' => self.z(),
            _ => 1,
        }
    }
}
