//! Time to the next referral, and starts by month.

use throughline::kernel::stats::survival::kaplan_meier;
use throughline::outcomes::{Analysis, Method, analyse_followed};
use throughline::schema::DatasetKind;

use super::{close, row};
use crate::longitudinal::world::{World, base, safe};

#[test]
fn time_to_the_next_referral() {
    let world = World::default()
        .with(
            DatasetKind::Referrals,
            "referrals",
            "who,record_id,referral_date,service
             1,a,2024-01-01,early_help
             1,b,2024-01-01,early_help
             1,c,2024-04-10,early_help
             2,d,2024-01-11,early_help
             3,e,2024-02-01,social_care
             3,f,2024-02-11,social_care
             4,g,2024-03-01,social_care",
        )
        .with(
            DatasetKind::Outcomes,
            "outcomes",
            "who,record_id,instrument,domain,outcome_date,score
             1,u,Personal Outcome,feeling safe,2024-01-05,3
             1,v,Personal Outcome,feeling safe,2024-12-31,5",
        );
    let study = base().measure(safe()).group("service").build().unwrap();
    let followed = study.follow(&world.datasets, &world.people()).unwrap();
    let returns = &followed.returns;
    assert_eq!(returns.days(), [100.0, 355.0, 10.0, 305.0]);
    assert_eq!(returns.returned(), [true, false, true, false]);
    let results = analyse_followed(
        &followed,
        &Analysis::of([Method::TimeToReturn, Method::RunChart]),
    )
    .unwrap();
    let share = row(
        &results,
        Method::TimeToReturn,
        "all",
        "share referred again within 182 days",
    );
    close(share.estimate, 0.5, 1e-12);
    assert_eq!(
        (share.measure.as_str(), share.n, share.n_missing),
        ("all measures", 4, 0)
    );
    let median = row(
        &results,
        Method::TimeToReturn,
        "social_care",
        "median days to the next referral",
    );
    let curve = kaplan_meier(&[10.0, 305.0], &[true, false], 0.95);
    assert_eq!(median.estimate, curve.median().time);
    let alike = row(
        &results,
        Method::TimeToReturn,
        "all groups",
        "groups alike in time to the next referral",
    );
    assert!(alike.p.is_some_and(|p| p > 0.05));
    assert!(results.of(Method::RunChart).next().is_some());
}
