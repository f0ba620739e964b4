//! Models of Splink, taken over as a specification with its parameters.
//!
//! Splink keeps a model as JSON whose conditions are SQL. Each condition is parsed in the model's dialect and rebuilt
//! from [`Condition`](crate::linkage::Condition)s that hold for exactly the pairs for which the SQL is true; what can't
//! be rebuilt so is refused.

mod blocking;
mod comparison;
mod defaults;
mod finding;
mod settings;
mod sql;

use std::fmt::Display;
use std::path::Path;

pub use finding::SplinkFinding;

use crate::error::LinkageError;
use crate::kernel::fellegi_sunter::Parameters;
use crate::kernel::similarity::Dialect;
use crate::linkage::{BlockingRule, Convergence, LinkType, LinkageModel, LinkageSpec, Prior};
use crate::{Error, Result};
use settings::{IDLE, Linking, Others, Settings};
use sql::Translator;

/// A model of Splink 4 or 5, trained or not, in our terms.
///
/// The specification has the model's link type, dialect, blocking rules, comparisons and prior. The parameters stand
/// apart, because a specification is what to estimate: `m[c][k]` and `u[c][k]` belong to level `k` of comparison `c`
/// as the specification orders them, "anything else" last. Parameters that the file lacks are Splink's defaults, which
/// is what Splink would score with; [`findings`](Self::findings) says which.
///
/// Some things are read in a way of our own. Values are text here, and an empty one is missing. Array columns are text
/// columns too, their values parted by `|`, so that an intersection of arrays counts the values of
/// `split(column, "|")`. A cast of a column to text is the column. And a rule that is a disjunction becomes several
/// rules, which give the same pairs.
///
/// # Examples
///
/// ```
/// use throughline::linkage::{Comparison, Condition, SplinkModel};
///
/// let model = SplinkModel::from_json(r#"{
///   "link_type": "dedupe_only", "sql_dialect": "duckdb",
///   "probability_two_random_records_match": 0.001,
///   "blocking_rules_to_generate_predictions": ["l.surname = r.surname"],
///   "comparisons": [{"output_column_name": "surname", "comparison_levels": [
///     {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
///     {"sql_condition": "surname_l = surname_r", "m_probability": 0.9, "u_probability": 0.01},
///     {"sql_condition": "levenshtein(surname_l, surname_r) <= 1", "m_probability": 0.07, "u_probability": 0.01},
///     {"sql_condition": "ELSE", "m_probability": 0.03, "u_probability": 0.98}]}]
/// }"#)?;
/// assert_eq!(model.spec.comparisons()[0].levels()[1].when, Condition::levenshtein("surname", 1));
/// assert_eq!(model.m[0], [0.9, 0.07, 0.03]);
/// assert!(model.is_trained && model.findings.is_empty());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SplinkModel {
    /// What is compared, how, and which pairs.
    pub spec: LinkageSpec,
    /// By comparison, the m probability of each level, best first, "anything else" last.
    pub m: Vec<Vec<f64>>,
    /// By comparison, the u probability of each level, best first, "anything else" last.
    pub u: Vec<Vec<f64>>,
    /// Probability that two random records match.
    pub lambda: f64,
    /// Name of the column of record ids.
    pub unique_id: String,
    /// Name of the column that says which dataset a record is of.
    pub source_dataset: String,
    /// Whether the file gives an m and a u probability for some level of every comparison: Splink leaves out those that
    /// its training never met.
    pub is_trained: bool,
    /// What else is worth knowing.
    pub findings: Vec<SplinkFinding>,
    /// The columns that the model reads, each once, in order of first use.
    pub columns: Vec<String>,
}

/// What Splink takes a smaller probability for.
const LEAST: f64 = 1e-300;

impl SplinkModel {
    /// The specification to train anew: lambda is estimated, not Splink's default.
    pub fn into_spec(self) -> LinkageSpec {
        LinkageSpec {
            prior: None,
            ..self.spec
        }
    }

    /// The model as one that scores records: its parameters, or Splink's defaults where it has none.
    ///
    /// Score [`Records::verbatim`](crate::standardise::Records::verbatim) with it, for it was made for values as they
    /// are. To train it, train [`spec`](Self::spec) instead.
    pub fn into_model(self) -> LinkageModel {
        let floored = |levels: Vec<Vec<f64>>| -> Vec<Vec<f64>> {
            let floor = |level: f64| level.max(LEAST);
            levels
                .into_iter()
                .map(|one| one.into_iter().map(floor).collect())
                .collect()
        };
        LinkageModel {
            parameters: Parameters::new(self.lambda, floored(self.m), floored(self.u)),
            spec: self.spec,
            convergence: Convergence::default(),
        }
    }

