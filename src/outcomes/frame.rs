//! A comparison as a frame.

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series};

use crate::error::Result;
use crate::kernel::stats::{EFFECT_NAMES, SignedRankMethod};
use crate::longitudinal::Direction;

use super::{BeyondRegression, Comparison, ComparisonRow, PairedChange};

impl Comparison {
    /// One row per cell and one column per statistic, null where the statistic is not defined.
    ///
    /// Use it to sort, join or write a comparison. Columns: `measure`, `wave`, `grouping`, `group`, `direction`
    /// (`String`); `n_eligible`, `n_baseline`, `n_paired`, `n_lost` (`UInt64`; lost have a baseline and no follow-up);
    /// means, standard deviations, `correlation`, `ci_level`, `ci_lower`, `ci_upper`, `t`, `df`, `p_t`, `w`,
    /// `p_wilcoxon` (`Float64`), `n_nonzero`, `n_zero` (`UInt64`), `wilcoxon_method` (`String`); each effect under its
    /// own name, as listed in [`EFFECT_NAMES`]; `expected_by_regression`, `beyond_regression` and its `_lower` and `_upper`
    /// (`Float64`, of people chosen by their score); `improved`, `same`, `worse` (`UInt64`), `threshold` (`Float64`).
    ///
    /// # Errors
    ///
    /// When the frame engine refuses the columns, as it does when it runs out of memory.
    pub fn to_frame(&self) -> Result<DataFrame> {
        let mut columns = self.place_columns();
        columns.extend(self.change_columns());
        columns.extend(self.test_columns());
        columns
            .extend(EFFECT_NAMES.map(|name| self.of_change(name, |change| effect(change, name))));
        let regression = |of: fn(&BeyondRegression) -> f64| {
            move |change: &PairedChange| change.regression.as_ref().map(of)
        };
        columns.extend([
            self.of_change("expected_by_regression", regression(|own| own.expected)),
            self.of_change("beyond_regression", regression(|own| own.beyond)),
            self.of_change("beyond_regression_lower", regression(|own| own.ci.lower)),
            self.of_change("beyond_regression_upper", regression(|own| own.ci.upper)),
            self.count("improved", |row| row.responders.improved),
            self.count("same", |row| row.responders.same),
            self.count("worse", |row| row.responders.worse),
            self.number("threshold", |row| Some(row.responders.threshold)),
        ]);
        Ok(DataFrame::new(self.rows.len(), columns)?)
    }

    fn place_columns(&self) -> Vec<Column> {
        vec![
            self.text("measure", |row| Some(&row.measure)),
            self.text("wave", |row| Some(&row.wave)),
            self.text("grouping", |row| Some(&row.grouping)),
            self.text("group", |row| Some(&row.group)),
            self.text("direction", |row| Some(direction_name(row.direction))),
            self.count("n_eligible", |row| row.n_eligible),
            self.count("n_baseline", |row| row.n_baseline),
            self.count("n_paired", |row| row.n_paired),
            self.count("n_lost", ComparisonRow::n_lost),
        ]
    }

    fn change_columns(&self) -> Vec<Column> {
        vec![
            self.of_change("mean_baseline", |change| Some(change.mean_baseline)),
            self.of_change("mean_follow_up", |change| Some(change.mean_follow_up)),
            self.of_change("sd_baseline", |change| Some(change.sd_baseline)),
            self.of_change("sd_follow_up", |change| Some(change.sd_follow_up)),
            self.of_change("mean_change", |change| Some(change.mean_change)),
            self.of_change("sd_change", |change| Some(change.sd_change)),
            self.of_change("correlation", |change| change.correlation),
            self.of_change("ci_level", |change| Some(change.ci.level)),
            self.of_change("ci_lower", |change| Some(change.ci.lower)),
            self.of_change("ci_upper", |change| Some(change.ci.upper)),
        ]
    }

    fn test_columns(&self) -> Vec<Column> {
        let signed_rank = |row: &ComparisonRow| row.change.as_ref().and_then(|c| c.signed_rank);
        vec![
            self.of_change("t", |change| change.t_test.map(|test| test.t)),
            self.of_change("df", |change| change.t_test.map(|test| test.df)),
            self.of_change("p_t", |change| change.t_test.map(|test| test.p)),
            self.of_change("w", |change| change.signed_rank.map(|test| test.w)),
            self.of_change("p_wilcoxon", |change| change.signed_rank.map(|test| test.p)),
            self.maybe_count("n_nonzero", |row| {
                signed_rank(row).map(|test| test.n_nonzero)
            }),
            self.maybe_count("n_zero", |row| signed_rank(row).map(|test| test.n_zero)),
            self.text("wilcoxon_method", |row| {
                signed_rank(row).map(|test| method_name(test.method))
            }),
        ]
    }

    fn text<'a>(
        &'a self,
        name: &str,
        value: impl Fn(&'a ComparisonRow) -> Option<&'a str>,
    ) -> Column {
        let values: Vec<Option<&str>> = self.rows.iter().map(value).collect();
        Series::new(name.into(), values).into_column()
    }

    fn count(&self, name: &str, value: impl Fn(&ComparisonRow) -> u64) -> Column {
        let values: Vec<u64> = self.rows.iter().map(value).collect();
        Series::new(name.into(), values).into_column()
    }

    fn maybe_count(&self, name: &str, value: impl Fn(&ComparisonRow) -> Option<u64>) -> Column {
        let values: Vec<Option<u64>> = self.rows.iter().map(value).collect();
        Series::new(name.into(), values).into_column()
    }

    fn number(&self, name: &str, value: impl Fn(&ComparisonRow) -> Option<f64>) -> Column {
        let values: Vec<Option<f64>> = self.rows.iter().map(value).collect();
        Series::new(name.into(), values).into_column()
    }

    fn of_change(&self, name: &str, value: impl Fn(&PairedChange) -> Option<f64>) -> Column {
        self.number(name, |row| row.change.as_ref().and_then(&value))
    }
}

fn effect(change: &PairedChange, name: &str) -> Option<f64> {
    change.effect(name).map(|effect| effect.value)
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "higher_is_better",
        Direction::LowerIsBetter => "lower_is_better",
    }
}

fn method_name(method: SignedRankMethod) -> &'static str {
    match method {
        SignedRankMethod::Exact => "exact",
        SignedRankMethod::Normal => "normal",
    }
}
