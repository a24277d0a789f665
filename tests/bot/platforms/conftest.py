"""A command that is added to the specs and the dispatcher, and to no platform."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from bot.commands import dispatcher
from bot.commands.context import CommandContext
from bot.interactions import command_specs
from bot.interactions.command_spec import CommandSpec
from bot.interactions.option_kinds import CASE_NUMBER, MEMBER, OptionSpec, one_of
from bot.interactions.replies import Reply


@dataclass(frozen=True, slots=True)
class Transfer:
    """A request that no platform has heard of."""

    member: str
    number: int
    is_urgent: bool = False


TRANSFER = CommandSpec(
    "transfer",
    "hand a case to a member",
    cast("Any", Transfer),
    (
        OptionSpec("member", "a mention or an id", MEMBER),
        OptionSpec("number", "the number of a case", CASE_NUMBER),
        OptionSpec(
            "is_urgent", "how soon", one_of({"now": True, "later": False}), is_required=False
        ),
    ),
)


@pytest.fixture
def transfer(monkeypatch: pytest.MonkeyPatch) -> CommandSpec:
    """The spec of the added command; its reply shows the values that it was asked with."""

    async def show(_context: CommandContext, command: Transfer) -> Reply:
        return Reply(f"{command.member!r} {command.number!r} {command.is_urgent!r}")

    handlers = {**dispatcher._HANDLERS, Transfer: show}
    monkeypatch.setattr(dispatcher, "_HANDLERS", handlers)
    monkeypatch.setattr(command_specs, "COMMAND_SPECS", (*command_specs.COMMAND_SPECS, TRANSFER))
    return TRANSFER
