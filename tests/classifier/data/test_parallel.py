import os
from collections.abc import Sequence

import pytest

from classifier.data.parallel import map_texts
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary


def name_parts(texts: Sequence[str]) -> list[tuple[str, tuple[str, ...], int]]:
    """Return each text, with those that were worked on together, and the process that did so."""
    return [(text, tuple(texts), os.getpid()) for text in texts]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_stand_in_the_order_of_their_texts(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    texts = [f"text {row}" for row in range(count)]
    results = map_texts(name_parts, texts, fewest=2)
    assert [text for text, _, _ in results] == texts
    # How many processes do it is the pool's: one that is fast takes a second part.
    assert len({part for _, part, _ in results}) == (min(count, 3) if count >= 2 else count)
    assert [process == os.getpid() for _, _, process in results] == [count < 2] * count


def test_few_texts_are_worth_no_process() -> None:
    texts = ["one", "two"]
    assert map_texts(name_parts, texts) == name_parts(texts)


def test_a_spell_corrector_works_in_another_process() -> None:
    corrector = SpellCorrector(Vocabulary(["you", "stupid"]))
    texts = ["you stupidd", "you"]
    assert map_texts(CorrectAll(corrector), texts, fewest=1) == [["you", "stupid"], ["you"]]


class CorrectAll:
    """Texts as tokens, by a corrector that travels with it."""

    def __init__(self, corrector: SpellCorrector) -> None:
        self.corrector = corrector

    def __call__(self, texts: Sequence[str]) -> list[list[str]]:
        return [self.corrector.correct_texts(text) for text in texts]
