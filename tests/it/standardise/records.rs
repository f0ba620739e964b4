//! Whole datasets: columns together, findings in their places.

use chrono::NaiveDate;
use proptest::prelude::*;
use throughline::ingest::{Consequence, Dataset, Finding, FindingKind, Source, read_one};
use throughline::schema::{Identifier, Schema};
use throughline::standardise::{self, Records, Standardiser};

/// A register read from the text of a file with these columns; the first record stands on line 2.
fn dataset(name: &str, columns: &[(Identifier, &[&str])]) -> Dataset {
    let rows = columns.first().map_or(1, |(_, values)| values.len());
    let mut file = csv::Writer::from_writer(Vec::new());
    let headers = columns.iter().map(|(identifier, _)| identifier.name());
    file.write_record(std::iter::once("record_id").chain(headers))
        .unwrap();
    for row in 0..rows {
        let id = format!("{name}{row}");
        let cells = columns.iter().map(|(_, values)| values[row]);
        file.write_record(std::iter::once(id.as_str()).chain(cells))
            .unwrap();
    }
    let source = Source::bytes(name, file.into_inner().unwrap(), Schema::register());
    let checked = read_one(&source).unwrap();
    assert_eq!(checked.dataset.len(), rows);
    checked.dataset
}

fn records(datasets: &[Dataset]) -> Records {
    let today = NaiveDate::from_ymd_opt(2025, 6, 30).unwrap();
    Standardiser::default()
        .today(today)
        .records(datasets)
        .unwrap()
}

fn values<'a>(records: &'a Records, name: &str) -> Vec<&'a str> {
    let column = &records.column(name).expect(name).values;
    (0..column.len())
        .map(|row| column.get(row).unwrap_or(""))
        .collect()
}

fn told(records: &Records) -> Vec<(&str, u64, &str, FindingKind, Consequence)> {
    let parts = |finding: &'_ Finding| (finding.line, finding.kind, finding.consequence);
    records
        .findings()
        .iter()
        .map(|finding| {
            let (line, kind, consequence) = parts(finding);
            (
                &*finding.dataset,
                line,
                finding.field.as_deref().unwrap_or(""),
                kind,
                consequence,
            )
        })
        .collect()
}

#[test]
fn columns_are_the_union_of_the_datasets() {
    let left = dataset(
        "left",
        &[
            (Identifier::Surname, &["Smith", "O'Neill"]),
            (Identifier::Sex, &["male", "blue"]),
        ],
    );
    let right = dataset(
        "right",
        &[
            (
                Identifier::Other("Key worker".into()),
                &[" jo  b ", "n/a", ""],
            ),
            (Identifier::Surname, &["SMITH", "Baby", ""]),
        ],
    );
    let records = records(&[left, right]);
    let names: Vec<_> = records
        .columns()
        .iter()
        .map(|column| column.identifier.name())
        .collect();
    assert_eq!(names, ["surname", "sex", "Key worker"]);
    assert_eq!(
        values(&records, "surname"),
        ["SMITH", "ONEILL", "SMITH", "", ""]
    );
    assert_eq!(values(&records, "sex"), ["M", "", "", "", ""]);
    assert_eq!(values(&records, "Key worker"), ["", "", "JO B", "", ""]);
    assert_eq!(records.record_ids().get(2), Some("right0"));
    let rows: Vec<_> = records
        .sources()
        .iter()
        .map(|source| source.rows.clone())
        .collect();
    assert_eq!(rows, [0..2, 2..5]);
    assert_eq!(
        told(&records),
        [
            (
                "left",
                3,
                "sex",
                FindingKind::UnknownCode,
                Consequence::ValueDropped
            ),
            (
                "right",
                3,
                "surname",
                FindingKind::PlaceholderName,
                Consequence::ValueDropped
            ),
        ]
    );
}

#[test]
fn a_name_in_one_column_makes_the_other() {
    let only = dataset(
        "only",
        &[(Identifier::Surname, &["SMITH, Anna", "Jones", "Khan, Baby"])],
    );
    let records = records(&[only]);
    assert_eq!(values(&records, "forename"), ["ANNA", "", ""]);
    assert_eq!(values(&records, "surname"), ["SMITH", "JONES", "KHAN"]);
    let findings = told(&records);
    assert_eq!(
        findings,
        [(
            "only",
            4,
            "forename",
            FindingKind::PlaceholderName,
            Consequence::ValueDropped
        )]
    );
}

