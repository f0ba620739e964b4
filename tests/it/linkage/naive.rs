//! Parts, conditions, levels and rules by their definitions, one pair at a time.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use throughline::kernel::similarity::{Coordinates, Dialect, double_metaphone, soundex};
use throughline::linkage::{BlockingRule, Comparison, Condition, KeyPart, LinkType, Transform};

/// Columns of the tests' records; none is a name that reading recognises.
pub const COLUMNS: [&str; 8] = [
    "x_name", "x_other", "x_day", "x_number", "x_north", "x_east", "x_set", "x_place",
];

/// Rows of [`COLUMNS`], and what measures and nicknames depend on.
#[derive(Debug, Clone)]
pub struct World {
    pub rows: Vec<Vec<Option<String>>>,
    pub dialect: Dialect,
    pub nicknames: Vec<Vec<String>>,
    /// Dataset of each row.
    pub source: Vec<usize>,
}

fn first_chars(text: &[char], from: usize, count: usize) -> String {
    text.iter().skip(from).take(count).collect()
}

/// Every value of a part of a text.
fn values_of(text: &str, transform: &Transform) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let iso =
        text.len() == 10 && text.chars().nth(4) == Some('-') && text.chars().nth(7) == Some('-');
    let of_date = |from: usize, to: usize| iso.then(|| text[from..to].to_owned());
    let words = |mut words: Vec<&str>| {
        words.sort();
        words.join(" ")
    };
    let one = match transform {
        Transform::Whole => Some(text.to_owned()),
        Transform::Prefix(n) => {
            (chars.len() >= *n as usize).then(|| first_chars(&chars, 0, *n as usize))
        }
        Transform::Suffix(n) => {
            let skipped = chars.len().checked_sub(*n as usize);
            skipped.map(|skipped| first_chars(&chars, skipped, *n as usize))
        }
        Transform::Substring { from, length } => {
            Some(first_chars(&chars, *from as usize - 1, *length as usize))
        }
        Transform::Year => of_date(0, 4),
        Transform::Month => of_date(5, 7),
        Transform::Day => of_date(8, 10),
        Transform::Outward => text.split_once(' ').map(|halves| halves.0.to_owned()),
        Transform::Sector => text.find(' ').map(|space| text[..space + 2].to_owned()),
        Transform::Area => Some(text.chars().take_while(char::is_ascii_alphabetic).collect()),
        Transform::Soundex => soundex(text),
        Transform::Metaphone => double_metaphone(text, 4).map(|codes| codes.primary),
        Transform::Metaphones => {
            let codes = double_metaphone(text, 4);
            let both = codes.map(|codes| vec![codes.primary, codes.alternate]);
            return distinct(both.unwrap_or_default());
        }
        Transform::SortedTokens => Some(words(text.split_whitespace().collect())),
        Transform::Username => text.split_once('@').map(|halves| halves.0.to_owned()),
        Transform::Split(separator) => {
            let pieces = text.split(separator.as_str());
            return distinct(pieces.map(|piece| piece.trim().to_owned()).collect());
        }
        other => panic!("{other:?} is not among the tests' transforms"),
    };
    distinct(one.into_iter().collect())
}

fn distinct(values: Vec<String>) -> Vec<String> {
    let present: BTreeSet<String> = values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect();
    present.into_iter().collect()
}

/// Symbols as characters, so that functions on text count them.
fn symbols(dialect: Dialect, text: &str) -> String {
    match dialect {
        Dialect::DuckDb => text.bytes().map(char::from).collect(),
        _ => text.to_owned(),
    }
}

fn grams(text: &str, q: usize) -> Vec<Vec<char>> {
    let chars: Vec<char> = text.chars().collect();
    match chars.len() {
        0 => Vec::new(),
        len => chars.windows(q.min(len)).map(<[char]>::to_vec).collect(),
    }
}

fn shared_over_all<T: Ord>(a: Vec<T>, b: Vec<T>) -> f64 {
    let (a, b): (BTreeSet<T>, BTreeSet<T>) = (a.into_iter().collect(), b.into_iter().collect());
    a.intersection(&b).count() as f64 / a.union(&b).count() as f64
}

fn cosine(a: &[Vec<char>], b: &[Vec<char>]) -> f64 {
    let count = |of: &[Vec<char>], gram: &Vec<char>| of.iter().filter(|one| *one == gram).count();
    let kinds: BTreeSet<&Vec<char>> = a.iter().chain(b).collect();
    let (mut product, mut squares) = (0, (0, 0));
    for gram in kinds {
        let (x, y) = (count(a, gram), count(b, gram));
        product += x * y;
        squares = (squares.0 + x * x, squares.1 + y * y);
    }
    product as f64 / ((squares.0 * squares.1) as f64).sqrt()
}

fn swapped(date: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year(), date.day(), date.month())
}

impl World {
    pub fn value(&self, row: usize, column: &str) -> Option<&str> {
        let place = COLUMNS.iter().position(|known| *known == column).unwrap();
        self.rows[row][place].as_deref()
    }

    pub fn parts(&self, row: usize, part: &KeyPart) -> Vec<String> {
        let text = self.value(row, part.column());
        text.map_or(Vec::new(), |text| values_of(text, part.transform()))
    }

    /// The values of a part of one value in both records.
    fn both(&self, (i, j): (usize, usize), part: &KeyPart) -> Option<(String, String)> {
        let one = |row| self.parts(row, part).into_iter().next();
        Some((one(i)?, one(j)?))
    }

    fn dates(&self, pair: (usize, usize), part: &KeyPart) -> Option<(NaiveDate, NaiveDate)> {
        let (a, b) = self.both(pair, part)?;
        Some((a.parse().ok()?, b.parse().ok()?))
    }

    fn numbers(&self, pair: (usize, usize), part: &KeyPart) -> Option<(f64, f64)> {
        let (a, b) = self.both(pair, part)?;
        Some((a.parse().ok()?, b.parse().ok()?))
    }

    /// A measure of the texts of a part.
    fn text(
        &self,
        pair: (usize, usize),
        part: &KeyPart,
        test: impl Fn(&str, &str) -> bool,
    ) -> bool {
        self.both(pair, part).is_some_and(|(a, b)| test(&a, &b))
    }

    /// The same of its symbols in the dialect.
    fn symbols(
        &self,
        pair: (usize, usize),
        part: &KeyPart,
        test: impl Fn(&str, &str) -> bool,
    ) -> bool {
        self.text(pair, part, |a, b| {
            test(&symbols(self.dialect, a), &symbols(self.dialect, b))
        })
    }

