"""Lines of the console become messages and commands."""

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from bot.interactions.command_spec import CommandSpec
from bot.interactions.replies import Refusal
from bot.interactions.requests import Appeal, Help, Request
from bot.platforms.console.chat import Chat
from bot.runner import serve
from tests.bot.conftest import MakePipeline
from tests.fakes.stages import make_message_factory


@pytest.mark.parametrize(
    ("line", "by", "command"),
    [
        ("/toxicity", "you", Help()),
        ("/toxicity help", "you", Help()),
        ("kim: /toxicity help", "kim", Help()),
        ("/help", "you", Help()),
        ("/appeal 17 I was joking", "you", Appeal(17, "I was joking")),
        ("kim: /appeal #17", "kim", Appeal(17)),
    ],
)
def test_a_command_is_its_speakers_and_only_you_moderate(
    line: str, by: str, command: object
) -> None:
    request = make_message_factory().parse_request(line)
    assert isinstance(request, Request)
    assert (request.by.id, request.command) == (by, command)
    assert request.by.is_moderator == (by == "you")


@pytest.mark.parametrize("line", ["hello", "/", "/etc/tea", " /help", "say /toxicity help", ""])
def test_what_is_no_command_is_a_message(line: str) -> None:
    assert make_message_factory().parse_request(line) is None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("/dance", ""),
        ("/toxic", "; did you mean /toxicity?"),
        ("/halp", "; did you mean /toxicity help?"),
        ("/report 7", "; did you mean /toxicity report?"),
        ("/dismis 1", "; did you mean /toxicity dismiss?"),
        ("/appeel 1", "; did you mean /appeal?"),
    ],
)
def test_a_slash_with_another_word_is_answered_with_the_nearest_command(
    line: str, meant: str
) -> None:
    hint = make_message_factory().parse_request(line)
    assert isinstance(hint, Refusal)
    word, _, _ = line.partition(" ")
    assert hint.reason == f"{word} is no command{meant}"
    assert "/toxicity help" in hint.remedy


@pytest.mark.parametrize("number", ["", "one", "1234567890123456789012"])
def test_an_appeal_without_the_number_of_a_case_is_refused(number: str) -> None:
    assert isinstance(make_message_factory().parse_request(f"/appeal {number}"), Refusal)


async def test_a_command_that_is_added_to_the_specs_is_offered_and_dispatched(
    transfer: CommandSpec, make_pipeline: MakePipeline, tmp_path: Path
) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text(f"/toxicity help\n/toxicity {transfer.verb} @kim #7 now\n")
    source, shown = os.open(lines, os.O_RDONLY), io.StringIO()
    screen = Console(file=shown, width=200)
    platform = Chat(
        source=source,
        screen=screen,
        message_factory=make_message_factory(),
        greeting=["Parley"],
        exports=tmp_path,
    )
    await serve(make_pipeline(platform))
    os.close(source)
    assert "/toxicity transfer MEMBER NUMBER [now|later]" in shown.getvalue()
    assert "'kim' 7 True" in shown.getvalue()
