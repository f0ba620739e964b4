//! Great-circle distances against known arcs, a published value, and Splink's query.

use std::f64::consts::PI;

use proptest::prelude::*;
use throughline::kernel::similarity::{Coordinates, Dialect, distance_km};

fn at(latitude: f64, longitude: f64) -> Coordinates {
    Coordinates {
        latitude,
        longitude,
    }
}

#[test]
fn arcs_of_the_globe_are_fractions_of_its_girth() {
    let girth = 2.0 * PI * 6371.0088;
    assert!((distance_km(at(0.0, 0.0), at(0.0, 180.0)) - girth / 2.0).abs() < 1e-9);
    assert!((distance_km(at(90.0, 12.0), at(-90.0, 77.0)) - girth / 2.0).abs() < 1e-9);
    assert!((distance_km(at(0.0, 179.5), at(0.0, -179.5)) - girth / 360.0).abs() < 1e-9);
    assert!((distance_km(at(10.0, 5.0), at(11.0, 5.0)) - girth / 360.0).abs() < 1e-9);
    assert_eq!(distance_km(at(54.9, -1.6), at(54.9, -1.6)), 0.0);
    assert!(distance_km(at(54.9, f64::NAN), at(54.9, -1.6)).is_nan());
}

/// Rosetta Code, task Haversine formula: Nashville to Los Angeles airports, 2887.2599506071106 km on a sphere of
/// radius 6372.8 km.
#[test]
fn the_published_flight_keeps_its_length() {
    let radians = distance_km(at(36.12, -86.67), at(33.94, -118.40)) / 6371.0088;
    assert!((radians - 2_887.259_950_607_110_6 / 6372.8).abs() < 1e-12);
}

/// The expression of `great_circle_distance_km_sql` in Splink 4.0.16, run in DuckDB 1.4.0.
#[test]
fn engines_follow_splinks_query() {
    let table = [
        (at(54.978, -1.618), at(54.775, -1.585), 22.67108154296875),
        (at(51.5074, -0.1278), at(48.8566, 2.3522), 343.5560607910156),
        (at(29.7517, -95.4054), at(29.7517, -95.4054), 0.0),
        (at(0.0, 0.0), at(0.0, 180.0), 20015.0859375),
        (at(54.0, -1.0), at(54.000001, -1.0), 0.00013425879296846688),
        (at(54.0, 179.9), at(54.0, -179.9), 13.07174301147461),
        (at(50.0664, -5.7147), at(58.6439, -3.07), 968.853271484375),
        (
            at(53.4808, -2.2426),
            at(53.4839, -2.2446),
            0.36923471093177795,
        ),
    ];
    for (a, b, expected) in table {
        for dialect in [Dialect::DuckDb, Dialect::Spark] {
            let ours = dialect.distance_km(a, b);
            assert!(
                (ours - expected).abs() <= 1e-7 * expected,
                "{a:?} {b:?} {ours}"
            );
        }
        assert_eq!(Dialect::CodePoints.distance_km(a, b), distance_km(a, b));
    }
}

proptest! {
    #[test]
    fn distances_are_a_metric_on_the_globe(
        (lat_a, long_a) in (-90.0..90.0, -180.0..180.0),
        (lat_b, long_b) in (-90.0..90.0, -180.0..180.0),
        (lat_c, long_c) in (-90.0..90.0, -180.0..180.0),
    ) {
        let (a, b, c) = (at(lat_a, long_a), at(lat_b, long_b), at(lat_c, long_c));
        let ab = distance_km(a, b);
        prop_assert!((ab - distance_km(b, a)).abs() < 1e-9);
        prop_assert!(ab <= distance_km(a, c) + distance_km(c, b) + 1e-6);
        prop_assert!((Dialect::DuckDb.distance_km(a, b) - ab).abs() < 1e-5 * ab + 1e-3);
    }
}
