"""`python -m classifier compare`: two bundles on one's own messages, before the new one replaces the old."""

import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console

from classifier.compare.comparison import (
    ComparedTier,
    Comparison,
    ScoredMessages,
    TierThresholds,
    compare,
)
from classifier.compare.previous_release import PreviousRelease, read_previous_release
from classifier.compare.tables import print_comparison, print_examples
from classifier.data.reader import DataError
from classifier.inference.scorer import Scorer, load
from classifier.labels import Label, Scores, Unscored
from classifier.metrics.bootstrap import as_json

CHUNK_SIZE = 2048
"""Messages scored at once."""

WIDTH = 110
"""Width of the tables in characters where output is no terminal."""


def compare_bundles(
    old: Path,
    new: Path,
    *,
    messages: BinaryIO,
    scored: Path | None = None,
    policy: Path | None = None,
    as_json_text: bool = False,
    show: int = 0,
) -> Comparison:
    """Compare two bundles, and print tables, or JSON; `show` messages of each change at most.

    `scored` are the old bundle's own answers, where it is of an earlier release.

    Raises:
        BundleError: a bundle cannot be used.
        DataError: the messages or the policy cannot be read.
    """
    scorers = read_previous_release(old, scored) if scored else load(old), load(new)
    was, now = (read_policy_thresholds(policy, scorer) for scorer in scorers)
    texts = list(read_messages(messages))
    answers = [ScoredMessages(_score(scorer, texts)) for scorer in scorers]
    versions = (scorers[0].version, scorers[1].version)
    comparison = compare(*answers, thresholds=(was, now), versions=versions)
    if as_json_text:
        found = as_json(comparison) | {"labels": [as_json(each) for each in comparison.labels]}
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
        return comparison
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    print_comparison(comparison, console)
    for tier in ComparedTier if show else ():
        before, after = (
            each.alarms_for_any_label(thresholds, tier)
            for each, thresholds in zip(answers, (was, now), strict=True)
        )
        for what, rows in (("newly", after & ~before), ("no longer", before & ~after)):
            found = [text for text, is_shown in zip(texts, rows, strict=True) if is_shown]
            print_examples(f"{what} {tier.past}", found[:show], console=console)
    return comparison


def read_messages(lines: BinaryIO) -> Iterator[str]:
    """Yield the texts of JSON lines {"text": ...}, or, where the first line is none, of plain ones.

    Raises:
        DataError: a line is neither, or there is no message.
    """
    name, is_json, count = getattr(lines, "name", "messages"), None, 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if is_json is None:
            is_json = line.lstrip().startswith(b"{")
        try:
            yield _read_json_message(line) if is_json else line.decode().rstrip("\r\n")
        except (DataError, UnicodeDecodeError) as error:
            raise DataError(f"{name}: line {number}: {error}") from None
        count += 1
    if not count:
        raise DataError(f"{name}: holds no message")


def read_policy_thresholds(policy: Path | None, scorer: Scorer | PreviousRelease) -> TierThresholds:
    """Return the thresholds that the tables [labels.*] of a policy give, else the bundle's own.

    Raises:
        DataError: the policy cannot be read; names the key.
    """
    rules = _read_label_rules(policy) if policy else {}
    return {
        label: {
            tier: _parse_threshold(
                rules.get(label.value, {}).get(tier.value, "model"),
                getattr(scorer.thresholds[label], tier.value),
                key=f"{policy}: labels.{label}.{tier}",
            )
            for tier in ComparedTier
        }
        for label in Label
    }


def _read_label_rules(policy: Path) -> dict[str, dict[str, Any]]:
    try:
        rules = tomllib.loads(policy.read_text("utf-8")).get("labels", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DataError(f"{policy}: {reason}") from error
    if not isinstance(rules, dict) or not all(isinstance(rule, dict) for rule in rules.values()):
        raise DataError(f"{policy}: labels: not a table for each label")
    unknown = sorted(set(rules) - set(Label))
    if unknown:
        raise DataError(f"{policy}: labels.{unknown[0]}: is none of {', '.join(Label)}")
    return rules


def _parse_threshold(value: object, own: float | None, *, key: str) -> float | None:
    match value:
        case "model":
            return own
        case "off":
            return None
        case bool():
            pass
        case int() | float() if 0 <= value <= 1:
            return float(value)
    raise DataError(f'{key}: needs a number from 0 to 1, "model" or "off", not {value!r}')


def _read_json_message(line: bytes) -> str:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"not JSON, as the first line is: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise DataError('not an object with a string "text"')
    return str(value["text"])


def _score(scorer: Scorer | PreviousRelease, texts: Sequence[str]) -> list[Scores | Unscored]:
    if isinstance(scorer, PreviousRelease):
        return scorer.score(texts)
    return [
        answer
        for begin in range(0, len(texts), CHUNK_SIZE)
        for answer in scorer.score(texts[begin : begin + CHUNK_SIZE])
    ]
