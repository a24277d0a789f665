"""Methods of the Web API for the topics and purposes of channels, and for files."""

from collections.abc import Mapping

from tests.fakes.slack.method_group import MethodGroup
from tests.fakes.slack.web_api import Call, Method, SlackError
from tests.fakes.slack.world import JSON


class Naming(MethodGroup):
    """`conversations.setTopic` and `.setPurpose`, and `files.info`."""

    def methods(self) -> Mapping[str, Method]:
        """Return the methods by name, each with the scopes of which it needs one."""
        manage = ("*:manage", "*:write")
        return {
            "conversations.setTopic": Method(self._set_topic, manage),
            "conversations.setPurpose": Method(self._set_purpose, manage),
            "files.info": Method(self._show_file, ("files:read",)),
        }

    def _set_topic(self, call: Call) -> JSON:
        return self._set(call, "topic")

    def _set_purpose(self, call: Call) -> JSON:
        return self._set(call, "purpose")

    def _set(self, call: Call, key: str) -> JSON:
        """Set it, for which the caller must be in the channel; Slack writes a message about it."""
        channel = self.find_channel(call)
        self.check_membership(channel, call.caller.user)
        self.check_writable(channel)
        self.world.channels[channel][key] = {"value": call.args[key]}
        caller = self.world.users[call.caller.user]
        named = {"subtype": f"channel_{key}", key: call.args[key]}
        self.world.add_message("", channel=channel, by=caller, **named)
        return {"channel": self.world.channels[channel]}

    def _show_file(self, call: Call) -> JSON:
        file = self.world.files.get(str(call["file"]))
        if file is None:
            raise SlackError("file_not_found")
        return {"file": file}
