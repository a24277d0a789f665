from pathlib import Path

import pytest

from classifier import BundleError
from classifier.evaluation.model_card import BEGIN, END, fill_card
from classifier.inference.bundle import DEFAULT


def test_the_model_card_that_ships_quotes_the_bundle_s_own_figures() -> None:
    text = (DEFAULT / "README.md").read_text("utf-8")
    assert fill_card(text, DEFAULT) == text


def test_the_card_of_many_languages_quotes_its_own_figures_too() -> None:
    folder = DEFAULT.with_name("toxicity-lstm-multilingual")
    text = (folder / "README.md").read_text("utf-8")
    assert fill_card(text, folder) == text


def test_what_stands_around_the_figures_stays() -> None:
    card = fill_card(f"before {BEGIN} old figures {END} after", DEFAULT)
    assert card.startswith("before ")
    assert card.endswith(" after")
    assert "old figures" not in card


def test_a_card_without_a_place_for_figures_is_refused() -> None:
    with pytest.raises(BundleError, match="no place for figures"):
        fill_card("nothing here", DEFAULT)


def test_a_bundle_without_figures_is_refused(bundle: Path) -> None:
    (bundle / "metrics.json").unlink()
    with pytest.raises(BundleError, match=r"metrics\.json: cannot be read"):
        fill_card(f"{BEGIN}{END}", bundle)