    pub fn holds(&self, condition: &Condition, pair: (usize, usize)) -> bool {
        let spark = self.dialect == Dialect::Spark;
        let (i, j) = pair;
        match condition {
            Condition::Exact(part) => self.text(pair, part, |a, b| a == b),
            Condition::Missing(part) => [i, j].iter().any(|&row| self.parts(row, part).is_empty()),
            Condition::Jaro(asked) => self.symbols(pair, &asked.column, |a, b| match spark {
                true => self.dialect.jaro(a, b) >= asked.at_least,
                false => strsim::jaro(a, b) >= asked.at_least,
            }),
            Condition::JaroWinkler(asked) => {
                self.symbols(pair, &asked.column, |a, b| match spark {
                    true => self.dialect.jaro_winkler(a, b) >= asked.at_least,
                    false => strsim::jaro_winkler(a, b) >= asked.at_least,
                })
            }
            Condition::Jaccard(asked) => self.symbols(pair, &asked.column, |a, b| {
                shared_over_all(a.chars().collect(), b.chars().collect()) >= asked.at_least
            }),
            Condition::QgramJaccard(asked) => self.symbols(pair, &asked.column, |a, b| {
                let of = |text| grams(text, asked.q as usize);
                shared_over_all(of(a), of(b)) >= asked.at_least
            }),
            Condition::QgramCosine(asked) => self.symbols(pair, &asked.column, |a, b| {
                let of = |text| grams(text, asked.q as usize);
                cosine(&of(a), &of(b)) >= asked.at_least
            }),
            Condition::Levenshtein(edits) => self.symbols(pair, &edits.column, |a, b| {
                strsim::levenshtein(a, b) <= edits.at_most as usize
            }),
            Condition::OptimalStringAlignment(edits) => {
                self.symbols(pair, &edits.column, |a, b| {
                    strsim::osa_distance(a, b) <= edits.at_most as usize
                })
            }
            Condition::DamerauLevenshtein(edits) => self.symbols(pair, &edits.column, |a, b| {
                strsim::damerau_levenshtein(a, b) <= edits.at_most as usize
            }),
            Condition::Nickname(part) => self.text(pair, part, |a, b| {
                let holds = |group: &Vec<String>, name: &str| {
                    group
                        .iter()
                        .any(|one| one.to_uppercase() == name.to_uppercase())
                };
                a == b
                    || self
                        .nicknames
                        .iter()
                        .any(|group| holds(group, a) && holds(group, b))
            }),
            Condition::Reversed(first, second) => {
                let crossed = |a, b| {
                    let (a, b) = (self.parts(a, first), self.parts(b, second));
                    !a.is_empty() && a == b
                };
                crossed(i, j) && crossed(j, i)
            }
            Condition::DateWithin(within) => self
                .dates(pair, &within.column)
                .is_some_and(|(a, b)| (a - b).num_days().abs() <= i64::from(within.days())),
            Condition::DayMonthSwapped(part) => self
                .dates(pair, part)
                .is_some_and(|(a, b)| swapped(a) == Some(b)),
            Condition::OneDigit(part) => {
                let differ =
                    |a: &str, b: &str| a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count();
                self.dates(pair, part).is_some() && self.text(pair, part, |a, b| differ(a, b) == 1)
            }
            Condition::NumberWithin(within) => self
                .numbers(pair, &within.column)
                .is_some_and(|(a, b)| (a - b).abs() <= within.at_most),
            Condition::PercentWithin(within) => {
                let share = within.at_most / 100.0;
                self.numbers(pair, &within.column)
                    .is_some_and(|(a, b)| match self.dialect {
                        Dialect::CodePoints => (a - b).abs() <= share * a.abs().max(b.abs()),
                        _ => (a - b).abs() / a.max(b) <= share,
                    })
            }
            Condition::Kilometres(far) => {
                let north = self.numbers(pair, &far.latitude);
                let east = self.numbers(pair, &far.longitude);
                north.zip(east).is_some_and(|(north, east)| {
                    let place = |latitude, longitude| Coordinates {
                        latitude,
                        longitude,
                    };
                    let (a, b) = (place(north.0, east.0), place(north.1, east.1));
                    self.dialect.distance_km(a, b) <= far.at_most
                })
            }
            Condition::Intersects(sets) => {
                let (a, b) = (self.parts(i, &sets.column), self.parts(j, &sets.column));
                a.iter().filter(|value| b.contains(value)).count() >= sets.at_least as usize
            }
            Condition::All(inner) => inner.iter().all(|one| self.holds(one, pair)),
            Condition::Any(inner) => inner.iter().any(|one| self.holds(one, pair)),
            Condition::Not(inner) => !self.holds(inner, pair),
            other => panic!("{other:?} is not among the tests' conditions"),
        }
    }

    /// A pair's pattern digit: 0 for missing, then the levels from 1, "anything else" last.
    pub fn digit(&self, comparison: &Comparison, pair: (usize, usize)) -> usize {
        let missing = match comparison.missing() {
            Some(condition) => self.holds(condition, pair),
            None => {
                let mut parts = Vec::new();
                comparison
                    .levels()
                    .iter()
                    .for_each(|level| read(&level.when, &mut parts));
                let present = |part: &KeyPart| !self.holds(&Condition::Missing(part.clone()), pair);
                !parts.iter().any(present)
            }
        };
        let holds = |level: &throughline::linkage::Level| self.holds(&level.when, pair);
        match missing {
            true => 0,
            false => {
                1 + comparison
                    .levels()
                    .iter()
                    .position(holds)
                    .unwrap_or(comparison.levels().len())
            }
        }
    }

    /// What each record shows in the first and in the second role of a rule.
    fn keys(&self, row: usize, rule: &BlockingRule) -> [Vec<Vec<String>>; 2] {
        let role = |second: bool| {
            let part = |key: &throughline::linkage::KeyMatch| {
                let sides = key.sides();
                self.parts(row, if second { sides.1 } else { sides.0 })
            };
            rule.parts().iter().map(part).collect()
        };
        [role(false), role(true)]
    }

