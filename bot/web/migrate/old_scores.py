"""Old scores: a CSV of texts scored by another model, and the thresholds that were used with them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.verdict import Tier
from bot.web.perspective.attributes import ATTRIBUTES, AVAILABLE
from bot.web.shared.csv_table import TableError, find_text_column, read_csv

DEFAULT_THRESHOLD = 0.8
"""The old threshold where none is given."""

OWN_PREFIX = "PARLEY_"
"""Prefix of an attribute's column of this model's own scores, which the shadow mode records."""


class MigrationError(ValueError):
    """An unusable file or threshold, told in one sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text and its old scores by attribute, 0..1. `new` are scores of this model, where recorded."""

    text: str
    old: Mapping[str, float]
    new: Mapping[str, float] = field(default_factory=dict)


def read_thresholds(given: Sequence[str], *, option: str = "--at") -> dict[str, float]:
    """Parse old thresholds.

    `["TOXICITY=0.9"]` -> `{"TOXICITY": 0.9}`; `[]` -> `{}`.

    Raises:
        MigrationError: an unknown attribute, no number, or a percentage.
    """
    thresholds = {}
    for written in given:
        name, _, score = written.partition("=")
        if name.upper() not in ATTRIBUTES:
            raise MigrationError(f"{option} {written}: there are {AVAILABLE}")
        try:
            thresholds[name.upper()] = _parse_score(score)
        except ValueError as error:
            raise MigrationError(f"{option} {written}: {error}") from None
    return thresholds


def read_tiers(
    at: Sequence[str], act_at: Sequence[str], *, tier: str
) -> dict[Tier, dict[str, float]]:
    """Parse the old thresholds of each tier: `at` those of `tier`, `act_at` those to act on.

    Without any, `DEFAULT_THRESHOLD` for each attribute.

    Raises:
        MigrationError: as `read_thresholds`, or both speak of the same.
    """
    given = read_thresholds(at)
    acts = read_thresholds(act_at, option="--act-at")
    if tier == Tier.ACT and acts:
        raise MigrationError(
            "--act-at is for thresholds beside --at; with --tier act, name them --at"
        )
    if not given and not acts:
        given = dict.fromkeys(ATTRIBUTES, DEFAULT_THRESHOLD)
    for name in given.keys() & acts.keys():
        if acts[name] < given[name]:
            raise MigrationError(
                f"--act-at {name}={acts[name]:g}: {given[name]:g} or more, as --at is"
            )
    return {each: found for each, found in ((Tier(tier), given), (Tier.ACT, acts)) if found}


def read_rows(path: Path) -> list[Row]:
    """Read a CSV with a column of texts and columns of scores named as Perspective's attributes.

    Where this model's scores stand beside them, as the shadow mode writes them, no text is needed.

    Raises:
        MigrationError: the file or the columns are missing, or a score is not from 0 to 1.
    """
    try:
        table = read_csv(path.read_bytes())
    except OSError as error:
        raise MigrationError(f"{path}: cannot be read ({error.strerror})") from error
    except TableError as error:
        raise MigrationError(f"{path}: {error}") from error
    return list(_read_rows(table))


def _read_rows(table: Sequence[Sequence[str]]) -> Iterator[Row]:
    header = table[0] if table else []
    text = find_text_column(header)
    old, new = _find_columns(header), _find_columns(header, prefix=OWN_PREFIX)
    if not old or (text is None and not new):
        raise MigrationError(
            f"a first line is needed that names a column text and at least one of {AVAILABLE}; "
            f"it names {', '.join(header) or 'nothing'}"
        )
    for number, line in enumerate(table[1:], start=2):
        words = line[text] if text is not None and len(line) > text else ""
        own = dict(_read_scores(line, new, number=number))
        if words.strip() or own:
            yield Row(words, dict(_read_scores(line, old, number=number)), own)


def _find_columns(header: Sequence[str], *, prefix: str = "") -> dict[str, int]:
    """Return the index of each attribute's column: "Identity Attack" is IDENTITY_ATTACK."""
    names = [column.strip().upper().replace(" ", "_") for column in header]
    return {name: names.index(prefix + name) for name in ATTRIBUTES if prefix + name in names}


def _read_scores(
    line: Sequence[str], columns: Mapping[str, int], *, number: int
) -> Iterator[tuple[str, float]]:
    for name, column in columns.items():
        written = line[column].strip() if column < len(line) else ""
        if not written:
            continue
        try:
            yield name, _parse_score(written)
        except ValueError as error:
            raise MigrationError(f"row {number}: {name} is {written!r}, {error}") from None


def _parse_score(written: str) -> float:
    """Parse a score, with a decimal point or a decimal comma.

    Raises:
        ValueError: it is no number from 0 to 1; with the remedy where it is a percentage.
    """
    number = written.strip()
    if re.fullmatch(r"\d*,\d+", number):
        number = number.replace(",", ".")
    try:
        score = float(number.removesuffix("%"))
    except ValueError:
        raise ValueError("no score from 0 to 1") from None
    if number.endswith("%") or 1 < score <= 100:  # noqa: PLR2004 - percent
        raise ValueError(f"no score from 0 to 1: if it is a percentage, write {score / 100:.2f}")
    if not 0 <= score <= 1:
        raise ValueError("no score from 0 to 1")
    return score
