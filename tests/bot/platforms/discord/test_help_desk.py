"""A member who writes to the bot: told what it is, how to report and how to appeal, once in a while."""

from discord import MessageType

from bot.store.cases import Cases
from tests.bot.platforms.discord.conftest import MESSAGE, StartBot
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.server import FakeDiscord


async def write(club: FakeDiscord, text: str, **fields: object) -> JSON:
    """Write to the bot as kim; return the channel of their direct messages."""
    channel = club.world.open_dm(club.world.kim["id"])
    await club.say(text, channel=channel["id"], **fields)
    return channel


def answers(club: FakeDiscord, channel: JSON) -> list[JSON]:
    return [m for m in club.shown(channel["id"]) if m["author"]["id"] == club.world.bot["id"]]


async def test_it_says_what_it_is_how_to_report_and_how_to_appeal(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    channel = await write(club, "somebody is unkind to me")
    await club.until(lambda: answers(club, channel))
    (embed,) = answers(club, channel)[0]["embeds"]
    assert embed["title"] == "I am Parley, a program"
    for words in ("Report to moderators", "press Appeal", "need a person"):
        assert words in embed["description"]


async def test_who_writes_on_and_on_is_answered_once_and_others_are_too(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    channel = await write(club, "help")
    await club.until(lambda: answers(club, channel))
    for _ in range(5):
        await write(club, "hello?")
    other = club.world.open_dm(club.world.mona["id"])
    await club.say("help", channel=other["id"], author=club.world.mona)
    await club.until(lambda: answers(club, other))
    assert len(answers(club, channel)) == 1


async def test_what_is_rude_to_the_bot_is_no_case(
    club: FakeDiscord, start_bot: StartBot, cases: Cases
) -> None:
    await start_bot()
    channel = await write(club, "you buffoon")
    await club.until(lambda: answers(club, channel))
    await club.say("you buffoon")
    await club.alert()
    assert await cases.find(2) is None
    assert len(club.requests("DELETE", MESSAGE)) == 1


async def test_no_bot_and_no_message_of_discords_own_is_answered(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    channel = await write(club, "pinned", type=MessageType.pins_add.value)
    await write(club, "beep", author=club.world.bot)
    other = club.world.open_dm(club.world.mona["id"])
    await club.say("help", channel=other["id"], author=club.world.mona)
    await club.until(lambda: answers(club, other))
    assert [m["content"] for m in answers(club, channel)] == ["beep"]


async def test_an_appeal_in_direct_messages_is_not_answered_with_help(
    club: FakeDiscord, start_bot: StartBot
) -> None:
    await start_bot()
    await club.say("you buffoon")
    channel = club.world.open_dm(club.world.kim["id"])
    await club.until(lambda: answers(club, channel))
    pressed = await club.interactions.press(
        {"custom_id": "parley:appeal:1"}, answers(club, channel)[0], by=club.world.kim
    )
    await pressed.reply()
    await club.alert()
    assert "I am Parley" not in str(club.shown(channel["id"]))
