"""Button presses on Slack: they become requests, modals are opened, and alerts are updated."""

import json
from dataclasses import replace

import pytest

from bot.domain.buttons import Button
from bot.domain.gathered_cases import GatheredCases
from bot.interactions.replies import CaseReply, CaseUpdate, Refusal, Reply
from bot.interactions.requests import Appeal, CanDecide, Decide, DecideAll, LookUpCase
from bot.platforms.slack.outbound.alert_blocks import build_alerts_blocks
from bot.platforms.slack.outbound.alert_updates import PostedAlerts
from bot.runtime.alert_cards import TransientCards
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import JSON, action_ids, make_alert, render_text
from tests.fakes.slack.server import FakeSlack

DECIDED = make_alert(buttons=())


async def show(club: FakeSlack, recorder: Recorder) -> JSON:
    """The alert of case 17 among the moderators."""
    await recorder.platform.alert(make_alert())
    return await club.alert()


async def open_text(club: FakeSlack, shown: JSON) -> JSON:
    """Press the button that shows case 17; returns the window, once the answer is in it."""
    await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    updated = await club.wait_for_call("views.update")
    return club.world.views[updated["view_id"]]


async def test_a_press_is_asked_once_and_the_alert_is_drawn_anew(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    alert = replace(make_alert(), decisions=("mona: Dismiss",), buttons=(Button.UNDO,))
    recorder.response = CaseUpdate(Reply("Dismissed"), alert)
    pressed = await club.interactions.press("parley:dismiss:17", shown, by=club.world.mona)
    assert await pressed.ack() is None
    reply = await pressed.reply()
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    changed = await club.wait_for_call("chat.update")
    assert [request.command for request in recorder.requests] == [Decide(Button.DISMISS, 17)]
    assert changed["ts"] == shown["ts"]
    assert "*Decided  *mona: Dismiss" in render_text(changed["blocks"])
    assert action_ids(changed["blocks"]) == [["parley:show:17", "parley:undo:17"]]
    assert changed["text"].startswith("Case 17")


async def test_a_press_for_all_cases_of_a_raid_is_asked_once_and_answered_to_its_person(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    recorder.response = Reply("Dismiss: 3 of 3 cases")
    pressed = await club.interactions.press("parley:all:dismiss:2-4:C1", shown, by=club.world.mona)
    assert (await pressed.reply())["response_type"] == "ephemeral"
    cases = GatheredCases(2, 4, "C1")
    assert [r.command for r in recorder.requests] == [DecideAll(Button.DISMISS, cases)]


async def test_beside_others_only_the_pressed_alert_is_drawn_anew(
    club: FakeSlack, recorder: Recorder
) -> None:
    alerts = [make_alert(number) for number in (1, 2)]
    blocks = [block.to_dict() for block in build_alerts_blocks(alerts)]
    world = club.world
    old = world.add_message(
        "2 cases at once", channel=world.moderators, by=world.bot, blocks=blocks
    )
    recorder.response = Refusal("somebody was first", alert=replace(alerts[1], buttons=()))
    await club.interactions.press("parley:delete:2", old, by=world.mona)
    changed = await club.wait_for_call("chat.update")
    assert action_ids(changed["blocks"]) == [action_ids(blocks)[0], ["parley:show:2"]]
    assert changed["text"] == "2 cases at once"
    assert club.calls("conversations.history") == []  # as the press says what stands there


async def test_a_case_that_is_decided_elsewhere_is_drawn_anew_where_it_was_shown(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    recorder.response = CaseUpdate(Reply("Undone"), DECIDED)
    await club.interactions.command("undo 17", by=club.world.mona)
    assert (await club.wait_for_call("chat.update"))["ts"] == shown["ts"]


async def test_a_press_after_a_restart_is_answered_as_its_id_says_all(
    club: FakeSlack, recorder: Recorder
) -> None:
    old = club.world.add_message("", channel=club.world.moderators, by=club.world.bot)
    await (await club.interactions.press("parley:undo:3", old, by=club.world.mona)).reply()
    assert recorder.requests[0].command == Decide(Button.UNDO, 3)


async def test_under_an_answer_of_its_own_a_press_puts_the_new_one_in_its_place(
    club: FakeSlack, recorder: Recorder
) -> None:
    answer = {"ts": club.world.make_ts(), "channel": club.world.general}
    pressed = await club.interactions.press(
        "parley:undo:3", answer, by=club.world.mona, is_ephemeral=True
    )
    assert (await pressed.reply())["replace_original"] is True
    assert len(recorder.requests) == 1


async def test_others_buttons_are_others_business(
    club: FakeSlack, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    old = club.world.add_message("", by=club.world.bot)
    await club.interactions.press("somebody-elses", old, by=club.world.mona)
    await (await club.interactions.press("parley:undo:3", old, by=club.world.mona)).reply()
    assert len(recorder.requests) == 1
    assert "failed" not in capsys.readouterr().out


async def test_the_text_opens_for_whoever_presses_with_the_buttons_of_the_case(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    reply = Reply("Case 17: deleted", quote=make_alert().pieces)
    recorder.response = CaseReply(reply, 17, (Button.DISMISS,))
    opened = await open_text(club, shown)
    assert recorder.requests[0].command == LookUpCase(17)
    assert render_text(opened["blocks"]) == ("Case 17: deleted\n> you *buffoon*\n[Dismiss]")
    assert "buffoon" not in json.dumps(shown["blocks"])
    waiting = club.calls("views.open")[0]["view"]
    assert render_text(waiting["blocks"]) == "One moment…"


async def test_who_may_not_see_a_text_reads_why_in_its_place(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    recorder.response = Refusal("only moderators can do this")
    await club.interactions.press("parley:show:17", shown, by=club.world.kim)
    opened = await club.wait_for_call("views.update")
    assert render_text(opened["view"]["blocks"]) == "Not done\nonly moderators can do this"


async def test_what_is_decided_beside_the_text_is_shown_there_and_in_the_alert(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    view = await open_text(club, shown)
    recorder.platform._alert_sender._posted_alerts = PostedAlerts(
        TransientCards()
    )  # as after a restart
    recorder.response = CaseUpdate(Reply("Case 17: Delete"), DECIDED)
    await club.interactions.press_in_view("parley:delete:17", view, by=club.world.mona)
    answered = await club.wait_for_call("views.update", number=2)
    assert answered["view_id"] == view["id"]
    assert render_text(answered["view"]["blocks"]) == "Case 17: Delete"
    assert (await club.wait_for_call("chat.update"))["ts"] == shown["ts"]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("expired_trigger_id", "press again"),
        ("exchanged_trigger_id", "press again"),
        ("invalid_arguments", "/toxicity case"),
        ("internal_error", "/toxicity case"),
    ],
)
async def test_a_window_that_slack_does_not_open_is_explained(
    club: FakeSlack, recorder: Recorder, code: str, remedy: str
) -> None:
    shown = await show(club, recorder)
    club.api.refuse("views.open", code)
    pressed = await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    assert remedy in render_text((await pressed.reply())["blocks"])
    assert recorder.requests == []


async def test_a_window_that_slack_does_not_open_from_the_home_page_is_explained_directly(
    club: FakeSlack, recorder: Recorder
) -> None:
    await show(club, recorder)
    club.api.refuse("views.open", "exchanged_trigger_id")
    home = {"id": "V0HOME", "type": "home"}
    await club.interactions.press_in_view("parley:show:17", home, by=club.world.mona)
    told = await club.wait_for_call("chat.postMessage", number=2)
    assert told["channel"] == club.world.mona["id"]
    assert "press again" in render_text(told["blocks"])


async def test_a_window_that_slack_does_not_fill_is_explained(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    club.api.refuse("views.update", "invalid_arguments")
    pressed = await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    assert "/toxicity case" in render_text((await pressed.reply())["blocks"])


async def test_a_window_that_was_closed_meanwhile_spoils_nothing(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    club.api.refuse("views.update", "not_found")
    recorder.response = CaseUpdate(Reply("Case 17: Delete"), DECIDED)
    view = {"id": "V0GONE", "type": "modal", "private_metadata": ""}
    await club.interactions.press_in_view("parley:delete:17", view, by=club.world.mona)
    assert (await club.wait_for_call("chat.update"))["ts"] == shown["ts"]


@pytest.mark.parametrize("is_ephemeral", [True, False])
async def test_an_appeal_asks_why_in_a_form_wherever_its_notice_stands(
    club: FakeSlack, recorder: Recorder, *, is_ephemeral: bool
) -> None:
    recorder.response = Reply("Your appeal was sent")
    channel = club.world.general if is_ephemeral else club.world.open_direct(club.world.kim["id"])
    notice = {"ts": club.world.make_ts(), "channel": channel}
    await club.interactions.press(
        "parley:appeal:7", notice, by=club.world.kim, is_ephemeral=is_ephemeral
    )
    form = (await club.wait_for_call("views.open"))["view"]
    (block,) = form["blocks"]
    assert block["label"]["text"] == "Why should this be taken back?"
    values = {block["block_id"]: {block["element"]["action_id"]: "it was a joke"}}
    (opened,) = club.world.views.values()
    sent = await club.interactions.submit(opened, values, by=club.world.kim)
    acked = await sent.ack()
    assert acked is not None
    assert acked["response_action"] == "update"
    answered = await club.wait_for_call("views.update")
    assert render_text(answered["view"]["blocks"]) == "Your appeal was sent"
    assert [request.command for request in recorder.requests] == [Appeal(7, "it was a joke")]
    assert recorder.requests[0].by.id == club.world.kim["id"]


@pytest.mark.parametrize("button", [Button.WARN, Button.UPHOLD])
async def test_what_its_author_is_to_read_is_asked_of_a_moderator_in_a_form(
    club: FakeSlack, recorder: Recorder, button: Button
) -> None:
    shown = await show(club, recorder)
    await club.interactions.press(f"parley:{button}:17", shown, by=club.world.mona)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    recorder.response = CaseUpdate(Reply("Case 17"), DECIDED)
    values = {"why": {"why": "mind the others"}}
    await (await club.interactions.submit(form, values, by=club.world.mona)).ack()
    assert (await club.wait_for_call("chat.update"))["ts"] == shown["ts"]
    asked = [CanDecide(button, 17), Decide(button, 17, "mind the others")]
    assert [request.command for request in recorder.requests] == asked


async def test_no_form_is_opened_for_who_may_not_send_it(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    recorder.response = Refusal("it is settled already", alert=DECIDED)
    pressed = await club.interactions.press("parley:warn:17", shown, by=club.world.mona)
    reply = await pressed.reply()
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    assert render_text(reply["blocks"]) == "Not done\nit is settled already"
    assert (await club.wait_for_call("chat.update"))["ts"] == shown["ts"]
    assert [request.command for request in recorder.requests] == [CanDecide(Button.WARN, 17)]
    assert club.calls("views.open") == []


async def test_in_a_window_who_may_not_send_a_form_reads_why_in_its_place(
    club: FakeSlack, recorder: Recorder
) -> None:
    view = await open_text(club, await show(club, recorder))
    recorder.response = Refusal("it is settled already")
    await club.interactions.press_in_view("parley:warn:17", view, by=club.world.mona)
    answered = await club.wait_for_call("views.update", number=2)
    assert answered["view_id"] == view["id"]
    assert render_text(answered["view"]["blocks"]) == "Not done\nit is settled already"


async def test_the_form_comes_in_the_place_of_the_text_it_is_about(
    club: FakeSlack, recorder: Recorder
) -> None:
    shown = await show(club, recorder)
    view = await open_text(club, shown)
    await club.interactions.press_in_view("parley:warn:17", view, by=club.world.mona)
    form = await club.wait_for_call("views.update", number=2)
    assert (form["view_id"], form["view"]["callback_id"]) == (view["id"], "parley:warn:17")
    assert form["view"]["private_metadata"].endswith(shown["ts"])
    assert len(club.calls("views.open")) == 1
