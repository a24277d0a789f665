"""The pages on loopback: /healthz, /readyz and /metrics. Nothing but GET, and nothing but figures."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientConnectorError, ClientSession, ClientTimeout, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.config.errors import ConfigIssue, SettingsError, format_value
from bot.health.checks import HealthChecks

LOOPBACK = "127.0.0.1"

_PATIENCE = 5.0
"""Seconds that an answer may take."""


@asynccontextmanager
async def open_pages(
    rules: HealthChecks, registry: CollectorRegistry, *, port: int
) -> AsyncIterator[None]:
    """Serve the pages while entered.

    Raises:
        SettingsError: another program has the port.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return _answer(rules.liveness_problems())

    async def readyz(_request: web.Request) -> web.Response:
        return _answer(rules.readiness_problems())

    async def metrics(_request: web.Request) -> web.Response:
        figures = generate_latest(registry)
        return web.Response(body=figures, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(runner, port)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
    except OSError as error:
        taken = f"a free port ({error.strerror})"
        raise SettingsError(
            [ConfigIssue("PARLEY_HEALTH_PORT", format_value(port), taken)]
        ) from error


async def ask(port: int) -> list[str] | None:
    """What keeps the bot of this port from being ready; None where nothing answers."""
    limit = ClientTimeout(total=_PATIENCE)
    try:
        async with (
            ClientSession(timeout=limit) as session,
            session.get(f"http://{LOOPBACK}:{port}/readyz") as answer,
        ):
            text = await answer.text()
            return [] if answer.ok else text.splitlines()
    except (ClientConnectorError, TimeoutError):
        return None


def _answer(faults: Sequence[str]) -> web.Response:
    """200 and "ok", or 503 and what is wrong, a line each."""
    text = "\n".join(faults) or "ok"
    return web.Response(text=f"{text}\n", status=503 if faults else 200)
