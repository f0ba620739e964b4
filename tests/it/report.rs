//! Reports: what is in them, what never is, and that the page is well made.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use throughline::disclosure::Policy;
use throughline::evidence;
use throughline::longitudinal::{Attrition, AttritionRow, Direction};
use throughline::outcomes::{Comparison, ComparisonRow, WideScores, compare_columns};
use throughline::report::{
    self, DataSource, LinkageSummary, LinkageTruth, Report, Summary, ValidationSummary,
};
use throughline::voice::{ThemeRow, ThemeTable};

const PEOPLE: usize = 900;
const WAVES: [&str; 2] = ["6 months", "12 months"];
const GROUPINGS: [&str; 4] = ["partner", "service", "age_band", "sex"];

/// A measure with its range, direction, smallest important change and planted change of six months.
const MEASURES: [(&str, Direction, f64, f64, f64); 6] = [
    (
        "Emotional wellbeing",
        Direction::HigherIsBetter,
        18.0,
        5.5,
        2.1,
    ),
    (
        "Difficulties (SDQ total)",
        Direction::LowerIsBetter,
        19.0,
        6.0,
        -2.4,
    ),
    (
        "Education and learning",
        Direction::HigherIsBetter,
        5.2,
        2.0,
        0.9,
    ),
    ("Home and family", Direction::HigherIsBetter, 4.8, 2.1, 0.6),
    (
        "Friends and community",
        Direction::HigherIsBetter,
        5.5,
        2.2,
        0.1,
    ),
    ("Feeling safe", Direction::HigherIsBetter, 6.1, 2.0, -0.5),
];

/// People in groups, the last partner a very small one.
fn groups() -> [Vec<String>; 4] {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let partners = [
        "Ashdown Borough",
        "Brackenshire County",
        "Calder Trust",
        "Dunmore Families",
        "Eastmere City",
        "Fenland Youth",
        "Galloway Voices",
        "Harrow Vale",
    ];
    let mut pick = |names: &[&str], share: &[u32]| -> Vec<String> {
        let total: u32 = share.iter().sum();
        let mut one = || {
            let mut at = rng.random_range(0..total);
            let found = names
                .iter()
                .zip(share)
                .find(|(_, own)| match at.checked_sub(**own) {
                    Some(rest) => {
                        at = rest;
                        false
                    }
                    None => true,
                });
            found.map_or_else(String::new, |(name, _)| (*name).to_owned())
        };
        (0..PEOPLE).map(|_| one()).collect()
    };
    [
        pick(&partners, &[22, 20, 15, 14, 10, 9, 8, 1]),
        pick(&["Early Help", "Social care"], &[60, 40]),
        pick(
            &["0 to 4", "5 to 10", "11 to 15", "16 and over"],
            &[15, 30, 35, 20],
        ),
        pick(&["female", "male", "not recorded"], &[48, 49, 3]),
    ]
}

/// Simulated scores of one measure: baseline, then each wave; a fifth has none at the first wave, two fifths at the
/// second.
fn scores(measure: usize) -> (Vec<Option<f64>>, [Vec<Option<f64>>; 2]) {
    let mut rng = ChaCha8Rng::seed_from_u64(100 + measure as u64);
    let (_, _, mean, sd, change) = MEASURES[measure];
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };
    let (mut baseline, mut waves) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..PEOPLE {
        let own = normal() * sd * 0.8;
        let score =
            |shift: f64, noise: f64| (mean + own + shift + noise * sd * 0.6).round().max(0.0);
        let before = score(0.0, normal());
        baseline.push((normal() > -1.5).then_some(before));
        for (wave, lost) in [(0, -0.85), (1, -0.3)] {
            let shift = change * [1.0, 1.3][wave];
            let after = score(shift, normal());
            waves[wave].push((normal() > lost).then_some(after));
        }
    }
    (baseline, waves)
}

