//! Comparisons of a Splink model.

use super::defaults::{default_m, default_u};
use super::settings::{self, Probability};
use super::sql::Translator;
use super::{SplinkFinding, at_sql, unknown_keys, unreadable};
use crate::Result;
use crate::kernel::similarity::Dialect;
use crate::linkage::{Comparison, Condition, Level, TermFrequency};

/// What Splink writes for a probability that training could not see.
const UNSEEN: &str = "level not observed in training dataset";

/// What Splink scores with in its place.
const UNSEEN_PROBABILITY: f64 = 1e-6;

/// Smallest probability that Splink 5 takes.
const SMALLEST: f64 = 1e-300;

/// A comparison with its parameters, "anything else" last.
pub(super) struct Taken {
    pub(super) comparison: Comparison,
    pub(super) m: Vec<f64>,
    pub(super) u: Vec<f64>,
    pub(super) is_trained: bool,
}

/// Takes over one comparison; `number` counts from 1.
pub(super) fn take(
    read: &settings::Comparison,
    number: usize,
    translator: &mut Translator,
    findings: &mut Vec<SplinkFinding>,
) -> Result<Taken> {
    let name = read.output_column_name.clone().filter(|n| !n.is_empty());
    let mut taking = Taking {
        place: name.clone().unwrap_or_else(|| number.to_string()),
        read,
        translator,
        findings,
    };
    taking.check()?;
    unknown_keys(
        taking.findings,
        &format!("comparison `{}`", taking.place),
        &read.others,
    );
    let (mut levels, missing) = taking.conditions()?;
    let (m, u) = (taking.parameters(true)?, taking.parameters(false)?);
    taking.hold(&mut levels, &m, &u);
    taking.adjust(&mut levels)?;
    let scored = || read.comparison_levels.iter().filter(|l| !l.is_null());
    let name = name.unwrap_or_else(|| default_name(&levels));
    Ok(Taken {
        comparison: Comparison::of_levels(name, levels).missing_when(missing),
        m,
        u,
        is_trained: scored().any(|l| l.m_probability.is_some() && l.u_probability.is_some()),
    })
}

/// Splink's name for a comparison without one.
fn default_name(levels: &[Level]) -> String {
    let unnamed = Comparison::of_levels("", levels.to_vec());
    match unnamed.columns().as_slice() {
        [column] => (*column).to_owned(),
        columns => format!("custom_{}", columns.join("_")),
    }
}

struct Taking<'a> {
    place: String,
    read: &'a settings::Comparison,
    translator: &'a mut Translator,
    findings: &'a mut Vec<SplinkFinding>,
}