#[test]
fn swapped_numbers_go_home_when_there_is_room() {
    let swapped = dataset(
        "swapped",
        &[
            (
                Identifier::NhsNumber,
                &[
                    "9276308686",
                    "401 023 2137",
                    "9276308686",
                    "4010232137",
                    "1904851231",
                    "",
                    "",
                    "",
                ],
            ),
            (
                Identifier::Uln,
                &[
                    "4010232137",
                    "",
                    "",
                    "4010232137",
                    "9276308687",
                    "1234567899",
                    "2345678916",
                    "3456789121",
                ],
            ),
        ],
    );
    let records = records(&[swapped]);
    let nhs = ["4010232137", "4010232137", "", "4010232137", "", "", "", ""];
    assert_eq!(values(&records, "nhs_number"), nhs);
    assert_eq!(
        values(&records, "uln"),
        [
            "9276308686",
            "",
            "9276308686",
            "",
            "",
            "1234567899",
            "2345678916",
            "3456789121"
        ]
    );
    assert_eq!(
        values(&records, "chi"),
        ["", "", "", "", "1904851231", "", "", ""]
    );
    let (swap, noted) = (FindingKind::SwappedIdentifier, Consequence::Noted);
    assert_eq!(
        told(&records),
        [
            ("swapped", 2, "nhs_number", swap, noted),
            ("swapped", 2, "uln", swap, noted),
            ("swapped", 4, "nhs_number", swap, noted),
            ("swapped", 5, "uln", swap, noted),
            ("swapped", 6, "nhs_number", swap, noted),
            (
                "swapped",
                6,
                "uln",
                FindingKind::WrongCheckDigit,
                Consequence::ValueDropped
            ),
        ]
    );
}

#[test]
fn a_swapped_number_does_not_push_another_out() {
    let full = dataset(
        "full",
        &[
            (Identifier::NhsNumber, &["4010232137"]),
            (Identifier::Chi, &["221 395 1837"]),
        ],
    );
    let records = records(&[full]);
    assert_eq!(values(&records, "nhs_number"), ["4010232137"]);
    assert_eq!(values(&records, "chi"), [""]);
    let kind = FindingKind::SwappedIdentifier;
    assert_eq!(
        told(&records),
        [("full", 2, "chi", kind, Consequence::ValueDropped)]
    );
}

#[test]
fn one_mistyped_number_makes_no_column() {
    let values_received = ["4010232137", "2213951837", "9276308686"];
    let mistyped = records(&[dataset("a", &[(Identifier::NhsNumber, &values_received)])]);
    assert!(mistyped.column("uln").is_none());
    let finding = (
        "a",
        4,
        "nhs_number",
        FindingKind::WrongCheckDigit,
        Consequence::ValueDropped,
    );
    assert_eq!(told(&mistyped), [finding]);
    let mislabelled = records(&[dataset("b", &[(Identifier::NhsNumber, &["9276308686"])])]);
    assert_eq!(values(&mislabelled, "uln"), ["9276308686"]);
}

#[test]
fn numbers_without_meaning_are_missing() {
    let upns = [
        "H801200001001",
        "UN3",
        "X00180001701A",
        "h801200001002",
        "8012",
    ];
    let records = records(&[dataset("a", &[(Identifier::Upn, &upns)])]);
    assert_eq!(values(&records, "upn"), ["H801200001001", "", "", "", ""]);
    let kinds: Vec<_> = told(&records)
        .into_iter()
        .map(|finding| (finding.1, finding.3))
        .collect();
    assert_eq!(
        kinds,
        [
            (4, FindingKind::TemporaryIdentifier),
            (5, FindingKind::WrongCheckDigit),
            (6, FindingKind::MalformedIdentifier),
        ]
    );
}

#[test]
fn postcodes_of_elsewhere_stay_as_they_are() {
    let foreign = ["3212", "4223", "3355", "sw1a1aa", "x 12", ""];
    let australian: Vec<String> = (2000..2020).map(|code| code.to_string()).collect();
    let australian: Vec<&str> = foreign
        .into_iter()
        .chain(australian.iter().map(String::as_str))
        .collect();
    let far = records(&[dataset("far", &[(Identifier::Postcode, &australian)])]);
    assert_eq!(
        &values(&far, "postcode")[..6],
        ["3212", "4223", "3355", "SW1A1AA", "X 12", ""]
    );
    assert_eq!(told(&far), []);
    let near = records(&[dataset(
        "near",
        &[(Identifier::Postcode, &["sw1a1aa", "M1", "M1", "ZZ99 3VZ"])],
    )]);
    assert_eq!(values(&near, "postcode"), ["SW1A 1AA", "", "", ""]);
    let kinds: Vec<_> = told(&near).into_iter().map(|finding| finding.3).collect();
    let malformed = FindingKind::MalformedPostcode;
    assert_eq!(kinds, [malformed, malformed, FindingKind::PlaceholderValue]);
    let one = records(&[dataset("one", &[(Identifier::Postcode, &["nonsense"])])]);
    assert_eq!(told(&one).len(), 1);
}

