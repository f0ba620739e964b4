//! The JSON that Splink saves and reads, versions 4 and 5 alike.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Keys that nothing here has a name for.
pub(super) type Others = BTreeMap<String, Value>;

/// Keys of the settings that don't bear on which pairs are scored, nor on how.
pub(super) const IDLE: [&str; 10] = [
    "additional_columns_to_retain",
    "bayes_factor_column_prefix",
    "comparison_vector_value_column_prefix",
    "em_convergence",
    "linker_uid",
    "match_weight_column_prefix",
    "max_iterations",
    "retain_intermediate_calculation_columns",
    "retain_matching_columns",
    "term_frequency_adjustment_column_prefix",
];

/// The whole file.
#[derive(Deserialize)]
pub(super) struct Settings {
    pub(super) link_type: Linking,
    pub(super) sql_dialect: Option<String>,
    #[serde(default = "one_in_ten_thousand")]
    pub(super) probability_two_random_records_match: f64,
    #[serde(default = "unique_id")]
    pub(super) unique_id_column_name: String,
    #[serde(default = "source_dataset")]
    pub(super) source_dataset_column_name: String,
    #[serde(default)]
    pub(super) blocking_rules_to_generate_predictions: Vec<Rule>,
    #[serde(default)]
    pub(super) comparisons: Vec<Comparison>,
    #[serde(flatten)]
    pub(super) others: Others,
}

fn one_in_ten_thousand() -> f64 {
    0.0001
}

fn unique_id() -> String {
    "unique_id".to_owned()
}

fn source_dataset() -> String {
    "source_dataset".to_owned()
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Linking {
    DedupeOnly,
    LinkOnly,
    LinkAndDedupe,
}

/// A blocking rule: SQL alone, or with its settings.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Rule {
    Sql(String),
    Table(RuleTable),
}

#[derive(Deserialize)]
pub(super) struct RuleTable {
    pub(super) blocking_rule: String,
    #[serde(rename = "sql_dialect")]
    _dialect: Option<String>,
    pub(super) salting_partitions: Option<Value>,
    pub(super) arrays_to_explode: Option<Vec<String>>,
    #[serde(flatten)]
    pub(super) others: Others,
}

#[derive(Deserialize)]
pub(super) struct Comparison {
    pub(super) output_column_name: Option<String>,
    #[serde(rename = "comparison_description")]
    _description: Option<String>,
    pub(super) comparison_levels: Vec<Level>,
    #[serde(flatten)]
    pub(super) others: Others,
}

#[derive(Deserialize)]
pub(super) struct Level {
    pub(super) sql_condition: String,
    #[serde(rename = "label_for_charts")]
    _label: Option<String>,
    pub(super) m_probability: Option<Probability>,
    pub(super) u_probability: Option<Probability>,
    pub(super) fix_m_probability: Option<bool>,
    pub(super) fix_u_probability: Option<bool>,
    pub(super) tf_adjustment_column: Option<String>,
    pub(super) tf_adjustment_weight: Option<f64>,
    pub(super) tf_minimum_u_value: Option<f64>,
    pub(super) is_null_level: Option<bool>,
    pub(super) disable_tf_exact_match_detection: Option<bool>,
    pub(super) base_dialect_str: Option<String>,
    #[serde(flatten)]
    pub(super) others: Others,
}

/// A probability, or the text that says that training saw no pair at the level.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Probability {
    Value(f64),
    Unseen(String),
}

impl Level {
    /// Whether this is where pairs without evidence go.
    pub(super) fn is_null(&self) -> bool {
        self.is_null_level == Some(true)
    }

    /// Whether this is "anything else".
    pub(super) fn is_else(&self) -> bool {
        self.sql_condition.trim().eq_ignore_ascii_case("else")
    }
}
