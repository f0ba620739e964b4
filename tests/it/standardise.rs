//! Standardising one value at a time; laws that hold for any text are in [`properties`], whole datasets in
//! [`records`].

mod properties;
mod records;

use chrono::NaiveDate;
use properties::with_nhs_check;
use throughline::ingest::{Consequence, DateOrder, FindingKind};
use throughline::standardise::{
    self, Chi, NhsIssuer, NhsNumber, PersonName, Postcode, Scn, Sex, Uln, Upn,
};

fn name(raw: &str) -> Option<String> {
    standardise::name(raw).value().map(str::to_owned)
}

#[test]
fn names_that_are_one_name_become_equal() {
    let expected = [
        ("O'Brien", "OBRIEN"),
        ("O’BRIEN", "OBRIEN"),
        ("  anna   marie ", "ANNA MARIE"),
        ("Anna-Marie", "ANNA MARIE"),
        ("Anna–Marie", "ANNA MARIE"),
        ("Mr John", "JOHN"),
        ("Rev. Dr. Jane Smith", "JANE SMITH"),
        ("SMITH Jr.", "SMITH"),
        ("Smith, SNR", "SMITH"),
        ("Elizabeth (Liz)", "ELIZABETH"),
        ("Elizabeth \"Liz\"", "ELIZABETH"),
        ("(Liz)", "LIZ"),
        ("Smith (known as Jones", "SMITH"),
        ("Jones née Smith", "JONES"),
        ("Jones AKA Smith", "JONES"),
        ("Zoë", "ZOE"),
        ("Søren", "SOREN"),
        ("Łukasz", "LUKASZ"),
        ("Weiß", "WEISS"),
        ("Ægir", "AEGIR"),
        ("ＡＮＮＡ", "ANNA"),
        ("ann4a", "ANNA"),
        ("St.John", "ST JOHN"),
        ("D`Arcy", "DARCY"),
        ("Sir", "SIR"),
        ("JR", "JR"),
        ("Nee", "NEE"),
        ("Master Tom", "TOM"),
        ("Ольга", "ОЛЬГА"),
        ("\u{feff}Anna", "ANNA"),
    ];
    for (raw, standard) in expected {
        assert_eq!(name(raw).as_deref(), Some(standard), "{raw}");
    }
}

#[test]
fn placeholders_are_flagged_and_no_name() {
    let placeholders = [
        "Baby",
        "Baby Smith",
        "baby of Anna Smith",
        "BABY-SMITH",
        "Unborn",
        "UNBORN SMITH",
        "Smith (Unborn) unborn",
        "Unborn baby",
        "Unknown",
        "Twin 1",
        "Twin One",
        "Twin A",
        "1st twin",
        "Infant",
        "Male Infant",
        "Miss Baby Smith",
        "Not known",
        "N/A",
        "n/k",
        "NK",
        "XX",
        "xxx",
        "ZZZ",
        "Test",
    ];
    for raw in placeholders {
        let standard = standardise::name(raw);
        assert!(standard.is_placeholder(), "{raw}");
        assert_eq!(standard.value(), None, "{raw}");
    }
    for raw in [
        "Babychenko",
        "Twinn",
        "Testa",
        "X",
        "Malek",
        "Infante",
        "Unwin",
        "Boy",
        "Nkosi",
    ] {
        let standard = standardise::name(raw);
        assert!(
            !standard.is_placeholder() && standard.value().is_some(),
            "{raw}"
        );
    }
    for raw in ["", "-", "...", "123", "?", "()"] {
        let standard = standardise::name(raw);
        assert_eq!(
            (standard.value(), standard.is_placeholder()),
            (None, false),
            "{raw}"
        );
    }
}

