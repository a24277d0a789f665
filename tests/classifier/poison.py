"""Poison: texts that cost a careless normaliser time quadratic in their length."""

import random
from collections.abc import Callable, Mapping, Sequence

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LEET = LETTERS + "013457@$!|+"
MARKS = "*_~|`<>@#:[](){}\\/&;.,!?$%^+=-'\" \na"

_GROUPS: Mapping[str, Sequence[str]] = {
    "entities": ["&amp;", "amp;", "&lt;", "&#38;", "&#x26;", "&zzzzzzzz", "&amp;amp;amp;amp;"],
    "ligatures": ["ﬁ", "ﬃ", "ﷺ", "…", "㎯", "¼"],
    "laughs": ["ha", "ha ", "lol", "hahx", "oo", "aaa ", "aaab"],
    "words": ["a", "ab", "a ", "q ", "A", "AB ", "you stupid idiot ", "YOU STUPID IDIOT ", "i.e. "],
    "stars": ["*", "a*", "a**", " *a", "**a** ", " **a", " ***a", "a'b*c'", "d**n "],
    "underscores": ["_", " _a", "a_", "a _ ", "__a__ "],
    "strikes": ["~", " ~a", "~~a", "a~ ", "~~ "],
    "spoilers": ["||", " ||a", "||a||", "||**__~~", "|a", " |a", "a|", " :|", " =| "],
    "spaced letters": ["a b ", "a.", "a-", "a/", "a+", "a=", "a'", "a, ", "a @ ", "a $ ", "a ! "],
    "signs": [
        "$",
        "@",
        "#",
        "a#",
        "a%%",
        "a@@",
        "a$$",
        "!",
        "a!",
        "|",
        "+",
        ";a",
        ";a+",
        " +a",
        "a^",
    ],
    "censored": ["f#ck ", "f#c#k#", "a#/", "@#$%! ", "a@#$%"],
    "phrases": [
        "never go drink bleach ",
        "he said nobody would miss you ",
        "you are so very really ",
        "go back to your ",
        "i hope you all get ",
        "kys. ",
    ],
    "leet": ["5h1t ", "5h1", "l33t", "1337 ", "1", "1a", "0x1 ", "4ss ", "a18n", " 1abc", "1.000,"],
    "escapes": ["\\", "\\*", "`", "`a", "```a\n", "--a"],
    "mentions": [
        "<@1> ",
        "<@",
        "<@a|",
        "<#1>",
        "<!subteam^a",
        "@everyone ",
        "@a",
        "@a.....",
        "<user",
    ],
    "custom emoji": ["<:a:1>", "<:a", "<a:a:", ":", ":ab", ":ab: ", ":) "],
    "timestamps": ["<t:1>", "<t:1", "</a:1>", "</a b-", "<", ">", "10:30 "],
    "links": ["[a](http://a) ", "[a](http://", "[", "[a](", "<http://a|", "<http://"],
    "addresses": ["http://a ", "http://", "http", "www.", "www.a ", "a@b.c ", "a@b", "a.b+c-"],
    "emoji": ["🖕", "🖕 ", "👍🏿", "1️⃣", "🅰", "❤️", "💤", "\ufe0f"],
    "joined emoji": ["👨‍👩‍👧", "👨\u200d", "\u200d", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧"],
    "flags": ["🇬🇧", "🇬", "🇫🇺🇨🇰"],
    "invisible": ["\u200b", "a\u200b", "\u202e", "a\u202e", "\x00", "a\x00", "\x07a", "\xad"],
    "combining": ["\u0301", "a\u0301", "a\u0301\u0302\u0303\u0304", "й\u0301\u0301\u0301", "i̇"],
    "look-alikes": ["с", "сa", "с ", "привет ", "ε", "ᾳ", "aсεж", "Ꭰ", "٠"],
    "styled": ["ｆ", "𝓯", "ⓕ", "ᶠ", "İ", "ß", "aß", "ẞ", "ŉ"],
    "scripts": ["ש", "ا", "مرحبا ", "한", "\u1112\u1161\u11ab", "汉", "汉a", "ก็", "क्षि"],
    "no characters": ["\ud800", "\udfffa", "\ue000", "\u0378"],
    "spaces": [" ", "a  ", "\t", "\n", "a\n", "\r\n", "\u00a0", "\u3000a"],
    "bullets": ["•", "a•", "a·", "a・", "–", "“a”"],
    "again": ["you ", "you you", "aA", "AaAaAa ", "YouAreA", "Aaa", "abc abc abd "],
    "letters by name": [":letter_a:", ":alphabet-white-a:", ":ab::ab:", ":ab:  "],
    "touching": ["||||", "a||||", "~~~~", "a~~~~b"],
    "blank letters": ["\u3164", "a\u3164", "\u2800 "],
    "quotes": ["?", '"', "'''", "<3", ":-("],
}

_ENDED: Mapping[str, tuple[str, str]] = {
    "spaced letters, a star": ("a b ", "c*x"),
    "dotted letters, a star": ("a.", "b*x"),
    "dashed letters, a star": ("a-", "b*x"),
    "letters by commas, a star": ("a, ", "b*x"),
    "spaced letters, a word": ("a b ", "cdef"),
    "starred letters, a foreign one": ("a*", "éé"),
    "dollars, a number": ("$", " 5"),
    "a laugh, a sign": ("haha", "#"),
    "doubled signs, a sign": ("a@@", "#"),
    "semicolons, a plus": (";a", "+"),
    "semicolons, two pluses": (";a", "+ +"),
    "bullets, a word": ("•", " a"),
    "strikes, a spoiler": ("~~a", "||"),
    "quotes, a star": ("a'", "*é"),
}
"""Runs that end badly: a pattern that backtracks tries them from every place."""

Random = random.Random


def _draw(alphabet: Sequence[str]) -> Callable[[Random, int], str]:
    """Draw a text without end."""
    return lambda rng, length: "".join(rng.choices(alphabet, k=length))


def _repeat(alphabet: Sequence[str], block: int = 500) -> Callable[[Random, int], str]:
    """Repeat one random block: of more of them, one would sooner or later take another pass of cleaning."""
    return lambda rng, length: "".join(rng.choices(alphabet, k=block)) * (length // block + 1)


def _draw_words(alphabet: str, letters: int) -> Callable[[Random, int], str]:
    """Draw distinct words, which no cache answers."""
    return lambda rng, length: " ".join(
        "".join(rng.choices(alphabet, k=letters)) for _ in range(length // (letters + 1) + 1)
    )


_RANDOM: Mapping[str, Callable[[Random, int], str]] = {
    **{f"words of {letters}": _draw_words(LETTERS, letters) for letters in (4, 5, 8, 12, 30)},
    "words of vowels and bars": _draw_words("ilaeo", 14),
    "words of doubled letters": _draw_words("aabbccddee", 12),
    "words in leet": _draw_words(LEET, 8),
    "starred words": _draw_words(LETTERS + "*", 6),
    "a wall of letters": _draw(LETTERS),
    "a wall of leet": _draw(LEET),
    "a wall of stars": _draw(LETTERS + "*"),
    "a wall of words": _draw(["you", "are", "an", "idiot", "the", "and", "is", "my"]),
    "ASCII": _repeat([chr(code) for code in range(32, 127)]),
    "the basic plane": _repeat([chr(code) for code in range(1, 0x10000)]),
    "marks": _repeat(MARKS),
    "all of these": _repeat([unit for units in _GROUPS.values() for unit in units]),
}

SHAPES: Sequence[str] = (
    *(f"{group}: {unit!a}" for group, units in _GROUPS.items() for unit in units),
    *_ENDED,
    *_RANDOM,
)
"""Names of the shapes."""


def make_poison(shape: str, length: int) -> str:
    """Return a text of a shape, the same every time, of nearly that many characters."""
    if shape in _RANDOM:
        return _RANDOM[shape](Random(shape), length)[:length]
    unit, end = _ENDED.get(shape) or (_UNITS[shape], "")
    return unit * ((length - len(end)) // len(unit)) + end


_UNITS = {f"{group}: {unit!a}": unit for group, units in _GROUPS.items() for unit in units}

UNITS: Sequence[str] = tuple(_UNITS.values())
"""Pieces of every kind of poison."""