/// The comparison of six measures at two waves by four groupings, its rows in the documented order.
fn comparison() -> Comparison {
    let groups = groups();
    let mut rows = Vec::new();
    for (index, (name, direction, ..)) in MEASURES.into_iter().enumerate() {
        let (baseline, waves) = scores(index);
        let mut by_wave: [Vec<ComparisonRow>; 2] = Default::default();
        for (grouping, labels) in GROUPINGS.iter().zip(&groups) {
            let labels: Vec<Option<&str>> =
                labels.iter().map(|label| Some(label.as_str())).collect();
            let mut wide = WideScores::new(name, direction, &baseline)
                .group_by(grouping, &labels)
                .minimal_important_change(1.0);
            for (wave, scores) in WAVES.iter().zip(&waves) {
                wide = wide.wave(wave, scores);
            }
            for row in compare_columns(&wide).unwrap().rows() {
                let wave = WAVES.iter().position(|wave| *wave == row.wave).unwrap();
                if row.grouping != "overall" || by_wave[wave].is_empty() {
                    by_wave[wave].push(row.clone());
                }
            }
        }
        rows.extend(by_wave.into_iter().flatten());
    }
    Comparison::from_rows(rows)
}

fn attrition(comparison: &Comparison) -> Attrition {
    let row = |row: &ComparisonRow| {
        let lost = row.n_baseline - row.n_paired;
        AttritionRow {
            measure: row.measure.clone(),
            wave: row.wave.clone(),
            grouping: row.grouping.clone(),
            group: row.group.clone(),
            eligible: row.n_eligible,
            not_due: 0,
            with_baseline: row.n_baseline,
            followed_up: row.n_paired,
            lost,
            mean_baseline_followed: row.change.as_ref().map(|change| change.mean_baseline),
            mean_baseline_lost: row.change.as_ref().map(|change| change.mean_baseline - 0.4),
        }
    };
    Attrition::from_rows(comparison.rows().iter().map(row).collect())
}

fn themes() -> ThemeTable {
    let themes = [
        ("being listened to", [121, 40, 22, 31]),
        ("housing", [44, 38, 41, 27]),
        ("waiting", [23, 31, 37, 19]),
        ("school", [58, 22, 9, 14]),
        ("family contact", [19, 14, 3, 8]),
    ];
    let row = |(measure, wave, (theme, of)): (&str, &str, (&str, [u64; 4]))| ThemeRow {
        measure: measure.into(),
        wave: wave.into(),
        theme: theme.into(),
        improved: of[0],
        same: of[1],
        worse: of[2],
        not_paired: of[3],
    };
    let rows = MEASURES.iter().take(2).flat_map(|measure| {
        WAVES
            .into_iter()
            .flat_map(move |wave| themes.map(|theme| (measure.0, wave, theme)))
    });
    ThemeTable::from_rows(rows.map(row).collect())
}

fn full(policy: &Policy) -> Report {
    let comparison = comparison();
    let flow = policy.release(attrition(&comparison)).unwrap();
    let released = policy.release(comparison).unwrap();
    let pooled = evidence::pool(&released, "partner").unwrap();
    let validation = ValidationSummary::new("assessments.csv", 12_480, 12_402, 78).unwrap();
    Report::new("Outcomes of support across eight agencies", released)
        .study(
            "Children and young people referred to Early Help or social care, followed for a year.",
        )
        .attrition(flow)
        .pooled(pooled)
        .themes(policy.release(themes()).unwrap())
        .source(DataSource {
            name: "Brackenshire County".into(),
            holds: "assessments".into(),
            records: 4_120,
        })
        .validation(
            validation
                .reason("outside the allowed range", 61)
                .reason("not a date in any accepted form", 17),
        )
        .linkage(LinkageSummary {
            records: 15_204,
            people: 5_310,
            links: 11_872,
            threshold: 0.95,
            converged: true,
            notes: vec!["EM met its tolerance after 14 steps.".into()],
            truth: Some(LinkageTruth {
                precision: 0.9987,
                recall: 0.981,
                f1: 0.9898,
            }),
        })
        .dated("March 2026")
        .seed(42)
}

