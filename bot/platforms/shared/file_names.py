"""Names of files: those that somebody gave are text, those of a camera or a program are not. Pure."""

import re

_WITHOUT_WORDS = re.compile(
    r"(audio|clipboard|dsc|dscn|file|image|img|message|mov|photo|pxl|recording|screen ?shot|sound|"
    r"sticker|unknown|untitled|vid|video|voice ?message)?",
    re.IGNORECASE,
)
"""Matches the whole of a name that no person made up, without its numbers and its ending."""

_ENDING = re.compile(r"\.\w{1,5}$", re.ASCII)
_SEPARATORS = re.compile(r"[\W\d_]+")


def list_name_texts(name: str, title: str = "") -> list[str]:
    """Return what of a file's name and title is text: ("notes.txt", "notes") -> ["notes.txt"].

    Names that no person made up are none: "IMG_2024.jpg" -> []. A title that says the same is left out.
    """
    texts = [name, *([] if _stem(title) in ("", _stem(name)) else [title])]
    return [text for text in texts if not _WITHOUT_WORDS.fullmatch(_stem(text))]


def _stem(name: str) -> str:
    """Return the words of a name: "tea_party-2.png" -> "tea party"."""
    return _SEPARATORS.sub(" ", _ENDING.sub("", name)).strip()
