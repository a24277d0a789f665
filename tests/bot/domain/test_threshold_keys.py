"""Keys of overrides that hold a threshold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.languages import LANGUAGE_NAMES
from bot.domain.threshold_keys import TIERS, ThresholdKey
from classifier import Label

LANGUAGES = st.sampled_from(["", *LANGUAGE_NAMES])


@given(st.builds(ThresholdKey, st.sampled_from(Label), st.sampled_from(TIERS), LANGUAGES))
def test_a_key_is_parsed_as_it_was_written(key: ThresholdKey) -> None:
    assert ThresholdKey.parse(str(key)) == key


@pytest.mark.parametrize(
    "key", ["mode", "alerts", "role", "word:toxic.flag", "toxic", "toxic.warn", "toxic.flag.xx"]
)
def test_what_holds_something_else_is_no_threshold(key: str) -> None:
    assert ThresholdKey.parse(key) is None
