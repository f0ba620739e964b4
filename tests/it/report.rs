//! Reports: what is in them, what never is, and that the page is well made.

mod sample;

use sample::{comparison, full};
use throughline::disclosure::Policy;
use throughline::evidence;
use throughline::longitudinal::Direction;
use throughline::outcomes::{Comparison, ComparisonRow};
use throughline::report::{self, Report, Summary, ValidationSummary};

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
    let hidden = drawn.filter(|svg| svg.contains(">c<") || svg.contains("not pooled"));
    assert!(hidden.count() >= 6);
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
    let (mean, lower, upper) = (change.mean_change, change.ci.lower, change.ci.upper);
    assert_eq!(cells[4], format!("+{mean:.1} (+{lower:.1} to +{upper:.1})"));
    let percent = 100.0 * row.responders.improved as f64 / row.n_paired as f64;
    assert_eq!(
        cells[8],
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

#[test]
fn a_summary_is_written_to_a_file() {
    let report = full(&Policy::dfe());
    let path =
        std::env::temp_dir().join(format!("throughline-summary-{}.json", std::process::id()));
    Summary::of(&report).write(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(text, Summary::of(&report).to_json().unwrap() + "\n");
    assert!(
        Summary::of(&report)
            .write("no/such/folder/summary.json")
            .unwrap_err()
            .is_io()
    );
}
