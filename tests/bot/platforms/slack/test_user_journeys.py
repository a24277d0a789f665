"""User journeys on Slack with the whole bot: cases, buttons, appeals, commands, the App Home."""

import pytest

from bot.domain.buttons import Button
from bot.domain.policy import Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from tests.bot.platforms.slack.conftest import StartBot
from tests.bot.platforms.slack.example_alerts import JSON, action_ids, render_text
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.server import FakeSlack

RUDE_TEXT = "you buffoon"


def make_flag_policy(club: FakeSlack) -> Policy:
    return Policy(mode=Mode.FLAG, alerts=frozenset({club.world.moderators}))


async def flag_message(club: FakeSlack, start_bot: StartBot) -> JSON:
    """Start a bot in the mode flag, post a rude message, and return its alert."""
    await start_bot(make_flag_policy(club))
    await club.say(RUDE_TEXT)
    return await club.alert()


async def press(club: FakeSlack, button: Button, message: JSON, *, by: JSON) -> str:
    pressed = await club.interactions.press(f"parley:{button}:1", message, by=by)
    return await read_reply(pressed)


async def read_reply(interaction: Interaction) -> str:
    return render_text((await interaction.reply())["blocks"])


async def type_command(club: FakeSlack, line: str, *, by: JSON | None = None) -> str:
    typed = await club.interactions.command(line, by=by or club.world.mona)
    return await read_reply(typed)


