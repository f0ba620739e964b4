//! One number of one method, before it has its place in the table.

use std::borrow::Cow;

use crate::kernel::stats::regression::{Coefficient, Unfit};
use crate::kernel::stats::{Interval, PairedT};

use super::Caveat;

/// How a number is combined over link sets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Pooling {
    /// Its mean, without interval or test.
    #[default]
    Plain,
    /// By its standard error and degrees of freedom; where it is tested, against zero.
    Mean,
    /// A standardised effect: by half its interval.
    Effect,
    /// A share of `n`: on the scale of log odds.
    Share,
}

/// A number with what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Estimate {
    pub quantity: Cow<'static, str>,
    pub value: Option<f64>,
    pub se: Option<f64>,
    pub ci: Option<Interval>,
    pub statistic: Option<f64>,
    pub df: Option<f64>,
    pub p: Option<f64>,
    /// People it is of, where these are not the cell's pairs.
    pub n: Option<u64>,
    pub n_missing: Option<u64>,
    pub caveats: Vec<Caveat>,
    pub seed: Option<u64>,
    pub pooling: Pooling,
    /// What its p value is adjusted among, where that is more than its own quantity.
    pub family: Option<&'static str>,
}

impl Estimate {
    pub(super) fn of(quantity: impl Into<Cow<'static, str>>) -> Self {
        Self {
            quantity: quantity.into(),
            ..Self::default()
        }
    }

    /// A quantity that is not defined, and why.
    pub(super) fn none(quantity: impl Into<Cow<'static, str>>, why: Caveat) -> Self {
        Self::of(quantity).caveat(why)
    }

    pub(super) fn value(mut self, value: impl Into<Option<f64>>) -> Self {
        self.value = value.into();
        self
    }

    pub(super) fn se(mut self, se: f64) -> Self {
        self.se = Some(se);
        self
    }

    pub(super) fn ci(mut self, ci: impl Into<Option<Interval>>) -> Self {
        self.ci = ci.into();
        self
    }

    pub(super) fn test(mut self, statistic: f64, df: impl Into<Option<f64>>, p: f64) -> Self {
        self.statistic = Some(statistic);
        self.df = df.into();
        self.p = Some(p);
        self
    }

    pub(super) fn degrees(mut self, df: f64) -> Self {
        self.df = Some(df);
        self
    }

    pub(super) fn p(mut self, p: f64) -> Self {
        self.p = Some(p);
        self
    }

    pub(super) fn n(mut self, n: u64) -> Self {
        self.n = Some(n);
        self
    }

    pub(super) fn missing(mut self, n: u64) -> Self {
        self.n_missing = Some(n);
        self
    }

    pub(super) fn pooled_as(mut self, pooling: Pooling) -> Self {
        self.pooling = pooling;
        self
    }

    pub(super) fn family(mut self, family: &'static str) -> Self {
        self.family = Some(family);
        self
    }

    pub(super) fn seed(mut self, seed: impl Into<Option<u64>>) -> Self {
        self.seed = seed.into();
        self
    }

    pub(super) fn caveat(mut self, caveat: impl Into<Option<Caveat>>) -> Self {
        self.caveats.extend(caveat.into());
        self
    }

    pub(super) fn coefficient(self, of: &Coefficient) -> Self {
        self.value(of.estimate)
            .se(of.se)
            .ci(of.ci)
            .test(of.statistic, of.df, of.p)
            .pooled_as(Pooling::Mean)
    }

    pub(super) fn paired_t(self, of: &PairedT) -> Self {
        let found = self
            .value(of.mean)
            .se(of.sd / (of.n as f64).sqrt())
            .ci(of.ci)
            .pooled_as(Pooling::Mean);
        match of.test {
            Some(test) => found.test(test.t, test.df, test.p),
            None => found.caveat(Caveat::NoVariation),
        }
    }
}

/// Why a model failed, with the name of the term at fault.
pub(super) fn unfit(why: Unfit, terms: &[String]) -> Caveat {
    let reason = match why {
        Unfit::Dependent(term) => match terms.get(term) {
            Some(name) => format!("`{name}` is a combination of the terms before it, or constant"),
            None => why.to_string(),
        },
        _ => why.to_string(),
    };
    Caveat::Unfit { reason }
}
