"""Commands and menus on Discord: they become requests, and answers are shown to one person alone."""

from datetime import timedelta
from typing import Any

import pytest
from discord import Embed, Permissions

from bot.alerts.alert import Piece, ScoreBar
from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.inline import (
    ChannelMention,
    Link,
    MemberMention,
    RichText,
    RoleMention,
)
from bot.domain.message import AGE_RESTRICTED
from bot.domain.policy import Mode
from bot.interactions.desk_requests import (
    CaseGroup,
    ChangeAction,
    DecideGroup,
    Purge,
    ReleaseCase,
    ShowQueue,
    ShowSurroundings,
    TakeCase,
)
from bot.interactions.replies import Field, File, FileReply, Refusal, Reply
from bot.interactions.requests import (
    Check,
    Command,
    Decide,
    Erase,
    Export,
    Help,
    ListErasures,
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
from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.server import FakeDiscord

MODERATOR = Permissions(manage_messages=True)

EPHEMERAL = 64


def typed_commands(club: FakeDiscord) -> dict[str, tuple[dict[str, Any], Command]]:
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
        "erasures": ({}, ListErasures()),
        "queue": (
            {"label": "insult", "channel": place, "author": kim, "page": "2"},
            ShowQueue(Label.INSULT, general["id"], kim["id"], 2),
        ),
        "take": ({"number": 7}, TakeCase(7)),
        "release": ({"number": 7}, ReleaseCase(7)),
        "context": ({"number": 7}, ShowSurroundings(7)),
        "act": (
            {"number": 7, "action": "ban", "clear_days": "3"},
            ChangeAction(7, Action.BAN, 3),
        ),
        "all": (
            {"number": 7, "group": "raid", "button": "delete"},
            DecideGroup(7, CaseGroup.RAID, Button.DELETE),
        ),
        "purge": (
            {"member": kim, "last": "2h", "confirm": "yes"},
            Purge(kim["id"], timedelta(hours=2), is_confirmed=True),
        ),
        "help": ({}, Help()),
    }


@pytest.mark.parametrize("verb", typed_commands(FakeDiscord()))
async def test_a_command_is_deferred_asked_and_answered_for_its_author_alone(
    club: FakeDiscord, recorder: Recorder, verb: str
) -> None:
    options, command = typed_commands(club)[verb]
    recorder.response = Reply.of("Done", "one", "two")
    typed = await club.interactions.command(
        "toxicity", verb, by=club.world.mona, permissions=MODERATOR, **options
    )
    reply = await typed.reply()
    assert typed.callbacks[0]["type"] == 5
    assert typed.callbacks[0]["data"]["flags"] == EPHEMERAL
    assert reply["allowed_mentions"] == {"parse": []}
    (card,) = reply["embeds"]
    assert (card["title"], card["description"]) == ("Done", "one\ntwo")
    (request,) = recorder.requests
    assert request.command == command
    assert request.scopes == (club.world.general, club.world.rooms, club.world.guild)
    assert (request.by.id, request.by.is_moderator) == (club.world.mona["id"], True)


async def test_only_who_may_manage_messages_is_offered_the_commands_by_default(
    club: FakeDiscord, recorder: Recorder
) -> None:
    assert recorder.requests == []
    (put,) = club.requests("PUT", "/applications/{application}/commands")
    rights = {command["name"]: command["default_member_permissions"] for command in put.body}
    manage = MODERATOR.value
    assert rights == {"toxicity": manage, "Check toxicity": manage, "Report to moderators": None}


async def test_a_mistake_in_a_command_is_answered_without_the_dispatcher(
    club: FakeDiscord, recorder: Recorder
) -> None:
    typed = await club.interactions.command(
        "toxicity", "threshold", by=club.world.mona, label="insult", flag="high", act="off"
    )
    (card,) = (await typed.reply())["embeds"]
    assert card["title"] == "Not done"
    assert "high" in card["description"]
    assert recorder.requests == []


