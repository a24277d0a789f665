"""Loaded objects are looked at by no garbage collection; what has become garbage goes."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.runtime.loaded_objects import (
    freeze_loaded_objects,
    pause_collection,
    replace_loaded_objects,
)


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_what_is_loaded_is_exempt_from_collection() -> None:
    loaded = Ring()
    freeze_loaded_objects()
    assert gc.get_freeze_count() > 0
    assert not any(found is loaded for found in gc.get_objects())


def test_a_model_that_was_loaded_before_goes_when_another_takes_its_place() -> None:
    former = Ring()
    freeze_loaded_objects()
    seen = weakref.ref(former)
    del former
    replace_loaded_objects()
    assert seen() is None
    assert gc.get_freeze_count() > 0


def test_while_the_bot_loads_nothing_is_collected_and_then_it_is_again() -> None:
    pause_collection()
    assert not gc.isenabled()
    freeze_loaded_objects()
    assert gc.isenabled()
