#!/usr/bin/env python3
"""Make the golden models and pairs that Splink models are checked against.

    python3 -m venv v && v/bin/pip install splink pyarrow       # or splink==4.0.16 for the other version
    v/bin/python make_splink_golden.py small                    # tests/golden/splink: people.csv, models, pairs
    v/bin/python make_splink_golden.py febrl4 DATA_DIR OUT_DIR  # febrl4a.csv and febrl4b.csv of the Febrl project
    v/bin/python make_splink_golden.py people FILE.csv OUT_DIR  # a synthetic population, see below

`small` makes `people.csv` when it isn't there (invented people, seeded) and, with the Splink that is installed, trains
two models on it: `standard` of Splink's ready-made comparisons and `forms` of every other form of condition. Each
gives `NAME_vN.json` as Splink saves it and `NAME_vN_pairs.csv` with every pair that blocking gives: both ids, Splink's
comparison vector (one number for each comparison, -1 for missing) and the match weight. The pairs are predicted by a
linker that has read the saved model, because saving leaves some things out.

`febrl4` and `people` write `NAME_vN.json` and `NAME_vN_pairs.csv.gz` (ids and match weight) to OUT_DIR. `people` wants
the columns record_id, forename, surname, date_of_birth, sex, postcode, address_line, upn.
"""
import csv
import gzip
import json
import logging
import random
import sys
from pathlib import Path

import duckdb
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)
MAJOR = int(splink.__version__.split(".")[0])
HERE = Path(__file__).parent / "splink"

FORENAMES = """José Zoë Siân Łukasz Renée Amélie Søren Nia Callum Dewi Farah Gethin Hamza Isla Jasmine Kofi Leila
Morgan Noor Owen Priya Quinn Rhys Saoirse Tariq Una Viktor Wren Yusuf Anna-Maria Jean-Luc Mohammed Maria Jack Jack
Amelia Amelia Oliver Oliver Oliver""".split()
SURNAMES = """Núñez Müller Ångström Çelik O'Neill D'Souza Hassan Pritchard Fraser Siddiqui Kowalski Łapiński
Fernández Jones Jones Jones Smith Smith Smith Patel Patel Williams Davies MacLeod Okonkwo Nguyen Ó-Briain St.John
Smith-Jones Adeyemi Björk Costa""".split()
STREETS = ["Glover Road", "Whin Terrace", "Chapel Lane", "Mill Street", "Tŷ Coch", "Station Road", "The Crescent"]


def misspelt(word, chance):
    """A word with one letter dropped, doubled, exchanged with its neighbour or replaced."""
    if chance.random() < 0.7 or len(word) < 3:
        return word
    at = chance.randrange(len(word) - 1)
    how = chance.randrange(4)
    if how == 0:
        return word[:at] + word[at + 1 :]
    if how == 1:
        return word[:at] + word[at] + word[at:]
    if how == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice("aeinrst1") + word[at + 1 :]


def unaccented(word):
    plain = dict(zip("éëâŁÅÇúñüöøŷÓź", "eeaLACunuooyOz"))
    return "".join(plain.get(letter, letter) for letter in word)


def person(chance):
    born = f"{chance.randrange(2004, 2020)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    forename, surname = chance.choice(FORENAMES), chance.choice(SURNAMES)
    return dict(
        forename=forename,
        surname=surname,
        date_of_birth=born,
        sex=chance.choice("FM"),
        postcode=f"Z{chance.choice('ABC')}{chance.randrange(1, 4)} {chance.randrange(1, 4)}{chance.choice('AB')}{chance.choice('CD')}",
        address_line=f"{chance.randrange(1, 40)} {chance.choice(STREETS)}",
        upn="J" + "".join(chance.choice("0123456789") for _ in range(12)),
        email=f"{unaccented(forename).lower()}.{unaccented(surname).lower()}@{chance.choice(['mail', 'post'])}.example",
    )


