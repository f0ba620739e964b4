//! Schemas, code lists, instruments and mappings.

use std::collections::BTreeSet;

use throughline::schema::{
    CodeList, DatasetKind, DisclosureRole, Field, FieldType, Identifier, Instrument, Mapping, Need,
    Schema, code_name,
};

fn every_schema() -> Vec<Schema> {
    let mut kinds = DatasetKind::ALL.to_vec();
    kinds.push(DatasetKind::Register);
    kinds.into_iter().map(Schema::of).collect()
}

#[test]
fn every_kind_carries_record_id_partner_and_the_identifiers() {
    for schema in every_schema() {
        let names: Vec<&str> = schema.fields().iter().map(Field::name).collect();
        assert_eq!(names[..2], ["record_id", "partner"], "{}", schema.kind());
        for (name, identifier) in names[2..14].iter().zip(Identifier::ALL) {
            assert_eq!(*name, identifier.name());
            assert_eq!(schema.field(name).unwrap().need(), Need::Optional);
        }
        let payload: Vec<&str> = schema.payload_fields().map(Field::name).collect();
        assert_eq!(payload[0], "partner");
        assert_eq!(payload[1..], names[14..]);
    }
}

#[test]
fn a_header_means_one_field_of_a_schema() {
    for schema in every_schema() {
        let mut seen = BTreeSet::new();
        for field in schema.fields() {
            let name = field.name().replace('_', "");
            assert!(
                seen.insert(name.clone()),
                "{} twice in {}",
                name,
                schema.kind()
            );
            for alias in field.aliases() {
                assert!(
                    alias
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
                    "{alias} is not in folded form"
                );
                assert!(
                    seen.insert((*alias).to_owned()),
                    "{alias} twice in {}",
                    schema.kind()
                );
            }
        }
    }
}

#[test]
fn every_field_is_documented_and_its_list_is_there() {
    for schema in every_schema() {
        let dictionary = schema.dictionary();
        for field in schema.fields() {
            assert!(!field.description().is_empty(), "{}", field.name());
            assert!(dictionary.contains(&format!("| `{}` | {} |", field.name(), field.label())));
            if let FieldType::Code { list } = field.field_type() {
                let list = CodeList::named(list).expect("the list is shipped");
                assert!(dictionary.contains(&format!("List `{}`", list.name())));
            }
        }
        let frame = schema.dictionary_frame().unwrap();
        assert_eq!(frame.height(), schema.fields().len());
    }
}

#[test]
fn names_and_numbers_of_people_are_direct_identifiers() {
    let schema = Schema::voice();
    for name in [
        "forename",
        "surname",
        "address_line",
        "upn",
        "nhs_number",
        "local_id",
    ] {
        assert_eq!(
            schema.field(name).unwrap().role(),
            DisclosureRole::DirectIdentifier,
            "{name}"
        );
    }
    for name in ["date_of_birth", "sex", "postcode", "voice_date"] {
        assert_eq!(
            schema.field(name).unwrap().role(),
            DisclosureRole::QuasiIdentifier,
            "{name}"
        );
    }
    assert_eq!(
        schema.field("text").unwrap().role(),
        DisclosureRole::Sensitive
    );
}

#[test]
fn spellings_of_a_list_stand_for_one_code_each() {
    for list in CodeList::all() {
        for code in list.codes() {
            for spelling in [code.code(), code.label()] {
                let found = list.find(spelling).unwrap();
                assert_eq!(found.code(), code.code(), "{spelling} in {}", list.name());
            }
        }
    }
}

/// Codes per list as the national collections publish them (SSDA903 rules 131 to 133; Children in Need census).
#[test]
fn the_lists_have_the_collections_codes() {
    let codes = |name: &str| -> Vec<&str> {
        let list = CodeList::named(name).unwrap();
        list.codes().iter().map(|code| code.code()).collect()
    };
    assert_eq!(
        codes("in_touch"),
        ["YES", "NO", "DIED", "REFU", "NREQ", "RHOM"]
    );
    assert_eq!(codes("activity").len(), 14);
    assert_eq!(codes("accommodation").len(), 33);
    assert_eq!(codes("source").len(), 22);
    assert_eq!(codes("primary_need").len(), 10);
}

