"""What people type, choose and press becomes requests, and replies become what they see."""

import json
from dataclasses import replace

import pytest

from bot.alerts import Alert
from bot.buttons import Button
from bot.platforms.slack.cards import draw_cards
from bot.platforms.slack.posted import Posted
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
    Press,
    SetExemption,
    SetMode,
    SetThreshold,
    ShowHome,
    ShowSettings,
)
from classifier import Label
from tests.bot.slack.cards import JSON, action_ids, make_alert, read
from tests.bot.slack.conftest import Ears
from tests.fakes.slack.server import FakeSlack

TYPED: dict[str, Ask] = {
    "check you <@U0KIM|kim> &amp; me": Check("you <@U0KIM|kim> &amp; me"),
    "user <@U0KIM|kim>": LookUpMember("U0KIM"),
    "case 7": LookUpCase(7),
    "undo 7": Press(Button.UNDO, 7),
    "dismiss 7": Press(Button.DISMISS, 7),
    "report 30": MakeReport(30),
    "threshold “identity hate” 0.5 off <#C0ROOM|room>": SetThreshold(
        Label.IDENTITY_HATE, 0.5, "off", "C0ROOM"
    ),
    "exempt add channel <#C0ROOM|>": SetExemption(is_exempt=True, kind="channel", id="C0ROOM"),
    "mode shadow": SetMode(Mode.SHADOW),
    "settings": ShowSettings(),
    "export": Export(),
    "erase <@U0KIM>": Erase("U0KIM"),
    "help": Help(),
    "": Help(),
}


@pytest.mark.parametrize("line", TYPED)
async def test_a_command_is_acknowledged_asked_and_answered_for_its_author_alone(
    club: FakeSlack, ears: Ears, line: str
) -> None:
    ears.response = Reply("Done", lines=("one", "two"))
    typed = await club.interactions.command(line, by=club.world.mona)
    assert await typed.ack() is None
    reply = await typed.reply()
    assert reply["response_type"] == "ephemeral"
    assert reply["text"] == "Done"
    assert read(reply["blocks"]) == "Done\none\ntwo"
    (request,) = ears.requests
    assert request.ask == TYPED[line]
    assert request.places == (club.world.general, club.world.team)
    assert (request.by.id, request.by.is_moderator) == (club.world.mona["id"], True)


async def test_slack_hears_at_once_of_everything_however_long_the_answer_takes(
    club: FakeSlack, ears: Ears
) -> None:
    ears.may_answer.clear()
    world, on = club.world, club.interactions
    said = world.add_message("you buffoon")
    shown = world.add_message("", channel=world.moderators, by=world.bot)
    view = {"id": "V1", "callback_id": "parley:appeal:7", "state": {}, "type": "modal"}
    begun = [
        await on.command("report", by=world.mona),
        await on.shortcut("check_toxicity", said, by=world.mona),
        await on.press("parley:delete:17", shown, by=world.mona),
        await on.press("parley:show:17", shown, by=world.mona),
        await on.submit(view, {"why": {"why": ""}}, by=world.kim),
    ]
    for interaction in begun:
        await interaction.ack()
    assert not any(interaction.replies for interaction in begun)
    ears.may_answer.set()
    await begun[0].reply()


async def test_a_mistake_in_a_command_is_answered_without_the_desk(
    club: FakeSlack, ears: Ears
) -> None:
    typed = await club.interactions.command("threshold insult high off", by=club.world.mona)
    text = read((await typed.reply())["blocks"])
    assert text.startswith("Not done\nflag cannot be")
    assert "a number from 0 to 1" in text
    assert ears.requests == []


async def test_in_a_direct_message_it_is_about_the_workspace(club: FakeSlack, ears: Ears) -> None:
    direct = club.world.open_direct(club.world.mona["id"])
    await (await club.interactions.command("help", by=club.world.mona, channel=direct)).reply()
    assert ears.requests[0].places == (club.world.team,)


async def test_who_is_no_administrator_is_asked_about_as_such(club: FakeSlack, ears: Ears) -> None:
    await (await club.interactions.command("settings", by=club.world.kim)).reply()
    assert not ears.requests[0].by.is_moderator


async def test_files_come_by_direct_message_as_an_answer_for_one_alone_takes_none(
    club: FakeSlack, ears: Ears
) -> None:
    ears.response = Reply(
        "The last 7 days",
        fields=(Field("Cases", "3\n4"),),
        files=(File("chart.png", b"\x89PNG", "image/png"), File("cases.csv", b"a,b", "text/csv")),
    )
    typed = await club.interactions.command("report", by=club.world.mona)
    text = read((await typed.reply())["blocks"])
    assert "*Cases  *3 · 4" in text
    assert "I have sent you chart.png, cases.csv as a direct message." in text
    (message,) = club.shown(club.world.open_direct(club.world.mona["id"]))
    assert [file["title"] for file in message["files"]] == ["chart.png", "cases.csv"]
    assert list(club.methods.uploads.values()) == [b"\x89PNG", b"a,b"]


