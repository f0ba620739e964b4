//! Reading, checking and quarantining, from good input and bad.

use std::path::PathBuf;

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, SerWriter};
use polars_io::prelude::{IpcWriter, ParquetWriter};
use throughline::ingest::{
    Checked, CollectionRule, Consequence, Dataset, DateOrder, Encoding, FindingKind, InputFormat,
    Source, Table, read, read_one, to_record_batches,
};
use throughline::schema::{DatasetKind, Identifier, Mapping, RecognisedHow, Schema};

const REFERRALS: &str = "record_id,partner,first_name,Surname,DOB,referral_date,source,service,outcome\n\
    r1,Northvale,Ann,O'Dea,2011-04-30,04/03/2021,1A,Early Help,NFA\n\
    r2,Northvale,Bo,\"Lee, Jr\",2012-01-02,2021-03-05,2a,CSC,Assessment\n";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 30).unwrap()
}

fn source(text: &str, kind: DatasetKind) -> Source {
    let schema = Schema::of(kind);
    Source::bytes(kind.name(), text.as_bytes().to_vec(), schema).today(today())
}

fn checked(text: &str, kind: DatasetKind) -> Checked {
    read_one(&source(text, kind)).unwrap()
}

fn refused(text: &[u8], kind: DatasetKind) -> String {
    let error = read_one(&Source::bytes("file", text.to_vec(), Schema::of(kind))).unwrap_err();
    assert!(error.is_ingest(), "{error}");
    error.to_string()
}

/// Each finding as "line field kind consequence", for comparison at a glance.
fn findings(checked: &Checked) -> Vec<(u64, String, FindingKind, Consequence)> {
    let findings = checked.report.findings().iter();
    findings
        .map(|finding| {
            let field = finding.field.as_deref().unwrap_or("row").to_owned();
            (finding.line, field, finding.kind, finding.consequence)
        })
        .collect()
}

fn texts(dataset: &Dataset, column: &str) -> Vec<Option<String>> {
    let column = dataset.payload().column(column).unwrap();
    let column = column.cast(&DataType::String).unwrap();
    let texts = column.str().unwrap().iter();
    texts.map(|text| text.map(str::to_owned)).collect()
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

fn ids(dataset: &Dataset) -> Vec<&str> {
    let ids = dataset.record_ids();
    (0..ids.len()).map(|row| ids.get(row).unwrap()).collect()
}

fn same(left: &Dataset, right: &Dataset) {
    assert_eq!(ids(left), ids(right));
    assert!(left.payload().equals_missing(right.payload()));
    assert_eq!(left.identifiers().len(), right.identifiers().len());
    for (one, other) in left.identifiers().iter().zip(right.identifiers()) {
        assert_eq!(one.identifier, other.identifier);
        assert_eq!(one.values, other.values);
    }
}

fn temporary(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()))
}

#[test]
fn good_rows_become_identifiers_and_typed_payload() {
    let Checked { dataset, report } = checked(REFERRALS, DatasetKind::Referrals);
    assert_eq!(
        (report.rows_in(), report.accepted(), report.quarantined()),
        (2, 2, 0)
    );
    assert!(report.findings().is_empty());
    assert_eq!(ids(&dataset), ["r1", "r2"]);
    assert_eq!(dataset.lines(), [2, 3]);
    let identifiers: Vec<_> = dataset
        .identifiers()
        .iter()
        .map(|one| one.identifier.clone())
        .collect();
    assert_eq!(
        identifiers,
        [
            Identifier::Forename,
            Identifier::Surname,
            Identifier::DateOfBirth
        ]
    );
    assert_eq!(dataset.identifiers()[1].values.get(1), Some("Lee, Jr"));
    let columns = dataset.payload().columns().iter();
    let names: Vec<&str> = columns.map(|column| column.name().as_str()).collect();
    assert_eq!(
        names,
        [
            "partner",
            "referral_date",
            "source",
            "service",
            "outcome",
            "no_further_action",
            "primary_need",
            "end_date"
        ]
    );
    assert_eq!(
        dataset.payload().column("referral_date").unwrap().dtype(),
        &DataType::Date
    );
    assert_eq!(
        texts(&dataset, "referral_date"),
        some(&["2021-03-04", "2021-03-05"])
    );
    assert_eq!(texts(&dataset, "source"), some(&["1A", "2A"]));
    assert_eq!(
        texts(&dataset, "service"),
        some(&["early_help", "social_care"])
    );
    assert_eq!(
        texts(&dataset, "no_further_action"),
        some(&["true", "false"])
    );
    assert_eq!(texts(&dataset, "end_date"), [None, None]);
}

