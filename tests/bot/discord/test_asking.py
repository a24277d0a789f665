"""What people press and type becomes requests, and replies become what they see."""

import asyncio
from copy import deepcopy
from dataclasses import replace

import pytest
from discord import Permissions

from bot.buttons import Button
from bot.message import AGE_RESTRICTED
from bot.policy import Mode
from bot.reply import Field, File, Refusal, Reply
from bot.request import (
    Appeal,
    Ask,
    Check,
    Erase,
    Export,
    FlagMessage,
    Help,
    LookUpCase,
    LookUpMember,
    MakeReport,
    MayPress,
    Press,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowSettings,
)
from classifier import Label
from tests.bot.discord.cards import ALL, custom_ids, make_alert
from tests.bot.discord.conftest import MESSAGE, Ears
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import JSON

MODERATOR = Permissions(manage_messages=True)
EPHEMERAL = 64


def asks(club: FakeDiscord) -> dict[str, tuple[dict[str, object], Ask]]:
    kim, role = club.world.kim, club.world.moderator_role
    general = club.world.channels[club.world.general]
    place = {"id": general["id"], "type": 0, "name": "general", "permissions": "0"}
    return {
        "check": ({"text": "hello"}, Check("hello")),
        "user": ({"member": kim}, LookUpMember(kim["id"])),
        "case": ({"number": 7}, LookUpCase(7)),
        "undo": ({"number": 7}, Press(Button.UNDO, 7)),
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
    assert request.ask == ask
    assert request.places == (club.world.general, club.world.rooms, club.world.guild)
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


async def test_a_press_is_asked_once_and_the_alert_is_drawn_anew(
    club: FakeDiscord, ears: Ears
) -> None:
    alert = make_alert(club)
    await ears.platform.alert(alert)
    shown = await club.alert()
    decided = replace(alert, decisions=("mona: Dismiss",), buttons=(Button.UNDO,))
    ears.response = Reply("Dismissed", alert=decided)
    pressed = await press(club, "parley:dismiss:17", shown)
    await pressed.reply()
    changed = await club.request("PATCH", MESSAGE)
    assert ears.requests[0].ask == Press(Button.DISMISS, 17)
    assert changed.body["embeds"][0]["fields"][-1]["value"] == "mona: Dismiss"
    assert custom_ids(changed.body) == [["parley:undo:17"]]


async def press(club: FakeDiscord, custom_id: str, message: JSON) -> Interaction:
    return await club.interactions.press({"custom_id": custom_id}, message, by=club.world.mona)


async def test_beside_others_only_the_pressed_alert_is_drawn_anew(
    club: FakeDiscord, ears: Ears
) -> None:
    alerts = [make_alert(club, number) for number in (1, 2, 3)]
    await asyncio.gather(*map(ears.platform.alert, alerts))
    shown = await club.alert(number=2)
    ears.response = Refusal("somebody was first", alert=replace(alerts[2], buttons=()))
    await press(club, "parley:delete:3", shown)
    changed = await club.request("PATCH", MESSAGE)
    assert custom_ids(changed.body) == [[f"parley:{button}:2" for button in ALL]]
    assert [card["title"][:6] for card in changed.body["embeds"]] == ["Case 2", "Case 3"]


async def test_of_two_that_are_pressed_at_once_in_one_message_both_are_drawn_anew(
    club: FakeDiscord, ears: Ears
) -> None:
    alerts = [make_alert(club, number) for number in (1, 2, 3)]
    await asyncio.gather(*map(ears.platform.alert, alerts))
    shown = deepcopy(await club.alert(number=2))
    for number, alert in enumerate(alerts[1:], 2):
        ears.response = Reply("Dismissed", alert=replace(alert, buttons=(Button.UNDO,)))
        await press(club, f"parley:dismiss:{number}", shown)
        await club.request("PATCH", MESSAGE, number=number - 1)
    assert custom_ids(club.shown(club.world.moderators)[1]) == [
        ["parley:undo:2"],
        ["parley:undo:3"],
    ]


async def test_what_its_reader_alone_sees_is_not_drawn_anew(club: FakeDiscord, ears: Ears) -> None:
    alert = make_alert(club)
    await ears.platform.alert(alert)
    shown = {**await club.alert(), "flags": EPHEMERAL}
    ears.response = Reply("Dismissed", alert=alert)
    await (await press(club, "parley:dismiss:17", shown)).reply()
    await (await press(club, "parley:undo:17", shown)).reply()
    assert len(ears.requests) == 2
    assert club.requests("PATCH", MESSAGE) == []


async def test_a_press_after_a_restart_is_answered_as_its_id_says_all(
    club: FakeDiscord, ears: Ears
) -> None:
    old = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    await (await press(club, "parley:undo:3", old)).reply()
    assert ears.requests[0].ask == Press(Button.UNDO, 3)


async def test_who_is_no_moderator_is_asked_about_as_such(club: FakeDiscord, ears: Ears) -> None:
    ears.response = Refusal("only moderators may", "Ask one.")
    old = club.world.add_message("", author=club.world.bot)
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:3"}, old, by=club.world.kim
    )
    (card,) = (await pressed.reply())["embeds"]
    assert card["description"] == "only moderators may\nAsk one."
    assert not ears.requests[0].by.is_moderator