#[test]
fn fifteenths_are_told_only_where_they_are_a_convention() {
    let dates: Vec<String> = (0..60)
        .map(|row| {
            format!(
                "20{:02}-03-{:02}",
                row % 20,
                if row < 10 { 15 } else { 1 + row % 14 }
            )
        })
        .collect();
    let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
    let many = records(&[dataset("many", &[(Identifier::DateOfBirth, &dates)])]);
    assert_eq!(many.findings().len(), 10);
    assert!(
        told(&many)
            .iter()
            .all(|finding| finding.4 == Consequence::Noted)
    );
    let few = records(&[dataset("few", &[(Identifier::DateOfBirth, &dates[9..])])]);
    assert_eq!(few.findings(), []);
    assert_eq!(few.column("date_of_birth").unwrap().values.missing(), 0);
}

#[test]
fn datasets_of_one_name_are_refused() {
    let twice = [dataset("a", &[]), dataset("a", &[])];
    let error = Standardiser::default().records(&twice).unwrap_err();
    assert!(error.is_standardise());
    assert!(error.to_string().contains("named a"));
}

#[test]
fn nothing_in_nothing_out() {
    assert!(records(&[]).is_empty());
    let missing = records(&[dataset(
        "a",
        &[
            (Identifier::Forename, &["", ""]),
            (Identifier::Chi, &["", ""]),
        ],
    )]);
    assert_eq!(
        (
            missing.len(),
            missing.columns().len(),
            missing.findings().len()
        ),
        (2, 2, 0)
    );
}

proptest! {
    #[test]
    fn a_column_is_its_values_one_by_one(
        raw in proptest::collection::vec("[A-Ca-c' 1,()-]{0,5}|Baby|Mr Bo", 0..40),
        split in 0_usize..40,
    ) {
        let raw: Vec<&str> = raw.iter().map(|raw| raw.trim()).collect();
        let (left, right) = raw.split_at(split.min(raw.len()));
        let field = Identifier::Other("x".into());
        let made = |field: Identifier| records(&[
            dataset("left", &[(field.clone(), left)]),
            dataset("right", &[(field, right)]),
        ]);
        let text = made(field);
        let addresses = made(Identifier::AddressLine);
        for (row, raw) in raw.iter().enumerate() {
            let expected = standardise::text(raw);
            prop_assert_eq!(text.columns()[0].values.get(row), expected.value());
            let expected = standardise::address_line(raw);
            prop_assert_eq!(addresses.columns()[0].values.get(row), expected.value());
        }
        let names = made(Identifier::Forename);
        let flagged = raw.iter().filter(|raw| standardise::name(raw).is_placeholder()).count();
        let told = names.findings().iter().filter(|it| it.kind == FindingKind::PlaceholderName);
        prop_assert_eq!(told.count(), flagged);
    }

    #[test]
    fn the_number_of_threads_changes_nothing(
        raw in proptest::collection::vec("[A-C],? ?[a-c]{1,3}|Baby", 1..60),
    ) {
        let raw: Vec<&str> = raw.iter().map(String::as_str).collect();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| records(&[dataset("a", &[(Identifier::Surname, &raw), (Identifier::Forename, &raw)])]))
        };
        let (one, four) = (run(1), run(4));
        prop_assert_eq!(one.findings(), four.findings());
        for (a, b) in one.columns().iter().zip(four.columns()) {
            prop_assert_eq!(&a.values, &b.values);
        }
    }
}

/// FEBRL's data set 4 (Australian): four-digit postcodes stay, every date is read. The counts of empty cells and of
/// first Januaries are those that awk gives for the file.
#[test]
fn a_register_from_elsewhere_is_read() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/linkage/febrl4a.csv"
    );
    if !std::path::Path::new(path).exists() {
        println!("skipped: {path} is not there");
        return;
    }
    let checked = read_one(&Source::csv(path, Schema::register())).unwrap();
    let records = records(&[checked.dataset]);
    assert_eq!(records.len(), 5000);
    let postcodes = &records.column("postcode").unwrap().values;
    assert_eq!(postcodes.missing(), 0);
    assert!(postcodes.pool().iter().skip(1).all(|code| code.len() == 4));
    let dates = &records.column("date_of_birth").unwrap().values;
    let read = |row: usize| dates.get(row).unwrap_or("");
    assert_eq!([read(0), read(1)], ["1915-11-11", "1916-12-14"]);
    let missing = |name| records.column(name).unwrap().values.missing();
    let counts = ["forename", "surname", "date_of_birth"].map(missing);
    assert_eq!(counts, [112, 48, 94]);
    let new_years = told(&records)
        .into_iter()
        .filter(|finding| finding.3 == FindingKind::ConventionalDate);
    assert_eq!((new_years.count(), records.findings().len()), (13, 13));
}