/// Opening tags without their closing ones, or the reverse; the page is plain enough for a simple reader.
fn unbalanced(page: &str) -> Vec<String> {
    const VOID: [&str; 3] = ["meta", "link", "br"];
    let (mut open, mut wrong) = (Vec::new(), Vec::new());
    for piece in page.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let name: &str = tag
            .trim_start_matches('/')
            .split_whitespace()
            .next()
            .unwrap_or_default();
        if tag.starts_with('!') || VOID.contains(&name) {
            continue;
        }
        if !tag.starts_with('/') {
            open.push(name);
        } else if open.pop() != Some(name) {
            wrong.push(name.to_owned());
        }
    }
    wrong.extend(open.into_iter().map(str::to_owned));
    wrong
}

/// Each piece of the page between `start` and the next `end`.
fn pieces<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let after = page.split(start).skip(1);
    after
        .map(|piece| piece.split(end).next().unwrap_or_default())
        .collect()
}

#[test]
fn the_page_is_well_formed_and_stands_alone() {
    let page = report::html(&full(&Policy::dfe()));
    assert_eq!(unbalanced(&page), Vec::<String>::new());
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
    assert_eq!(
        pieces(&page, "<h1>", "</h1>"),
        ["Outcomes of support across eight agencies"]
    );
    for outside in ["<script", "<link", "<img", "@import", "src=", "url(http"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let addresses = page.matches("http").count();
    assert_eq!(
        addresses,
        page.matches("http://www.w3.org/2000/svg").count()
    );
}

#[test]
fn every_table_is_captioned_and_scoped_and_every_chart_is_described_beside_its_table() {
    let page = report::html(&full(&Policy::dfe()));
    let tables = pieces(&page, "<table>", "</table>");
    assert!(tables.len() > 30);
    for table in &tables {
        assert!(table.starts_with("<caption>"));
        let headers = table.matches("<th").count() - table.matches("<thead").count();
        assert_eq!(table.matches("<th scope=").count(), headers);
    }
    let charts = pieces(&page, "<svg ", "</svg>");
    assert_eq!(charts.len(), 1 + 6 + 1 + 12 + 4);
    for chart in charts {
        let id = pieces(chart, "aria-labelledby=\"", "-t ")[0];
        assert!(chart.starts_with("role=\"img\""));
        assert!(chart.contains(&format!("<title id=\"{id}-t\">")), "{id}");
        assert!(chart.contains(&format!("<desc id=\"{id}-d\">")), "{id}");
        assert_eq!(page.matches(&format!("id=\"{id}-t\"")).count(), 1, "{id}");
    }
    for after in page.split("</figure>").skip(1) {
        assert!(
            after.starts_with("<div class=\"scroll\""),
            "a table follows its chart"
        );
    }
}

#[test]
fn headings_descend_one_level_at_a_time() {
    let page = report::html(&full(&Policy::dfe()));
    let levels = page
        .match_indices("<h")
        .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10));
    let mut last = 0;
    for level in levels {
        assert!(level <= last + 1, "h{level} after h{last}");
        last = level;
    }
    assert_eq!(page.matches("<h1").count(), 1);
}

#[test]
fn text_from_data_is_escaped() {
    let name = "<script>alert('x')</script> & sons";
    let mut rows = comparison().rows().to_vec();
    for row in rows.iter_mut().filter(|row| row.group == "Calder Trust") {
        row.group = name.into();
    }
    let released = Policy::dfe().release(Comparison::from_rows(rows)).unwrap();
    let pooled = evidence::pool(&released, "partner").unwrap();
    let page = report::html(
        &Report::new(name, released)
            .study(name)
            .pooled(pooled)
            .dated(name),
    );
    assert!(!page.contains("<script"));
    assert!(page.contains("&lt;script&gt;alert('x')&lt;/script&gt; &amp; sons"));
    assert_eq!(unbalanced(&page), Vec::<String>::new());
}

#[test]
fn the_same_report_gives_the_same_text() {
    for policy in [Policy::dfe(), Policy::acro10(), Policy::hes()] {
        let (one, two) = (full(&policy), full(&policy));
        assert_eq!(report::html(&one), report::html(&two));
        assert_eq!(report::terminal(&one), report::terminal(&two));
        assert_eq!(
            Summary::of(&one).to_json().unwrap(),
            Summary::of(&two).to_json().unwrap()
        );
    }
}

