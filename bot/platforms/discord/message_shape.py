"""Shape of Discord's messages: what of one is read, and what is left where it is malformed. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypeAlias, TypeGuard

import discord
from pydantic import StringConstraints, TypeAdapter
from typing_extensions import TypedDict  # before Python 3.12 pydantic takes no other

_Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class _User(TypedDict):
    """A user, by those fields of Discord's JSON that are read, as are all that follow."""

    id: _Id
    username: str
    global_name: NotRequired[str | None]
    bot: NotRequired[bool]


class _Member(TypedDict):
    roles: list[_Id]
    nick: NotRequired[str | None]


class _Name(TypedDict):
    name: NotRequired[str | None]


class _Text(TypedDict):
    text: NotRequired[str | None]


class _Field(_Name):
    value: NotRequired[str | None]


class _Embed(TypedDict):
    type: NotRequired[str]
    url: NotRequired[str | None]
    title: NotRequired[str | None]
    description: NotRequired[str | None]
    author: NotRequired[_Name | None]
    footer: NotRequired[_Text | None]
    fields: NotRequired[list[_Field]]


class _Attachment(TypedDict):
    filename: str
    url: str
    content_type: NotRequired[str | None]
    description: NotRequired[str | None]
    title: NotRequired[str | None]


class _Answer(TypedDict):
    poll_media: _Text


class _Poll(TypedDict):
    question: _Text
    answers: list[_Answer]


class _Content(TypedDict):
    content: str
    attachments: list[_Attachment]
    embeds: list[_Embed]
    sticker_items: NotRequired[list[_Name]]


class _Snapshot(TypedDict):
    message: _Content


class _Message(_Content):
    id: _Id
    channel_id: _Id
    guild_id: NotRequired[_Id | None]
    webhook_id: NotRequired[_Id | None]
    application_id: NotRequired[_Id | None]
    author: _User
    member: NotRequired[_Member | None]
    type: int
    flags: NotRequired[int]
    timestamp: str
    edited_timestamp: NotRequired[str | None]
    components: list[Any]
    poll: NotRequired[_Poll | None]
    message_snapshots: NotRequired[list[_Snapshot]]


_MESSAGE = TypeAdapter(_Message).validator

_STRIPPED: dict[str, Any] = {}
"""The activity of each stripped message, which tells it from others."""

_ID_FIELDS: Sequence[str] = ("id", "channel_id", "guild_id", "webhook_id", "application_id")
_TIME_FIELDS: Sequence[str] = ("timestamp", "edited_timestamp")
_LIST_FIELDS: Sequence[str] = ("components", "mentions", "mention_roles")


def is_well_formed(source: object) -> bool:
    """Return True for a message in which all that is read is as Discord documents it."""
    return bool(_MESSAGE.isinstance_python(source, strict=True))


def leave_out_unread(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message without the one that it answers, and whom it mentions: discord.py would make objects of them."""
    read = {**source, "mentions": []}
    read.pop("referenced_message", None)
    return read


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
