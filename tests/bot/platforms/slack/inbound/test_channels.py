"""Channels that the bot joins by itself."""

from bot.domain.policy import Exemptions, Mode, Policy
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.server import FakeSlack

JOINING_POLICY = Policy(mode=Mode.ENFORCE, join_public_channels=True)


async def test_public_channels_are_joined_where_the_policy_says_so_and_new_ones_too(
    club: FakeSlack, start_bot: StartBot
) -> None:
    exempt = club.world.add_channel("quiet", has_bot=False)
    old = club.world.add_channel("old", has_bot=False, is_archived=True)
    club.world.add_channel("secret", has_bot=False, is_private=True)
    quiet = Exemptions(channels=frozenset({exempt}))
    await start_bot(JOINING_POLICY.model_copy(update={"exempt": quiet}))
    await club.wait_for_call("conversations.join", channel=club.world.random)
    new = club.world.add_channel("tea", has_bot=False)
    made = {"type": "channel_created", "channel": {"id": new, "name": "tea"}}
    await club.deliver_event(made)
    await club.wait_for_call("conversations.join", channel=new)
    await club.deliver_event({"type": "channel_unarchive", "channel": old, "user": "U1"})
    await club.wait_for_call("conversations.join", channel=old)
    posted = await club.say("you buffoon", channel=club.world.random)
    assert (await club.wait_for_call("chat.delete"))["ts"] == posted["ts"]
    assert len(club.calls("conversations.join")) == 3


async def test_no_channel_is_joined_unless_the_policy_says_so(
    club: FakeSlack, start_bot: StartBot
) -> None:
    await start_bot()
    made = {"type": "channel_created", "channel": {"id": club.world.random, "name": "random"}}
    await (await club.deliver_event(made)).ack()
    await club.say("you buffoon")
    await club.alert()
    assert club.calls("conversations.join") == []
