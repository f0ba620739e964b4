//! Studies: their definition in Rust and on disk, and what is refused.

use throughline::longitudinal::{
    Choose, Direction, Measure, Repeats, Response, Start, StartEvent, Study, Wave, Window,
};
use throughline::schema::DatasetKind;

const GUIDE: &str = include_str!("../../../src/guide/study.md");

/// The first TOML block of the guide.
fn guide_study() -> &'static str {
    let from = GUIDE.find("```toml\n").expect("a block of TOML") + "```toml\n".len();
    let length = GUIDE[from..].find("```").expect("its end");
    &GUIDE[from..from + length]
}

fn safe() -> Measure {
    Measure {
        domain: Some("feeling_safe".into()),
        minimal_important_change: Some(1.0),
        reliability: Some(0.8),
        ..Measure::new(
            "feeling safe",
            DatasetKind::Outcomes,
            "personal_outcome",
            (0.0, 10.0),
            Direction::HigherIsBetter,
        )
    }
}

fn builder() -> throughline::longitudinal::StudyBuilder {
    Study::builder("safety")
        .start(Start::new(StartEvent::Referral, Repeats::First))
        .baseline(Window::new(-30, 45))
        .wave(Wave::new("6 months", Window::new(136, 270)))
        .measure(safe())
}

const MINIMAL: &str = r#"name = "safety"

[start]
event = "referral"
repeats = "first"

[baseline]
from = -30
to = 45

[[waves]]
name = "6 months"
from = 136
to = 270

[[measures]]
name = "feeling safe"
dataset = "outcomes"
instrument = "personal_outcome"
domain = "feeling_safe"
range = [0, 10]
direction = "higher_is_better"
minimal_important_change = 1
reliability = 0.8
"#;

fn refusal(text: &str) -> String {
    let error = Study::from_toml(text).unwrap_err();
    assert!(error.is_study(), "{error}");
    error.to_string()
}

#[test]
fn the_builder_and_the_file_are_one_definition() {
    assert_eq!(
        Study::from_toml(MINIMAL).unwrap(),
        builder().build().unwrap()
    );
}

#[test]
fn the_guides_study_is_read_and_written_back_the_same() {
    let study = Study::from_toml(guide_study()).unwrap();
    assert_eq!(study.groups(), ["service", "partner", "sex", "age_band"]);
    assert_eq!(study.waves().len(), 3);
    assert_eq!(study.measures().len(), 10);
    assert_eq!(study.waves()[1].window.target, Some(182));
    assert_eq!(Study::from_toml(&study.to_toml()).unwrap(), study);
}

