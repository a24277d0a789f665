"""A message is judged alone, and with what its author wrote just before."""

from collections.abc import Sequence

import pytest

from classifier import CleanText, Scores, Unscored
from tests.fakes.club import Club
from tests.fakes.scorer import StandInScorer

LONG = " ".join(f"word{number}" for number in range(30))


class RecordingScorer(StandInScorer):
    """Records what it scores."""

    def __init__(self) -> None:
        self.scored: list[str] = []

    def score_cleaned(self, texts: Sequence[CleanText]) -> list[Scores | Unscored]:
        self.scored += [text.raw for text in texts]
        return super().score_cleaned(texts)


@pytest.fixture
def stand_in() -> RecordingScorer:
    """Take the place of the scorer that records nothing."""
    return RecordingScorer()


async def test_where_the_seam_has_nothing_the_whole_is_not_scored(
    club: Club, stand_in: RecordingScorer
) -> None:
    await club.say(LONG, f"and {LONG}")
    assert LONG in stand_in.scored
    assert f"{LONG}\nand {LONG}" not in stand_in.scored


async def test_the_seam_is_scored_no_later_than_the_message(
    club: Club, stand_in: RecordingScorer
) -> None:
    await club.say(LONG, f"and {LONG}")
    (seam,) = (text for text in stand_in.scored if "\nand" in text)
    assert stand_in.scored.index(seam) < stand_in.scored.index(f"and {LONG}")


async def test_where_the_seam_has_something_the_whole_decides(
    club: Club, stand_in: RecordingScorer
) -> None:
    await club.say(f"{LONG} b u f", f"f o o n {LONG}")
    assert f"{LONG} b u f\nf o o n {LONG}" in stand_in.scored
    assert len(club.platform.enforcements) == 1