async def test_where_files_cannot_be_sent_the_answer_says_why(club: FakeSlack, ears: Ears) -> None:
    club.web.refuse("conversations.open", "missing_scope")
    ears.response = Reply("Cases", files=(File("cases.csv", b"a,b", "text/csv"),))
    typed = await club.interactions.command("export", by=club.world.mona)
    assert "cases.csv could not be sent: refused: no scope" in read((await typed.reply())["blocks"])


async def test_a_press_is_asked_once_and_the_alert_is_drawn_anew(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears, make_alert())
    alert = replace(make_alert(), decisions=("mona: Dismiss",), buttons=(Button.UNDO,))
    ears.response = Reply("Dismissed", alert=alert)
    pressed = await club.interactions.press("parley:dismiss:17", shown, by=club.world.mona)
    assert await pressed.ack() is None
    reply = await pressed.reply()
    assert (reply["response_type"], reply["replace_original"]) == ("ephemeral", False)
    changed = await club.call("chat.update")
    assert [request.ask for request in ears.requests] == [Press(Button.DISMISS, 17)]
    assert changed["ts"] == shown["ts"]
    assert "*Decided  *mona: Dismiss" in read(changed["blocks"])
    assert action_ids(changed["blocks"]) == [["parley:show:17", "parley:undo:17"]]
    assert changed["text"].startswith("Case 17")


async def show(club: FakeSlack, ears: Ears, alert: Alert) -> JSON:
    await ears.platform.alert(alert)
    return await club.alert()


async def test_beside_others_only_the_pressed_alert_is_drawn_anew(
    club: FakeSlack, ears: Ears
) -> None:
    alerts = [make_alert(number) for number in (1, 2)]
    blocks = [block.to_dict() for block in draw_cards(alerts)]
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
    shown = await show(club, ears, make_alert())
    ears.response = Reply("Undone", alert=replace(make_alert(), buttons=()))
    await club.interactions.command("undo 17", by=club.world.mona)
    assert (await club.call("chat.update"))["ts"] == shown["ts"]


async def test_a_press_after_a_restart_is_answered_as_its_id_says_all(
    club: FakeSlack, ears: Ears
) -> None:
    old = club.world.add_message("", channel=club.world.moderators, by=club.world.bot)
    await (await club.interactions.press("parley:undo:3", old, by=club.world.mona)).reply()
    assert ears.requests[0].ask == Press(Button.UNDO, 3)


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
    shown = await show(club, ears, make_alert())
    ears.response = Reply(
        "Case 17: deleted", quote=make_alert().pieces, buttons=(Button.DISMISS,), case=17
    )
    await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    opened = (await club.call("views.update")).args
    assert ears.requests[0].ask == LookUpCase(17)
    assert read(opened["view"]["blocks"]) == ("Case 17: deleted\n> you *buffoon*\n[Dismiss]")
    assert "buffoon" not in json.dumps(shown["blocks"])
    waiting = club.calls("views.open")[0]["view"]
    assert read(waiting["blocks"]) == "One moment…"


async def test_who_may_not_see_a_text_reads_why_in_its_place(club: FakeSlack, ears: Ears) -> None:
    shown = await show(club, ears, make_alert())
    ears.response = Refusal("only moderators can do this")
    await club.interactions.press("parley:show:17", shown, by=club.world.kim)
    opened = await club.call("views.update")
    assert read(opened["view"]["blocks"]) == "Not done\nonly moderators can do this"


async def test_what_is_decided_beside_the_text_is_shown_there_and_in_the_alert(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears, make_alert())
    await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    window = (await club.call("views.update")).args["view_id"]
    ears.platform._alerts._posted = Posted()  # as after a restart
    ears.response = Reply("Case 17: Delete", alert=replace(make_alert(), buttons=()))
    view = club.world.views[window]
    await club.interactions.press_in_view("parley:delete:17", view, by=club.world.mona)
    answered = await club.call("views.update", number=2)
    assert answered["view_id"] == window
    assert read(answered["view"]["blocks"]) == "Case 17: Delete"
    assert (await club.call("chat.update"))["ts"] == shown["ts"]


async def test_a_window_that_slack_no_longer_opens_is_explained(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears, make_alert())
    club.web.refuse("views.open", "expired_trigger_id")
    pressed = await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    assert "press again" in read((await pressed.reply())["blocks"])
    assert ears.requests == []