def as_recorded(truth, chance):
    """A record of a person as an agency might hold it."""
    record = dict(truth)
    for column in ("forename", "surname", "address_line", "email"):
        record[column] = misspelt(record[column], chance).strip()
    if chance.random() < 0.15:
        record["forename"], record["surname"] = unaccented(record["forename"]), unaccented(record["surname"])
    if chance.random() < 0.06:
        record["forename"], record["surname"] = record["surname"], record["forename"]
    year, month, day = record["date_of_birth"].split("-")
    slip = chance.random()
    if slip < 0.08:
        record["date_of_birth"] = f"{year}-{day}-{month}"
    elif slip < 0.14:
        record["date_of_birth"] = f"{year}-{month}-{chance.randrange(1, 29):02}"
    elif slip < 0.17:
        record["date_of_birth"] = f"{int(year) + 1}-{month}-{day}"
    elif slip < 0.19:
        record["date_of_birth"] = f"{year}-02-30"
    if chance.random() < 0.2:
        other = person(chance)
        record["postcode"], record["address_line"] = other["postcode"], other["address_line"]
    elif chance.random() < 0.1:
        record["postcode"] = record["postcode"].replace(" ", "")
    if chance.random() < 0.05:
        record["sex"] = "M" if truth["sex"] == "F" else "F"
    if chance.random() < 0.15:
        at = chance.randrange(1, 12)
        upn = record["upn"]
        record["upn"] = upn[:at] + upn[at + 1] + upn[at] + upn[at + 2 :]
    for column, share in dict(forename=0.03, surname=0.02, date_of_birth=0.04, sex=0.08, postcode=0.08,
                              address_line=0.1, upn=0.35, email=0.3).items():
        if chance.random() < share:
            record[column] = ""
    return record