#[test]
fn surname_first_is_pulled_apart_only_where_the_other_cell_allows() {
    let expected = [
        // forename cell, surname cell, forename, surname
        ("SMITH, Anna", "", Some("ANNA"), Some("SMITH")),
        ("SMITH, Anna", "Smith", Some("ANNA"), Some("SMITH")),
        ("SMITH, Anna", "Jones", Some("SMITH ANNA"), Some("JONES")),
        ("", "SMITH, Mr. Tom", Some("TOM"), Some("SMITH")),
        ("Anna", "SMITH, Anna", Some("ANNA"), Some("SMITH")),
        ("Anna", "SMITH, Anna Marie", Some("ANNA"), Some("SMITH")),
        (
            "Ann",
            "SMITH, Anna Marie",
            Some("ANN"),
            Some("SMITH ANNA MARIE"),
        ),
        ("Bo", "SMITH, Jones", Some("BO"), Some("SMITH JONES")),
        ("SMITH, Anna", "SMITH, Anna", Some("ANNA"), Some("SMITH")),
        ("", "SMITH, Baby", None, Some("SMITH")),
        ("Baby", "SMITH, Baby", None, Some("SMITH")),
        ("Anna", "SMITH, Jr", Some("ANNA"), Some("SMITH")),
        ("Anna", "Smith,", Some("ANNA"), Some("SMITH")),
    ];
    for (forename, surname, want_forename, want_surname) in expected {
        let cells = (standardise::name(forename), standardise::name(surname));
        let person = PersonName::new(&cells.0, &cells.1);
        assert_eq!(
            (person.forename.value(), person.surname.value()),
            (want_forename, want_surname),
            "{forename} | {surname}"
        );
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 30).unwrap()
}

#[test]
fn dates_of_birth_are_iso_and_conventions_are_told() {
    let read = |raw| standardise::date_of_birth(raw, DateOrder::DayFirst, today());
    for raw in ["2011-04-30", "30/04/2011", "30-Apr-11", "20110430", "40663"] {
        assert_eq!(read(raw).value(), Some("2011-04-30"), "{raw}");
        assert_eq!(read(raw).finding(), None, "{raw}");
    }
    let findings = [
        ("31/02/2011", None, Some(FindingKind::ImpossibleDate)),
        ("soon", None, Some(FindingKind::UnreadableDate)),
        ("01/07/2025", None, Some(FindingKind::FutureDate)),
        ("30/06/2025", Some("2025-06-30"), None),
        ("01/01/1900", None, Some(FindingKind::ConventionalDate)),
        ("01/01/1901", None, Some(FindingKind::ConventionalDate)),
        ("31/12/1899", None, Some(FindingKind::ConventionalDate)),
        ("02/01/1900", Some("1900-01-02"), None),
        (
            "01/01/2012",
            Some("2012-01-01"),
            Some(FindingKind::ConventionalDate),
        ),
        ("15/03/2012", Some("2012-03-15"), None),
        ("11-Nov-35", Some("1935-11-11"), None),
        ("11/11/2035", None, Some(FindingKind::FutureDate)),
        ("n/k", None, None),
    ];
    for (raw, value, finding) in findings {
        let standard = read(raw);
        assert_eq!(
            (standard.value(), standard.finding()),
            (value, finding),
            "{raw}"
        );
    }
    assert_eq!(read("01/01/2012").consequence(), Consequence::Noted);
    assert_eq!(read("01/01/1900").consequence(), Consequence::ValueDropped);
    let american = standardise::date_of_birth("04/30/2011", DateOrder::MonthFirst, today());
    assert_eq!(american.value(), Some("2011-04-30"));
}

#[test]
fn sex_is_read_by_whole_values() {
    for raw in ["M", "male", " Man ", "boy", "1", "1.0"] {
        assert_eq!(standardise::sex(raw).value(), Some("M"), "{raw}");
    }
    for raw in ["F", "FEMALE", "woman", "Girl", "2"] {
        assert_eq!(standardise::sex(raw).value(), Some("F"), "{raw}");
    }
    for raw in ["U", "0", "9", "unknown", "Not known", ""] {
        let standard = standardise::sex(raw);
        assert_eq!(
            (standard.value(), standard.finding()),
            (None, None),
            "{raw}"
        );
    }
    for raw in ["fem", "mal", "3", "other", "female male"] {
        let standard = standardise::sex(raw);
        assert_eq!(
            (standard.value(), standard.finding()),
            (None, Some(FindingKind::UnknownCode)),
            "{raw}"
        );
    }
}