    /// Whether two records share a value of every part of a rule, its filter met too, windows left aside.
    fn share(&self, rule: &BlockingRule, (i, j): (usize, usize)) -> bool {
        let (a, b) = (self.keys(i, rule), self.keys(j, rule));
        let meet = |a: &[Vec<String>], b: &[Vec<String>]| {
            let mut parts = a.iter().zip(b);
            parts.all(|(x, y)| x.iter().any(|value| y.contains(value)))
        };
        meet(&a[0], &b[1]) || meet(&b[0], &a[1])
    }

    /// Pairs that a rule gives among allowed ones.
    pub fn pairs(
        &self,
        rule: &BlockingRule,
        allowed: &dyn Fn(usize, usize) -> bool,
    ) -> BTreeSet<(usize, usize)> {
        let rows = self.rows.len();
        let all = (0..rows).flat_map(|i| (i + 1..rows).map(move |j| (i, j)));
        all.filter(|&(i, j)| allowed(self.source[i], self.source[j]) && self.share(rule, (i, j)))
            .filter(|&pair| self.is_near(rule, pair))
            .filter(|&pair| {
                rule.condition()
                    .is_none_or(|filter| self.holds(filter, pair))
            })
            .collect()
    }

    /// Whether two records of one block stand close enough.
    fn is_near(&self, rule: &BlockingRule, (i, j): (usize, usize)) -> bool {
        let Some(window) = rule.window() else {
            return true;
        };
        let place = |row: usize| {
            let by: Vec<Vec<String>> = window.by.iter().map(|part| self.parts(row, part)).collect();
            (by.iter().all(|part| !part.is_empty())).then_some((by, row))
        };
        let of_block = |&row: &usize| row == i || self.share(rule, (i, row));
        let mut order: Vec<_> = (0..self.rows.len())
            .filter(of_block)
            .filter_map(place)
            .collect();
        order.sort();
        let stand = |row| order.iter().position(|(_, known)| *known == row);
        let apart = stand(i).zip(stand(j)).map(|(a, b)| a.abs_diff(b));
        apart.is_some_and(|apart| apart < window.window as usize)
    }
}

/// Every part that a condition reads.
fn read(condition: &Condition, parts: &mut Vec<KeyPart>) {
    match condition {
        Condition::Exact(part)
        | Condition::Missing(part)
        | Condition::Nickname(part)
        | Condition::DayMonthSwapped(part)
        | Condition::OneDigit(part) => parts.push(part.clone()),
        Condition::Jaro(asked) | Condition::JaroWinkler(asked) | Condition::Jaccard(asked) => {
            parts.push(asked.column.clone());
        }
        Condition::QgramJaccard(asked) | Condition::QgramCosine(asked) => {
            parts.push(asked.column.clone())
        }
        Condition::Levenshtein(edits)
        | Condition::OptimalStringAlignment(edits)
        | Condition::DamerauLevenshtein(edits) => parts.push(edits.column.clone()),
        Condition::Reversed(first, second) => parts.extend([first.clone(), second.clone()]),
        Condition::DateWithin(within) => parts.push(within.column.clone()),
        Condition::NumberWithin(within) | Condition::PercentWithin(within) => {
            parts.push(within.column.clone())
        }
        Condition::Kilometres(far) => parts.extend([far.latitude.clone(), far.longitude.clone()]),
        Condition::Intersects(sets) => parts.push(sets.column.clone()),
        Condition::All(inner) | Condition::Any(inner) => {
            inner.iter().for_each(|one| read(one, parts))
        }
        Condition::Not(inner) => read(inner, parts),
        other => panic!("{other:?} is not among the tests' conditions"),
    }
}

/// Which two datasets a link type allows.
pub fn allowed_by(link_type: LinkType) -> impl Fn(usize, usize) -> bool {
    move |a, b| match link_type {
        LinkType::LinkAndDedupe => true,
        LinkType::Link => a != b,
        LinkType::Dedupe => a == b,
    }
}
