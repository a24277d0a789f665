"""Benchmark of explanations against spans that people marked as toxic. See bench/README.md."""

import csv
import gzip
import json
import sys
import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from itertools import islice, product
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from bench.contestants.messages import messages
from classifier import Label, Scores, Span, clean
from classifier.data.reader import DataError
from classifier.data.split import is_held_out
from classifier.evaluation.held_out import find_set_file, read_held_out_share
from classifier.inference.bundle import DEFAULT, read
from classifier.inference.explain import EvidenceRule, find_evidence, select_spans
from classifier.inference.scorer import Scorer
from classifier.metrics.bootstrap import as_json, bootstrap
from classifier.text.normalize import CleanText

RESULTS = Path(__file__).with_name("explain.json")
GOALS = {"f1": 0.60, "milliseconds_16_words": 5.0}
SET = "toxic_spans"
TUNING_ROWS = 1000
"""Rows on which `--tune` chooses: none of those that are measured on."""
TIMED_MESSAGES = 300
RULES = [
    EvidenceRule(alone, share)
    for alone, share in product((0.0, 0.1, 0.25, 0.5, 1.0), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and the characters of it that people marked as toxic."""

    text: CleanText
    marks: frozenset[int]


def main(
    *,
    data: Annotated[Path, typer.Option(help=f"The folder that was trained on, with {SET}.")],
    bundle: Annotated[Path, typer.Option(help="A model folder.")] = DEFAULT,
    tune: Annotated[bool, typer.Option("--tune", help="Print which constants are best.")] = False,
    json_file: Annotated[
        Path, typer.Option("--json", help="Where the figures are kept.")
    ] = RESULTS,
) -> None:
    """Print the character F1 of explanations on rows held out, and what one costs."""
    held, others = read_marked(data, share=read_held_out_share(bundle))
    scorer = Scorer(read(bundle))
    console = Console()
    if tune:
        best = rank_rules(scorer, others[:TUNING_ROWS], window=read(bundle).window)
        for f1, rule in best[:5]:
            console.print(f"{f1:.4f}  {rule}", highlight=False)
        return
    figures = {"bundle": scorer.version, **measure(scorer, held), **asdict(EvidenceRule())}
    figures["milliseconds_16_words"] = as_json(median_milliseconds(scorer))
    json_file.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for name, value in figures.items():
        goal = f"  (goal {GOALS[name]:g})" if name in GOALS else ""
        console.print(f"{name}: {value}{goal}", highlight=False)


def char_f1(found: AbstractSet[int], marks: AbstractSet[int]) -> float:
    """Return the F1 over the characters of one text, 1 where both are empty (SemEval-2021 task 5)."""
    if not found or not marks:
        return float(found == marks)
    return 2 * len(found & marks) / (len(found) + len(marks))


def measure(scorer: Scorer, rows: Sequence[MarkedText]) -> dict[str, Any]:
    """Return the mean F1 of explanations of `toxic`, of all rows and of those that are flagged."""
    flag = scorer.thresholds[Label.TOXIC].flag
    f1s, explained, flagged = [], [], []
    for row in track(rows, "explaining", console=Console(stderr=True), transient=True):
        found = covered_characters(s for s in scorer.explain(row.text) if s.label is Label.TOXIC)
        (scores,) = scorer.score_cleaned([row.text])
        f1s.append(char_f1(found, row.marks))
        explained.append(bool(found))
        flagged.append(isinstance(scores, Scores) and scores[Label.TOXIC] >= flag)
    values, is_flagged = np.array(f1s), np.array(flagged)

    def mean(weights: Any) -> list[float]:
        of_flagged = weights * is_flagged
        means = weights @ values / weights.sum(), of_flagged @ values / max(of_flagged.sum(), 1)
        return [float(each) for each in means]

    f1, f1_flagged = bootstrap(mean, np.ones(len(values)))
    return {
        "rows": len(rows),
        "without_marks": sum(not row.marks for row in rows),
        "f1": as_json(f1),
        "f1_flagged": as_json(f1_flagged),
        "explained": round(float(np.mean(explained)), 4),
        "flagged": round(float(is_flagged.mean()), 4),
    }


def rank_rules(
    scorer: Scorer, rows: Sequence[MarkedText], *, window: int
) -> list[tuple[float, EvidenceRule]]:
    """Return rules with their mean F1 for `toxic` on rows, whatever they score, the best first."""
    f1s = np.zeros((len(rows), len(RULES)))
    shown = track(rows, "choosing", console=Console(stderr=True), transient=True)
    for number, row in enumerate(shown):
        (evidence,) = find_evidence(
            scorer.tokens(row.text), [Label.TOXIC], logits=scorer.network.logits, window=window
        )
        for column, rule in enumerate(RULES):
            found = covered_characters(select_spans(row.text, evidence, rule=rule))
            f1s[number, column] = char_f1(found, row.marks)
    means = f1s.mean(axis=0).tolist()
    return sorted(zip(means, RULES, strict=True), key=lambda pair: -pair[0])


def median_milliseconds(scorer: Scorer) -> float:
    """Return the median time of one explanation of 16 words, score not cached, in milliseconds of this process."""
    spent = []
    for message in islice(messages(1, least=12, most=12), TIMED_MESSAGES):
        text = clean(f"you are an idiot {message}")
        start = time.process_time()
        scorer.explain(text)
        spent.append(time.process_time() - start)
    return 1000 * float(np.median(spent))


def covered_characters(spans: Iterable[Span]) -> set[int]:
    """Return the characters that spans cover."""
    return {place for span in spans for place in range(span.begin, span.end)}


def read_marked(folder: Path, *, share: float) -> tuple[list[MarkedText], list[MarkedText]]:
    """Read the rows of the set: those held out from training, and the others.

    Raises:
        DataError: if the set is missing or malformed.
    """
    file = find_set_file(folder, SET)
    if file is None:
        raise DataError(f"{folder}: holds no {SET}.csv.gz")
    csv.field_size_limit(sys.maxsize)
    opener = gzip.open if file.suffix == ".gz" else open
    parts: tuple[list[MarkedText], list[MarkedText]] = [], []
    with opener(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                marked = MarkedText(clean(row["text"]), frozenset(json.loads(row["spans"])))
            except (KeyError, TypeError, ValueError) as error:
                raise DataError(f"{file}: needs columns text and spans: {error!r}") from error
            parts[not is_held_out(marked.text.text, share=share)].append(marked)
    return parts


if __name__ == "__main__":
    typer.run(main)
