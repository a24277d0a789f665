"""Two processes of one Slack app behind a load balancer: each request of Slack's is handled once, whoever gets it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.slack.connection.tokens import APP, SIGNING
from tests.bot.platforms.slack.browser import NORTH, OAUTH_TOKENS, SOUTH, InstallLink
from tests.bot.platforms.slack.conftest import TOKENS
from tests.bot.postgres.test_slack_processes import until_shown
from tests.fakes.bot_processes import BotProcesses
from tests.fakes.club import RUDE
from tests.fakes.load_balancer import LoadBalancer
from tests.fakes.slack.http_delivery import SIGNING_SECRET
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.world import JSON
from tests.fakes.waiting import TIMEOUT

HTTP_TOKENS = {name: token for name, token in TOKENS.items() if name != APP} | {
    SIGNING: SIGNING_SECRET
}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as server:
        yield server


def find_free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in found]


@pytest.fixture
async def processes(slack: FakeSlack, address: URL, tmp_path: Path) -> AsyncIterator[BotProcesses]:
    policy = f'mode = "enforce"\nalerts = ["{slack.world.moderators}"]\n'
    (tmp_path / "policy.toml").write_text(policy)
    database = address.render_as_string(hide_password=False)
    async with BotProcesses(
        "slack", slack.port, tmp_path, {"PARLEY_DATABASE": database}
    ) as running:
        yield running


@pytest.fixture
def tokens() -> dict[str, str]:
    """The tokens of one workspace; a test may put those of an app in their place."""
    return HTTP_TOKENS


@pytest.fixture
async def balancer(
    slack: FakeSlack, processes: BotProcesses, tokens: dict[str, str]
) -> AsyncIterator[LoadBalancer]:
    """A balancer over two processes, to which Slack delivers."""
    ports = find_free_ports(2)
    for port in ports:
        await processes.start("run", PARLEY_SLACK_PORT=str(port), **tokens)
    async with LoadBalancer(ports) as balancer, asyncio.timeout(TIMEOUT):
        await balancer.wait_until_up()
        slack.deliver_to(balancer.port)
        yield balancer


def find_button(alert: JSON, label: str) -> str:
    return next(
        str(element["action_id"])
        for block in alert["blocks"]
        for element in block.get("elements", ())
        if element.get("text", {}).get("text") == label
    )


async def test_a_message_is_moderated_once_though_slack_repeats_it_to_the_other(
    slack: FakeSlack, balancer: LoadBalancer, engine: AsyncEngine
) -> None:
    messages = [slack.world.add_message(f"{RUDE} {number}") for number in range(6)]
    for message in messages:
        await slack.deliver_message(message)
        await slack.deliver_message(message, retry=1, reason="http_timeout")
    assert len(set(balancer.passed)) == 2
    await until_shown(engine, len(messages))
    deleted = sorted(call["ts"] for call in slack.calls("chat.delete"))
    assert deleted == sorted(message["ts"] for message in messages)


async def test_a_button_is_handled_once_by_whoever_gets_it(
    slack: FakeSlack, balancer: LoadBalancer, engine: AsyncEngine
) -> None:
    await slack.say(RUDE)
    alert = await slack.alert()
    await until_shown(engine, 1)
    button, by = find_button(alert, "Dismiss"), (slack.world.mona, slack.world.olga)
    asked = len(balancer.passed)
    pressed = [await slack.interactions.press(button, alert, by=person) for person in by]
    for each in pressed:
        await each.reply()
    assert len(set(balancer.passed[asked:])) == 2
    async with engine.connect() as connection:
        decided = (await connection.scalars(text('SELECT "by" FROM decisions'))).all()
    assert len(decided) == 1
    assert all(len(each.replies) == 1 for each in pressed)


async def test_a_command_is_answered_once_and_holds_for_both(
    slack: FakeSlack, balancer: LoadBalancer, engine: AsyncEngine
) -> None:
    for command, answer in (("mode shadow", "shadow"), ("settings", "shadow")):
        asked = await slack.interactions.command(command, by=slack.world.mona)
        assert answer in str(await asked.reply())
    assert len(set(balancer.passed)) == 2
    assert [len(each.replies) for each in slack.interactions.started] == [1, 1]
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM settings")) == 1


@pytest.mark.parametrize("tokens", [OAUTH_TOKENS])
async def test_an_install_link_that_one_process_made_is_redeemed_by_the_other(
    slack: FakeSlack, balancer: LoadBalancer, engine: AsyncEngine
) -> None:
    async with ClientSession() as session:
        link = InstallLink(slack, session)
        for team, by in ((NORTH, slack.world.olga), (SOUTH, slack.world.mona)):
            assert await link.install(team, by=by) == 200
    opened, redirected = balancer.passed[:2]
    assert opened != redirected
    messages = [slack.world.add_message(f"{RUDE} {number}") for number in range(4)]
    for number, message in enumerate(messages):  # of each workspace, one to each process
        team = (NORTH, NORTH, SOUTH, SOUTH)[number]
        await slack.deliver_event(slack.make_event(message), team=team)
    await until_shown(engine, len(messages))
    used = [call.token for call in slack.calls("chat.delete")]
    assert sum(NORTH in token for token in used) == sum(SOUTH in token for token in used) == 2
