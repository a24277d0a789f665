"""The comparison report: what it measures, and that it needs nothing but itself."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.migrate.agreement import MAX_DIFFERENT, measure_agreement
from bot.web.migrate.report import render_report
from bot.web.migrate.score_pairs import ScorePair
from bot.web.migrate.threshold_migration import migrate_thresholds

PAIRS = [
    ScorePair("good morning", 0.1, 0.05),
    ScorePair("see you", 0.2, 0.1),
    ScorePair("you clown", 0.7, 0.9),
    ScorePair("<b>potato</b>", 0.9, 0.3),
]


def test_ranks_agreement_and_the_most_different_texts_are_measured() -> None:
    (migrated,) = migrate_thresholds({"INSULT": PAIRS}, thresholds={"INSULT": 0.8})
    found = measure_agreement(PAIRS, migrated)
    assert found.rank_correlation == pytest.approx(0.8)  # 1 - 6 * 2 / (4 * 15)
    assert (found.both, found.only_old, found.only_new, found.neither) == (0, 1, 1, 2)
    assert found.agreement == 0.5
    assert [each.pair.text for each in found.higher_before] == ["<b>potato</b>"]
    assert [each.pair.text for each in found.higher_now] == ["you clown"]


@given(st.lists(st.floats(0, 1), min_size=2, unique=True))
def test_models_that_order_alike_correlate_fully_however_they_scale(scores: list[float]) -> None:
    pairs = [ScorePair("", score, score / 2 + 0.1) for score in scores]
    if len({pair.new for pair in pairs}) == len(pairs):
        (migrated,) = migrate_thresholds({"INSULT": pairs}, thresholds={"INSULT": 0.5})
        assert measure_agreement(pairs, migrated).rank_correlation == pytest.approx(1)


def test_where_all_scores_are_equal_no_correlation_is_made_up() -> None:
    pairs = [ScorePair("a", 0.5, 0.1), ScorePair("b", 0.5, 0.2)]
    (migrated,) = migrate_thresholds({"INSULT": pairs}, thresholds={"INSULT": 0.8})
    assert measure_agreement(pairs, migrated).rank_correlation is None
    assert "unknown" in render_report({"INSULT": pairs}, [migrated], version="1")


class Tags(HTMLParser):
    """The tags of a page with their attributes, each closed as it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_needs_nothing_from_elsewhere_and_reads_no_text_as_html() -> None:
    pairs = PAIRS * (MAX_DIFFERENT + 1)
    migrated = migrate_thresholds({"INSULT": pairs}, thresholds={"INSULT": 0.8})
    page = render_report({"INSULT": pairs}, migrated, version="test <1>")
    assert "&lt;b&gt;potato&lt;/b&gt;" in page
    assert "test &lt;1&gt;" in page
    assert page.count("&lt;b&gt;potato") == MAX_DIFFERENT
    assert not re.search(r"(?:src|href)=|url\(|@import|<script|https?:", page)
    assert "prefers-color-scheme: dark" in page
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert ("html", {"lang": "en"}) in tags.found
    pictures = [attributes for tag, attributes in tags.found if tag == "svg"]
    assert all(each["role"] == "img" and each["aria-label"] for each in pictures)
    names = [tag for tag, _ in tags.found]
    assert names.count("caption") == names.count("table")
    assert names.count("circle") == len(pairs)


def test_scores_without_texts_make_a_report_without_them() -> None:
    pairs = [ScorePair("", pair.old, pair.new) for pair in PAIRS]
    migrated = migrate_thresholds({"INSULT": pairs}, thresholds={"INSULT": 0.8})
    assert "Much higher" not in render_report({"INSULT": pairs}, migrated, version="1")
