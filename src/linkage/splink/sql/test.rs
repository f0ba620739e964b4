//! Single tests on a pair of values: equality, measures against a threshold, differences.

use super::logic::{Logic, present};
use super::tree::{Side, Sql};
use super::{Refused, Translator, bound::Bound};
use crate::kernel::similarity::Dialect;
use crate::linkage::{Condition, Edits, Intersects, KeyPart, Similar, Transform};

/// What stands between the values of an array where it is written as one text.
const ARRAY_SEPARATOR: &str = "|";

/// A test and the one that holds where its SQL is false, which is not where it is NULL.
pub(super) struct Leaf {
    pub(super) holds: Logic,
    pub(super) fails: Option<Logic>,
}

impl Leaf {
    /// A test that is NULL just where one of the parts is missing.
    pub(super) fn known_when_present(condition: Condition) -> Self {
        let mut fails = Vec::new();
        condition.parts(&mut |part| fails.push(present(part)));
        fails.push(Condition::Not(Box::new(condition.clone())));
        Self {
            holds: Logic::Test(condition),
            fails: Some(Logic::All(fails.into_iter().map(Logic::Test).collect())),
        }
    }

    /// A test that is never NULL.
    fn always_known(condition: Condition) -> Self {
        Self {
            fails: Some(Logic::Test(Condition::Not(Box::new(condition.clone())))),
            holds: Logic::Test(condition),
        }
    }

    /// A test of which it isn't known where it is NULL.
    pub(super) fn unknown(holds: Logic) -> Self {
        Self { holds, fails: None }
    }

    pub(super) fn negated(self) -> Result<Self, Refused> {
        match self.fails {
            Some(fails) => Ok(Self {
                holds: fails,
                fails: Some(self.holds),
            }),
            None => Err(Refused::Negation),
        }
    }
}

impl Translator {
    pub(super) fn leaf(&mut self, sql: &Sql) -> Result<Leaf, Refused> {
        let Sql::Call(name, operands) = sql else {
            return Err(Refused::Unknown(sql.describe()));
        };
        match (name.as_str(), operands.as_slice()) {
            ("=", [a, b]) => self.equality(a, b),
            ("<=" | "<" | ">=" | ">", [a, b]) if a.number().is_some() => {
                let flipped = match name.as_str() {
                    "<=" => ">=",
                    "<" => ">",
                    ">=" => "<=",
                    _ => "<",
                };
                self.threshold(b, flipped, a)
            }
            ("<=" | "<" | ">=" | ">", [a, b]) => self.threshold(a, name, b),
            ("list_has_any" | "array_has_any" | "arrays_overlap", [a, b]) => {
                self.intersects(a, b, 1.0)
            }
            _ => Err(Refused::Unknown(sql.describe())),
        }
    }

    fn equality(&mut self, a: &Sql, b: &Sql) -> Result<Leaf, Refused> {
        for (of, text) in [(a, b), (b, a)] {
            if let Some(text) = literal(text) {
                return self.literal(of, text);
            }
        }
        let ((a_side, a), (b_side, b)) = (self.part(a)?, self.part(b)?);
        match (a_side, b_side) {
            _ if a_side == b_side => Err(Refused::Unknown(
                "an equality of two values of one record".into(),
            )),
            _ if a == b => Ok(Leaf::known_when_present(Condition::Exact(a))),
            (Side::Left, _) => Ok(Leaf::unknown(Logic::Crossed(a, b))),
            (Side::Right, _) => Ok(Leaf::unknown(Logic::Crossed(b, a))),
        }
    }

    fn literal(&mut self, of: &Sql, text: &str) -> Result<Leaf, Refused> {
        match self.column(of) {
            Some((side, column)) if !text.is_empty() => {
                Ok(Leaf::unknown(Logic::Literal(side, column, text.to_owned())))
            }
            _ => Err(Refused::Unknown(
                "a constant that isn't compared with a column".into(),
            )),
        }
    }

    /// A quantity against a constant.
    fn threshold(&mut self, quantity: &Sql, op: &str, bound: &Sql) -> Result<Leaf, Refused> {
        let Some(at) = bound.number() else {
            return Err(Refused::Unknown(
                "a comparison with something that isn't a constant number".into(),
            ));
        };
        let downward = matches!(op, "<=" | "<");
        let strict = matches!(op, "<" | ">");
        if let Sql::Call(name, operands) = quantity
            && let [a, b] = operands.as_slice()
        {
            if let Some(similarity) = self.similarity(name) {
                let leaf = self.similar(similarity, a, b, at, strict != downward)?;
                return if downward { leaf.negated() } else { Ok(leaf) };
            }
            if let Some(distance) = self.distance(name) {
                let strict = if downward { strict } else { !strict };
                let leaf = self.edits(distance, a, b, Bound { at, strict })?;
                return if downward { Ok(leaf) } else { leaf.negated() };
            }
        }
        if let Some([set]) = quantity.call(&LENGTH)
            && let Some([a, b]) = set.call(&["list_intersect", "array_intersect"])
        {
            let least = if strict { at.floor() + 1.0 } else { at.ceil() };
            return match downward {
                false => self.intersects(a, b, least),
                true => Err(Refused::Negation),
            };
        }
        let strict = if downward { strict } else { !strict };
        let leaf = self.difference(quantity, bound, Bound { at, strict })?;
        if downward { Ok(leaf) } else { leaf.negated() }
    }

