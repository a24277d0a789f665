"""More guilds of the fake Discord, each in a shard of one's choice."""

from dataclasses import dataclass

from discord import Permissions

from tests.fakes.discord.payloads import make_channel, make_guild, make_member, make_role
from tests.fakes.discord.world import World


@dataclass(frozen=True, slots=True)
class Guild:
    """Ids of a guild and of its channels."""

    id: str
    general: str
    moderators: str


def add_guild(world: World, *, shard: int, count: int, rooms: int = 0) -> Guild:
    """Add a guild to a shard, of so many, with the channels "general" and "moderators", and further ones."""
    number = int(world.make_id())
    moment = (number >> 22) // count * count + shard
    guild = str(moment << 22 | number & 0x3FFFFF)
    basic = Permissions(view_channel=True, send_messages=True, read_message_history=True)
    world.guilds[guild] = make_guild(
        guild,
        owner=world.owner["id"],
        roles=[
            make_role(guild, "@everyone", basic, position=0),
            world.bot_role,
            world.moderator_role,
        ],
        members=[make_member(world.bot, roles=[world.bot_role["id"]])],
    )
    hidden = [{**each, "id": guild} for each in world.hidden_overwrites()[:1]]
    shown = world.hidden_overwrites()[1:]
    names = {"general": [], "moderators": [*hidden, *shown]}
    names |= {f"room-{number}": shown for number in range(rooms)}
    channels = [
        make_channel(
            world.make_id(),
            name,
            guild=guild,
            position=position,
            permission_overwrites=overwrites,
        )
        for position, (name, overwrites) in enumerate(names.items())
    ]
    for channel in channels:
        world.channels[channel["id"]] = channel
        world.guilds[guild]["channels"].append(channel)
    return Guild(guild, *(channel["id"] for channel in channels[:2]))
