//! Runs that are watched and cancelled, and models that can't be run.

use std::sync::atomic::{AtomicU64, Ordering};

use throughline::linkage::{BlockingRule, Comparison, LinkageModel, LinkageSpec, Scoring};
use throughline::run::{Observer, Progress, Run, Step};

use super::{model, register_records};

struct Stop(AtomicU64);

impl Observer for Stop {
    fn progress(&self, _: Progress) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        true
    }
}

#[derive(Default)]
struct Watch(std::sync::Mutex<Vec<Progress>>);

impl Observer for Watch {
    fn progress(&self, progress: Progress) {
        self.0.lock().unwrap().push(progress);
    }
}

#[test]
fn a_run_is_watched_and_cancelled() {
    let (records, _) = register_records(1_200, 3);
    let stop = Stop(AtomicU64::new(0));
    let cancelled = Run::new().threads(2).observer(&stop);
    let spec = LinkageSpec::for_records(&records).unwrap();
    let error = spec.train_with(&records, &cancelled).unwrap_err();
    assert!(
        error.is_linkage() && error.to_string().contains("cancelled"),
        "{error}"
    );
    let watch = Watch::default();
    let model = spec
        .train_with(&records, &Run::new().observer(&watch))
        .unwrap();
    let scoring = Scoring::new().run(cancelled);
    let error = model.score_with(&records, &scoring).unwrap_err();
    assert!(error.to_string().contains("cancelled"), "{error}");
    assert_eq!(stop.0.into_inner(), 0, "no portion was done");
    model
        .score_with(&records, &Scoring::new().run(Run::new().observer(&watch)))
        .unwrap();
    let seen = watch.0.into_inner().unwrap();
    for step in [Step::Sampling, Step::Training, Step::Scoring] {
        let of_step = || seen.iter().filter(|progress| progress.step == step);
        assert!(
            of_step().all(|progress| progress.done <= progress.total),
            "{step:?}"
        );
        assert!(
            of_step().any(|progress| progress.done == progress.total),
            "{step:?}"
        );
    }
}

#[test]
fn models_that_are_none_are_refused() {
    let path = std::env::temp_dir().join(format!("throughline-bad-{}.json", std::process::id()));
    let spec = LinkageSpec::new()
        .block(BlockingRule::everything())
        .compare(Comparison::category("surname"));
    let whole = model(spec, 0.1, vec![vec![0.9, 0.1]], vec![vec![0.1, 0.9]]);
    let loaded = |change: &dyn Fn(&mut serde_json::Value)| {
        whole.save(&path).unwrap();
        let mut json = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut json);
        std::fs::write(&path, json.to_string()).unwrap();
        LinkageModel::load(&path)
    };
    assert_eq!(loaded(&|_| ()).unwrap(), whole);
    let refused = |change: &dyn Fn(&mut serde_json::Value), said: &str| {
        let error = loaded(change).unwrap_err();
        assert!(
            error.is_linkage() && error.to_string().contains(said),
            "{error}"
        );
    };
    refused(
        &|json| json["parameters"]["m"][0] = serde_json::json!([1.0]),
        "one entry for each level",
    );
    refused(
        &|json| json["parameters"]["u"] = serde_json::json!([]),
        "one entry for each comparison",
    );
    refused(
        &|json| json["parameters"]["lambda"] = serde_json::json!(7.0),
        "lambda",
    );
    refused(
        &|json| json["parameters"]["m"][0][0] = serde_json::json!(-0.5),
        "between 0 and 1",
    );
    refused(
        &|json| json["parameters"]["kin"] = serde_json::json!([{"comparisons": [4], "share": 0.1}]),
        "kin",
    );
    refused(&|json| json["extra"] = serde_json::json!(1), "extra");
    std::fs::remove_file(&path).unwrap();
    assert!(LinkageModel::load(&path).unwrap_err().is_io());
}
