"""Notices to authors over slack_sdk: few of them, true, and also of what was wrong."""

import pytest

from bot.domain.actions import Action
from bot.domain.policy import LabelRule, Mode, Policy
from bot.platforms.slack.connection.tokens import USER
from classifier import Label
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack

KICKS = Policy(mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=Action.KICK)})


def told(club: FakeSlack) -> list[str]:
    """Return the texts of all messages to kim alone."""
    direct = club.calls("chat.postMessage")
    elsewhere = {club.world.moderators, club.world.general}
    return [
        *(call["text"] for call in direct if call["channel"] not in elsewhere),
        *(call["text"] for call in club.calls("chat.postEphemeral", user=club.world.kim["id"])),
    ]


def notified(club: FakeSlack, user: str) -> bool:
    """Return whether a direct or an ephemeral message to somebody was asked for."""
    is_direct = club.calls("conversations.open", users=user)
    return bool(is_direct or club.calls("chat.postEphemeral", user=user))


@pytest.mark.parametrize("without", [(), (USER,)], ids=["deleted", "warned"])
async def test_thirty_rude_messages_of_one_person_are_one_notice_at_once(
    club: FakeSlack, start_bot: StartBot, without: tuple[str, ...]
) -> None:
    await (start_bot(without=without[0]) if without else start_bot())
    for _ in range(30):
        await club.say("you buffoon")
    robin = club.world.add_user("robin")
    await club.say("drat", by=robin)
    await club.until(lambda: notified(club, robin["id"]))
    assert len(told(club)) == 1


async def test_who_is_removed_from_a_channel_is_told_afterwards(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(KICKS)
    tea = club.world.add_channel("tea")
    await club.say("you buffoon", channel=tea)
    await club.alert()
    methods = [call.method for call in club.api.calls]
    assert methods.index("conversations.kick") < methods.index("conversations.open")
    assert told(club) == ["You were removed from here"]


async def test_who_could_not_be_removed_is_told_of_the_deletion_alone(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot(KICKS)
    club.api.refuse("conversations.kick", "restricted_action")
    await club.say("you buffoon")
    assert "Case 1: deleted" in str(await club.alert())
    assert told(club) == ["Your message was deleted"]