    /// Takes over a model from the JSON that Splink saves.
    ///
    /// # Errors
    ///
    /// When the text is not such JSON, its dialect is neither DuckDB's nor Spark's, a probability is out of range, or
    /// a condition has no counterpart here or depends on which record is the left one; the message names the
    /// comparison and level, or the rule, and the SQL.
    pub fn from_json(text: &str) -> Result<Self> {
        let settings: Settings =
            serde_json::from_str(text).map_err(|error| unreadable(&error.to_string()))?;
        let mut findings = Vec::new();
        let dialect = dialect(&settings, &mut findings)?;
        let lambda = settings.probability_two_random_records_match;
        if !(lambda > 0.0 && lambda < 1.0) {
            return Err(unreadable(&format!(
                "the probability that two random records match is {lambda}, which must lie between 0 and 1"
            )));
        }
        let idle = |key: &String| IDLE.contains(&key.as_str());
        let others = settings.others.iter().filter(|(key, _)| !idle(key));
        findings.extend(others.map(|(key, _)| unknown_key("the settings", key)));

        let mut translator = Translator::new(dialect);
        let mut model = Self {
            spec: LinkageSpec::new()
                .link_type(match settings.link_type {
                    Linking::DedupeOnly => LinkType::Dedupe,
                    Linking::LinkOnly => LinkType::Link,
                    Linking::LinkAndDedupe => LinkType::LinkAndDedupe,
                })
                .dialect(dialect)
                .prior(Prior::Fixed(lambda)),
            m: Vec::new(),
            u: Vec::new(),
            lambda,
            unique_id: settings.unique_id_column_name.clone(),
            source_dataset: settings.source_dataset_column_name.clone(),
            is_trained: true,
            findings,
            columns: Vec::new(),
        };
        model.compare(&settings, &mut translator)?;
        model.block(&settings, &mut translator)?;
        model.note(translator);
        Ok(model)
    }

    /// Takes over a model from a file.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json), and when the file can't be read.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let text = std::fs::read_to_string(&path).map_err(|source| Error::io(&path, source))?;
        Self::from_json(&text)
    }

    fn compare(&mut self, settings: &Settings, translator: &mut Translator) -> Result<()> {
        for (number, read) in (1..).zip(&settings.comparisons) {
            let taken = comparison::take(read, number, translator, &mut self.findings)?;
            self.spec = std::mem::take(&mut self.spec).compare(taken.comparison);
            self.m.push(taken.m);
            self.u.push(taken.u);
            self.is_trained &= taken.is_trained;
        }
        Ok(())
    }

    fn block(&mut self, settings: &Settings, translator: &mut Translator) -> Result<()> {
        let read = &settings.blocking_rules_to_generate_predictions;
        let mut rules = Vec::with_capacity(read.len());
        for (number, rule) in (1..).zip(read) {
            rules.extend(blocking::take(
                rule,
                number,
                translator,
                &mut self.findings,
            )?);
        }
        if read.is_empty() {
            self.findings.push(SplinkFinding::EveryPair);
            rules.push(BlockingRule::everything());
        }
        let spec = std::mem::take(&mut self.spec);
        self.spec = rules.into_iter().fold(spec, LinkageSpec::block);
        Ok(())
    }

    /// Keeps what the translator came across.
    fn note(&mut self, translator: Translator) {
        let arrays = translator.arrays.into_iter();
        let arrays = arrays.map(|column| SplinkFinding::ArrayColumn { column });
        let beyond = translator.beyond.iter().map(|part| {
            let part = part.to_string();
            SplinkFinding::ShortValues { part }
        });
        let strict = translator.strict_dates.into_iter();
        let strict = strict.map(|format| SplinkFinding::StrictDates { format });
        self.findings.extend(arrays.chain(beyond).chain(strict));
        self.columns = translator.columns;
    }
}

fn dialect(settings: &Settings, findings: &mut Vec<SplinkFinding>) -> Result<Dialect> {
    match settings.sql_dialect.as_deref() {
        Some("duckdb") => Ok(Dialect::DuckDb),
        Some("spark") => Ok(Dialect::Spark),
        Some(other) => Err(unreadable(&format!(
            "its SQL dialect is {other}; models of duckdb and spark are read"
        ))),
        None => {
            findings.push(SplinkFinding::DialectAssumed);
            Ok(Dialect::DuckDb)
        }
    }
}

fn unreadable(reason: &str) -> Error {
    let reason = reason.to_owned();
    LinkageError::SplinkText { reason }.into()
}

fn at_sql(place: String, reason: &dyn Display, sql: &str) -> Error {
    let words: Vec<&str> = sql.split_whitespace().collect();
    LinkageError::SplinkSql {
        place,
        reason: reason.to_string(),
        sql: words.join(" "),
    }
    .into()
}

fn unknown_key(place: &str, key: &str) -> SplinkFinding {
    SplinkFinding::UnknownKey {
        place: place.to_owned(),
        key: key.to_owned(),
    }
}

fn unknown_keys(findings: &mut Vec<SplinkFinding>, place: &str, keys: &Others) {
    findings.extend(keys.keys().map(|key| unknown_key(place, key)));
}
