"""Who speaks, and where: authors, moderators, bots, places."""

from discord import Permissions

from bot.domain.message import AGE_RESTRICTED
from tests.bot.platforms.discord.conftest import Ears
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import DM, make_member

PLURALKIT = "466378653216014359"

AUTO_MODERATION = 24

PINNED_NOTE = 6


async def test_a_message_comes_with_its_author_its_places_and_a_link(
    club: FakeDiscord, ears: Ears
) -> None:
    said = await club.say("hello")
    await ears.until(1)
    (message,) = ears.messages
    world = club.world
    assert (message.id, message.text, message.author.name) == (said["id"], "hello", "kim")
    assert message.scopes == (world.general, world.rooms, world.guild)
    assert message.link.endswith(f"/{world.guild}/{world.general}/{said['id']}")
    assert not message.author.is_moderator
    assert message.edited_at is None


async def test_a_thread_inherits_from_its_channel_category_and_age_restriction(
    club: FakeDiscord, ears: Ears
) -> None:
    grown = club.world.add_channel("late", parent_id=club.world.rooms, nsfw=True)
    await club.gateway.tell("CHANNEL_CREATE", club.world.channels[grown])
    thread = club.world.add_thread("tea", parent=grown)
    await club.gateway.tell("THREAD_CREATE", thread)
    await club.say("hello", channel=thread["id"])
    await ears.until(1)
    (message,) = ears.messages
    assert message.scopes == (
        thread["id"],
        grown,
        club.world.rooms,
        AGE_RESTRICTED,
        club.world.guild,
    )


async def test_who_may_manage_messages_is_a_moderator(club: FakeDiscord, ears: Ears) -> None:
    member = make_member(None, roles=[club.world.moderator_role["id"]])
    await club.say("hello", author=club.world.mona, member=member)
    await ears.until(1)
    assert ears.messages[0].author.is_moderator


async def test_who_may_manage_messages_in_a_channel_is_a_moderator_in_its_threads(
    club: FakeDiscord, ears: Ears
) -> None:
    manage = str(Permissions(manage_messages=True).value)
    keeper = {"id": club.world.kim["id"], "type": 1, "allow": manage, "deny": "0"}
    kept = club.world.add_channel("tea", overwrites=[keeper])
    await club.gateway.tell("CHANNEL_CREATE", club.world.channels[kept])
    thread = club.world.add_thread("green tea", parent=kept)
    await club.gateway.tell("THREAD_CREATE", thread)
    for channel in (kept, thread["id"], club.world.general):
        await club.say("hello", channel=channel)
    await ears.until(3)
    assert [message.author.is_moderator for message in ears.messages] == [True, True, False]


async def test_it_skips_itself_discords_own_words_automods_alerts_and_direct_messages(
    club: FakeDiscord, ears: Ears
) -> None:
    direct = club.world.open_direct_channel(club.world.kim["id"])["id"]
    await club.say("an alert", author=club.world.bot)
    await club.say("", type=PINNED_NOTE)
    await club.say("what kim wanted to say", type=AUTO_MODERATION)
    await club.say("hello bot", channel=direct)
    assert club.world.channels[direct]["type"] == DM
    assert await ears.all() == []


async def test_bots_and_webhooks_are_bots_but_a_proxy_speaks_for_a_member(
    club: FakeDiscord, ears: Ears
) -> None:
    robot = club.world.make_user("robot", bot=True)
    hook = club.world.make_user("hook")
    webhook = {"author": hook, "webhook_id": hook["id"]}
    await club.say("1", author=robot)
    await club.say("2", **webhook)
    await club.say("3", **webhook, application_id=PLURALKIT)
    await ears.until(3)
    assert [message.author.is_bot for message in ears.messages] == [True, True, False]
