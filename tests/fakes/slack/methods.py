"""Methods of the Web API for conversations, users, user groups, files and connections."""

from collections.abc import Callable, Mapping

from tests.fakes.slack.method_group import MethodGroup, paginate
from tests.fakes.slack.web_api import Call, Method, SlackError
from tests.fakes.slack.world import APP_TOKEN, JSON, TEAM, World


class Methods(MethodGroup):
    """All methods that are not about messages or views."""

    def __init__(self, world: World, address: str, *, make_ticket: Callable[[], str]) -> None:
        super().__init__(world)
        self.address = address
        self.make_ticket = make_ticket
        self.uploads: dict[str, bytes] = {}
        """Uploaded contents by file id."""

    def methods(self) -> Mapping[str, Method]:
        """Return the methods by name, each with the scopes of which it needs one."""
        return {
            "auth.test": Method(self._test_auth),
            "apps.connections.open": Method(self._open_connection, ("connections:write",)),
            "conversations.list": Method(self._list_channels, ("channels:read", "groups:read")),
            "users.conversations": Method(self._list_own, ("channels:read", "groups:read")),
            "conversations.info": Method(self._show_channel, ("*:read",)),
            "conversations.join": Method(self._join, ("channels:join",)),
            "conversations.members": Method(self._list_members, ("*:read",)),
            "conversations.open": Method(self._open_direct, ("im:write",)),
            "conversations.invite": Method(self._invite, ("*:write", "*:manage")),
            "conversations.kick": Method(self._kick, ("*:write",)),
            "usergroups.list": Method(self._list_groups, ("usergroups:read",)),
            "users.info": Method(self._show_person, ("users:read",)),
            "users.list": Method(self._list_people, ("users:read",)),
            "files.getUploadURLExternal": Method(self._get_upload, ("files:write",)),
            "files.completeUploadExternal": Method(self._complete_upload, ("files:write",)),
        }

    def _test_auth(self, call: Call) -> JSON:
        person = self.world.users[call.caller.user]
        is_bot = {"bot_id": self.world.bot_id} if person["is_bot"] else {}
        return {
            "url": "https://club.slack.com/",
            "team": "club",
            "team_id": call.caller.team,
            "user": person["name"],
            "user_id": person["id"],
            "is_enterprise_install": False,
            **is_bot,
        }

    def _open_connection(self, call: Call) -> JSON:
        assert call.token == APP_TOKEN
        return {"url": f"ws://{self.address}/socket?ticket={self.make_ticket()}"}

    def _list_channels(self, call: Call) -> JSON:
        kinds = str(call.args.get("types", "public_channel")).split(",")
        channels = [
            self._show(channel)
            for channel in self.world.channels.values()
            if _name_type(channel) in kinds and not channel["is_archived"]
        ]
        return paginate(call, "channels", channels)

    def _list_own(self, call: Call) -> JSON:
        answer = self._list_channels(call)
        own = [c for c in answer["channels"] if call.caller.user in self.world.members[c["id"]]]
        return {**answer, "channels": own}

    def _show_channel(self, call: Call) -> JSON:
        return {"channel": self._show(self.world.channels[self.find_channel(call)])}

    def _join(self, call: Call) -> JSON:
        channel = self.find_channel(call)
        if self.world.channels[channel]["is_private"]:
            raise SlackError("method_not_supported_for_channel_type")
        self.world.members[channel].add(call.caller.user)
        return {"channel": self._show(self.world.channels[channel])}

    def _list_members(self, call: Call) -> JSON:
        return paginate(call, "members", sorted(self.world.members[self.find_channel(call)]))

    def _open_direct(self, call: Call) -> JSON:
        user = str(call["users"])
        if user not in self.world.users:
            raise SlackError("user_not_found")
        return {"channel": {"id": self.world.open_direct(user)}}

    def _kick(self, call: Call) -> JSON:
        channel, user = self.find_channel(call), str(call["user"])
        if self.world.channels[channel].get("is_general"):
            raise SlackError("cant_kick_from_general")
        if not {user, call.caller.user} <= self.world.members[channel]:
            raise SlackError("not_in_channel")
        self.world.members[channel].remove(user)
        return {}

    def _invite(self, call: Call) -> JSON:
        channel, user = self.find_channel(call), str(call["users"])
        self.check_membership(channel, call.caller.user)
        self.check_writable(channel)
        if user not in self.world.users:
            raise SlackError("user_not_found")
        if user in self.world.members[channel]:
            raise SlackError("already_in_channel")
        self.world.members[channel].add(user)
        return {"channel": self._show(self.world.channels[channel])}

    def _show_person(self, call: Call) -> JSON:
        person = self.world.users.get(str(call["user"]))
        if person is None:
            raise SlackError("user_not_found")
        if person["team_id"] == TEAM:  # of whichever workspace asks
            person = {**person, "team_id": call.caller.team}
        shown = {key: value for key, value in person.items() if key != "locale"}
        if str(call.args.get("include_locale", "")).lower() in {"1", "true"}:
            shown["locale"] = person.get("locale", "en-US")
        return {"user": shown}

    def _list_people(self, call: Call) -> JSON:
        return paginate(call, "members", list(self.world.users.values()))

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

    def _show(self, channel: JSON) -> JSON:
        return {**channel, "is_member": self.world.bot["id"] in self.world.members[channel["id"]]}


def _name_type(channel: JSON) -> str:
    if channel["is_im"]:
        return "im"
    return "private_channel" if channel["is_private"] else "public_channel"
