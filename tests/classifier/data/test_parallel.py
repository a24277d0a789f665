import os
from collections.abc import Sequence

import pytest

from classifier.data.parallel import map_texts
from classifier.text.spell_corrector import SpellCorrector
from classifier.text.tokenizer import Vocabulary


def name_processes(texts: Sequence[str]) -> list[tuple[str, int]]:

    return [(text, os.getpid()) for text in texts]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_stand_in_the_order_of_their_texts(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    texts = [f"text {row}" for row in range(count)]
    results = map_texts(name_processes, texts, fewest=2)
    assert [text for text, _ in results] == texts
    assert len({process for _, process in results}) == (min(count, 3) if count >= 2 else count)


def test_few_texts_are_worth_no_process() -> None:

    assert map_texts(name_processes, ["one", "two"]) == [("one", os.getpid()), ("two", os.getpid())]


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
