"""Markup of Discord and Slack: entities, mentions, links, custom emoji and formatting, replaced by their reading."""

import html
import re
from collections.abc import Callable

from classifier.text.aligned_text import AlignedText
from classifier.text.formatting import find_pairs

_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_Replacement = str | Callable[[re.Match[str]], str]
_MARKUP: list[tuple[str, re.Pattern[str], _Replacement]] = [
    # a sign without which the pattern cannot match, the pattern, the replacement
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
        re.compile(
            r":(?:regional_indicator_|alphabet-(?:white|yellow)-|letter_)([a-z]):", re.IGNORECASE
        ),
        lambda m: m[1],
    ),
    (":", re.compile(r"(:[a-z][\w+-]+:)(?:\s*\1)+", re.IGNORECASE), lambda m: m[1]),
    (
        ":",
        re.compile(r":([a-z][\w+-]+):", re.IGNORECASE),
        lambda m: f" {re.sub('[_-]', ' ', m[1])} ",
    ),
    ("\\", re.compile(r"\\(?=[^\w\s])"), ""),
    ("`", re.compile(r"`+"), ""),
    # the end of one spoiler or strike at the beginning of the next: "||a||||b||"
    ("||||", re.compile(r"(?<=[^\s|])\|{4}(?=[^\s|])"), ""),
    ("~~~~", re.compile(r"(?<=[^\s~])~{4}(?=[^\s~])"), ""),
]


def strip_markup(aligned: AlignedText) -> None:
    """Replace mentions, links and custom emoji by words, and remove formatting."""
    if "&" in aligned.text:
        aligned.sub(_ENTITY, lambda m: html.unescape(m[0]))
    for sign, pattern, replacement in _MARKUP:
        if sign in aligned.text:
            aligned.sub(pattern, replacement)
    if pairs := find_pairs(aligned.text):
        aligned.edit(
            mark
            for begin, first, last, end in pairs
            for mark in ((begin, first, ""), (last, end, ""))
        )
