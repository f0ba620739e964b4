//! Sketches never promise less than a measure gives.

use proptest::prelude::*;
use throughline::kernel::similarity::{SketchLayout, damerau_levenshtein, jaro};

/// Symbols that two strings have in common, as multisets.
fn common(a: &[u8], b: &[u8]) -> usize {
    let mut left: Vec<u8> = b.to_vec();
    let taken = a.iter().filter(|symbol| {
        let at = left.iter().position(|other| other == *symbol);
        at.map(|at| left.swap_remove(at)).is_some()
    });
    taken.count()
}

#[test]
fn unlike_names_are_told_apart() {
    let names = ["SMITH", "SMYTHE", "JONES", "OKONKWO", "TAYLOR", "KHAN"];
    let layout = SketchLayout::fit(names.map(str::bytes));
    let sketch = |name: &str| layout.sketch(name.bytes());
    assert_eq!(sketch("SMITH").common_at_most(sketch("SMYTHE")), 4);
    assert_eq!(sketch("SMITH").common_at_most(sketch("JONES")), 1);
    assert_eq!(sketch("OKONKWO").edits_at_least(sketch("KHAN")), 5);
}

#[test]
fn a_layout_of_nothing_bounds_nothing() {
    let layout = SketchLayout::fit(Vec::<Vec<u8>>::new());
    let (a, b) = (layout.sketch(*b"ANN"), layout.sketch(*b"BOB"));
    assert_eq!(a.common_at_most(b), 3);
    assert_eq!(a.edits_at_least(b), 0);
}

proptest! {
    #[test]
    fn bounds_hold_whatever_the_layout_was_fitted_to(
        fitted in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..12), 0..20),
        a in prop::collection::vec(prop::sample::select(b"ABCAAB019 -".to_vec()), 0..40),
        b in prop::collection::vec(prop::sample::select(b"ABCAAB019 -".to_vec()), 0..40),
    ) {
        let likely = vec![a.clone(), b"ABRACADABRA 119".to_vec()];
        for layout in [SketchLayout::fit(fitted), SketchLayout::fit(likely)] {
            let (x, y) = (layout.sketch(a.iter().copied()), layout.sketch(b.iter().copied()));
            prop_assert!(x.common_at_most(y) as usize >= common(&a, &b));
            prop_assert!(x.edits_at_least(y) as usize <= damerau_levenshtein(&a, &b));
            let (m, la, lb) = (f64::from(x.common_at_most(y)), a.len() as f64, b.len() as f64);
            if m > 0.0 && la > 0.0 && lb > 0.0 {
                prop_assert!((m / la + m / lb + 1.0) / 3.0 >= jaro(&a, &b) - 1e-12);
            }
        }
    }
}
