//! Blocking rules of a Splink model.

use super::settings::Rule;
use super::sql::Translator;
use super::{SplinkFinding, at_sql, unknown_keys};
use crate::Result;
use crate::linkage::BlockingRule;

/// Takes over one rule; `number` counts from 1.
pub(super) fn take(
    read: &Rule,
    number: usize,
    translator: &mut Translator,
    findings: &mut Vec<SplinkFinding>,
) -> Result<Vec<BlockingRule>> {
    let place = format!("blocking rule {number}");
    let (sql, exploded): (&str, &[String]) = match read {
        Rule::Sql(sql) => (sql, &[]),
        Rule::Table(table) => {
            unknown_keys(findings, &place, &table.others);
            let salted = table.salting_partitions.as_ref();
            if salted.is_some_and(|salt| !salt.is_null() && *salt != 1) {
                findings.push(SplinkFinding::Salting { rule: number });
            }
            let exploded = table.arrays_to_explode.as_deref();
            (&table.blocking_rule, exploded.unwrap_or_default())
        }
    };
    let rules = translator.rules(sql, exploded);
    let rules = rules.map_err(|refused| at_sql(place, &refused, sql))?;
    if rules.len() > 1 {
        findings.push(SplinkFinding::SplitRule {
            rule: number,
            into: rules.len(),
        });
    }
    Ok(rules)
}
