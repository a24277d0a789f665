"""Markup attack: chat markup around or inside words."""

from numpy.random import Generator

from classifier.attacks.words import bernoulli, choose_content_words, pick_one

_SURROUNDING = (
    ("**", "**"),
    ("*", "*"),
    ("__", "__"),
    ("_", "_"),
    ("~~", "~~"),
    ("~", "~"),
    ("||", "||"),
    ("`", "`"),
    ("```", "```"),
    ("***", "***"),
    ("[", "](https://example.org/page)"),
    ("<https://example.org|", ">"),
    ("\\", ""),
)
"""Discord's and Slack's markup: bold, italic, strikethrough, spoiler, code, links and escapes."""

_INSIDE_WORDS = ("**", "||", "~~", "*", "__")
"""Markup that may stand inside a word."""


def add_markup(text: str, rng: Generator) -> str:
    """Put markup around words or inside them: "idiot" -> "||idiot||", "i**dio**t", "`idiot`"."""
    is_inside = bernoulli(0.4, rng)
    before, after = _SURROUNDING[rng.integers(len(_SURROUNDING))]
    sign = pick_one(_INSIDE_WORDS, rng)
    pieces, kept = [], 0
    for begin, end in choose_content_words(text, rng):
        word = text[begin:end]
        if is_inside:
            first, last = sorted(rng.choice(len(word) + 1, size=2, replace=False).tolist())
            word = word[:first] + sign + word[first:last] + sign + word[last:]
        else:
            word = before + word + after
        pieces += [text[kept:begin], word]
        kept = end
    return "".join(pieces) + text[kept:]
