"""The manifest matches the code: events, commands, menus, and the scopes of all calls."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.interactions.command_specs import CHECK_MENU, REPORT_MENU
from bot.platforms.slack.connection import bolt_app
from bot.platforms.slack.connection.scopes import BOT_SCOPE_REASONS, USER_SCOPE_REASONS
from bot.platforms.slack.interactions.report_form import REPORT
from bot.platforms.slack.interactions.slash_commands import CHECK
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.world import MANIFEST

ROOT = Path(__file__).parents[4]
BOT_SCOPES = MANIFEST["oauth_config"]["scopes"]["bot"]
SOURCES = sorted((ROOT / "bot/platforms/slack").rglob("*.py"))

CALL_SCOPES = {
    "apps_connections_open": "",  # the app's own token: connections:write
    "api_call": "",  # the call behind all of them
    "auth_test": "",
    "chat_delete": "chat:write",
    "chat_getPermalink": "",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "channels:history groups:history",
    "conversations_info": "channels:read groups:read",
    "conversations_join": "channels:join",
    "conversations_invite": "channels:manage groups:write",
    "conversations_kick": "channels:manage groups:write",
    "conversations_list": "channels:read groups:read",
    "conversations_open": "im:write",
    "conversations_replies": "channels:history groups:history",
    "conversations_setPurpose": "channels:manage groups:write",
    "conversations_setTopic": "channels:manage groups:write",
    "files_info": "files:read",
    "files_upload_v2": "files:write",
    "oauth_v2_access": "",  # the app by its own name and secret
    "team_info": "team:read",
    "usergroups_list": "usergroups:read",
    "users_conversations": "channels:read groups:read im:read mpim:read",
    "users_info": "users:read",
    "users_list": "users:read",
    "views_open": "",
    "views_publish": "",
    "views_update": "",
}
"""Scopes of each method, in public and private channels: docs.slack.dev/reference/methods."""

EVENT_SCOPES = {
    "app_home_opened": "",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_shared": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read groups:read",
    "member_left_channel": "channels:read groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "team_join": "users:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""Scopes of each event: docs.slack.dev/reference/events."""

REMEDY = (
    "The code and deploy/slack-manifest.yaml differ. Of a new call or event, add the scopes that Slack's "
    "page names for it to the tables of this test, then to the manifest and, with the reason why, to "
    "bot/platforms/slack/connection/scopes.py; what nothing needs any more, take out of all three."
)


class RecordingApp(AsyncApp):
    """A bolt app that records the registered listeners."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.events: list[str] = []
        self.commands: list[str] = []
        self.menus: list[str] = []

    def event(self, event: Any, *rest: Any, **named: Any) -> Callable[..., Any]:
        self.events.append(event)
        return super().event(event, *rest, **named)

    def command(self, command: Any, *rest: Any, **named: Any) -> Callable[..., Any]:
        self.commands.append(command)
        return super().command(command, *rest, **named)

    def message_shortcut(self, callback_id: Any, *rest: Any, **named: Any) -> Callable[..., Any]:
        self.menus.append(callback_id)
        return super().message_shortcut(callback_id, *rest, **named)


@pytest.fixture
async def app(start_bot: StartBot, monkeypatch: pytest.MonkeyPatch) -> RecordingApp:
    """The app of a running bot."""
    made: list[RecordingApp] = []

    def make(**named: Any) -> RecordingApp:
        made.append(RecordingApp(**named))
        return made[-1]

    monkeypatch.setattr(bolt_app, "AsyncApp", make)
    await start_bot()
    return made[0]


async def test_it_lists_the_events_commands_and_menus_that_have_listeners(
    app: RecordingApp,
) -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    events = settings["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in events} == set(app.events), REMEDY
    assert [command["command"] for command in features["slash_commands"]] == app.commands
    assert [menu["callback_id"] for menu in features["shortcuts"]] == app.menus
    assert settings["interactivity"]["is_enabled"]


async def test_it_requests_the_scopes_of_calls_events_and_commands_and_no_more(
    app: RecordingApp,
) -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    calls = {name for name, _ in find_api_calls()}
    assert calls <= CALL_SCOPES.keys(), REMEDY
    assert set(events) <= EVENT_SCOPES.keys(), REMEDY
    needed = {scope for name in calls for scope in CALL_SCOPES[name].split()}
    needed |= {scope for event in events for scope in EVENT_SCOPES[event].split()}
    needed |= {"commands"} if app.commands or app.menus else set()
    needed |= (
        {"files:read"} if any("url_private" in path.read_text() for path in SOURCES) else set()
    )
    assert sorted(needed) == BOT_SCOPES, REMEDY


def test_the_administrators_token_has_the_scopes_of_its_calls() -> None:
    used = {CALL_SCOPES[name] for name, client in find_api_calls() if client == "admin"}
    assert used == set(MANIFEST["oauth_config"]["scopes"]["user"]) == set(USER_SCOPE_REASONS)


def test_every_scope_has_a_reason_and_no_other() -> None:
    assert list(BOT_SCOPE_REASONS) == BOT_SCOPES, REMEDY


def test_menus_have_the_names_of_the_command_specs() -> None:
    names = {menu["callback_id"]: menu["name"] for menu in MANIFEST["features"]["shortcuts"]}
    assert names == {CHECK: CHECK_MENU, REPORT: REPORT_MENU}
    assert max(map(len, names.values())) <= 24  # by Slack's rule


def test_mentions_in_commands_are_sent_as_ids() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["should_escape"]


def test_it_needs_no_public_address() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert "url" not in MANIFEST["features"]["slash_commands"][0]


def find_api_calls() -> Iterator[tuple[str, str]]:
    """Yield each method of the Web API in the code, with the name of its client."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and is_api_method(node.attr):
                yield node.attr, ast.unparse(node.value).rpartition(".")[2]


def is_api_method(name: str) -> bool:
    """Return whether slack_sdk's client has it as a method: "chat_postMessage", not "base_url"."""
    is_public = "_" in name and not name.startswith("_")
    return is_public and inspect.iscoroutinefunction(getattr(AsyncWebClient, name, None))
