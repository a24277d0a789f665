"""The moderators' channel of each platform that has one, as `tests/bot/platforms/test_contract.py` changes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.fakes.discord.payloads import DM
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack.server import FakeSlack


@dataclass(frozen=True, slots=True)
class AlertRoom:
    """The moderators' channel of a platform.

    `lose` and `restore` delete or archive it and undo that; `open_public` makes a public channel in which
    the bot is; `say` has a member write in the moderators' channel; `shown` counts the alerts in there;
    `told` returns the ids of the people whom the bot wrote to; `titles` those of the alerts in there;
    `until` waits for a condition.
    """

    lose: Callable[[], Awaitable[None]]
    restore: Callable[[], Awaitable[None]]
    open_public: Callable[[str], Awaitable[None]]
    say: Callable[[str], Awaitable[None]]
    shown: Callable[[], int]
    told: Callable[[], list[str]]
    titles: Callable[[], list[str]]
    until: Callable[[Callable[[], bool]], Awaitable[None]]
    administrator: str


def make_discord_room(club: FakeDiscord) -> AlertRoom:
    """Make the room of the fake Discord."""
    world = club.world
    room, moderators = world.channels[world.moderators], world.moderators

    async def lose() -> None:
        del world.channels[moderators]
        await club.gateway.dispatch("CHANNEL_DELETE", room)

    async def restore() -> None:
        world.channels[moderators] = room
        await club.gateway.dispatch("CHANNEL_CREATE", room)

    async def open_public(name: str) -> None:
        await club.gateway.dispatch("CHANNEL_CREATE", world.channels[world.add_channel(name)])

    async def say(text: str) -> None:
        await club.say(text, channel=moderators)

    def told() -> list[str]:
        directs = [c for c in world.channels.values() if c["type"] == DM]
        return [c["recipients"][0]["id"] for c in directs if world.messages[c["id"]]]

    def titles() -> list[str]:
        sent = [m for m in club.shown(moderators) if m["author"] == world.bot]
        return [embed["title"] for m in sent for embed in m["embeds"]]

    return AlertRoom(
        lose=lose,
        restore=restore,
        open_public=open_public,
        say=say,
        titles=titles,
        until=club.until,
        shown=lambda: len([m for m in club.shown(moderators) if m["author"] == world.bot]),
        told=told,
        administrator=world.owner["id"],
    )


def make_slack_room(club: FakeSlack) -> AlertRoom:
    """Make the room of the fake Slack."""
    world, moderators = club.world, club.world.moderators

    async def lose() -> None:
        world.channels[moderators]["is_archived"] = True
        await club.deliver_event({"type": "group_archive", "channel": moderators})

    async def restore() -> None:
        world.channels[moderators]["is_archived"] = False
        await club.deliver_event({"type": "group_unarchive", "channel": moderators})

    async def open_public(name: str) -> None:
        channel, bot = world.add_channel(name), world.bot["id"]
        await club.deliver_event({"type": "member_joined_channel", "channel": channel, "user": bot})

    async def say(text: str) -> None:
        await club.say(text, channel=moderators)

    def told() -> list[str]:
        directs = [c for c in world.channels.values() if c["is_im"]]
        return [c["user"] for c in directs if world.messages[c["id"]]]

    def titles() -> list[str]:
        sent = [m for m in club.shown(moderators) if m["user"] == world.bot["id"]]
        headers = [block for m in sent for block in m["blocks"] if block["type"] == "header"]
        return [header["text"]["text"].partition(" ")[2] for header in headers]  # behind a mark

    return AlertRoom(
        lose=lose,
        restore=restore,
        open_public=open_public,
        say=say,
        titles=titles,
        until=club.until,
        shown=lambda: len([m for m in club.shown(moderators) if m["user"] == world.bot["id"]]),
        told=told,
        administrator=world.olga["id"],
    )
