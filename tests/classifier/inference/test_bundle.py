import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from classifier import BundleError, Label, load

Card = dict[str, Any]


def rewrite(bundle: Path, change: Callable[[Card], object]) -> None:
    file = bundle / "bundle.json"
    card = json.loads(file.read_text("utf-8"))
    change(card)
    file.write_text(json.dumps(card), "utf-8")


def refusal(bundle: Path) -> str:
    with pytest.raises(BundleError) as caught:
        load(bundle)
    message = str(caught.value)
    assert "\n" not in message
    assert str(bundle) in message
    return message


def test_the_bundle_that_ships_is_whole_and_small() -> None:
    bundle = load()
    assert set(bundle.thresholds) == set(Label)
    assert bundle.version
    assert len(bundle.sha256) == 64
    assert bundle.released_on
    assert "en" in bundle.languages


def test_a_bundle_names_its_thresholds_in_order(bundle: Path) -> None:
    for threshold in load(bundle).thresholds.values():
        assert 0 < threshold.flag < 1
        assert threshold.act is None or threshold.flag <= threshold.act < 1


def test_a_bundle_from_before_it_named_its_date_and_languages_is_english(bundle: Path) -> None:
    before = load(bundle).sha256
    rewrite(bundle, lambda card: [card.pop("released_on"), card.pop("languages")])
    scorer = load(bundle)
    assert (scorer.released_on, tuple(scorer.languages)) == (None, ("en",))
    assert scorer.sha256 != before


FILES = ["model.onnx", "model.words.npy", "model.grams.npy", "vocabulary.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(bundle: Path, name: str) -> None:
    damaged = bytearray((bundle / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (bundle / name).write_bytes(damaged)
    assert f"{name} is damaged" in refusal(bundle)


@pytest.mark.parametrize("name", ["bundle.json", *FILES])
def test_a_missing_file_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    assert f"{name} is missing" in refusal(bundle)


@pytest.mark.parametrize(
    ("key", "value"),
    [("cleaning", 0), ("phrases", 0), ("format", 99), ("labels", ["rude"]), ("gram_buckets", 7)],
)
def test_a_bundle_of_another_version_is_refused(bundle: Path, key: str, value: object) -> None:
    rewrite(bundle, lambda card: card.update({key: value}))
    assert f"made for {key} {value!r}" in refusal(bundle)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', "\x00"])
def test_a_card_that_cannot_be_read_is_refused(bundle: Path, text: str) -> None:
    (bundle / "bundle.json").write_text(text, "utf-8")
    assert "bundle.json cannot be read" in refusal(bundle)


def test_a_file_in_the_place_of_a_bundle_is_refused_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.touch()
    assert "bundle.json cannot be read (Not a directory)" in refusal(file)


def test_a_calibration_that_falls_is_refused(bundle: Path) -> None:
    rewrite(bundle, lambda card: card["calibration"]["toxic"]["logits"].reverse())
    assert "toxic" in refusal(bundle)


def test_a_bundle_that_does_not_give_its_golden_scores_is_refused(bundle: Path) -> None:
    def spoil(card: Card) -> None:
        text = next(iter(card["golden"]))
        card["golden"][text]["toxic"] = 0.987

    rewrite(bundle, spoil)
    assert "golden text" in refusal(bundle)
