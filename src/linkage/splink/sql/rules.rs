//! Blocking rules in SQL.

use super::logic::Logic;
use super::tree::{Naming, parse};
use super::{Refused, Translator};
use crate::linkage::{BlockingRule, Condition, KeyMatch, KeyPart};

impl Translator {
    /// The rules that give the pairs of one SQL rule: several where it is a disjunction.
    pub(in crate::linkage::splink) fn rules(
        &mut self,
        sql: &str,
        exploded: &[String],
    ) -> Result<Vec<BlockingRule>, Refused> {
        let sql = parse(sql, self.dialect, Naming::Aliases)?;
        let logic = self.logic(&sql, false)?.flat();
        let mut branches = match logic {
            Logic::Any(branches) if !branches.is_empty() => branches,
            other => vec![other],
        };
        let mut rules = Vec::with_capacity(branches.len());
        while !branches.is_empty() {
            let branch = branches.remove(0);
            // A branch and its mirror image are one rule, whose two roles the records play either way round.
            if !branch.is_symmetric() {
                let mirrored = branch.mirrored();
                let at = branches.iter().position(|other| other.same_as(&mirrored));
                branches.remove(at.ok_or(Refused::Asymmetric)?);
            }
            rules.push(self.rule(branch, exploded)?);
        }
        Ok(rules)
    }

    /// The rule of one conjunction: its equalities are what records are blocked on, the rest is a filter.
    fn rule(&mut self, logic: Logic, exploded: &[String]) -> Result<BlockingRule, Refused> {
        let items = match logic {
            Logic::All(items) => items,
            other => vec![other],
        };
        let (mut keys, mut rest) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Logic::Test(Condition::Exact(part)) => keys.push(KeyMatch::Same(part)),
                Logic::Crossed(left, right) => keys.push(KeyMatch::Swapped(left, right)),
                other => rest.push(other),
            }
        }
        let exploded: Vec<String> = exploded.iter().map(|column| self.name(column)).collect();
        for column in &exploded {
            self.explode(column, &mut keys)?;
        }
        let rule = BlockingRule::matching(keys);
        if rest.is_empty() {
            return Ok(rule);
        }
        let filter = Logic::All(rest).condition()?;
        let mut filtered = Ok(());
        filter.parts(&mut |part| {
            if exploded.iter().any(|column| column == part.column()) {
                filtered = Err(Refused::Exploded(part.column().to_owned()));
            }
        });
        filtered.map(|()| rule.filter(filter))
    }

    /// Compares the values of an array instead of the whole of it.
    fn explode(&mut self, column: &str, keys: &mut [KeyMatch]) -> Result<(), Refused> {
        let reads = |key: &&mut KeyMatch| {
            let (first, second) = key.sides();
            first.column() == column || second.column() == column
        };
        let mut readers = keys.iter_mut().filter(reads);
        match (readers.next(), readers.next()) {
            (Some(key), None) if *key == KeyMatch::Same(KeyPart::whole(column)) => {
                *key = KeyMatch::Same(self.array(column));
                Ok(())
            }
            _ => Err(Refused::Exploded(column.to_owned())),
        }
    }
}
