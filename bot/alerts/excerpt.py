"""Excerpts of long messages: the place that drove the scores, not the beginning. Pure."""

from collections.abc import Sequence

from bot.alerts.alert import Piece

_CUT = "… "
_BEFORE = 0.35
"""Share of an excerpt that is taken of what stands before the place."""


def cut_excerpt(pieces: Sequence[Piece], most: int) -> tuple[Piece, ...]:
    """Cut a text to at most `most` characters around what drove its scores most, with ellipses.

    A text that is no longer stays whole; of one in which nothing stands out the beginning is kept.

    (Piece("a" * 50), Piece("clown", INSULT, is_heaviest=True), Piece("b" * 50)), 24
    -> (Piece("… aaaaaaa"), Piece("clown", ...), Piece("bbbbbbb …"))
    """
    length = sum(len(piece.text) for piece in pieces)
    if length <= most:
        return tuple(pieces)
    begin = _choose_begin(pieces, length, most)
    return tuple(_cut(pieces, begin, begin + most, length))


def _choose_begin(pieces: Sequence[Piece], length: int, most: int) -> int:
    at = _find_heaviest(pieces)
    if at is None:
        return 0
    begin, end = at
    room = max(most - (end - begin), 0)
    return max(0, min(begin - int(room * _BEFORE), length - most))


def _find_heaviest(pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Return where the heaviest piece begins and ends; the first with a label if none is marked."""
    at, first = 0, None
    for piece in pieces:
        span = (at, at + len(piece.text))
        if piece.is_heaviest:
            return span
        first = first or (span if piece.label else None)
        at = span[1]
    return first


def _cut(pieces: Sequence[Piece], begin: int, end: int, length: int) -> list[Piece]:
    """Cut pieces to the characters from `begin` to `end`, ellipses included."""
    begin += len(_CUT) if begin else 0
    end -= len(_CUT) if end < length else 0
    kept, at = list[Piece](), 0
    for piece in pieces:
        text = piece.text[max(begin - at, 0) : max(end - at, 0)]
        at += len(piece.text)
        if text:
            kept.append(Piece(text, piece.label, is_heaviest=piece.is_heaviest))
    before = [Piece(_CUT)] if begin else []
    return [*before, *kept, *([Piece(_CUT[::-1])] if end < length else [])]
