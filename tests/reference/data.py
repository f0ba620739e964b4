"""Writes the made-up numbers that kernel_stats.R and kernel_stats.py work on.

    python data.py ../it/reference/statistics_data.csv

One series a line: its name, then its values. numpy's RandomState keeps its stream between versions.
"""

import sys

import numpy as np

draw = np.random.RandomState(20240817)
series = {}


def keep(name, values, digits=0):
    values = np.round(values, digits)
    series[name] = [int(v) if digits == 0 else float(v) for v in values]
    return values


def clusters(sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


before = keep("pair_before", draw.normal(20, 6, 24), 1)
keep("pair_after", 0.6 * before + draw.normal(10.5, 5, 24), 1)

keep("untied", draw.normal(0.6, 2, 17), 3)
keep("untied_many", draw.normal(0.3, 2, 60), 5)
keep("tied", draw.choice(np.arange(-3, 5), 45, p=[0.06, 0.08, 0.14, 0.22, 0.18, 0.14, 0.1, 0.08]))
keep("tied_few", [0, 1, -1, 2, 2, 0, -2, 3, 3, 1, 4, -1, 2, 5])

keep("twice", [41, 17, 6, 29])
keep("square", [31, 14, 3, 1, 6, 42, 19, 4, 2, 9, 38, 17, 0, 1, 8, 25])

people = draw.normal(0, 1, 34)
for wave, shift in enumerate((-0.7, -0.2, 0.1, 0.6)):
    keep(f"yes_{wave}", people + draw.normal(shift, 1, 34) > 0)
for wave, shift in enumerate((0, 0.4, 0.7, 0.9)):
    keep(f"score_{wave}", 10 + 3 * people[:21] + draw.normal(shift, 2, 21))

x = keep("line_x", draw.normal(50, 10, 42), 1)
z = keep("line_z", draw.exponential(3, 42), 2)
keep("line_y", 4 + 0.3 * x - 0.8 * z + draw.normal(0, 1, 42) * (1 + 0.5 * z), 2)

cluster = keep("cluster_code", clusters([3, 11, 4, 7, 9, 2, 6, 8]))
treated = keep("cluster_treated", cluster % 2)
x = keep("cluster_x", draw.normal(0, 2, 50), 2)
keep("cluster_y", 12 + 1.5 * x + 2 * treated + draw.normal(0, 3, 8)[cluster] + draw.normal(0, 4, 50), 2)

x = keep("yes_x", draw.normal(0, 1.5, 80), 2)
z = keep("yes_z", draw.binomial(1, 0.4, 80))
keep("yes_y", draw.uniform(0, 1, 80) < 1 / (1 + np.exp(0.4 - 0.9 * x + 0.7 * z)))

group = keep("ancova_group", clusters([15, 12, 18]))
first = keep("ancova_before", draw.normal(30, 7, 45), 1)
keep("ancova_after", 8 + 0.7 * first + np.array([0, 2.5, 4])[group] + draw.normal(0, 4, 45), 1)

site = keep("mixed_site", clusters([4, 9, 5, 7, 12, 3, 8, 6, 10]))
x = keep("mixed_x", draw.uniform(-3, 3, 64), 2)
arm = keep("mixed_arm", site % 2)
own = draw.normal(0, 1, (9, 2)) @ np.array([[4, 0.8], [0, 1.4]])
keep("mixed_y", 30 + own[site, 0] + (2 + own[site, 1]) * x + arm + draw.normal(0, 3, 64), 2)

group = keep("time_group", clusters([16, 14, 15]))
age = keep("time_age", draw.normal(14, 2, 45), 1)
event = draw.exponential(12, 45) * np.exp(-0.3 * group + 0.08 * (age - 14))
ends = draw.uniform(4, 30, 45)
keep("time_weeks", np.ceil(np.minimum(event, ends)))
keep("time_event", event <= ends)

variances = keep("pool_v", draw.uniform(0.01, 0.12, 8), 4)
keep("pool_y", draw.normal(0.35, 0.28, 8) + draw.normal(0, 1, 8) * np.sqrt(variances), 4)

keep("p_values", np.append(0.12 * draw.uniform(0, 1, 9) ** 2 + 0.0005, [0.02, 0.02, 0.9, 0.0001]), 4)

keep("imputed_q", draw.normal(1.8, 0.12, 7), 4)
keep("imputed_u", draw.uniform(0.05, 0.09, 7), 5)

series_of_months = draw.normal(40, 5, 26)
series_of_months[17:] += 6
keep("months", series_of_months)

with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("# Made-up numbers, by tests/reference/data.py with seed 20240817: a series a line, its name first.\n")
    for name, values in series.items():
        out.write(",".join([name, *map(str, values)]) + "\n")
