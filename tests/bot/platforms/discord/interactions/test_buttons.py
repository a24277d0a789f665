"""Button presses on Discord: they become requests, and alerts are updated."""

import asyncio
from copy import deepcopy
from dataclasses import replace

import pytest

from bot.alerts.alert import Alert
from bot.domain.buttons import Button
from bot.interactions.replies import CaseUpdate, Refusal, Reply
from bot.interactions.requests import (
    Appeal,
    CanDecide,
    Decide,
)
from tests.bot.platforms.discord.conftest import MESSAGE, Recorder
from tests.bot.platforms.discord.example_alerts import ALL, custom_ids, make_alert
from tests.fakes.discord.interaction_callbacks import Interaction
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord

EPHEMERAL = 64


async def show_three(club: FakeDiscord, recorder: Recorder) -> tuple[list[Alert], JSON]:
    """Alerts on cases 1, 2 and 3, and the message in which the last two stand side by side."""
    alerts = [make_alert(club, number) for number in (1, 2, 3)]
    await asyncio.gather(*map(recorder.platform.alert, alerts))
    return alerts, deepcopy(await club.alert(number=2))


async def press(club: FakeDiscord, custom_id: str, message: JSON) -> Interaction:
    return await club.interactions.press({"custom_id": custom_id}, message, by=club.world.mona)


