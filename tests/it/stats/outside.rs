//! What R, scipy, statsmodels, pingouin and others work out of the same made-up numbers.
//!
//! The numbers and the values are in `tests/it/reference`, and the scripts that made them in `tests/reference`. Values of closed
//! forms agree to eleven significant digits or more. Where a tool searches or integrates, its own accuracy is said here.

mod categories;
mod models;
mod paired;
mod pooling;
mod time;

use super::*;

struct Value {
    case: String,
    statistic: String,
    value: f64,
    tool: String,
    checked: bool,
}

/// The made-up series, the outside values, and what did not agree.
struct Outside {
    values: Vec<Value>,
    failures: Vec<String>,
}

/// A series of `statistics_data.csv`.
fn series(name: &str) -> Vec<f64> {
    let file = include_str!("../reference/statistics_data.csv");
    let line = file
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(','));
    let line = line.unwrap_or_else(|| panic!("no series {name}"));
    line.split(',')
        .map(|value| value.parse().unwrap())
        .collect()
}

fn codes(name: &str) -> Vec<usize> {
    series(name).into_iter().map(|code| code as usize).collect()
}

fn yes(name: &str) -> Vec<bool> {
    series(name).into_iter().map(|yes| yes == 1.0).collect()
}

impl Outside {
    fn read() -> Self {
        let files = [
            include_str!("../reference/statistics_r.csv"),
            include_str!("../reference/statistics_python.csv"),
        ];
        let value = |line: &str| {
            let fields: Vec<&str> = line.split(',').collect();
            let [case, statistic, value, tool] = fields[..] else {
                panic!("four fields: {line}")
            };
            Value {
                case: case.into(),
                statistic: statistic.into(),
                value: value.parse().unwrap(),
                tool: tool.into(),
                checked: false,
            }
        };
        Self {
            values: files
                .iter()
                .flat_map(|file| file.lines().skip(2).map(value))
                .collect(),
            failures: Vec::new(),
        }
    }

    /// Compares with what every tool found, to a relative tolerance (absolute where the value is 0).
    fn check(&mut self, case: &str, found: &[(&str, f64)], tolerance: f64) {
        for &(statistic, found) in found {
            let mut known = false;
            for value in self.values.iter_mut() {
                if value.case != case || value.statistic != statistic {
                    continue;
                }
                (known, value.checked) = (true, true);
                let size = if value.value == 0.0 {
                    1.0
                } else {
                    value.value.abs()
                };
                let off = (found - value.value).abs() / size;
                if off.is_nan() || off > tolerance {
                    self.failures.push(format!(
                        "{case} {statistic}: {found:.17}, {} has {:.17}, off by {off:.1e}",
                        value.tool, value.value
                    ));
                }
            }
            if !known {
                self.failures
                    .push(format!("no outside value {case} {statistic}"));
            }
        }
    }

    fn finish(self) {
        let unchecked = self.values.iter().filter(|value| !value.checked);
        let unchecked: Vec<String> = unchecked
            .map(|value| format!("{} {} is not compared", value.case, value.statistic))
            .collect();
        let all = [self.failures, unchecked].concat();
        assert!(all.is_empty(), "\n{}", all.join("\n"));
        assert!(self.values.len() > 400);
    }
}

#[test]
fn every_outside_value_is_reached() {
    let mut outside = Outside::read();
    paired::check(&mut outside);
    categories::check(&mut outside);
    models::check(&mut outside);
    time::check(&mut outside);
    pooling::check(&mut outside);
    outside.finish();
}
