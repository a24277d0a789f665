"""Endpoints of channels and messages."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from discord.utils import snowflake_time, utcnow

from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.payloads import CHANNEL_CHANGED, DM, JSON, THREAD, THREAD_CHANGED
from tests.fakes.discord.requests import (
    ARCHIVED_THREAD,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_CONTENT,
    TOO_OLD_FOR_BULK,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    WRONG_NUMBER_OF_MESSAGES,
    Answer,
    Request,
    Route,
)
from tests.fakes.discord.world import World

_FEWEST_IN_BULK, _MOST_IN_BULK = 2, 100
_MAX_BULK_AGE = timedelta(days=14)
"""Messages that are deleted at once, and their age."""

_MOST_RENAMES, _RENAME_WINDOW = 2, timedelta(minutes=10)
"""Renames of a channel that Discord lets through, and in which time."""

_THREAD_STATE = ("archived", "locked", "auto_archive_duration")
"""Fields that Discord takes beside a thread's name, and shows in its metadata."""

_LONGEST_NONCE = 25
"""Characters, as Discord's documentation has it."""


class MessageEndpoints:
    """Handlers of requests on channels, threads and messages; changes are dispatched as events."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world = world
        self.gateway = gateway

    def routes(self) -> list[Route]:
        """Return the routes of all handlers."""
        messages = "/channels/{channel}/messages"
        message = f"{messages}/{{message}}"
        return [
            ("GET", "/channels/{channel}", self._get_channel),
            ("PATCH", "/channels/{channel}", self._change_channel),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", messages, self._get_messages),
            ("POST", messages, self._send_message),
            ("POST", f"{messages}/bulk-delete", self._delete_messages),
            ("GET", message, self._get_message),
            ("PATCH", message, self._change_message),
            ("DELETE", message, self._delete_message),
        ]

    async def _get_channel(self, request: Request) -> Answer:
        channel = self.world.channels.get(request.ids["channel"])
        return UNKNOWN_CHANNEL if channel is None else (200, channel)

    async def _change_channel(self, request: Request) -> Answer:
        channel = self.world.channels[request.ids["channel"]]
        is_thread = channel["type"] == THREAD
        rights = self.world.rights_of(
            self.world.bot["id"], channel["parent_id"] if is_thread else channel["id"]
        )
        if not (rights.manage_threads if is_thread else rights.manage_channels):
            return MISSING_PERMISSIONS
        changes = dict(request.body)
        if is_thread:
            state = channel["thread_metadata"]
            if state["archived"] and changes.get("archived") is not False:
                return ARCHIVED_THREAD
            state.update({k: changes.pop(k) for k in _THREAD_STATE if k in changes})
        if "name" in changes and (wait := self._rename(channel["id"])):
            return 429, {"message": "slow down", "retry_after": wait, "global": False}
        channel.update(changes)
        self._audit("change channel", channel["id"], request)
        kind = THREAD_CHANGED if is_thread else CHANNEL_CHANGED
        self.world.note_change(kind, channel["id"], by=self.world.bot)
        event = "THREAD_UPDATE" if is_thread else "CHANNEL_UPDATE"
        await self.gateway.dispatch(event, dict(channel))
        return 200, channel

    def _rename(self, channel: str) -> float:
        """Count a rename; return the seconds to wait where it is one too many."""
        now = datetime.now(UTC)
        recent = [at for at in self.world.renames[channel] if now - at < _RENAME_WINDOW]
        self.world.renames[channel] = recent
        if len(recent) >= _MOST_RENAMES:
            return (recent[0] + _RENAME_WINDOW - now).total_seconds()
        recent.append(now)
        return 0.0

    async def _open_dm(self, request: Request) -> Answer:
        return 200, self.world.open_dm(str(request.body["recipient_id"]))

    async def _get_messages(self, request: Request) -> Answer:
        if not self._may_read_history(request.ids["channel"]):
            return 200, []  # as Discord does
        after = int(request.query.get("after", 0))
        before = int(request.query.get("before", 1 << 63))
        limit = int(request.query.get("limit", 50))
        messages = self.world.messages[request.ids["channel"]].values()
        if "around" in request.query:
            page = _take_around(messages, int(request.query["around"]), limit)
            return 200, [_without_guild(message) for message in reversed(page)]
        matching = [message for message in messages if after < int(message["id"]) < before]
        matching.sort(key=lambda message: int(message["id"]))
        # With `after`, the oldest of them; else the newest. Newest first, always.
        page = matching[:limit] if after else matching[-limit:]
        return 200, [_without_guild(message) for message in reversed(page)]

    async def _get_message(self, request: Request) -> Answer:
        message = self._find(request)
        if message is None:
            return UNKNOWN_MESSAGE
        reactions = self.world.reactions.show(message["id"])
        shown = {"reactions": reactions} if reactions else {}
        return 200, {**_without_guild(message), **shown}

    async def _send_message(self, request: Request) -> Answer:
        channel = request.ids["channel"]
        if channel not in self.world.channels:
            return UNKNOWN_CHANNEL
        if refusal := self._refuse_post(request):
            return refusal
        fields = {**request.body, "author": self.world.bot}
        if fields.pop("enforce_nonce", False) and (known := self._find_nonce(fields["nonce"])):
            return 200, known
        text = fields.pop("content", None) or ""
        fields["attachments"] = self._store_files(request)
        message = self.world.add_message(text, channel=channel, **fields)
        await self.gateway.dispatch("MESSAGE_CREATE", message)
        return 200, message

    def _store_files(self, request: Request) -> list[JSON]:
        """Return the attachments of a message that is posted with files, as Discord shows them."""
        return [
            {
                **attachment,
                "id": self.world.make_id(),
                "size": len(request.files[attachment["filename"]]),
                "url": f"https://cdn.discordapp.com/attachments/{attachment['filename']}",
                "proxy_url": f"https://media.discordapp.net/attachments/{attachment['filename']}",
            }
            for attachment in request.body.get("attachments") or ()
        ]

    async def _change_message(self, request: Request) -> Answer:
        message = self._find(request)
        if message is None:
            return UNKNOWN_MESSAGE
        message.update({key: value for key, value in request.body.items() if value is not None})
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        await self.gateway.dispatch("MESSAGE_UPDATE", message)
        return 200, message

    async def _delete_message(self, request: Request) -> Answer:
        channel, message = request.ids["channel"], request.ids["message"]
        if self.world.messages[channel].pop(message, None) is None:
            return UNKNOWN_MESSAGE
        self._audit("delete", message, request)
        deleted = {"id": message, "channel_id": channel, "guild_id": self.world.guild}
        await self.gateway.dispatch("MESSAGE_DELETE", deleted)
        return NO_CONTENT

    async def _delete_messages(self, request: Request) -> Answer:
        channel, ids = request.ids["channel"], [str(each) for each in request.body["messages"]]
        if not _FEWEST_IN_BULK <= len(ids) <= _MOST_IN_BULK or len(set(ids)) < len(ids):
            return WRONG_NUMBER_OF_MESSAGES
        if any(utcnow() - snowflake_time(int(each)) > _MAX_BULK_AGE for each in ids):
            return TOO_OLD_FOR_BULK
        for message in ids:
            if self.world.messages[channel].pop(message, None):
                self._audit("delete", message, request)
        deleted = {"ids": ids, "channel_id": channel, "guild_id": self.world.guild}
        await self.gateway.dispatch("MESSAGE_DELETE_BULK", deleted)
        return NO_CONTENT

    def _refuse_post(self, request: Request) -> Answer | None:
        """Return the refusal of a post for which the bot lacks a permission in the channel."""
        channel = self.world.channels[request.ids["channel"]]
        if channel["type"] == DM:
            return None
        is_thread = channel["type"] == THREAD
        place = channel["parent_id"] if is_thread else channel["id"]
        rights = self.world.rights_of(self.world.bot["id"], place)
        if not rights.view_channel:
            return MISSING_ACCESS
        may_send = rights.send_messages_in_threads if is_thread else rights.send_messages
        may_embed = rights.embed_links or not request.body.get("embeds")
        may_attach = rights.attach_files or not request.files
        return None if may_send and may_embed and may_attach else MISSING_PERMISSIONS

    def _may_read_history(self, channel: str) -> bool:
        found = self.world.channels.get(channel)
        if found is None or found["type"] in {DM, THREAD}:
            return True
        return self.world.rights_of(self.world.bot["id"], channel).read_message_history

    def _find_nonce(self, nonce: str) -> JSON | None:
        """Return the bot's message of the last minutes that was sent with this nonce."""
        assert len(nonce) <= _LONGEST_NONCE
        now = datetime.now(UTC)
        own = (m for each in self.world.messages.values() for m in each.values())
        return next(
            (
                message
                for message in own
                if message.get("nonce") == nonce
                and message["author"] == self.world.bot
                and now - datetime.fromisoformat(message["timestamp"]) < self.world.nonce_lifetime
            ),
            None,
        )

    def _find(self, request: Request) -> JSON | None:
        return self.world.messages[request.ids["channel"]].get(request.ids["message"])

    def _audit(self, action: str, target: str, request: Request) -> None:
        self.world.audit_log.append((action, target, request.reason))


def _take_around(messages: Iterable[JSON], around: int, limit: int) -> list[JSON]:
    """Return the messages around an id, its own among them: half of the limit on either side."""
    ordered = sorted(messages, key=lambda message: int(message["id"]))
    before = [message for message in ordered if int(message["id"]) < around]
    from_it = [message for message in ordered if int(message["id"]) >= around]
    has_own = bool(from_it) and int(from_it[0]["id"]) == around
    side = limit // 2
    return [*before[-side:], *from_it[: side + has_own]]


def _without_guild(message: JSON) -> JSON:
    """Return a message as REST shows it: membership and nonce come with gateway events alone."""
    unseen = {"member", "guild_id", "nonce"}
    return {key: value for key, value in message.items() if key not in unseen}
