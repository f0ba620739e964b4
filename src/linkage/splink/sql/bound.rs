//! Upper bounds, strict or not.

/// An upper bound on a quantity.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    pub(super) at: f64,
    /// Whether the bound itself is too much.
    pub(super) strict: bool,
}

impl Bound {
    /// The largest whole number within the bound.
    pub(super) fn whole(self) -> f64 {
        if self.strict {
            self.at.ceil() - 1.0
        } else {
            self.at.floor()
        }
    }

    /// The largest number within the bound.
    pub(super) fn real(self) -> f64 {
        if self.strict {
            self.at.next_down()
        } else {
            self.at
        }
    }
}
