"""Commands and menus on Slack: they become requests, and answers are shown to one person alone."""

from datetime import timedelta

import pytest

from bot.domain.actions import Action
from bot.domain.buttons import Button
from bot.domain.inline import RichText
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
from bot.interactions.replies import Field, File, FileReply, Reply
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
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import JSON, render_text
from tests.fakes.slack.server import FakeSlack

TYPED: dict[str, Command] = {
    "check you <@U0KIM|kim> &amp; me": Check("you <@U0KIM|kim> &amp; me"),
    "user <@U0KIM|kim>": LookUpMember("U0KIM"),
    "case 7": LookUpCase(7),
    "undo 7": Decide(Button.UNDO, 7),
    "dismiss 7": Decide(Button.DISMISS, 7),
    "report 30": MakeReport(30),
    "threshold “identity hate” 0.5 off <#C0ROOM|room>": SetThreshold(
        Label.IDENTITY_HATE, 0.5, "off", "C0ROOM"
    ),
    "exempt add channel <#C0ROOM|>": SetExemption(is_exempt=True, kind="channel", id="C0ROOM"),
    "mode shadow": SetMode(Mode.SHADOW),
    "settings": ShowSettings(),
    "export": Export(),
    "erase <@U0KIM>": Erase("U0KIM"),
    "erasures": ListErasures(),
    "queue author:<@U0KIM|kim> page:2": ShowQueue(author="U0KIM", page=2),
    "queue identity_hate <#C0ROOM|room>": ShowQueue(Label.IDENTITY_HATE, "C0ROOM"),
    "take": TakeCase(),
    "take 7": TakeCase(7),
    "take label:threat": TakeCase(label=Label.THREAT),
    "release 7": ReleaseCase(7),
    "context 7": ShowSurroundings(7),
    "act 7": ChangeAction(7),
    "act 7 ban clear_days:3": ChangeAction(7, Action.BAN, 3),
    "all 7 author": DecideGroup(7, CaseGroup.AUTHOR),
    "purge <@U0KIM> last:2h yes": Purge("U0KIM", timedelta(hours=2), is_confirmed=True),
    "purge <@U0KIM> 90m <#C0ROOM|>": Purge("U0KIM", timedelta(minutes=90), "C0ROOM"),
    "ban 7 enough": Decide(Button.BAN, 7, "enough"),
    "help": Help(),
    "": Help(),
}


@pytest.mark.parametrize("line", TYPED)
async def test_a_command_is_acknowledged_asked_and_answered_for_its_author_alone(
    club: FakeSlack, recorder: Recorder, line: str
) -> None:
    recorder.response = Reply.of("Done", "one", "two")
    typed = await club.interactions.command(line, by=club.world.mona)
    assert await typed.ack() is None
    reply = await typed.reply()
    assert reply["response_type"] == "ephemeral"
    assert reply["text"] == "Done"
    assert render_text(reply["blocks"]) == "Done\none\ntwo"
    (request,) = recorder.requests
    assert request.command == TYPED[line]
    assert request.scopes == (club.world.general, club.world.team)
    assert (request.by.id, request.by.is_moderator) == (club.world.mona["id"], True)


async def test_slack_hears_at_once_of_everything_however_long_the_answer_takes(
    club: FakeSlack, recorder: Recorder
) -> None:
    recorder.may_answer.clear()
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
    recorder.may_answer.set()
    await begun[0].reply()


async def test_a_mistake_in_a_command_is_answered_without_the_desk(
    club: FakeSlack, recorder: Recorder
) -> None:
    typed = await club.interactions.command("threshold insult high off", by=club.world.mona)
    text = render_text((await typed.reply())["blocks"])
    assert text.startswith("Not done\nflag cannot be")
    assert "a number from 0 to 1" in text
    assert recorder.requests == []


async def test_in_a_direct_message_it_is_about_the_workspace(
    club: FakeSlack, recorder: Recorder
) -> None:
    direct = club.world.open_direct(club.world.mona["id"])
    await (await club.interactions.command("help", by=club.world.mona, channel=direct)).reply()
    assert recorder.requests[0].scopes == (club.world.team,)


async def test_who_is_no_administrator_is_asked_about_as_such(
    club: FakeSlack, recorder: Recorder
) -> None:
    await (await club.interactions.command("settings", by=club.world.kim)).reply()
    assert not recorder.requests[0].by.is_moderator


