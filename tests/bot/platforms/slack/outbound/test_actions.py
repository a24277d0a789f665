"""Actions on the wire: what Slack is asked for, and what its answers become."""

from dataclasses import replace

import pytest

from bot.domain.actions import Action, Enforcement, Outcome, OutcomeResult
from bot.domain.message import Message
from bot.domain.notice import Notice
from bot.domain.policy import LabelRule, Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from bot.store.cases import Cases
from classifier import Label
from tests.bot.conftest import Capture
from tests.bot.platforms.slack.conftest import Ears, StartBot
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import BOT_TOKEN, USER_TOKEN


async def hear(club: FakeSlack, ears: Ears, **fields: object) -> Message:
    """A message of kim's, as the platform brings it."""
    await club.say("you buffoon", **fields)
    await ears.until(len(ears.messages) + 1)
    return ears.messages[-1]


def make_deed(
    action: Action, message: Message, *, is_told: bool = False, **more: object
) -> Enforcement:
    notice = Notice(message, 7, "Your message was removed", ("insult",), "you buffoon")
    enforcement = Enforcement(action, message, "case 7: insult", notice if is_told else None)
    return replace(enforcement, **more)  # type: ignore[arg-type]


async def test_an_administrator_deletes_and_what_is_gone_already_is_gone(
    club: FakeSlack, ears: Ears
) -> None:
    message = await hear(club, ears)
    enforcement = make_deed(Action.DELETE, message, is_told=True)
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.DELETE)
    assert await ears.platform.enforce(enforcement) == Outcome.gone(Action.DELETE)
    assert {call.token for call in club.calls("chat.delete")} == {USER_TOKEN}
    assert club.shown(club.world.general) == []
    direct = club.world.open_direct(message.author.id)
    assert len(club.shown(direct)) == 1  # told once, as there was nothing to tell of afterwards


async def test_all_parts_of_a_split_message_and_of_a_long_one_go(
    club: FakeSlack, ears: Ears
) -> None:
    first = await club.say("you")
    await ears.until(1)
    second = await hear(club, ears)
    gone = club.world.make_ts()
    whole = replace(second, id=f"{second.id}/2", parts=(first["ts"], gone, second.id))
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, whole))
    assert outcome == Outcome.done(Action.DELETE)
    asked = [call["ts"] for call in club.calls("chat.delete")]
    assert asked == [first["ts"], gone, second.id]


async def test_who_is_removed_from_a_channel_is_told_first_and_a_general_channel_keeps_everyone(
    club: FakeSlack, ears: Ears
) -> None:
    message = await hear(club, ears, channel=club.world.moderators)
    enforcement = make_deed(Action.KICK, message, is_told=True)
    assert await ears.platform.enforce(enforcement) == Outcome.done(Action.KICK)
    assert message.author.id not in club.world.members[club.world.moderators]
    methods = [call.method for call in club.web.calls]
    assert methods.index("chat.postMessage") < methods.index("conversations.kick")
    assert (await ears.platform.enforce(enforcement)).result is OutcomeResult.GONE
    general = await hear(club, ears)
    outcome = await ears.platform.enforce(make_deed(Action.KICK, general))
    assert (outcome.result, outcome.action) == (OutcomeResult.DONE, Action.DELETE)
    assert "whole workspace" in outcome.reason


async def test_a_moderators_kick_leaves_the_message(club: FakeSlack, ears: Ears) -> None:
    message = await hear(club, ears, channel=club.world.moderators)
    outcome = await ears.platform.enforce(make_deed(Action.KICK, message, deletes_message=False))
    assert outcome == Outcome.done(Action.KICK)
    assert club.calls("chat.delete") == []


async def test_nobody_deletes_a_direct_message(club: FakeSlack, ears: Ears) -> None:
    direct = club.world.open_direct(club.world.kim["id"])
    message = await hear(club, ears, channel=direct)
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
    assert outcome.result is OutcomeResult.REFUSED
    assert "direct message" in outcome.reason


REFUSALS: dict[str, tuple[str, str]] = {
    "chat.delete": ("cant_delete_message", "Message Editing and Deletion"),
    "chat.delete ": ("compliance_exports_prevent_deletion", "warning"),
    "chat.delete  ": ("channel_not_found", "/invite @Parley"),
    "chat.delete   ": ("token_revoked", "doctor"),
    "chat.delete    ": ("account_inactive", "doctor"),
    "chat.delete     ": ("some_new_word", "docs.slack.dev"),
    "conversations.kick": ("restricted_action", "Permissions"),
    "conversations.kick ": ("method_not_supported_for_channel_type", ""),
}


