"""A message is laid on the person who wrote it, though a proxy or an app has posted it, over the wire."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.actions import Action
from bot.domain.message import Message
from bot.domain.policy import LabelRule, Mode, Policy
from bot.platforms.discord.inbound import author_lookup
from classifier import Label
from tests.bot.platforms.discord.conftest import MEMBER, Recorder, StartBot
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.pluralkit import FakePluralKit

PLURALKIT, TUPPERBOX = "466378653216014359", "431544605209788416"
TIMEOUTS = Policy(
    mode=Mode.ENFORCE, labels={Label.INSULT: LabelRule(action=Action.TIMEOUT)}, ask_pluralkit=True
)


@pytest.fixture
async def pluralkit(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePluralKit]:
    async with FakePluralKit() as pluralkit:
        monkeypatch.setattr(author_lookup, "PLURALKIT_API", pluralkit.url)
        monkeypatch.setattr(author_lookup, "RETRY_AFTER", 0.0)
        yield pluralkit


def proxied(hook: str, name: str, *, application: str = PLURALKIT) -> dict[str, object]:
    """Return the fields of a message that a proxy posts through a webhook under this name."""
    author = {"id": hook, "username": name, "discriminator": "0000", "avatar": None, "bot": True}
    return {"author": author, "webhook_id": hook, "application_id": application}


async def receive(club: FakeDiscord, recorder: Recorder, text: str, **fields: object) -> Message:
    await club.say(text, **fields)
    await recorder.until(len(recorder.messages) + 1)
    return recorder.messages[-1]


@pytest.mark.parametrize("application", [PLURALKIT, TUPPERBOX])
async def test_proxied_people_of_one_webhook_are_told_apart_by_name(
    club: FakeDiscord, recorder: Recorder, application: str
) -> None:
    hook = club.world.make_id()
    first, second, again = [
        await receive(club, recorder, "tea", **proxied(hook, name, application=application))
        for name in ("Robin", "Alex", "robin ")
    ]
    assert first.author.id == again.author.id
    assert first.author.id != second.author.id
    assert (first.author.name, first.author.is_known) == ("Robin", False)


async def test_what_cannot_reach_a_proxied_person_is_not_tried_and_the_case_says_why(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    club.world.add_role("Guards", club.world.mona, position=4, moderate_members=True)
    await start_bot(Policy(mode=Mode.FLAG))
    await club.say("you buffoon", **proxied(club.world.make_id(), "Robin"))
    alert = await club.alert()
    pressed = await club.interactions.press(
        {"custom_id": "parley:timeout:1"}, alert, by=club.world.mona
    )
    answer = str(await pressed.reply())
    assert "a proxy wrote it for a member" in answer
    assert "Ask the proxy" in answer
    assert club.requests("PATCH", MEMBER) == []
    assert club.requests("POST", "/users/@me/channels") == []


async def test_what_pluralkit_knows_is_laid_on_who_wrote_it(
    club: FakeDiscord, start_bot: StartBot, pluralkit: FakePluralKit
) -> None:
    await start_bot(TIMEOUTS)
    kim, number = club.world.kim["id"], club.world.make_id()
    pluralkit.senders[number] = kim
    pluralkit.unready.add(number)  # it is asked again a moment later
    await club.say("you buffoon", id=number, **proxied(club.world.make_id(), "Robin"))
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"] == "Case 1: timed out"
    assert f"<@{kim}> (Robin)" in str(embed)
    assert list(club.world.timeouts) == [kim]
    assert pluralkit.asked == [number, number]


async def test_a_moderator_who_is_proxied_keeps_their_standing(
    club: FakeDiscord, start_bot: StartBot, pluralkit: FakePluralKit
) -> None:
    await start_bot(TIMEOUTS)
    number = club.world.make_id()
    pluralkit.senders[number] = club.world.mona["id"]
    await club.say("you buffoon", id=number, **proxied(club.world.make_id(), "Robin"))
    (embed,) = (await club.alert())["embeds"]
    assert embed["title"].startswith("Case 1: flagged")
    assert "the author is a moderator" in str(embed)


@pytest.mark.parametrize("status", [200, 429, 500])
async def test_whom_pluralkit_does_not_tell_is_only_flagged(
    club: FakeDiscord, start_bot: StartBot, pluralkit: FakePluralKit, status: int
) -> None:
    await start_bot(TIMEOUTS)
    pluralkit.status = status
    await club.say("you buffoon", **proxied(club.world.make_id(), "Robin"))
    assert (await club.alert())["embeds"][0]["title"].startswith("Case 1: flagged")


async def test_nobody_asks_pluralkit_unless_the_policy_says_so(
    club: FakeDiscord, start_bot: StartBot, pluralkit: FakePluralKit
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    await club.say("you buffoon", **proxied(club.world.make_id(), "Robin"))
    await club.alert()
    assert pluralkit.asked == []


def said_by_app(club: FakeDiscord, caller: JSON, owners: dict[str, str]) -> dict[str, object]:
    """Return the fields of a message that an app posts for a member who called it."""
    app = club.world.make_user("echo", bot=True)
    called = {
        "id": club.world.make_id(),
        "type": 2,
        "user": caller,
        "authorizing_integration_owners": owners,
    }
    fields = {"webhook_id": app["id"], "application_id": app["id"], "type": 20}
    return {"author": app, "interaction_metadata": called, **fields}


async def test_what_a_member_lets_their_own_app_say_is_theirs(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(TIMEOUTS)
    kim = club.world.kim
    await club.say("you buffoon", **said_by_app(club, kim, {"1": kim["id"]}))
    assert (await club.alert())["embeds"][0]["title"] == "Case 1: timed out"
    assert list(club.world.timeouts) == [kim["id"]]


async def test_what_an_app_of_the_server_says_is_its_own(
    club: FakeDiscord, recorder: Recorder
) -> None:
    kim = club.world.kim
    owners = {"0": club.world.guild, "1": kim["id"]}
    message = await receive(club, recorder, "tea", **said_by_app(club, kim, owners))
    assert message.author.is_bot
    assert message.author.id != kim["id"]


async def test_a_message_that_comes_before_its_thread_is_scored_in_it(
    club: FakeDiscord, recorder: Recorder
) -> None:
    thread = club.world.add_thread("ideas", parent=club.world.general)
    message = await receive(club, recorder, "tea", channel=thread["id"])
    assert (message.channel, message.thread) == (club.world.general, thread["id"])
    await receive(club, recorder, "more tea", channel=thread["id"])
    assert len(club.requests("GET", "/channels/{channel}")) == 1


async def test_a_message_in_a_channel_that_discord_does_not_show_is_flagged_at_most(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot(Policy(mode=Mode.ENFORCE))
    thread = club.world.add_thread("ideas", parent=club.world.general)
    club.rest.refuse("GET", "/channels/{channel}", (403, {"code": 50001, "message": "no"}))
    await club.say("you buffoon", channel=thread["id"])
    assert (await club.alert())["embeds"][0]["title"].startswith("Case 1: flagged")
