//! Trees of AND, OR and NOT mean what they mean in SQL's three-valued logic.

use proptest::prelude::*;

use super::condition;
use super::naive::{Record, holds};

/// A tree of tests on columns, as SQL and by SQL's own logic.
#[derive(Debug, Clone)]
enum Tree {
    Equal(char),
    Close(char),
    Null(char),
    NotNull(char),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
}

impl Tree {
    fn sql(&self) -> String {
        let joined = |trees: &[Self], word: &str| {
            let trees: Vec<String> = trees
                .iter()
                .map(|tree| format!("({})", tree.sql()))
                .collect();
            trees.join(word)
        };
        match self {
            Self::Equal(c) => format!("{c}_l = \"{c}_r\""),
            Self::Close(c) => format!("levenshtein({c}_l, {c}_r) <= 1"),
            Self::Null(c) => format!("{c}_l IS NULL OR {c}_r IS NULL"),
            Self::NotNull(c) => format!("{c}_l IS NOT NULL AND {c}_r IS NOT NULL"),
            Self::And(trees) => joined(trees, " AND "),
            Self::Or(trees) => joined(trees, " or "),
            Self::Not(tree) => format!("NOT ({})", tree.sql()),
        }
    }

    /// True, false or NULL.
    fn value(&self, left: &Record, right: &Record) -> Option<bool> {
        let pair = |c: &char| Some((left.get(&c.to_string())?, right.get(&c.to_string())?));
        match self {
            Self::Equal(c) => pair(c).map(|(a, b)| a == b),
            Self::Close(c) => pair(c).map(|(a, b)| strsim::levenshtein(a, b) <= 1),
            Self::Null(c) => Some(pair(c).is_none()),
            Self::NotNull(c) => Some(pair(c).is_some()),
            Self::And(trees) => {
                let values: Vec<_> = trees.iter().map(|tree| tree.value(left, right)).collect();
                match values.contains(&Some(false)) {
                    true => Some(false),
                    false => (!values.contains(&None)).then_some(true),
                }
            }
            Self::Or(trees) => {
                let values: Vec<_> = trees.iter().map(|tree| tree.value(left, right)).collect();
                match values.contains(&Some(true)) {
                    true => Some(true),
                    false => (!values.contains(&None)).then_some(false),
                }
            }
            Self::Not(tree) => tree.value(left, right).map(|truth| !truth),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let column = || prop::sample::select(vec!['a', 'b', 'c']);
    let leaf = prop_oneof![
        column().prop_map(Tree::Equal),
        column().prop_map(Tree::Close),
        column().prop_map(Tree::Null),
        column().prop_map(Tree::NotNull),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::And),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::Or),
            inner.prop_map(|tree| Tree::Not(Box::new(tree))),
        ]
    })
}

fn record() -> impl Strategy<Value = Record> {
    let value = prop::option::of("[xy]{1,2}");
    prop::collection::vec(value, 3).prop_map(|values| {
        let named = ["a", "b", "c"].into_iter().zip(values);
        named
            .filter_map(|(column, value)| Some((column.to_owned(), value?)))
            .collect()
    })
}

proptest! {
    #[test]
    fn a_condition_holds_where_its_sql_is_true(tree in tree(), pairs in prop::collection::vec((record(), record()), 24)) {
        let sql = tree.sql();
        let condition = condition("duckdb", &sql).map_err(|error| TestCaseError::fail(error.to_string()))?;
        for (left, right) in pairs {
            let expected = tree.value(&left, &right) == Some(true);
            prop_assert_eq!(holds(&condition, &left, &right), expected, "{} {:?} {:?}", &sql, left, right);
        }
    }
}
