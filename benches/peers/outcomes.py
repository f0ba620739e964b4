#!/usr/bin/env python3
"""Compares a million people's scores, before and after, in 50 groups with pandas, SciPy and pingouin and with this crate's
`outcomes` bench, in turns, and prints both side by side.

    cargo bench --bench outcomes --no-run        # prints the path of the program
    python3 -m venv peers && peers/bin/pip install numpy pandas pyarrow scipy pingouin
    peers/bin/python benches/peers/outcomes.py --bench target/release/deps/outcomes-... --repeats 3

What is compared
    Six measures (three of whole numbers, three continuous), baseline and follow-up, 50 groups: 300 cells of 20,000 pairs.
    For each cell: mean change with its interval and the paired t test, the signed-rank test with Pratt's zeros, and the
    average-variance effect with an interval (pingouin's approximate one; ours by noncentral t, for all twelve effects).
    Then 2,000 BCa resamples of each cell's mean change; SciPy does some cells (--cells), and its time is scaled to all.
    Each run is a process of its own. The clock starts with the frame in memory. Memory is the most that the process held up
    to the end of the tests, before any bootstrap: reading included.
    Numbers are compared too: mean change and its interval, t, both p values and the effect must agree to nine digits, or the
    program ends with an error.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEASURES = 6
GROUPS = 50
AGREEMENT = 1e-9


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True, help="the compiled outcomes bench")
    parser.add_argument("--people", type=int, default=1_000_000, help="people (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each (default: %(default)s)")
    parser.add_argument("--cells", type=int, default=6, help="cells that SciPy bootstraps (default: %(default)s)")
    parser.add_argument("--resamples", type=int, default=2000, help="resamples (default: %(default)s)")
    parser.add_argument("--as-peer", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def make(people, path):
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(1)
    columns = {"group": [f"group {code:02}" for code in np.arange(people) % GROUPS]}
    for measure in range(MEASURES):
        trait = rng.normal(size=people)
        before = trait + 0.6 * rng.normal(size=people)
        after = trait + 0.1 + 0.6 * rng.normal(size=people)
        if measure < 3:
            top = [10, 40, 60][measure]
            scale = lambda x: np.clip(np.round(top / 2 + x * top / 7), 0, top)
        else:
            scale = lambda x: 50 + 10 * x
        columns[f"before_{measure}"] = scale(before)
        columns[f"after_{measure}"] = scale(after)
    pd.DataFrame(columns).to_parquet(path, index=False)


def as_peer(path, cells, resamples):
    """Runs in a process of its own."""
    import numpy as np
    import pandas as pd
    import pingouin
    import scipy.stats

    frame = pd.read_parquet(path)
    started = time.perf_counter()
    found = []
    kept = []
    for group, rows in frame.groupby("group", sort=True):
        for measure in range(MEASURES):
            before = rows[f"before_{measure}"].to_numpy()
            after = rows[f"after_{measure}"].to_numpy()
            test = scipy.stats.ttest_rel(after, before)
            ci = test.confidence_interval(0.95)
            ranks = scipy.stats.wilcoxon(after - before, zero_method="pratt", correction=True, method="asymptotic")
            effect = pingouin.compute_effsize(after, before, paired=True, eftype="cohen")
            esci = pingouin.compute_esci(stat=effect, nx=len(after), ny=len(before), paired=True, eftype="cohen")
            found.append([group, measure, float(np.mean(after - before)), float(ci.low), float(ci.high), float(test.statistic),
                          float(test.pvalue), float(ranks.pvalue), float(effect), float(esci[0]), float(esci[1])])
            if len(kept) < cells:
                kept.append(after - before)
    tests = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    for change in kept:
        scipy.stats.bootstrap((change,), np.mean, n_resamples=resamples, method="BCa", batch=50, rng=np.random.default_rng(1))
    bootstrap = (time.perf_counter() - started) / max(len(kept), 1) * len(found)
    json.dump({"tests": tests, "bootstrap": bootstrap, "peak_mb": peak, "cells": found}, sys.stdout)


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return json.loads(done.stdout)


def agree(ours, theirs):
    """The largest relative difference of mean change, its interval, t, p of t, p of the ranks, and the effect."""
    mine = {(row[0], row[1]): row[2:] for row in ours["cells"]}
    worst = 0.0
    for row in theirs["cells"]:
        for left, right in zip(mine[(row[0], row[1])][:7], row[2:9]):
            if max(abs(left), abs(right)) > 1e-300:
                worst = max(worst, abs(left - right) / max(abs(left), abs(right)))
    return worst


def main():
    given = arguments()
    if given.as_peer:
        return as_peer(given.as_peer, given.cells, given.resamples)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.parquet"
        make(given.people, path)
        ours, theirs = [], []
        for turn in range(given.repeats):
            mine = lambda: ours.append(run([given.bench, "--race", path, given.resamples]))
            peer = lambda: theirs.append(run([sys.executable, __file__, "--bench", given.bench, "--as-peer", path,
                                              "--cells", given.cells, "--resamples", given.resamples]))
            for side in (mine, peer) if turn % 2 == 0 else (peer, mine):
                side()
        middle = lambda runs, what: statistics.median(one[what] for one in runs)
        print(f"{given.people} people, {MEASURES * GROUPS} cells, medians of {given.repeats}")
        print(f"{'':24}{'throughline':>14}{'pandas + scipy':>16}{'ratio':>8}")
        for what, unit in (("tests", "s"), ("bootstrap", "s"), ("peak_mb", "MB")):
            left, right = middle(ours, what), middle(theirs, what)
            print(f"{what + ' ' + unit:24}{left:14.3f}{right:16.3f}{right / left:8.1f}")
        worst = agree(ours[0], theirs[0])
        print(f"largest relative difference: {worst:.1e}")
        if worst > AGREEMENT:
            sys.exit("the two do not agree")


if __name__ == "__main__":
    main()