#[test]
fn codes_have_their_years_and_series_their_breaks() {
    let year_of = |list: &str, code: &str| {
        let code = CodeList::named(list).unwrap().find(code).unwrap();
        (code.from_year(), code.until_year())
    };
    assert_eq!(year_of("activity", "F3"), (None, Some(2021)));
    assert_eq!(year_of("source", "5D"), (Some(2023), None));
    assert_eq!(year_of("accommodation", "X1"), (Some(2017), Some(2017)));
    assert_eq!(year_of("accommodation", "X2"), (None, None));
    let need = CodeList::named("primary_need").unwrap().find("n1").unwrap();
    assert_eq!(need.label_in(2025), "Abuse or neglect");
    assert_eq!(need.label_in(2026), "Abuse, neglect and exploitation");
    for (list, year) in [
        ("source", 2023),
        ("activity", 2022),
        ("sex", 2026),
        ("primary_need", 2026),
    ] {
        let breaks = CodeList::named(list).unwrap().breaks();
        assert!(breaks.iter().any(|one| one.year == year), "{list}");
    }
}

#[test]
fn values_match_whole_and_never_in_part() {
    let sex = CodeList::named("sex").unwrap();
    let find = |value: &str| sex.find(value).map(|code| code.code());
    for (value, code) in [
        ("Female", "F"),
        ("MALE", "M"),
        ("f", "F"),
        ("1", "M"),
        ("2", "F"),
        ("9", "U"),
    ] {
        assert_eq!(find(value), Some(code), "{value}");
    }
    for value in ["fe", "males", "-1", "12", "", "female male"] {
        assert_eq!(find(value), None, "{value}");
    }
    let service = CodeList::named("service").unwrap();
    assert_eq!(service.find("early-help").unwrap().code(), "early_help");
    assert!(service.find("not early help").is_none());
}

#[test]
fn activity_groups_never_count_the_unknown_as_neet() {
    let activity = CodeList::named("activity").unwrap();
    for code in activity.codes() {
        let expected = match code.code() {
            "G4" | "G5" | "G6" => "neet",
            "0" => "unknown",
            _ => "eet",
        };
        assert_eq!(code.group(), Some(expected), "{}", code.code());
    }
}

#[test]
fn instruments_have_their_ranges() {
    let range =
        |instrument: &str, domain: Option<&str>| Instrument::named(instrument)?.range(domain);
    assert_eq!(range("SDQ", Some("Total")), Some((0.0, 40.0)));
    assert_eq!(range("SDQ", None), Some((0.0, 40.0)));
    assert_eq!(range("sdq", Some("Peer problems")), Some((0.0, 10.0)));
    assert_eq!(range("ASQ-3", Some("Gross Motor")), Some((0.0, 60.0)));
    assert_eq!(range("SWEMWBS", None), Some((7.0, 35.0)));
    assert_eq!(range("WEMWBS", None), Some((14.0, 70.0)));
    assert_eq!(range("ONS4", Some("anxiety")), Some((0.0, 10.0)));
    assert_eq!(range("GBO", None), Some((0.0, 10.0)));
    assert_eq!(range("Talking Points", Some("Feeling safe")), None);
    assert_eq!(range("local scale", None), None);
    for instrument in Instrument::all() {
        assert_eq!(code_name(instrument.name()), instrument.name());
        for domain in instrument.domains() {
            assert_eq!(
                instrument.domain(domain.label()).unwrap().name(),
                domain.name()
            );
        }
    }
}

#[test]
fn a_mapping_names_valid_fields_only() {
    let error =
        Mapping::from_toml("dataset = \"voice\"\n[columns]\nWho = \"speeker\"").unwrap_err();
    let message = error.to_string();
    assert!(error.is_schema(), "{message}");
    for part in [
        "\"Who\"",
        "\"speeker\"",
        "voice",
        "speaker, text, themes",
        "ignore",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    let derived = Mapping::from_toml("[columns]\nEET = \"eet\"").unwrap_err();
    assert!(derived.to_string().contains("\"eet\""));
    let unknown_key = Mapping::from_toml("colums = 1").unwrap_err();
    assert!(unknown_key.is_schema());
}
