//! The `compare` example, run as a program would be.

use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;

#[path = "../../examples/compare/main.rs"]
#[allow(dead_code)]
mod compare;

use super::outcomes::FAMILY_TREATMENT;
use compare::{Arguments, Failure, run};

/// A CSV file of its own, removed at the end.
struct File(PathBuf);

impl File {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let file = format!("throughline-compare-{}-{name}.csv", std::process::id());
        let path = std::env::temp_dir().join(file);
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    fn run(&self, arguments: &str) -> Result<(String, String), Failure> {
        run_on(self.0.to_str().unwrap(), arguments)
    }

    fn json(&self, arguments: &str) -> Value {
        let (out, _) = self.run(&format!("{arguments} --json")).unwrap();
        serde_json::from_str(&out).unwrap()
    }

    fn refusal(&self, arguments: &str) -> String {
        let failure = self.run(arguments).unwrap_err();
        assert_eq!(failure.exit_code(), 2);
        failure.to_string()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn run_on(path: &str, arguments: &str) -> Result<(String, String), Failure> {
    let fixed = ["compare", "--data", path];
    let arguments =
        Arguments::try_parse_from(fixed.into_iter().chain(arguments.split_whitespace())).unwrap();
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    run(&arguments, &mut out, &mut remarks)?;
    Ok((
        String::from_utf8(out).unwrap(),
        String::from_utf8(remarks).unwrap(),
    ))
}

fn shared(name: &str) -> Option<String> {
    let path = format!(
        "{}/../shared/data/outcomes/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let present = PathBuf::from(&path).exists();
    if !present {
        println!("skipped: {path} is absent");
    }
    present.then_some(path)
}

#[track_caller]
fn close(found: &Value, expected: f64, tolerance: f64) {
    let found = found.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} within {tolerance}"
    );
}

const PLAIN: &str = "--baseline before --follow-up after";

#[test]
fn published_numbers_at_full_precision() {
    let mut text = "before,after\n".to_owned();
    for (before, after) in FAMILY_TREATMENT {
        text.push_str(&format!("{before},{after}\n"));
    }
    let file = File::new("published", text.as_bytes());
    let json = file.json(PLAIN);
    let row = &json[0];
    assert_eq!(json.as_array().unwrap().len(), 1);
    assert_eq!(
        (&row["group"], &row["n"], &row["df"]),
        (&"all".into(), &17.into(), &16.0.into())
    );
    close(&row["mean_change"], 7.264_705_882, 5e-10);
    close(&row["sd_change"], 7.157_421_077, 5e-10);
    close(&row["t"], 4.184_908_135, 5e-10);
    close(&row["p_t"], 0.000_700_253_1, 5e-11);
    close(&row["ci"][0], 3.584_699_54, 5e-9);
    close(&row["ci"][1], 10.944_712_23, 5e-9);
    close(&row["p_wilcoxon"], 0.000_839_233_4, 5e-11);
    assert!(row["effects"]["d_av_rms"].is_f64());
    let (table, remarks) = file.run(PLAIN).unwrap();
    assert!(
        table.contains("7.26 (3.58 to 10.94)") && table.contains("13 / 0 / 4"),
        "{table}"
    );
    assert_eq!(remarks, "");
}

/// R's `t.test(..., paired = TRUE)` in each arm of the whole file.
#[test]
fn anorexia_by_treatment() {
    let Some(path) = shared("anorexia.csv") else {
        return;
    };
    let (out, _) = run_on(
        &path,
        "--baseline Prewt --follow-up Postwt --by Treat --json",
    )
    .unwrap();
    let json: Value = serde_json::from_str(&out).unwrap();
    let expected = [
        ("CBT", 29, 2.215_587_844, 0.035_022_60),
        ("Cont", 26, -0.287_225_391, 0.776_307_06),
        ("FT", 17, 4.184_908_135, 0.000_700_253_1),
    ];
    assert_eq!(json.as_array().unwrap().len(), 3);
    for (row, (group, n, t, p)) in json.as_array().unwrap().iter().zip(expected) {
        assert_eq!((&row["group"], &row["n"]), (&group.into(), &n.into()));
        close(&row["t"], t, 5e-9);
        close(&row["p_t"], p, 5e-9);
    }
}

/// Repeated follow-ups, missing scores and loss to follow-up shown.
#[test]
fn beat_the_blues_at_each_wave() {
    let Some(path) = shared("btheb.csv") else {
        return;
    };
    let waves = "--follow-up bdi.2m --follow-up bdi.4m --follow-up bdi.6m --follow-up bdi.8m";
    let arguments = format!("--baseline bdi.pre {waves} --by treatment --lower-is-better");
    let (out, _) = run_on(&path, &format!("{arguments} --json")).unwrap();
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 8);
    let row = &json[0];
    assert_eq!(
        (&row["follow_up"], &row["group"], &row["n"]),
        (&"bdi.2m".into(), &"BtheB".into(), &52.into())
    );
    close(&row["mean_change"], -7.826_923, 5e-7);
    close(&row["t"], -5.936_817, 5e-7);
    for row in json.as_array().unwrap() {
        let count = |name: &str| row[name].as_u64().unwrap();
        assert_eq!(count("n") + count("n_lost"), count("n_baseline"));
        assert!(count("improved") + count("same") + count("worse") == count("n"));
    }
    let (table, _) = run_on(&path, &arguments).unwrap();
    assert!(
        table.contains("lower is better") && table.contains("bdi.8m"),
        "{table}"
    );
}

