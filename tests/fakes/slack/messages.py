"""The methods of the Web API about messages: written, changed, deleted, and read again."""

from collections.abc import Mapping

from tests.fakes.slack.answers import Answers, cut
from tests.fakes.slack.web import Call, Method, SlackError
from tests.fakes.slack.world import JSON


class Messages(Answers):
    """Keeps messages in the world."""

    def table(self) -> Mapping[str, Method]:
        """Every method, and the scopes of which one is needed."""
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
        self.check_membership(channel, call.by.user)
        message = self.world.add_message(
            str(call.args.get("text", "")),
            channel=channel,
            by=self.world.people[call.by.user],
            **_shown(call.args),
        )
        return {"channel": channel, "ts": message["ts"], "message": message}

    def _post_ephemeral(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        self.check_membership(channel, call.by.user)
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

    def _read_history(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        self.check_membership(channel, call.by.user)
        oldest, latest = float(call.args.get("oldest", 0)), float(call.args.get("latest", "inf"))
        said = [
            message
            for message in self.world.messages[channel].values()
            if _is_between(float(message["ts"]), oldest, latest, ends=call.args.get("inclusive"))
            and _is_in_channel(message)
        ]
        return cut(call, "messages", sorted(said, key=lambda m: m["ts"], reverse=True))

    def _read_replies(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        oldest = float(call.args.get("oldest", 0))
        said = [
            message
            for message in self.world.messages[channel].values()
            if message.get("thread_ts") == call["ts"]
            and (float(message["ts"]) > oldest or message["ts"] == call["ts"])
        ]
        return cut(call, "messages", sorted(said, key=lambda m: m["ts"]))

    def _find_message(self, call: Call) -> JSON:
        found = self.world.messages[self.find_channel(call)].get(str(call["ts"]))
        if found is None:
            raise SlackError("message_not_found")
        return found


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
