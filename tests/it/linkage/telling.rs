//! The tests' own instrument: weights that tell patterns.

use throughline::linkage::{BlockingRule, Comparison, LinkageModel, LinkageSpec};

use super::{SMALL, every_candidate, records, telling};

#[test]
fn a_hand_made_model_tells_patterns_and_survives_its_file() {
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(Comparison::name("forename"))
        .compare(Comparison::category("surname"));
    let records = records(&[SMALL]);
    let model = telling(spec);
    let scored = every_candidate(&model, &records);
    assert_eq!(scored.pairs().len(), 15);
    let weight = |left: u32, right: u32| {
        let found = scored
            .pairs()
            .iter()
            .find(|pair| (pair.left.0, pair.right.0) == (left, right));
        found.unwrap().weight
    };
    assert_eq!(weight(4, 5), 5.0 + 2.0 * 8.0); // "anything else" twice
    let path =
        std::env::temp_dir().join(format!("throughline-telling-{}.json", std::process::id()));
    model.save(&path).unwrap();
    let loaded = LinkageModel::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded, model);
    assert_eq!(every_candidate(&loaded, &records).pairs(), scored.pairs());
}