#[test]
fn missing_is_missing_however_written() {
    let text = "id;before;after;arm\r\n1;10;12;a\r\n2;NA;12;a\r\n3;10;.;a\r\n4;NULL;nan;b\r\n5;8;9;\r\n6;9;11;a\r\n";
    let file = File::new("missing", text.as_bytes());
    let json = file.json(&format!("{PLAIN} --by arm"));
    let groups: Vec<&str> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["group"].as_str().unwrap())
        .collect();
    assert_eq!(groups, ["a", "b", "not recorded"]);
    assert_eq!(
        (&json[0]["n_eligible"], &json[0]["n"], &json[0]["n_lost"]),
        (&4.into(), &2.into(), &1.into())
    );
    assert_eq!(
        (&json[1]["n"], &json[1]["t"], &json[1]["ci"]),
        (&0.into(), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&json[2]["n"], &json[2]["mean_change"]),
        (&1.into(), &Value::Null)
    );
    assert!(json[2]["effects"]["d_z"].is_null());
}

#[test]
fn windows_1252_and_byte_order_marks_are_read() {
    let latin = File::new(
        "latin",
        b"before\tafter\tarm\n1\t2\tCaf\xe9\n2\t4\tCaf\xe9\n",
    );
    assert_eq!(latin.json(&format!("{PLAIN} --by arm"))[0]["group"], "Café");
    let marked = File::new("marked", b"\xef\xbb\xbfbefore,after\n1,2\n2,4\n");
    assert_eq!(marked.json(PLAIN)[0]["n"], 2);
}

#[test]
fn unusable_input_is_refused_clearly() {
    assert!(File::new("empty", b"").refusal(PLAIN).contains("empty"));
    assert!(
        File::new("header", b"before,after\n")
            .refusal(PLAIN)
            .contains("no usable row")
    );
    let twice = File::new("twice", b"before,after,after\n1,2,3\n");
    assert!(twice.refusal(PLAIN).contains("after"));
    let file = File::new("columns", b"before,later\n1,2\n");
    let message = file.refusal(PLAIN);
    assert!(
        message.contains("no column 'after'") && message.contains("before, later"),
        "{message}"
    );
    assert!(
        file.refusal("--baseline before --follow-up before")
            .contains("as follow-up")
    );
    let numbers = File::new("numbers", b"before,after\n1,2\n1,secret\n\"3,5\",2\n");
    let message = numbers.refusal(PLAIN);
    assert!(
        message.contains("'before'") && message.contains("line 4"),
        "{message}"
    );
    let numbers = File::new("words", b"before,after\n1,2\n1,secret\n3,inf\n");
    let message = numbers.refusal(PLAIN);
    assert!(
        message.contains("'after'") && message.contains("lines 3 and 4"),
        "{message}"
    );
    assert!(!message.contains("secret"));
    let absent = run_on("no/such/file.csv", PLAIN).unwrap_err();
    assert_eq!(absent.exit_code(), 2);
    assert!(absent.to_string().contains("no/such/file.csv"));
}

