"""Servers of fakes: an application listens on a free port of this machine."""

from aiohttp import web


async def listen(app: web.Application) -> tuple[web.AppRunner, int]:
    """Listen on a free port; return it, and the runner whose `cleanup` ends that, whatever is under way."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, runner.addresses[0][1]
