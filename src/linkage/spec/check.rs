//! Refusing a specification that can't be meant, before any work is done.

use crate::Result;
use crate::error::LinkageError;
use crate::linkage::{
    BlockingRule, Cardinality, Comparison, LinkageSpec, Pairing, Prior, TermFrequency,
};
use crate::standardise::Records;

use super::check_condition::{condition_fault, rule_fault};

impl LinkageSpec {
    /// Checks the specification against records: columns are there, thresholds in range, something to compare.
    pub(crate) fn check(&self, records: &Records) -> Result<()> {
        if self.comparisons.is_empty() || self.blocking.is_empty() {
            return Err(LinkageError::EmptySpec.into());
        }
        for column in self.columns() {
            if records.column(column).is_none() {
                return Err(no_column(column, records));
            }
        }
        self.comparisons.iter().try_for_each(check_comparison)?;
        self.check_rules()?;
        self.check_names()?;
        self.check_interactions()?;
        self.check_datasets(records)?;
        match &self.prior {
            Some(Prior::Fixed(lambda)) if !is_probability(*lambda) => refuse(format!(
                "`prior` is {lambda}, which must lie between 0 and 1"
            )),
            Some(Prior::Deterministic { recall, .. }) if !(*recall > 0.0 && *recall <= 1.0) => {
                refuse(format!(
                    "`prior.recall` is {recall}, which must be above 0 and at most 1"
                ))
            }
            _ => Ok(()),
        }
    }

    /// Every rule, whatever it is for.
    fn rules(&self) -> impl Iterator<Item = &BlockingRule> {
        let ladder = self.ladder.iter().map(|step| &step.rule);
        let strict = self.prior.iter().flat_map(|prior| match prior {
            Prior::Deterministic { rules, .. } => rules.iter(),
            Prior::Fixed(_) => [].iter(),
        });
        let rules = self.blocking.iter().chain(&self.training);
        rules.chain(ladder).chain(strict)
    }

    fn check_rules(&self) -> Result<()> {
        if self.oversize.is_some_and(|limit| limit.above == 0) {
            return refuse("`oversize.above` is 0, which no block can keep to".to_owned());
        }
        match self
            .rules()
            .find_map(|rule| Some((rule, rule_fault(rule)?)))
        {
            Some((rule, reason)) => refuse(format!("the rule `{rule}` {reason}")),
            None => Ok(()),
        }
    }

    /// Interactions join two comparisons that are in no other, and whose m is estimated.
    fn check_interactions(&self) -> Result<()> {
        let mut taken: Vec<&String> = Vec::new();
        for (first, second) in &self.interactions {
            if first == second {
                return refuse(format!("`{first}` can't interact with itself"));
            }
            for name in [first, second] {
                if taken.contains(&name) {
                    return refuse(format!("`{name}` is in two interactions; one is allowed"));
                }
                let own = self.comparisons.iter().find(|one| one.label() == name);
                let held =
                    own.is_some_and(|one| one.levels().iter().any(|level| level.m.is_some()));
                if held {
                    return refuse(format!(
                        "`{name}` holds an m probability, so the interaction of `{first}` and `{second}` can't be estimated"
                    ));
                }
                taken.push(name);
            }
        }
        Ok(())
    }

