//! Themes counted by person beside change.

use throughline::longitudinal::{Followed, Repeats, Start, StartEvent};
use throughline::schema::DatasetKind;
use throughline::voice::{ThemeRow, quotable, themes};

use crate::longitudinal::world::{World, base, safe};

const VOICE: &str = "who,partner,voice_date,kind,speaker,text,themes,consent_to_quote
    a,x,2023-02-01,survey,child,t,home; school,yes
    a,y,2023-02-02,survey,child,t,home;home,no
    b,x,2023-03-01,survey,parent,t,home,
    c,x,2023-01-15,survey,child,t,school,yes
    d,x,2022-12-31,survey,child,t,home,yes
    d,x,2023-07-01,survey,child,t,friends,no
    z,x,2023-02-01,survey,child,t,home,yes";

fn world(voice: bool) -> World {
    let world = World::default()
        .with(
            DatasetKind::Referrals,
            "referrals",
            "who,partner,referral_date,service
            a,x,2023-01-01,early_help
            b,x,2023-01-01,early_help
            c,x,2023-01-01,early_help
            d,x,2023-01-01,early_help
            a,x,2023-02-15,early_help",
        )
        .with(
            DatasetKind::Outcomes,
            "outcomes",
            "who,partner,instrument,domain,score,outcome_date
            a,x,personal_outcome,feeling_safe,4,2023-01-01
            a,x,personal_outcome,feeling_safe,6,2023-04-01
            b,x,personal_outcome,feeling_safe,6,2023-01-01
            b,x,personal_outcome,feeling_safe,4,2023-04-01
            c,x,personal_outcome,feeling_safe,4,2023-01-01
            c,x,personal_outcome,feeling_safe,4,2023-04-01",
        );
    match voice {
        true => world.with(DatasetKind::Voice, "voice", VOICE),
        false => world,
    }
}

fn follow(world: &World) -> Followed {
    let start = Start::new(StartEvent::Referral, Repeats::AfterDays(30));
    let study = base().start(start).measure(safe()).build().unwrap();
    study.follow(&world.datasets, &world.people()).unwrap()
}

fn row(wave: &str, theme: &str, counts: [u64; 4]) -> ThemeRow {
    let [improved, same, worse, not_paired] = counts;
    ThemeRow {
        measure: "feeling safe".into(),
        wave: wave.into(),
        theme: theme.into(),
        improved,
        same,
        worse,
        not_paired,
    }
}

#[test]
fn people_are_counted_not_mentions_beside_their_first_episodes_change() {
    let world = world(true);
    let table = themes(&world.datasets, &world.people(), &follow(&world)).unwrap();
    assert_eq!(
        table.rows(),
        [
            row("3 months", "home", [1, 0, 1, 0]),
            row("3 months", "school", [1, 1, 0, 0]),
            row("6 months", "home", [0, 0, 0, 2]),
            row("6 months", "school", [0, 0, 0, 2]),
            row("6 months", "friends", [0, 0, 0, 1]),
        ]
    );
    assert_eq!(table.rows()[0].people(), 2);
    assert_eq!(table.to_frame().unwrap().shape(), (5, 7));
}

#[test]
fn only_a_plain_yes_is_consent() {
    let world = world(true);
    let counts = quotable(&world.datasets, &world.people()).unwrap();
    let counts: Vec<_> = counts
        .iter()
        .map(|own| (own.theme.as_str(), own.pieces, own.consented, own.people))
        .collect();
    assert_eq!(
        counts,
        [("friends", 1, 0, 0), ("home", 5, 3, 3), ("school", 2, 2, 2)]
    );
}

#[test]
fn without_voice_the_table_is_empty() {
    let world = world(false);
    let table = themes(&world.datasets, &world.people(), &follow(&world)).unwrap();
    assert!(table.rows().is_empty());
    let frame = table.to_frame().unwrap();
    assert_eq!(frame.shape(), (0, 7));
}

#[test]
fn voice_of_other_datasets_than_those_linked_is_refused() {
    let with = world(true);
    let without = world(false);
    let error = themes(&with.datasets, &without.people(), &follow(&without)).unwrap_err();
    assert!(error.is_study() && error.to_string().contains("voice (7 rows)"));
    let error = themes(&with.datasets, &with.people(), &follow(&without)).unwrap_err();
    assert!(error.to_string().contains("the index that was followed"));
}
