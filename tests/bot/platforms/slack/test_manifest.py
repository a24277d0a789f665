"""The manifest holds exactly what the code uses: listeners, commands, menus, and scopes of its calls."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.interactions.command_specs import CHECK_MENU, REPORT_MENU
from bot.platforms.slack.connection import bolt_app as bolts
from bot.platforms.slack.connection.scopes import REASONS, USER_REASONS
from bot.platforms.slack.interactions.slash_commands import CHECK, REPORT
from tests.bot.platforms.slack.conftest import StartBot
from tests.fakes.slack.world import MANIFEST

ROOT = Path(__file__).parents[4]
BOT_SCOPES = MANIFEST["oauth_config"]["scopes"]["bot"]
SOURCES = sorted((ROOT / "bot/platforms/slack").rglob("*.py"))

OF_CALLS = {
    "apps_connections_open": "",  # the app's own token: connections:write
    "auth_test": "",
    "chat_delete": "chat:write",
    "chat_getPermalink": "",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "channels:history groups:history",
    "conversations_info": "channels:read groups:read",
    "conversations_join": "channels:join",
    "conversations_kick": "channels:manage groups:write",
    "conversations_list": "channels:read groups:read",
    "conversations_open": "im:write",
    "conversations_replies": "channels:history groups:history",
    "files_upload_v2": "files:write",
    "oauth_v2_access": "",  # the app by its own name and secret
    "team_info": "team:read",
    "usergroups_list": "usergroups:read",
    "users_conversations": "channels:read groups:read im:read mpim:read",
    "users_info": "users:read",
    "views_open": "",
    "views_publish": "",
    "views_update": "",
}
"""The bot's scopes for each method, in public and private channels: docs.slack.dev/reference/methods."""

OF_EVENTS = {
    "app_home_opened": "",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_rename": "groups:read",
    "member_joined_channel": "channels:read groups:read",
    "member_left_channel": "channels:read groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "team_join": "users:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""The scopes that an event needs to be told of: docs.slack.dev/reference/events."""

WHAT_TO_DO = (
    "The code and deploy/slack-manifest.yaml differ. Of a new call or event, add the scopes that Slack's "
    "page names for it to the tables of this test, then to the manifest and, with the reason why, to "
    "bot/platforms/slack/connection/scopes.py; what nothing needs any more, take out of all three."
)


class Listening(AsyncApp):
    """Bolt's app, which also keeps what is listened to."""

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
async def app(start_bot: StartBot, monkeypatch: pytest.MonkeyPatch) -> Listening:
    """The app of a bot that is running."""
    made: list[Listening] = []

    def make(**named: Any) -> Listening:
        made.append(Listening(**named))
        return made[-1]

    monkeypatch.setattr(bolts, "AsyncApp", make)
    await start_bot()
    return made[0]


async def test_it_lists_the_events_the_commands_and_the_menus_that_are_listened_to(
    app: Listening,
) -> None:
    features, settings = MANIFEST["features"], MANIFEST["settings"]
    told = settings["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in told} == set(app.events), WHAT_TO_DO
    assert [command["command"] for command in features["slash_commands"]] == app.commands
    assert [menu["callback_id"] for menu in features["shortcuts"]] == app.menus
    assert settings["interactivity"]["is_enabled"]


async def test_it_asks_for_the_scopes_of_calls_events_and_commands_and_no_more(
    app: Listening,
) -> None:
    told = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    calls = {name for name, _ in find_calls()}
    assert calls <= OF_CALLS.keys(), WHAT_TO_DO
    assert set(told) <= OF_EVENTS.keys(), WHAT_TO_DO
    needed = {scope for name in calls for scope in OF_CALLS[name].split()}
    needed |= {scope for event in told for scope in OF_EVENTS[event].split()}
    needed |= {"commands"} if app.commands or app.menus else set()
    needed |= (
        {"files:read"} if any("url_private" in path.read_text() for path in SOURCES) else set()
    )
    assert sorted(needed) == BOT_SCOPES, WHAT_TO_DO


def test_the_administrators_token_is_asked_for_what_it_is_used_for() -> None:
    used = {OF_CALLS[name] for name, client in find_calls() if client == "admin"}
    assert used == set(MANIFEST["oauth_config"]["scopes"]["user"]) == set(USER_REASONS)


def test_every_scope_has_a_reason_and_no_other() -> None:
    assert list(REASONS) == BOT_SCOPES, WHAT_TO_DO


def test_menus_are_called_as_everywhere_else() -> None:
    names = {menu["callback_id"]: menu["name"] for menu in MANIFEST["features"]["shortcuts"]}
    assert names == {CHECK: CHECK_MENU, REPORT: REPORT_MENU}
    assert max(map(len, names.values())) <= 24  # by Slack's rule


def test_what_is_typed_comes_with_the_ids_of_whom_it_names() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["should_escape"]


def test_it_needs_no_public_address() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert "url" not in MANIFEST["features"]["slash_commands"][0]


def find_calls() -> Iterator[tuple[str, str]]:
    """Methods of the Web API that the code names, and what the client before them is called."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and is_method(node.attr):
                yield node.attr, ast.unparse(node.value).rpartition(".")[2]


def is_method(name: str) -> bool:
    """Whether it is one of slack_sdk's client: "chat_postMessage", and not "base_url"."""
    is_public = "_" in name and not name.startswith("_")
    return is_public and inspect.iscoroutinefunction(getattr(AsyncWebClient, name, None))