#[test]
fn headers_are_recognised_and_reported() {
    let text = format!(
        "{}\n",
        REFERRALS
            .lines()
            .next()
            .unwrap()
            .replace("partner", "Agency,Shoe size")
    );
    let report = checked(&text, DatasetKind::Referrals).report;
    let by_header = |header: &str| {
        let one = report
            .recognised()
            .iter()
            .find(|one| one.header == header)
            .unwrap();
        (one.field.clone(), one.how)
    };
    assert_eq!(
        by_header("Agency"),
        (Some("partner".into()), RecognisedHow::Alias)
    );
    assert_eq!(
        by_header("first_name"),
        (Some("forename".into()), RecognisedHow::Alias)
    );
    assert_eq!(
        by_header("Surname"),
        (Some("surname".into()), RecognisedHow::Name)
    );
    assert_eq!(by_header("Shoe size"), (None, RecognisedHow::NotRead));
    let printed = report.to_string();
    assert!(printed.contains("first_name -> forename"), "{printed}");
    assert!(printed.contains("Shoe size -> not recognised"), "{printed}");
}

#[test]
fn a_mapping_serves_own_headers_partner_and_date_order() {
    let text = "Ref,When,Team,Old id,child\n1,03/04/2021,EH,x,c1\n";
    let mapping = Mapping::from_toml(
        "partner = \"Penhallow\"\ndate_order = \"month_first\"\n[columns]\nRef = \"record_id\"\nWHEN = \"referral_date\"\nTeam = \"service\"\n\"Old id\" = \"ignore\"",
    )
    .unwrap();
    let source = source(text, DatasetKind::Referrals).mapping(mapping);
    let Checked { dataset, report } = read_one(&source).unwrap();
    assert_eq!(texts(&dataset, "referral_date"), some(&["2021-03-04"]));
    assert_eq!(texts(&dataset, "partner"), some(&["Penhallow"]));
    let how: Vec<RecognisedHow> = report.recognised().iter().map(|one| one.how).collect();
    use RecognisedHow::{Alias, Ignored, Mapped};
    assert_eq!(how, [Mapped, Mapped, Mapped, Ignored, Alias]);
    let by_setter = source.date_order(DateOrder::DayFirst);
    assert_eq!(
        texts(&read_one(&by_setter).unwrap().dataset, "referral_date"),
        some(&["2021-04-03"])
    );
}