#[test]
fn thin_input_is_compared_as_far_as_it_goes() {
    let one = File::new("one", b"before,after\n1,2\n");
    let json = one.json(PLAIN);
    assert_eq!(
        (&json[0]["n"], &json[0]["improved"], &json[0]["p_t"]),
        (&1.into(), &1.into(), &Value::Null)
    );
    let (table, remarks) = File::new("none", b"before,after\n1,\n,2\n")
        .run(PLAIN)
        .unwrap();
    assert!(
        remarks.contains("nobody") && table.contains("| 0 |"),
        "{table}"
    );
    let ragged = File::new("ragged", b"before,after\n1,2\n1,2,3\n2,5\n");
    let (_, remarks) = ragged.run(PLAIN).unwrap();
    assert!(remarks.contains("line 3"), "{remarks}");
    assert_eq!(ragged.json(PLAIN)[0]["n"], 2);
}

#[test]
fn an_important_change_moves_the_line() {
    let file = File::new("important", b"before,after\n10,9\n10,5\n10,12\n");
    let row = &file.json(&format!("{PLAIN} --lower-is-better --important-change 5"))[0];
    assert_eq!(
        (&row["improved"], &row["same"], &row["worse"]),
        (&1.into(), &2.into(), &0.into())
    );
}

#[test]
fn settings_of_methods_need_methods() {
    let alone = [
        "--level 0.9",
        "--site arm",
        "--correct-links 0.9",
        "--seed 3",
    ];
    for setting in alone {
        let given = format!("compare --data x.csv {PLAIN} {setting}");
        assert!(
            Arguments::try_parse_from(given.split(' ')).is_err(),
            "{setting}"
        );
        let given = format!("{given} --methods paired_t");
        assert!(
            Arguments::try_parse_from(given.split(' ')).is_ok(),
            "{setting}"
        );
    }
}

#[test]
fn a_cut_off_may_be_negative_and_shows_regression_to_the_mean() {
    let file = File::new("negative", b"before,after\n-2,-1\n-3,-1\n-2.5,-2\n");
    let (table, _) = file.run(&format!("{PLAIN} --cut-off -1.5")).unwrap();
    assert!(
        table.contains("regression to the mean may be part"),
        "{table}"
    );
    let json = file.json(&format!(
        "{PLAIN} --cut-off -1.5 --reliability 0.8 --population -0.5,1"
    ));
    // (1 − r)(μ − x̄) = 0.2 (−0.5 + 2.5)
    let expected = json[0]["regression"]["expected"].as_f64().unwrap();
    assert!((expected - 0.4).abs() < 1e-12, "{expected}");
    assert_eq!(json[0]["chosen_by_score"], true);
}

#[test]
fn rows_of_nobody_and_times_not_asked_are_named() {
    let file = File::new(
        "nobody",
        b"id,wave,score\n1,a,3\n1,b,5\n,a,9\n,b,1\n2,A,4\n",
    );
    let long = "--person id --time wave --score score --baseline a --follow-up b";
    let (_, remarks) = file.run(long).unwrap();
    assert!(remarks.contains("left out lines 4 and 5"), "{remarks}");
    assert!(remarks.contains("not used line 6"), "{remarks}");
    assert_eq!(file.json(long)[0]["n"], 1);
}