    /// Every column that anything in the specification reads.
    fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self
            .rules()
            .flat_map(|rule| rule.reads())
            .map(|part| part.column())
            .collect();
        for comparison in &self.comparisons {
            columns.extend(comparison.columns());
            if let Some(missing) = comparison.missing() {
                missing.parts(&mut |part| columns.push(part.column()));
            }
            let adjusted = comparison
                .levels()
                .iter()
                .flat_map(|level| &level.term_frequency);
            columns.extend(adjusted.map(|adjustment| adjustment.column.as_str()));
        }
        columns
    }

    /// Comparisons that interactions and guards name are there, and no two have one name.
    fn check_names(&self) -> Result<()> {
        let names: Vec<&str> = self.comparisons.iter().map(Comparison::label).collect();
        if let Some((_, twice)) = names
            .iter()
            .enumerate()
            .find(|(at, name)| names[..*at].contains(name))
        {
            return refuse(format!("two comparisons are called `{twice}`"));
        }
        let pairs = self
            .interactions
            .iter()
            .flat_map(|(first, second)| [first, second]);
        let kin = self.kin.iter().flat_map(|guard| &guard.agree_on);
        match pairs
            .chain(kin)
            .find(|name| !names.contains(&name.as_str()))
        {
            Some(unknown) => refuse(format!(
                "`{unknown}` is no comparison; there are: {}",
                names.join(", ")
            )),
            None => Ok(()),
        }
    }

    /// Datasets that are named are there, and what is said of them can be meant.
    pub(crate) fn check_datasets(&self, records: &Records) -> Result<()> {
        let present: Vec<&str> = records
            .sources()
            .iter()
            .map(|source| &*source.name)
            .collect();
        let paired = self
            .pairings
            .iter()
            .flat_map(|pairing| [&pairing.left, &pairing.right]);
        let never = self
            .never_link
            .iter()
            .flat_map(|(left, right)| [&left.dataset, &right.dataset]);
        let named = paired.chain(never).chain(&self.duplicate_free);
        match named
            .into_iter()
            .find(|name| !present.contains(&name.as_str()))
        {
            Some(unknown) => refuse(format!(
                "`{unknown}` is no dataset; there are: {}",
                present.join(", ")
            )),
            None => self.check_pairings(),
        }
    }

    fn check_pairings(&self) -> Result<()> {
        for (at, Pairing { left, right, how }) in self.pairings.iter().enumerate() {
            let mut before = self.pairings[..at].iter();
            if before.any(|one| {
                [&one.left, &one.right] == [left, right] || [&one.right, &one.left] == [left, right]
            }) {
                return refuse(format!("`{left}` and `{right}` are paired twice"));
            }
            if left == right && !matches!(how, Cardinality::ManyToMany | Cardinality::Never) {
                return refuse(format!(
                    "`{left}` is paired with itself, which can be many_to_many or never only; where it holds each person \
                     at most once, name it in `duplicate_free`"
                ));
            }
        }
        match self.never_link.iter().find(|(left, right)| left == right) {
            Some((name, _)) => refuse(format!(
                "the record `{}` of `{}` is never to be linked with itself",
                name.record_id, name.dataset
            )),
            None => Ok(()),
        }
    }
}

fn refuse<T>(reason: String) -> Result<T> {
    Err(LinkageError::SpecText { reason }.into())
}

fn no_column(column: &str, records: &Records) -> crate::Error {
    let present: Vec<_> = records
        .columns()
        .iter()
        .map(|c| c.identifier.name())
        .collect();
    LinkageError::NoColumn {
        column: column.to_owned(),
        present: present.join(", "),
    }
    .into()
}

fn is_probability(value: f64) -> bool {
    value > 0.0 && value < 1.0
}

fn check_comparison(comparison: &Comparison) -> Result<()> {
    let refused = |reason: String| {
        Err(LinkageError::Comparison {
            comparison: comparison.label().to_owned(),
            reason,
        }
        .into())
    };
    if comparison.levels().is_empty() {
        return refused("has no level".into());
    }
    if comparison.levels().len() > 200 {
        let count = comparison.levels().len();
        return refused(format!("has {count} levels, at most 200 are allowed"));
    }
    if let Some(reason) = comparison.missing().and_then(condition_fault) {
        return refused(reason);
    }
    let levels = comparison.levels();
    let held = [
        ("m", levels.iter().filter_map(|level| level.m).sum::<f64>()),
        ("u", levels.iter().filter_map(|level| level.u).sum::<f64>()),
    ];
    for level in levels {
        if let Some(reason) = condition_fault(&level.when) {
            return refused(reason);
        }
        let held = [("m", level.m), ("u", level.u)];
        for (name, value) in held {
            if let Some(value) = value.filter(|value| !is_probability(*value)) {
                return refused(format!(
                    "holds {name} at {value}, which must lie between 0 and 1"
                ));
            }
        }
        if let Some(reason) = level
            .term_frequency
            .as_ref()
            .and_then(|tf| unusable(comparison, tf))
        {
            return refused(reason);
        }
    }
    match held.iter().find(|(_, sum)| *sum > 1.0 + 1e-9) {
        Some((name, sum)) => refused(format!(
            "holds {name} at {sum:.3} over its levels, which is more than 1"
        )),
        None => Ok(()),
    }
}

fn unusable(comparison: &Comparison, adjustment: &TermFrequency) -> Option<String> {
    let column = &adjustment.column;
    if !adjustment.own_u && comparison.exact_level(column).is_none() {
        return Some(format!(
            "adjusts for term frequency of {column} but has no level of exact agreement on it"
        ));
    }
    let range = adjustment.weight >= 0.0 && (0.0..=1.0).contains(&adjustment.minimum_u);
    (!range).then(|| "has a term-frequency weight below 0 or a minimum u outside 0 to 1".to_owned())
}