#[test]
fn a_small_group_shows_neither_its_numbers_nor_its_mean() {
    let comparison = comparison();
    let small = comparison
        .rows()
        .iter()
        .filter(|row| row.group == "Harrow Vale" && row.n_paired < 6);
    let means: Vec<String> = small
        .filter_map(|row| row.change.as_ref())
        .flat_map(|change| [change.mean_change, change.mean_baseline, change.sd_change])
        .map(|value| value.to_string())
        .filter(|text| text.len() > 8)
        .collect();
    assert!(!means.is_empty(), "the group is small and has estimates");
    let report = full(&Policy::dfe());
    let json = Summary::of(&report).to_json().unwrap();
    for mean in &means {
        assert!(!json.contains(mean.as_str()), "{mean}");
    }
    let page = report::html(&report);
    let rows = pieces(&page, "<th scope=\"row\">Harrow Vale</th>", "</tr>");
    assert!(rows.len() >= 12 * 2);
    assert!(rows.iter().filter(|row| row.contains(">c<")).count() >= 12);
    let drawn = pieces(&page, "<svg ", "</svg>")
        .into_iter()
        .filter(|svg| svg.contains("Harrow Vale"));
    assert!(
        drawn
            .filter(|svg| svg.contains(">c<") || svg.contains("not pooled"))
            .count()
            >= 12
    );
}

#[test]
fn a_count_that_is_suppressed_is_nowhere_on_the_page() {
    let fates = |improved, same, worse| throughline::outcomes::Responders {
        improved,
        same,
        worse,
        threshold: 0.0,
    };
    let row = |grouping: &str, group: &str, n: u64, responders| ComparisonRow {
        measure: "Wellbeing".into(),
        wave: "later".into(),
        grouping: grouping.into(),
        group: group.into(),
        direction: Direction::HigherIsBetter,
        n_eligible: n,
        n_baseline: n,
        n_paired: n,
        change: None,
        responders,
    };
    let policy = Policy::custom("strict").minimum(5_000).build().unwrap();
    let table = Comparison::from_rows(vec![
        row("overall", "all", 61_234, fates(40_117, 16_000, 5_117)),
        row("partner", "Ash", 33_117, fates(21_789, 10_211, 1_117)),
        row("partner", "Birch", 28_117, fates(18_328, 5_789, 4_000)),
    ]);
    let report = Report::new("Change", policy.release(table).unwrap());
    let everything = report::html(&report)
        + &report::terminal(&report)
        + &Summary::of(&report).to_json().unwrap();
    for hidden in ["1,117", "1117", "4,000", "4000"] {
        assert!(!everything.contains(hidden), "{hidden}");
    }
    assert!(everything.contains("61,234"));
}

#[test]
fn the_chart_and_its_table_agree_with_the_comparison() {
    let comparison = comparison();
    let page = report::html(&full(&Policy::dfe()));
    let row = &comparison.rows()[0];
    let change = row.change.as_ref().unwrap();
    let table = pieces(
        &page,
        "<caption>Emotional wellbeing at 6 months, by group</caption>",
        "</table>",
    )[0];
    let everyone = pieces(table, "<th scope=\"row\">Everyone</th>", "</tr>")[0];
    let cells = pieces(everyone, "<td>", "</td>");
    assert_eq!(cells[0], row.n_paired.to_string());
    assert_eq!(cells[4], format!("+{:.1}", change.mean_change));
    assert_eq!(
        cells[5],
        format!("+{:.1} to +{:.1}", change.ci.lower, change.ci.upper)
    );
    let percent = 100.0 * row.responders.improved as f64 / row.n_paired as f64;
    assert_eq!(
        cells[9],
        format!("{percent:.0}% ({})", row.responders.improved)
    );

    let chart = pieces(&page, "aria-labelledby=\"change-1-t", "</svg>")[0];
    let positions = |class: &str, key: &str| -> Vec<f64> {
        let elements = pieces(chart, &format!("<line class=\"{class}\""), ">");
        elements
            .iter()
            .map(|element| pieces(element, key, "\"")[0].parse().unwrap())
            .collect()
    };
    let (left, right) = (
        positions("interval", "x1=\""),
        positions("interval", "x2=\""),
    );
    let zero = positions("zero", "x1=\"")[0];
    let unit = (right[0] - left[0]) / (change.ci.upper - change.ci.lower);
    assert!(
        (zero + unit * change.ci.lower - left[0]).abs() < 1.0,
        "the interval stands where its numbers say"
    );
}