#[test]
fn every_reason_is_reported_with_its_line_at_once() {
    use Consequence::{Noted, Quarantined, ValueDropped};
    use FindingKind as Kind;
    let text = "record_id,partner,referral_date,service,source,outcome,nfa,end_date\n\
        a,P,,EH,1A,,,\n\
        b,P,soon,pizza,1A,,,\n\
        c,P,31/02/2021,EH,1A,,,\n\
        d,P,01/07/2025,EH,1A,,,\n\
        e,P,01/07/2024,EH,99,,,\n\
        a,P,01/07/2024,EH,1A,,,\n\
        f,P,01/07/2024,EH,1A,,,30/06/2024\n\
        g,,01/07/2024,EH,1A,,,\n\
        ,P,01/07/2024,EH,1A,,,\n\
        h,P,01/07/2021,EH,5D,assessment,yes,\n\
        i,P,01/07/2021,EH\n\
        j,P,01/07/2021,EH,null,,N/A,\n";
    let checked = checked(text, DatasetKind::Referrals);
    let expected = [
        (2, "referral_date", Kind::MissingValue, Quarantined),
        (3, "referral_date", Kind::UnreadableDate, Quarantined),
        (3, "service", Kind::UnknownCode, Quarantined),
        (4, "referral_date", Kind::ImpossibleDate, Quarantined),
        (5, "referral_date", Kind::FutureDate, Quarantined),
        (6, "source", Kind::UnknownCode, ValueDropped),
        (
            7,
            "record_id",
            Kind::DuplicateRecordId { first_line: 2 },
            Quarantined,
        ),
        (8, "end_date", Kind::Contradiction, Quarantined),
        (9, "partner", Kind::MissingValue, Quarantined),
        (10, "record_id", Kind::MissingValue, Quarantined),
        (11, "source", Kind::CodeNotInYear, Noted),
        (11, "no_further_action", Kind::Contradiction, Noted),
        (
            12,
            "row",
            Kind::WrongFieldCount {
                expected: 8,
                found: 4,
            },
            Quarantined,
        ),
    ]
    .map(|(line, field, kind, consequence)| (line, field.to_owned(), kind, consequence));
    assert_eq!(findings(&checked), expected);
    assert_eq!(ids(&checked.dataset), ["e", "h", "j"]);
    assert_eq!(
        (checked.report.rows_in(), checked.report.quarantined()),
        (12, 9)
    );
    let printed = checked.report.findings()[6].to_string();
    assert_eq!(
        printed,
        "referrals line 7, record_id: the record id stands on line 2 already"
    );
}

#[test]
fn quarantined_rows_are_written_with_their_reasons() {
    let text = "record_id,partner,referral_date,service,Odd\n1,P,x,pizza,\"a, \"\"b\"\"\"\n2,P\n3,P,2021-01-01,EH,\n";
    let report = checked(text, DatasetKind::Referrals).report;
    let path = temporary("quarantine.csv");
    report.write_quarantine(&path).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        written,
        "line,reasons,record_id,partner,referral_date,service,Odd\n\
         2,referral_date: not a date in any accepted form; service: not in the code list,1,P,x,pizza,\"a, \"\"b\"\"\"\n\
         3,\"the header has 5 fields, this row has 2\",2,P\n"
    );
    let error = report.write_quarantine("no/such/folder/q.csv").unwrap_err();
    assert!(error.is_io());
}

#[test]
fn findings_and_reports_hold_no_personal_value() {
    let text = "record_id,partner,surname,voice_date,speaker\nSECRET1,P,SECRET2,SECRET3,SECRET4\n";
    let report = checked(text, DatasetKind::Voice).report;
    assert_eq!(report.quarantined(), 1);
    assert!(!report.to_string().contains("SECRET"));
    let findings: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    assert!(!findings.join("").contains("SECRET"));
    assert!(!serde_json::to_string(&report).unwrap().contains("SECRET"));
}

#[test]
fn unusable_files_say_what_would_do() {
    let missing = Table::read("no/such/file.csv").unwrap_err();
    assert!(missing.is_ingest() && missing.to_string().contains("no/such/file.csv"));
    let directory = Table::read(env!("CARGO_MANIFEST_DIR")).unwrap_err();
    assert!(directory.to_string().contains("directory"));
    assert!(refused(b"", DatasetKind::Voice).contains("empty"));
    assert!(refused(b"\xEF\xBB\xBF\r\n \r\n", DatasetKind::Voice).contains("empty"));
    assert!(refused(b"PK\x03\x04...", DatasetKind::Voice).contains("save the sheet as CSV"));
    assert!(refused(b"\x89PNG\0\0\0", DatasetKind::Voice).contains("not text"));
    assert!(refused(b"PAR1 but no more", DatasetKind::Voice).contains("Parquet"));
    assert!(refused(b"id,dob,DOB,dob\n", DatasetKind::Register).contains("than one column: dob"));
}

