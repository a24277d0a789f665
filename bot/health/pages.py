"""Health pages on loopback: /healthz, /readyz, /release and /metrics. GET only, without texts or names."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict

from aiohttp import ClientConnectorError, ClientSession, ClientTimeout, web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.config.errors import ConfigIssue, SettingsError, explain_os_error, format_value
from bot.health.checks import HealthChecks
from bot.runtime.release import Release

LOOPBACK = "127.0.0.1"

_TIMEOUT = 5.0
"""Seconds that a response may take."""


@asynccontextmanager
async def serve_pages(
    checks: HealthChecks, registry: CollectorRegistry, release: Release, *, port: int
) -> AsyncIterator[None]:
    """Serve the pages while entered.

    Raises:
        SettingsError: another program has the port.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return _to_response(checks.liveness_problems())

    async def readyz(_request: web.Request) -> web.Response:
        return _to_response(checks.readiness_problems())

    async def show_release(_request: web.Request) -> web.Response:
        return web.json_response(asdict(release))

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/release", show_release),
            web.get("/metrics", metrics),
        ]
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
        allowed = f"a free port ({explain_os_error(error)})"
        raise SettingsError(
            [ConfigIssue("PARLEY_HEALTH_PORT", format_value(port), allowed)]
        ) from error


async def fetch_problems(port: int) -> list[str] | None:
    """Fetch the readiness problems of the bot that serves this port; None where nothing answers."""
    answer = await _fetch(port, "readyz")
    if answer is None:
        return None
    is_ok, text = answer
    return [] if is_ok else text.splitlines()


async def fetch_release(port: int) -> Release | None:
    """Fetch what the bot that serves this port has loaded; None where nothing answers, or an older Parley."""
    is_ok, text = await _fetch(port, "release") or (False, "")
    return Release(**json.loads(text)) if is_ok else None


async def _fetch(port: int, page: str) -> tuple[bool, str] | None:
    """Fetch a page: whether its status is good, and its text; None where nothing answers."""
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=_TIMEOUT)) as session,
            session.get(f"http://{LOOPBACK}:{port}/{page}") as response,
        ):
            return response.ok, await response.text()
    except (ClientConnectorError, TimeoutError):
        return None


def _to_response(problems: Sequence[str]) -> web.Response:
    """Return 200 and "ok", or 503 and the problems, a line each."""
    text = "\n".join(problems) or "ok"
    return web.Response(text=f"{text}\n", status=503 if problems else 200)
