//! What a study makes of linked records.

use polars::prelude::DataFrame;
use throughline::ingest::{Consequence, FindingKind};
use throughline::linkage::PersonId;
use throughline::longitudinal::{
    Followed, Measure, PersonAttribute, PersonAttributes, Repeats, Start, StartEvent, StudyBuilder,
};
use throughline::schema::DatasetKind;

use super::world::{World, base, safe};

const REFERRALS: &str = "who,partner,referral_date,service,outcome,primary_need
    a,Northvale,2023-01-01,early_help,early_help_plan,N1
    b,Southmere,2023-01-01,social_care,nfa,
    a,Southmere,2023-06-01,social_care,assessment,N2";

const OUTCOMES: &str = "who,partner,instrument,domain,score,outcome_date
    a,Northvale,personal_outcome,feeling_safe,4,2023-01-05
    a,Southmere,personal_outcome,feeling_safe,6,2023-03-30
    b,Southmere,personal_outcome,feeling_safe,5,2023-01-01
    b,Southmere,personal_outcome,things_to_do,5,2023-12-31";

fn world() -> World {
    World::default()
        .with(DatasetKind::Referrals, "referrals", REFERRALS)
        .with(DatasetKind::Outcomes, "outcomes", OUTCOMES)
}

fn follow(world: &World, study: StudyBuilder) -> Followed {
    let study = study.build().unwrap();
    study.follow(&world.datasets, &world.people()).unwrap()
}

fn refusal(world: &World, study: StudyBuilder) -> String {
    let study = study.build().unwrap();
    let refused = study.follow(&world.datasets, &world.people());
    let error = refused.unwrap_err();
    assert!(error.is_study(), "{error}");
    error.to_string()
}

fn numbers(frame: &DataFrame, column: &str) -> Vec<Option<f64>> {
    frame
        .column(column)
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect()
}

fn text(frame: &DataFrame, column: &str) -> Vec<String> {
    let column = frame.column(column).unwrap().str().unwrap();
    column.iter().map(|value| value.unwrap().into()).collect()
}

#[test]
fn any_agencys_score_counts_and_the_group_is_the_start_records() {
    let study = base()
        .measure(safe())
        .group("partner")
        .group("primary_need");
    let followed = follow(&world(), study);
    let frame = followed.paired.frame();
    assert_eq!(
        frame.get_column_names(),
        [
            "person",
            "episode",
            "measure",
            "wave",
            "baseline",
            "follow_up",
            "baseline_days",
            "follow_up_days",
            "due",
            "link_weight",
            "partner",
            "primary_need"
        ]
    );
    let waves = ["3 months", "3 months", "6 months", "6 months"];
    assert_eq!(text(frame, "wave"), waves);
    assert_eq!(
        text(frame, "partner"),
        ["Northvale", "Southmere", "Northvale", "Southmere"]
    );
    assert_eq!(text(frame, "primary_need")[1], "not known");
    let (four, five) = (Some(4.0), Some(5.0));
    assert_eq!(numbers(frame, "baseline"), [four, five, four, five]);
    assert_eq!(numbers(frame, "follow_up"), [Some(6.0), None, None, None]);
    let days = frame.column("follow_up_days").unwrap().i32().unwrap();
    assert_eq!(days.get(0), Some(88));
    assert_eq!(followed.paired.groupings(), ["partner", "primary_need"]);
}

#[test]
fn repeated_starts_begin_episodes_by_the_rule() {
    let starts = |start| {
        follow(&world(), base().start(start).measure(safe()))
            .episodes
            .len()
    };
    let referral = |repeats| Start::new(StartEvent::Referral, repeats);
    assert_eq!(starts(referral(Repeats::First)), 2);
    assert_eq!(starts(referral(Repeats::AfterDays(151))), 3);
    assert_eq!(starts(referral(Repeats::AfterDays(152))), 2);
    let taken_up = Start::new(StartEvent::ServiceStart, Repeats::First);
    assert_eq!(starts(taken_up), 1, "no further action starts no service");
    assert_eq!(
        starts(referral(Repeats::First).of_service("Social care")),
        2
    );
    let outcome = Start::new(StartEvent::Outcome, Repeats::First);
    assert_eq!(starts(outcome.of_instrument("personal outcome")), 2);
}

#[test]
fn episodes_are_numbered_by_person_and_start() {
    let start = Start::new(StartEvent::Referral, Repeats::AfterDays(30));
    let study = base().start(start).measure(safe()).group("service");
    let followed = follow(&world(), study);
    let episodes = &followed.episodes;
    let persons: Vec<u32> = episodes.iter().map(|episode| episode.person.0).collect();
    assert_eq!(persons, [0, 0, 1]);
    assert_eq!(episodes.of_person(PersonId(0)).len(), 2);
    assert_eq!(episodes.group(1, "service"), Some("social_care"));
    assert_eq!(episodes.group(1, "partner"), None);
    let frame = episodes.to_frame().unwrap();
    assert_eq!(frame.shape(), (3, 6));
    let second = episodes.iter().nth(1).unwrap();
    assert_eq!(second.start().unwrap().to_string(), "2023-06-01");
}

