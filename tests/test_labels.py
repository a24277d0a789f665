"""Places outside the model that name the labels: CONTRIBUTING.md lists them for whoever adds one."""

from pathlib import Path

import pytest

from bot.web.openai.moderations import _CATEGORIES
from bot.web.perspective.attributes import ATTRIBUTES
from classifier import Label

ROOT = Path(__file__).parents[1]

UNCATEGORISED = {Label.OBSCENE}
"""Labels that none of OpenAI's categories means."""


def test_every_label_is_an_attribute_of_perspective() -> None:
    assert sorted(ATTRIBUTES.values()) == sorted(Label)


def test_every_label_is_in_a_category_of_openais_or_known_to_be_in_none() -> None:
    categorised = {label for _, labels in _CATEGORIES.values() for label in labels}
    assert categorised == set(Label) - UNCATEGORISED


@pytest.mark.parametrize("page", ["README.md", "policy.example.toml", "docs/from-perspective.md"])
def test_every_label_is_named_in_the_documents(page: str) -> None:
    text = (ROOT / page).read_text()
    assert [label for label in Label if label not in text] == []
