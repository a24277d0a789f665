"""Author, scopes, link and ids of converted messages."""

import pytest
from discord import Permissions

from bot.domain.message import AGE_RESTRICTED
from tests.bot.platforms.discord.conftest import Recorder
from tests.fakes.discord.payloads import make_member
from tests.fakes.discord.server import FakeDiscord

PLURALKIT = "466378653216014359"


async def test_a_message_has_its_author_its_scopes_and_a_link(
    club: FakeDiscord, recorder: Recorder
) -> None:
    sent = await club.say("hello")
    await recorder.until(1)
    (message,) = recorder.messages
    world = club.world
    assert (message.id, message.text, message.author.name) == (sent["id"], "hello", "kim")
    assert message.scopes == (world.general, world.rooms, world.guild)
    assert message.link.endswith(f"/{world.guild}/{world.general}/{sent['id']}")
    assert not message.author.is_moderator
    assert message.edited_at is None


async def test_a_thread_inherits_from_its_channel_category_and_age_restriction(
    club: FakeDiscord, recorder: Recorder
) -> None:
    adult = club.world.add_channel("late", parent_id=club.world.rooms, nsfw=True)
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[adult])
    thread = club.world.add_thread("tea", parent=adult)
    await club.gateway.dispatch("THREAD_CREATE", thread)
    await club.say("hello", channel=thread["id"])
    await recorder.until(1)
    (message,) = recorder.messages
    assert message.scopes == (
        thread["id"],
        adult,
        club.world.rooms,
        AGE_RESTRICTED,
        club.world.guild,
    )


async def test_a_member_who_may_manage_messages_is_a_moderator(
    club: FakeDiscord, recorder: Recorder
) -> None:
    member = make_member(None, roles=[club.world.moderator_role["id"]])
    await club.say("hello", author=club.world.mona, member=member)
    await recorder.until(1)
    assert recorder.messages[0].author.is_moderator


async def test_a_moderator_of_a_channel_is_one_in_its_threads(
    club: FakeDiscord, recorder: Recorder
) -> None:
    manage = str(Permissions(manage_messages=True).value)
    overwrite = {"id": club.world.kim["id"], "type": 1, "allow": manage, "deny": "0"}
    tea = club.world.add_channel("tea", overwrites=[overwrite])
    await club.gateway.dispatch("CHANNEL_CREATE", club.world.channels[tea])
    thread = club.world.add_thread("green tea", parent=tea)
    await club.gateway.dispatch("THREAD_CREATE", thread)
    for channel in (tea, thread["id"], club.world.general):
        await club.say(f"hello {channel}", channel=channel)
        await recorder.until_text(f"hello {channel}")
    said = [each for each in recorder.messages if each.text != "green tea"]  # the thread's name
    assert [message.author.is_moderator for message in said] == [True, True, False]


async def test_bots_and_webhooks_are_bots_but_a_proxy_writes_for_a_member(
    club: FakeDiscord, recorder: Recorder
) -> None:
    robot = club.world.make_user("robot", bot=True)
    hook = club.world.make_user("hook")
    webhook = {"author": hook, "webhook_id": hook["id"]}
    await club.say("1", author=robot)
    await club.say("2", **webhook)
    await club.say("3", **webhook, application_id=PLURALKIT)
    await recorder.until(3)
    assert [message.author.is_bot for message in recorder.messages] == [True, True, False]


async def test_whoever_a_webhook_speaks_for_is_not_known_but_the_webhook_is(
    club: FakeDiscord, recorder: Recorder
) -> None:
    hook = club.world.make_user("hook")
    webhook = {"author": hook, "webhook_id": hook["id"]}
    await club.say("1", **webhook)
    await club.say("2", **webhook, application_id=PLURALKIT)
    await recorder.until(2)
    assert [message.author.is_known for message in recorder.messages] == [True, False]


@pytest.mark.parametrize("is_answered", [True, False])
async def test_an_edit_without_its_authors_membership_asks_for_it(
    club: FakeDiscord, recorder: Recorder, *, is_answered: bool
) -> None:
    sent = club.world.add_message("hello")
    if not is_answered:
        club.rest.refuse(
            "GET",
            "/guilds/{guild}/members/{user}",
            (403, {"code": 50001, "message": "Missing Access"}),
        )
    partial = {key: value for key, value in sent.items() if key != "member"}
    await club.edit(partial, "something else")
    await recorder.until(1)
    assert recorder.messages[0].author.is_known is is_answered


async def test_a_moderator_whose_role_is_taken_away_is_none_in_their_next_message(
    club: FakeDiscord, recorder: Recorder
) -> None:
    role = club.world.moderator_role
    member = make_member(None, roles=[role["id"]])
    await club.say("1", author=club.world.mona, member=member)
    await recorder.until(1)
    changed = {**role, "permissions": str(Permissions.none().value)}
    await club.gateway.dispatch(
        "GUILD_ROLE_UPDATE", {"guild_id": club.world.guild, "role": changed}
    )
    await club.say("2", author=club.world.mona, member=member)
    await club.say("3", author=club.world.mona, member=make_member(None))
    await recorder.until(3)
    assert [message.author.is_moderator for message in recorder.messages] == [True, False, False]
