"""Shape of Discord's messages: what of one is read, and what is left where it is malformed. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias, TypeGuard

import discord
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

_Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class _Object(BaseModel):
    """An object of Discord's JSON, by those fields of it that are read."""

    model_config = ConfigDict(strict=True)


class _User(_Object):
    id: _Id
    username: str
    global_name: str | None = None
    bot: bool = False


class _Member(_Object):
    roles: list[_Id]
    nick: str | None = None


class _Name(_Object):
    name: str | None = None


class _Text(_Object):
    text: str | None = None


class _Field(_Name):
    value: str | None = None


class _Embed(_Object):
    type: str = ""
    url: str | None = None
    title: str | None = None
    description: str | None = None
    author: _Name | None = None
    footer: _Text | None = None
    fields: list[_Field] = []


class _Attachment(_Object):
    filename: str
    url: str
    content_type: str | None = None
    description: str | None = None
    title: str | None = None


class _Answer(_Object):
    poll_media: _Text


class _Poll(_Object):
    question: _Text
    answers: list[_Answer]


class _Content(_Object):
    content: str
    attachments: list[_Attachment]
    embeds: list[_Embed]
    sticker_items: list[_Name] = []


class _Snapshot(_Object):
    message: _Content


class _Message(_Content):
    id: _Id
    channel_id: _Id
    guild_id: _Id | None = None
    webhook_id: _Id | None = None
    application_id: _Id | None = None
    author: _User
    member: _Member | None = None
    type: int
    flags: int = 0
    timestamp: str
    edited_timestamp: str | None = None
    components: list[Any]
    poll: _Poll | None = None
    message_snapshots: list[_Snapshot] = []


_STRIPPED: dict[str, Any] = {}
"""The activity of each stripped message, which tells it from others."""

_ID_FIELDS: Sequence[str] = ("id", "channel_id", "guild_id", "webhook_id", "application_id")
_TIME_FIELDS: Sequence[str] = ("timestamp", "edited_timestamp")
_LIST_FIELDS: Sequence[str] = ("components", "mentions", "mention_roles")


def is_well_formed(source: object) -> bool:
    """Return True for a message in which all that is read is as Discord documents it."""
    try:
        _Message.model_validate(source)
    except ValidationError:
        return False
    return True


def strip_message(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message without all but its author, text, place and times; what is malformed is dropped.

    Raises:
        KeyError: it has no author or no text.
        TypeError: its author is no object.
    """
    kind, member = source.get("type"), source.get("member")
    return {
        **{key: source[key] for key in _ID_FIELDS if _is_id(source.get(key))},
        **{key: source[key] for key in _TIME_FIELDS if _is_time(source.get(key))},
        "content": str(source["content"]),
        **{key: [] for key in _LIST_FIELDS},
        "type": kind if isinstance(kind, int) else 0,
        "author": _strip_user(source["author"]),
        **({"member": _strip_member(member)} if _has_roles(member) else {}),
        "activity": _STRIPPED,
    }


def is_stripped(message: discord.Message) -> bool:
    """Return True if there was more in a message than could be read."""
    return message.activity is _STRIPPED


def _strip_user(user: Mapping[str, Any]) -> dict[str, Any]:
    name = user.get("username")
    return {
        "id": user["id"],
        "username": name if isinstance(name, str) else "",
        "discriminator": "0",
        "avatar": None,
        "bot": user.get("bot") is True,
    }


def _has_roles(member: object) -> TypeGuard[Mapping[str, Any]]:
    """Return True for a member whose roles can be read; of others it is not known who they are."""
    roles = member.get("roles") if isinstance(member, Mapping) else None
    return isinstance(roles, list) and all(map(_is_id, roles))


def _is_id(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9]{1,20}", value) is not None


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and discord.utils.parse_time(value) is not None
    except ValueError:
        return False


def _strip_member(member: Mapping[str, Any]) -> dict[str, Any]:
    nick = member.get("nick")
    return {"roles": member["roles"], "nick": nick if isinstance(nick, str) else None, "flags": 0}
