#!/usr/bin/env python3
"""Deduplicates one register with Splink and with this crate's `link` example, in turns, and prints both side by side.

    cargo build --release --example synthesise --example link
    target/release/examples/synthesise --people 52000 --seed 1 --out people.csv
    python3 -m venv splink-venv && splink-venv/bin/pip install 'splink>=5,<6'
    splink-venv/bin/python benches/peers/linkage.py people.csv --repeats 3

Without Splink, `link` runs alone.

What is compared
    The same model on the same file: seven comparisons, seven blocking rules, two training rules, the prior from two
    deterministic rules, ten million random pairs for u, links of probability 0.001 and more kept, records joined at
    0.95. Splink's side is written with the ready-made comparisons of its own library; `people.toml` says the same
    level for level (Splink 5; Splink 4 has Damerau-Levenshtein in dates of birth, so it is refused).
    Each run is a process of its own, and the systems take turns at going first. The clocks are theirs: seconds of
    training (prior, u, m), scoring and clustering, with reading apart. Figures are medians over the repeats.
    Memory is the most that the process held up to the end of clustering.
    F1 is the best over all thresholds, with every true pair of the file counted, found by blocking or not.

What is not
    Reading: `link` checks every row and standardises every value (so its reading does more, and more pairs can
    meet in its blocks); Splink gets values as they are, trimmed, empty ones as null, in a table of DuckDB.
    Estimation: Splink trains each session once; `link` takes u and m in turns, from several starts, and adds
    standard errors and findings. Where Splink averages m over sessions, `link` weighs them.
    Splink's choice of speed over detail is taken where it has one (training without term frequencies, no columns of
    intermediate results), and `link` writes no files. Neither draws charts.
    Other back ends of Splink, several files, and time that Python needs to import are left out.
"""

import argparse
import importlib.metadata
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGES = ("read", "train", "score", "cluster")
TIMED = STAGES[1:]
INSTALL = "python3 -m venv splink-venv && splink-venv/bin/pip install 'splink>=5,<6', then run this with splink-venv/bin/python"


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="register that the synthesise example made")
    parser.add_argument("--link", type=Path, default=Path("target/release/examples/link"), help="the link example (default: %(default)s)")
    parser.add_argument("--spec", type=Path, default=HERE / "people.toml", help="its specification (default: beside this script)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each system (default: %(default)s)")
    parser.add_argument("--threads", type=int, help="threads of each system (default: all cores)")
    parser.add_argument("--threshold", type=float, default=0.95, help="probability at which records are joined (default: %(default)s)")
    parser.add_argument("--as-splink", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def splink_version():
    """The installed version of Splink; None where there is none of the right age."""
    try:
        version = importlib.metadata.version("splink")
    except importlib.metadata.PackageNotFoundError:
        print(f"Splink is not installed, so link runs alone. To race it: {INSTALL}", file=sys.stderr)
        return None
    if version.split(".")[0] != "5":
        print(f"Splink {version} has other levels than people.toml, so link runs alone. To race 5: {INSTALL}", file=sys.stderr)
        return None
    return version


# ---- Splink, in a process of its own


def splink_settings():
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=[
            block_on("upn"),
            block_on("surname", "date_of_birth"),
            block_on("forename", "date_of_birth"),
            block_on("postcode", "surname"),
            block_on("postcode", "forename"),
            block_on("substr(surname, 1, 3)", "substr(forename, 1, 2)", "substr(date_of_birth, 1, 4)"),
            block_on("address_line", "substr(date_of_birth, 1, 4)"),
        ],
        comparisons=[
            cl.NameComparison("forename").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.LevenshteinAtThresholds("address_line", [1, 3]),
            cl.ExactMatch("sex"),
            cl.DamerauLevenshteinAtThresholds("upn", [1]),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


class Laps:
    """Seconds by stage."""

    def __init__(self):
        self.seconds = {}
        self.last = time.perf_counter()

    def lap(self, stage):
        now = time.perf_counter()
        self.seconds[stage] = round(now - self.last, 3)
        self.last = now


def read_register(connection, path):
    """The register as a table of text, values trimmed and empty ones null."""
    register = connection.read_csv(str(path), all_varchar=True)
    trimmed = ", ".join(f"nullif(trim(\"{name}\"), '') as \"{name}\"" for name in register.columns)
    register.project(trimmed).create("register")
    return connection.table("register")


def train(linker):
    from splink import block_on

    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("upn"), block_on("forename", "surname", "date_of_birth")], recall=0.7
    )
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in (block_on("forename", "surname"), block_on("date_of_birth")):
        training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)


def run_as_splink(options):
    """Runs Splink once and prints its figures as one JSON line."""
    import duckdb
    from splink import DuckDBAPI, Linker

    logging.disable(logging.WARNING)
    laps = Laps()
    connection = duckdb.connect()
    if options.threads:
        connection.execute(f"set threads = {options.threads}")
    api = DuckDBAPI(connection=connection)
    register = read_register(connection, options.file)
    laps.lap("read")
    settings = splink_settings()
    linker = Linker(api.register(register), settings)
    train(linker)
    laps.lap("train")
    links = linker.inference.predict(threshold_match_probability=0.001)
    laps.lap("score")
    linker.clustering.cluster_pairwise_predictions_at_threshold(links, threshold_match_probability=options.threshold)
    laps.lap("cluster")
    figures = {"seconds": laps.seconds, "peak_mb": peak_mb(), "records": len(register)}
    figures["best_f1"] = best_f1(connection, links.as_duckdbpyrelation())
    figures["candidate_pairs"] = candidate_pairs(api.register(register), settings)
    print(json.dumps(figures))


def peak_mb():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def best_f1(connection, links):
    """Highest F1 over all thresholds: twice the true links over links and true pairs."""
    connection.register("links", links)
    [(true_pairs,)] = connection.sql(
        "select sum(n * (n - 1) / 2) from (select count(*) as n from register group by person)"
    ).fetchall()
    [(f1,)] = connection.execute(
        """
        with judged as (
            select match_weight, count(*) as links, count(*) filter (a.person = b.person) as hits
            from links
            join register a on a.record_id = record_id_l
            join register b on b.record_id = record_id_r
            group by match_weight
        ), summed as (
            select sum(links) over above as links, sum(hits) over above as hits
            from judged window above as (order by match_weight desc)
        )
        select max(2 * hits / (links + ?)) from summed
        """,
        [float(true_pairs)],
    ).fetchall()
    return float(f1)


def candidate_pairs(table, settings):
    from splink.blocking_analysis import count_comparisons_from_blocking_rules

    counts = count_comparisons_from_blocking_rules(
        table,
        blocking_rules=settings.blocking_rules_to_generate_predictions,
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        record_sample_proportion=1.0,
    )
    return counts[-1]["cumulative_comparison_count"]


# ---- the race


def last_line(command):
    """The JSON object on the last line that a command prints."""
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=said, text=True)
        if done.returncode != 0:
            said.seek(0)
            sys.exit(f"{command[0]} failed:\n{said.read()[-4000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_link(options):
    command = [options.link, "--data", options.file, "--id", "record_id", "--truth", "person", "--ignore", "source"]
    command += ["--spec", options.spec, "--threshold", options.threshold]
    if options.threads:
        command += ["--threads", options.threads]
    said = last_line(command)
    seconds = said["seconds"]
    reading = sum(seconds.get(stage, 0) for stage in ("read", "standardise", "choose"))
    return {
        "seconds": {"read": reading, "train": seconds["train"], "score": seconds["score"], "cluster": seconds["resolve"]},
        "peak_mb": said["peak_mb"],
        "records": said["records"],
        "best_f1": said["best_f1"]["f1"],
        "candidate_pairs": said["candidate_pairs"],
    }


def run_splink(options):
    command = [sys.executable, __file__, options.file, "--as-splink", "--threshold", options.threshold]
    if options.threads:
        command += ["--threads", options.threads]
    return last_line(command)


def race(options, systems):
    """Runs of every system, which take turns at going first."""
    runs = {name: [] for name in systems}
    for repeat in range(options.repeats):
        order = list(systems) if repeat % 2 == 0 else list(reversed(systems))
        for name in order:
            runs[name].append(systems[name](options))
            seconds = sum(runs[name][-1]["seconds"][stage] for stage in TIMED)
            print(f"run {repeat + 1} of {options.repeats}: {name} {seconds:.2f} s", file=sys.stderr)
    return runs


def summary(runs):
    """Medians over runs."""
    median = lambda values: round(statistics.median(values), 4)
    seconds = {stage: median([run["seconds"][stage] for run in runs]) for stage in STAGES}
    seconds["total"] = median([sum(run["seconds"][stage] for stage in TIMED) for run in runs])
    seconds["with_reading"] = median([sum(run["seconds"].values()) for run in runs])
    figures = {key: median([run[key] for run in runs]) for key in ("peak_mb", "best_f1")}
    same = {key: runs[0][key] for key in ("records", "candidate_pairs")}
    return {"seconds": seconds, **figures, **same}


def rows(systems):
    """The table's rows: what, and each system's figure."""
    every = list(systems.values())
    for stage in (*TIMED, "total", "read", "with_reading"):
        yield f"{stage.replace('_', ' ')}, s", [one["seconds"][stage] for one in every], ".3f"
    yield "peak memory, MB", [one["peak_mb"] for one in every], ".0f"
    yield "candidate pairs", [one["candidate_pairs"] for one in every], ",.0f"
    yield "best F1", [one["best_f1"] for one in every], ".4f"


def table(systems):
    names = list(systems)
    print(f"{'':18}" + "".join(f"{name:>16}" for name in names) + ("  splink/ours" if len(names) == 2 else ""))
    for what, figures, form in rows(systems):
        line = f"{what:18}" + "".join(f"{figure:>16{form}}" for figure in figures)
        if len(figures) == 2 and figures[0]:
            line += f"{figures[1] / figures[0]:>13.2f}"
        print(line)


def main():
    options = arguments()
    if options.as_splink:
        return run_as_splink(options)
    if not options.link.exists():
        sys.exit(f"{options.link} is not there; build it with: cargo build --release --example link")
    version = splink_version()
    systems = {"throughline": run_link, **({"splink": run_splink} if version else {})}
    load = os.getloadavg()[0]
    runs = race(options, systems)
    medians = {name: summary(of) for name, of in runs.items()}
    table(medians)
    line = {"file": options.file.name, "threads": options.threads or os.cpu_count(), "repeats": options.repeats}
    line |= {"load_before": round(load, 2), "splink_version": version, "medians": medians}
    if version:
        ours, theirs = medians["throughline"], medians["splink"]
        timed = [key for key, seconds in ours["seconds"].items() if seconds > 0]
        line["splink_by_throughline"] = {key: round(theirs["seconds"][key] / ours["seconds"][key], 2) for key in timed}
        line["splink_by_throughline"]["peak_mb"] = round(theirs["peak_mb"] / ours["peak_mb"], 2)
    line["runs"] = {name: [run["seconds"] for run in of] for name, of in runs.items()}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
