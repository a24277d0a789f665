"""Discord's and Slack's markup: what stands between what was typed and what is read."""

import html
import re
from collections.abc import Callable

from classifier.text.aligned_text import AlignedText

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
        lambda m: f" {m[1]} ",
    ),
    ("](", re.compile(r"\[([^\[\]\n]+)\]\(<?https?://[^\s()]*\)"), lambda m: f" {m[1]} "),
    ("://", re.compile(r"<?\bhttps?://[^\s<>|]+>?", re.IGNORECASE), " <url> "),
    (".", re.compile(r"\bwww\.[^\s<>|]+", re.IGNORECASE), " <url> "),
    ("@", re.compile(r"(?<!\S)[\w.+-]+@[\w-]+\.[\w.-]+"), " <email> "),
    ("@", re.compile(r"@(?:everyone|here|channel)\b"), " <everyone> "),
    # "@ss" is no mention
    ("@", re.compile(r"(?<![\w@+$|!])@(?!s\b|[s5$]{2}|\$)(?=\w)[\w.]*\w"), " <user> "),
    (
        ":",
        re.compile(r":([a-z][\w+-]+):", re.IGNORECASE),
        lambda m: f" {re.sub('[_-]', ' ', m[1])} ",
    ),
    ("\\", re.compile(r"\\(?=[^\w\s])"), ""),
    ("`", re.compile(r"`+"), ""),
]
_AROUND = "|".join(
    rf"(?<![\w*~|])({mark})(?=[^\s{sign}])(.{{1,400}}?)(?<=[^\s{sign}])\{group}(?![\w*~|])"
    for group, mark, sign in (
        (5, r"\*{1,3}", "*"),
        (7, "_{1,3}", "_"),
        (9, "~{1,2}", "~"),
        (11, r"\|\|", "|"),
    )
)
_PAIRED = re.compile(
    # Around words, or within one: "**you** f**u**ck" is dress. Single stars within a word, as in
    # "f*ck*ng" and "m*oro*n", stay: what they hide can only be told by who knows words.
    r"(?<![\w*])(\*\*|__)([^\W_]+)\1(?=[^\W_])"
    r"|(?<=[^\W_])(\*\*|__)([^\W_]+)\3(?![*_])"
    rf"|{_AROUND}"
    r"|(\|\||~~)(\S+?)\13"
)


def strip_markup(draft: AlignedText) -> None:
    """Discord's and Slack's mentions, links, emoji and dress."""
    if "&" in draft.text:
        draft.sub(_ENTITY, lambda m: html.unescape(m[0]))
    for sign, pattern, replacement in _MARKUP:
        if sign in draft.text:
            draft.sub(pattern, replacement)
    draft.unwrap(_PAIRED)
