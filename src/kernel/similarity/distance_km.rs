//! Great-circle distance between two places on a spherical Earth.

use super::dialect::Dialect;

/// Mean radius of the Earth in kilometres, R₁ of the World Geodetic System 1984 (IUGG).
const MEAN_RADIUS_KM: f64 = 6371.0088;

/// The radius that Splink's queries use.
const SPLINK_RADIUS_KM: f64 = 6371.0;

/// A place on the globe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinates {
    /// Degrees north of the equator, -90 to 90.
    pub latitude: f64,
    /// Degrees east of Greenwich, -180 to 180.
    pub longitude: f64,
}

/// Great-circle distance in kilometres, by the haversine formula, which keeps its digits at small distances
/// (Sinnott 1984, Virtues of the haversine).
///
/// The Earth is not quite a sphere: distances are right to about half a per cent. NaN when a coordinate is.
///
/// # Examples
///
/// ```
/// use throughline::kernel::similarity::{Coordinates, distance_km};
///
/// let newcastle = Coordinates { latitude: 54.978, longitude: -1.618 };
/// let durham = Coordinates { latitude: 54.775, longitude: -1.585 };
/// assert!((distance_km(newcastle, durham) - 22.67).abs() < 0.01);
/// ```
pub fn distance_km(a: Coordinates, b: Coordinates) -> f64 {
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let north = ((lat_b - lat_a) / 2.0).sin();
    let east = ((b.longitude - a.longitude).to_radians() / 2.0).sin();
    let haversine = north * north + lat_a.cos() * lat_b.cos() * east * east;
    2.0 * MEAN_RADIUS_KM * haversine.clamp(0.0, 1.0).sqrt().asin()
}

impl Dialect {
    /// Great-circle distance in kilometres: [`distance_km`], or for an engine the formula that Splink 4 writes into
    /// its queries, the arc cosine of the dot product of the unit vectors, cut to -1 to 1 and rounded to single
    /// precision.
    ///
    /// # Numerics
    ///
    /// The arc cosine cannot tell places apart that lie closer than about a tenth of a metre.
    pub fn distance_km(self, a: Coordinates, b: Coordinates) -> f64 {
        if self == Self::CodePoints {
            return distance_km(a, b);
        }
        let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
        let east = (b.longitude - a.longitude).to_radians();
        let dot = lat_a.sin() * lat_b.sin() + lat_a.cos() * lat_b.cos() * east.cos();
        f64::from((dot.clamp(-1.0, 1.0).acos() * SPLINK_RADIUS_KM) as f32)
    }
}
