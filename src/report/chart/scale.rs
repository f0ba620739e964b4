//! A linear axis with round ticks.

/// Maps values to positions along an axis.
#[derive(Debug, Clone)]
pub(in crate::report) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// An axis from `from` to `to` that holds every value and zero, with about `ticks` round steps.
    pub(in crate::report) fn new(
        values: impl IntoIterator<Item = f64>,
        from: f64,
        to: f64,
        ticks: u32,
    ) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (mut low, mut high) = (0.0f64, 0.0f64);
        for value in finite {
            low = low.min(value);
            high = high.max(value);
        }
        if low == high {
            (low, high) = (-1.0, 1.0);
        }
        let step = round_step((high - low) / f64::from(ticks));
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
            from,
            to,
        }
    }

    pub(in crate::report) fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The same axis drawn elsewhere.
    pub(in crate::report) fn moved(&self, from: f64, to: f64) -> Self {
        Self {
            from,
            to,
            ..self.clone()
        }
    }

    pub(in crate::report) fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as i64;
        let first = (self.low / self.step).round() as i64;
        (0..=count)
            .map(|i| (first + i) as f64 * self.step)
            .collect()
    }

    /// Decimals that tell the ticks apart.
    pub(in crate::report) fn decimals(&self) -> usize {
        (-self.step.log10()).ceil().max(0.0) as usize
    }
}

/// The next of 1, 2, 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let found = steps.iter().find(|&&step| step * power >= least * 0.999);
    found.unwrap_or(&10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_zero_and_every_value() {
        let scale = Scale::new([2.3, 7.1], 0.0, 100.0, 5);
        assert_eq!(scale.ticks(), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!((scale.at(0.0), scale.at(8.0)), (0.0, 100.0));
        let scale = Scale::new([-0.31, 0.12], 0.0, 1.0, 5);
        assert_eq!(scale.decimals(), 1);
        assert!(scale.at(-0.31) >= 0.0 && scale.at(0.12) <= 1.0);
        assert!(!Scale::new([], 0.0, 1.0, 4).ticks().is_empty());
    }
}
