"""What is pressed under alerts, notices and answers, and what is opened and drawn anew for it."""

import json
from dataclasses import replace

import pytest

from bot.domain.buttons import Button
from bot.interactions.replies import Refusal, Reply
from bot.interactions.requests import Appeal, CanDecide, Decide, LookUpCase
from bot.platforms.slack.outbound.alert_blocks import build_cards
from bot.platforms.slack.outbound.alert_updates import PostedAlerts
from tests.bot.platforms.slack.conftest import Ears
from tests.bot.platforms.slack.example_alerts import JSON, action_ids, make_alert, read
from tests.fakes.slack.server import FakeSlack

DECIDED = make_alert(buttons=())


async def show(club: FakeSlack, ears: Ears) -> JSON:
    """The alert of case 17 among the moderators."""
    await ears.platform.alert(make_alert())
    return await club.alert()


async def open_text(club: FakeSlack, shown: JSON) -> JSON:
    """Press the button that shows case 17; returns the window, once the answer is in it."""
    await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    updated = await club.call("views.update")
    return club.world.views[updated["view_id"]]


async def test_a_press_is_asked_once_and_the_alert_is_drawn_anew(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    alert = replace(make_alert(), decisions=("mona: Dismiss",), buttons=(Button.UNDO,))
    ears.response = Reply("Dismissed", alert=alert)
    pressed = await club.interactions.press("parley:dismiss:17", shown, by=club.world.mona)
    assert await pressed.ack() is None
    reply = await pressed.reply()
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    changed = await club.call("chat.update")
    assert [request.command for request in ears.requests] == [Decide(Button.DISMISS, 17)]
    assert changed["ts"] == shown["ts"]
    assert "*Decided  *mona: Dismiss" in read(changed["blocks"])
    assert action_ids(changed["blocks"]) == [["parley:show:17", "parley:undo:17"]]
    assert changed["text"].startswith("Case 17")


async def test_beside_others_only_the_pressed_alert_is_drawn_anew(
    club: FakeSlack, ears: Ears
) -> None:
    alerts = [make_alert(number) for number in (1, 2)]
    blocks = [block.to_dict() for block in build_cards(alerts)]
    world = club.world
    old = world.add_message(
        "2 cases at once", channel=world.moderators, by=world.bot, blocks=blocks
    )
    ears.response = Refusal("somebody was first", alert=replace(alerts[1], buttons=()))
    await club.interactions.press("parley:delete:2", old, by=world.mona)
    changed = await club.call("chat.update")
    assert action_ids(changed["blocks"]) == [action_ids(blocks)[0], ["parley:show:2"]]
    assert changed["text"] == "2 cases at once"
    assert club.calls("conversations.history") == []  # as the press says what stands there


async def test_a_case_that_is_decided_elsewhere_is_drawn_anew_where_it_was_shown(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    ears.response = Reply("Undone", alert=DECIDED)
    await club.interactions.command("undo 17", by=club.world.mona)
    assert (await club.call("chat.update"))["ts"] == shown["ts"]


async def test_a_press_after_a_restart_is_answered_as_its_id_says_all(
    club: FakeSlack, ears: Ears
) -> None:
    old = club.world.add_message("", channel=club.world.moderators, by=club.world.bot)
    await (await club.interactions.press("parley:undo:3", old, by=club.world.mona)).reply()
    assert ears.requests[0].command == Decide(Button.UNDO, 3)


async def test_under_an_answer_of_its_own_a_press_puts_the_new_one_in_its_place(
    club: FakeSlack, ears: Ears
) -> None:
    answer = {"ts": club.world.make_ts(), "channel": club.world.general}
    pressed = await club.interactions.press(
        "parley:undo:3", answer, by=club.world.mona, is_ephemeral=True
    )
    assert (await pressed.reply())["replace_original"] is True
    assert len(ears.requests) == 1


async def test_others_buttons_are_others_business(
    club: FakeSlack, ears: Ears, capsys: pytest.CaptureFixture[str]
) -> None:
    old = club.world.add_message("", by=club.world.bot)
    await club.interactions.press("somebody-elses", old, by=club.world.mona)
    await (await club.interactions.press("parley:undo:3", old, by=club.world.mona)).reply()
    assert len(ears.requests) == 1
    assert "failed" not in capsys.readouterr().out


async def test_the_text_opens_for_whoever_presses_with_the_buttons_of_the_case(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    ears.response = Reply(
        "Case 17: deleted", quote=make_alert().pieces, buttons=(Button.DISMISS,), case=17
    )
    opened = await open_text(club, shown)
    assert ears.requests[0].command == LookUpCase(17)
    assert read(opened["blocks"]) == ("Case 17: deleted\n> you *buffoon*\n[Dismiss]")
    assert "buffoon" not in json.dumps(shown["blocks"])
    waiting = club.calls("views.open")[0]["view"]
    assert read(waiting["blocks"]) == "One moment…"


async def test_who_may_not_see_a_text_reads_why_in_its_place(club: FakeSlack, ears: Ears) -> None:
    shown = await show(club, ears)
    ears.response = Refusal("only moderators can do this")
    await club.interactions.press("parley:show:17", shown, by=club.world.kim)
    opened = await club.call("views.update")
    assert read(opened["view"]["blocks"]) == "Not done\nonly moderators can do this"


async def test_what_is_decided_beside_the_text_is_shown_there_and_in_the_alert(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    view = await open_text(club, shown)
    ears.platform._alerts._posted = PostedAlerts()  # as after a restart
    ears.response = Reply("Case 17: Delete", alert=DECIDED)
    await club.interactions.press_in_view("parley:delete:17", view, by=club.world.mona)
    answered = await club.call("views.update", number=2)
    assert answered["view_id"] == view["id"]
    assert read(answered["view"]["blocks"]) == "Case 17: Delete"
    assert (await club.call("chat.update"))["ts"] == shown["ts"]


async def test_a_window_that_slack_no_longer_opens_is_explained(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    club.web.refuse("views.open", "expired_trigger_id")
    pressed = await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    assert "press again" in read((await pressed.reply())["blocks"])
    assert ears.requests == []


async def test_a_window_that_was_closed_meanwhile_spoils_nothing(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    club.web.refuse("views.update", "not_found")
    ears.response = Reply("Case 17: Delete", alert=DECIDED)
    view = {"id": "V0GONE", "type": "modal", "private_metadata": ""}
    await club.interactions.press_in_view("parley:delete:17", view, by=club.world.mona)
    assert (await club.call("chat.update"))["ts"] == shown["ts"]


@pytest.mark.parametrize("is_ephemeral", [True, False])
async def test_an_appeal_asks_why_in_a_form_wherever_its_notice_stands(
    club: FakeSlack, ears: Ears, *, is_ephemeral: bool
) -> None:
    ears.response = Reply("Your appeal was sent")
    channel = club.world.general if is_ephemeral else club.world.open_direct(club.world.kim["id"])
    notice = {"ts": club.world.make_ts(), "channel": channel}
    await club.interactions.press(
        "parley:appeal:7", notice, by=club.world.kim, is_ephemeral=is_ephemeral
    )
    form = (await club.call("views.open"))["view"]
    (block,) = form["blocks"]
    assert block["label"]["text"] == "Why should this be taken back?"
    values = {block["block_id"]: {block["element"]["action_id"]: "it was a joke"}}
    (opened,) = club.world.views.values()
    sent = await club.interactions.submit(opened, values, by=club.world.kim)
    acked = await sent.ack()
    assert acked is not None
    assert acked["response_action"] == "update"
    answered = await club.call("views.update")
    assert read(answered["view"]["blocks"]) == "Your appeal was sent"
    assert [request.command for request in ears.requests] == [Appeal(7, "it was a joke")]
    assert ears.requests[0].by.id == club.world.kim["id"]


@pytest.mark.parametrize("button", [Button.WARN, Button.UPHOLD])
async def test_what_its_author_is_to_read_is_asked_of_a_moderator_in_a_form(
    club: FakeSlack, ears: Ears, button: Button
) -> None:
    shown = await show(club, ears)
    await club.interactions.press(f"parley:{button}:17", shown, by=club.world.mona)
    await club.call("views.open")
    (form,) = club.world.views.values()
    ears.response = Reply("Case 17", alert=DECIDED)
    values = {"why": {"why": "mind the others"}}
    await (await club.interactions.submit(form, values, by=club.world.mona)).ack()
    assert (await club.call("chat.update"))["ts"] == shown["ts"]
    asked = [CanDecide(button, 17), Decide(button, 17, "mind the others")]
    assert [request.command for request in ears.requests] == asked


async def test_no_form_is_opened_for_who_may_not_send_it(club: FakeSlack, ears: Ears) -> None:
    shown = await show(club, ears)
    ears.response = Refusal("it is settled already", alert=DECIDED)
    pressed = await club.interactions.press("parley:warn:17", shown, by=club.world.mona)
    reply = await pressed.reply()
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    assert read(reply["blocks"]) == "Not done\nit is settled already"
    assert (await club.call("chat.update"))["ts"] == shown["ts"]
    assert [request.command for request in ears.requests] == [CanDecide(Button.WARN, 17)]
    assert club.calls("views.open") == []


async def test_in_a_window_who_may_not_send_a_form_reads_why_in_its_place(
    club: FakeSlack, ears: Ears
) -> None:
    view = await open_text(club, await show(club, ears))
    ears.response = Refusal("it is settled already")
    await club.interactions.press_in_view("parley:warn:17", view, by=club.world.mona)
    answered = await club.call("views.update", number=2)
    assert answered["view_id"] == view["id"]
    assert read(answered["view"]["blocks"]) == "Not done\nit is settled already"


async def test_the_form_comes_in_the_place_of_the_text_it_is_about(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears)
    view = await open_text(club, shown)
    await club.interactions.press_in_view("parley:warn:17", view, by=club.world.mona)
    form = await club.call("views.update", number=2)
    assert (form["view_id"], form["view"]["callback_id"]) == (view["id"], "parley:warn:17")
    assert form["view"]["private_metadata"].endswith(shown["ts"])
    assert len(club.calls("views.open")) == 1
