"""The texts of a message as they are scored: one, unless that were too long. Pure."""

from collections.abc import Iterable

_LONGEST = 16_000
"""Characters of one text; a longer one goes on in another, so that all of it can be scored."""


def group_texts(words: Iterable[str]) -> list[str]:
    """The words as texts to be scored: one, unless there are too many; [""] for none at all."""
    whole = "\n".join(part for part in words if part.strip())
    texts = []
    while len(whole) > _LONGEST:
        # Where a line or at least a word ends; in the middle of nothing but letters, anywhere.
        end = max(whole.rfind(gap, 1, _LONGEST) for gap in "\n ")
        end = end if end > _LONGEST // 2 else _LONGEST
        texts.append(whole[:end])
        whole = whole[end:]
    return [*texts, whole]