#[test]
fn a_file_without_header_is_refused_and_not_quoted() {
    let message = refused(
        b"7,Ann,Smith,30/04/2011\n8,Bo,Jones,02/01/2012\n",
        DatasetKind::Register,
    );
    assert!(
        message.contains("looks like data") && !message.contains("Smith"),
        "{message}"
    );
    let message = refused(b"Ann,Smith\nBo,Jones\n", DatasetKind::Voice);
    assert!(
        message.contains("none of the 2 columns") && !message.contains("Smith"),
        "{message}"
    );
}

#[test]
fn problems_of_columns_are_all_told_at_once() {
    let text = b"forename,first_name,service,Starts\nA,A,EH,2021-01-01\n";
    let mapping = Mapping::new().column("Nowhere", "source");
    let source = Source::bytes("file", text.to_vec(), Schema::referrals()).mapping(mapping);
    let message = read_one(&source).unwrap_err().to_string();
    for part in [
        "\"Nowhere\"",
        "\"forename\" and \"first_name\" could all be forename",
        "absent: referral_date",
        "the columns are forename, first_name, service, Starts",
        "\"Their header\" = \"referral_date\"",
        "partner = ",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    let error = read(&[source.clone().named("one"), source.named("two")])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("2 inputs") && error.contains("one: ") && error.contains("two: "),
        "{error}"
    );
}

#[test]
fn header_only_and_one_record_are_fine() {
    let header = REFERRALS.lines().next().unwrap();
    let empty = checked(header, DatasetKind::Referrals);
    assert_eq!((empty.report.rows_in(), empty.dataset.len()), (0, 0));
    assert_eq!(empty.dataset.payload().width(), 8);
    let one: Vec<&str> = REFERRALS.lines().take(2).collect();
    let one = checked(&one.join("\n"), DatasetKind::Referrals);
    assert_eq!(ids(&one.dataset), ["r1"]);
}

#[test]
fn record_ids_are_made_from_lines_when_there_are_none() {
    let text = "agency,date,text\nP,2021-01-01,\"two\nlines\"\n\nP,2021-01-02,one\n";
    let Checked { dataset, report } = checked(text, DatasetKind::Voice);
    assert!(report.record_ids_generated());
    assert_eq!(ids(&dataset), ["line 2", "line 5"]);
    assert_eq!(texts(&dataset, "text"), some(&["two\nlines", "one"]));
}

#[test]
fn encodings_delimiters_and_line_ends_make_no_difference() {
    let text = REFERRALS.replace("O'Dea", "Müller");
    let expected = checked(&text, DatasetKind::Referrals).dataset;
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = format!("\u{feff}{text}");
    let semicolons = text.replace(',', ";").replace("Lee; Jr", "Lee, Jr");
    let tabs = text.replace(',', "\t").replace("Lee\t Jr", "Lee, Jr");
    let variants: [(&[u8], Encoding, char); 6] = [
        (&latin, Encoding::Windows1252, ','),
        (&wide, Encoding::Utf16, ','),
        (marked.as_bytes(), Encoding::Utf8WithMark, ','),
        (semicolons.as_bytes(), Encoding::Utf8, ';'),
        (tabs.as_bytes(), Encoding::Utf8, '\t'),
        (
            &text.replace('\n', "\r\n").into_bytes(),
            Encoding::Utf8,
            ',',
        ),
    ];
    for (bytes, encoding, delimiter) in variants {
        let source = Source::bytes("referrals", bytes.to_vec(), Schema::referrals()).today(today());
        let Checked { dataset, report } = read_one(&source).unwrap();
        assert_eq!(
            report.format(),
            InputFormat::Text {
                encoding,
                delimiter
            }
        );
        assert_eq!(dataset.lines(), [2, 3], "{encoding}");
        same(&expected, &dataset);
    }
}

