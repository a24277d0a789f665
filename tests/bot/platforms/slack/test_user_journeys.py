"""What people do on Slack, with the whole bot behind it: cases, presses, appeals, the page."""

import pytest

from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, action_ids, read
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.server import FakeSlack

RUDE = "you buffoon"


def flagging(club: FakeSlack) -> Policy:
    return Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators}))


async def flag(club: FakeSlack, start_bot: StartBot) -> JSON:
    """A bot that only flags has flagged something; returns the alert."""
    await start_bot(flagging(club))
    await club.say(RUDE)
    return await club.alert()


async def press(club: FakeSlack, button: Button, message: JSON, *, by: JSON) -> str:
    pressed = await club.interactions.press(f"parley:{button}:1", message, by=by)
    return await read_reply(pressed)


async def read_reply(interaction: Interaction) -> str:
    return read((await interaction.reply())["blocks"])


async def ask(club: FakeSlack, line: str, *, by: JSON | None = None) -> str:
    typed = await club.interactions.command(line, by=by or club.world.mona)
    return await read_reply(typed)


async def test_a_moderator_deletes_what_was_flagged_and_the_alert_names_them(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(flagging(club))
    said = await club.say(RUDE)
    alert = await club.alert()
    assert "🟡 Case 1: flagged, wanted: delete" in read(alert["blocks"])
    told = await press(club, Button.DELETE, alert, by=club.world.mona)
    assert told == "Case 1: Delete\ndeleted."
    assert (await club.call("chat.delete"))["ts"] == said["ts"]
    changed = read((await club.call("chat.update"))["blocks"])
    assert "*Decided  *mona: Delete" in changed
    assert "[Delete]" not in changed
    assert RUDE not in changed


async def test_of_two_who_press_at_once_one_is_told_of_the_other(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag(club, start_bot)
    presses = [
        await club.interactions.press("parley:delete:1", alert, by=by)
        for by in (club.world.mona, club.world.olga)
    ]
    told = sorted([await read_reply(pressed) for pressed in presses])
    assert told[0] == "Case 1: Delete\ndeleted."
    assert told[1].startswith("Not done\ndone already: ")
    assert len(club.calls("chat.delete")) == 1


async def test_buttons_are_for_moderators_only_and_so_is_the_text(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag(club, start_bot)
    kim = club.world.kim
    assert "only moderators" in await press(club, Button.DELETE, alert, by=kim)
    await club.interactions.press("parley:show:1", alert, by=kim)
    assert "only moderators" in read((await club.call("views.update"))["view"]["blocks"])
    await club.interactions.press("parley:show:1", alert, by=club.world.mona)
    opened = await club.call("views.update", number=2)
    assert "> you *buffoon*" in read(opened["view"]["blocks"])
    assert club.calls("chat.delete") == []


async def test_the_policy_can_name_a_moderator_who_is_no_administrator(
    club: FakeSlack, start_bot: StartBot
) -> None:
    kim = club.world.kim["id"]
    await start_bot(Policy(moderator_ids=frozenset({kim})))
    assert (await ask(club, "settings", by=club.world.kim)).startswith("What holds here")


async def test_a_button_works_after_a_restart(club: FakeSlack, start_bot: StartBot) -> None:
    running = await start_bot(flagging(club))
    await club.say(RUDE)
    alert = await club.alert()
    await running.stop()
    await start_bot(flagging(club))
    assert "deleted" in await press(club, Button.DELETE, alert, by=club.world.mona)
    assert "mona: Delete" in read((await club.call("chat.update"))["blocks"])


async def test_undo_says_what_cannot_be_taken_back(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    await club.say(RUDE)
    alert = await club.alert()
    told = await press(club, Button.UNDO, alert, by=club.world.mona)
    assert "The message cannot be brought back" in told
    assert f"> {RUDE}" in told
    assert "settled already: mona: Undo" in await ask(club, "undo 1")


async def test_without_an_administrators_token_no_button_offers_to_delete(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(flagging(club), without=USER)
    await club.say(RUDE)
    (row,) = action_ids((await club.alert())["blocks"])
    assert "parley:delete:1" not in row
    assert "parley:warn:1" in row


async def test_an_appeal_goes_from_the_notice_to_the_moderators_and_back(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say(RUDE)
    await club.alert()
    direct = club.world.open_direct(club.world.kim["id"])
    notice = (await club.call("chat.postMessage", channel=direct)).args
    assert action_ids(notice["blocks"]) == [["parley:appeal:1"]]
    where = {"ts": club.shown(direct)[0]["ts"], "channel": direct}
    await club.interactions.press("parley:appeal:1", where, by=club.world.kim)
    await club.call("views.open")
    (form,) = club.world.views.values()
    sent = await club.interactions.submit(
        form, {"why": {"why": "we were joking <!here>"}}, by=club.world.kim
    )
    await sent.ack()
    answered = await club.call("views.update")
    assert "Your appeal was sent" in read(answered["view"]["blocks"])
    alert = await club.alert(number=2)
    assert "*Appeal*\n> we were joking <\u200b!here>" in read(alert["blocks"])
    assert "joking" not in alert["text"]
    assert "[Uphold] [Overturn]" in read(alert["blocks"])
    await press(club, Button.OVERTURN, alert, by=club.world.mona)
    told = await club.call("chat.postMessage", channel=direct, number=2)
    assert "Your appeal was accepted" in read(told["blocks"])
    assert action_ids(told["blocks"]) == []


async def test_a_warning_carries_what_the_moderator_has_to_say(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag(club, start_bot)
    await club.interactions.press("parley:warn:1", alert, by=club.world.mona)
    await club.call("views.open")
    (form,) = club.world.views.values()
    values = {"why": {"why": "be kind"}}
    await club.interactions.submit(form, values, by=club.world.mona)
    told = read((await club.call("chat.postEphemeral"))["blocks"])
    assert "A moderator found what you wrote insulting.\nIn their words: be kind" in told
    assert "mona: Warn, as “be kind”" in read((await club.call("chat.update"))["blocks"])


async def test_a_member_reports_a_message_once_and_moderators_see_who(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(flagging(club))
    said = await club.say("a quiet insinuation")
    chosen = [
        await club.interactions.shortcut("report_to_moderators", said, by=club.world.kim)
        for _ in range(2)
    ]
    told = sorted([await read_reply(one) for one in chosen])
    assert told[0].startswith("Not done\nyou have reported this message already")
    assert told[1] == "Thank you\nThe moderators have it, as case 1."
    assert "reported by kim" in read((await club.alert())["blocks"])


async def test_only_moderators_check_a_message_by_its_menu(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    said = club.world.add_message(RUDE)
    for by, told in ((club.world.kim, "only moderators"), (club.world.mona, "would be deleted")):
        chosen = await club.interactions.shortcut("check_toxicity", said, by=by)
        assert told in await read_reply(chosen)


async def test_the_page_leads_a_moderator_from_an_open_case_to_its_decision(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await flag(club, start_bot)
    await club.open_home(club.world.mona)
    page = read((await club.call("views.publish"))["view"]["blocks"])
    assert "Mode flag\nI show the moderators what I find" in page
    assert "1 open case\n*Case 1: flagged*" in page
    assert "The last 7 days" in page
    assert "insult: flag from" in page
    assert RUDE not in page


async def test_a_member_reads_there_how_to_appeal_and_can(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say(RUDE)
    await club.alert()
    await club.open_home(club.world.kim)
    page = (await club.call("views.publish"))["view"]["blocks"]
    assert "press Appeal" in read(page)
    assert "What holds here" not in read(page)
    assert action_ids(page) == [["parley:appeal:1"]]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("check you buffoon", "This would be deleted"),
        ("user <@{kim}|kim>", "1 strike in 30 days"),
        ("case 1", "> you *buffoon*"),
        ("report 30", "I have sent you parley-30-days.png as a direct message."),
        ("threshold insult 0.5 off <#{general}|general>", "In <#{general}>: flag from 0.50"),
        ("exempt add channel <#{general}>", "Nothing is done about messages of <#{general}>"),
        ("mode shadow", "Mode shadow"),
        ("settings", "*Mode  *enforce"),
        ("export csv", "I have sent you parley-cases.csv as a direct message."),
        ("erase <@{kim}>", "in 1 case are gone"),
        ("help", "/toxicity erase MEMBER"),
        ("dance", 'there is no command "dance"'),
    ],
)
async def test_every_command_is_answered(
    club: FakeSlack, start_bot: StartBot, line: str, told: str
) -> None:
    await start_bot()
    await club.say(RUDE)
    await club.alert()
    ids = {"kim": club.world.kim["id"], "general": club.world.general}
    assert told.format(**ids) in await ask(club, line.format(**ids))
