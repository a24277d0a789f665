"""Cleaning: what a person would read in a message, however it is dressed up.

The same code runs before training and before serving; `VERSION` is written into every bundle, which
refuses another. Where the seed system erased (punctuation, emoji, digits, "not"), this normalises.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from classifier import disguises
from classifier.draft import Draft, Edit

VERSION = 1
"""Raise it with every change that lets any text come out differently."""

LIMIT = 20_000
"""Characters that are cleaned, before and again after normalising (one character can become 18)."""

SHOUTED_LETTERS = 8
"""Capitals from which on a message in capitals counts as shouted: "LOL" does not."""

_MAX_PASSES = 6
"""Disguises nest (an entity in bold in an entity); real ones are through in two passes."""


class _Seal:
    """Held by `clean` alone, so that nothing else can make a CleanText."""


_SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class CleanText:
    """A message as a person reads it, in lower case, with the way back to what was typed."""

    raw: str
    text: str
    is_cut: bool
    """Whether the message was longer than `LIMIT`, so that `text` is not all of it."""
    _draft: Draft = field(repr=False, compare=False)
    _seal: _Seal = field(repr=False, compare=False)

    def raw_span(self, begin: int, end: int) -> tuple[int, int]:
        """The raw characters [begin, end) behind the clean characters [begin, end) of `text`.

        `clean("you f.u.c.k").raw_span(4, 8)` -> `(4, 11)`
        """
        if not 0 <= begin < end <= len(self.text):
            raise ValueError(f"no characters [{begin}, {end}) in a text of {len(self.text)}")
        return min(self._draft.begins[begin:end]), max(self._draft.ends[begin:end])


def clean(text: str) -> CleanText:
    """Undo markup, disguises and shouting; cleaning what is clean changes nothing.

    "**b**ad <@42>" -> "bad <user>", "ｂаd" -> "bad", "b.a.d" -> "bad", "sooooo b4d 🖕" -> "soo bad middle finger".
    """
    draft = Draft(text)
    is_cut = draft.cut(LIMIT)
    shouts = _is_shouted(draft.text)
    if _is_plain(draft.text):
        draft.text = draft.text.lower()
    else:
        for _ in range(_MAX_PASSES):
            before = draft.text
            for step in _STEPS:
                step(draft)
            is_cut |= draft.cut(LIMIT)
            if draft.text == before or _is_plain(draft.text):
                break
    if shouts:
        draft.edit([(0, 0, "<caps> ")])
    return CleanText(text, draft.text, is_cut, draft, _SEAL)


_WORTH_A_LOOK = re.compile(
    r"<(?!(?:user|channel|everyone|time|url|email|caps)>)|[&*_~|`\\@$]|:\w|://|www\."
    r"|([^\d])\1\1|^\s|\s$|\s\s|[^\S ]|\d[a-z]|[a-z](?:\d|[!+][a-z])|\b[a-z][ .,/'+=-]{1,3}[a-z]\b"
    r"|([a-z]{2,3})\2\2|[\x00-\x1f\x7f]",
    re.IGNORECASE,
)
"""What the steps below act on. Plain words have none of it, and skip them all."""


def _is_plain(text: str) -> bool:
    return text.isascii() and not _WORTH_A_LOOK.search(text)


def _is_shouted(text: str) -> bool:
    """Most letters are capitals, and `SHOUTED_LETTERS` at least."""
    if text.islower():
        return False
    capitals = sum(map(str.isupper, text))
    return capitals >= SHOUTED_LETTERS and 2 * capitals > sum(map(str.isalpha, text))


# Characters ----------------------------------------------------------------------------------------

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[@$])*")


def _read_characters(draft: Draft) -> None:
    """Emoji by name, styled letters plain, invisible and stacked characters gone."""
    draft.sub(_UNSEEN, "")
    if draft.text.isascii():
        return
    draft.sub(disguises.REGIONAL_LETTERS, _spell_flags)
    if disguises.MAY_BE_EMOJI.search(draft.text):
        draft.edit(disguises.find_emoji(draft.text))
    draft.edit(_fold_characters(draft.text))


def _spell_flags(match: re.Match[str]) -> str:
    if disguises.is_flags(match[0]):
        return match[0]
    return "".join(chr(ord(c) - 0x1F1E6 + ord("a")) for c in match[0])


def _fold_characters(text: str) -> list[Edit]:
    """Each foreign character as it plainly reads, until `LIMIT` is reached."""
    edits: list[Edit] = []
    grown = 0
    base = " "
    for match in _NOT_ASCII.finditer(text):
        at, char = match.start(), match[0]
        before = text[at - 1] if at else " "
        base = before if not unicodedata.combining(before) else base
        if unicodedata.category(char).startswith("M"):
            # Accents on Latin letters are dress; elsewhere they are spelling, but only one or two deep.
            stacked = (
                at > 1 and unicodedata.combining(before) and unicodedata.combining(text[at - 2])
            )
            plain = "" if disguises.fold(base).isascii() or stacked else char
        else:
            plain = disguises.fold(char)
        if plain != char:
            edits.append((at, at + 1, plain))
            grown += len(plain) - 1
        if grown > LIMIT:
            edits.append((at + 1, len(text), " "))
            break
    return edits


def _unmask_words(draft: Draft) -> None:
    """Look-alike letters, only in words that mix scripts or are look-alikes from end to end.

    A word of look-alikes beside words that are none is simply written in that script.
    """
    if draft.text.isascii():
        return
    words = [m for m in _WORD.finditer(draft.text) if not m[0].isascii()]
    unmasked = [disguises.unmask(m[0]) for m in words]
    is_mixed = [disguises.mixes_scripts(m[0]) for m in words]
    is_foreign = any(
        plain is None and not mixed for plain, mixed in zip(unmasked, is_mixed, strict=True)
    )
    draft.edit(
        (m.start(), m.end(), plain)
        for m, plain, mixed in zip(words, unmasked, is_mixed, strict=True)
        if plain is not None and (mixed or not is_foreign)
    )


# Markup --------------------------------------------------------------------------------------------

_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_Replacement = str | Callable[[re.Match[str]], str]
_MARKUP: list[tuple[str, re.Pattern[str], _Replacement]] = [
    # a sign without which the pattern cannot match, the pattern, what to read instead
    ("<", re.compile(r"<(?:@[!&]?\w+|!subteam\^\w+)(?:\|[^<>\n]*)?>"), " <user> "),
    ("<", re.compile(r"<#\w+(?:\|[^<>\n]*)?>"), " <channel> "),
    ("<", re.compile(r"<!(?:everyone|here|channel)(?:\|[^<>\n]*)?>"), " <everyone> "),
    ("<", re.compile(r"<a?:(\w+):\d+>"), lambda m: f" {m[1].replace('_', ' ')} "),
    ("<", re.compile(r"<t:-?\d+(?::\w)?>"), " <time> "),
    ("<", re.compile(r"</([\w -]+):\d+>"), lambda m: f" /{m[1]} "),
    (
        "<",
        re.compile(r"<(?:https?://|mailto:|tel:)[^\s<>|]*\|([^<>\n]*)>"),
        lambda m: f" <url> {m[1]} ",
    ),
    ("](", re.compile(r"\[([^\[\]\n]+)\]\(<?https?://[^\s()]*\)"), lambda m: f" {m[1]} <url> "),
    ("://", re.compile(r"<?\bhttps?://[^\s<>|]+>?", re.IGNORECASE), " <url> "),
    (".", re.compile(r"\bwww\.[^\s<>|]+", re.IGNORECASE), " <url> "),
    ("@", re.compile(r"(?<!\S)[\w.+-]+@[\w-]+\.[\w.-]+"), " <email> "),
    ("@", re.compile(r"@(?:everyone|here|channel)\b"), " <everyone> "),
    # "@ss" is no mention
    ("@", re.compile(r"(?<![\w@])@(?!s\b|ss|s\$|\$)(?=\w)[\w.]*\w"), " <user> "),
    (
        ":",
        re.compile(r":([a-z][\w+-]+):", re.IGNORECASE),
        lambda m: f" {re.sub('[_-]', ' ', m[1])} ",
    ),
    ("\\", re.compile(r"\\(?=[^\w\s])"), ""),
    ("`", re.compile(r"`+"), ""),
]
_PAIRED = re.compile(
    # Around words, or within one: "**you** f**u**ck" is dress, "f**k you s**t" is not.
    r"(?<![\w*~|])(\*\*|__|~~|\|\||\*|_|~)(?=[^\s*_~|])(.{1,400}?)(?<=[^\s*_~|])\1(?![\w*~|])"
    r"|(?<![\w*])(\*\*|\*)([^\W_]+)\3(?=[^\W_])"
    r"|(?<=[^\W_])(\*\*|\*)([^\W_]+)\5(?=[^\W_])"
    r"|(\|\||~~)(\S+?)\7"
)


def _strip_markup(draft: Draft) -> None:
    """Discord's and Slack's mentions, links, emoji and dress."""
    if "&" in draft.text:
        draft.sub(_ENTITY, lambda m: html.unescape(m[0]))
    for sign, pattern, replacement in _MARKUP:
        if sign in draft.text:
            draft.sub(pattern, replacement)
    draft.unwrap(_PAIRED)


# Spelling ------------------------------------------------------------------------------------------

_SPACED = re.compile(
    r"(?<![^\W_])[^\W\d_]([ ]|[ ]?[.,_|~-][ ]?|[*/\\+='])"
    r"(?:[\w@$!]\1)+[\w@$!](?![^\W_]|\1[^\W_](?![^\W_]))"
)
_DOLLAR = re.compile(r"\$+(?=[a-z])|(?<=[a-z])\$+(?!\d)")
_LEET = re.compile(r"(?<=[a-z])[01345679@]{1,3}(?=[a-z])|(?<![\w@])@(?=s)|(?<=[a@])55\b")
_SIGN = re.compile(r"(?<!\w)([a-z]{1,3})[!|+](?=[a-z]{2,4}(?!\w))")
_LEET_LETTERS = str.maketrans("01345679@+!|", "oieasgtgatii")
_LONG_RUN = re.compile(r"([^\d\s])\1{2,}")
_LONG_LAUGH = re.compile(r"([a-z]{2,3})\1{2,}")
_SPACE = re.compile(r"^\s+|\s+$|[^\S ]\s*| \s+")


def _lower(draft: Draft) -> None:
    lowered = draft.text.lower()
    if len(lowered) == len(draft.text):  # else some letter grows ("İ"), which folding already undid
        draft.text = lowered


def _join_spaced(draft: Draft) -> None:
    """Letters set apart by one and the same sign are a word: "f.u.c.k y.o.u" -> "fuck you"."""
    draft.sub(_SPACED, lambda m: m[0].replace(m[1], ""))


def _read_leet(draft: Draft) -> None:
    """Digits and signs for letters inside words, "sh1t" -> "shit"; "mp3" and "2nd" stay."""
    draft.sub(_DOLLAR, lambda m: "s" * len(m[0]))
    draft.sub(_LEET, lambda m: m[0].translate(_LEET_LETTERS))
    draft.sub(_SIGN, lambda m: m[0].translate(_LEET_LETTERS))


def _shorten_runs(draft: Draft) -> None:
    """Draw nothing out: "soooo" -> "soo", "hahahaha" -> "haha"."""
    draft.sub(_LONG_RUN, lambda m: m[1] * 2)
    draft.sub(_LONG_LAUGH, lambda m: m[1] * 2)


def _squeeze_space(draft: Draft) -> None:
    draft.sub(_SPACE, lambda m: " " if m.start() > 0 and m.end() < len(m.string) else "")


_STEPS = (
    _read_characters,
    _strip_markup,
    _unmask_words,
    _lower,
    _join_spaced,
    _read_leet,
    _shorten_runs,
    _squeeze_space,
)
