//! Streets and postcodes that do not exist.

use super::draw::{Draw, scatter};
use super::pools;

/// Postcode areas of the right form that are not in use, two for each locality.
const AREAS: [&str; 8] = ["ZA", "ZB", "ZD", "ZG", "ZH", "ZK", "ZM", "ZR"];
const INWARD: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
const UNITS_IN_SECTOR: u64 = 400;
const UNITS_IN_AREA: u64 = 40 * 9 * UNITS_IN_SECTOR;
/// Postcodes of each area that one block of people lives in.
const UNITS_IN_BLOCK: u64 = 12;

/// Part of the invented country; its council, health body and charities serve the people in it.
pub(crate) const LOCALITIES: usize = 4;

/// Where a household lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// House and street, such as `14 Larkspur Close`.
    pub line: String,
    /// Postcode with its space, of the right form but not in use.
    pub postcode: String,
}

impl Address {
    /// An address in a locality, near where the block's other households live.
    pub(crate) fn near(draw: &mut Draw, locality: u8, block: u64) -> Self {
        let area = usize::from(locality) * 2 + draw.below(2);
        let unit = (block * UNITS_IN_BLOCK + draw.below(UNITS_IN_BLOCK as usize) as u64)
            .rem_euclid(UNITS_IN_AREA);
        let (name, kind) = pools::street(scatter(unit * 8 + area as u64));
        let house = 1 + draw.below(80);
        let line = match draw.chance(0.12) {
            true => format!("Flat {} {house} {name} {kind}", 1 + draw.below(12)),
            false => format!("{house} {name} {kind}"),
        };
        Self {
            line,
            postcode: postcode(area, unit),
        }
    }
}

/// A locality, the larger ones more often.
pub(crate) fn locality(draw: &mut Draw) -> u8 {
    draw.weighted(&[0.32, 0.26, 0.24, 0.18]) as u8
}

fn postcode(area: usize, unit: u64) -> String {
    let (sector, inward) = (unit / UNITS_IN_SECTOR, unit % UNITS_IN_SECTOR);
    format!(
        "{}{} {}{}{}",
        AREAS[area],
        1 + sector / 9,
        1 + sector % 9,
        char::from(INWARD[(inward / 20) as usize]),
        char::from(INWARD[(inward % 20) as usize]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_distinct_and_well_formed() {
        let all: std::collections::BTreeSet<String> =
            (0..UNITS_IN_AREA).map(|unit| postcode(3, unit)).collect();
        assert_eq!(all.len() as u64, UNITS_IN_AREA);
        assert_eq!(postcode(0, 0), "ZA1 1AA");
        assert_eq!(postcode(7, UNITS_IN_AREA - 1), "ZR40 9ZZ");
    }
}
