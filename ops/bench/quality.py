"""Measures classification and location beside the peers; see ops/bench/quality."""

import argparse
import csv
import subprocess
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score, precision_score, recall_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/hotline"
BENCH = ROOT / ".build/release/HotlineBench"
FOLDS = 5
DIMENSIONS = ["kind", "matter", "aspect", "urgent"]


def run(*arguments):
    done = subprocess.run(
        [str(argument) for argument in arguments], capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode != 0:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return done.stdout


def read(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def linear_svc(**options):
    options = {"analyzer": "char", "ngram_range": (1, 2), **options}
    return make_pipeline(TfidfVectorizer(**options), LinearSVC())


def folds(labels, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Labels with fewer examples than folds.
        splits = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labels, labels)
        return list(splits)


class Scratch:
    """The files by which the program is asked."""

    def __init__(self, cache):
        self.folder = Path(cache)
        self.model = self.folder / "fold.model"
        self.table = self.folder / "fold.tsv"
        self.texts = self.folder / "fold.txt"

    def train(self, header, rows, *options):
        self.model.unlink(missing_ok=True)
        lines = ["\t".join(header)] + ["\t".join(row) for row in rows]
        self.table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        started = time.monotonic()
        run(PROGRAM, "train", self.table, "--model", self.model, *options)
        return time.monotonic() - started

    def classify(self, texts, *options):
        self.texts.write_text("\n".join(texts) + "\n", encoding="utf-8")
        lines = run(PROGRAM, "classify", self.texts, *options).split("\n")[:-1]
        return [line.split("\t") for line in lines]


def percent(value):
    return f"{value * 100:.1f}"


def table(title, note, header, rows):
    lines = [f"## {title}", "", note, "", "| " + " | ".join(header) + " |"]
    lines.append("|" + "---|" * len(header))
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def macro(truth, told):
    return f1_score(truth, told, average="macro", zero_division=0)


def seven_topics(shared, scratch):
    rows = read(shared / "data/messages/seven_topics_train.tsv")
    texts = np.array([row["text"] for row in rows])
    labels = np.array([row["label"] for row in rows])
    import jieba

    jieba.setLogLevel("ERROR")
    words = {"analyzer": "word", "tokenizer": jieba.lcut, "token_pattern": None}
    peers = {
        "LinearSVC, characters 1-2, TF-IDF": {},
        "LinearSVC, words of jieba 1-2, TF-IDF": words,
    }
    told = {name: np.empty_like(labels) for name in ["hotline", *peers]}
    seconds = dict.fromkeys(told, 0.0)
    for inside, outside in folds(labels, 0):
        pairs = list(zip(labels[inside], texts[inside]))
        seconds["hotline"] += scratch.train(["label", "text"], pairs)
        lines = scratch.classify(texts[outside], "--model", scratch.model)
        told["hotline"][outside] = [line[0] for line in lines]
        for name, options in peers.items():
            started = time.monotonic()
            peer = linear_svc(**options).fit(texts[inside], labels[inside])
            seconds[name] += time.monotonic() - started
            told[name][outside] = peer.predict(texts[outside])
    result = [
        (name, percent(macro(labels, told[name])), percent((labels == told[name]).mean()),
         f"{seconds[name] / FOLDS:.1f}")
        for name in told
    ]
    note = (
        f"{len(rows)} letters, {FOLDS}-fold. Hotline's time holds its own cross-validation, five"
        " trainings more."
    )
    return table("Seven topics", note, ["", "macro-F1", "right", "training, s"], result)


def social(shared, scratch):
    rows = read(shared / "data/messages/social_dev.tsv")
    columns = ",".join(DIMENSIONS)
    names = ["hotline, rules and model", "hotline, rules alone", "LinearSVC"]
    scores = {(name, dimension): [] for name in names for dimension in DIMENSIONS}
    texts = np.array([row["text"] for row in rows])
    truth = {d: np.array([row[d] for row in rows]) for d in DIMENSIONS}
    for seed in range(3):
        told = {(name, d): np.empty_like(truth[d]) for name in names for d in DIMENSIONS}
        for inside, outside in folds(truth["kind"], seed):
            pairs = [[rows[i][d] for d in DIMENSIONS] + [texts[i]] for i in inside]
            scratch.train([*DIMENSIONS, "text"], pairs, "--columns", columns)
            both = scratch.classify(
                texts[outside], "--model", scratch.model, "--columns", columns
            )
            alone = scratch.classify(texts[outside], "--columns", columns)
            for place, d in enumerate(DIMENSIONS):
                told[names[0], d][outside] = [line[place] for line in both]
                told[names[1], d][outside] = [line[place] for line in alone]
                peer = linear_svc().fit(texts[inside], truth[d][inside])
                told[names[2], d][outside] = peer.predict(texts[outside])
        for (name, d), labels in told.items():
            scores[name, d].append(quality(truth[d], labels, d))
    result = []
    for name in names:
        cells = [np.mean(scores[name, d], axis=0) for d in DIMENSIONS]
        result.append([name] + [f"{percent(a)} / {percent(b)}" for a, b in cells])
    header = ["", "kind", "matter", "aspect", "urgent: recall / precision"]
    note = (
        f"{len(rows)} letters, {FOLDS}-fold, three shuffles: macro-F1 / right, in %. The rules were"
        " written with these letters at hand, so that they alone look better here than they are."
    )
    return table("Social assistance", note, header, result)


def quality(truth, told, dimension):
    if dimension == "urgent":
        options = {"pos_label": "1", "zero_division": 0}
        return recall_score(truth, told, **options), precision_score(truth, told, **options)
    return macro(truth, told), (truth == told).mean()


def addresses(shared, scratch):
    rows = read(shared / "data/addresses/dev.tsv")
    texts = [row["text"] for row in rows]
    data = scratch.folder / "places"
    divisions = shared / "data/divisions"
    for name in ["township_successors_2019_2023.csv", "villages_2023.csv"]:
        run(PROGRAM, "divisions", "import", divisions / name, "--data", data)
    peers = {
        "hotline, with villages imported": lambda: located(scratch, texts, "--data", data),
        "hotline, as shipped": lambda: located(scratch, texts),
        "jionlp": lambda: jionlp(texts),
        "quhua-mcp": lambda: quhua(texts),
        "cpca": lambda: cpca(texts),
    }
    result = []
    for name, locate in peers.items():
        started = time.monotonic()
        try:
            answers = locate()
        except Exception as error:  # A peer that does not run on this machine is no failure.
            result.append([name, f"did not run: {error}", "", "", "", ""])
            continue
        seconds = time.monotonic() - started
        result.append([name, *judged(rows, answers), f"{seconds / len(rows) * 1e6:.0f}"])
    header = ["", "county right", "township right", "township wrong", "asked", "µs each"]
    note = (
        "In %: of the unambiguous ones right and wrong (another one was said), of the ambiguous"
        " ones asked. Hotline's time holds the start of the program."
    )
    return table("Addresses", note, header, result)


def judged(rows, answers):
    clear = [(row, a) for row, a in zip(rows, answers) if row["ambiguous"] == "0"]
    vague = [a for row, a in zip(rows, answers) if row["ambiguous"] == "1"]
    county = sum(row["county_code"] == a[0] for row, a in clear) / len(clear)
    both = [(row["county_code"], row["town"]) == a[:2] for row, a in clear]
    wrong = sum(
        not right and bool(a[0]) and (a[0] != row["county_code"] or bool(a[1]))
        for right, (row, a) in zip(both, clear)
    )
    asked = sum(a[2] for a in vague) / len(vague)
    return [percent(x) for x in (county, sum(both) / len(clear), wrong / len(clear), asked)]


def located(scratch, texts, *options):
    scratch.texts.write_text("\n".join(texts) + "\n", encoding="utf-8")
    answers = []
    for line in run(PROGRAM, "locate", scratch.texts, *options).split("\n")[:-1]:
        county, township, candidates = line.split("\t")
        answers.append((county, township, bool(candidates)))
    return answers


def county_codes():
    with open(ROOT / "routing-rules/divisions/townships.csv", encoding="utf-8") as file:
        return {(row["city"], row["county"]): row["county_code"] for row in csv.DictReader(file)}


def jionlp(texts):
    import jionlp

    codes = county_codes()
    answers = []
    for text in texts:
        found = jionlp.parse_location(text, town_village=True)
        answers.append((codes.get((found["city"], found["county"]), ""), found["town"] or "", False))
    return answers


def quhua(texts):
    import engine

    answers = []
    for text in texts:
        found = engine.resolve(text)
        codes = found.get("codes") or {}
        path = found["result"].split("-") if isinstance(found["result"], str) else []
        town = path[3] if len(path) > 3 else ""
        answers.append(((codes.get("county") or "")[:6], town, found["status"] == "ambiguous"))
    return answers


def cpca(texts):
    import cpca

    found = cpca.transform(texts)
    return [
        (str(code) if len(str(code)) == 6 else "", "", False) for code in found["adcode"].tolist()
    ]


def speed(shared, scratch):
    social = shared / "data/messages/social_dev.tsv"
    scratch.model.unlink(missing_ok=True)
    columns = ["--columns", ",".join(DIMENSIONS)]
    run(PROGRAM, "train", social, "--model", scratch.model, *columns)
    villages = ["--villages", shared / "data/divisions/villages_2023.csv"]
    letters = ["--letters", shared / "data/messages/letters_4326.tsv"]
    model = ["--model", scratch.model]
    result = []
    for name, options in {
        "a call": [*model, *villages],
        "a letter": [*model, *villages, *letters],
        "a call, by rules alone": villages,
    }.items():
        lines = run(BENCH, "triage", *options).split("\n")
        told = dict(line.split("\t", 1) for line in lines if "\t" in line)
        size = told["calls"].split("of ")[1].split(" ")[0]
        result.append([name, size, told["median"], told["p99"]])
    note = "Classified, located and routed, with all villages imported, on one core."
    return table("Time of one ticket", note, ["", "characters", "median", "p99"], result)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    shared = options.shared.resolve()
    scratch = Scratch(options.cache.resolve())
    parts = [
        "# How well texts are sorted and places found",
        "",
        "Measured by `ops/bench/quality`, the peers in the same run, each as it comes from PyPI.",
        "",
    ]
    for measure in [seven_topics, social, addresses, speed]:
        part = measure(shared, scratch)
        print(part, flush=True)
        parts.append(part)
    (ROOT / "ops/bench/QUALITY.md").write_text("\n".join(parts), encoding="utf-8")


main()
