//! Laws that hold for any text, and check digits against their rules written out naively.

use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use throughline::ingest::DateOrder;
use throughline::standardise::{self, Chi, NhsIssuer, NhsNumber, Postcode, Scn, Sex, Uln, Upn};

use super::{name, today};

/// The data dictionary's five steps, in its own order: weight 10 to 2, remainder, 11 less it, 11 is 0, 10 is none.
pub(super) fn with_nhs_check(nine: u64) -> Option<String> {
    let check = 11 - weighted(nine) % 11;
    (check != 10).then(|| format!("{nine:09}{}", check % 11))
}

/// The learner number's rule: weight 10 to 2, remainder, 10 less it; remainder 0 gives none.
fn with_uln_check(nine: u64) -> Option<String> {
    let remainder = weighted(nine) % 11;
    (remainder != 0).then(|| format!("{nine:09}{}", 10 - remainder))
}

fn weighted(nine: u64) -> u64 {
    (0..9)
        .map(|place| nine / 10_u64.pow(place) % 10 * u64::from(place + 2))
        .sum()
}

fn with_upn_letter(twelve: u64) -> String {
    let sum: u64 = (0..12)
        .map(|place| twelve / 10_u64.pow(place) % 10 * u64::from(13 - place))
        .sum();
    let letter = "ABCDEFGHJKLMNPQRTUVWXYZ"
        .chars()
        .nth((sum % 23) as usize)
        .unwrap();
    format!("{letter}{twelve:012}")
}

/// Text that reaches the rules: words with a meaning, accents, punctuation, digits.
fn awkward() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(vec![
            "MR",
            "Jr",
            "II",
            "NEE",
            "aka",
            "Baby",
            "twin",
            "1",
            "st",
            "ST",
            "Rd",
            "FLT",
            "no fixed abode",
            "N/A",
            "x",
            "Unborn",
            "Smith",
            "O'Neill",
            "ß",
            "ŉ",
            "ǰ",
            "İ",
            "ΐ",
            "각",
            "ﬁ",
            "½",
            "é",
            "a\u{301}",
            "\u{1100}",
            "\u{1161}",
            "(",
            ")",
            "\"",
            ",",
            "-",
            "SO1",
            "0",
            "O",
            "I",
            "2AB",
            "ZZ99",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec((word, "[ ,]?"), 0..7).prop_map(|words| {
        words
            .into_iter()
            .flat_map(|(word, gap)| [word, gap])
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_standard_name_stays(raw in awkward()) {
        if let Some(standard) = name(&raw) {
            prop_assert_eq!(name(&standard), Some(standard));
        }
    }

    #[test]
    fn parts_of_a_surname_first_cell_stay(raw in awkward()) {
        let standard = standardise::name(&raw);
        if let Some(parts) = standard.surname_first() {
            for part in [parts.surname.value(), parts.forename.value()].into_iter().flatten() {
                let again = name(part);
                prop_assert_eq!(again.as_deref(), Some(part));
            }
        }
    }

    #[test]
    fn a_standard_address_or_text_stays(raw in awkward()) {
        for function in [standardise::address_line, standardise::text] {
            if let Some(standard) = function(&raw).value() {
                let again = function(standard);
                prop_assert_eq!(again.value(), Some(standard));
            }
        }
    }

    #[test]
    fn a_standard_postcode_stays(raw in prop_oneof![awkward(), "[A-Z01OI]{1,2}[0-9OI]{1,2}[A-Z]? ?[0-9OI][A-Z]{2}"]) {
        if let Some(standard) = standardise::postcode(&raw).value() {
            let again = standardise::postcode(standard);
            prop_assert_eq!((again.value(), again.finding()), (Some(standard), None));
            let parsed = Postcode::parse(&raw).unwrap();
            prop_assert_eq!(parsed.as_str(), standard);
        }
    }

    #[test]
    fn a_standard_date_stays(raw in prop_oneof!["[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}", awkward()]) {
        let read = |raw: &str| standardise::date_of_birth(raw, DateOrder::DayFirst, today());
        if let Some(standard) = read(&raw).value() {
            let again = read(standard);
            prop_assert_eq!(again.value(), Some(standard));
            prop_assert!(NaiveDate::parse_from_str(standard, "%Y-%m-%d").unwrap() <= today());
        }
    }

    #[test]
    fn no_text_is_a_number_of_two_registers(nine in 100_000_000_u64..1_000_000_000, last in 0..10) {
        let text = format!("{nine}{last}");
        let nhs = with_nhs_check(nine) == Some(text.clone());
        let uln = with_uln_check(nine) == Some(text.clone());
        let same = text.bytes().all(|b| b == text.as_bytes()[0]);
        prop_assert_eq!(NhsNumber::parse(&text).is_ok(), nhs && !same);
        prop_assert_eq!(Uln::parse(&text).is_ok(), uln);
        prop_assert!(!(nhs && uln));
    }

    #[test]
    fn a_chi_is_an_nhs_number_with_a_date(days in 0_i64..40_000, serial in 0_u64..1000) {
        let born = NaiveDate::from_ymd_opt(1912, 1, 1).unwrap() + chrono::Duration::days(days);
        let date = u64::from(born.day()) * 10_000 + u64::from(born.month()) * 100 + born.year().rem_euclid(100) as u64;
        if let Some(text) = with_nhs_check(date * 1000 + serial) {
            let chi = Chi::parse(&text).unwrap();
            prop_assert!(chi.agrees_with(born));
            prop_assert_eq!(chi.sex() == Sex::Male, serial % 2 == 1);
            prop_assert_eq!(NhsNumber::parse(&text).unwrap().issuer(), NhsIssuer::Scotland);
        }
    }

    #[test]
    fn a_upn_has_one_letter(twelve in 1_u64..1_000_000_000_000, other in "[A-Z]") {
        let valid = with_upn_letter(twelve);
        prop_assert!(Upn::parse(&valid).is_ok());
        let changed = format!("{other}{}", &valid[1..]);
        prop_assert_eq!(Upn::parse(&changed).is_ok(), changed == valid);
    }

    #[test]
    fn no_text_makes_any_parser_panic(raw in awkward()) {
        let results = [
            Upn::parse(&raw).map(|it| it.to_string()),
            NhsNumber::parse(&raw).map(|it| it.to_string()),
            Chi::parse(&raw).map(|it| it.to_string()),
            Uln::parse(&raw).map(|it| it.to_string()),
            Scn::parse(&raw).map(|it| it.to_string()),
        ];
        for text in results.into_iter().flatten() {
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        prop_assert!(matches!(standardise::sex(&raw).value(), None | Some("M" | "F")));
    }
}