impl<'a> Taking<'a> {
    /// The levels that are scored, each with its number from 1 in the file.
    fn scored(&self) -> impl Iterator<Item = (usize, &'a settings::Level)> + use<'a> {
        let levels = self.read.comparison_levels.iter();
        (1..).zip(levels).filter(|(_, level)| !level.is_null())
    }

    fn refuse<T>(&self, number: usize, reason: &dyn std::fmt::Display) -> Result<T> {
        let place = format!("comparison `{}`, level {number}", self.place);
        let sql = &self.read.comparison_levels[number - 1].sql_condition;
        Err(at_sql(place, reason, sql))
    }

    /// There are levels, and the last one and no other is "anything else".
    fn check(&self) -> Result<()> {
        let levels = &self.read.comparison_levels;
        if let Some(at) = levels
            .iter()
            .rev()
            .skip(1)
            .position(settings::Level::is_else)
        {
            let number = levels.len() - 1 - at;
            return self.refuse(number, &"ELSE comes before other levels");
        }
        match levels.last() {
            None => Err(unreadable(&format!(
                "the comparison `{}` has no level",
                self.place
            ))),
            Some(last) if !last.is_else() || last.is_null() => self.refuse(
                levels.len(),
                &"the last level is not ELSE, or it is a null level",
            ),
            Some(_) if self.scored().count() < 2 => {
                self.refuse(levels.len(), &"no level besides ELSE is scored")
            }
            Some(_) => Ok(()),
        }
    }

    /// The levels above "anything else", and when a pair carries no evidence.
    fn conditions(&mut self) -> Result<(Vec<Level>, Condition)> {
        let (mut levels, mut missing) = (Vec::<Level>::new(), Vec::new());
        for (number, level) in (1..).zip(&self.read.comparison_levels) {
            let place = format!("comparison `{}`, level {number}", self.place);
            unknown_keys(self.findings, &place, &level.others);
            self.check_dialect(number, level)?;
            if level.is_else() {
                continue;
            }
            let when = match self.translator.condition(&level.sql_condition) {
                Ok(when) => when,
                Err(refused) => return self.refuse(number, &refused),
            };
            if level.is_null() {
                missing.push(unless(when, &levels));
            } else {
                levels.push(when.into());
            }
        }
        // Without a null level no pair is set aside: the disjunction of nothing never holds.
        let missing = match missing.len() {
            1 => missing.remove(0),
            _ => Condition::Any(missing),
        };
        Ok((levels, missing))
    }

    fn check_dialect(&self, number: usize, level: &settings::Level) -> Result<()> {
        let own = match self.translator.dialect() {
            Dialect::Spark => "spark",
            _ => "duckdb",
        };
        match level.base_dialect_str.as_deref() {
            Some(base) if !base.eq_ignore_ascii_case(own) => self.refuse(
                number,
                &format!("it is written in the dialect {base} and the model in {own}"),
            ),
            _ => Ok(()),
        }
    }

    /// The m probabilities, or else the u probabilities, of the levels that are scored.
    fn parameters(&mut self, of_matches: bool) -> Result<Vec<f64>> {
        let scored: Vec<_> = self.scored().collect();
        let defaults = match of_matches {
            true => default_m(scored.len()),
            false => default_u(scored.len()),
        };
        let mut values = Vec::with_capacity(scored.len());
        for ((number, level), default) in scored.into_iter().zip(defaults) {
            let given = match of_matches {
                true => &level.m_probability,
                false => &level.u_probability,
            };
            values.push(match given {
                Some(Probability::Value(value)) if (SMALLEST..=1.0).contains(value) => *value,
                Some(Probability::Value(value)) => {
                    let reason = format!("the probability {value} is not from 1e-300 to 1");
                    return self.refuse(number, &reason);
                }
                Some(Probability::Unseen(text)) if text == UNSEEN => {
                    let comparison = self.place.clone();
                    let level = number;
                    self.findings
                        .push(SplinkFinding::Unseen { comparison, level });
                    UNSEEN_PROBABILITY
                }
                Some(Probability::Unseen(text)) => {
                    return self.refuse(number, &format!("\"{text}\" is not a probability"));
                }
                None => {
                    self.default(number, of_matches, default);
                    default
                }
            });
        }
        Ok(values)
    }

    fn default(&mut self, level: usize, of_matches: bool, value: f64) {
        let comparison = self.place.clone();
        self.findings.push(match of_matches {
            true => SplinkFinding::DefaultM {
                comparison,
                level,
                value,
            },
            false => SplinkFinding::DefaultU {
                comparison,
                level,
                value,
            },
        });
    }

    /// Holds what Splink's training holds.
    fn hold(&mut self, levels: &mut [Level], m: &[f64], u: &[f64]) {
        for (at, (_, read)) in self.scored().enumerate() {
            let fixed = |flag: Option<bool>| flag == Some(true);
            let (fix_m, fix_u) = (fixed(read.fix_m_probability), fixed(read.fix_u_probability));
            match levels.get_mut(at) {
                Some(level) => {
                    level.m = fix_m.then(|| m[at]);
                    level.u = fix_u.then(|| u[at]);
                }
                None if fix_m || fix_u => self.findings.push(SplinkFinding::ElseNotHeld {
                    comparison: self.place.clone(),
                }),
                None => {}
            }
        }
    }

    /// Adjusts levels by term frequency.
    fn adjust(&mut self, levels: &mut [Level]) -> Result<()> {
        let read = (1..).zip(&self.read.comparison_levels);
        let adjusted = read.filter_map(|(number, level)| {
            let column = level.tf_adjustment_column.as_deref()?;
            Some((number, level, unquoted(column)))
        });
        for (number, level, column) in adjusted {
            let comparison = self.place.clone();
            if level.is_null() || level.is_else() || level.tf_adjustment_weight == Some(0.0) {
                self.findings.push(SplinkFinding::IdleAdjustment {
                    comparison,
                    level: number,
                });
                continue;
            }
            if level.tf_adjustment_weight.is_none() {
                self.findings.push(SplinkFinding::WeightLeftOut {
                    comparison,
                    level: number,
                });
            }
            let column = self.translator.name(column);
            let own_u = level.disable_tf_exact_match_detection == Some(true);
            if !own_u {
                self.check_exact_level(number, &column, levels)?;
            }
            let at = self.scored().position(|(scored, _)| scored == number);
            let at = at.expect("a level that is neither null nor ELSE is scored");
            levels[at].term_frequency = Some(TermFrequency {
                column,
                weight: level.tf_adjustment_weight.unwrap_or(1.0),
                minimum_u: level.tf_minimum_u_value.unwrap_or(0.0),
                own_u,
            });
        }
        Ok(())
    }

    /// The level whose u probability the adjustment takes is there, and is the one that is taken here.
    fn check_exact_level(&mut self, number: usize, column: &str, levels: &[Level]) -> Result<()> {
        let sql: Vec<_> = self.scored().map(|(_, l)| &l.sql_condition).collect();
        let theirs = sql
            .iter()
            .position(|sql| self.translator.exact_column(sql).as_deref() == Some(column));
        let exact = Condition::exact(column);
        let ours = levels.iter().position(|level| level.when == exact);
        match (theirs, ours) {
            (None, _) => self.refuse(
                number,
                &format!(
                    "it adjusts for term frequency of {column}, and no level is exact agreement on that column alone; \
                     add one, or set disable_tf_exact_match_detection"
                ),
            ),
            (theirs, ours) if theirs == ours => Ok(()),
            _ => self.refuse(
                number,
                &format!("an earlier level casts {column} and would be taken for exact agreement"),
            ),
        }
    }
}

/// A null level's condition where it stands below other levels.
fn unless(when: Condition, above: &[Level]) -> Condition {
    if above.is_empty() {
        return when;
    }
    let above = above.iter().map(|level| level.when.clone()).collect();
    let none = Condition::Not(Box::new(Condition::Any(above)));
    Condition::All(vec![when, none])
}

/// A column's name without the quotes that Splink puts around reserved words.
fn unquoted(name: &str) -> &str {
    let within = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('`')).unwrap_or(name)
}
