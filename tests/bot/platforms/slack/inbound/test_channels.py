"""Channels that the bot is to be in."""

from bot.domain.policy import Exemptions, Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack

JOINS = Policy(mode=Mode.ENFORCE, join_public_channels=True)


async def test_public_channels_are_joined_where_the_policy_says_so_and_new_ones_too(
    club: FakeSlack, start_bot: StartBot
) -> None:
    exempt = club.world.add_channel("quiet", has_bot=False)
    old = club.world.add_channel("old", has_bot=False, is_archived=True)
    club.world.add_channel("secret", has_bot=False, is_private=True)
    quiet = Exemptions(channels=frozenset({exempt}))
    await start_bot(JOINS.model_copy(update={"exempt": quiet}))
    await club.call("conversations.join", channel=club.world.random)
    new = club.world.add_channel("tea", has_bot=False)
    made = {"type": "channel_created", "channel": {"id": new, "name": "tea"}}
    await club.bring_event(made)
    await club.call("conversations.join", channel=new)
    await club.bring_event({"type": "channel_unarchive", "channel": old, "user": "U1"})
    await club.call("conversations.join", channel=old)
    said = await club.say("you buffoon", channel=club.world.random)
    assert (await club.call("chat.delete"))["ts"] == said["ts"]
    assert len(club.calls("conversations.join")) == 3


async def test_no_channel_is_joined_unasked(club: FakeSlack, start_bot: StartBot) -> None:
    await start_bot()
    made = {"type": "channel_created", "channel": {"id": club.world.random, "name": "random"}}
    await (await club.bring_event(made)).ack()
    await club.say("you buffoon")
    await club.alert()
    assert club.calls("conversations.join") == []
