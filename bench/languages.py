"""Benchmark of language detection: other languages in Latin letters against English. See bench/README.md."""

import json
import random
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.language_detectors import DETECTORS, replace_detector
from classifier.data.reader import read_datasets
from classifier.inference.scorer import Scorer, load, rejection_reason
from classifier.labels import Reason, Unscored
from classifier.text.normalize import clean
from classifier.training.language_model import CATALOG_FOLDERS, LANGUAGES, read_catalogs

ROOT = Path(__file__).resolve().parent.parent
CHAT = Path(__file__).with_name("languages.toml")
RESULTS = Path(__file__).with_name("languages.json")
LENGTHS = {"4-5": range(4, 6), "6-9": range(6, 10), "10+": range(10, 1000)}
"""Ranges of a text's length, in words between spaces."""
MIN_TEXTS, MAX_TEXTS = 100, 500
"""Texts per language and length: with fewer it is left out, and of more a sample is drawn."""
CHUNK = 2048
WIDTH = 110

_NO_LANGUAGE = re.compile(r"--|[/=_$]|\w\.\w|\d{3}")
"""Marks of file names, options and code in texts of programs, which are no language."""


def main(
    *,
    catalogs: Annotated[
        Path, typer.Option(help="A folder of gettext catalogues other than those learned from.")
    ] = Path("/usr/share/locale"),
    data: Annotated[Path, typer.Option(help="A folder of sets of English rows to measure on.")],
    json_file: Annotated[
        Path, typer.Option("--json", help="Where the figures are kept.")
    ] = RESULTS,
    detector: Annotated[
        str | None,
        typer.Option(help=f"One of {', '.join(DETECTORS)} in the place of ours; give --json, too."),
    ] = None,
    min_probability: Annotated[
        float, typer.Option(min=0, max=1, help="From which on that one is believed.")
    ] = 0.5,
) -> None:
    """Print the share of texts recognised, by language and length, and of English left unscored."""
    scorer = load()
    if detector is not None:
        if detector not in DETECTORS or json_file == RESULTS:
            raise typer.BadParameter(
                f"needs one of {', '.join(DETECTORS)}, and --json", param_hint="--detector"
            )
        replace_detector(scorer, detector, min_probability=min_probability)
    with CHAT.open("rb") as file:
        chat = tomllib.load(file)
    figures = {
        "catalogs": measure_catalogs(scorer, catalogs),
        "chat": {name: _unscored_share(scorer, texts) for name, texts in chat.items()},
        "english": measure_english(scorer, data),
    }
    json_file.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(_build_language_table(figures))
    console.print(_build_english_table(figures["english"]))


def measure_catalogs(scorer: Scorer, folder: Path) -> dict[str, Any]:
    """Return for each language its texts, and the share of them by length that is recognised as not English."""
    measured = {}
    for language in track(LANGUAGES, "languages", console=Console(stderr=True), transient=True):
        name = CATALOG_FOLDERS.get(language, language)
        pairs = read_catalogs(folder, name) if name else []
        found = {line for _, text in pairs for line in text.split("\n")}
        texts = sorted(text for text in found if not _NO_LANGUAGE.search(text) and _is_latin(text))
        by_length = {
            length: [text for text in texts if len(text.split()) in words]
            for length, words in LENGTHS.items()
        }
        if min(map(len, by_length.values())) >= MIN_TEXTS:
            chosen = random.Random(language)  # noqa: S311 - the same texts every time
            measured[language] = {
                "texts": sum(map(len, by_length.values())),
                **{
                    length: _unscored_share(scorer, chosen.sample(of, min(len(of), MAX_TEXTS)))
                    for length, of in by_length.items()
                },
            }
    return measured


def measure_english(scorer: Scorer, data: Path) -> dict[str, Any]:
    """Return for each set its rows, and how many are left unscored as in another language in Latin letters.

    Sets hold some rows that are in another language, so that this is more than are left out wrongly.
    """
    measured = {}
    for rows in read_datasets(data):
        latin = [text for text in rows.texts if _is_latin(text)]
        left_out = sum(_is_unscored(scorer, latin))
        measured[rows.name] = {"rows": len(rows.texts), "unscored": left_out}
    return measured


def _is_latin(text: str) -> bool:
    return rejection_reason(clean(text)) is None


def _unscored_share(scorer: Scorer, texts: Sequence[str]) -> float:
    return sum(_is_unscored(scorer, texts)) / len(texts)


def _is_unscored(scorer: Scorer, texts: Sequence[str]) -> Iterable[bool]:
    for begin in range(0, len(texts), CHUNK):
        for answer in scorer.score(texts[begin : begin + CHUNK]):
            yield answer == Unscored(Reason.LANGUAGE)


def _build_language_table(figures: Mapping[str, Any]) -> Table:
    table = Table(title="Recognised as not English", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("language")
    for column in ("texts", *(f"{length} words" for length in LENGTHS), "invented chat"):
        table.add_column(column, justify="right")
    for name in LANGUAGES:
        row, chat = figures["catalogs"].get(name), figures["chat"].get(name)
        if row or chat is not None:
            table.add_row(
                name,
                f"{row['texts']:,}" if row else "",
                *(f"{row[length]:.0%}" if row else "" for length in LENGTHS),
                "" if chat is None else f"{chat:.0%}",
            )
    return table


def _build_english_table(figures: Mapping[str, Any]) -> Table:
    table = Table(title="English sets, left unscored", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("set")
    for column in ("rows", "unscored", "share"):
        table.add_column(column, justify="right")
    for name, each in figures.items():
        share = each["unscored"] / each["rows"]
        table.add_row(name, f"{each['rows']:,}", f"{each['unscored']:,}", f"{share:.3%}")
    return table


if __name__ == "__main__":
    typer.run(main)