@pytest.mark.parametrize("method", REFUSALS)
async def test_what_slack_refuses_is_an_outcome_with_its_remedy(
    club: FakeSlack, ears: Ears, method: str
) -> None:
    error, remedy = REFUSALS[method]
    message = await hear(club, ears)
    club.web.refuse(method.strip(), error)
    action = Action.DELETE if method.startswith("chat") else Action.KICK
    outcome = await ears.platform.enforce(make_deed(action, message, deletes_message=False))
    assert (outcome.result, outcome.action) == (OutcomeResult.REFUSED, Action.NONE)
    assert outcome.reason
    assert remedy in outcome.remedy


async def test_a_missing_scope_is_named(club: FakeSlack, ears: Ears) -> None:
    message = await hear(club, ears)
    bot = club.world.tokens[BOT_TOKEN]
    bot.scopes -= {"channels:manage"}
    outcome = await ears.platform.enforce(make_deed(Action.KICK, message, deletes_message=False))
    assert outcome.reason == "no scope: channels:manage"
    assert "install the app again" in outcome.remedy


async def test_an_act_that_slack_does_not_understand_is_loud_and_over_and_shown_with_its_word(
    club: FakeSlack, start_bot: StartBot, cases: Cases, capture: Capture
) -> None:
    club.web.refuse("chat.delete", "invalid_arguments")
    await start_bot()
    await club.say("you buffoon")
    assert "Case 1: refused: Slack says invalid_arguments" in str(await club.alert())
    assert "not understood by slack" in capture.text
    found = await cases.find(1)
    assert found
    assert found.outcome


async def test_a_429_is_waited_out_and_the_deed_is_done(club: FakeSlack, ears: Ears) -> None:
    message = await hear(club, ears)
    club.web.waits["chat.delete"] = [0]
    assert await ears.platform.enforce(make_deed(Action.DELETE, message)) == Outcome.done(
        Action.DELETE
    )
    assert len(club.calls("chat.delete")) == 2


async def test_where_slack_asks_again_to_wait_that_is_left_to_whoever_asked(
    club: FakeSlack, ears: Ears
) -> None:
    message = await hear(club, ears)
    club.web.waits["chat.delete"] = [0, 120]
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
    assert outcome == Outcome.limited(120.0)


@pytest.mark.parametrize("status", [500, 503])
async def test_trouble_of_slacks_own_is_asked_again_later(
    club: FakeSlack, ears: Ears, status: int
) -> None:
    message = await hear(club, ears)
    club.web.broken["chat.delete"] = status
    outcome = await ears.platform.enforce(make_deed(Action.DELETE, message))
    assert outcome.result is OutcomeResult.LIMITED


INSULTS = {
    action: Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=action)})
    for action in (Action.DELETE, Action.TIMEOUT, Action.KICK, Action.BAN)
}


TOLD: dict[str, tuple[Action, str, tuple[str, ...]]] = {
    "no token": (
        Action.DELETE,
        USER,
        ("warned: only an administrator may delete", "wanted: delete", "Set SLACK_USER_TOKEN"),
    ),
    "no timeouts and no token": (
        Action.TIMEOUT,
        USER,
        ("warned: Slack has no timeouts", "wanted: timeout"),
    ),
    "no timeouts": (Action.TIMEOUT, "", ("deleted: Slack has no timeouts", "wanted: timeout")),
    "no bans": (Action.BAN, "", ("kicked: Slack lets no bot", "wanted: ban", "Manage members")),
    "half of it": (Action.KICK, USER, ("but the message stays", "Set SLACK_USER_TOKEN")),
}


@pytest.mark.parametrize("lack", TOLD)
async def test_the_alert_says_what_was_wanted_what_was_done_and_what_would_help(
    club: FakeSlack, start_bot: StartBot, lack: str
) -> None:
    action, without, told = TOLD[lack]
    await start_bot(INSULTS[action], without=without)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    shown = str(await club.alert())
    assert [words for words in told if words not in shown] == []


async def test_a_revoked_token_ends_no_bot_and_is_said_in_the_alert(
    club: FakeSlack, start_bot: StartBot
) -> None:
    running = await start_bot()
    club.world.tokens[USER_TOKEN].fault = "token_revoked"
    said = await club.say("you buffoon")
    shown = str(await club.alert())
    assert "refused: Slack no longer takes the token" in shown
    assert club.shown(club.world.general) == [said]
    assert not running.task.done()
