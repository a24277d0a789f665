"""The methods of the Web API that a bot of ours may call: chat, conversations, users, files."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.slack.web import Call, Method, SlackError
from tests.fakes.slack.world import APP_TOKEN, JSON, World

_PAGE = 100


class Methods:
    """Answers by what there is in the world, and changes it."""

    def __init__(self, world: World, address: str, *, make_ticket: Callable[[], str]) -> None:
        self.world = world
        self.address = address
        self.make_ticket = make_ticket
        self.uploads: dict[str, bytes] = {}
        """What was uploaded, by the file's id."""

    def table(self) -> Mapping[str, Method]:
        """Every method, and the scopes of which one is needed."""
        write = ("chat:write",)
        return {
            "auth.test": Method(self._test_auth),
            "apps.connections.open": Method(self._open_connection, ("connections:write",)),
            "chat.postMessage": Method(self._post, write),
            "chat.postEphemeral": Method(self._post_ephemeral, write),
            "chat.update": Method(self._update, write),
            "chat.delete": Method(self._delete, write),
            "chat.getPermalink": Method(self._get_permalink),
            "conversations.list": Method(self._list_channels, ("channels:read", "groups:read")),
            "users.conversations": Method(self._list_own, ("channels:read", "groups:read")),
            "conversations.info": Method(self._show_channel, ("*:read",)),
            "conversations.join": Method(self._join, ("channels:join",)),
            "conversations.members": Method(self._list_members, ("*:read",)),
            "conversations.open": Method(self._open_direct, ("im:write",)),
            "conversations.kick": Method(self._kick, ("*:write",)),
            "conversations.history": Method(self._read_history, ("*:history",)),
            "conversations.replies": Method(self._read_replies, ("*:history",)),
            "usergroups.list": Method(self._list_groups, ("usergroups:read",)),
            "users.info": Method(self._show_person, ("users:read",)),
            "files.getUploadURLExternal": Method(self._get_upload, ("files:write",)),
            "files.completeUploadExternal": Method(self._complete_upload, ("files:write",)),
        }

    def _test_auth(self, call: Call) -> JSON:
        person = self.world.people[call.by.user]
        is_bot = {"bot_id": self.world.bot_id} if person["is_bot"] else {}
        return {
            "url": "https://club.slack.com/",
            "team": "club",
            "team_id": call.by.team,
            "user": person["name"],
            "user_id": person["id"],
            "is_enterprise_install": False,
            **is_bot,
        }

    def _open_connection(self, call: Call) -> JSON:
        assert call.token == APP_TOKEN
        return {"url": f"ws://{self.address}/socket?ticket={self.make_ticket()}"}

    def _post(self, call: Call) -> JSON:
        channel = self._find_channel(call)
        self._check_membership(channel, call.by.user)
        message = self.world.add_message(
            str(call.args.get("text", "")),
            channel=channel,
            by=self.world.people[call.by.user],
            **_shown(call.args),
        )
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _post_ephemeral(self, call: Call) -> JSON:
        channel = self._find_channel(call)
        self._check_membership(channel, call.by.user)
        if call["user"] not in self.world.members[channel]:
            raise SlackError("user_not_in_channel")
        return {"message_ts": self.world.make_ts()}

    def _update(self, call: Call) -> JSON:
        message = self._find_message(call)
        if message["user"] != call.by.user:
            raise SlackError("cant_update_message")
        message |= {"text": call.args.get("text", ""), **_shown(call.args)}
        return {"channel": call["channel"], "ts": message["ts"], "message": message}

    def _delete(self, call: Call) -> JSON:
        message = self._find_message(call)
        person = self.world.people[call.by.user]
        is_direct = self.world.channels[call["channel"]]["is_im"]
        may = person["is_admin"] and not person["is_bot"] and not is_direct
        if message["user"] != call.by.user and not may:
            raise SlackError("cant_delete_message")
        del self.world.messages[call["channel"]][message["ts"]]
        return {"channel": call["channel"], "ts": message["ts"]}

    def _get_permalink(self, call: Call) -> JSON:
        number = str(call["message_ts"]).replace(".", "")
        return {"permalink": f"https://club.slack.com/archives/{call['channel']}/p{number}"}

    def _list_channels(self, call: Call) -> JSON:
        kinds = str(call.args.get("types", "public_channel")).split(",")
        channels = [
            self._show(channel)
            for channel in self.world.channels.values()
            if _name_type(channel) in kinds and not channel["is_archived"]
        ]
        return _cut(call, "channels", channels)

    def _list_own(self, call: Call) -> JSON:
        answer = self._list_channels(call)
        own = [c for c in answer["channels"] if call.by.user in self.world.members[c["id"]]]
        return {**answer, "channels": own}

    def _show_channel(self, call: Call) -> JSON:
        return {"channel": self._show(self.world.channels[self._find_channel(call)])}

    def _join(self, call: Call) -> JSON:
        channel = self._find_channel(call)
        if self.world.channels[channel]["is_private"]:
            raise SlackError("method_not_supported_for_channel_type")
        self.world.members[channel].add(call.by.user)
        return {"channel": self._show(self.world.channels[channel])}

    def _list_members(self, call: Call) -> JSON:
        return _cut(call, "members", sorted(self.world.members[self._find_channel(call)]))

    def _open_direct(self, call: Call) -> JSON:
        user = str(call["users"])
        if user not in self.world.people:
            raise SlackError("user_not_found")
        return {"channel": {"id": self.world.open_direct(user)}}

    def _kick(self, call: Call) -> JSON:
        channel, user = self._find_channel(call), str(call["user"])
        if self.world.channels[channel].get("is_general"):
            raise SlackError("cant_kick_from_general")
        if user not in self.world.members[channel]:
            raise SlackError("not_in_channel")
        self.world.members[channel].remove(user)
        return {}

    def _read_history(self, call: Call) -> JSON:
        channel = self._find_channel(call)
        self._check_membership(channel, call.by.user)
        oldest, latest = float(call.args.get("oldest", 0)), float(call.args.get("latest", "inf"))
        said = [
            message
            for message in self.world.messages[channel].values()
            if _is_between(float(message["ts"]), oldest, latest, ends=call.args.get("inclusive"))
            and _is_in_channel(message)
        ]
        return _cut(call, "messages", sorted(said, key=lambda m: m["ts"], reverse=True))

    def _read_replies(self, call: Call) -> JSON:
        channel = self._find_channel(call)
        oldest = float(call.args.get("oldest", 0))
        said = [
            message
            for message in self.world.messages[channel].values()
            if message.get("thread_ts") == call["ts"]
            and (float(message["ts"]) > oldest or message["ts"] == call["ts"])
        ]
        return _cut(call, "messages", sorted(said, key=lambda m: m["ts"]))

    def _show_person(self, call: Call) -> JSON:
        person = self.world.people.get(str(call["user"]))
        if person is None:
            raise SlackError("user_not_found")
        return {"user": person}

    def _list_groups(self, call: Call) -> JSON:
        assert call.args["include_users"] in {"1", "true", True}
        groups = self.world.groups.items()
        return {"usergroups": [{"id": group, "users": users} for group, users in groups]}

    def _get_upload(self, call: Call) -> JSON:
        assert call["filename"]
        file = self.world.make_id("F")
        return {"upload_url": f"http://{self.address}/upload/{file}", "file_id": file}

    def _complete_upload(self, call: Call) -> JSON:
        channel = call.args.get("channel_id")
        files = [{"id": file["id"], "title": file.get("title", "")} for file in call["files"]]
        if channel:
            self.world.add_message("", channel=channel, by=self.world.bot, files=files)
        return {"files": files}

    def _find_channel(self, call: Call) -> str:
        channel = str(call["channel"])
        if channel in self.world.people:
            return self.world.open_direct(channel)
        if channel not in self.world.channels:
            raise SlackError("channel_not_found")
        return channel

    def _find_message(self, call: Call) -> JSON:
        found = self.world.messages[self._find_channel(call)].get(str(call["ts"]))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def _check_membership(self, channel: str, user: str) -> None:
        if user not in self.world.members[channel]:
            private = self.world.channels[channel]["is_private"]
            raise SlackError("channel_not_found" if private else "not_in_channel")

    def _show(self, channel: JSON) -> JSON:
        return {**channel, "is_member": self.world.bot["id"] in self.world.members[channel["id"]]}


def _shown(args: JSON) -> JSON:
    return {
        key: args[key]
        for key in ("blocks", "attachments", "metadata", "thread_ts")
        if args.get(key) is not None
    }


def _is_between(moment: float, oldest: float, latest: float, *, ends: object) -> bool:
    """Whether it is, the ends included if "inclusive" says so, in whichever form it came."""
    is_end = moment in {oldest, latest} and ends in {True, "true", "1"}
    return oldest < moment < latest or is_end


def _is_in_channel(message: JSON) -> bool:
    """Whether a channel's history shows it: replies are their thread's, unless sent to both."""
    parent = message.get("thread_ts")
    return parent in (None, message["ts"]) or message.get("subtype") == "thread_broadcast"


def _name_type(channel: JSON) -> str:
    if channel["is_im"]:
        return "im"
    return "private_channel" if channel["is_private"] else "public_channel"


def _cut(call: Call, name: str, found: list[Any]) -> JSON:
    """One page, and where the next begins."""
    begin, limit = int(call.args.get("cursor") or 0), int(call.args.get("limit") or _PAGE)
    end = begin + limit
    cursor = str(end) if end < len(found) else ""
    return {
        name: found[begin:end],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }
