"""The alert of a raid: its cases in one message, which is edited, with buttons for all of them."""

from collections.abc import Sequence

import discord

from bot.alerts.alert import Alert, join_nonces
from bot.alerts.gathering import Gathering, Gatherings, describe_done, gather
from bot.domain.gathered_cases import format_gathered_id
from bot.domain.inline import ChannelMention, RichText
from bot.platforms.discord.outbound.alert_channel import PostableChannel
from bot.platforms.discord.outbound.buttons import STYLES
from bot.platforms.discord.outbound.embeds import build_alert_list_embed
from bot.platforms.discord.outbound.pings import make_ping

Gathered = Gatherings[discord.PartialMessage]


async def show_gathered(
    gatherings: Gathered, channel: PostableChannel, place: str, alerts: Sequence[Alert]
) -> discord.PartialMessage:
    """Add alerts to the message of their raid, or post the first one; return the message."""
    community = alerts[0].case.message.community
    if known := gatherings.find(community, place):
        gathering, message = known[0].add(alerts), known[1]
        try:
            await message.edit(embed=build_embed(gathering), view=build_gathered_buttons(gathering))
        except discord.NotFound:
            gatherings.forget(community, place)
        else:
            gatherings.record(community, gathering, message)
            return message
    gathering = gather(place, alerts)
    posted = await channel.send(
        **make_ping(channel.guild, alerts),
        embed=build_embed(gathering),
        view=build_gathered_buttons(gathering),
        nonce=join_nonces(alerts),
    )
    message = channel.get_partial_message(posted.id)
    gatherings.record(community, gathering, message)
    return message


def build_embed(gathering: Gathering) -> discord.Embed:
    """Build the embed of a raid: where, what was done, and the latest cases, a line each."""
    place, done = ChannelMention(gathering.cases.place), describe_done(gathering)
    return build_alert_list_embed(
        gathering.latest, count=gathering.count, summary=RichText("In ", place, f": {done}.")
    )


def build_gathered_buttons(gathering: Gathering) -> discord.ui.View:
    """Build the buttons for all cases of a raid."""
    view = discord.ui.View(timeout=None)
    for button in gathering.buttons:
        view.add_item(
            discord.ui.Button(
                label=f"{button.caption} all",
                style=STYLES.get(button, discord.ButtonStyle.secondary),
                custom_id=format_gathered_id(button, gathering.cases),
            )
        )
    view.stop()  # discord.py would keep it for ever, waiting for presses that the handler takes
    return view
