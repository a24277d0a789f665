"""Lines that a multilingual run learns from beside its rows: made of lexicons, of two languages, of translations."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifier.data.language_rows import LanguageRows
from classifier.text.normalize import clean
from classifier.training.language_model import read_catalogs
from classifier.training.lexicons import Phrase, choose_phrases, read_csv, read_lexicons
from classifier.training.mixed_lines import build_code_mixed, build_harmless, build_lexicon_lines
from classifier.training.multilingual_config import HEADS

CATALOGS = {
    **{code: code for code in HEADS if code not in ("en", "pt", "no", "zh", "ur-Latn", "other")},
    "pt_BR": "pt", "pt": "pt", "nb": "no", "zh_Hans": "zh",
    **dict.fromkeys((
        "sk", "hr", "ca", "bg", "sr", "sr_Latn", "lt", "lv", "et", "sl", "sq", "az", "mk", "eo",
        "eu", "gl", "af", "sw", "cy", "is", "ka", "hy", "kk", "ms", "ml", "kn", "be", "ga",
    ), "other"),
}  # fmt: skip
"""Languages of the folders of gettext catalogues, whose lines are harmless."""
CATALOG_LINES, CATALOG_WEIGHT = 800, 0.3
"""Lines that are read of a language's catalogues, a quarter of them of those that are "other"."""


def choose_rude_phrases(lexicons: Sequence[Path], rows: LanguageRows) -> list[Phrase]:
    """Return the rude phrases of lexicons, but for those that rows which are not held out say harmlessly."""
    kept = [phrase for source in lexicons if not source.is_dir() for phrase in read_csv(source)]
    shown = rows.take(np.flatnonzero(~rows.is_held_out))
    return choose_phrases(read_lexicons(lexicons), shown, kept=kept)


def make_lines(rows: LanguageRows, phrases: Sequence[Phrase], *, seed: int) -> list[LanguageRows]:
    """Return the lines that are made: of lexicons, and of two languages."""
    spoken = np.flatnonzero((np.array(rows.sets) == "multi_chatterbot") & ~rows.is_held_out)
    return [
        build_lexicon_lines(phrases, rows.take(spoken), seed=seed),
        build_code_mixed(rows, seed=seed),
    ]


def make_harmless_lines(catalogs: Path, *, seed: int) -> LanguageRows:
    """Return the lines of programs' translations, which are harmless."""
    return build_harmless(_read_catalog_lines(catalogs, seed=seed), weight=CATALOG_WEIGHT)


def _read_catalog_lines(folder: Path, *, seed: int) -> list[tuple[str, str]]:
    """Return clean lines of programs' translations, each with the code of its language."""
    chance = np.random.default_rng(seed)
    lines: list[tuple[str, str]] = []
    for name, code in CATALOGS.items():
        pairs = [pair for pair in read_catalogs(folder, name) if 2 < len(pair[1]) < 160]  # noqa: PLR2004
        most = CATALOG_LINES // 4 if code == "other" else CATALOG_LINES
        lines += [
            (clean(pairs[row][1]).text, code) for row in chance.permutation(len(pairs))[:most]
        ]
    return lines


def join_rows(*parts: LanguageRows) -> LanguageRows:
    """Return the rows of all parts, in order."""
    return LanguageRows(
        [text for part in parts for text in part.texts],
        [code for part in parts for code in part.languages],
        [name for part in parts for name in part.sets],
        np.concatenate([part.targets for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.is_held_out for part in parts]),
    )
