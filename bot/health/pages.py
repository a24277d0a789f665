"""Health pages on loopback: /healthz, /readyz and /metrics. GET only, and nothing but counts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import ClientConnectorError, ClientSession, ClientTimeout, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.config.errors import ConfigIssue, SettingsError, format_value
from bot.health.checks import HealthChecks

LOOPBACK = "127.0.0.1"

_TIMEOUT = 5.0
"""Seconds that a response may take."""


@asynccontextmanager
async def serve_pages(
    checks: HealthChecks, registry: CollectorRegistry, *, port: int
) -> AsyncIterator[None]:
    """Serve the pages while entered.

    Raises:
        SettingsError: another program has the port.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return _to_response(checks.liveness_problems())

    async def readyz(_request: web.Request) -> web.Response:
        return _to_response(checks.readiness_problems())

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

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
        allowed = f"a free port ({error.strerror})"
        raise SettingsError(
            [ConfigIssue("PARLEY_HEALTH_PORT", format_value(port), allowed)]
        ) from error


async def fetch_problems(port: int) -> list[str] | None:
    """Fetch the readiness problems of the bot that serves this port; None where nothing answers."""
    timeout = ClientTimeout(total=_TIMEOUT)
    try:
        async with (
            ClientSession(timeout=timeout) as session,
            session.get(f"http://{LOOPBACK}:{port}/readyz") as response,
        ):
            text = await response.text()
            return [] if response.ok else text.splitlines()
    except (ClientConnectorError, TimeoutError):
        return None


def _to_response(problems: Sequence[str]) -> web.Response:
    """Return 200 and "ok", or 503 and the problems, a line each."""
    text = "\n".join(problems) or "ok"
    return web.Response(text=f"{text}\n", status=503 if problems else 200)
