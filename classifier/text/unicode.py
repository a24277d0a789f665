"""Characters as they plainly read: emoji by name, disguised letters, what cannot be seen."""

import re
import unicodedata

from classifier.text import confusables
from classifier.text.aligned_text import LIMIT, AlignedText, Edit

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[@$])*")


def read_characters(draft: AlignedText) -> None:
    """Emoji by name, styled letters plain, invisible and stacked characters gone."""
    draft.sub(_UNSEEN, "")
    if draft.text.isascii():
        return
    draft.sub(confusables.REGIONAL_LETTERS, _spell_flags)
    if confusables.MAY_BE_EMOJI.search(draft.text):
        draft.edit(confusables.find_emoji(draft.text))
    draft.edit(_fold_characters(draft.text))


def _spell_flags(match: re.Match[str]) -> str:
    if confusables.is_flags(match[0]):
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
            plain = "" if confusables.fold(base).isascii() or stacked else char
        else:
            plain = confusables.fold(char)
        if plain != char:
            edits.append((at, at + 1, plain))
            grown += len(plain) - 1
        if grown > LIMIT:
            edits.append((at + 1, len(text), " "))
            break
    return edits


def resolve_words(draft: AlignedText) -> None:
    """Look-alike letters, only in words that mix scripts or are look-alikes from end to end.

    A word of look-alikes beside words that are none is simply written in that script.
    """
    if draft.text.isascii():
        return
    words = [m for m in _WORD.finditer(draft.text) if not m[0].isascii()]
    # Whoever writes mostly plain letters means plain letters.
    is_mostly_plain = sum(len(m[0]) for m in words) * 2 < sum(map(str.isalpha, draft.text))
    unmasked = [confusables.resolve_look_alikes(m[0], is_surely=is_mostly_plain) for m in words]
    is_mixed = [confusables.mixes_scripts(m[0]) for m in words]
    is_foreign = any(
        plain is None and not mixed for plain, mixed in zip(unmasked, is_mixed, strict=True)
    )
    draft.edit(
        (m.start(), m.end(), plain)
        for m, plain, mixed in zip(words, unmasked, is_mixed, strict=True)
        if plain is not None and (mixed or not is_foreign)
    )
