//! The table of nicknames: what it promises, and that it says nothing absurd.

use proptest::prelude::*;
use throughline::kernel::similarity::Nicknames;

/// The file itself, as an independent reader sees it.
const TABLE: &str = include_str!("../../../src/kernel/similarity/nicknames.txt");

fn lines() -> Vec<Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect()).collect()
}

#[test]
fn common_short_forms_are_known() {
    let nicknames = Nicknames::default();
    let pairs = [
        ("ELIZABETH", "BETTY"),
        ("ELIZABETH", "LIBBY"),
        ("LIZ", "BETH"),
        ("WILLIAM", "BILL"),
        ("ROBERT", "BOB"),
        ("MARGARET", "PEGGY"),
        ("MOHAMMED", "MUHAMMAD"),
        ("KATHERINE", "CATHERINE"),
        ("STEPHEN", "STEVEN"),
        ("JONATHAN", "JON"),
        ("AISHA", "AYESHA"),
    ];
    for (a, b) in pairs {
        assert!(nicknames.same(a, b) && nicknames.same(b, a), "{a} {b}");
        assert!(nicknames.same(&a.to_lowercase(), b), "{a} {b}");
    }
}

#[test]
fn other_names_are_others() {
    let nicknames = Nicknames::default();
    let pairs = [
        ("ALEXANDER", "ALEXANDRA"),
        ("CHRISTOPHER", "CHRISTINA"),
        ("SAMUEL", "SAMANTHA"),
        ("JOHN", "JAMES"),
        ("ELIZABETH", "WILLIAM"),
        ("MARY", "MARGARET"),
    ];
    for (a, b) in pairs {
        assert!(!nicknames.same(a, b), "{a} {b}");
    }
    assert!(nicknames.same("ZULEIKA", "Zuleika"), "a name is its own");
    assert!(nicknames.groups_of("ZULEIKA").is_empty());
    assert!(!nicknames.same("", "ANN"));
}

#[test]
fn the_file_is_in_order_and_in_capitals() {
    let lines = lines();
    assert!(lines.len() >= 150);
    assert!(lines.is_sorted_by_key(|names| names[0]));
    for names in &lines {
        assert!(names.len() > 1, "{names:?}");
        for (place, name) in names.iter().enumerate() {
            assert!(
                name.bytes().all(|letter| letter.is_ascii_uppercase()),
                "{name:?}"
            );
            assert!(!names[..place].contains(name), "{name} twice in {names:?}");
        }
    }
}

#[test]
fn own_groups_replace_the_table() {
    let own = Nicknames::from_groups([vec!["Zoë", "zozo"], vec!["ZOZO", "Zorica"]]);
    assert_eq!(own.groups_of("ZOZO"), [0, 1]);
    assert!(own.same("ZOË", "Zozo") && own.same("zorica", "zozo"));
    assert!(!own.same("ZORICA", "ZOË"));
    assert!(!own.same("LIZ", "ELIZABETH"));
}

proptest! {
    #[test]
    fn names_are_the_same_where_a_line_holds_both(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let lines = lines();
        let all: Vec<&str> = lines.iter().flatten().copied().collect();
        let (a, b) = (all[a.index(all.len())], all[b.index(all.len())]);
        let nicknames = Nicknames::default();
        let expected = a == b || lines.iter().any(|names| names.contains(&a) && names.contains(&b));
        prop_assert_eq!(nicknames.same(a, b), expected);
        let shared = Nicknames::share(nicknames.groups_of(a), nicknames.groups_of(b));
        prop_assert_eq!(shared, expected);
    }
}
