//! Fragments of SQL as conditions and blocking rules.
//!
//! A fragment is true, false or NULL for a pair, and Splink acts on the pairs for which it is true. So does the
//! condition made of it: negations are carried down to the single tests, where "false" and "not known" part, and a
//! test that is NULL for a missing value becomes one that also asks that the value is there.

mod bound;
mod date;
mod difference;
mod far;
mod logic;
mod part;
mod pattern;
mod rules;
mod spark;
mod test;
mod tree;

use crate::kernel::similarity::Dialect;
use crate::linkage::{Condition, KeyPart};
use logic::Logic;
use tree::{Naming, Sql};

/// Why a fragment is not taken over.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("it can't be read as SQL ({0})")]
    Syntax(String),
    #[error("nothing here corresponds to {0}")]
    Unknown(String),
    #[error("it depends on which of the two records is the left one")]
    Asymmetric,
    #[error("it negates a test of which SQL may say NULL where it would be true or false here")]
    Negation,
    #[error("no pair or every pair is within the threshold {0}")]
    Threshold(f64),
    #[error("the column `{0}` is exploded but not compared whole")]
    Exploded(String),
}

/// Translates the fragments of one model, in its dialect.
pub(super) struct Translator {
    dialect: Dialect,
    /// The columns that were read, in order of first use; a name in other letter case is the same column.
    pub(super) columns: Vec<String>,
    /// The columns that are read as arrays.
    pub(super) arrays: Vec<String>,
    /// The parts that begin after the first character, which a short value doesn't reach.
    pub(super) beyond: Vec<KeyPart>,
    /// The date formats that are read strictly.
    pub(super) strict_dates: Vec<String>,
}

impl Translator {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            columns: Vec::new(),
            arrays: Vec::new(),
            beyond: Vec::new(),
            strict_dates: Vec::new(),
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The condition that a level's SQL is.
    pub(super) fn condition(&mut self, sql: &str) -> Result<Condition, Refused> {
        let sql = tree::parse(sql, self.dialect, Naming::Suffixes)?;
        self.logic(&sql, false)?.condition()
    }

    /// The column that a level's SQL is exact agreement on, and on nothing else, as Splink sees it.
    pub(super) fn exact_column(&mut self, sql: &str) -> Option<String> {
        let sql = tree::parse(sql, self.dialect, Naming::Suffixes).ok()?;
        match sql.call(&["="])? {
            [Sql::Column(_, a), Sql::Column(_, b)] if a.eq_ignore_ascii_case(b) => {
                Some(self.name(a))
            }
            _ => None,
        }
    }

    /// A column's name in the spelling that was read first.
    pub(super) fn name(&mut self, name: &str) -> String {
        let known = self.columns.iter();
        match known
            .into_iter()
            .find(|column| column.eq_ignore_ascii_case(name))
        {
            Some(column) => column.clone(),
            None => {
                self.columns.push(name.to_owned());
                name.to_owned()
            }
        }
    }

    /// What an expression asks, or where it is false when negated.
    fn logic(&mut self, sql: &Sql, negated: bool) -> Result<Logic, Refused> {
        if let Sql::Bool(truth) = sql {
            return Ok(constant(*truth != negated));
        }
        let Sql::Call(name, operands) = sql else {
            return Err(Refused::Unknown(sql.describe()));
        };
        match (name.as_str(), operands.as_slice()) {
            ("and" | "or", operands) => {
                let inner = operands.iter().map(|operand| self.logic(operand, negated));
                let inner = inner.collect::<Result<_, _>>()?;
                Ok(if (name == "and") == negated {
                    Logic::Any(inner)
                } else {
                    Logic::All(inner)
                })
            }
            ("not", [inner]) => self.logic(inner, !negated),
            ("<>" | "!=", [a, b]) => {
                let equal = Sql::Call("=".into(), vec![a.clone(), b.clone()]);
                self.logic(&equal, !negated)
            }
            ("=", [a, b]) if a.number().is_some() && b.number().is_some() => {
                Ok(constant((a.number() == b.number()) != negated))
            }
            ("is null" | "is not null", [of]) => {
                let (side, part) = self.part(of)?;
                Ok(match (name == "is null") != negated {
                    true => Logic::Absent(side, part),
                    false => Logic::Present(side, part),
                })
            }
            _ => {
                let leaf = self.leaf(sql)?;
                let leaf = if negated { leaf.negated()? } else { leaf };
                Ok(leaf.holds)
            }
        }
    }
}

fn constant(truth: bool) -> Logic {
    if truth {
        Logic::All(Vec::new())
    } else {
        Logic::Any(Vec::new())
    }
}
