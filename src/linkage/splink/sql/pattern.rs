//! Regular expressions of DuckDB (RE2) and Spark (Java) as the same expression here.

use super::Refused;
use crate::linkage::Pattern;

/// The same regular expression here: classes such as `\d` are ASCII in both engines, and what an engine might read
/// differently is refused. (Values are taken to have no line breaks, on which the engines differ.)
pub(super) fn translate(text: &str) -> Result<Pattern, Refused> {
    let written = Walk::over(text).and_then(|written| Pattern::new(&written));
    written.ok_or_else(|| {
        Refused::Unknown(format!(
            "the regular expression {text}, which may mean something else here"
        ))
    })
}

struct Walk<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    written: String,
}

impl<'t> Walk<'t> {
    fn over(text: &'t str) -> Option<String> {
        let rest = text.chars().peekable();
        let written = String::with_capacity(text.len());
        let mut walk = Self { rest, written };
        walk.expression()?;
        Some(walk.written)
    }

    fn expression(&mut self) -> Option<()> {
        let mut repeated = false;
        while let Some(symbol) = self.rest.next() {
            match symbol {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group()?,
                // A repetition of a repetition is possessive in Java.
                '+' if repeated => return None,
                '{' if self.rest.peek() == Some(&',') => return None,
                other => self.written.push(other),
            }
            repeated = matches!(symbol, '*' | '+' | '?' | '}');
        }
        Some(())
    }

    /// A group; of those that say more, only the one that doesn't capture.
    fn group(&mut self) -> Option<()> {
        self.written.push('(');
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':')?;
            self.written.push_str("?:");
        }
        Some(())
    }

    fn class(&mut self) -> Option<()> {
        self.written.push('[');
        for first in ['^', ']'] {
            self.written.extend(self.rest.next_if_eq(&first));
        }
        loop {
            match self.rest.next()? {
                ']' => break,
                '\\' => self.escape(true)?,
                '[' => return None,
                // Doubled, these are operations on classes.
                doubled @ ('&' | '-' | '~') if self.rest.peek() == Some(&doubled) => return None,
                other => self.written.push(other),
            }
        }
        self.written.push(']');
        Some(())
    }

    fn escape(&mut self, in_class: bool) -> Option<()> {
        let symbol = self.rest.next()?;
        let set = match symbol.to_ascii_lowercase() {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => r"\t\n\f\r ",
            _ => return self.literal(symbol),
        };
        let negated = symbol.is_ascii_uppercase();
        self.written.push_str(&match (in_class, negated) {
            (true, true) => return None,
            (true, false) => set.to_owned(),
            (false, true) => format!("[^{set}]"),
            (false, false) => format!("[{set}]"),
        });
        Some(())
    }

    /// An escape that stands for one character everywhere.
    fn literal(&mut self, symbol: char) -> Option<()> {
        let blank = matches!(symbol, 'n' | 't' | 'r' | 'f');
        let mark = symbol.is_ascii_punctuation() && !matches!(symbol, '<' | '>');
        (blank || mark).then(|| self.written.extend(['\\', symbol]))
    }
}
