"""What people type and choose becomes requests, and replies become what they see."""

import pytest
from discord import Embed, Permissions

from bot.alerts.alert import Piece, ScoreBar
from bot.domain.buttons import Button
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.replies import Field, File, Reply
from bot.interactions.requests import (
    Check,
    Command,
    Decide,
    Erase,
    Export,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    ReportMessage,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label
from tests.bot.platforms.discord.conftest import Ears
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)

EPHEMERAL = 64


def asks(club: FakeDiscord) -> dict[str, tuple[dict[str, object], Command]]:
    kim, role = club.world.kim, club.world.moderator_role
    general = club.world.channels[club.world.general]
    place = {"id": general["id"], "type": 0, "name": "general", "permissions": "0"}
    return {
        "check": ({"text": "hello"}, Check("hello")),
        "user": ({"member": kim}, LookUpMember(kim["id"])),
        "case": ({"number": 7}, LookUpCase(7)),
        "undo": ({"number": 7}, Decide(Button.UNDO, 7)),
        "report": ({"days": 30}, MakeReport(30)),
        "threshold": (
            {"label": "insult", "flag": "0.5", "act": "off", "channel": place},
            SetThreshold(Label.INSULT, 0.5, "off", general["id"]),
        ),
        "exempt": (
            {"change": "add", "role": role},
            SetExemption(is_exempt=True, kind="role", id=role["id"]),
        ),
        "mode": ({"mode": "shadow", "age_restricted": "yes"}, SetMode(Mode.SHADOW, AGE_RESTRICTED)),
        "settings": ({}, ShowSettings()),
        "export": ({"format": "csv"}, Export()),
        "erase": ({"member": kim}, Erase(kim["id"])),
        "help": ({}, Help()),
    }


@pytest.mark.parametrize("verb", asks(FakeDiscord()))
async def test_a_command_is_deferred_asked_and_answered_for_its_author_alone(
    club: FakeDiscord, ears: Ears, verb: str
) -> None:
    options, ask = asks(club)[verb]
    ears.response = Reply("Done", lines=("one", "two"))
    typed = await club.interactions.command(
        "toxicity", verb, by=club.world.mona, permissions=MODERATOR, **options
    )
    reply = await typed.reply()
    assert typed.callbacks[0]["type"] == 5
    assert typed.callbacks[0]["data"]["flags"] == EPHEMERAL
    assert reply["allowed_mentions"] == {"parse": []}
    (card,) = reply["embeds"]
    assert (card["title"], card["description"]) == ("Done", "one\ntwo")
    (request,) = ears.requests
    assert request.command == ask
    assert request.scopes == (club.world.general, club.world.rooms, club.world.guild)
    assert (request.by.id, request.by.is_moderator) == (club.world.mona["id"], True)


async def test_only_who_may_manage_messages_is_offered_the_commands_by_default(
    club: FakeDiscord, ears: Ears
) -> None:
    assert ears.requests == []
    (put,) = club.requests("PUT", "/applications/{application}/commands")
    rights = {command["name"]: command["default_member_permissions"] for command in put.body}
    manage = MODERATOR.value
    assert rights == {"toxicity": manage, "Check toxicity": manage, "Report to moderators": None}


async def test_a_mistake_in_a_command_is_answered_without_the_desk(
    club: FakeDiscord, ears: Ears
) -> None:
    typed = await club.interactions.command(
        "toxicity", "threshold", by=club.world.mona, label="insult", flag="high", act="off"
    )
    (card,) = (await typed.reply())["embeds"]
    assert card["title"] == "Not done"
    assert "high" in card["description"]
    assert ears.requests == []


async def test_a_case_that_many_have_reported_fits_into_a_card(
    club: FakeDiscord, ears: Ears
) -> None:
    long = "*" * 4_000
    names = ("Author", "History", "Where", "When", "Decided", "Appeal")
    ears.response = Reply(
        "Case 17: deleted",
        ("insult 0.95 is at least 0.90: delete", f"reported by {long}"),
        quote=(Piece(long),),
        bars=(ScoreBar(Label.INSULT, 0.95, 0.5, 0.9),),
        fields=tuple(
            Field(name, long if name in {"Decided", "Appeal"} else name) for name in names
        ),
    )
    typed = await club.interactions.command("toxicity", "case", by=club.world.mona, number=17)
    card = Embed.from_dict((await typed.reply())["embeds"][0])
    assert len(card) <= 6_000
    assert card.description
    assert len(card.description) <= 4_096
    assert "\nreported by **" in card.description


async def test_files_come_along_and_a_chart_is_shown(club: FakeDiscord, ears: Ears) -> None:
    ears.response = Reply(
        "Report",
        fields=(Field("Cases", "3"),),
        files=(File("chart.png", b"\x89PNG", "image/png"), File("cases.csv", b"a,b", "text/csv")),
    )
    typed = await club.interactions.command("toxicity", "report", by=club.world.mona, days=7)
    (card,) = (await typed.reply())["embeds"]
    assert card["image"] == {"url": "attachment://chart.png"}
    assert card["fields"][0]["name"] == "Cases"
    assert typed.files == {"chart.png": b"\x89PNG", "cases.csv": b"a,b"}


async def test_the_menu_reports_a_message_with_its_authors_roles(
    club: FakeDiscord, ears: Ears
) -> None:
    said = club.world.add_message("you buffoon")
    asked = await club.interactions.menu("Report to moderators", said, by=club.world.mona)
    await asked.reply()
    (request,) = ears.requests
    assert isinstance(request.command, ReportMessage)
    message = request.command.message
    assert (message.id, message.text, message.author.id) == (
        said["id"],
        "you buffoon",
        club.world.kim["id"],
    )
    assert not request.by.is_moderator


async def test_the_menu_checks_a_message_without_any_intent(club: FakeDiscord, ears: Ears) -> None:
    said = club.world.add_message("you buffoon")
    asked = await club.interactions.menu(
        "Check toxicity", said, by=club.world.mona, permissions=MODERATOR
    )
    await asked.reply()
    assert ears.requests[0].command == Check("you buffoon")