async def test_a_moderator_deletes_what_was_flagged_and_the_alert_names_them(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    posted = await club.say(RUDE_TEXT)
    alert = await club.alert()
    assert "🟡 Case 1: flagged, wanted: delete" in render_text(alert["blocks"])
    answer = await press(club, Button.DELETE, alert, by=club.world.mona)
    assert answer == "Case 1: Delete\ndeleted."
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    changed = render_text((await club.wait_for_call("chat.update"))["blocks"])
    assert "*Decided  *mona: Delete" in changed
    assert "[Delete]" not in changed
    assert RUDE_TEXT not in changed


async def test_of_two_simultaneous_presses_one_is_applied_and_the_other_told_so(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag_message(club, start_bot)
    presses = [
        await club.interactions.press("parley:delete:1", alert, by=by)
        for by in (club.world.mona, club.world.olga)
    ]
    answers = sorted([await read_reply(pressed) for pressed in presses])
    assert answers[0] == "Case 1: Delete\ndeleted."
    assert answers[1].startswith("Not done\ndone already: ")
    assert len(club.calls("chat.delete")) == 1


async def test_of_delete_and_dismiss_in_the_same_moment_one_wins_and_names_who_was_first(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag_message(club, start_bot)
    deleting, dismissing = [
        await club.interactions.press(f"parley:{button}:1", alert, by=by)
        for button, by in (("delete", club.world.mona), ("dismiss", club.world.olga))
    ]
    answers = [await read_reply(deleting), await read_reply(dismissing)]
    (refused,) = (answer for answer in answers if answer.startswith("Not done"))
    assert "mona: Delete" in refused or "olga: Dismiss" in refused
    assert len(club.calls("chat.delete")) == (answers[1] == refused)


async def test_buttons_and_the_text_of_a_case_are_for_moderators_only(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag_message(club, start_bot)
    kim = club.world.kim
    assert "only moderators" in await press(club, Button.DELETE, alert, by=kim)
    await club.interactions.press("parley:show:1", alert, by=kim)
    assert "only moderators" in render_text(
        (await club.wait_for_call("views.update"))["view"]["blocks"]
    )
    await club.interactions.press("parley:show:1", alert, by=club.world.mona)
    opened = await club.wait_for_call("views.update", number=2)
    assert "> you *buffoon*" in render_text(opened["view"]["blocks"])
    assert club.calls("chat.delete") == []


async def test_the_policy_can_name_a_moderator_who_is_no_administrator(
    club: FakeSlack, start_bot: StartBot
) -> None:
    kim = club.world.kim["id"]
    await start_bot(Policy(moderator_ids=frozenset({kim})))
    assert (await type_command(club, "settings", by=club.world.kim)).startswith("What holds here")


async def test_a_button_works_after_a_restart(club: FakeSlack, start_bot: StartBot) -> None:
    running = await start_bot(make_flag_policy(club))
    await club.say(RUDE_TEXT)
    alert = await club.alert()
    await running.stop()
    await start_bot(make_flag_policy(club))
    assert "deleted" in await press(club, Button.DELETE, alert, by=club.world.mona)
    assert "mona: Delete" in render_text((await club.wait_for_call("chat.update"))["blocks"])


async def test_undo_says_that_a_message_cannot_be_brought_back(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say(RUDE_TEXT)
    alert = await club.alert()
    answer = await press(club, Button.UNDO, alert, by=club.world.mona)
    assert answer.endswith(f"This is what it said:\n> {RUDE_TEXT}")
    assert "settled already: mona: Undo" in await type_command(club, "undo 1")


async def test_without_an_administrators_token_no_button_offers_to_delete(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club), without=USER)
    await club.say(RUDE_TEXT)
    (row,) = action_ids((await club.alert())["blocks"])
    assert "parley:delete:1" not in row
    assert "parley:warn:1" in row


async def test_an_appeal_goes_from_the_notice_to_the_moderators_and_back(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say(RUDE_TEXT)
    await club.alert()
    direct = club.world.open_direct(club.world.kim["id"])
    notice = (await club.wait_for_call("chat.postMessage", channel=direct)).args
    assert action_ids(notice["blocks"]) == [["parley:appeal:1"]]
    where = {"ts": club.shown(direct)[0]["ts"], "channel": direct}
    await club.interactions.press("parley:appeal:1", where, by=club.world.kim)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    submitted = await club.interactions.submit(
        form, {"why": {"why": "we were joking <!here>"}}, by=club.world.kim
    )
    await submitted.ack()
    answered = await club.wait_for_call("views.update")
    assert "Your appeal was sent" in render_text(answered["view"]["blocks"])
    alert = await club.alert(number=2)
    assert "*Appeal*\n> we were joking <\u200b!here>" in render_text(alert["blocks"])
    assert "joking" not in alert["text"]
    assert "[Uphold] [Overturn]" in render_text(alert["blocks"])
    await press(club, Button.OVERTURN, alert, by=club.world.mona)
    second = await club.wait_for_call("chat.postMessage", channel=direct, number=2)
    assert "Your appeal was accepted" in render_text(second["blocks"])
    assert action_ids(second["blocks"]) == []
    await club.wait_for_call("chat.update", number=2)
    for card in club.shown(club.world.moderators):
        assert "mona: Overturn" in render_text(card["blocks"])
        assert action_ids(card["blocks"]) == [["parley:show:1"]]


async def test_a_warning_carries_the_moderators_reason(
    club: FakeSlack, start_bot: StartBot
) -> None:
    alert = await flag_message(club, start_bot)
    await club.interactions.press("parley:warn:1", alert, by=club.world.mona)
    await club.wait_for_call("views.open")
    (form,) = club.world.views.values()
    values = {"why": {"why": "be kind"}}
    await club.interactions.submit(form, values, by=club.world.mona)
    answer = render_text((await club.wait_for_call("chat.postEphemeral"))["blocks"])
    assert "A moderator found what you wrote insulting.\nIn their words: be kind" in answer
    assert "mona: Warn, as “be kind”" in render_text(
        (await club.wait_for_call("chat.update"))["blocks"]
    )


async def report(club: FakeSlack, posted: JSON, number: int, *, why: str = "") -> str:
    """Report a message as kim; it is the n-th report of a test. Return what kim reads."""
    await club.interactions.shortcut("report_to_moderators", posted, by=club.world.kim)
    await club.wait_for_call("views.open", number=number)
    form = list(club.world.views.values())[-1]
    await club.interactions.submit(form, {"why": {"why": why}}, by=club.world.kim)
    answer = await club.wait_for_call("views.update", number=number)
    return render_text(answer["view"]["blocks"])


async def test_a_member_reports_a_message_once_and_moderators_see_who_and_why(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    posted = await club.say("a quiet insinuation")
    why = "about <!channel> & me"
    told = await report(club, posted, 1, why=why)
    assert told == "Thank you\nThe moderators have it, as case 1."
    again = await report(club, posted, 2)
    assert again.startswith("Not done\nyou have reported this message already")
    card = render_text((await club.alert())["blocks"])
    assert "reported by kim" in card
    assert "*They say*\n> about <\u200b!channel> & me" in card


async def test_reports_by_one_member_on_another_are_one_card_that_is_redrawn(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    mona = club.world.mona["id"]
    for number in range(1, 12):
        posted = await club.say(f"a quiet insinuation {number}", user=mona)
        told = await report(club, posted, number)
    assert told.startswith("Not done\nyou have reported 10 messages within 1 hour")
    (card,) = club.shown(club.world.moderators)
    assert "reported by kim (10 messages)" in render_text(card["blocks"])


async def test_of_a_reported_direct_message_no_deletion_is_offered(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(make_flag_policy(club))
    direct = club.world.open_direct(club.world.kim["id"])
    posted = club.world.add_message(RUDE_TEXT, channel=direct)
    await report(club, posted, 1)
    buttons = action_ids((await club.alert())["blocks"])[0]
    assert "parley:delete:1" not in buttons
    assert "parley:warn:1" in buttons


async def test_only_moderators_check_a_message_by_its_menu(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    posted = club.world.add_message(RUDE_TEXT)
    for by, answer in ((club.world.kim, "only moderators"), (club.world.mona, "would be deleted")):
        chosen = await club.interactions.shortcut("check_toxicity", posted, by=by)
        assert answer in await read_reply(chosen)


async def test_the_app_home_shows_a_moderator_the_settings_and_open_cases(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await flag_message(club, start_bot)
    await club.open_home(club.world.mona)
    page = render_text((await club.wait_for_call("views.publish"))["view"]["blocks"])
    assert "Mode flag\nI show the moderators what I find" in page
    assert "1 open case\nThe oldest and worst come first" in page
    assert "[Take the first] [Queue]\n*Case 1: flagged*" in page
    assert "The last 7 days" in page
    assert "insult: flag from" in page
    assert RUDE_TEXT not in page


async def test_the_app_home_lets_a_member_appeal(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    await club.say(RUDE_TEXT)
    await club.alert()
    await club.open_home(club.world.kim)
    page = (await club.wait_for_call("views.publish"))["view"]["blocks"]
    assert "press Appeal" in render_text(page)
    assert "What holds here" not in render_text(page)
    assert action_ids(page) == [["parley:appeal:1"]]


@pytest.mark.parametrize(
    ("line", "answer"),
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
        ("erase <@{kim}>", "has 1 case here."),
        ("erase <@{kim}> yes", "in 1 case are gone"),
        ("erasures", "0 erasures"),
        ("help", "/toxicity erase MEMBER"),
        ("dance", 'there is no command "dance"'),
    ],
)
async def test_every_command_is_answered(
    club: FakeSlack, start_bot: StartBot, line: str, answer: str
) -> None:
    await start_bot()
    await club.say(RUDE_TEXT)
    await club.alert()
    ids = {"kim": club.world.kim["id"], "general": club.world.general}
    assert answer.format(**ids) in await type_command(club, line.format(**ids))
