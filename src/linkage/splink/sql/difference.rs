//! Differences of dates and numbers, and distances on the ground.

use super::logic::Logic;
use super::test::Leaf;
use super::tree::Sql;
use super::{Refused, Translator, bound::Bound, far};
use crate::kernel::similarity::Dialect;
use crate::linkage::{
    Condition, DateUnit, DateWithin, KeyPart, Kilometres, NumberWithin, Transform,
};

/// Seconds in a day.
const DAY: f64 = 86_400.0;

impl Translator {
    /// A difference of dates or numbers, or a distance on the ground.
    pub(super) fn difference(
        &mut self,
        quantity: &Sql,
        written: &Sql,
        bound: Bound,
    ) -> Result<Leaf, Refused> {
        if bound.at < 0.0 || bound.real() < 0.0 {
            return Err(Refused::Threshold(bound.at));
        }
        if let Some([difference]) = quantity.call(&["abs"]) {
            return self.absolute(difference, bound);
        }
        if let Some([difference, larger]) = quantity.call(&["/"]) {
            return self.proportion(difference, larger, written, bound);
        }
        if let Some((latitude, longitude)) = far::places(quantity) {
            let whole = |name: &str, this: &mut Self| KeyPart::whole(this.name(name));
            return Ok(Leaf::known_when_present(Condition::Kilometres(
                Kilometres {
                    latitude: whole(&latitude, self),
                    longitude: whole(&longitude, self),
                    at_most: bound.real(),
                },
            )));
        }
        Err(Refused::Unknown(quantity.describe()))
    }

    fn absolute(&mut self, difference: &Sql, bound: Bound) -> Result<Leaf, Refused> {
        let days = match difference.call(&["datediff", "date_diff"]) {
            Some([a, b]) if self.dialect == Dialect::Spark => Some((a, b)),
            Some([Sql::Text(unit), a, b]) if unit.eq_ignore_ascii_case("day") => Some((a, b)),
            Some(_) => return Err(Refused::Unknown(difference.describe())),
            None => None,
        };
        if let Some((a, b)) = days {
            return self.days_apart(a, b, bound.whole());
        }
        let Some([a, b]) = difference.call(&["-"]) else {
            return Err(Refused::Unknown(difference.describe()));
        };
        let seconds = match self.dialect {
            Dialect::Spark => ["unix_timestamp"],
            _ => ["epoch"],
        };
        if let (Some([a]), Some([b])) = (a.call(&seconds), b.call(&seconds)) {
            // Whole days differ by a multiple of 86,400 seconds.
            let at = bound.at / DAY;
            return self.days_apart(a, b, Bound { at, ..bound }.whole());
        }
        let column = self.numbers(a, b)?;
        let at_most = bound.real();
        Ok(Leaf::known_when_present(Condition::NumberWithin(
            NumberWithin { column, at_most },
        )))
    }

    fn days_apart(&mut self, a: &Sql, b: &Sql, days: f64) -> Result<Leaf, Refused> {
        let column = self.both(a, b)?;
        if !matches!(column.transform(), Transform::Whole | Transform::Date(_)) {
            return Err(Refused::Unknown(format!("a difference of {column}")));
        }
        Ok(Leaf::known_when_present(Condition::DateWithin(
            DateWithin {
                column,
                at_most: days,
                unit: DateUnit::Days,
            },
        )))
    }

    /// `ABS(a - b) / (the larger of a and b)` against a share, as Splink writes a difference in per cent.
    fn proportion(
        &mut self,
        difference: &Sql,
        larger: &Sql,
        written: &Sql,
        bound: Bound,
    ) -> Result<Leaf, Refused> {
        let unknown = || Refused::Unknown("a quotient other than a difference in per cent".into());
        let (Some([difference]), Sql::Number(share)) = (difference.call(&["abs"]), written) else {
            return Err(unknown());
        };
        let Some([a, b]) = difference.call(&["-"]) else {
            return Err(unknown());
        };
        let is_larger = match larger {
            Sql::Call(name, operands) => match (name.as_str(), operands.as_slice()) {
                ("greatest", [x, y]) => same_two([x, y], [a, b]),
                ("case", [when, then, otherwise]) => match when.call(&[">", ">="]) {
                    Some([x, y]) => {
                        (x, y) == (then, otherwise) && same_two([then, otherwise], [a, b])
                    }
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        };
        if !is_larger {
            return Err(unknown());
        }
        // The decimal point is moved in the text, because a product would be rounded.
        let at = format!("{share}e2").parse().map_err(|_| unknown())?;
        let at_most = Bound { at, ..bound }.real();
        let column = self.numbers(a, b)?;
        let within = NumberWithin { column, at_most };
        Ok(Leaf::unknown(Logic::Test(Condition::PercentWithin(within))))
    }

    /// A column of numbers, of one record and of the other.
    fn numbers(&mut self, a: &Sql, b: &Sql) -> Result<KeyPart, Refused> {
        let number = |sql: &Sql| match sql.call(&["cast as double"]) {
            Some([inner]) => inner.clone(),
            _ => sql.clone(),
        };
        let column = self.both(&number(a), &number(b))?;
        match column.is_whole() {
            true => Ok(column),
            false => Err(Refused::Unknown(format!("a difference of {column}"))),
        }
    }
}

fn same_two(a: [&Sql; 2], b: [&Sql; 2]) -> bool {
    a == b || a == [b[1], b[0]]
}
