"""Surfaces: every kind of text outside of messages has its words, and stands in the documentation."""

from pathlib import Path

from bot.domain.naming import NAMING_TEXTS, RIGHT_TEXTS, Naming, name_id, parse_naming
from bot.domain.surfaces import SurfaceRules

PAGE = (Path(__file__).parents[3] / "docs/surfaces.md").read_text(encoding="utf-8")


def test_every_kind_of_name_has_its_words() -> None:
    assert set(NAMING_TEXTS) == set(RIGHT_TEXTS) == set(Naming)


def test_the_id_of_a_name_says_its_kind_and_that_of_a_message_none() -> None:
    assert [parse_naming(name_id(naming, "7.1")) for naming in Naming] == list(Naming)
    assert [parse_naming(number) for number in ("7", "1700000000.000100", "-7", "tea-7")] == [
        None
    ] * 4


def test_the_page_names_every_key_of_the_policy() -> None:
    assert [key for key in SurfaceRules.model_fields if f"`{key}`" not in PAGE] == []


def test_what_is_intrusive_is_off_without_a_policy() -> None:
    off = {key for key, is_on in SurfaceRules() if not is_on}
    assert off == {"reactions", "voice_status", "cancel_events"}
