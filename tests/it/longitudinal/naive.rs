//! Pairing against brute force over all scores of each person.

use chrono::NaiveDate;
use proptest::prelude::*;
use throughline::longitudinal::{Choose, Repeats, Start, StartEvent, Study, Wave, Window};
use throughline::schema::DatasetKind;

use super::world::{World, safe};

#[derive(Debug, Clone)]
struct Case {
    starts: Vec<(u8, i32)>,
    scores: Vec<(u8, i32, u8)>,
    repeats: Repeats,
    baseline: Window,
    waves: Vec<Window>,
    observed_to: i32,
}

fn window(from: i32, to: i32) -> impl Strategy<Value = Window> {
    let rule = prop_oneof![
        Just(Choose::Nearest),
        Just(Choose::First),
        Just(Choose::Last),
        Just(Choose::Mean)
    ];
    (from..=to, from..=to, rule, any::<bool>()).prop_map(|(a, b, rule, aimed)| {
        let window = Window::new(a.min(b), a.max(b)).choose(rule);
        if aimed { window.target(b) } else { window }
    })
}

fn case() -> impl Strategy<Value = Case> {
    let repeats = prop_oneof![
        Just(Repeats::First),
        (1_u32..60).prop_map(Repeats::AfterDays)
    ];
    (
        prop::collection::vec((0_u8..5, 0..80_i32), 1..10),
        prop::collection::vec((0_u8..6, -40..200_i32, 0_u8..13), 1..40),
        repeats,
        window(-20, 20),
        (window(21, 60), window(61, 120)),
        0..220_i32,
    )
        .prop_map(
            |(starts, scores, repeats, baseline, waves, observed_to)| Case {
                starts,
                scores,
                repeats,
                baseline,
                waves: vec![waves.0, waves.1],
                observed_to,
            },
        )
}

fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(19_000 + day).unwrap()
}

fn world(case: &Case) -> World {
    let mut referrals = String::from("who,partner,referral_date,service\n");
    for (who, day) in &case.starts {
        referrals += &format!("{who},x,{},early_help\n", date(*day));
    }
    let mut outcomes = String::from("who,partner,instrument,domain,score,outcome_date\n");
    for (who, day, score) in &case.scores {
        let date = date(*day);
        outcomes += &format!("{who},x,own_scale,feeling_safe,{score},{date}\n");
    }
    World::default()
        .with(DatasetKind::Referrals, "referrals", &referrals)
        .with(DatasetKind::Outcomes, "outcomes", &outcomes)
}

/// Score and day that a window's rule takes from the usable scores of one person, in record order.
fn naive_choice(
    window: &Window,
    target: i32,
    start: i32,
    own: &[(i32, f64)],
) -> Option<(f64, i32)> {
    let mut inside: Vec<(i32, f64)> = Vec::new();
    for &(day, score) in own {
        if day - start >= window.from && day - start <= window.to {
            inside.push((day - start, score));
        }
    }
    inside.sort_by_key(|&(day, _)| day);
    let n = inside.len() as f64;
    let (day, score) = match window.choose {
        Choose::First => *inside.first()?,
        Choose::Last => *inside.last()?,
        Choose::Mean => {
            inside.first()?;
            let mean = |values: Vec<f64>| values.iter().sum::<f64>() / n;
            let days = mean(inside.iter().map(|&(day, _)| f64::from(day)).collect());
            let score = mean(inside.iter().map(|&(_, score)| score).collect());
            (days.round() as i32, score)
        }
        Choose::Nearest => {
            let mut best = *inside.first()?;
            for &(day, score) in &inside {
                if (day - target).abs() < (best.0 - target).abs() {
                    best = (day, score);
                }
            }
            best
        }
    };
    Some((score, day))
}