#[test]
fn every_setting_survives_a_round_trip() {
    let start = Start::new(StartEvent::ServiceStart, Repeats::AfterDays(365));
    let study = builder()
        .start(start.of_service("early_help"))
        .baseline(Window::new(-10, 10).choose(Choose::Mean))
        .wave(Wave::new("late", Window::new(300, 400).target(365)))
        .group("partner")
        .age_bands([0, 5, 12])
        .observed_to(chrono::NaiveDate::from_ymd_opt(2025, 3, 31).unwrap())
        .build()
        .unwrap();
    let text = study.to_toml();
    assert!(text.contains("observed_to = 2025-03-31"), "{text}");
    assert_eq!(Study::from_toml(&text).unwrap(), study);
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_valid_keys() {
    let message = refusal(&MINIMAL.replace("from = -30", "form = -30"));
    assert!(message.contains("line 8"), "{message}");
    assert!(message.contains("`form`"), "{message}");
    assert!(message.contains("`from`, `to`, `choose`"), "{message}");
}

#[test]
fn a_missing_key_and_a_wrong_type_are_refused_with_their_place() {
    let message = refusal(&MINIMAL.replace("to = 270\n", ""));
    assert!(message.contains("missing field `to`"), "{message}");
    assert!(message.contains("line 11"), "{message}");
    let message = refusal(&MINIMAL.replace("range = [0, 10]", "range = \"0-10\""));
    assert!(message.contains("line 21, `range`"), "{message}");
}

#[test]
fn a_file_is_named_in_what_is_refused() {
    let folder = std::env::temp_dir().join(format!("throughline-study-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("study.toml");
    let read = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Study::read(&path)
    };
    assert_eq!(read(MINIMAL).unwrap().name(), "safety");
    let broken = read("name = ").unwrap_err().to_string();
    assert!(broken.contains("study.toml, line 1"), "{broken}");
    let backwards = read(&MINIMAL.replace("to = 45", "to = -45")).unwrap_err();
    assert!(backwards.to_string().contains("study.toml"), "{backwards}");
    let absent = Study::read(folder.join("absent.toml")).unwrap_err();
    assert!(absent.is_io() && absent.to_string().contains("absent.toml"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_follow_up_before_the_baseline_is_refused() {
    let early = Wave::new("early", Window::new(-200, -100));
    let message = builder().wave(early).build().unwrap_err().to_string();
    assert!(
        message.contains("wave `early` ends on day -100, before the baseline starts on day -30"),
        "{message}"
    );
}

#[test]
fn backwards_and_overlapping_windows_are_refused() {
    let refused = |wave| builder().wave(wave).build().unwrap_err().to_string();
    let backwards = refused(Wave::new("back", Window::new(400, 300)));
    assert!(
        backwards.contains("wave `back` ends on day 300"),
        "{backwards}"
    );
    let touching = refused(Wave::new("other", Window::new(270, 400)));
    assert!(
        touching.contains("wave `6 months` and wave `other` overlap"),
        "{touching}"
    );
    let early = refused(Wave::new("soon", Window::new(45, 100)));
    assert!(
        early.contains("the baseline and wave `soon` overlap"),
        "{early}"
    );
    let beside = builder().wave(Wave::new("next", Window::new(271, 400)));
    assert!(beside.build().is_ok());
}

#[test]
fn measures_that_cannot_be_are_refused_all_at_once() {
    let mut measure = safe();
    measure.range = (10.0, 10.0);
    measure.reliability = Some(1.2);
    measure.minimal_important_change = Some(0.0);
    measure.dataset = DatasetKind::Voice;
    let message = builder().measure(measure).build().unwrap_err().to_string();
    for part in [
        "two measures are called `feeling safe`",
        "is 10 to 10",
        "is 1.2; it lies between 0 and 1",
        "is 0; it must be above 0",
        "reads voice",
    ] {
        assert!(message.contains(part), "{part} is not in: {message}");
    }
    let nan = Measure {
        range: (f64::NAN, 1.0),
        reliability: Some(f64::NAN),
        ..safe()
    };
    let alone = Study::builder("x").measure(nan).build().unwrap_err();
    assert!(alone.to_string().contains("the reliability of measure"));
}

#[test]
fn an_empty_definition_says_all_that_it_lacks() {
    let message = Study::builder(" ").build().unwrap_err().to_string();
    for part in ["name", "start", "baseline", "wave", "measure"] {
        assert!(message.contains(part), "{part} is not in: {message}");
    }
}

#[test]
fn names_that_tables_use_and_mismatched_starts_are_refused() {
    let start = Start::new(StartEvent::Assessment, Repeats::AfterDays(0)).of_service("early_help");
    let message = builder()
        .start(start)
        .group("wave")
        .group("partner")
        .group("partner")
        .wave(Wave::new("baseline", Window::new(300, 400).target(10)))
        .age_bands([5, 5])
        .build()
        .unwrap_err()
        .to_string();
    for part in [
        "names a service",
        "at least 1",
        "groups by `wave`",
        "two groups are called `partner`",
        "called `baseline`",
        "target day 10",
        "age bands",
    ] {
        assert!(message.contains(part), "{part} is not in: {message}");
    }
}

#[test]
fn a_change_is_judged_by_direction_and_threshold() {
    let mut measure = safe();
    assert_eq!(measure.classify(1.0), Response::Improved);
    assert_eq!(measure.classify(0.99), Response::Same);
    assert_eq!(measure.classify(-1.0), Response::Worse);
    measure.direction = Direction::LowerIsBetter;
    assert_eq!(measure.classify(1.0), Response::Worse);
    measure.minimal_important_change = None;
    assert_eq!(measure.classify(-0.01), Response::Improved);
    assert_eq!(measure.classify(0.0), Response::Same);
}

#[test]
fn rounding_of_the_arithmetic_does_not_hide_a_change() {
    let mut measure = safe();
    measure.minimal_important_change = Some(0.3);
    assert_eq!(measure.classify(4.3 - 4.0), Response::Improved);
    measure.minimal_important_change = None;
    assert_eq!(measure.classify((0.1 + 0.2) - 0.3), Response::Same);
}