    fn similarity(&self, name: &str) -> Option<fn(Similar) -> Condition> {
        match (self.dialect, name) {
            (Dialect::DuckDb, "jaro_similarity") | (Dialect::Spark, "jaro_sim") => {
                Some(Condition::Jaro)
            }
            (Dialect::DuckDb, "jaro_winkler_similarity") | (Dialect::Spark, "jaro_winkler") => {
                Some(Condition::JaroWinkler)
            }
            (_, "jaccard") => Some(Condition::Jaccard),
            _ => None,
        }
    }

    fn distance(&self, name: &str) -> Option<fn(Edits) -> Condition> {
        match (self.dialect, name) {
            (_, "levenshtein") | (Dialect::DuckDb, "editdist3") => Some(Condition::Levenshtein),
            (_, "damerau_levenshtein") => Some(Condition::DamerauLevenshtein),
            _ => None,
        }
    }

    fn similar(
        &mut self,
        of: fn(Similar) -> Condition,
        a: &Sql,
        b: &Sql,
        at: f64,
        above: bool,
    ) -> Result<Leaf, Refused> {
        let column = self.both(a, b)?;
        let at_least = if above { at.next_up() } else { at };
        if !(at_least > 0.0 && at_least <= 1.0) {
            return Err(Refused::Threshold(at));
        }
        let condition = of(Similar { column, at_least });
        Ok(match self.dialect {
            // Spark's functions come from Splink's library, which gives 0 where a value is missing.
            Dialect::Spark => Leaf::always_known(condition),
            _ => Leaf::known_when_present(condition),
        })
    }

    fn edits(
        &mut self,
        of: fn(Edits) -> Condition,
        a: &Sql,
        b: &Sql,
        bound: Bound,
    ) -> Result<Leaf, Refused> {
        let column = self.both(a, b)?;
        let at_most = bound.whole();
        // Spark's Damerau–Levenshtein is 100 where a value is missing.
        if !(0.0..100.0).contains(&at_most) {
            return Err(Refused::Threshold(bound.at));
        }
        let condition = of(Edits {
            column,
            at_most: at_most as u32,
        });
        Ok(match (self.dialect, &condition) {
            (Dialect::Spark, Condition::DamerauLevenshtein(_)) => Leaf::always_known(condition),
            _ => Leaf::known_when_present(condition),
        })
    }

    fn intersects(&mut self, a: &Sql, b: &Sql, least: f64) -> Result<Leaf, Refused> {
        let (Some((a_side, column)), Some((b_side, other))) = (self.column(a), self.column(b))
        else {
            return Err(Refused::Unknown(
                "an intersection of anything but columns".into(),
            ));
        };
        if a_side == b_side || column != other {
            return Err(Refused::Unknown(
                "an intersection of two different columns".into(),
            ));
        }
        if !(1.0..=f64::from(u32::MAX)).contains(&least) {
            return Err(Refused::Threshold(least));
        }
        let at_least = least as u32;
        let column = self.array(&column);
        Ok(Leaf::unknown(Logic::Test(Condition::Intersects(
            Intersects { column, at_least },
        ))))
    }

    /// The values of a column of arrays, which come as one text parted by `|`.
    pub(super) fn array(&mut self, column: &str) -> KeyPart {
        if !self.arrays.iter().any(|known| known == column) {
            self.arrays.push(column.to_owned());
        }
        KeyPart::new(column, Transform::Split(ARRAY_SEPARATOR.into()))
    }

    /// The part that both expressions are, one of each record.
    pub(super) fn both(&mut self, a: &Sql, b: &Sql) -> Result<KeyPart, Refused> {
        let ((a_side, a), (b_side, b)) = (self.part(a)?, self.part(b)?);
        if a_side == b_side || a != b {
            return Err(Refused::Unknown(format!(
                "a measure of {a} and {b}, which are not the same of both records"
            )));
        }
        Ok(a)
    }
}

const LENGTH: [&str; 6] = [
    "array_length",
    "len",
    "length",
    "size",
    "array_size",
    "cardinality",
];

/// A constant text, or a date written as one.
fn literal(sql: &Sql) -> Option<&str> {
    match sql {
        Sql::Text(text) => Some(text),
        _ => match sql.call(&["cast as date", "cast as text"])? {
            [Sql::Text(text)] => Some(text),
            _ => None,
        },
    }
}