async def test_files_come_by_direct_message_as_an_answer_for_one_alone_takes_none(
    club: FakeSlack, recorder: Recorder
) -> None:
    recorder.response = FileReply(
        Reply("The last 7 days", fields=(Field("Cases", RichText("3\n4")),)),
        (File("chart.png", b"\x89PNG", "image/png"), File("cases.csv", b"a,b", "text/csv")),
    )
    typed = await club.interactions.command("report", by=club.world.mona)
    text = render_text((await typed.reply())["blocks"])
    assert "*Cases  *3 · 4" in text
    assert "I have sent you chart.png, cases.csv as a direct message." in text
    (message,) = club.shown(club.world.open_direct(club.world.mona["id"]))
    assert [file["title"] for file in message["files"]] == ["chart.png", "cases.csv"]
    assert list(club.methods.uploads.values()) == [b"\x89PNG", b"a,b"]


async def test_where_files_cannot_be_sent_the_answer_says_why(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.refuse("conversations.open", "missing_scope")
    recorder.response = FileReply(Reply("Cases"), (File("cases.csv", b"a,b", "text/csv"),))
    typed = await club.interactions.command("export", by=club.world.mona)
    assert "cases.csv could not be sent: refused: no scope" in render_text(
        (await typed.reply())["blocks"]
    )


async def report(club: FakeSlack, said: JSON, *, why: str = "") -> str:
    """Choose mona's menu on a message, fill in its form, and return what she reads."""
    chosen = await club.interactions.shortcut("report_to_moderators", said, by=club.world.mona)
    assert await chosen.ack() is None
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    sent = await club.interactions.submit(form, {"why": {"why": why}}, by=club.world.mona)
    await sent.ack()
    return render_text((await club.wait_for_call("views.update"))["view"]["blocks"])


async def test_the_menu_reports_a_message_as_it_is_now(club: FakeSlack, recorder: Recorder) -> None:
    edited = {"user": club.world.kim["id"], "ts": "1700000000.000000"}
    said = club.world.add_message("you buffoon", edited=edited)
    await report(club, said, why="they follow me")
    (request,) = recorder.requests
    assert isinstance(request.command, ReportMessage)
    assert request.command.why == "they follow me"
    message = request.command.message
    assert (message.id, message.text) == (said["ts"], "you buffoon")
    assert (message.author.id, message.author.name) == (club.world.kim["id"], "kim")
    assert message.edited_at is not None
    assert message.channel == club.world.general


async def test_a_direct_message_is_reported_as_the_menu_has_shown_it(
    club: FakeSlack, recorder: Recorder
) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    said = club.world.add_message("you buffoon", channel=direct)
    await report(club, said)
    (request,) = recorder.requests
    assert isinstance(request.command, ReportMessage)
    assert (request.command.message.text, request.command.message.channel) == (
        "you buffoon",
        direct,
    )
    assert club.calls("conversations.history") == []


async def test_a_report_is_sent_without_a_reason_where_slack_opens_no_form(
    club: FakeSlack, recorder: Recorder
) -> None:
    club.api.refuse("views.open", "expired_trigger_id")
    said = club.world.add_message("you buffoon")
    chosen = await club.interactions.shortcut("report_to_moderators", said, by=club.world.mona)
    assert (await chosen.reply())["response_type"] == "ephemeral"
    (request,) = recorder.requests
    assert isinstance(request.command, ReportMessage)


async def test_a_form_from_before_a_restart_says_to_report_again(
    club: FakeSlack, recorder: Recorder
) -> None:
    said = club.world.add_message("you buffoon")
    await club.interactions.shortcut("report_to_moderators", said, by=club.world.mona)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    before = {**form, "private_metadata": "C1 1.000000"}
    await club.interactions.submit(before, {"why": {"why": ""}}, by=club.world.mona)
    answer = await club.wait_for_call("views.update")
    assert "choose Report to moderators again" in render_text(answer["view"]["blocks"])
    assert recorder.requests == []


async def test_the_menu_checks_a_message_also_where_the_bot_is_not(
    club: FakeSlack, recorder: Recorder
) -> None:
    said = club.world.add_message("you buffoon", channel=club.world.random)
    chosen = await club.interactions.shortcut("check_toxicity", said, by=club.world.mona)
    assert (await chosen.reply())["response_type"] == "ephemeral"
    assert recorder.requests[0].command == Check("you buffoon")
    assert recorder.requests[0].scopes == (club.world.random, club.world.team)
