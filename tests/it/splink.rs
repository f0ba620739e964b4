//! Models of Splink taken over: forms of SQL, refusals, defaults, and Splink's own pairs and weights.

mod forms;
mod golden;
mod logic;
mod model;
mod naive;
mod refusals;
mod rules;

use serde_json::{Value, json};
use throughline::Result;
use throughline::linkage::{Condition, SplinkModel};

/// A model of one comparison and some blocking rules.
fn model(dialect: &str, levels: &[Value], rules: &[Value]) -> Value {
    json!({
        "link_type": "dedupe_only",
        "sql_dialect": dialect,
        "probability_two_random_records_match": 0.01,
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": [{"output_column_name": "it", "comparison_levels": levels}],
    })
}

fn read(model: &Value) -> Result<SplinkModel> {
    SplinkModel::from_json(&model.to_string())
}

fn level(sql: &str) -> Value {
    json!({"sql_condition": sql, "m_probability": 0.5, "u_probability": 0.25})
}

/// The condition of the first level of a model that has it and ELSE.
fn condition(dialect: &str, sql: &str) -> Result<Condition> {
    let rules = [json!("l.a = r.a")];
    let read = read(&model(dialect, &[level(sql), level("ELSE")], &rules))?;
    Ok(read.spec.comparisons()[0].levels()[0].when.clone())
}
