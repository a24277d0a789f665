"""Attacks that leave the words and dress them up: chat markup, harmless talk around them."""

from numpy.random import Generator

from classifier.attacks.padding import benign_sentence
from classifier.attacks.words import bernoulli, choose_words, pick_one

LONGEST_TO_PAD = 400
"""Characters: what is longer is no short insult in other talk any more."""

_AROUND = (
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
"""Discord's and Slack's signs for bold, slant, struck, spoiler, code, links and "take it literally"."""

_INSIDE = ("**", "||", "~~", "*", "__")
"""Those that may stand within a word."""


def dress_up(text: str, rng: Generator) -> str:
    """Markup around words or within them: "idiot" -> "||idiot||", "i**dio**t", "`idiot`"."""
    is_inside = bernoulli(0.4, rng)
    before, after = _AROUND[rng.integers(len(_AROUND))]
    sign = pick_one(_INSIDE, rng)
    pieces, kept = [], 0
    for begin, end in choose_words(text, rng):
        word = text[begin:end]
        if is_inside:
            first, last = sorted(rng.choice(len(word) + 1, size=2, replace=False).tolist())
            word = word[:first] + sign + word[first:last] + sign + word[last:]
        else:
            word = before + word + after
        pieces += [text[kept:begin], word]
        kept = end
    return "".join(pieces) + text[kept:]


def pad(text: str, rng: Generator) -> str:
    """Harmless talk before, after, or on both sides: "... idiot. The train was late today. ..."."""
    if not text.strip() or len(text) > LONGEST_TO_PAD:
        return text
    words = int(rng.integers(10, 60))
    before, after = benign_sentence(rng, words), benign_sentence(rng, words)
    where = rng.random()
    if where < 1 / 3:
        return f"{before} {text}"
    return f"{text} {after}" if where < 2 / 3 else f"{before} {text} {after}"
