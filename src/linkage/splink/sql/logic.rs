//! Conditions on a pair as a tree whose leaves may yet depend on which record is left, and how such leaves pair up.

use super::{Refused, tree::Side};
use crate::linkage::{Condition, KeyPart, Pattern, Transform};

/// What an SQL condition asks, true exactly when the SQL is true (not false and not NULL).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Logic {
    All(Vec<Logic>),
    Any(Vec<Logic>),
    /// A test that doesn't tell left from right.
    Test(Condition),
    /// The part is missing in one of the records.
    Absent(Side, KeyPart),
    /// The part is there in one of the records.
    Present(Side, KeyPart),
    /// A part of the left record is another part of the right one.
    Crossed(KeyPart, KeyPart),
    /// A column of one of the records is a text.
    Literal(Side, String, String),
}

impl Logic {
    /// The same with nested conjunctions and disjunctions drawn together and repetitions dropped.
    pub(super) fn flat(self) -> Self {
        let (is_all, items) = match self {
            Self::All(items) => (true, items),
            Self::Any(items) => (false, items),
            leaf => return leaf,
        };
        let mut flat: Vec<Self> = Vec::new();
        for item in items {
            let inner = match (is_all, item.flat()) {
                (true, Self::All(inner)) | (false, Self::Any(inner)) => inner,
                (_, other) => vec![other],
            };
            for item in inner {
                if !flat.contains(&item) {
                    flat.push(item);
                }
            }
        }
        match (flat.len(), is_all) {
            (1, _) => flat.remove(0),
            (_, true) => Self::All(flat),
            (_, false) => Self::Any(flat),
        }
    }

    /// The same with left and right exchanged.
    pub(super) fn mirrored(&self) -> Self {
        let all = |items: &[Self]| items.iter().map(Self::mirrored).collect();
        match self {
            Self::All(items) => Self::All(all(items)),
            Self::Any(items) => Self::Any(all(items)),
            Self::Test(_) => self.clone(),
            Self::Absent(side, part) => Self::Absent(side.other(), part.clone()),
            Self::Present(side, part) => Self::Present(side.other(), part.clone()),
            Self::Crossed(left, right) => Self::Crossed(right.clone(), left.clone()),
            Self::Literal(side, column, text) => {
                Self::Literal(side.other(), column.clone(), text.clone())
            }
        }
    }

    /// Whether two ask the same, the order of their parts aside.
    pub(super) fn same_as(&self, other: &Self) -> bool {
        let alike = |a: &[Self], b: &[Self]| {
            let within = |x: &Self, in_: &[Self]| in_.iter().any(|y| x.same_as(y));
            a.iter().all(|x| within(x, b)) && b.iter().all(|y| within(y, a))
        };
        match (self, other) {
            (Self::All(a), Self::All(b)) | (Self::Any(a), Self::Any(b)) => alike(a, b),
            _ => self == other,
        }
    }

    /// Whether it asks the same with left and right exchanged.
    pub(super) fn is_symmetric(&self) -> bool {
        self.same_as(&self.mirrored())
    }

    /// The condition that it is, once every leaf on one record has met its counterpart on the other.
    pub(super) fn condition(self) -> Result<Condition, Refused> {
        let logic = self.flat();
        let symmetric = logic.is_symmetric();
        paired(logic).map_err(|one_sided| match symmetric {
            true => Refused::Unknown(one_sided.to_owned()),
            false => Refused::Asymmetric,
        })
    }
}

/// A condition, or what one-sided test has no counterpart.
fn paired(logic: Logic) -> Result<Condition, &'static str> {
    match logic {
        Logic::Test(condition) => Ok(condition),
        Logic::All(items) => Ok(one(pair_up(items, in_all)?, Condition::All)),
        Logic::Any(items) => Ok(one(pair_up(items, in_any)?, Condition::Any)),
        Logic::Absent(..) => Err("a test that a value is missing in both records"),
        Logic::Present(..) => Err("a test that a value is there in either record"),
        Logic::Crossed(..) => Err("two columns that are equal in one direction or the other"),
        Logic::Literal(..) => Err("a constant in either record"),
    }
}

fn one(mut conditions: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => many(conditions),
    }
}

/// What two leaves mean together, when they are counterparts of one another.
type Meet = fn(&Logic) -> Option<Condition>;

fn pair_up(mut items: Vec<Logic>, meet: Meet) -> Result<Vec<Condition>, &'static str> {
    let mut conditions = Vec::with_capacity(items.len());
    while !items.is_empty() {
        let item = items.remove(0);
        let counterpart = items.iter().position(|other| *other == item.mirrored());
        match (meet(&item), counterpart) {
            (Some(condition), Some(at)) => {
                items.remove(at);
                conditions.push(condition);
            }
            _ => conditions.push(paired(item)?),
        }
    }
    Ok(conditions)
}

fn in_all(leaf: &Logic) -> Option<Condition> {
    match leaf {
        Logic::Present(_, part) => Some(present(part)),
        Logic::Crossed(left, right) => Some(Condition::Reversed(left.clone(), right.clone())),
        Logic::Literal(_, column, text) => {
            let pattern = Pattern::new(&format!(r"\A{}\z", escaped(text)))?;
            let part = KeyPart::new(column, Transform::Pattern(pattern));
            Some(Condition::Exact(part))
        }
        _ => None,
    }
}

fn in_any(leaf: &Logic) -> Option<Condition> {
    match leaf {
        Logic::Absent(_, part) => Some(Condition::Missing(part.clone())),
        _ => None,
    }
}

/// A part is there in both records.
pub(super) fn present(part: &KeyPart) -> Condition {
    Condition::Not(Box::new(Condition::Missing(part.clone())))
}

/// A text as the regular expression that matches just it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for symbol in text.chars() {
        if symbol.is_ascii_punctuation() && !matches!(symbol, '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(symbol);
    }
    escaped
}