#[test]
fn bytes_that_no_encoding_allows_cost_their_row_only() {
    let mut utf8 = "id,forename\n1,Zoë\n2,Renée\n3,".as_bytes().to_vec();
    utf8.extend(b"Jos\xE9\n4,Ann\n");
    let mut latin = b"id,forename\n1,Zo\xEB\n3,J\x81\n4,Ann\n".to_vec();
    for (bytes, line) in [(&mut utf8, 4), (&mut latin, 3)] {
        let source = Source::bytes("people", bytes.clone(), Schema::register());
        let checked = read_one(&source).unwrap();
        assert_eq!(
            findings(&checked),
            [(
                line,
                "row".to_owned(),
                FindingKind::Undecodable,
                Consequence::Quarantined
            )]
        );
        assert_eq!(checked.dataset.identifiers()[0].values.get(0), Some("Zoë"));
        assert_eq!(*checked.dataset.lines().last().unwrap(), line + 1);
    }
}

#[test]
fn lines_are_exact_after_quoted_newlines_blank_lines_and_any_line_end() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "id,note", "", "1,\"a", "", "b\"", "", "", "2,c", "3,d,e", "4,f", "",
        ]
        .join(end);
        let table = Table::from_bytes("t", text.as_bytes()).unwrap();
        assert_eq!(table.lines(), [3, 8, 10], "{end:?}");
        assert_eq!(table.broken_rows()[0].line, 9, "{end:?}");
        assert_eq!(
            table.column("note").unwrap().get(0),
            Some(format!("a{end}{end}b").as_str())
        );
    }
}

#[test]
fn a_stray_quotation_mark_costs_one_line() {
    for (rest, lost) in [
        ("2,\"oops,x\n3,c,d\n4,e,f\n", vec![3]),
        ("2,\"oops,x\n3,\"c\",d\n4,e,f\n", vec![3]),
        ("2,b,\"oops\n3,c,\"d\"\n4,e,f\n", vec![3]),
        ("2,b,x\n3,c,d\n4,e,\"f", vec![5]),
    ] {
        let text = format!("id,a,b\n1,\"fine\",x\n{rest}");
        let table = Table::from_bytes("t", text.as_bytes()).unwrap();
        let broken: Vec<u64> = table.broken_rows().iter().map(|row| row.line).collect();
        assert_eq!(broken, lost, "{text}");
        assert!(
            table
                .broken_rows()
                .iter()
                .all(|row| row.kind == FindingKind::UnclosedQuote)
        );
        assert_eq!(table.len(), 3, "{text}");
    }
}

#[test]
fn a_broken_row_in_a_million_is_found_on_its_line() {
    let mut text = String::from("record_id,partner,instrument,score,assessment_date\n");
    for row in 0..1_000_000 {
        if row == 500_000 {
            text.push_str("500000,P,\"SDQ,12,2024-01-01\n");
        } else {
            text.push_str(&format!(
                "{row},P,SDQ,{},2024-0{}-1{}\n",
                row % 41,
                row % 9 + 1,
                row % 10
            ));
        }
    }
    let checked = checked(&text, DatasetKind::Assessments);
    assert_eq!(
        findings(&checked),
        [(
            500_002,
            "row".to_owned(),
            FindingKind::UnclosedQuote,
            Consequence::Quarantined
        )]
    );
    assert_eq!(checked.report.rows_in(), 1_000_000);
    assert_eq!(checked.dataset.len(), 999_999);
    assert_eq!(checked.dataset.lines()[500_000], 500_003);
}