def make_people(path):
    chance = random.Random(20261121)
    rows = []
    for number in range(120):
        truth = person(chance)
        rows += [dict(person=number, **as_recorded(truth, chance)) for _ in range(chance.choice([1, 2, 2, 3, 4]))]
    chance.shuffle(rows)
    rows = [dict(record_id=f"R{at:03}", **row) for at, row in enumerate(rows, 1)]
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def standard(uid, few=True):
    """Splink's ready-made comparisons; on few records with wider rules."""
    settings = dict(
        link_type="dedupe_only",
        unique_id_column_name=uid,
        retain_intermediate_calculation_columns=True,
        blocking_rules_to_generate_predictions=[
            block_on("upn"), block_on("surname", "date_of_birth"), block_on("forename", "date_of_birth"),
            block_on("postcode", "surname"), block_on("postcode", "forename"),
            block_on("substr(surname,1,3)", "substr(forename,1,2)", "substr(date_of_birth,1,4)"),
            block_on("address_line", "substr(date_of_birth,1,4)"),
            *([block_on("postcode"), block_on("substr(date_of_birth,1,7)")] if few else []),
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
    )
    rules = [block_on("upn"), block_on("forename", "surname", "date_of_birth")]
    return settings, rules, [block_on("forename", "surname"), block_on("date_of_birth")]


def forms(uid):
    """Forms of conditions and rules that `standard` has not."""
    street = cl.CustomComparison(
        output_column_name="street",
        comparison_levels=[
            cll.NullLevel("address_line"),
            cll.ExactMatchLevel("address_line").configure(
                tf_adjustment_column="address_line", tf_adjustment_weight=0.5, tf_minimum_u_value=0.01),
            cll.JaroLevel("address_line", 0.9).configure(
                tf_adjustment_column="address_line", tf_adjustment_weight=0.25),
            cll.Or(cll.LevenshteinLevel("address_line", 3), cll.ExactMatchLevel("substr(address_line, 1, 4)"))
            .configure(tf_adjustment_column="address_line", tf_minimum_u_value=0.02,
                       disable_tf_exact_match_detection=True),
            cll.ElseLevel(),
        ],
    )
    born = cl.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            cll.CustomLevel("date_of_birth_l IS NULL OR date_of_birth_r IS NULL").configure(is_null_level=True),
            cll.And(cll.ExactMatchLevel("date_of_birth"), cll.Not(cll.ExactMatchLevel("sex")))
            .configure(m_probability=0.02, fix_m_probability=True),
            cll.ExactMatchLevel("date_of_birth"),
            cll.CustomLevel("DATE_OF_BIRTH_L <> date_of_birth_r AND right(date_of_birth_l, 5) = right(date_of_birth_r, 5)"),
            cll.CustomLevel("abs(date_diff('day', try_strptime(date_of_birth_l, '%Y-%m-%d'), "
                            "try_strptime(date_of_birth_r, '%Y-%m-%d'))) < 32"),
            cll.AbsoluteDateDifferenceLevel("date_of_birth", input_is_string=True, threshold=2, metric="year"),
            cll.CustomLevel("not (try_strptime(date_of_birth_l, '%Y-%m-%d') is not null and "
                            "try_strptime(date_of_birth_r, '%Y-%m-%d') is not null)"),
            cll.ElseLevel(),
        ],
    )
    settings = dict(
        link_type="dedupe_only",
        unique_id_column_name=uid,
        retain_intermediate_calculation_columns=True,
        blocking_rules_to_generate_predictions=[
            "l.forename = r.surname and l.surname = r.forename",
            block_on("substr(upn, 2, 6)"),
            "l.date_of_birth = r.date_of_birth and levenshtein(l.surname, r.surname) <= 4",
            "(l.email = r.email or l.address_line = r.address_line) and l.sex = r.sex",
            block_on("right(postcode, 3)", "left(surname, 2)"),
            block_on("substr(date_of_birth, 6, 5)"), block_on("substr(email, 1, 3)"), block_on("address_line"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("forename", "surname"),
            born,
            cl.EmailComparison("email"),
            street,
            cl.JaccardAtThresholds("postcode", [0.8]),
            cl.JaroAtThresholds("upn", [0.95]),
            cl.CustomComparison(output_column_name="sex", comparison_levels=[
                cll.NullLevel("sex"), cll.LiteralMatchLevel("sex", "F", "string"),
                cll.ExactMatchLevel("sex"), cll.ElseLevel()]),
        ],
    )
    rules = [block_on("upn"), block_on("forename", "surname", "date_of_birth")]
    return settings, rules, [block_on("upn"), block_on("postcode", "surname")]


def febrl(uid):
    settings = dict(
        link_type="link_only",
        unique_id_column_name=uid,
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"), block_on("soc_sec_id"), block_on("state", "address_1"),
            block_on("street_number", "address_1"), block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
    )
    rules = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    return settings, rules, [block_on("date_of_birth"), block_on("postcode")]


def tables(paths):
    """The files as tables of trimmed text, empty values missing."""
    connection = duckdb.connect()
    found = []
    for at, path in enumerate(paths):
        read = connection.read_csv(str(path), header=True, all_varchar=True)
        trimmed = ", ".join(f'nullif(trim("{c}"), \'\') as "{c.strip()}"' for c in read.columns)
        found.append(read.project(trimmed).arrow().read_all())
    return connection, found


def linker(connection, frames, settings):
    api = DuckDBAPI(connection=connection)
    inputs = [api.register(frame) for frame in frames] if MAJOR >= 5 else frames
    inputs = inputs if len(inputs) > 1 else inputs[0]
    return Linker(inputs, settings) if MAJOR >= 5 else Linker(inputs, settings, api)


def make(name, paths, uid, model, out, recall, pairs, compressed):
    connection, frames = tables(paths)
    settings, rules, training = model(uid)
    trained = linker(connection, frames, SettingsCreator(**settings))
    trained.training.estimate_probability_two_random_records_match(rules, recall=recall)
    trained.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1)
    for rule in training:
        trained.training.estimate_parameters_using_expectation_maximisation(rule)
    file = out / f"{name}_v{MAJOR}.json"
    trained.misc.save_model_to_json(str(file), overwrite=True)

    connection, frames = tables(paths)
    links = linker(connection, frames, str(file)).inference.predict().as_duckdbpyrelation()
    saved = json.loads(file.read_text())["comparisons"]
    levels = [f'"gamma_{comparison["output_column_name"]}"' for comparison in saved]
    vector = f"concat_ws(' ', {', '.join(levels)}) as levels" if not compressed else "'' as levels"
    rows = links.project(f'{uid}_l, {uid}_r, {vector}, match_weight').order(f"{uid}_l, {uid}_r").fetchall()
    target = out / f"{name}_v{MAJOR}_pairs.csv{'.gz' if compressed else ''}"
    with (gzip.open if compressed else open)(target, "wt", newline="") as out_file:
        writer = csv.writer(out_file, lineterminator="\n")
        writer.writerow(["left", "right"] + ["levels"] * (not compressed) + ["match_weight"])
        for left, right, levels, weight in rows:
            writer.writerow([left, right] + [levels] * (not compressed) + [f"{weight:.12f}"])
    print(target, len(rows))


what, *places = sys.argv[1:]
if what == "small":
    people = HERE / "people.csv"
    if not people.exists():
        make_people(people)
    make("standard", [people], "record_id", standard, HERE, 0.7, 1e6, False)
    make("forms", [people], "record_id", forms, HERE, 0.7, 1e6, False)
elif what == "febrl4":
    data, out = map(Path, places)
    make("febrl4", [data / "febrl4a.csv", data / "febrl4b.csv"], "rec_id", febrl, out, 0.8, 1e6, True)
else:
    file, out = map(Path, places)
    make("people", [file], "record_id", lambda uid: standard(uid, few=False), out, 0.7, 1e7, True)
