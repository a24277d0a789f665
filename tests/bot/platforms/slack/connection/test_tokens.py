"""Tokens choose the connection mode."""

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
from tests.fakes.slack.http_delivery import SIGNING_SECRET
from tests.fakes.slack.server import FakeSlack


@pytest.mark.parametrize(
    ("tokens", "mode"),
    [
        ((BOT, APP), ConnectionMode.SOCKET),
        ((BOT, APP, SIGNING), ConnectionMode.SOCKET),
        ((BOT, SIGNING), ConnectionMode.HTTP),
        ((CLIENT, CLIENT_SECRET, SIGNING), ConnectionMode.OAUTH),
        ((BOT, CLIENT, CLIENT_SECRET, SIGNING), ConnectionMode.OAUTH),
    ],
)
def test_the_tokens_choose_the_mode(tokens: tuple[str, ...], mode: ConnectionMode) -> None:
    assert choose_mode(tokens) is mode


@pytest.mark.parametrize(
    ("tokens", "key"),
    [
        ((BOT, APP, CLIENT, CLIENT_SECRET, SIGNING), APP),
        ((BOT, SIGNING, CLIENT), CLIENT_SECRET),
        ((CLIENT, CLIENT_SECRET), SIGNING),
    ],
)
def test_tokens_of_different_modes_are_a_config_error(tokens: tuple[str, ...], key: str) -> None:
    with pytest.raises(SettingsError, match=f"{key}: got"):
        choose_mode(tokens)


async def test_the_log_names_the_mode_and_the_unused_tokens(
    club: FakeSlack, start_with_tokens: StartBot, capture: Capture
) -> None:
    await start_with_tokens({**TOKENS, SIGNING: SIGNING_SECRET})
    assert '"way": "socket"' in capture.text
    assert f'"unused": ["{SIGNING}"]' in capture.text
    assert SIGNING_SECRET not in capture.text
    assert club.socket_mode.connections == 1
