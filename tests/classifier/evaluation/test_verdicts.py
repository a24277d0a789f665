import json
from pathlib import Path

import pytest

from classifier.augment.templates import fill_templates
from classifier.data.reader import DataError
from classifier.evaluation.invented_cases import KindResult, measure_cases
from classifier.evaluation.neutral_frames import FRAMES, NEUTRAL_GROUPS, measure_frames
from tests.classifier.stub import StubScorer

CASES = [
    {"text": "you absolute walnut", "kind": "insults", "toxic": 1},
    {"text": "nobody needs you", "kind": "insults", "toxic": 1},
    {"text": "walnut cake, anyone?", "kind": "food", "toxic": 0},
    {"text": "a slice of bread", "kind": "food", "toxic": 0},
]


def write_cases(folder: Path, cases: list[dict[str, object]]) -> Path:
    """Write cases as a file of JSON lines."""
    file = folder / "cases.jsonl"
    file.write_text("\n".join(map(json.dumps, cases)), "utf-8")
    return file


def test_a_scorer_that_flags_a_group_by_its_name_is_told_in_which_frames() -> None:
    result = measure_frames(StubScorer(lambda text: 0.6 if text.endswith("deaf") else 0.1))
    assert result.texts == len(FRAMES) * len(NEUTRAL_GROUPS)
    share = 1 / len(NEUTRAL_GROUPS)
    assert result.flagged_by_frame["You are {}"].value == pytest.approx(share)
    assert result.flagged_by_frame["{} people"].value == 0
    assert 0 == result.flagged.low < result.flagged.value < result.flagged.high


def test_cases_are_counted_by_kind_and_by_what_they_are(tmp_path: Path) -> None:
    scorer = StubScorer(lambda text: 0.9 if "walnut" in text else 0.1)
    result = measure_cases(scorer, write_cases(tmp_path, CASES))
    assert result.benign_flagged.value == result.benign_acted.value == 0.5
    assert result.toxic_missed.value == 0.5
    assert result.kinds["food"] == KindResult(cases=2, is_toxic=False, flagged=1, acted=1)
    assert result.kinds["insults"].is_toxic


def test_a_message_without_a_score_is_missed(tmp_path: Path) -> None:
    result = measure_cases(StubScorer(lambda text: None), write_cases(tmp_path, CASES))
    assert (result.benign_flagged.value, result.toxic_missed.value) == (0, 1)


@pytest.mark.parametrize(
    ("cases", "why"), [([{"text": "hello"}], "JSON lines"), (CASES[:2], "no benign")]
)
def test_a_file_that_holds_no_cases_is_refused(
    tmp_path: Path, cases: list[dict[str, object]], why: str
) -> None:
    with pytest.raises(DataError, match=why):
        measure_cases(StubScorer(lambda text: 0.1), write_cases(tmp_path, cases))


def test_no_sentence_that_is_learned_is_a_neutral_frame() -> None:
    framed = {frame.format(name).lower() for frame in FRAMES for name in NEUTRAL_GROUPS}
    learned = {text.strip(" .!?") for text in fill_templates(60_000, seed=2026, weight=1.0).texts}
    assert not {text.strip("?") for text in framed} & learned
