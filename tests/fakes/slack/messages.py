"""Methods of the Web API for messages: post, update, delete, history."""

from collections.abc import Mapping

from tests.fakes.slack.method_group import MethodGroup, paginate
from tests.fakes.slack.web_api import Call, Method, SlackError
from tests.fakes.slack.world import JSON

_SMALL_PAGE = 15
"""Messages of a call that looks at a few around a time, and does not read on by cursors."""

_TRUE = (True, "true", "1")
"""Forms of a switch that is on."""


class Messages(MethodGroup):
    """The `chat.*` methods, and `conversations.history` and `.replies`."""

    def methods(self) -> Mapping[str, Method]:
        """Return the methods by name, each with the scopes of which it needs one."""
        write = ("chat:write",)
        return {
            "chat.postMessage": Method(self._post, write),
            "chat.postEphemeral": Method(self._post_ephemeral, write),
            "chat.update": Method(self._update, write),
            "chat.delete": Method(self._delete, write),
            "chat.getPermalink": Method(self._get_permalink),
            "conversations.history": Method(self._read_history, ("*:history",)),
            "conversations.replies": Method(self._read_replies, ("*:history",)),
        }

    def _post(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        self.check_membership(channel, call.caller.user)
        self.check_writable(channel)
        message = self.world.add_message(
            str(call.args.get("text", "")),
            channel=channel,
            by=self.world.users[call.caller.user],
            **_content_fields(call.args),
        )
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _post_ephemeral(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        self.check_membership(channel, call.caller.user)
        if call["user"] not in self.world.members[channel]:
            raise SlackError("user_not_in_channel")
        return {"message_ts": self.world.make_ts()}

    def _update(self, call: Call) -> JSON:
        message = self._find_message(call)
        if message["user"] != call.caller.user:
            raise SlackError("cant_update_message")
        message |= {"text": call.args.get("text", ""), **_content_fields(call.args)}
        return {"channel": call["channel"], "ts": message["ts"], "message": message}

    def _delete(self, call: Call) -> JSON:
        message = self._find_message(call)
        person = self.world.users[call.caller.user]
        is_direct = self.world.channels[call["channel"]]["is_im"]
        may = person["is_admin"] and not person["is_bot"] and not is_direct
        if message["user"] != call.caller.user and not may:
            raise SlackError("cant_delete_message")
        del self.world.messages[call["channel"]][message["ts"]]
        return {"channel": call["channel"], "ts": message["ts"]}

    def _get_permalink(self, call: Call) -> JSON:
        number = str(call["message_ts"]).replace(".", "")
        return {"permalink": f"https://club.slack.com/archives/{call['channel']}/p{number}"}

    def _read_history(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        self.check_membership(channel, call.caller.user)
        oldest, latest = float(call.args.get("oldest", 0)), float(call.args.get("latest", "inf"))
        messages = [
            message
            for message in self.world.messages[channel].values()
            if _is_between(float(message["ts"]), oldest, latest, ends=call.args.get("inclusive"))
            and _is_in_channel(message)
        ]
        shows_metadata = call.args.get("include_all_metadata") in _TRUE
        shown = [message if shows_metadata else _without_metadata(message) for message in messages]
        newest_first = sorted(shown, key=lambda m: m["ts"], reverse=True)
        if "oldest" in call.args and "latest" not in call.args and "cursor" not in call.args:
            # Without a latest, Slack returns those closest to the oldest; newest first, always.
            limit = int(call.args.get("limit") or 100)
            if limit < _SMALL_PAGE:
                newest_first = newest_first[-limit:]
        return paginate(call, "messages", newest_first, most=self.world.messages_a_page)

    def _read_replies(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        oldest, latest = float(call.args.get("oldest", 0)), float(call.args.get("latest", "inf"))
        messages = [
            message
            for message in self.world.messages[channel].values()
            if call["ts"] in (message.get("thread_ts"), message["ts"])
            and (
                _is_between(float(message["ts"]), oldest, latest, ends=call.args.get("inclusive"))
                or message["ts"] == call["ts"]
            )
        ]
        in_order = sorted(messages, key=lambda m: m["ts"])
        return paginate(call, "messages", in_order, most=self.world.messages_a_page)

    def _find_message(self, call: Call) -> JSON:
        found = self.world.messages[self.find_channel(call)].get(str(call["ts"]))
        if found is None:
            raise SlackError("message_not_found")
        return found


def _content_fields(args: JSON) -> JSON:
    return {
        key: args[key]
        for key in ("blocks", "attachments", "metadata", "thread_ts")
        if args.get(key) is not None
    }


def _without_metadata(message: JSON) -> JSON:
    return {key: value for key, value in message.items() if key != "metadata"}


def _is_between(moment: float, oldest: float, latest: float, *, ends: object) -> bool:
    """Return whether a time is in the range; `ends`, in any form of "inclusive", adds the ends."""
    is_end = moment in {oldest, latest} and ends in _TRUE
    return oldest < moment < latest or is_end


def _is_in_channel(message: JSON) -> bool:
    """Return whether a channel's history shows a message: replies only if sent to both."""
    parent = message.get("thread_ts")
    return parent in (None, message["ts"]) or message.get("subtype") == "thread_broadcast"
