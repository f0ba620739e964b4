//! The distance between two places as Splink writes it: the great circle by the law of cosines, in km.

use super::tree::{Naming, Sql, parse};
use crate::kernel::similarity::Dialect;

/// The columns of latitude and longitude, when the quantity is Splink's distance between the places of both records.
pub(super) fn places(quantity: &Sql) -> Option<(String, String)> {
    let mut columns = Vec::new();
    names(quantity, &mut columns);
    let [latitude, longitude] = columns.as_slice() else {
        return None;
    };
    let expected = parse(&distance(), Dialect::DuckDb, Naming::Suffixes).ok()?;
    let expected = renamed(expected, latitude, longitude);
    (expected == *quantity).then(|| (latitude.clone(), longitude.clone()))
}

fn distance() -> String {
    let cosine = "sin(radians(lat_l)) * sin(radians(lat_r)) \
                  + cos(radians(lat_l)) * cos(radians(lat_r)) * cos(radians(long_r - long_l))";
    let kept =
        format!("case when ({cosine}) > 1 then 1 when ({cosine}) < -1 then -1 else ({cosine}) end");
    format!("cast(acos({kept}) * 6371 as float)")
}

/// The names of the columns, each once, in order.
fn names(sql: &Sql, found: &mut Vec<String>) {
    match sql {
        Sql::Column(_, name) if !found.contains(name) => found.push(name.clone()),
        Sql::Call(_, operands) => operands.iter().for_each(|operand| names(operand, found)),
        _ => {}
    }
}

fn renamed(sql: Sql, latitude: &str, longitude: &str) -> Sql {
    match sql {
        Sql::Column(side, name) => {
            let name = if name == "lat" { latitude } else { longitude };
            Sql::Column(side, name.to_owned())
        }
        Sql::Call(name, operands) => {
            let operands = operands.into_iter();
            let operands = operands.map(|operand| renamed(operand, latitude, longitude));
            Sql::Call(name, operands.collect())
        }
        other => other,
    }
}