#[test]
fn scores_outside_their_instrument_are_quarantined() {
    let text = "record_id,partner,instrument,domain,score,date,informant\n\
        1,P,SDQ,Total difficulties,40,2024-01-01,Parent\n\
        2,P,SDQ,Total difficulties,41,2024-01-01,Parent\n\
        3,P,sdq,Emotional symptoms,11,2024-01-01,self\n\
        4,P,SWEMWBS,,6.99,2024-01-01,\n\
        5,P,Our own scale,Any Thing,999,2024-01-01,\n\
        6,P,ASQ-3,Gross motor,twelve,2024-01-01,\n\
        7,P,ASQ-3,Gross motor,1e999,2024-01-01,\n\
        8,P,,total,3,2024-01-01,\n";
    let checked = checked(text, DatasetKind::Assessments);
    let found: Vec<_> = findings(&checked)
        .into_iter()
        .map(|(line, field, kind, _)| (line, field, kind))
        .collect();
    let score = |line, kind| (line, "score".to_owned(), kind);
    assert_eq!(
        found,
        [
            score(3, FindingKind::OutOfRange),
            score(4, FindingKind::OutOfRange),
            score(5, FindingKind::OutOfRange),
            score(7, FindingKind::UnreadableNumber),
            score(8, FindingKind::UnreadableNumber),
            (9, "instrument".to_owned(), FindingKind::MissingValue),
        ]
    );
    assert_eq!(
        texts(&checked.dataset, "instrument"),
        some(&["sdq", "our_own_scale"])
    );
    assert_eq!(
        texts(&checked.dataset, "domain"),
        some(&["total", "any_thing"])
    );
    assert_eq!(
        texts(&checked.dataset, "informant"),
        [Some("parent".to_owned()), None]
    );
    let scores = checked
        .dataset
        .payload()
        .column("score")
        .unwrap()
        .f64()
        .unwrap();
    assert_eq!(scores.iter().collect::<Vec<_>>(), [Some(40.0), Some(999.0)]);
}

#[test]
fn care_leavers_status_is_derived_and_unknown_is_never_neet() {
    let text = "record_id,partner,contact_date,in_touch,activ,accom\n\
        1,P,2023-01-01,YES,F1,U1\n\
        2,P,2023-01-01,YES,G5,X2\n\
        3,P,2023-01-01,NO,0,0\n\
        4,P,2023-01-01,REFU,,\n\
        5,P,2023-01-01,YES,Q9,U1\n\
        6,P,2021-03-31,YES,P3,B1\n\
        7,P,2021-04-01,YES,P3,S1\n";
    let checked = checked(text, DatasetKind::CareLeavers);
    assert_eq!(checked.dataset.len(), 7);
    assert_eq!(
        texts(&checked.dataset, "eet"),
        some(&["eet", "neet", "unknown", "unknown", "unknown", "eet", "eet"])
    );
    let suitable = checked
        .dataset
        .payload()
        .column("accommodation_suitable")
        .unwrap();
    let suitable: Vec<_> = suitable.bool().unwrap().iter().collect();
    let yes = Some(true);
    assert_eq!(suitable, [yes, Some(false), None, None, yes, yes, yes]);
    assert_eq!(
        texts(&checked.dataset, "collection_year"),
        some(&["2023", "2023", "2023", "2023", "2023", "2021", "2022"])
    );
    let kinds: Vec<_> = findings(&checked)
        .into_iter()
        .map(|(line, field, kind, _)| (line, field, kind))
        .collect();
    let rule = FindingKind::BrokenRule;
    assert_eq!(
        kinds,
        [
            (5, "in_touch".to_owned(), rule(CollectionRule::AllOrNone)),
            (6, "activity".to_owned(), FindingKind::UnknownCode),
            (6, "in_touch".to_owned(), rule(CollectionRule::AllOrNone)),
            (8, "activity".to_owned(), FindingKind::CodeNotInYear),
            (8, "accommodation".to_owned(), FindingKind::CodeNotInYear),
        ]
    );
}