#[test]
fn it_says_what_change_is_not() {
    let page = report::html(&full(&Policy::hes()));
    for words in [
        "regression to the mean",
        "not its cause",
        "no diagnostic value",
        "rounded to the nearest 5",
        "Numbers under 8 are protected",
        "Rows in = accepted + quarantined",
        "12,480",
        "a lower score is better",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("impact") && !page.contains("significant"));
}

#[test]
fn the_terminal_table_fits_and_holds_the_headline_rows() {
    let text = report::terminal(&full(&Policy::dfe()));
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 120, "{widest}");
    assert!(
        text.contains("everyone")
            && text.contains("service Early Help")
            && text.contains("partner Calder Trust")
    );
    assert!(!text.contains("age_band"));
    assert!(text.contains("numbers under 6 are protected"));
}

#[test]
fn control_characters_stay_out_of_the_terminal() {
    let mut rows = comparison().rows().to_vec();
    for row in rows.iter_mut().filter(|row| row.group == "Calder Trust") {
        row.group = "Calder\u{1b}[2J\nTrust".into();
    }
    let released = Policy::dfe().release(Comparison::from_rows(rows)).unwrap();
    let text = report::terminal(&Report::new("Change", released));
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("partner Calder[2JTrust"));
}

#[test]
fn the_summary_holds_the_released_tables_and_their_context() {
    let report = full(&Policy::dfe());
    let json: serde_json::Value =
        serde_json::from_str(&Summary::of(&report).to_json().unwrap()).unwrap();
    let rows = json["comparison"]["table"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 6 * 2 * (1 + 8 + 2 + 4 + 3));
    assert!(rows[0]["change"]["shown"]["mean_change"].is_f64());
    assert_eq!(json["comparison"]["policy"]["name"], "dfe");
    assert_eq!(json["validation"][0]["quarantined"], 78);
    assert_eq!(json["linkage"]["people"], 5310);
    assert_eq!(json["linkage"]["truth"]["recall"], 0.981);
    assert_eq!(json["seed"], 42);
    assert!(json["pooled"]["table"]["rows"][0]["pooled"]["summary"]["random"]["mean"].is_f64());
}

#[test]
fn an_empty_comparison_makes_a_report_that_says_so() {
    let released = Policy::dfe()
        .release(Comparison::from_rows(vec![]))
        .unwrap();
    let page = report::html(&Report::new("Nothing", released));
    assert!(page.contains("There is no comparison to show."));
    assert_eq!(unbalanced(&page), Vec::<String>::new());
}

#[test]
fn rows_that_do_not_add_up_are_refused() {
    let error = ValidationSummary::new("voice.csv", 10, 8, 1).unwrap_err();
    assert!(error.is_report());
    assert_eq!(
        error.to_string(),
        "dataset voice.csv: 8 rows accepted and 1 quarantined do not make the 10 rows in; count every row once"
    );
}

/// For looking at: `THROUGHLINE_REPORT=dir cargo test --test it report::written` keeps the pages.
#[test]
fn written_pages_read_back() {
    let dir = std::env::var_os("THROUGHLINE_REPORT").map_or_else(std::env::temp_dir, Into::into);
    for policy in [Policy::dfe(), Policy::hes()] {
        let report = full(&policy);
        let path = dir.join(format!(
            "throughline-{}-{}.json",
            policy.name(),
            std::process::id()
        ));
        Summary::of(&report).write(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("}\n"));
        std::fs::remove_file(path).unwrap();
        if std::env::var_os("THROUGHLINE_REPORT").is_some() {
            std::fs::write(
                dir.join(format!("{}.html", policy.name())),
                report::html(&report),
            )
            .unwrap();
            std::fs::write(
                dir.join(format!("{}.txt", policy.name())),
                report::terminal(&report),
            )
            .unwrap();
        }
    }
}