async def test_a_case_that_many_have_reported_fits_into_a_card(
    club: FakeDiscord, recorder: Recorder
) -> None:
    long = "*" * 4_000
    names = ("Author", "History", "Where", "When", "Decided", "Appeal")
    recorder.response = Reply(
        "Case 17: deleted",
        (RichText("insult 0.95 is at least 0.90: delete"), RichText(f"reported by {long}")),
        quote=(Piece(long),),
        bars=(ScoreBar(Label.INSULT, 0.95, 0.5, 0.9),),
        fields=tuple(
            Field(name, RichText(long if name in {"Decided", "Appeal"} else name)) for name in names
        ),
    )
    typed = await club.interactions.command("toxicity", "case", by=club.world.mona, number=17)
    card = Embed.from_dict((await typed.reply())["embeds"][0])
    assert len(card) <= 6_000
    assert card.description
    assert len(card.description) <= 4_096
    assert "\nreported by \\*\\*" in card.description


async def test_mentions_and_links_become_such_and_text_that_looks_like_them_does_not(
    club: FakeDiscord, recorder: Recorder
) -> None:
    elements = (MemberMention("1"), " ", ChannelMention("2"), " ", RoleMention("3"), " ")
    link = Link("https://example.org")
    recorder.response = Reply.of("Done", RichText(*elements, link), "<@1> <#2> <@&3> @everyone")
    typed = await club.interactions.command("toxicity", "help", by=club.world.mona)
    (card,) = (await typed.reply())["embeds"]
    shown, text = card["description"].splitlines()
    assert shown == "<@1> <#2> <@&3> [Jump to it](https://example.org)"
    assert text == "<\u200b@\u200b1> <\u200b#2> <\u200b@\u200b&3> @\u200beveryone"


async def test_what_was_typed_wrongly_becomes_no_mention_in_the_refusal(
    club: FakeDiscord, recorder: Recorder
) -> None:
    recorder.response = Refusal('there is no case "<@1>"', "ask @everyone")
    typed = await club.interactions.command("toxicity", "help", by=club.world.mona)
    (card,) = (await typed.reply())["embeds"]
    assert card["description"] == ('there is no case "<\u200b@\u200b1>"\nask @\u200beveryone')


async def test_files_come_along_and_a_chart_is_shown(club: FakeDiscord, recorder: Recorder) -> None:
    recorder.response = FileReply(
        Reply("Report", fields=(Field("Cases", RichText("3")),)),
        (File("chart.png", b"\x89PNG", "image/png"), File("cases.csv", b"a,b", "text/csv")),
    )
    typed = await club.interactions.command("toxicity", "report", by=club.world.mona, days=7)
    (card,) = (await typed.reply())["embeds"]
    assert card["image"] == {"url": "attachment://chart.png"}
    assert card["fields"][0]["name"] == "Cases"
    assert typed.files == {"chart.png": b"\x89PNG", "cases.csv": b"a,b"}


async def test_the_menu_reports_a_message_with_its_authors_roles(
    club: FakeDiscord, recorder: Recorder
) -> None:
    said = club.world.add_message("you buffoon")
    ann = club.world.make_user("ann")
    asked = await club.interactions.menu("Report to moderators", said, by=ann)
    form = await asked.reply()
    field = form["components"][0]["components"][0]
    assert (field["max_length"], field["required"]) == (300, False)
    sent = await club.interactions.submit(form, {field["custom_id"]: "they follow me"}, by=ann)
    await sent.reply()
    (request,) = recorder.requests
    assert isinstance(request.command, ReportMessage)
    assert request.command.why == "they follow me"
    message = request.command.message
    assert (message.id, message.text, message.author.id) == (
        said["id"],
        "you buffoon",
        club.world.kim["id"],
    )
    assert not request.by.is_moderator


async def test_the_menu_checks_a_message_without_any_intent(
    club: FakeDiscord, recorder: Recorder
) -> None:
    said = club.world.add_message("you buffoon")
    asked = await club.interactions.menu(
        "Check toxicity", said, by=club.world.mona, permissions=MODERATOR
    )
    await asked.reply()
    assert recorder.requests[0].command == Check("you buffoon")