/// Form rules: the reference's list of shapes and letters (Royal Mail's, as in BS 7666).
#[test]
fn postcodes_are_spaced_mended_and_checked() {
    let kept = [
        "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "GIR 0AA", "BS0 1AA",
    ];
    for raw in kept {
        let unspaced = raw.replace(' ', "").to_lowercase();
        for written in [raw, unspaced.as_str(), &format!(" {raw}. ")] {
            let standard = standardise::postcode(written);
            assert_eq!(
                (standard.value(), standard.finding()),
                (Some(raw), None),
                "{written}"
            );
        }
    }
    let mended = [
        ("0L1 1AA", "OL1 1AA"),
        ("S015 2JB", "SO15 2JB"),
        ("S01 2JB", "SO1 2JB"),
        ("E1O 6AB", "E10 6AB"),
        ("MI 1AE", "M1 1AE"),
        ("M1 IAE", "M1 1AE"),
        ("1P1 OAB", "IP1 0AB"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("CF1O 3NQ", "CF10 3NQ"),
    ];
    for (raw, want) in mended {
        let standard = standardise::postcode(raw);
        assert_eq!(standard.value(), Some(want), "{raw}");
        let finding = (raw != want).then_some(FindingKind::RepairedPostcode);
        assert_eq!(standard.finding(), finding, "{raw}");
    }
    let refused = [
        "Q1 1AA",
        "V1 1AA",
        "X1 1AA",
        "AI1 1AA",
        "AJ1 1AA",
        "AZ1 1AA",
        "M1 1AC",
        "M1 1IA",
        "M1 1KA",
        "M1 1MA",
        "M1 1OA",
        "M1 1VA",
        "W1I 1HQX",
        "EC1C 1BB",
        "2000",
        "3212",
        "10115",
        "1123 AB",
        "SW1A",
        "M1 1A0",
        "SW1A 1AAA",
        "M\u{fc}1 1AE",
        "01 23456",
    ];
    for raw in refused {
        let standard = standardise::postcode(raw);
        assert_eq!(
            (standard.value(), standard.finding()),
            (None, Some(FindingKind::MalformedPostcode)),
            "{raw}"
        );
    }
    for raw in ["ZZ99 3VZ", "zz993wz", "NK1 0AA", "NFI 0AD"] {
        assert_eq!(
            Postcode::parse(raw),
            Err(FindingKind::PlaceholderValue),
            "{raw}"
        );
    }
    assert_eq!(standardise::postcode("n/a").finding(), None);
}

#[test]
fn a_postcode_gives_its_parts() {
    let postcode = Postcode::parse("ec1a1bb").unwrap();
    assert_eq!(postcode.as_str(), "EC1A 1BB");
    assert_eq!(postcode.outward(), "EC1A");
    assert_eq!(postcode.district(), "EC1A");
    assert_eq!(postcode.sector(), "EC1A 1");
    assert_eq!(postcode.area(), "EC");
    assert_eq!(Postcode::parse("M1 1AE").unwrap().area(), "M");
}

#[test]
fn address_lines_agree_in_spite_of_abbreviations() {
    let expected = [
        ("12 High St", "12 HIGH STREET"),
        ("12, High St., Luton", "12 HIGH STREET LUTON"),
        ("St John's Rd", "ST JOHNS ROAD"),
        ("14 St. John's Road", "14 ST JOHNS ROAD"),
        ("Apt 3/2 Queen's Cres", "FLAT 3 2 QUEENS CRESCENT"),
        ("Flat 3 Dr Gray's Ave", "FLAT 3 DR GRAYS AVENUE"),
        ("7 Orchard Dr", "7 ORCHARD DRIVE"),
        ("Café  Löwe Ln", "CAFE LOWE LANE"),
        ("light setreet", "LIGHT SETREET"),
    ];
    for (raw, want) in expected {
        let standard = standardise::address_line(raw);
        assert_eq!(
            (standard.value(), standard.finding()),
            (Some(want), None),
            "{raw}"
        );
    }
    for raw in ["NFA", "N.F.A.", "no fixed abode", "Of no fixed abode"] {
        let standard = standardise::address_line(raw);
        let finding = Some(FindingKind::PlaceholderValue);
        assert_eq!(
            (standard.value(), standard.finding()),
            (None, finding),
            "{raw}"
        );
    }
    assert_eq!(standardise::address_line("unknown").value(), None);
}

/// Vectors: python-stdnum (gb.upn), and the temporary number worked by hand from the govtalk rule. Two vendors'
/// help pages print Q207000016049; 266 mod 23 is 13, so its letter is P.
#[test]
fn upn_check_letters() {
    for valid in [
        "H801200001001",
        "B801200005001",
        "P207000016049",
        "X00180001701A",
    ] {
        assert_eq!(Upn::parse(valid).unwrap().as_str(), valid);
    }
    assert!(Upn::parse("X00180001701A").unwrap().is_temporary());
    assert!(!Upn::parse("H801 2000 01001").unwrap().is_temporary());
    assert_eq!(
        Upn::parse("Q207000016049"),
        Err(FindingKind::WrongCheckDigit)
    );
    assert_eq!(
        Upn::parse("X00180001701B"),
        Err(FindingKind::WrongCheckDigit)
    );
    for malformed in [
        "I801200001001",
        "O801200001001",
        "S801200001001",
        "H80120000100",
        "8012000010011",
        "X0018000170AA",
        "X00180001701O",
    ] {
        assert_eq!(
            Upn::parse(malformed),
            Err(FindingKind::MalformedIdentifier),
            "{malformed}"
        );
    }
    assert_eq!(
        Upn::parse("A000000000000"),
        Err(FindingKind::PlaceholderValue)
    );
}

/// Vectors: presidio's tests and the NHS data dictionary's example for NHS numbers, the Learning Records
/// Service's for ULNs, Public Health Scotland's phsmethods for CHIs.
#[test]
fn ten_digit_numbers() {
    for valid in ["943 476 5919", "401-023-2137", "221 395 1837"] {
        assert!(NhsNumber::parse(valid).is_ok(), "{valid}");
    }
    assert_eq!(
        NhsNumber::parse("401-023-2138"),
        Err(FindingKind::WrongCheckDigit)
    );
    assert_eq!(
        NhsNumber::parse("0000000000"),
        Err(FindingKind::PlaceholderValue)
    );
    assert_eq!(
        NhsNumber::parse("40102321"),
        Err(FindingKind::MalformedIdentifier)
    );
    assert_eq!(
        NhsNumber::parse("4010232137.0").unwrap().as_str(),
        "4010232137"
    );
    assert!(Uln::parse("9276308686").is_ok());
    assert_eq!(Uln::parse("9276308687"), Err(FindingKind::WrongCheckDigit));
    for valid in ["0101011237", "1904851231", "2902201230", "101011237"] {
        assert!(Chi::parse(valid).is_ok(), "{valid}");
    }
    assert_eq!(Chi::parse("1904851232"), Err(FindingKind::WrongCheckDigit));
    assert_eq!(
        Chi::parse("2902191230"),
        Err(FindingKind::MalformedIdentifier)
    );
    assert_eq!(Chi::parse("1904851231").unwrap().sex(), Sex::Male);
    assert_eq!(Chi::parse("0101011237").unwrap().sex(), Sex::Male);
    assert!(!Chi::parse("1904851231").unwrap().agrees_with(today()));
    assert_eq!(Scn::parse("111111111"), Err(FindingKind::PlaceholderValue));
}

#[test]
fn issuers_by_range() {
    let issuer = |text: &str| NhsNumber::parse(text).unwrap().issuer();
    assert_eq!(issuer("4010232137"), NhsIssuer::EnglandWalesIsleOfMan);
    assert_eq!(issuer("1904851231"), NhsIssuer::Scotland);
    assert_eq!(issuer("2213951837"), NhsIssuer::Unallocated);
    let checked = |nine| with_nhs_check(nine).map(|text| issuer(&text));
    assert_eq!(checked(320_000_001), Some(NhsIssuer::NorthernIreland));
    assert_eq!(checked(399_999_998), Some(NhsIssuer::NorthernIreland));
    assert_eq!(checked(999_123_457), Some(NhsIssuer::Test));
}

#[test]
fn dates_of_birth_follow_the_order_that_the_mapping_says() {
    let text = b"id,forename,dob\n1,Ann,03/04/2011\n".to_vec();
    let born = |source: throughline::ingest::Source| {
        let dataset = throughline::ingest::read_one(&source).unwrap().dataset;
        let records = throughline::standardise::Standardiser::default()
            .records(&[dataset])
            .unwrap();
        let column = &records.column("date_of_birth").unwrap().values;
        column.get(0).map(str::to_owned)
    };
    let source = || {
        let schema = throughline::schema::Schema::register();
        throughline::ingest::Source::bytes("people", text.clone(), schema)
    };
    assert_eq!(born(source()).as_deref(), Some("2011-04-03"));
    let month_first = source().date_order(throughline::ingest::DateOrder::MonthFirst);
    assert_eq!(born(month_first).as_deref(), Some("2011-03-04"));
}
