"""Direct messages to the owner of a guild."""

import discord

from bot.domain.actions import Action, Outcome
from bot.interactions.replies import Reply
from bot.platforms.discord.outbound.embeds import build_answer_embed
from bot.platforms.discord.outbound.errors import attempt


async def tell_owner(client: discord.Client, community: str, notice: Reply) -> Outcome:
    """Send a notice to the owner of a guild, with the guild's name."""
    guild = client.get_guild(int(community))
    owner = guild.owner_id if guild else None
    if guild is None or owner is None:
        return Outcome.gone(Action.WARN)
    embed = build_answer_embed(notice)
    embed.set_footer(text=f"Server: {guild.name}")

    async def send() -> None:
        channel = await client.create_dm(discord.Object(owner))
        await channel.send(embed=embed, allowed_mentions=discord.AllowedMentions.none())

    return await attempt(send(), Action.WARN, permission="send_messages")