#[test]
fn a_follow_up_is_not_due_while_its_window_is_open() {
    let study = |to: Option<(i32, u32, u32)>| match to {
        None => base().measure(safe()),
        Some((year, month, day)) => {
            let date = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
            base().measure(safe()).observed_to(date)
        }
    };
    let due = |to| {
        let followed = follow(&world(), study(to));
        let frame = followed.paired.frame().clone();
        let due = frame.column("due").unwrap().bool().unwrap();
        due.iter().map(Option::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(
        due(None),
        [true; 4],
        "another domain's date shows the data go on"
    );
    assert_eq!(due(Some((2023, 5, 15))), [true, false, false, false]);
    assert_eq!(due(Some((2023, 5, 16))), [true, true, false, false]);
    let open = follow(&world(), study(Some((2023, 5, 15))));
    let row = &open.attrition.rows()[0];
    assert_eq!((row.eligible, row.not_due, row.due()), (2, 1, 1));
    assert_eq!((row.with_baseline, row.followed_up, row.lost), (1, 1, 0));
    assert_eq!(row.mean_baseline_followed, Some(4.0));
    assert_eq!(row.mean_baseline_lost, None);
}

#[test]
fn a_measure_that_no_dataset_has_is_refused_with_those_present() {
    let trust = Measure {
        name: "trust".into(),
        domain: Some("trust".into()),
        ..safe()
    };
    let message = refusal(&world(), base().measure(safe()).measure(trust));
    assert_eq!(
        message,
        "no outcomes record has what the study names: `personal_outcome` `trust` (measure `trust`); \
         present: `personal_outcome` `feeling_safe`, `personal_outcome` `things_to_do`"
    );
    let sdq = Measure {
        dataset: DatasetKind::Assessments,
        ..safe()
    };
    let message = refusal(&world(), base().measure(sdq));
    assert!(
        message.contains(
            "measure `feeling safe` needs a dataset of assessments; given: referrals, outcomes"
        ),
        "{message}"
    );
}

#[test]
fn a_group_or_service_that_is_not_there_is_refused_with_those_present() {
    let message = refusal(&world(), base().measure(safe()).group("ward"));
    assert!(message.contains("`ward`"), "{message}");
    assert!(message.contains("partner, "), "{message}");
    assert!(message.contains("primary_need"), "{message}");
    let start = Start::new(StartEvent::Referral, Repeats::First).of_service("housing");
    let message = refusal(&world(), base().start(start).measure(safe()));
    assert!(
        message.contains("present: early_help, social_care"),
        "{message}"
    );
    let message = refusal(&world(), base().measure(safe()).group("sex"));
    assert!(message.contains("PersonAttributes"), "{message}");
}

#[test]
fn other_datasets_than_those_linked_are_refused() {
    let mut world = world();
    let people = world.people();
    world.datasets.swap(0, 1);
    let study = base().measure(safe()).build().unwrap();
    let message = study.follow(&world.datasets, &people).unwrap_err();
    let message = message.to_string();
    assert!(
        message.contains("numbers the records of referrals (3 rows), outcomes (4 rows)"),
        "{message}"
    );
}

#[test]
fn scores_outside_the_range_are_found_and_not_used() {
    let narrow = Measure {
        range: (0.0, 4.5),
        ..safe()
    };
    let followed = follow(&world(), base().measure(narrow));
    let found: Vec<_> = followed.findings.iter().map(|f| (f.line, f.kind)).collect();
    assert_eq!(
        found,
        [(3, FindingKind::OutOfRange), (4, FindingKind::OutOfRange)]
    );
    assert_eq!(followed.findings[0].consequence, Consequence::ValueDropped);
    let flow = &followed.score_flow[0];
    assert_eq!((flow.read, flow.out_of_range, flow.in_window), (3, 2, 1));
    assert_eq!(numbers(followed.paired.frame(), "follow_up"), [None; 4]);
}

#[test]
fn a_follow_up_dated_before_its_baseline_is_found_and_not_paired() {
    let world = World::default()
        .with(DatasetKind::Referrals, "referrals", REFERRALS)
        .with(
            DatasetKind::Outcomes,
            "outcomes",
            "who,partner,instrument,domain,score,outcome_date
            a,x,personal_outcome,feeling_safe,4,2023-01-05
            a,x,personal_outcome,feeling_safe,6,2022-03-30
            b,x,personal_outcome,feeling_safe,6,2022-03-30
            b,x,personal_outcome,feeling_safe,6,2024-03-30",
        );
    let followed = follow(&world, base().measure(safe()));
    assert_eq!(numbers(followed.paired.frame(), "follow_up"), [None; 4]);
    assert_eq!(
        followed.findings.len(),
        1,
        "b has no baseline to contradict"
    );
    let finding = &followed.findings[0];
    assert_eq!(finding.line, 3);
    assert_eq!(finding.kind, FindingKind::Contradiction);
    assert_eq!(finding.consequence, Consequence::Noted);
    let flow = &followed.score_flow[0];
    assert_eq!((flow.in_window, flow.outside_windows), (1, 3));
}

#[test]
fn people_without_a_start_and_starts_without_scores_are_counted() {
    let world = World::default()
        .with(DatasetKind::Referrals, "referrals", REFERRALS)
        .with(
            DatasetKind::Outcomes,
            "outcomes",
            "who,partner,instrument,domain,score,outcome_date
            z,x,personal_outcome,feeling_safe,4,2024-01-05",
        );
    let followed = follow(&world, base().measure(safe()).group("partner"));
    assert_eq!(followed.score_flow[0].no_episode, 1);
    let rows = followed.attrition.rows();
    let groups: Vec<_> = rows[..3].iter().map(|row| row.group.as_str()).collect();
    assert_eq!(groups, ["all", "Northvale", "Southmere"]);
    assert!(rows.iter().all(|row| row.with_baseline == 0));
    assert_eq!(rows[0].no_baseline(), 2);
    assert_eq!(rows[0].mean_baseline_lost, None);
    assert_eq!(followed.waves.to_frame().unwrap().height(), 0);
}

#[test]
fn one_record_and_none_are_followed_without_complaint() {
    let one = "who,partner,referral_date,service\n a,x,2023-01-01,early_help";
    let none = "who,partner,referral_date,service";
    for (referrals, episodes) in [(one, 1), (none, 0)] {
        let world = World::default()
            .with(DatasetKind::Referrals, "referrals", referrals)
            .with(DatasetKind::Outcomes, "outcomes", OUTCOMES);
        let followed = follow(&world, base().measure(safe()).group("service"));
        assert_eq!(followed.episodes.len(), episodes);
        assert_eq!(followed.paired.frame().height(), 2 * episodes);
        assert_eq!(followed.attrition.rows()[0].eligible, episodes as u64);
        let frame = followed.attrition.to_frame().unwrap();
        assert_eq!(frame.height(), followed.attrition.rows().len());
    }
}

#[test]
fn sex_and_age_band_come_from_person_attributes() {
    let world = world();
    let study = base().measure(safe()).group("sex").group("age_band");
    let study = study.build().unwrap();
    let attributes = PersonAttributes::from_values([
        PersonAttribute {
            sex: Some("F"),
            birth_year: Some(2012),
        },
        PersonAttribute::default(),
    ]);
    let people = world.people();
    let followed = study.follow_with(&world.datasets, &people, &attributes);
    let episodes = followed.unwrap().episodes;
    assert_eq!(episodes.group(0, "sex"), Some("female"));
    assert_eq!(episodes.group(0, "age_band"), Some("11-15"));
    assert_eq!(episodes.group(1, "sex"), Some("not known"));
    assert_eq!(episodes.group(1, "age_band"), Some("not known"));
    let short = PersonAttributes::from_values([PersonAttribute::default()]);
    let error = study.follow_with(&world.datasets, &people, &short);
    assert!(error.unwrap_err().to_string().contains("of 1 people"));
}

#[test]
fn age_bands_cover_every_age_once() {
    let bands = |born: i32| {
        let study = base()
            .measure(safe())
            .group("age_band")
            .age_bands([3, 4, 11]);
        let own = PersonAttribute {
            sex: None,
            birth_year: Some(born),
        };
        let attributes = PersonAttributes::from_values([own, own]);
        let world = world();
        let study = study.build().unwrap();
        let followed = study.follow_with(&world.datasets, &world.people(), &attributes);
        followed
            .unwrap()
            .episodes
            .group(0, "age_band")
            .unwrap()
            .to_string()
    };
    assert_eq!(bands(2024), "under 03", "referred before birth");
    assert_eq!(bands(2020), "03");
    assert_eq!(bands(2019), "04-10");
    assert_eq!(bands(2012), "11+");
    assert_eq!(bands(2030), "not known");
}

#[test]
fn the_answer_is_the_same_at_any_thread_count() {
    let mut referrals = String::from("who,partner,referral_date,service\n");
    let mut outcomes = String::from("who,partner,instrument,domain,score,outcome_date\n");
    for person in 0..9000_u32 {
        let partner = person % 7;
        referrals += &format!("{person},p{partner},2023-01-01,early_help\n");
        for (month, day) in [(1, person % 28 + 1), (3, person % 19 + 5), (7, 1)] {
            let score = (person * 7 + month) % 11;
            outcomes += &format!(
                "{person},p{partner},personal_outcome,feeling_safe,{score},2023-{month:02}-{day:02}\n"
            );
        }
    }
    let world = World::default()
        .with(DatasetKind::Referrals, "referrals", &referrals)
        .with(DatasetKind::Outcomes, "outcomes", &outcomes);
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let study = base().measure(safe()).group("partner");
        pool.build().unwrap().install(|| follow(&world, study))
    };
    let (one, many) = (with_threads(1), with_threads(5));
    assert_eq!(one.attrition, many.attrition);
    assert!(one.paired.frame().equals_missing(many.paired.frame()));
    assert_eq!(one.attrition.rows()[0].followed_up, 9000);
}
