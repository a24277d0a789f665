"""The bot's own messages come back over the gateway, and are left unparsed."""

from typing import Any

import pytest

from bot.platforms.discord.gateway_own import leave_out_own_messages

OWN = 7


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "MESSAGE_UPDATE"])
def test_messages_of_others_are_parsed_and_what_names_no_author_is_too(event: str) -> None:
    parsed = list[Any]()
    parsers = {"MESSAGE_CREATE": parsed.append, "MESSAGE_UPDATE": parsed.append}
    leave_out_own_messages(parsers, lambda: OWN)
    others: list[Any] = [{"author": {"id": "8"}}, {"author": {"id": 7}}, {"author": None}, {}, None]
    for source in ({"author": {"id": "7"}}, *others):
        parsers[event](source)
    assert parsed == others


def test_nothing_is_left_out_before_the_bot_knows_who_it_is() -> None:
    parsed = list[Any]()
    parsers = {"MESSAGE_CREATE": parsed.append, "MESSAGE_UPDATE": parsed.append}
    leave_out_own_messages(parsers, lambda: None)
    parsers["MESSAGE_CREATE"]({"author": {"id": "7"}})
    assert len(parsed) == 1