async def test_others_buttons_are_others_business(club: FakeDiscord, ears: Ears) -> None:
    old = club.world.add_message("", author=club.world.bot)
    pressed = await press(club, "somebody-elses", old)
    await (await press(club, "parley:undo:3", old)).reply()
    assert len(ears.requests) == 1
    assert pressed.callbacks == []


async def test_an_appeal_asks_why_in_a_form_and_comes_from_a_direct_message(
    club: FakeDiscord, ears: Ears
) -> None:
    direct = club.world.open_direct_channel(club.world.kim["id"])["id"]
    notice = club.world.add_message("", channel=direct, author=club.world.bot)
    button = {"custom_id": "parley:appeal:7"}
    pressed = await club.interactions.press(button, notice, by=club.world.kim)
    form = await pressed.reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await club.interactions.submit(form, {field: "it was a joke"}, by=club.world.kim)
    await filled.reply()
    (request,) = ears.requests
    assert request.ask == Appeal(7, "it was a joke")


@pytest.mark.parametrize("button", [Button.WARN, Button.UPHOLD])
async def test_what_its_author_is_to_read_is_asked_of_a_moderator_in_a_form(
    club: FakeDiscord, ears: Ears, button: Button
) -> None:
    shown = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    form = await (await press(club, f"parley:{button}:17", shown)).reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await club.interactions.submit(form, {field: "mind the others"}, by=club.world.mona)
    await filled.reply()
    asked = [MayPress(button, 17), Press(button, 17, "mind the others")]
    assert [request.ask for request in ears.requests] == asked


async def test_no_form_is_opened_for_who_may_not_send_it(club: FakeDiscord, ears: Ears) -> None:
    ears.response = Refusal("only moderators may", "Ask one.")
    shown = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    pressed = await press(club, "parley:warn:17", shown)
    (card,) = (await pressed.reply())["embeds"]
    assert card["description"] == "only moderators may\nAsk one."
    assert pressed.callbacks[0]["data"]["flags"] == EPHEMERAL
    assert [request.ask for request in ears.requests] == [MayPress(Button.WARN, 17)]


async def test_the_menu_reports_a_message_with_its_authors_roles(
    club: FakeDiscord, ears: Ears
) -> None:
    said = club.world.add_message("you buffoon")
    asked = await club.interactions.menu("Report to moderators", said, by=club.world.mona)
    await asked.reply()
    (request,) = ears.requests
    assert isinstance(request.ask, FlagMessage)
    message = request.ask.message
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
    assert ears.requests[0].ask == Check("you buffoon")
