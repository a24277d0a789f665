"""Authorship: the person who wrote a message, though a bot or a webhook has posted it. Pure.

| posted by | its author |
|---|---|
| a member | the member |
| PluralKit, Tupperbox | who is proxied, by their name under the webhook: "proxied-7-3fa9c1b2" |
| an app that a member has installed for themselves | the member who called it |
| another bot or webhook | the bot or webhook |
"""

from hashlib import sha256

import discord

from bot.domain.message import Author

PLURALKIT = 466378653216014359
"""PluralKit's application id."""

_PROXIES = frozenset({PLURALKIT, 431544605209788416})
"""Application ids of PluralKit and Tupperbox: their webhooks post what a member wrote."""

_MODERATING = discord.Permissions(manage_messages=True, moderate_members=True).value
"""The permissions that make somebody a moderator."""

_DIGEST_LENGTH = 8
"""Digits by which the proxied people of one webhook are told apart."""


def read_author(source: discord.Message, *, has_left: bool = False) -> Author:
    """Return the author of a message, as far as it says itself; `has_left`: they are no member any more."""
    if is_proxied(source):
        name = source.author.display_name
        return Author(_proxied_id(source.webhook_id, name), name, is_known=False)
    if caller := find_caller(source):
        return make_author(caller, source.channel, is_bot=caller.bot)
    is_webhook = source.webhook_id is not None
    return make_author(
        source.author,
        source.channel,
        is_bot=source.author.bot or is_webhook,
        has_no_roles=has_left or is_webhook,
    )


def is_proxied(source: discord.Message) -> bool:
    """Return True for a message that a proxy has posted for a member."""
    return source.application_id in _PROXIES and source.webhook_id is not None


def find_caller(source: discord.Message) -> discord.User | discord.Member | None:
    """Return the member who had an app say something that only they have installed; None without one."""
    called = source.interaction_metadata
    if called is None or not called.is_user_integration() or called.is_guild_integration():
        return None
    return called.user


def parse_member(author: str) -> int | None:
    """Return Discord's id of an author; None for one who is proxied, or erased."""
    return int(author) if author.isdecimal() else None


def make_author(
    user: discord.abc.User,
    channel: object,
    *,
    is_bot: bool | None = None,
    has_no_roles: bool = False,
) -> Author:
    """Make an `Author` with the roles and rights that they have in the channel.

    Those of somebody who is no `Member` are not known, unless they are known to have none.
    """
    member = user if isinstance(user, discord.Member) else None
    is_orphan = isinstance(channel, discord.PartialMessageable) or (
        isinstance(channel, discord.Thread) and channel.parent is None
    )
    return Author(
        id=str(user.id),
        name=user.display_name,
        roles=_list_roles(member) if member else frozenset(),
        is_bot=user.bot if is_bot is None else is_bot,
        is_moderator=member is not None and is_moderator(member, channel),
        is_known=has_no_roles or (member is not None and not is_orphan),
    )


def is_moderator(member: discord.Member, channel: object) -> bool:
    """Return True if a member may manage messages or time members out, in the guild or the channel."""
    rights = member.guild_permissions.value
    parent = channel.parent if isinstance(channel, discord.Thread) else channel
    if isinstance(parent, discord.abc.GuildChannel) and _makes_moderators(parent):
        rights |= parent.permissions_for(member).value
    return bool(rights & _MODERATING)


def _makes_moderators(channel: discord.abc.GuildChannel) -> bool:
    """Return True if somebody may moderate in a channel, and not in its guild."""
    overwrites = channel._overwrites  # noqa: SLF001 - `overwrites` looks up whose each is
    return any(overwrite.allow & _MODERATING for overwrite in overwrites)


def _list_roles(member: discord.Member) -> frozenset[str]:
    """Return the ids of a member's roles; that of everyone has the guild's id."""
    guild = member.guild
    ids = (guild.id, *member._roles)  # noqa: SLF001 - `roles` sorts them by their positions
    return frozenset([str(role) for role in ids if guild.get_role(role)])


def _proxied_id(webhook: int | None, name: str) -> str:
    digest = sha256(name.casefold().strip().encode(errors="replace")).hexdigest()
    return f"proxied-{webhook}-{digest[:_DIGEST_LENGTH]}"