/// The people in order of their first record, each with the days of its episodes.
fn naive_episodes(case: &Case) -> Vec<(u8, i32)> {
    let mut people: Vec<u8> = Vec::new();
    for &(who, _) in &case.starts {
        if !people.contains(&who) {
            people.push(who);
        }
    }
    let mut episodes = Vec::new();
    for who in people {
        let mut days: Vec<i32> = Vec::new();
        for &(other, day) in &case.starts {
            if other == who {
                days.push(day);
            }
        }
        days.sort_unstable();
        let mut last: Option<i32> = None;
        for day in days {
            let begins = match (last, case.repeats) {
                (None, _) => true,
                (Some(_), Repeats::First) => false,
                (Some(last), Repeats::AfterDays(gap)) => day - last >= gap as i32,
            };
            if begins {
                episodes.push((who, day));
                last = Some(day);
            }
        }
    }
    episodes
}

type Pair = (Option<(f64, i32)>, Option<(f64, i32)>, bool);

fn naive_pairs(case: &Case) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for wave in &case.waves {
        for (who, start) in naive_episodes(case) {
            let own: Vec<(i32, f64)> = (case.scores.iter())
                .filter(|&&(other, _, score)| other == who && score <= 10)
                .map(|&(_, day, score)| (day, f64::from(score)))
                .collect();
            let target = case.baseline.target.unwrap_or(0);
            let before = naive_choice(&case.baseline, target, start, &own);
            let middle = (wave.from + wave.to).div_euclid(2);
            let after = naive_choice(wave, wave.target.unwrap_or(middle), start, &own);
            let due = after.is_some() || start + wave.to <= case.observed_to;
            pairs.push((before, after, due));
        }
    }
    pairs
}

fn study(case: &Case) -> Study {
    let mut measure = safe();
    measure.instrument = "own_scale".into();
    Study::builder("case")
        .start(Start::new(StartEvent::Referral, case.repeats))
        .baseline(case.baseline)
        .wave(Wave::new("first", case.waves[0]))
        .wave(Wave::new("second", case.waves[1]))
        .measure(measure)
        .observed_to(date(case.observed_to))
        .build()
        .unwrap()
}

proptest! {
    #[test]
    fn pairs_are_those_of_brute_force(case in case()) {
        let world = world(&case);
        let followed = study(&case).follow(&world.datasets, &world.people()).unwrap();
        let frame = followed.paired.frame();
        let score = |name: &str, row| frame.column(name).unwrap().f64().unwrap().get(row);
        let days = |name: &str, row| frame.column(name).unwrap().i32().unwrap().get(row);
        let due = frame.column("due").unwrap().bool().unwrap();
        let pairs: Vec<Pair> = (0..frame.height())
            .map(|row| {
                let before = score("baseline", row).zip(days("baseline_days", row));
                let after = score("follow_up", row).zip(days("follow_up_days", row));
                (before, after, due.get(row).unwrap())
            })
            .collect();
        prop_assert_eq!(&pairs, &naive_pairs(&case));
    }

    #[test]
    fn attrition_counts_the_pairs_and_every_score_has_one_fate(case in case()) {
        let world = world(&case);
        let followed = study(&case).follow(&world.datasets, &world.people()).unwrap();
        let pairs = naive_pairs(&case);
        let episodes = followed.episodes.len();
        for (row, own) in followed.attrition.rows().iter().zip(pairs.chunks(episodes)) {
            let count = |test: &dyn Fn(&Pair) -> bool| own.iter().filter(|pair| test(pair)).count() as u64;
            prop_assert_eq!(row.eligible, episodes as u64);
            prop_assert_eq!(row.not_due, count(&|pair| !pair.2));
            prop_assert_eq!(row.with_baseline, count(&|pair| pair.2 && pair.0.is_some()));
            prop_assert_eq!(row.followed_up, count(&|pair| pair.0.is_some() && pair.1.is_some()));
            prop_assert_eq!(row.lost, row.with_baseline - row.followed_up);
            prop_assert_eq!(row.due(), row.with_baseline + row.no_baseline());
        }
        let flow = &followed.score_flow[0];
        prop_assert_eq!(flow.read, case.scores.len() as u64);
        let high = case.scores.iter().filter(|score| score.2 > 10).count() as u64;
        prop_assert_eq!(flow.out_of_range, high);
        prop_assert!(followed.findings.len() as u64 >= high);
    }
}
