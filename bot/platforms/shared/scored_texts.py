"""The texts that a message is scored as: one, unless it is too long. Pure."""

from collections.abc import Iterable

_MAX_LENGTH = 16_000
"""Characters of a text; a longer one is split, so that all of it can be scored."""


def group_texts(parts: Iterable[str]) -> list[str]:
    """Join the parts of a message to one text, or to several if that is too long; [""] for none."""
    rest = "\n".join(part for part in parts if part.strip())
    texts = []
    while len(rest) > _MAX_LENGTH:
        # Split at the end of a line or a word; anywhere in a run of letters without either.
        end = max(rest.rfind(gap, 1, _MAX_LENGTH) for gap in "\n ")
        end = end if end > _MAX_LENGTH // 2 else _MAX_LENGTH
        texts.append(rest[:end])
        rest = rest[end:]
    return [*texts, rest]
