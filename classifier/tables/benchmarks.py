"""Tables of the benchmarks in bench/: other languages, explanations."""

from classifier.tables.table import Json, Table, format_code, format_estimate

LENGTHS = ("4-5", "6-9", "10+")
"""Ranges of a text's length in words, as `bench/languages.json` names them."""


def build_language_table(found: Json | None) -> Table:
    """Return the table of texts in other languages that are left unscored, from `bench/languages.json`."""
    note = (
        "Share of lines of programs' translations in Latin letters that are left unscored for their language, by "
        "words, and of six invented chat messages (`python -m bench.languages`). {english}"
    )
    head = ["language", "lines", *(f"{length} words" for length in LENGTHS), "invented chat"]
    if not found:
        return Table("Other languages", "", head)
    rows = [
        [format_code(name), f"{each['texts']:,}", *(f"{each[length]:.0%}" for length in LENGTHS), _format_chat_share(found, name)]
        for name, each in found["catalogs"].items()
    ]  # fmt: skip
    rows += [
        [format_code(name), "", "", "", "", _format_chat_share(found, name)]
        for name in found["chat"]
        if name not in found["catalogs"] and name != "en"
    ]
    return Table(
        "Other languages", note.format(english=_describe_english(found["english"])), head, rows
    )


def build_explanation_table(found: Json | None) -> Table:
    """Return the table of explanations against what people marked, from `bench/explain.json`."""
    head = ["rows", "character F1", "of flagged rows", "explained", "flagged", "16 words"]
    if not found:
        return Table("Explanations", "", head)
    return Table(
        "Explanations",
        "Held-out rows of toxic_spans, all judged toxic: the spans named for `toxic` against the characters that "
        "people marked, counted as in SemEval-2021 task 5, where a row without an explanation counts as a "
        "miss (`python -m bench.explain`); and processor time of one.",
        head,
        [
            [
                f"{found['rows']:,}",
                format_estimate(found["f1"]),
                format_estimate(found["f1_flagged"]),
                f"{found['explained']:.1%}",
                f"{found['flagged']:.1%}",
                f"{found['milliseconds_16_words']:.1f} ms",
            ]
        ],
    )


def _format_chat_share(found: Json, name: str) -> str:
    return f"{found['chat'][name]:.0%}" if name in found["chat"] else ""


def _describe_english(sets: Json) -> str:
    """Return a sentence on the English rows left unscored, some of which really are in another language."""
    rows = sum(each["rows"] for each in sets.values())
    unscored = sum(each["unscored"] for each in sets.values())
    named = ", ".join(
        f"{format_code(name)} {e['unscored'] / e['rows']:.2%}" for name, e in sets.items()
    )
    return (
        f"Of {rows:,} rows of the English sets {unscored:,} are left unscored so, most of them truly in "
        f"another language: {named}."
    )