async def test_a_window_that_was_closed_meanwhile_spoils_nothing(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears, make_alert())
    club.web.refuse("views.update", "not_found")
    ears.response = Reply("Case 17: Delete", alert=replace(make_alert(), buttons=()))
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
    assert [request.ask for request in ears.requests] == [Appeal(7, "it was a joke")]
    assert ears.requests[0].by.id == club.world.kim["id"]


@pytest.mark.parametrize("button", [Button.WARN, Button.UPHOLD])
async def test_what_its_author_is_to_read_is_asked_of_a_moderator_in_a_form(
    club: FakeSlack, ears: Ears, button: Button
) -> None:
    shown = await show(club, ears, make_alert())
    await club.interactions.press(f"parley:{button}:17", shown, by=club.world.mona)
    await club.call("views.open")
    (form,) = club.world.views.values()
    assert ears.requests == []
    ears.response = Reply("Case 17", alert=replace(make_alert(), buttons=()))
    values = {"why": {"why": "mind the others"}}
    await (await club.interactions.submit(form, values, by=club.world.mona)).ack()
    assert (await club.call("chat.update"))["ts"] == shown["ts"]
    assert [request.ask for request in ears.requests] == [Press(button, 17, "mind the others")]


async def test_the_form_comes_in_the_place_of_the_text_it_is_about(
    club: FakeSlack, ears: Ears
) -> None:
    shown = await show(club, ears, make_alert())
    await club.interactions.press("parley:show:17", shown, by=club.world.mona)
    window = (await club.call("views.update")).args["view_id"]
    view = club.world.views[window]
    await club.interactions.press_in_view("parley:warn:17", view, by=club.world.mona)
    form = await club.call("views.update", number=2)
    assert (form["view_id"], form["view"]["callback_id"]) == (window, "parley:warn:17")
    assert form["view"]["private_metadata"].endswith(shown["ts"])
    assert len(club.calls("views.open")) == 1


async def test_the_menu_reports_a_message_as_it_is_now(club: FakeSlack, ears: Ears) -> None:
    edited = {"user": club.world.kim["id"], "ts": "1700000000.000000"}
    said = club.world.add_message("you buffoon", edited=edited)
    chosen = await club.interactions.shortcut("report_to_moderators", said, by=club.world.mona)
    assert await chosen.ack() is None
    await chosen.reply()
    (request,) = ears.requests
    assert isinstance(request.ask, FlagMessage)
    message = request.ask.message
    assert (message.id, message.text) == (said["ts"], "you buffoon")
    assert (message.author.id, message.author.name) == (club.world.kim["id"], "kim")
    assert message.edited_at is not None
    assert message.channel == club.world.general


async def test_the_menu_checks_a_message_also_where_the_bot_is_not(
    club: FakeSlack, ears: Ears
) -> None:
    said = club.world.add_message("you buffoon", channel=club.world.random)
    chosen = await club.interactions.shortcut("check_toxicity", said, by=club.world.mona)
    assert (await chosen.reply())["response_type"] == "ephemeral"
    assert ears.requests[0].ask == Check("you buffoon")
    assert ears.requests[0].places == (club.world.random, club.world.team)


async def open_home(club: FakeSlack, person: JSON, tab: str = "home") -> None:
    direct = club.world.open_direct(person["id"])
    await club.bring_event(
        {"type": "app_home_opened", "user": person["id"], "channel": direct, "tab": tab}
    )


async def test_the_page_is_drawn_for_whoever_opens_it(club: FakeSlack, ears: Ears) -> None:
    ears.response = Reply("Mode flag", more=(Reply("1 open case"), Reply("Case 3", case=3)))
    await open_home(club, club.world.mona, "messages")
    await open_home(club, club.world.mona)
    page = (await club.call("views.publish")).args
    assert page["user_id"] == club.world.mona["id"]
    assert page["view"]["type"] == "home"
    assert action_ids(page["view"]["blocks"]) == [["parley:show:3"]]
    (request,) = ears.requests
    assert (request.ask, request.places) == (ShowHome(), (club.world.team,))


async def test_what_is_decided_from_the_page_changes_it(club: FakeSlack, ears: Ears) -> None:
    await open_home(club, club.world.mona)
    await club.call("views.publish")
    page = club.world.views[club.world.mona["id"]]
    await club.interactions.press_in_view("parley:show:3", page, by=club.world.mona)
    window = (await club.call("views.update")).args["view_id"]
    view = club.world.views[window]
    await club.interactions.press_in_view("parley:dismiss:3", view, by=club.world.mona)
    await club.call("views.publish", number=2)
    assert [request.ask for request in ears.requests] == [
        ShowHome(),
        LookUpCase(3),
        Press(Button.DISMISS, 3),
        ShowHome(),
    ]
