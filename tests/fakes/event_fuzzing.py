"""Fuzzing of a platform's events on the wire: whatever comes, the next message is read."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.domain.policy import Policy
from bot.platforms.discord.platform import Discord
from bot.platforms.slack.connection.tokens import APP, BOT, USER
from bot.platforms.slack.platform import Slack
from tests.fakes import running
from tests.fakes.discord import server as discord_server
from tests.fakes.discord.payloads import JSON
from tests.fakes.discord.redirection import redirect as redirect_discord
from tests.fakes.discord.world import TOKEN
from tests.fakes.mutation import Draw, mutate
from tests.fakes.slack import server as slack_server
from tests.fakes.slack.redirection import redirect as redirect_slack
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, USER_TOKEN

TEXT = "the text of a message"

Payload = Mapping[str, Any]
Send = Callable[[Payload], Awaitable[object]]


class Errors(logging.Handler):
    """Records what a library or the bot logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.getMessage()} {record.exc_info}")


@dataclass(frozen=True, slots=True)
class EventFuzzer:
    """A platform without a bot behind it, and the shapes of events that are mutated.

    `essential`: the keys of a message without which it cannot be judged.
    """

    recorder: running.Recorder[Any]
    shapes: Sequence[Payload]
    send: Send
    say: Callable[[str], Awaitable[object]]
    essential: frozenset[str]
    errors: Errors
    numbers: "count[int]"

    async def check(self, draw: Draw) -> None:
        """Send a mutated event and a message.

        Raises:
            AssertionError: an error was logged, or a message could be read and was not.
            TimeoutError: the message does not come.
        """
        shape = self.shapes[draw(len(self.shapes))]
        mutated, touched = mutate(dict(shape), draw)
        self.recorder.messages.clear()
        self.errors.messages.clear()
        await self.send(mutated)
        last = f"message {next(self.numbers)}"
        await self.say(last)
        await self.recorder.until_text(last)
        if touched.isdisjoint(self.essential):
            await self.recorder.until_text(TEXT)
        assert not self.errors.messages, list(self.errors.messages)


@asynccontextmanager
async def _record_errors() -> AsyncIterator[Errors]:
    errors, root = Errors(), logging.getLogger()
    root.addHandler(errors)
    try:
        yield errors
    finally:
        root.removeHandler(errors)


@asynccontextmanager
async def open_discord() -> AsyncIterator[EventFuzzer]:
    """Open the fuzzer of the gateway's message events."""
    async with discord_server.FakeDiscord() as club, _record_errors() as errors:
        with redirect_discord(club.port):
            stats = running.WatchedStats("discord")
            platform = Discord(
                TOKEN, alert_channels=frozenset(), stats=stats, guild_ready_timeout=0.02
            )
            async with running.Recorder(platform, club.say).listen() as recorder:
                notes = club.attach("notes.txt", b"tea")
                stamps = {"timestamp": "2026-05-01T12:00:00+00:00", "edited_timestamp": None}
                quoted: JSON = {
                    "type": 0,
                    "content": "tea",
                    "embeds": [],
                    "attachments": [],
                    **stamps,
                }
                embed = {"type": "rich", "title": "tea", "fields": [{"name": "a", "value": "b"}]}
                answer = {"answer_id": 1, "poll_media": {"text": "tea"}}
                poll: JSON = {"question": {"text": "which?"}, "answers": [answer], "expiry": None}
                poll |= {"allow_multiselect": False, "layout_type": 1}
                shapes = [
                    club.world.add_message(TEXT, **fields)
                    for fields in (
                        {"attachments": [notes]},
                        {"embeds": [embed]},
                        {"poll": poll},
                        {"message_snapshots": [{"message": quoted}]},
                    )
                ]
                yield EventFuzzer(
                    recorder,
                    shapes,
                    lambda message: club.gateway.dispatch("MESSAGE_CREATE", message),
                    club.say,
                    frozenset({"id", "channel_id", "guild_id", "author", "content", "type"}),
                    errors,
                    count(),
                )


@asynccontextmanager
async def open_slack() -> AsyncIterator[EventFuzzer]:
    """Open the fuzzer of Slack's message events."""
    async with slack_server.FakeSlack() as club, _record_errors() as errors:
        with redirect_slack(club.port):
            tokens = {BOT: BOT_TOKEN, APP: APP_TOKEN, USER: USER_TOKEN}
            policy = Policy(alerts=frozenset({club.world.moderators}))
            platform = Slack(tokens, policy=policy, stats=running.WatchedStats("slack"))
            async with running.Recorder(platform, club.say).listen() as recorder:
                leaf = {"type": "text", "text": "tea"}
                section = {"type": "rich_text_section", "elements": [leaf]}
                rich = {"type": "rich_text", "elements": [section]}
                header = {"type": "header", "text": {"type": "plain_text", "text": "tea"}}
                shared = {"text": "tea", "fields": [{"title": "a", "value": "b"}], "blocks": [rich]}
                file = club.add_file("notes.txt", b"tea", mimetype="text/plain")
                shapes = [
                    club.make_event(club.world.add_message(TEXT, **fields))
                    for fields in (
                        {"blocks": [rich, header]},
                        {"attachments": [shared]},
                        {"files": [file], "subtype": "file_share"},
                    )
                ]

                async def send(event: Payload) -> None:
                    await club.deliver_event({**event, "type": "message", "event_ts": "1.0"})

                yield EventFuzzer(
                    recorder,
                    shapes,
                    send,
                    club.say,
                    frozenset({"ts", "channel", "user", "text", "subtype"}),
                    errors,
                    count(),
                )
