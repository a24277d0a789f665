"""Tokens say how to connect."""

import pytest

from bot.config.errors import SettingsError
from bot.platforms.slack.connection.tokens import (
    APP,
    BOT,
    CLIENT,
    CLIENT_SECRET,
    SIGNING,
    ConnectionMode,
    choose_mode,
)
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import TOKENS, StartBot
from tests.fakes.slack.calls import SIGNING_SECRET
from tests.fakes.slack.server import FakeSlack


@pytest.mark.parametrize(
    ("tokens", "way"),
    [
        ((BOT, APP), ConnectionMode.SOCKET),
        ((BOT, APP, SIGNING), ConnectionMode.SOCKET),
        ((BOT, SIGNING), ConnectionMode.HTTP),
        ((CLIENT, CLIENT_SECRET, SIGNING), ConnectionMode.MANY),
        ((BOT, CLIENT, CLIENT_SECRET, SIGNING), ConnectionMode.MANY),
    ],
)
def test_the_tokens_choose_the_way(tokens: tuple[str, ...], way: ConnectionMode) -> None:
    assert choose_mode(tokens) is way


@pytest.mark.parametrize(
    ("tokens", "key"),
    [
        ((BOT, APP, CLIENT, CLIENT_SECRET, SIGNING), APP),
        ((BOT, SIGNING, CLIENT), CLIENT_SECRET),
        ((CLIENT, CLIENT_SECRET), SIGNING),
    ],
)
def test_tokens_for_different_ways_are_a_mistake(tokens: tuple[str, ...], key: str) -> None:
    with pytest.raises(SettingsError, match=f"{key}: got"):
        choose_mode(tokens)


async def test_the_log_says_which_way_it_takes_and_what_it_makes_no_use_of(
    club: FakeSlack, start_on: StartBot, capture: Capture
) -> None:
    await start_on({**TOKENS, SIGNING: SIGNING_SECRET})
    assert '"way": "socket"' in capture.text
    assert f'"unused": ["{SIGNING}"]' in capture.text
    assert SIGNING_SECRET not in capture.text
    assert club.wire.connections == 1
