"""Histograms of scores: every score has its column, its colour, and a place in the frame."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.score_counts import BINS, ScoredPlace, count_scores, find_bin
from bot.web.desk.histogram_view import HEIGHT, WIDTH, draw_histogram
from classifier import Label

LEVELS = st.none() | st.integers(0, 100).map(lambda each: each / 100)
COUNTS = st.lists(st.integers(0, 10_000), min_size=BINS, max_size=BINS)


@given(st.integers(0, 1000).map(lambda each: each / 1000))
def test_a_score_stands_in_the_column_that_begins_at_or_below_it(score: float) -> None:
    index = find_bin(score)
    assert 0 <= index < BINS
    assert index / BINS <= score + 1e-9
    assert score < (index + 1) / BINS or index == BINS - 1


@given(COUNTS, LEVELS, LEVELS)
def test_bars_stand_in_their_frame_and_none_that_counts_is_left_out(
    counts: list[int], flag: float | None, act: float | None
) -> None:
    drawn = draw_histogram(counts, flag=flag, act=act)
    assert [bar.count for bar in drawn.bars] == [count for count in counts if count]
    assert drawn.total == sum(counts)
    for bar in drawn.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        if act is not None and bar.begin >= act:
            assert bar.tier == "act"
        elif flag is not None and bar.begin >= flag and act is None:
            assert bar.tier == "flag"


def test_scores_are_counted_in_one_place_and_language_alone_where_that_is_asked() -> None:
    scored = [
        ScoredPlace(("t1", "tea"), "en", {Label.INSULT: 0.7}),
        ScoredPlace(("tea",), "tr", {Label.INSULT: 0.7}),
        ScoredPlace(("lobby",), "en", {Label.INSULT: 0.3}),
        ScoredPlace(("",), "", {Label.INSULT: 0.3}),
    ]
    everywhere = count_scores(scored)
    assert (everywhere.messages, sum(everywhere.bins[Label.INSULT])) == (4, 4)
    assert everywhere.channels == {"t1": 1, "tea": 1, "lobby": 1}
    assert everywhere.languages == {"en": 2, "tr": 1}
    tea = count_scores(scored, place="tea")
    assert (tea.messages, tea.bins[Label.INSULT][35]) == (2, 2)
    assert count_scores(scored, place="tea", language="en").messages == 1