async def test_a_press_is_asked_once_and_the_alert_is_drawn_anew(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alert = make_alert(club)
    await recorder.platform.alert(alert)
    shown = await club.alert()
    decided = replace(alert, decisions=("mona: Dismiss",), buttons=(Button.UNDO,))
    recorder.response = CaseUpdate(Reply("Dismissed"), decided)
    pressed = await press(club, "parley:dismiss:17", shown)
    await pressed.reply()
    changed = await club.request("PATCH", MESSAGE)
    assert recorder.requests[0].command == Decide(Button.DISMISS, 17)
    assert changed.body["embeds"][0]["fields"][-1]["value"] == "mona: Dismiss"
    assert custom_ids(changed.body) == [["parley:undo:17"]]


async def test_beside_others_only_the_pressed_alert_is_drawn_anew(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alerts, shown = await show_three(club, recorder)
    recorder.response = Refusal("somebody was first", alert=replace(alerts[2], buttons=()))
    await press(club, "parley:delete:3", shown)
    changed = await club.request("PATCH", MESSAGE)
    assert custom_ids(changed.body) == [[f"parley:{button}:2" for button in ALL]]
    assert [card["title"][:6] for card in changed.body["embeds"]] == ["Case 2", "Case 3"]


async def test_of_two_that_are_pressed_at_once_in_one_message_both_are_drawn_anew(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alerts, shown = await show_three(club, recorder)
    for number, alert in enumerate(alerts[1:], 2):
        recorder.response = CaseUpdate(Reply("Dismissed"), replace(alert, buttons=(Button.UNDO,)))
        await press(club, f"parley:dismiss:{number}", shown)
        await club.request("PATCH", MESSAGE, number=number - 1)
    assert custom_ids(club.shown(club.world.moderators)[1]) == [
        ["parley:undo:2"],
        ["parley:undo:3"],
    ]


async def test_a_case_that_is_decided_elsewhere_is_drawn_anew_where_it_stands_beside_others(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alerts, shown = await show_three(club, recorder)
    recorder.response = CaseUpdate(Reply("Undone"), replace(alerts[2], buttons=()))
    await club.interactions.command("toxicity", "undo", by=club.world.mona, number=3)
    changed = await club.request("PATCH", MESSAGE)
    assert changed.ids["message"] == shown["id"]
    assert custom_ids(changed.body) == [[f"parley:{button}:2" for button in ALL]]


async def test_under_what_its_reader_alone_sees_a_press_draws_the_alert_anew(
    club: FakeDiscord, recorder: Recorder
) -> None:
    alert = make_alert(club)
    await recorder.platform.alert(alert)
    shown = await club.alert()
    answer = {**shown, "id": club.world.make_id(), "flags": EPHEMERAL}
    recorder.response = CaseUpdate(Reply("Dismissed"), replace(alert, buttons=(Button.UNDO,)))
    await (await press(club, "parley:dismiss:17", answer)).reply()
    changed = await club.request("PATCH", MESSAGE)
    assert changed.ids["message"] == shown["id"]
    assert custom_ids(changed.body) == [["parley:undo:17"]]


async def test_a_line_among_many_is_left_as_it_is(club: FakeDiscord, recorder: Recorder) -> None:
    alerts = [make_alert(club, number) for number in range(1, 8)]
    await asyncio.gather(*map(recorder.platform.alert, alerts))
    shown = deepcopy(club.shown(club.world.moderators))
    recorder.response = CaseUpdate(Reply("Undone"), replace(alerts[-1], buttons=()))
    await club.interactions.command("toxicity", "undo", by=club.world.mona, number=7)
    looked = await club.request("GET", MESSAGE)
    assert looked.ids["message"] == shown[1]["id"]
    await club.interactions.command("toxicity", "undo", by=club.world.mona, number=7)
    await club.request("GET", MESSAGE, number=2)  # one at a time: the first is over
    assert club.shown(club.world.moderators) == shown


async def test_a_press_after_a_restart_is_answered_as_its_id_says_all(
    club: FakeDiscord, recorder: Recorder
) -> None:
    old = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    await (await press(club, "parley:undo:3", old)).reply()
    assert recorder.requests[0].command == Decide(Button.UNDO, 3)


async def test_who_is_no_moderator_is_asked_about_as_such(
    club: FakeDiscord, recorder: Recorder
) -> None:
    recorder.response = Refusal("only moderators may", "Ask one.")
    old = club.world.add_message("", author=club.world.bot)
    pressed = await club.interactions.press(
        {"custom_id": "parley:delete:3"}, old, by=club.world.kim
    )
    (card,) = (await pressed.reply())["embeds"]
    assert card["description"] == "only moderators may\nAsk one."
    assert not recorder.requests[0].by.is_moderator


async def test_others_buttons_are_others_business(club: FakeDiscord, recorder: Recorder) -> None:
    old = club.world.add_message("", author=club.world.bot)
    pressed = await press(club, "somebody-elses", old)
    await (await press(club, "parley:undo:3", old)).reply()
    assert len(recorder.requests) == 1
    assert pressed.callbacks == []


async def test_an_appeal_asks_why_in_a_form_and_comes_from_a_direct_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    direct = club.world.open_dm(club.world.kim["id"])["id"]
    notice = club.world.add_message("", channel=direct, author=club.world.bot)
    button = {"custom_id": "parley:appeal:7"}
    pressed = await club.interactions.press(button, notice, by=club.world.kim)
    form = await pressed.reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await club.interactions.submit(form, {field: "it was a joke"}, by=club.world.kim)
    await filled.reply()
    (request,) = recorder.requests
    assert request.command == Appeal(7, "it was a joke")


@pytest.mark.parametrize("button", [Button.WARN, Button.UPHOLD])
async def test_what_its_author_is_to_read_is_asked_of_a_moderator_in_a_form(
    club: FakeDiscord, recorder: Recorder, button: Button
) -> None:
    shown = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    form = await (await press(club, f"parley:{button}:17", shown)).reply()
    field = form["components"][0]["components"][0]["custom_id"]
    filled = await club.interactions.submit(form, {field: "mind the others"}, by=club.world.mona)
    await filled.reply()
    asked = [CanDecide(button, 17), Decide(button, 17, "mind the others")]
    assert [request.command for request in recorder.requests] == asked


async def test_no_form_is_opened_for_who_may_not_send_it(
    club: FakeDiscord, recorder: Recorder
) -> None:
    recorder.response = Refusal("only moderators may", "Ask one.")
    shown = club.world.add_message("", channel=club.world.moderators, author=club.world.bot)
    pressed = await press(club, "parley:warn:17", shown)
    (card,) = (await pressed.reply())["embeds"]
    assert card["description"] == "only moderators may\nAsk one."
    assert pressed.callbacks[0]["data"]["flags"] == EPHEMERAL
    assert [request.command for request in recorder.requests] == [CanDecide(Button.WARN, 17)]