#[test]
fn rules_of_the_care_leaver_return_are_noted() {
    use CollectionRule::*;
    let text = "record_id,partner,local_id,dob,contact_date,collection_year,in_touch,activity,accommodation\n\
        1,P,a,2004-05-01,2022-06-01,2023,DIED,F1,0\n\
        2,P,a,2004-05-01,2023-06-01,2024,YES,0,U1\n\
        3,P,b,2004-05-01,2022-04-30,2023,YES,F1,T1\n\
        4,P,b,2004-05-01,2022-04-30,2022/23,YES,F1,Z1\n\
        5,P,c,2006-05-01,2022-04-30,2023,YES,F1,\n";
    let checked = checked(text, DatasetKind::CareLeavers);
    assert_eq!(checked.report.quarantined(), 0);
    let broken: Vec<(u64, CollectionRule)> = findings(&checked)
        .into_iter()
        .filter_map(|(line, _, kind, consequence)| match kind {
            FindingKind::BrokenRule(rule) if consequence == Consequence::Noted => {
                Some((line, rule))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        broken,
        [
            (2, ZeroWhenDiedOrHome),
            (3, KnownWhenInTouch),
            (3, AfterDeath),
            (4, FoyerUnder18),
            (5, FormerCarerAt17),
            (5, OneRowPerYear),
            (6, AllOrNone),
            (6, Under17),
        ]
    );
}

#[test]
fn voice_keeps_themes_once_and_consent_as_a_flag() {
    let text = "id,agency,date,type,whose voice,quote,themes,consent\n\
        1,P,1 Mar 2024,Case Note,Young person,\"I felt, at last, safe\",Feeling safe|School; feeling safe,Yes\n\
        2,P,2 Mar 2024,telepathy,Mum,,,maybe\n";
    let checked = checked(text, DatasetKind::Voice);
    assert_eq!(
        texts(&checked.dataset, "kind"),
        [Some("case_note".to_owned()), None]
    );
    assert_eq!(
        texts(&checked.dataset, "speaker"),
        some(&["child", "parent"])
    );
    assert_eq!(
        texts(&checked.dataset, "themes"),
        [Some("feeling_safe;school".to_owned()), None]
    );
    assert_eq!(
        texts(&checked.dataset, "consent_to_quote"),
        [Some("true".to_owned()), None]
    );
    let dropped: Vec<_> = findings(&checked)
        .into_iter()
        .map(|(line, field, _, what)| (line, field, what))
        .collect();
    let drop = |field: &str| (3, field.to_owned(), Consequence::ValueDropped);
    assert_eq!(dropped, [drop("kind"), drop("consent_to_quote")]);
}

#[test]
fn a_register_keeps_its_other_columns_as_identifiers() {
    let text = "rec_id, given_name, surname, address_1, address_2, unique_id\nx-1, ann, lee, 1 high st, flat 2, 9\n";
    let Checked { dataset, report } = checked(text, DatasetKind::Register);
    let names: Vec<&str> = dataset
        .identifiers()
        .iter()
        .map(|one| one.identifier.name())
        .collect();
    assert_eq!(
        names,
        [
            "forename",
            "surname",
            "address_line",
            "address_2",
            "unique_id"
        ]
    );
    assert_eq!(
        dataset.identifiers()[3].identifier,
        Identifier::Other("address_2".into())
    );
    assert_eq!(dataset.identifiers()[3].values.get(0), Some("flat 2"));
    assert_eq!(ids(&dataset), ["x-1"]);
    assert_eq!(texts(&dataset, "partner"), some(&["register"]));
    assert_eq!(report.recognised()[5].how, RecognisedHow::Kept);
    let ignoring = source(text, DatasetKind::Register).mapping(Mapping::new().ignore("unique_id"));
    assert_eq!(read_one(&ignoring).unwrap().dataset.identifiers().len(), 4);
}

#[test]
fn sources_of_one_name_are_told_apart() {
    let one = source(REFERRALS, DatasetKind::Referrals);
    let ingested = read(&[one.clone(), one]).unwrap();
    let names: Vec<&str> = ingested.datasets.iter().map(Dataset::name).collect();
    assert_eq!(names, ["referrals", "referrals (2)"]);
    assert_eq!(ingested.reports[1].dataset(), "referrals (2)");
}

/// A frame with the types that a database would give: dates, numbers with gaps, flags.
fn typed_frame() -> DataFrame {
    let day = |day| NaiveDate::from_ymd_opt(2024, 3, day);
    polars::df!(
        "record_id" => [1_i64, 2, 3],
        "partner" => ["P", "P", "P"],
        "dob" => [NaiveDate::from_ymd_opt(2011, 4, 30), None, day(1)],
        "instrument" => ["SDQ", "SDQ", "SDQ"],
        "domain" => [Some("total"), None, Some("peer")],
        "score" => [Some(12.5), None, Some(7.0)],
        "assessment_date" => [day(1), day(2), day(3)],
        "informant" => ["parent", "carer", "self"]
    )
    .unwrap()
}

#[test]
fn parquet_ipc_frames_and_batches_give_the_dataset_that_csv_gives() {
    let text = "record_id,partner,dob,instrument,domain,score,assessment_date,informant\n\
        1,P,2011-04-30,SDQ,total,12.5,2024-03-01,parent\n\
        2,P,,SDQ,,,2024-03-02,carer\n\
        3,P,2024-03-01,SDQ,peer,7,2024-03-03,self\n";
    let expected = checked(text, DatasetKind::Assessments);
    assert_eq!(expected.report.quarantined(), 1);
    let mut frame = typed_frame();
    let (parquet, ipc) = (temporary("a.parquet"), temporary("a.arrow"));
    ParquetWriter::new(std::fs::File::create(&parquet).unwrap())
        .finish(&mut frame)
        .unwrap();
    IpcWriter::new(std::fs::File::create(&ipc).unwrap())
        .finish(&mut frame)
        .unwrap();
    let batches = to_record_batches(&frame).unwrap();
    let halves = [batches[0].slice(0, 2), batches[0].slice(2, 1)];
    let schema = Schema::assessments;
    let sources = [
        (Source::file(&parquet, schema()), InputFormat::Parquet),
        (Source::file(&ipc, schema()), InputFormat::Ipc),
        (Source::frame("frame", frame, schema()), InputFormat::Frame),
        (
            Source::batches("batches", &halves, schema()),
            InputFormat::Batches,
        ),
    ];
    for (source, format) in sources {
        let Checked { dataset, report } = read_one(&source.today(today())).unwrap();
        assert_eq!(report.format(), format);
        assert_eq!(dataset.lines(), [1, 3], "{format}");
        assert_eq!(report.findings()[0].line, 2, "{format}");
        same(&expected.dataset, &dataset);
    }
    std::fs::remove_file(parquet).unwrap();
    std::fs::remove_file(ipc).unwrap();
}

#[test]
fn frames_go_to_record_batches_and_back() {
    let dataset = checked(REFERRALS, DatasetKind::Referrals).dataset;
    let batches = to_record_batches(dataset.payload()).unwrap();
    assert_eq!(batches.len(), 1);
    let types: Vec<String> = batches[0]
        .schema()
        .fields()
        .iter()
        .map(|field| field.data_type().to_string())
        .collect();
    assert_eq!(
        types,
        [
            "Utf8", "Date32", "Utf8", "Utf8", "Utf8", "Boolean", "Utf8", "Date32"
        ]
    );
    let table = Table::from_batches("back", &batches).unwrap();
    assert_eq!(
        table.column("referral_date").unwrap().get(1),
        Some("2021-03-05")
    );
    let long = polars::df!("n" => (0..150_000_i64).collect::<Vec<_>>()).unwrap();
    let sizes: Vec<usize> = to_record_batches(&long)
        .unwrap()
        .iter()
        .map(|batch| batch.num_rows())
        .collect();
    assert_eq!(sizes, [65_536, 65_536, 18_928]);
    let empty = to_record_batches(&long.head(Some(0))).unwrap();
    assert_eq!((empty.len(), empty[0].num_rows()), (1, 0));
    let mixed = [batches[0].clone(), empty[0].clone()];
    assert!(
        Table::from_batches("mixed", &mixed)
            .unwrap_err()
            .to_string()
            .contains("one schema")
    );
}

#[test]
fn the_public_linkage_benchmark_reads_as_a_register() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/linkage/febrl4a.csv"
    );
    if !std::path::Path::new(path).exists() {
        println!("skipped: {path} is absent");
        return;
    }
    let Checked { dataset, report } = read_one(&Source::csv(path, Schema::register())).unwrap();
    assert_eq!((dataset.len(), report.quarantined()), (5000, 0));
    let names: Vec<&str> = dataset
        .identifiers()
        .iter()
        .map(|one| one.identifier.name())
        .collect();
    assert_eq!(
        names[..4],
        ["forename", "surname", "street_number", "address_line"]
    );
    assert_eq!(dataset.name(), "febrl4a");
}
