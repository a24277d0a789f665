"""Unicode normalisation: emoji by name, disguised letters, invisible characters."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from classifier.text import confusables
from classifier.text.aligned_text import MAX_CHARS, AlignedText, Edit

_MAX_GROWTH = 2 * MAX_CHARS
"""Characters by which folding may lengthen a text: beyond, it stays longer than `MAX_CHARS` whatever follows."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[@$])*")


def normalize_characters(aligned: AlignedText) -> None:
    """Replace emoji by their names and styled letters by plain ones; drop invisible and stacked characters."""
    aligned.sub(_CONTROL, "")
    if aligned.text.isascii():
        return
    aligned.sub(confusables.REGIONAL_LETTERS, _flag_letters)
    if confusables.MAY_BE_EMOJI.search(aligned.text):
        _edit_bounded(aligned, confusables.find_emoji(aligned.text))
    _edit_bounded(aligned, _fold_characters(aligned.text))


def _flag_letters(match: re.Match[str]) -> str:
    """Return the letters that regional ones spell, unless they are flags."""
    if confusables.is_flags(match[0]):
        return match[0]
    return "".join(chr(ord(c) - 0x1F1E6 + ord("a")) for c in match[0])


def _edit_bounded(aligned: AlignedText, edits: Iterable[Edit]) -> None:
    """Apply edits until they have lengthened the text by `_MAX_GROWTH`, and cut it there."""
    bounded: list[Edit] = []
    grown = 0
    for begin, end, replacement in edits:
        bounded.append((begin, end, replacement))
        grown += len(replacement) - (end - begin)
        if grown > _MAX_GROWTH:
            aligned.truncate(end)
            break
    aligned.edit(bounded)


def _fold_characters(text: str) -> Iterator[Edit]:
    """Yield edits that replace foreign characters by their plain reading."""
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
            plain = "" if confusables.fold(base).isascii() or stacked else char
        else:
            plain = confusables.fold(char)
        if plain != char:
            yield at, at + 1, plain


def resolve_homoglyphs(aligned: AlignedText) -> None:
    """Replace look-alike letters, only in words that mix scripts or are look-alikes from end to end.

    A word of look-alikes beside words that are none is simply written in that script.
    """
    if aligned.text.isascii():
        return
    words = [m for m in _WORD.finditer(aligned.text) if not m[0].isascii()]
    # Whoever writes mostly plain letters means plain letters.
    is_plain = sum(len(m[0]) for m in words) * 2 < sum(map(str.isalpha, aligned.text))
    resolved = [confusables.resolve_look_alikes(m[0], is_plain_context=is_plain) for m in words]
    is_mixed = [confusables.mixes_scripts(m[0]) for m in words]
    is_foreign = any(
        plain is None and not mixed for plain, mixed in zip(resolved, is_mixed, strict=True)
    )
    aligned.edit(
        (m.start(), m.end(), plain)
        for m, plain, mixed in zip(words, resolved, is_mixed, strict=True)
        if plain is not None and (mixed or not is_foreign)
    )
