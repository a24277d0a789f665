"""Excerpts of long messages show the place that was flagged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.alert import Piece, split_pieces
from bot.alerts.excerpt import cut_excerpt
from classifier import Label, Span

FILLER = "the tea was fine and the cups were warm. "
LONG = FILLER * 100 + "you buffoon " + FILLER * 100
AT = LONG.index("buffoon")


def shown(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_a_long_text_is_cut_around_what_drove_its_scores_most() -> None:
    spans = [Span(AT, AT + 7, Label.INSULT, 0.9), Span(0, 3, Label.TOXIC, 0.1)]
    excerpt = shown(cut_excerpt(split_pieces(LONG, spans), 200))
    assert "you buffoon the tea" in excerpt
    assert (excerpt[:2], excerpt[-2:]) == ("… ", " …")
    assert len(excerpt) <= 200


def test_a_short_text_stays_whole() -> None:
    pieces = split_pieces("you buffoon", [Span(4, 11, Label.INSULT, 0.9)])
    assert cut_excerpt(pieces, 11) == pieces


def test_a_text_in_which_nothing_stands_out_keeps_its_beginning() -> None:
    excerpt = shown(cut_excerpt([Piece(LONG)], 100))
    assert excerpt.startswith(FILLER)
    assert excerpt.endswith(" …")


@pytest.mark.parametrize("at", [0, len(LONG) - 7])
def test_a_place_at_an_end_has_an_ellipsis_on_its_other_side_alone(at: int) -> None:
    excerpt = shown(cut_excerpt(split_pieces(LONG, [Span(at, at + 7, Label.INSULT, 0.9)]), 100))
    assert LONG[at : at + 7] in excerpt
    assert excerpt.count("…") == 1


@given(st.text(max_size=300), st.integers(0, 300), st.integers(1, 40), st.integers(10, 200))
def test_an_excerpt_is_never_longer_than_asked(text: str, at: int, length: int, most: int) -> None:
    spans = [Span(at, min(at + length, len(text)), Label.INSULT, 0.9)] if at < len(text) else []
    assert len(shown(cut_excerpt(split_pieces(text, spans), most))) <= max(most, 4)
